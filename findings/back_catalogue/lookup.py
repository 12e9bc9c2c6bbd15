"""What the database says to a file of published findings. Reads, never writes; the same few queries for any file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from findings.back_catalogue.resolving import Told
from findings.models import Event, Finding, NationalRecommendation, SourceRow, Status
from forces.models import Bar, Cycle, Force
from inspections.models import Inspection, InspectionKind, Stage
from inspections.rules import words


@dataclass
class Reference:
    """What rows are told by: forces, cycles, questions."""

    forces: list[Force]
    cycles: dict[str, Cycle]
    questions: dict[tuple[int, str, str], dict[int, int]] = field(default_factory=dict)
    """The keys of a question by its cycle, pillar and slug: in each version by the framework's, the one in use first.

    Of several versions that are in use, or are not, the oldest is first.
    """
    question_titles: dict[tuple[int, str, str], str] = field(default_factory=dict)
    """The slug of a question by its cycle, pillar and title."""

    def __post_init__(self) -> None:
        """Put every name of a force beside it."""
        self.force_by_name: dict[str, Force] = {}
        for force in self.forces:
            for name in (force.code, force.name, force.official_name, force.slug):
                self.force_by_name.setdefault(words.force_words(name), force)


@dataclass
class Held:
    """What is held of the forces and cycles that a file's rows are about."""

    inspections: dict[tuple[int, int, str], Inspection]
    """Published inspections by force, cycle and pillar."""
    findings: dict[tuple[int, int], list[Finding]]
    """Published findings by force and cycle."""
    sources: dict[str, SourceRow]
    nationals: list[NationalRecommendation]
    used: dict[str, int]
    """The highest number by the beginning of references: "BED-2018-"."""
    events: dict[int, list[Event]] = field(default_factory=dict)
    """What is published of findings that rows join, in the order it was recorded."""

    def __post_init__(self) -> None:
        """Note which findings rows of earlier files were about."""
        self.loaded = {source.finding.pk for source in self.sources.values()}


def reference(by: Any, *, locked: bool = False) -> Reference:
    """Return forces, each saying whether it is barred to a person, cycles and questions; two queries.

    `locked`: nobody else loads findings until the transaction ends.
    """
    forces = Force.objects.order_by("pk").annotate(is_barred=Exists(Bar.objects.filter(force=OuterRef("pk"), user=by)))
    if locked:
        forces = forces.select_for_update(of=("self",), no_key=True)
    found = Reference(list(forces), {})
    is_bound = Exists(Inspection.objects.filter(framework=OuterRef("frameworks")))
    in_order = Cycle.objects.order_by("first_year", is_bound.desc(), "frameworks__version_number")
    rows = in_order.values_list(
        "pk", "slug", "title", "first_year", "frameworks__pillar", "frameworks",
        "frameworks__questions", "frameworks__questions__slug", "frameworks__questions__title",
    )  # fmt: skip
    for pk, slug, title, first_year, pillar, framework, question, question_slug, question_title in rows:
        found.cycles.setdefault(slug, Cycle(pk=pk, slug=slug, title=title, first_year=first_year))
        if question:
            found.questions.setdefault((pk, pillar, question_slug), {})[framework] = question
            found.question_titles.setdefault((pk, pillar, words.plain(question_title)), question_slug)
    return found


def held(rows: Iterable[Told], *, locked: bool = False) -> Held:
    """Return what is held of the rows' forces and cycles; three queries, and one for the events of what they join.

    `locked`: nobody else changes these findings, or raises one of these forces and cycles, until the transaction ends.
    """
    rows = list(rows)
    forces = {row.force.pk for row in rows}
    raised, told = {row.cycle.pk for row in rows}, {row.as_of.pk for row in rows}
    inspections = held_inspections(forces, raised | told, locked=locked)  # first: then no finding is numbered meanwhile
    findings, sources, used = held_findings(forces, raised, locked=locked)
    has_national = any(row.is_national for row in rows)
    return Held(
        inspections=inspections,
        findings=findings,
        sources=sources,
        nationals=list(NationalRecommendation.objects.filter(cycle__in=raised)) if has_national else [],
        used=used,
    )


def held_inspections(forces: set[int], cycles: set[int], *, locked: bool) -> dict[tuple[int, int, str], Inspection]:
    """Return the PEEL inspections whose report is out; what is illustrative says nothing of a real finding.

    `locked`: all are, for whoever raises a finding in one that is open locks it before the finding is numbered.
    """
    rows = Inspection.objects.filter(force__in=forces, cycle__in=cycles).order_by("pk")
    if locked:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return {
        (row.force_id, row.cycle_id, row.framework.pillar): row
        for row in rows.select_related("framework", "cycle")
        if row.framework and row.kind == InspectionKind.PEEL and row.is_published and not row.is_illustrative
    }


def held_findings(
    forces: set[int], cycles: set[int], *, locked: bool
) -> tuple[dict[tuple[int, int], list[Finding]], dict[str, SourceRow], dict[str, int]]:
    """Return published findings, which rows of sources they hold, and the numbers that references have reached."""
    rows: QuerySet[Any] = Finding.objects.filter(force__in=forces, cycle__in=cycles).order_by("pk")
    if locked:
        rows = rows.select_for_update(of=("self",), no_key=True)
    rows = rows.annotate(source_pk=F("source_rows"), source_key=F("source_rows__key"), said=F("source_rows__found"))
    by_key: dict[int, Finding] = {}
    findings: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    sources: dict[str, SourceRow] = {}
    used: dict[str, int] = defaultdict(int)
    for row in rows:
        finding = by_key.setdefault(row.pk, row)
        if finding is row:
            start, _, number = row.reference.rpartition("-")
            used[f"{start}-"] = max(used[f"{start}-"], int(number) if number.isdecimal() else 0)
            if row.published_status != Status.DRAFT:
                findings[row.force_id, row.cycle_id].append(row)
        if row.source_key:
            sources[row.source_key] = SourceRow(pk=row.source_pk, key=row.source_key, finding=finding, found=row.said)
    return findings, sources, used


def published_events(findings: Iterable[Finding]) -> dict[int, list[Event]]:
    """Return what is published of findings, in the order it was recorded."""
    keys = [finding.pk for finding in findings]
    found: dict[int, list[Event]] = defaultdict(list)
    if not keys:
        return found
    is_out = Q(inspection=None) | Q(inspection__stage=Stage.PUBLISHED)
    events = Event.objects.filter(is_out, finding__in=keys).select_related("inspection__cycle")
    for event in events.order_by("recorded_on", "pk"):
        found[event.finding_id].append(event)
    return found
