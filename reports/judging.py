"""What a panel sees beside a judgment: the question in other forces, the force's own grades, file reviews, measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse

from core import clock
from inspections.judging import Subject
from inspections.models import Correction, Exercise, Inspection, Judgment, MappingKind, QuestionMapping
from reports.scoping import Far, far_measures

OTHERS = 10
FEW = 6


@dataclass(frozen=True)
class Given:
    """What a report concluded on the question: for which force, in which inspection, when, and on which scale."""

    force: str
    force_slug: str
    reference: str
    cycle: str
    published_on: date | None
    words: str
    scale: int | None

    @property
    def address(self) -> str:
        """Return the inspection's page."""
        return reverse("inspections:detail", args=[self.reference])


@dataclass(frozen=True)
class Beside:
    """What stands beside a judgment; the force's own grades are those held here, the latest first."""

    own: list[Given] = field(default_factory=list)
    others: list[Given] = field(default_factory=list)
    others_count: int = 0
    exercises: list[Exercise] = field(default_factory=list)
    measures: list[Far] = field(default_factory=list)


def beside(inspection: Inspection, subject: Subject, judgment: Judgment | None, user: Any) -> Beside:
    """Gather it; six queries, however many forces there are."""
    given = published(inspection, subject)
    grade = judgment.grade if judgment else None
    same = [
        one
        for one in given
        if grade and one.force_slug != inspection.force.slug and (one.words, one.scale) == (grade.label, grade.scale_id)
    ]
    reviews = Exercise.objects.visible_to(user).filter(inspection=inspection).with_tally(user)
    return Beside(
        own=[one for one in given if one.force_slug == inspection.force.slug],
        others=same[:OTHERS],
        others_count=len(same),
        exercises=list(reviews.order_by("reference")),
        measures=far_measures(inspection, user)[:FEW],
    )


def published(inspection: Inspection, subject: Subject) -> list[Given]:
    """Return what every other published inspection concluded on the same question, as corrected, the latest first."""
    on = clock.today()
    latest = Correction.objects.filter(judgment=OuterRef("pk"), corrected_on__lte=on).order_by("-corrected_on", "-pk")
    rows = (
        Judgment.objects.published_by(on)
        .filter(same_question(inspection, subject))
        .exclude(inspection=inspection.pk)
        .annotate(
            corrected=Subquery(latest.values("state")[:1]),
            corrected_to=Subquery(latest.values("grade__label")[:1]),
        )
        .order_by("-inspection__cycle__first_year", F("out_on").desc(), "inspection__force__name", "-pk")
        .values_list(
            "inspection__force__name", "inspection__force__slug", "inspection__reference", "inspection__cycle__title",
            "inspection__published_on", "state", "grade__label", "inspection__framework__scale",
            "corrected", "corrected_to",
        )
    )  # fmt: skip
    return [
        Given(*facts, (corrected_to if corrected else label) or in_words(corrected or state), scale)
        for *facts, state, label, scale, corrected, corrected_to in rows
    ]


def same_question(inspection: Inspection, subject: Subject) -> Q:
    """Return the condition that a judgment is about the same: the question, or overall of the same pillar.

    A question is the same under its slug, and under what another framework's version calls it where a mapping says so.
    """
    if subject.question:
        same = QuestionMapping.objects.filter(kind=MappingKind.SAME).order_by()
        before = same.filter(later__slug=subject.slug).values("earlier__slug")
        after = same.filter(earlier__slug=subject.slug).values("later__slug")
        return Q(question__slug=subject.slug) | Q(question__slug__in=before) | Q(question__slug__in=after)
    pillar = subject.pillar or inspection.framework.pillar  # type: ignore[union-attr]
    own = Q(pillar=pillar) | Q(pillar="", inspection__framework__pillar=pillar)
    return Q(question__isnull=True) & own


def in_words(state: str) -> str:
    """Return a state that is no grade, in words."""
    return state.replace("-", " ").capitalize()
