"""An inspection of one force against one framework: who is on it, how far it is, what it covers."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Role
from core.history import History
from core.models import Record, known
from forces.models import Cycle, Force
from forces.models.people import barred_forces
from inspections.models.frameworks import Framework, Question


class InspectionKind(models.TextChoices):
    """Why a force is inspected."""

    PEEL = "peel", "PEEL"
    REVISIT = "revisit", "Revisit"
    CHILD_PROTECTION = "child-protection", "Child protection"
    CRIME_DATA_INTEGRITY = "crime-data-integrity", "Crime data integrity"
    THEMATIC = "thematic", "Thematic"


class Stage(models.TextChoices):
    """How far an inspection is; rules/stages.py has the legal moves. A published one is followed up ever after."""

    PLANNED = "planned", "Planned"
    SCOPED = "scoped", "Scoped"
    FIELDWORK = "fieldwork", "Fieldwork"
    EVIDENCE_CLOSED = "evidence-closed", "Evidence closed"
    DRAFTING = "drafting", "Drafting"
    MODERATION = "moderation", "Moderation"
    WITH_FORCE = "with-force", "With force"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """The words to ask for inspections."""

    def published(self) -> InspectionQuerySet:
        """Return inspections whose report is out."""
        return self.filter(stage=Stage.PUBLISHED)

    def visible_to(self, user: Any) -> InspectionQuerySet:
        """Return published ones, and the unpublished ones whose existence and progress a person may know."""
        if user.role == Role.FORCE_CONTACT:
            return self.published()
        if user.role in {Role.ADMINISTRATOR, Role.AUDITOR, Role.MANAGER}:
            return self.exclude(~Q(stage=Stage.PUBLISHED) & barred(user))
        return self.with_contents_visible_to(user)

    def with_contents_visible_to(self, user: Any) -> InspectionQuerySet:
        """Return those whose evidence, proposals and findings a person may read: domain.md §1."""
        return self.exclude(with_hidden_contents(user))

    def with_contents_hidden_from(self, user: Any) -> InspectionQuerySet:
        """Return all others: a few unpublished ones, quicker to leave out of many rows than the many are to choose."""
        return self.filter(with_hidden_contents(user))

    def with_workings_visible_to(self, user: Any) -> InspectionQuerySet:
        """Return those whose evidence, rationale and moderation a person may read: never published, so never all's.

        They are those of their own teams, or of all forces not barred to them.
        """
        if user.role in {Role.FORCE_CONTACT, Role.ADMINISTRATOR}:
            return self.none()
        found = self.exclude(force__bars__user=user)
        if user.role == Role.INSPECTOR:
            return found.filter(pk__in=Assignment.objects.filter(user=user).values("inspection"))
        return found


def with_hidden_contents(user: Any) -> Q:
    """Return the condition that an inspection's contents are not yet, or never, a person's to read."""
    unpublished = ~Q(stage=Stage.PUBLISHED)
    if user.role in {Role.FORCE_CONTACT, Role.ADMINISTRATOR}:
        return unpublished
    if user.role == Role.INSPECTOR:
        return unpublished & ~Q(pk__in=unpublished_around(user).own)
    return unpublished & barred(user)


def with_shown_contents(user: Any, path: str = "") -> Any:
    """Return the opposite condition, for what hangs on an inspection by `path`, or True where nothing is hidden."""
    published = Q(**{f"{path}stage": Stage.PUBLISHED})
    if user.role in {Role.FORCE_CONTACT, Role.ADMINISTRATOR}:
        return published
    if user.role == Role.INSPECTOR:
        own = list(unpublished_around(user).own)
        return published | Q(**{f"{path.removesuffix('__') or 'pk'}__in": own}) if own else published
    return published | ~barred(user, f"{path}force") if barred_forces(user) else True


def barred(user: Any, path: str = "force") -> Q:
    """Return the condition that a row's force is barred to a person; the database is spared it where none is."""
    return Q(**{f"{path}__in": barred_forces(user)})


class Unpublished(NamedTuple):
    """Unpublished inspections as one person stands to them, barred forces left out."""

    own: dict[int, int]
    """Those of the person's teams, each with its force."""
    others: list[int]
    """Those of the same forces whose teams the person is not on."""


