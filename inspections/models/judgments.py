"""What an inspection concluded about a question, or overall."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.history import History
from core.models import Record, known
from inspections.models.evidence import EvidenceItem, EvidenceLink, EvidenceState
from inspections.models.frameworks import Grade, Pillar, Question
from inspections.models.grades_files import GradesFile
from inspections.models.inspections import Assignment, Inspection, Stage
from inspections.rules.grades import overall_of


class JudgmentState(models.TextChoices):
    """Whether there is a grade, and if not, why not. Not inspected is scope; not held is no row at all."""

    GRADED = "graded", "Graded"
    UNGRADED_BY_DESIGN = "ungraded-by-design", "Ungraded"
    NARRATIVE_ONLY = "narrative-only", "Narrative only"
    NOT_GRADED = "not-graded", "Not graded"
    TO_BE_GRADED = "to-be-graded", "To be graded"


class JudgmentStatus(models.TextChoices):
    """How far a judgment is. Those published elsewhere and loaded here were settled there."""

    PROPOSED = "proposed", "Proposed"
    REFERRED_BACK = "referred-back", "Referred back"
    MODERATED = "moderated", "Moderated"


class JudgmentQuerySet(models.QuerySet["Judgment"]):
    """The words to ask for judgments."""

    def visible_to(self, user: Any) -> JudgmentQuerySet:
        """Return judgments of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))

    def with_workings_visible_to(self, user: Any) -> JudgmentQuerySet:
        """Return those whose rationale, evidence and moderation a person may read; these are never published."""
        return self.filter(inspection__in=Inspection.objects.with_workings_visible_to(user))

    def awaiting_moderation(self) -> JudgmentQuerySet:
        """Return the proposals that a panel may decide on now."""
        return self.filter(status=JudgmentStatus.PROPOSED, inspection__stage=Stage.MODERATION)

    def not_own_of(self, user: Any) -> JudgmentQuerySet:
        """Leave out what a person ever proposed, and what the teams they are on did."""
        teams = Assignment.objects.filter(user=user).values("inspection")
        return self.exclude(ever_proposed_by(user)).exclude(inspection__in=teams)

    def ever_proposed_by(self, user: Any) -> JudgmentQuerySet:
        """Return those that a person proposed, be it that somebody proposed them anew since."""
        return self.filter(ever_proposed_by(user))

    def published_by(self, on: date) -> JudgmentQuerySet:
        """Return judgments that were out on a day, each with `out_on`: its day, or one by which it was out."""
        out_on = Coalesce("inspection__published_on", "inspection__out_by")
        return self.annotate(out_on=out_on).filter(inspection__stage=Stage.PUBLISHED, out_on__lte=on)


def ever_proposed_by(user: Any) -> Q:
    """Return the condition that a person proposed a judgment, now or before."""
    return Q(proposed_by=user) | Q(pk__in=Judgment.history.filter(proposed_by=user).values("id"))


