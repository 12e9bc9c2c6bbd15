"""Word files: real headings, tables whose head is on every page, British English, a title in the properties."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core import word_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-GB"
MARGIN = Mm(18)
# what XML cannot hold; it can come in by pasting
UNHEARD_OF = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class WordFile:
    """A Word file in the making: headings, paragraphs and tables in order."""

    def __init__(self, *, title: str, made_at: datetime, is_landscape: bool = False, header: str = "") -> None:
        self.document = Document()
        self.width = self._page(is_landscape)
        properties = self.document.core_properties
        properties.title, properties.language, properties.author = clean(title)[:255], LANGUAGE, "Peel"
        properties.created = properties.modified = made_at
        properties.comments = ""
        for name, size in (("Normal", 10), ("Title", 20), ("Caption", 10)):
            self.document.styles[name].font.size = Pt(size)
        self._speak(self.document.styles["Normal"])
        if header:
            self.document.sections[0].header.paragraphs[0].add_run(clean(header)).bold = True
        self.heading(title, 1)

    def _page(self, is_landscape: bool) -> Any:
        """Set A4 and its margins; return the width between them."""
        section = self.document.sections[0]
        long, short = Mm(297), Mm(210)
        section.page_width, section.page_height = (long, short) if is_landscape else (short, long)
        section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        return section.page_width - 2 * MARGIN

    def _speak(self, style: Any) -> None:
        """Say the language of every text, for spelling and for screen readers; Word's own defaults name another."""
        for properties in (style.element.get_or_add_rPr(), *self.document.styles.element.iter(qn("w:rPr"))):
            for held in properties.findall(qn("w:lang")):
                properties.remove(held)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        style.element.get_or_add_rPr().append(language)

    def heading(self, text: str, level: int) -> None:
        """Add a heading: 1 for the whole, 2 and 3 within."""
        self.document.add_heading(clean(text), level)

    def paragraph(self, text: str, *, is_strong: bool = False) -> None:
        """Add a paragraph."""
        self.document.add_paragraph().add_run(clean(text)).bold = is_strong

    def html(self, text: str) -> None:
        """Add paragraphs and lists from sanitised HTML."""
        word_text.add(self.document, text, clean)

    def footer(self, text: str) -> None:
        """Write at the foot of every page."""
        self.document.sections[0].footer.paragraphs[0].add_run(clean(text))

    def table(
        self, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int] = ()
    ) -> None:
        """Add a table under its caption; `widths` are shares of the page. The first cell of a row names it."""
        self.document.add_paragraph(clean(caption), style="Caption").paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        shares = widths or [1] * len(head)
        sizes = [int(self.width * share / sum(shares)) for share in shares]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        described = OxmlElement("w:tblCaption")
        described.set(qn("w:val"), clean(caption))
        table._tbl.tblPr.append(described)
        body = table._tbl
        body.append(self._row(head, sizes, is_head=True))
        for row in rows:
            body.append(self._row(row, sizes))
        self.document.add_paragraph()

    @staticmethod
    def _row(texts: Sequence[str], sizes: Sequence[int], *, is_head: bool = False) -> Any:
        """Return a row; built of elements, for python-docx's own cells take time that grows with the table's square."""
        row = OxmlElement("w:tr")
        properties = row.get_or_add_trPr()
        for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
            properties.append(OxmlElement(name))
        for place, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            cell = OxmlElement("w:tc")
            cell.width = size
            paragraph = cell.add_p()
            run = paragraph.add_r()
            run.text = clean(text)
            look = run.get_or_add_rPr()
            if is_head or place == 0:
                look.append(OxmlElement("w:b"))
            points = OxmlElement("w:sz")
            points.set(qn("w:val"), "17")  # half points
            look.append(points)
            row.append(cell)
        return row

    def content(self) -> bytes:
        """Return the file."""
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()


def clean(text: str) -> str:
    """Return a text without the signs that no XML file can hold."""
    return UNHEARD_OF.sub("", text)


def word_response(name: str, file: WordFile) -> HttpResponse:
    """Send a Word file called `name`.docx."""
    shown = f'attachment; filename="{name}.docx"'
    return HttpResponse(file.content(), content_type=DOCX, headers={"Content-Disposition": shown})
