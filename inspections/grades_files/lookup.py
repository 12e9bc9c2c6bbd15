"""What the database says to a file of published grades. Reads, never writes; the same few queries for any file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from forces.models import Bar, Cycle, Force, ForceAlias
from inspections.models import (
    Framework,
    Grade,
    Inspection,
    InspectionKind,
    Judgment,
    Question,
    ScopeDecision,
    ScopeEntry,
)
from inspections.rules import words

On = tuple[int, str]  # of an inspection: the key of a question, or 0 and the pillar of an overall judgment


@dataclass
class Reference:
    """What rows are told by: forces by every name, cycles, frameworks with their questions, grades of scales."""

    forces: dict[str, Force]
    cycles: dict[str, Cycle]
    frameworks: dict[tuple[int, str], list[Framework]]
    """The versions of a framework by cycle and pillar: those in use first, and of these or others the newest."""
    questions: dict[int, list[Question]]
    grades: dict[int, dict[str, Grade]]
    """The grades of a scale by their names in small letters, the best first."""


@dataclass
class Held:
    """What is held of the forces of a file: their inspections, the judgments of these, and what they left out."""

    inspections: dict[tuple[int, int, str], list[Inspection]] = field(default_factory=lambda: defaultdict(list))
    """Inspections against a framework, by force, cycle and pillar."""
    by_reference: dict[str, Inspection] = field(default_factory=dict)
    judgments: dict[tuple[int, On], Judgment] = field(default_factory=dict)
    left_out: set[tuple[int, On]] = field(default_factory=set)


def reference(by: Any, *, locked: bool = False) -> Reference:
    """Return what rows are told by; five queries. `locked`: nobody else loads grades until the transaction ends."""
    is_barred = Exists(Bar.objects.filter(force=OuterRef("pk"), user=by))
    forces = Force.objects.order_by("pk").annotate(is_barred=is_barred)
    if locked:
        forces = forces.select_for_update(of=("self",), no_key=True)
    by_key = {force.pk: force for force in forces}
    names: dict[str, Force] = {}
    for force in by_key.values():
        for name in (force.code, force.name, force.official_name, force.slug):
            names.setdefault(words.force_words(name), force)
    for name, pk in ForceAlias.objects.values_list("name", "force"):
        names.setdefault(words.force_words(name), by_key[pk])
    found = Reference(names, {}, defaultdict(list), defaultdict(list), defaultdict(dict))
    is_bound = Exists(Inspection.objects.filter(framework=OuterRef("pk")))
    for framework in Framework.objects.select_related("cycle").order_by(is_bound.desc(), "-version_number"):
        found.frameworks[framework.cycle_id, framework.pillar].append(framework)
    for cycle in Cycle.objects.order_by("first_year"):
        found.cycles[cycle.slug] = cycle
    for question in Question.objects.order_by("number"):
        found.questions[question.framework_id].append(question)
    for grade in Grade.objects.order_by("rank"):
        found.grades[grade.scale_id][words.plain(grade.label)] = grade
    return found


def held(forces: set[int], *, locked: bool = False) -> Held:
    """Return what is held of the forces: three queries, two for corrections. `locked`: nobody corrects meanwhile."""
    found = Held()
    inspections = Inspection.objects.filter(force__in=forces).select_related("framework", "cycle").order_by("pk")
    for inspection in inspections:
        found.by_reference[inspection.reference] = inspection
        if inspection.framework and inspection.kind == InspectionKind.PEEL:
            key = (inspection.force_id, inspection.framework.cycle_id, inspection.framework.pillar)
            found.inspections[key].append(inspection)
    judgments = Judgment.objects.filter(inspection__force__in=forces, inspection__framework__isnull=False)
    if locked:
        judgments = judgments.select_for_update(of=("self",))
    for one in judgments.select_related("grade", "inspection__framework").prefetch_related("corrections__grade"):
        on = (one.question_id, "") if one.question_id else (0, one.pillar or one.inspection.framework.pillar)  # type: ignore[union-attr]
        found.judgments[one.inspection_id, on] = one
    scope = ScopeEntry.objects.filter(inspection__force__in=forces, decision=ScopeDecision.CARRIED_OVER).order_by()
    found.left_out = {(pk, (question, "")) for pk, question in scope.values_list("inspection", "question")}
    return found