class Judgment(Record):
    """The grade an inspection gave a question (none: overall), or the reason there is none.

    As published: a later correction is a row of its own beside it. An overall judgment is of the framework's pillar, or
    of the one `pillar` names in a framework of several.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="judgments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="judgments", null=True, blank=True)
    pillar = models.CharField(max_length=1, choices=Pillar, blank=True)
    state = models.CharField(max_length=20, choices=JudgmentState)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=JudgmentStatus, default=JudgmentStatus.MODERATED)
    rationale = models.TextField(blank=True)
    evidence = models.ManyToManyField(EvidenceItem, through="JudgmentEvidence", related_name="judgments", blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    loaded_from = models.ForeignKey(
        GradesFile, on_delete=models.PROTECT, related_name="judgments", null=True, blank=True
    )
    history = History()

    objects = JudgmentQuerySet.as_manager()

    class Meta:
        ordering = ("inspection", models.F("question__number").asc(nulls_first=True))
        constraints = (
            known("state", JudgmentState, "judgment_state_known"),
            known("status", JudgmentStatus, "judgment_status_known"),
            known("pillar", Pillar, "judgment_pillar_known", blank=True),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True, status="moderated")
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="judgment_proposed_by_and_at",
                violation_error_message="Say who proposed the judgment and when.",
            ),
            models.CheckConstraint(
                condition=Q(state="graded", grade__isnull=False) | (~Q(state="graded") & Q(grade__isnull=True)),
                name="judgment_grade_when_graded",
                violation_error_message="A graded judgment has a grade and any other has none.",
            ),
            models.CheckConstraint(
                condition=~Q(state="not-graded") | ~Q(reason=""),
                name="judgment_not_graded_has_reason",
                violation_error_message="Say why the question was not graded.",
            ),
            models.UniqueConstraint(
                fields=["inspection", "question"],
                name="judgment_once",
                violation_error_message="The question has a judgment.",
            ),
            models.UniqueConstraint(
                fields=["inspection", "pillar"],
                condition=Q(question__isnull=True),
                name="judgment_overall_once",
                violation_error_message="The inspection has an overall judgment.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on_what}: {self.in_words}"

    def get_absolute_url(self) -> str:
        """Return the page with its rationale, evidence and moderation."""
        return reverse("inspections:judgment", args=[self.inspection.reference, self.slug])

    @property
    def slug(self) -> str:
        """Return what it is called in addresses: its question, or overall, of its pillar where it names one."""
        return self.question.slug if self.question else overall_of(self.pillar, "")

    @property
    def on_what(self) -> str:
        """Return the question, or which overall judgment it is."""
        if self.question:
            return self.question.title
        return f"{self.get_pillar_display()} overall" if self.pillar else "Overall"

    @property
    def in_words(self) -> str:
        """Return the grade, or the state that is no grade."""
        return self.grade.label if self.grade else str(self.get_state_display())


class JudgmentEvidenceQuerySet(models.QuerySet["JudgmentEvidence"]):
    """The words to ask for what judgments rest on."""

    def counting(self) -> JudgmentEvidenceQuerySet:
        """Return what still counts: items not withdrawn and, where a question is judged, still tied to it."""
        tied = EvidenceLink.objects.filter(item=OuterRef("item"), question=OuterRef("judgment__question"))
        return self.filter(Q(judgment__question__isnull=True) | Exists(tied), item__state=EvidenceState.HELD)

    def kinds(self) -> list[str]:
        """Return the kinds of the items."""
        return list(self.order_by().values_list("item__kind", flat=True))


class JudgmentEvidence(models.Model):
    """That a judgment rests on an item of evidence."""

    judgment = models.ForeignKey(Judgment, on_delete=models.CASCADE, related_name="rests_on")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="+")
    history = History()

    objects = JudgmentEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("judgment", "item__number")
        constraints = (
            models.UniqueConstraint(
                fields=["judgment", "item"],
                name="judgment_evidence_once",
                violation_error_message="The judgment rests on this item already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.judgment}: {self.item}"


class Correction(models.Model):
    """A published judgment corrected later: from its day on it stands, and before that what was published then."""

    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="corrections")
    corrected_on = models.DateField()
    state = models.CharField(max_length=20, choices=JudgmentState)
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("judgment", "corrected_on", "pk")
        constraints = (
            known("state", JudgmentState, "correction_state_known"),
            models.UniqueConstraint(
                fields=["judgment", "corrected_on"],
                name="correction_once_a_day",
                violation_error_message="The judgment was corrected on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(state="graded", grade__isnull=False) | (~Q(state="graded") & Q(grade__isnull=True)),
                name="correction_grade_when_graded",
                violation_error_message="A graded judgment has a grade and any other has none.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_reason",
                violation_error_message="Say why it is corrected.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.judgment.on_what}, corrected on {self.corrected_on}"
