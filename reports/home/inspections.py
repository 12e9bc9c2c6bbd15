"""Inspections under way, each with what is missing before it moves on, and the judgments that wait for a panel."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from core.words import plural
from findings import follow_up_gate
from findings.rounds import counted
from inspections.models import (
    Design,
    EvidenceLink,
    EvidenceState,
    Exercise,
    ExerciseState,
    Grading,
    Inspection,
    Judgment,
    JudgmentStatus,
    Panel,
    Question,
    ScopeDecision,
    ScopeEntry,
    Stage,
)
from inspections.models.inspections import InspectionQuerySet
from reports.home.items import SHOWN, Item, Section
from reports.inspections import follow_up_words

HERE = OuterRef("pk")
# What is missing at a stage: which count says so, and in words, of one and of several.
MISSING = {
    Stage.PLANNED: ("unscoped", "question has no scope decision", "questions have no scope decision"),
    Stage.FIELDWORK: ("unlocked", "file review not locked", "file reviews not locked"),
    Stage.EVIDENCE_CLOSED: ("bare", "question has no evidence", "questions have no evidence"),
    Stage.DRAFTING: ("unjudged", "judgment not proposed", "judgments not proposed"),
    Stage.MODERATION: ("unmoderated", "judgment not moderated", "judgments not moderated"),
}


def under_way(user: Any) -> Section:
    """Return the unpublished inspections a person may read, with what is missing in each."""
    return section(list(counted_up(open_to(user))[:SHOWN]))


def of_manager(user: Any) -> list[Section]:
    """Return the judgments that a manager may moderate, by inspection, and the inspections under way; one query."""
    every = open_to(user)
    waiting = Judgment.objects.awaiting_moderation().not_own_of(user)
    first, waits = every.values("pk")[:SHOWN], every.filter(pk__in=waiting.values("inspection")).values("pk")[:SHOWN]
    panels = Panel.objects.sat_on_by(user).filter(cycle=OuterRef("cycle")).order_by("-held_on", "-pk").values("pk")
    chosen = Inspection.objects.filter(Q(pk__in=first) | Q(pk__in=waits)).order_by("reference")
    rows = list(
        counted_up(chosen).annotate(awaiting=counted(waiting.filter(inspection=HERE), "pk"), panel=Subquery(panels[:1]))
    )
    return [
        Section(
            "Judgments awaiting moderation",
            "No judgment waits for you.",
            [awaiting_item(one) for one in rows if one.awaiting][:SHOWN],
            Item("All panels", reverse("inspections:panels")),
        ),
        section(rows[:SHOWN]),
    ]


def open_to(user: Any) -> InspectionQuerySet:
    """Return the unpublished inspections whose contents a person may read."""
    unpublished = Inspection.objects.with_contents_visible_to(user).exclude(stage=Stage.PUBLISHED)
    return unpublished.order_by("reference")


def awaiting_item(one: Any) -> Item:
    """Return an inspection whose judgments wait, with the way to the panel the manager sits on, if any."""
    href = reverse("inspections:panel", args=[one.panel]) if one.panel else reverse("inspections:panels")
    note = plural(one.awaiting, "judgment")
    return Item(f"{one.reference}: {one.force}", href, note if one.panel else f"{note}; you sit on no panel yet")


def section(rows: list[Any]) -> Section:
    """Return inspections as a section of a home page."""
    return Section(
        "Inspections under way",
        "You are on no inspection that is under way.",
        [Item(f"{one.reference}: {one.force}", one.get_absolute_url(), words(one)) for one in rows],
        Item("All inspections", reverse("inspections:list")),
    )


def words(one: Any) -> str:
    """Return the stage of an inspection, what is missing before the next, and how far its follow-up list is."""
    parts = [one.get_stage_display().lower()]
    name, singular, several = MISSING.get(one.stage, ("", "", ""))
    if name and (count := getattr(one, name)):
        parts.append(plural(count, singular, several))
    if one.referred_back and one.stage == Stage.MODERATION:
        parts[-1] += f", {one.referred_back} of them referred back"
    is_choice, listed = follow_up_gate.chooses(one), one.due + one.beside
    if one.recorded if is_choice else listed:
        parts.append(follow_up_words(one.recorded, listed, is_choice=is_choice))
    return "; ".join(parts)


def counted_up(inspections: InspectionQuerySet) -> InspectionQuerySet:
    """Count what is missing in inspections, and how far the follow-up of earlier findings is; no query more."""
    return inspections.select_related("force").annotate(**counts())


@cache
def counts() -> dict[str, Any]:
    """Return the counts: earlier findings followed up, and of each stage one thing that its gates in reports.gates ask.

    Nothing of them depends on who looks, so they are put together once a process.
    """
    decided = ScopeEntry.objects.filter(inspection=OuterRef(OuterRef("pk")), question=OuterRef("pk"))
    undecided = Question.objects.filter(~Exists(decided), framework=OuterRef("framework"))
    inspected = ScopeEntry.objects.filter(inspection=HERE, decision=ScopeDecision.INSPECTED)
    judged = inspected.exclude(question__grading=Grading.UNGRADED)
    evidence = EvidenceLink.objects.filter(
        question=OuterRef("question"), item__inspection=OuterRef("inspection"), item__state=EvidenceState.HELD
    )
    held = Judgment.objects.filter(inspection=OuterRef("inspection"))
    reviews = Exercise.objects.filter(inspection=HERE, design__in=[Design.RANDOM, Design.STRATIFIED])
    return {
        **follow_up_gate.counts(),
        "unscoped": counted(undecided, "pk"),
        "unlocked": counted(reviews.exclude(state=ExerciseState.LOCKED), "pk"),
        "bare": counted(judged.filter(~Exists(evidence)), "pk"),
        "unjudged": without(inspected, held.exclude(status=JudgmentStatus.REFERRED_BACK)),
        "referred_back": counted(Judgment.objects.filter(inspection=HERE, status=JudgmentStatus.REFERRED_BACK), "pk"),
        "unmoderated": without(inspected, held)
        + counted(Judgment.objects.filter(inspection=HERE).exclude(status=JudgmentStatus.MODERATED), "pk"),
    }


def without(inspected: Any, judgments: Any) -> Any:
    """Count what needs a judgment and has none of these: inspected questions, and overall where it is given.

    Overall is given of each pillar that inspected questions name, and once where they name none.
    """
    on_it = judgments.filter(question=OuterRef("question"))
    of_pillar = judgments.filter(question__isnull=True, pillar=OuterRef("question__pillar"))
    same = ScopeEntry.objects.filter(inspection=OuterRef("inspection"), decision=ScopeDecision.INSPECTED)
    names_one = ~Q(question__pillar="") | ~Exists(same.exclude(question__pillar=""))
    with_overall = inspected.filter(names_one, question__framework__has_overall=True)
    questions = inspected.exclude(question__grading=Grading.UNGRADED).filter(~Exists(on_it))
    return counted(questions, "pk") + counted(with_overall.filter(~Exists(of_pillar)), "question__pillar")
