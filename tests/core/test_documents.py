"""PDF files: made from our pages, tagged, numbered, and read nothing but what is ours."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from core import documents
from core.documents import AddressRefused, DocumentsUnavailable, pdf

TITLE = "File review BED-2018-P-FR1: results"
# One red point, as a PNG.
POINT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg=="
)


def page(content: str) -> str:
    """Return a document of ours with this content."""
    frame = render_to_string("documents/base.html", {"title": TITLE, "date": "22 March 2018"})
    return frame.replace("<main>", f"<main>{content}")


def read(made: bytes) -> PdfReader:
    """Return a PDF file to look into."""
    return PdfReader(io.BytesIO(made), strict=True)


def words(reader: PdfReader, number: int = 0) -> str:
    """Return a page's words, one space between them."""
    return re.sub(r"\s+", " ", reader.pages[number].extract_text())


def elements(node: Any) -> list[str]:
    """Return the kinds of a document's tags, depth first."""
    found = [str(node["/S"])] if "/S" in node else []
    inside = node.get("/K", [])
    for one in inside if isinstance(inside, list) else [inside]:
        if isinstance(one := one.get_object(), DictionaryObject):
            found += elements(one)
    return found


def test_a_page_becomes_a_pdf_file_with_its_words() -> None:
    made = pdf(page("<h2>Good standard</h2><p>46 of 60 files good (77%, 95% interval 65% to 86%)</p>"), title=TITLE)
    assert made.startswith(b"%PDF-1.7")
    reader = read(made)
    assert len(reader.pages) == 1
    assert "46 of 60 files good (77%, 95% interval 65% to 86%)" in words(reader)
    assert "Good standard" in words(reader)
    assert words(reader).count(TITLE) == 2  # at its head and at the foot of the page


def test_every_page_is_a4_and_ends_with_title_date_and_number() -> None:
    reader = read(pdf(page("<p>One file, one line.</p>" * 100), title=TITLE))
    count = len(reader.pages)
    assert count > 1
    for number, one in enumerate(reader.pages):
        assert [round(float(side)) for side in one.mediabox[2:]] == [595, 842]
        assert f"{TITLE} 22 March 2018 Page {number + 1} of {count}" in words(reader, number)


def test_the_file_says_its_title_and_language_and_that_it_is_tagged_to_the_standard() -> None:
    root = read(pdf("<h1>x</h1>", title=TITLE)).trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", metadata)
    assert TITLE in metadata


def test_headings_and_tables_are_tags_a_screen_reader_knows() -> None:
    table = (
        '<table><caption>By offence type</caption><thead><tr><th scope="col">Type</th></tr></thead>'
        "<tbody><tr><td>Rape</td></tr></tbody></table>"
    )
    found = elements(read(pdf(page(f"<h2>Results</h2>{table}"), title=TITLE)).trailer["/Root"]["/StructTreeRoot"])
    assert [kind for kind in found if kind in {"/H1", "/H2", "/Table", "/Caption", "/TH", "/TD"}] == [
        "/H1", "/H2", "/Table", "/Caption", "/TH", "/TD",
    ]  # fmt: skip


def test_the_same_page_gives_the_same_file() -> None:
    assert pdf(page("<p>46 of 60</p>"), title=TITLE) == pdf(page("<p>46 of 60</p>"), title=TITLE)


def test_a_link_to_our_own_site_is_only_words_on_paper() -> None:
    reader = read(pdf(page('<a href="/file-reviews/x/">BED-2018-P-FR1</a>'), title=TITLE))
    assert "/Annots" not in reader.pages[0]
    assert "BED-2018-P-FR1" in words(reader)


def test_a_link_to_elsewhere_stays_one() -> None:
    reader = read(pdf(page('<a href="https://example.test/">Source</a>'), title=TITLE))
    assert reader.pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == "https://example.test/"


def test_a_picture_written_into_the_page_is_drawn() -> None:
    reader = read(pdf(page(f'<img alt="A point" src="{POINT}">'), title=TITLE))
    assert len(reader.pages[0].images) == 1


@pytest.mark.parametrize(
    "content",
    [
        '<img alt="" src="https://example.test/x.png">',
        '<img alt="" src="//example.test/x.png">',
        '<img alt="" src="http://127.0.0.1:1/x.png">',
        '<link rel="stylesheet" href="ftp://example.test/x.css">',
        '<img alt="" src="file:///etc/hostname">',
        '<img alt="" src="/etc/hostname">',
        '<img alt="" src="/static/../peel/settings.py">',
        '<img alt="" src="/static/%2e%2e/%2e%2e/peel/settings.py">',
        '<img alt="" src="/static/none.png">',
        '<object data="https://example.test/x.svg"></object>',
    ],
)
def test_what_is_not_ours_is_refused_and_no_file_is_made(content: str) -> None:
    with pytest.raises(AddressRefused):
        pdf(page(content), title=TITLE)


def test_a_refusal_names_the_address() -> None:
    with pytest.raises(AddressRefused, match=r"A document may not read https://example\.test/x\.png: only data:"):
        pdf('<img alt="" src="https://example.test/x.png">', title=TITLE)


def test_a_static_file_is_read_under_its_plain_name_and_under_its_hashed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert documents._static_file("file:///static/document.css") == Path(str(finders.find("document.css")))
    hashed = tmp_path / "document.0123456789ab.css"
    hashed.write_text("")
    monkeypatch.setattr(documents.staticfiles_storage, "path", lambda name: str(tmp_path / name))
    assert documents._static_file(f"file://{settings.STATIC_URL}{hashed.name}") == hashed


@pytest.mark.parametrize("error", [OSError("cannot load library 'libpango-1.0-0'"), ImportError("weasyprint")])
def test_without_the_system_s_libraries_it_says_what_to_install(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise error

    monkeypatch.setattr(documents, "import_module", missing)
    with pytest.raises(DocumentsUnavailable, match=documents.PACKAGES) as raised:
        pdf("<h1>x</h1>", title="x")
    assert raised.value.__cause__ is error


@pytest.mark.parametrize(
    "classes",
    [
        "",
        "document-across",
        "document-across document-draft",
        "document-report",
        "document-report document-watermarked",
    ],
)
def test_what_stands_at_the_head_and_foot_of_a_page_overprints_nothing(classes: str) -> None:
    html = page("<p class='document-marking'>OFFICIAL-SENSITIVE: draft</p>").replace(
        '<body class="', f'<body class="{classes}'
    )
    weasyprint = documents._weasyprint()
    made = weasyprint.HTML(string=html, base_url=documents.BASE, url_fetcher=documents.OwnFiles(weasyprint)).render()
    margins = [box for box in made.pages[0]._page_box.children if hasattr(box, "at_keyword")]
    for edge in ("@top", "@bottom"):
        beside = sorted((box.position_x, box.width) for box in margins if box.at_keyword.startswith(edge))
        ends = [round(left + width) for left, width in beside]
        assert all(end <= round(left) for end, (left, _) in zip(ends, beside[1:], strict=False)), (edge, beside)
