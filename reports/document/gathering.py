"""Gathers a report: its words and the live records its sections are bound to, as one snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core import dates
from inspections.models import Inspection
from reports.document import annex, findings, judgments, markdown, reviews
from reports.document.fields import words_of_fields
from reports.document.records import Records
from reports.document.shape import (
    FORMAT,
    Block,
    FigurePart,
    FileReviewPart,
    Footnote,
    GlossaryPart,
    SectionPart,
    Snapshot,
)
from reports.models import GlossaryTerm, Section, SectionKind

Texts = Mapping[int, str]
MADE_UP = "Illustrative: an open inspection to work in, not a record of the real one."


def gather(records: Records, texts: Texts | None = None) -> Snapshot:
    """Return a report as a snapshot; `texts` are words not saved yet, by their section's key, for a preview."""
    return Gathering(records, texts or {}).snapshot()


@dataclass
class Gathering:
    """One report being put together."""

    records: Records
    texts: Texts
    footnotes: markdown.Footnotes = field(default_factory=markdown.Footnotes)

    def snapshot(self) -> Snapshot:
        """Return the whole report, without the sections in which nothing stands.

        Where a report has no figures or no findings there is nothing to say of them, and nobody has to write so. What
        cannot be left out needs words before a report is published (`writing.needs_words`).
        """
        inspection, records = self.records.inspection, self.records
        sections = [self.section(section) for section in records.sections]
        sections = [part for part in sections if part["blocks"] or part["grade"]]
        made = Snapshot(
            format=FORMAT,
            title=records.report.title,
            reference=inspection.reference,
            force=inspection.force.official_name,
            force_code=inspection.force.code,
            cycle=inspection.cycle.title,
            pillar=str(inspection.framework.get_pillar_display()) if inspection.framework else "",
            kind=str(inspection.get_kind_display()),
            fieldwork=fieldwork(inspection),
            sections=sections,
            judgments=records.judgments,
            findings=records.findings,
            follow_up=records.follow_up,
            file_reviews=self.file_reviews,
            figures=self.figures(),
            glossary=[],
            footnotes=[Footnote(number=n, html=html) for n, html in enumerate(self.footnotes.html, start=1)],
        )
        made["glossary"] = glossary_of(made)
        if inspection.is_illustrative:
            made["illustrative"] = MADE_UP
        return made

    @property
    def file_reviews(self) -> list[FileReviewPart]:
        """Return the inspection's own reviews as they are printed."""
        return [reviews.part_of(one) for one in reviews.own(self.records.inspection, self.records.reviews)]

    def figures(self) -> list[FigurePart]:
        """Return each figure once; where two sections carry it, with the caption of the last one."""
        return list({drawn.part["key"]: drawn.part for drawn in self.records.figures}.values())

    # --- sections ---------------------------------------------------------------------------------------------

    def section(self, section: Section) -> SectionPart:
        """Return a section: its words, then what it is bound to."""
        made = [*self.words(section), *self.bound(section)]
        return SectionPart(
            key=section.key,
            kind=section.kind,
            heading=section.heading,
            grade=self.grade(section),
            blocks=[{**block, "name": f"{section.key}-{n}"} for n, block in enumerate(made, start=1)],
        )

    def text_of(self, section: Section) -> str:
        """Return the words of a section, or those to be previewed."""
        return self.texts.get(section.pk, section.text)

    def words(self, section: Section) -> list[Block]:
        """Return the words of a section as blocks: saved ones with what their fields stood for, others as of now."""
        text = self.text_of(section)
        written = {} if section.pk in self.texts else section.fields
        asked = [field for field in markdown.fields_in(text) if field not in written]
        return markdown.blocks(text, {**words_of_fields(self.records, asked), **written}, self.footnotes)

    def grade(self, section: Section) -> str:
        """Return the grade of a section's question."""
        slug = section.question.slug if section.question else ""
        return next((judgments.shown(part) for part in self.records.judgments if part["question"] == slug), "")

    def bound(self, section: Section) -> Iterator[Block]:
        """Return what a section shows of live records."""
        records = self.records
        if section.kind == SectionKind.SCOPE:
            yield from judgments.scope(records.lines, records.judgments)
        elif section.kind == SectionKind.JUDGMENTS:
            yield from judgments.table(records.judgments)
        elif section.kind == SectionKind.FOLLOW_UP:
            yield from findings.follow_up_table(records.follow_up)
        if section == self.with_reviews:
            yield from reviews.table(self.file_reviews)
        yield from self.figures_in(section)
        yield from findings.boxes([part for part in records.findings if self.place_of(part["question"]) == section])
        if section.kind == SectionKind.ANNEX:
            yield from annex.annex_blocks(records.figures, records.inspection.cycle)

    def figures_in(self, section: Section) -> Iterator[Block]:
        """Return the figures of a section: the force in numbers is a table, elsewhere each is drawn."""
        held = [drawn.part for drawn in self.records.figures if drawn.row.section_id == section.pk]
        if section.kind == SectionKind.NUMBERS:
            yield from numbers_table(held)
        else:
            captions = {part["key"]: part["caption"] for part in self.figures()}
            for part in held:
                own = {"caption": part["caption"]} if part["caption"] != captions[part["key"]] else {}
                yield {"name": "", "type": "figure", "figure": part["key"], **own}  # type: ignore[typeddict-item]

    def place_of(self, question: str) -> Section | None:
        """Return the section of findings on a question: its own, else the one on findings, else the summary."""
        by_key = {section.key: section for section in self.records.sections}
        places = [by_key.get(key) for key in (question, SectionKind.FINDINGS, SectionKind.SUMMARY)]
        return next((place for place in places if place), None)

    @property
    def with_reviews(self) -> Section | None:
        """Return where the file reviews stand: the first section whose words name one, else the annex."""
        sections = self.records.sections
        naming = (section for section in sections if "{file-review:" in self.text_of(section))
        return next(naming, next((one for one in sections if one.kind == SectionKind.ANNEX), None))


