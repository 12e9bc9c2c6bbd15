"""A look into a PDF file for what PDF/UA-1 asks and a program can tell; conformance needs people too.

veraPDF, the reference checker, cannot be had as a package here. These rules are ours, named for the clause of ISO
14289-1 each is about, and `pdfua` has its own say beside them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

HEADING = re.compile(r"/H([1-6])")
SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
Rule = Callable[[PdfReader], Iterator[str]]


def broken(content: bytes) -> list[str]:
    """Return what is wrong with a file, each with the clause it breaks."""
    reader = PdfReader(io.BytesIO(content), strict=True)
    return [f"{rule.__doc__} {words}" for rule in RULES for words in rule(reader)]


def elements(reader: PdfReader) -> list[Any]:
    """Return the elements of the structure tree, depth first."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if "/S" in node:
            found.append(node)
        inside = node.get("/K", [])
        for one in inside if isinstance(inside, list) else [inside]:
            held = one.get_object()
            if hasattr(held, "get") and held.get("/Type") != "/OBJR":
                walk(held)

    walk(reader.root_object["/StructTreeRoot"])
    return found


def is_tagged(reader: PdfReader) -> Iterator[str]:
    """7.1:"""
    root = reader.root_object
    if not root["/MarkInfo"].get("/Marked") or root["/MarkInfo"].get("/Suspects"):
        yield "the file does not say that it is tagged"
    if not reader.metadata or not reader.metadata.title or not root["/ViewerPreferences"].get("/DisplayDocTitle"):
        yield "the title is missing or not shown"
    if "pdfuaid" not in root["/Metadata"].get_object().get_data().decode():
        yield "the metadata do not name PDF/UA"


def has_language(reader: PdfReader) -> Iterator[str]:
    """7.2:"""
    if not reader.root_object.get("/Lang"):
        yield "the language is missing"


def has_no_loose_text(reader: PdfReader) -> Iterator[str]:
    """7.1:"""
    for number, page in enumerate(reader.pages, start=1):
        depth = 0
        for _, operator in ContentStream(page.get_contents(), reader).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            if operator in SHOWS_TEXT and not depth:
                yield f"text of page {number} is neither tagged nor an artifact"
                break


def headings_are_in_order(reader: PdfReader) -> Iterator[str]:
    """7.4.2:"""
    before = 0
    for level in [int(match[1]) for one in elements(reader) if (match := HEADING.fullmatch(one["/S"]))]:
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"
        before = level


def headings_have_words(reader: PdfReader) -> Iterator[str]:
    """7.4:"""
    if any(HEADING.fullmatch(one["/S"]) and not one.get("/K") for one in elements(reader)):
        yield "a heading is empty"


def figures_have_words(reader: PdfReader) -> Iterator[str]:
    """7.3:"""
    if any(one["/S"] == "/Figure" and len(str(one.get("/Alt", "")).strip()) < 20 for one in elements(reader)):
        yield "a figure has no alternative text"


def tables_have_heads(reader: PdfReader) -> Iterator[str]:
    """7.5:"""
    found = elements(reader)
    heads = [one for one in found if one["/S"] == "/TH"]
    if any(one["/A"].get("/Scope") not in {"/Column", "/Row"} for one in heads):
        yield "a head cell does not say which way it reads"
    known = {str(one["/ID"]) for one in heads}
    for cell in (one for one in found if one["/S"] == "/TD"):
        named = {str(key) for key in cell["/A"].get("/Headers", [])}
        if not named or not named <= known:
            yield "a cell does not name its heads"
            break


def lists_are_lists(reader: PdfReader) -> Iterator[str]:
    """7.6:"""
    for one in elements(reader):
        inside = {child.get_object().get("/S") for child in one.get("/K", []) if hasattr(child.get_object(), "get")}
        if one["/S"] == "/L" and not inside <= {"/LI", "/Caption", "/L"}:
            yield f"a list holds {inside}"


def links_have_words(reader: PdfReader) -> Iterator[str]:
    """7.18.5:"""
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    if any(not link.get("/Contents") or "/StructParent" not in link for link in links):
        yield "a link has no description or is not in the structure"
    if any(page.get("/Annots") and page.get("/Tabs") != "/S" for page in reader.pages):
        yield "the tab order is not that of the structure"


def fonts_are_embedded(reader: PdfReader) -> Iterator[str]:
    """7.21.4:"""
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            held = font.get_object()
            inner = held["/DescendantFonts"][0].get_object() if "/DescendantFonts" in held else held
            descriptor = inner["/FontDescriptor"].get_object()
            if "/ToUnicode" not in held or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                yield f"{held['/BaseFont']} is not embedded, or its letters have no meaning"


RULES: list[Rule] = [
    is_tagged, has_language, has_no_loose_text, headings_are_in_order, headings_have_words, figures_have_words,
    tables_have_heads, lists_are_lists, links_have_words, fonts_are_embedded,
]  # fmt: skip
