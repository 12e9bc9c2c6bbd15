"""Footnotes and their numbers in the words lead to each other; what is stored of a report knows nothing of it."""

from __future__ import annotations

import io
import re

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from reports.document import files, footnotes, shape
from reports.document.shape import Block, Snapshot
from tests import pdf_checks
from tests.report_samples import SAMPLE, sample

TEXT = "<p>Some.<sup>{0}</sup> More.<sup>{0}</sup></p>"


def paragraph(name: str, note: int) -> Block:
    """Return words that refer twice to a footnote."""
    return {"name": name, "type": "paragraph", "html": TEXT.format(note), "text": "Some. More."}


@pytest.fixture
def snapshot() -> Snapshot:
    """Return a report whose second section refers to the second footnote only."""
    second = {**SAMPLE["sections"][1], "key": "prevention", "blocks": [paragraph("prevention-1", 2)]}
    first = {**SAMPLE["sections"][1], "blocks": [paragraph("investigation-1", 1), paragraph("investigation-2", 1)]}
    notes = [{"number": number, "html": f"Note {number}."} for number in (1, 2)]
    return sample(sections=[first, second], footnotes=notes)


def links(page: str) -> list[tuple[str, str, str]]:
    """Return the address, the anchor and all words of each link within a page."""
    found = re.findall(r'<a href="#([^"]+)"(?: id="([^"]+)")?>(.*?)</a>', page)
    return [(to, anchor, re.sub("<[^>]+>", "", words)) for to, anchor, words in found]


def drawn(snapshot: Snapshot) -> str:
    """Return a report as a PDF file is drawn from it."""
    return render_to_string("documents/report.html", files.shown(snapshot, files.Edition(1)))


def test_each_number_leads_to_its_footnote_and_the_footnote_to_its_first_number(snapshot: Snapshot) -> None:
    stored = shape.as_text(snapshot)
    page = drawn(snapshot)
    assert [one for one in links(page) if "footnote-" in one[0]] == [
        ("footnote-1", "investigation-1-footnote-1", "Footnote 1"),
        ("footnote-1", "", "Footnote 1"),
        ("footnote-1", "investigation-2-footnote-1", "Footnote 1"),
        ("footnote-1", "", "Footnote 1"),
        ("footnote-2", "prevention-1-footnote-2", "Footnote 2"),
        ("footnote-2", "", "Footnote 2"),
        ("investigation-1-footnote-1", "", "Back to footnote 1 in the text"),
        ("prevention-1-footnote-2", "", "Back to footnote 2 in the text"),
    ]
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert {to for to, _, _ in links(page)} <= set(anchors)
    assert shape.as_text(snapshot) == stored


def test_a_section_alone_has_the_footnotes_it_refers_to(snapshot: Snapshot) -> None:
    alone = footnotes.alone(snapshot, "prevention")
    assert [note["html"] for note in alone["footnotes"]] == ["Note 2."]
    assert len(snapshot["footnotes"]) == 2


def test_the_links_of_a_pdf_say_what_they_lead_to(snapshot: Snapshot) -> None:
    content = files.pdf_of(snapshot, files.Edition(1))
    pages = PdfReader(io.BytesIO(content)).pages
    told = [str(note.get_object()["/Contents"]) for page in pages for note in page.get("/Annots", [])]
    back = [f"Back to footnote {number} in the text" for number in (1, 2)]
    assert told[4:] == [*["Footnote 1"] * 4, *["Footnote 2"] * 2, *back]
    assert pdf_checks.broken(content) == []
