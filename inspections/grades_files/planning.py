"""Says what each row of a file would do: makes the records it adds or changes, unsaved, and tells it in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.dates import in_words
from forces.returns.layout import Problem
from inspections.grades_files import lookup
from inspections.grades_files.layout import Line
from inspections.grades_files.lookup import Held, On
from inspections.grades_files.messages import refusal
from inspections.grades_files.resolving import Resolver, Told
from inspections.models import Framework, Inspection, InspectionKind, Judgment, JudgmentState, Stage

OUTCOMES = ("refused", "changed", "added", "unchanged")


@dataclass
class Planned:
    """A row and what it would do: in words, and as a judgment that is not saved."""

    line: Line
    told: Told | None = None
    outcome: str = "refused"
    judgment: Judgment | None = None
    reference: str = ""
    does: str = ""
    problems: list[Problem] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """Return it as the file's record keeps it."""
        return {
            "row": self.line.number,
            "cells": self.line.texts,
            "outcome": self.outcome,
            "force": self.told.force.name if self.told else self.line.text("force"),
            "cycle": self.told.cycle.slug if self.told else self.line.text("cycle"),
            "pillar": self.line.text("pillar"),
            "question": self.told.on if self.told else self.line.text("question"),
            "grade": self.line.text("grade"),
            "reference": self.reference,
            "does": self.does,
            "problems": [found.as_dict() for found in self.problems],
        }

    def refuse(self, code: str, heading: str, **said: str) -> None:
        """Refuse the row."""
        self.outcome, self.does = "refused", ""
        self.problems.append(refusal(code, self.line, heading, **said))


@dataclass
class Plan:
    """What a whole file would do: its rows, and the inspections and judgments they would add or change."""

    rows: list[Planned]
    inspections: list[Inspection] = field(default_factory=list)
    dated: list[Inspection] = field(default_factory=list)

    def judgments(self, outcome: str) -> list[Judgment]:
        """Return the judgments of an outcome."""
        return [row.judgment for row in self.rows if row.outcome == outcome and row.judgment]


def plan(lines: Iterable[Line], *, by: Any, today: date, locked: bool = False) -> Plan:
    """Compare every row with what is held; `locked` when what is planned is to be saved."""
    resolver = Resolver(lookup.reference(by, locked=locked), today)
    rows = []
    for line in lines:
        found = resolver.resolve(line)
        rows.append(Planned(line, found) if isinstance(found, Told) else Planned(line, problems=found))
    sound = [row for row in rows if row.told]
    held = lookup.held({row.told.force.pk for row in sound if row.told}, locked=locked)
    planner = Planner(Plan(rows), resolver, held, today)
    groups: dict[tuple[int, int, str], list[Planned]] = defaultdict(list)
    for row in sound:
        groups[row.told.of].append(row)  # type: ignore[union-attr]
    for group in groups.values():
        planner.take(group)
    return planner.plan


