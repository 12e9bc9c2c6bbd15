"""Sanitised HTML as paragraphs of a Word file: bold, italic, raised figures, links and lists."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LISTS = {"ul": "List Bullet", "ol": "List Number"}
LOOKS = {"strong": "bold", "em": "italic", "sup": "superscript"}
AWAY = ("https://", "http://", "mailto:")  # where a link may lead from a file


class Paragraphs(HTMLParser):
    """Adds what it reads to a document; `clean` leaves out what XML cannot hold."""

    def __init__(self, document: Any, clean: Any) -> None:
        super().__init__()
        self.document, self.clean = document, clean
        self.paragraph: Any = None
        self.lists: list[str] = []
        self.looks: list[str] = []
        self.link = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a list, a look or a link."""
        if tag in LISTS:
            self.lists.append(tag)
        elif tag == "li" or (tag == "p" and not (self.lists and self.paragraph)):
            style = LISTS[self.lists[-1]] if self.lists else None
            self.paragraph = self.document.add_paragraph(style=style)
        elif tag in LOOKS:
            self.looks.append(LOOKS[tag])
        elif tag == "a":
            address = dict(attributes).get("href") or ""
            self.link = address if address.startswith(AWAY) else ""

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        if tag in LISTS:
            self.lists.pop()
        if tag in {"li", "ul", "ol"} or (tag == "p" and not self.lists):
            self.paragraph = None
        elif tag in LOOKS:
            self.looks.remove(LOOKS[tag])
        elif tag == "a":
            self.link = ""

    def handle_data(self, data: str) -> None:
        """Add words, as they look here."""
        if self.paragraph is None:
            if not data.strip():
                return
            self.paragraph = self.document.add_paragraph()
        run = self.paragraph.add_run(self.clean(data.replace("\n", " ")))
        for look in self.looks:
            setattr(run.font, look, True)
        if self.link:
            self._lead(run)

    def _lead(self, run: Any) -> None:
        """Wrap a run in a link."""
        key = self.document.part.relate_to(self.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), key)
        run.font.underline = True
        self.paragraph._p.append(link)
        link.append(run._r)


def add(document: Any, html: str, clean: Any) -> None:
    """Add sanitised HTML to a document."""
    reader = Paragraphs(document, clean)
    reader.feed(html)
    reader.close()