def unpublished_around(user: Any) -> Unpublished:
    """Return the unpublished inspections of a person's teams and beside them.

    Asked once for each time the person is fetched, as `barred_forces` is.
    """
    if not hasattr(user, "_unpublished_around"):
        unpublished = Inspection.objects.exclude(stage=Stage.PUBLISHED).exclude(force__bars__user=user)
        is_own = Exists(Assignment.objects.filter(inspection=OuterRef("pk"), user=user))
        rows = list(unpublished.order_by().annotate(is_own=is_own).values_list("pk", "force", "is_own"))
        own = {pk: force for pk, force, is_own in rows if is_own}
        forces = set(own.values())
        others = [pk for pk, force, is_own in rows if not is_own and force in forces]
        user._unpublished_around = Unpublished(own, others)
    return user._unpublished_around  # type: ignore[no-any-return]


class Inspection(Record):
    """An inspection of a force, against one version of a framework where it is a PEEL one."""

    reference = models.CharField(max_length=30, unique=True)
    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="inspections")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="inspections")
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="inspections", null=True, blank=True
    )
    kind = models.CharField(max_length=30, choices=InspectionKind)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.PLANNED)
    tranche = models.PositiveSmallIntegerField(null=True, blank=True)
    fieldwork_from = models.DateField(null=True, blank=True)
    fieldwork_to = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    out_by = models.DateField(
        null=True,
        blank=True,
        help_text="Where the day of publication is not held: a day by which the report was out, from which it counts.",
    )
    is_illustrative = models.BooleanField("illustrative", default=False)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ("force__name", "cycle__first_year", "reference")
        constraints = (
            known("kind", InspectionKind, "inspection_kind_known"),
            known("stage", Stage, "inspection_stage_known"),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(stage="published"),
                name="inspection_published_on_when_published",
                violation_error_message="Only a published inspection has a publication date.",
            ),
            models.CheckConstraint(
                condition=Q(out_by__isnull=True) | Q(stage="published", published_on__isnull=True),
                name="inspection_out_by_where_no_day_is_held",
                violation_error_message="Only a published inspection whose day of publication is not held has it.",
            ),
            models.CheckConstraint(
                condition=Q(fieldwork_from__isnull=True)
                | Q(fieldwork_to__isnull=True)
                | Q(fieldwork_from__lte=models.F("fieldwork_to")),
                name="inspection_fieldwork_in_order",
                violation_error_message="Fieldwork ends on the day it begins or after it.",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the inspection's page."""
        return reverse("inspections:detail", args=[self.reference])

    @property
    def is_published(self) -> bool:
        """Say whether its report is out."""
        return self.stage == Stage.PUBLISHED


class AssignmentRole(models.TextChoices):
    """What a person does on an inspection."""

    LEAD = "lead", "Lead"
    INSPECTOR = "inspector", "Inspector"


class Assignment(models.Model):
    """A person on the team of an inspection."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=AssignmentRole)
    history = History()

    class Meta:
        ordering = ("inspection", "-role", "user__name")
        constraints = (
            known("role", AssignmentRole, "assignment_role_known"),
            models.UniqueConstraint(
                fields=["inspection", "user"],
                name="assignment_once",
                violation_error_message="The person is on the team already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of {self.inspection}"


class ScopeDecision(models.TextChoices):
    """Whether an inspection looks at a question."""

    INSPECTED = "inspected", "Inspected"
    CARRIED_OVER = "carried-over", "Not inspected this time: the earlier grade stands"
    NOT_KNOWN = "not-known", "Not known"


class ScopeEntry(models.Model):
    """What was decided about one question of an inspection, and why."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="scope")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=ScopeDecision)
    reason = models.TextField(blank=True)
    worksheet = models.JSONField(
        default=dict, blank=True, help_text="What was known about the question when it was decided, by what it is."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    class Meta:
        ordering = ("inspection", "question__number")
        constraints = (
            known("decision", ScopeDecision, "scope_decision_known"),
            models.UniqueConstraint(
                fields=["inspection", "question"], name="scope_once", violation_error_message="Decided already."
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_on__isnull=True)
                | (Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(reason="")),
                name="scope_decided_by_on_and_why",
                violation_error_message="Say why the question is in or out, who decided it and when.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.inspection}, {self.question}: {self.get_decision_display().lower()}"