@dataclass
class Planner:
    """Takes the rows of one inspection after another's."""

    plan: Plan
    resolver: Resolver
    held: Held
    today: date

    def take(self, group: list[Planned]) -> None:
        """Plan the rows of one force, cycle and framework."""
        inspection = self.inspection_of(group)
        if inspection is None:
            return
        framework: Framework = inspection.framework  # type: ignore[assignment]
        by_question: dict[On, list[Planned]] = defaultdict(list)
        for row in group:
            told: Told = row.told  # type: ignore[assignment]
            row.reference = inspection.reference
            row.problems = self.resolver.grade(told, framework)
            if not row.problems:
                by_question[on(told, framework)].append(row)
        for key, rows in by_question.items():
            if len({(row.told.state, row.told.grade) for row in rows if row.told}) > 1:
                refuse_all(rows)
                continue
            for row in rows:
                self.take_one(row, inspection, key)
        self.tell_of(inspection, group)
        if inspection.pk is None and any(row.outcome == "added" for row in group):
            self.plan.inspections.append(inspection)
        elif inspection.pk is None:
            for row in group:
                row.reference = ""

    def take_one(self, row: Planned, inspection: Inspection, key: On) -> None:
        """Plan one row; its day of publication counts if the row is not refused."""
        day = row.told.published_on if row.told else None
        if day and inspection.published_on and day != inspection.published_on:
            held = in_words(inspection.published_on)
            row.refuse("days-differ", "published_on", reference=inspection.reference, held=held)
            return
        self.judge(row, inspection, key)
        if day and not row.problems and not inspection.published_on:
            inspection.published_on, inspection.out_by = day, None
            if inspection.pk:
                self.plan.dated.append(inspection)

    def tell_of(self, inspection: Inspection, group: list[Planned]) -> None:
        """Say of rows that they give the day of publication, or that the inspection is new."""
        for row in group:
            if row.outcome == "unchanged" and inspection in self.plan.dated and row.told and row.told.published_on:
                row.outcome, row.does = "changed", f"Gives the day of publication, {in_words(inspection.published_on)}."
            elif row.outcome == "added" and not inspection.pk:
                row.does += f" {inspection.reference} is new{'' if inspection.published_on else ', its day not held'}."

    def inspection_of(self, group: list[Planned]) -> Inspection | None:
        """Return the inspection of a group's rows, or a new one; none where it cannot be, and the rows say why."""
        told: Told = group[0].told  # type: ignore[assignment]
        found = self.held.inspections.get(told.of, [])
        public = [one for one in found if one.stage == Stage.PUBLISHED]
        if not found:
            return self.new_inspection(told, group)
        if not public:
            for row in group:
                row.refuse("unpublished", "cycle", reference=found[0].reference)
            return None
        inspection = public[0]
        for row in [one for one in group if one.told and inspection.framework not in one.told.versions]:
            row.refuse("question-unknown", "question", framework=str(inspection.framework), questions="those it asks")
        group[:] = [row for row in group if not row.problems]
        return inspection

    def new_inspection(self, told: Told, group: list[Planned]) -> Inspection | None:
        """Return a new published inspection against the first version that asks all of the rows' questions."""
        versions = [one for one in told.versions if all(row.told and one in row.told.versions for row in group)]
        framework = versions[0] if versions else told.versions[0]
        reference = f"{told.force.code}-{told.cycle.first_year}-{framework.pillar}"
        if reference in self.held.by_reference:
            for row in group:
                row.refuse("reference-taken", "cycle", reference=reference)
            return None
        inspection = Inspection(
            reference=reference,
            force=told.force,
            cycle=told.cycle,
            framework=framework,
            kind=InspectionKind.PEEL,
            stage=Stage.PUBLISHED,
            out_by=self.today,
            source=told.line.text("source"),
        )
        for row in [one for one in group if one.told and framework not in one.told.versions]:
            row.refuse("question-unknown", "question", framework=str(framework), questions="those it asks")
        group[:] = [row for row in group if not row.problems]
        return inspection

    def judge(self, row: Planned, inspection: Inspection, key: On) -> None:
        """Compare a row with the judgment held, if one is."""
        told: Told = row.told  # type: ignore[assignment]
        judgment = self.held.judgments.get((inspection.pk or id(inspection), key))
        if judgment is None:
            self.add(row, told, inspection, key)
        elif says(judgment, told):
            row.outcome, row.does = "unchanged", "Held already as it stands."
        elif judgment.loaded_from_id and judgment.source == told.line.text("source") and not judgment.corrections.all():
            if missing_reason(row, told):
                return
            before = judgment.in_words
            judgment.state, judgment.grade, judgment.reason = told.state, told.grade, reason_of(told)
            row.outcome, row.judgment = "changed", judgment
            row.does = f"{before} becomes {judgment.in_words.lower()}: the same source said so before."
        else:
            held, source = judgment.in_words.lower(), judgment.source or "not held"
            row.refuse("held-differs", "grade", reference=inspection.reference, held=held, source=source)

    def add(self, row: Planned, told: Told, inspection: Inspection, key: On) -> None:
        """Add a judgment, unless the inspection left the question out."""
        if (inspection.pk, key) in self.held.left_out:
            row.refuse("left-out", "question", reference=inspection.reference)
            return
        if missing_reason(row, told):
            return
        question = told.questions.get(inspection.framework_id or 0)
        framework: Framework = inspection.framework  # type: ignore[assignment]
        row.judgment = Judgment(
            inspection=inspection,
            question=question,
            pillar="" if question or told.pillar == framework.pillar else told.pillar,
            state=told.state,
            grade=told.grade,
            reason=reason_of(told),
            source=told.line.text("source"),
        )
        row.outcome, row.does = "added", f"Adds {row.judgment.in_words.lower()}."
        self.held.judgments[inspection.pk or id(inspection), key] = row.judgment


def on(told: Told, framework: Framework) -> On:
    """Return what a row judges in a version of a framework."""
    question = told.questions.get(framework.pk)
    return (question.pk, "") if question else (0, told.pillar)


def says(judgment: Judgment, told: Told) -> bool:
    """Say whether a judgment is held as a row says, as published or as last corrected."""
    corrections = list(judgment.corrections.all()) if judgment.pk else []
    ways = [(judgment.state, judgment.grade_id), *((one.state, one.grade_id) for one in corrections[-1:])]
    return (told.state, told.grade.pk if told.grade else None) in ways


def missing_reason(row: Planned, told: Told) -> bool:
    """Refuse a row that says a graded question was not graded, and not why."""
    if told.state == JudgmentState.NOT_GRADED and not reason_of(told):
        row.refuse("no-reason", "grade")
        return True
    return False


def reason_of(told: Told) -> str:
    """Return why there is no grade."""
    return "" if told.grade else told.line.text("reason")


def refuse_all(rows: list[Planned]) -> None:
    """Refuse rows of one file that contradict one another: none of them is picked."""
    numbers = [row.line.number for row in rows]
    for row in rows:
        others = ", ".join(str(number) for number in numbers if number != row.line.number)
        row.refuse("rows-differ", "grade", rows=others)