def fieldwork(inspection: Inspection) -> str:
    """Return when the fieldwork was, as far as it is held."""
    begun, ended = inspection.fieldwork_from, inspection.fieldwork_to
    if begun and ended and begun != ended:
        return f"{dates.in_words(begun)} to {dates.in_words(ended)}"
    return dates.in_words(begun or ended) if begun or ended else ""


def numbers_table(parts: list[FigurePart]) -> list[Block]:
    """Return the force in numbers beside England and Wales."""
    if not parts:
        return []
    rows = [
        [f"{part['measure']} ({part['unit']})", part["period"], part["force_printed"], part["national_printed"]]
        for part in parts
    ]
    head = ["Measure", "Period", "The force", "England and Wales"]
    return [{"name": "", "type": "table", "caption": "The force in numbers", "head": head, "rows": rows}]


# --- the glossary --------------------------------------------------------------------------------------------


def glossary_of(snapshot: Snapshot) -> list[GlossaryPart]:
    """Return the terms a report uses, with what they mean."""
    said = "\n".join(words_in(snapshot))
    return [
        GlossaryPart(term=term, definition=definition)
        for term, definition in GlossaryTerm.objects.in_order().values_list("term", "definition")
        if is_used(term, said)
    ]


def is_used(term: str, text: str) -> bool:
    """Say whether a text uses a term, in the singular or the plural; a term with capitals is one only in them."""
    flags = 0 if any(letter.isupper() for letter in term) else re.IGNORECASE
    words = r"\s+".join(map(re.escape, term.split()))
    return re.search(rf"(?<!\w){words}(?:s|es)?(?!\w)", text, flags) is not None


def words_in(snapshot: Snapshot) -> Iterator[str]:
    """Return every run of words of a report."""
    for section in snapshot["sections"]:
        for block in section["blocks"]:
            yield block.get("text", "")
            yield from (cell for row in block.get("rows", []) for cell in row)
    for finding in snapshot["findings"]:
        yield f"{finding['title']} {finding['wording']}"
    for note in snapshot["footnotes"]:
        yield note["html"]
