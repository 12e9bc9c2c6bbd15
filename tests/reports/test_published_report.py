"""The published report of the demonstration as everybody reads it: every fact in page and PDF, and a PDF for all."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from accounts.models import User
from core import documents
from reports.document import files, shape
from reports.models import Edition
from reports.reading.files import told
from reports.reading.report import read
from tests import pdf_checks
from tests.report_samples import SAMPLE
from tests.reports import bedfordshire_facts as facts

pytestmark = pytest.mark.django_db
People = dict[str, User]
ADDRESS = "/reports/BED-2017-E/"
NOT_CHECKED = ["UA-14-001"]  # empty headings: the rule fails on any file of ours, and `pdf_checks` has its own


class Sections(HTMLParser):
    """Reads the words of each section of a page, by the anchor of its heading."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, str] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.open.append(str(dict(attrs).get("aria-labelledby")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words[self.open[-1]] = self.words.get(self.open[-1], "") + data


def bare(text: str) -> str:
    """Return a text without its spaces: a PDF breaks its lines elsewhere."""
    return re.sub(r"\s+", "", text)


def every_fact() -> dict[str, list[str]]:
    """Return the facts by the anchor of the section they stand in."""
    ends = {"document-footnotes": facts.FOOTNOTES, "document-glossary": facts.GLOSSARY}
    found = {f"section-{key}": [*said] for key, said in facts.FACTS.items()} | ends
    for key, grade in facts.GRADES.items():
        found[f"section-{key}"].append(grade)
    for key, raised in facts.RAISED.items():
        found[f"section-{key}"] += [*raised, *(word for words in raised.values() for word in words)]
    for followed in [*facts.FOLLOWED_UP.values(), *facts.TOLD.values()]:
        found["section-follow-up"] += followed
    return found


def published() -> Edition:
    """Return the edition that is out."""
    held: Edition = Edition.objects.published().get(report__inspection__reference="BED-2017-E")
    return held


@pytest.fixture
def edition(people: People) -> Edition:
    """Return the edition that is out."""
    return published()


@pytest.fixture(scope="module")
def content(_loaded: People, django_db_blocker: Any) -> bytes:
    """Return its PDF, drawn once."""
    with django_db_blocker.unblock():
        held = published()
    return files.pdf_of(shape.from_text(held.snapshot), files.Edition(1, held.published_on))


def missing_from(words: dict[str, str]) -> dict[str, list[str]]:
    """Return the facts that some words, by section, do not say; a fact of one section is sought in it alone."""
    said = {key: bare(text) for key, text in words.items()}
    return {
        key: gone
        for key, wanted in every_fact().items()
        if (gone := [fact for fact in wanted if not all(bare(one) in said.get(key, "") for one in fact.split(": "))])
    }


def test_the_page_says_every_fact_in_its_section_and_when_it_was_published(
    people: People, edition: Edition, client: Client
) -> None:
    client.force_login(people["force.cambridgeshire"])
    page = client.get(ADDRESS).content.decode()
    sections = Sections()
    sections.feed(page)
    assert missing_from(sections.words) == {}
    assert "edition 1, published 22 March 2018" in page
    assert edition.sha256 in page
    assert "DRAFT" not in page


def told_by_pdfua(path: Path) -> tuple[list[str], list[str]]:
    """Return what an independent checker finds wrong with a file, and the rules it could not apply."""
    report = pdfua.validate(str(path))
    return [str(one) for one in report.findings], [one.rule_id for one in report.skipped]


def test_the_pdf_says_every_fact_is_tagged_and_has_its_contents_list_and_feet(
    edition: Edition, content: bytes, tmp_path: Path
) -> None:
    snapshot = shape.from_text(edition.snapshot)
    reader = PdfReader(io.BytesIO(content), strict=True)
    pages = [page.extract_text() for page in reader.pages]
    line = "BED-2017-E, edition 1, published 22 March 2018 OFFICIAL Page"  # on each page it fits on one
    foot = rf"OFFICIAL\s+{line} (\d+) of {len(pages)}"
    assert [int(match[1]) for page in pages if (match := re.search(foot, page))] == list(range(1, len(pages) + 1))
    whole = re.sub(foot, "", "\n".join(pages))
    assert missing_from(dict.fromkeys(every_fact(), whole)) == {}
    listed = re.findall(r"^(.+?)[. ]*\.\s*(\d+)$", pages[0], flags=re.MULTILINE)
    assert [words.strip() for words, _ in listed] == [words for _, words in files.contents(snapshot)]
    assert [int(number) for _, number in listed] == sorted(int(number) for _, number in listed)
    assert pdf_checks.broken(content) == []
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    assert told_by_pdfua(path) == ([], NOT_CHECKED)


def test_the_word_file_says_every_fact_in_its_section(edition: Edition) -> None:
    snapshot = shape.from_text(edition.snapshot)
    printed = files.Edition(1, edition.published_on)
    anchors = {words: anchor for anchor, words in files.contents(snapshot)}
    found, open_section = dict.fromkeys(anchors.values(), ""), ""
    for part in Document(io.BytesIO(files.word_of(snapshot, printed, on=date(2018, 3, 22)))).iter_inner_content():
        words = "".join(str(one.text) for one in part._element.iter(qn("w:t")))
        if isinstance(part, Paragraph) and part.style and part.style.name == "Heading 2":
            open_section = anchors[words]
        if open_section:
            found[open_section] += words
    assert missing_from(found) == {}


def test_the_pdf_reads_back_as_what_was_published(edition: Edition, content: bytes) -> None:
    found = read(told(content).text)
    about = [(one.name, one.pillar) for one in (found.force, found.cycle, found.published_on) if one]
    assert about == [("Bedfordshire Police", ""), ("2017", "effectiveness"), ("2018-03-22", "")]
    improve = "requires-improvement"
    grades = [improve, improve, improve, "good", "ungraded"]
    assert [(one.slug, one.grade, one.last_inspected, one.is_damaged) for one in found.judgments] == [
        ("overall", improve, "2017", False),
        *((slug, grade, "2017", False) for slug, grade in zip(facts.QUESTIONS, grades, strict=True)),
    ]
    held = {one["reference"]: one["wording"] for one in shape.from_text(edition.snapshot)["findings"]}
    read_back = {slug: {one.wording for one in found.findings if one.slug == slug} for slug in facts.RAISED}
    assert read_back == {slug: {held[one] for one in raised} for slug, raised in facts.RAISED.items()}
    assert [(one.kind, one.is_damaged, one.why) for one in found.findings] == [("area-for-improvement", False, "")] * 14
    assert [(one.files, one.good) for one in found.file_reviews] == [(60, 46), (40, None)]


def test_an_independent_checker_finds_nothing_and_ours_sees_what_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = files.Edition(1, None)
    content = files.pdf_of(SAMPLE, edition)
    path = tmp_path / "draft.pdf"
    path.write_bytes(content)
    assert told_by_pdfua(path) == ([], NOT_CHECKED)
    assert pdf_checks.broken(content) == []
    assert all("DRAFT" in page.extract_text() for page in PdfReader(path).pages)
    assert "OFFICIAL-SENSITIVE: draft" in PdfReader(path).pages[1].extract_text()
    monkeypatch.setattr(documents, "_finish", lambda *_: None)
    assert pdf_checks.broken(files.pdf_of(SAMPLE, edition)) == ["7.5: a head cell does not say which way it reads"]
