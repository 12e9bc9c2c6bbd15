"""Word files: headings, tables, language and title, as python-docx reads them back."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from core.word_files import DOCX, WordFile, word_response

WHEN = datetime(2018, 6, 1, 9, tzinfo=UTC)


def read(file: WordFile) -> Any:
    """Return a file as python-docx reads it."""
    return Document(io.BytesIO(file.content()))


def test_a_file_has_its_title_language_and_day_in_its_properties() -> None:
    properties = read(WordFile(title="Findings", made_at=WHEN)).core_properties
    assert (properties.title, properties.language, properties.author) == ("Findings", "en-GB", "Peel")
    assert properties.created == properties.modified == WHEN


def test_every_text_is_british_english_and_no_other_language_is_named() -> None:
    with zipfile.ZipFile(io.BytesIO(WordFile(title="Findings", made_at=WHEN).content())) as parts:
        styles = parts.read("word/styles.xml").decode()
    assert styles.count("<w:lang ") == 1
    assert '<w:lang w:val="en-GB"/>' in styles


def test_headings_are_headings() -> None:
    file = WordFile(title="Findings", made_at=WHEN)
    file.heading("Totals", 2)
    file.paragraph("Three.", is_strong=True)
    found = [(paragraph.style.name, paragraph.text) for paragraph in read(file).paragraphs]
    assert found == [("Heading 1", "Findings"), ("Heading 2", "Totals"), ("Normal", "Three.")]


def test_a_table_has_a_caption_a_head_repeated_on_each_page_and_every_row() -> None:
    file = WordFile(title="Findings", made_at=WHEN)
    file.table("By status", ["Status", "Findings"], [["Open", "14"], ["In progress", "9"]], widths=[3, 1])
    made = read(file)
    assert [paragraph.text for paragraph in made.paragraphs if paragraph.style.name == "Caption"] == ["By status"]
    [table] = made.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Status", "Findings"], ["Open", "14"], ["In progress", "9"]]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "By status"
    wide, narrow = (cell.width.mm for cell in table.rows[0].cells)
    assert (round(wide), round(narrow)) == (131, 43)  # of 174 mm between the margins


def test_a_wide_file_lies_across_and_says_on_every_page_what_its_header_says() -> None:
    section = read(WordFile(title="x", made_at=WHEN, is_landscape=True, header="Draft, not issued")).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    assert section.header.paragraphs[0].text == "Draft, not issued"


def test_signs_that_no_word_file_can_hold_are_left_out() -> None:
    file = WordFile(title="A\x0bB", made_at=WHEN)
    file.table("T", ["h"], [["a\x00b\ufffec <&> é"]])
    made = read(file)
    assert made.paragraphs[0].text == "AB"
    assert made.tables[0].rows[1].cells[0].text == "abc <&> é"


def test_a_file_is_sent_under_its_name() -> None:
    response = word_response("PAPER-2018-01", WordFile(title="x", made_at=WHEN))
    assert response["Content-Type"] == DOCX
    assert response["Content-Disposition"] == 'attachment; filename="PAPER-2018-01.docx"'
