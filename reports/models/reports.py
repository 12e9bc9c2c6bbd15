"""An inspection's report while it is written: its sections, the drafts of whoever writes, the figures it carries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.models import Role
from core.history import History
from core.models import Record, known
from forces.models import FrozenFigure, Measure, Period
from forces.models.people import barred_forces
from inspections.models import Assignment, Inspection, Question


class ReportQuerySet(models.QuerySet["Report"]):
    """The words to ask for reports."""

    def visible_to(self, user: Any) -> ReportQuerySet:
        """Return the reports of inspections whose contents a person may read; a force, those that are out."""
        return self.filter(inspection__in=Inspection.objects.with_contents_visible_to(user))

    def in_writing_visible_to(self, user: Any) -> ReportQuerySet:
        """Return those whose drafts a person may read, of published inspections too: what is written is not out."""
        return self.filter(with_readable_drafts(user, "inspection__"))


def with_readable_drafts(user: Any, path: str = "") -> Q:
    """Return the condition that what is written about an inspection is a person's to read; `path` leads to it."""
    if user.role in {Role.FORCE_CONTACT, Role.ADMINISTRATOR}:
        return Q(pk__in=[])
    free = ~Q(**{f"{path}force__in": barred_forces(user)})
    if user.role == Role.INSPECTOR:
        teams = Assignment.objects.filter(user=user).values("inspection")
        return free & Q(**{f"{path}pk__in": teams})
    return free


class Report(Record):
    """The report of one inspection. What is out is its editions; this is where it is written."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="report")
    title = models.CharField(max_length=150)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    history = History()

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("inspection",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the report's page."""
        return reverse("reports:report", args=[self.inspection.reference])


class SectionKind(models.TextChoices):
    """What a section shows, in the order of a report: most is drawn from live records, with words above it."""

    NUMBERS = "numbers", "Force in numbers"
    SCOPE = "scope", "What was inspected"
    JUDGMENTS = "judgments", "Judgments"
    SUMMARY = "summary", "Summary"
    QUESTION = "question", "A question"
    FOLLOW_UP = "follow-up", "Findings of earlier inspections"
    FINDINGS = "findings", "Findings"
    ANNEX = "annex", "About the data"


class Section(Record):
    """One section of a report: its words in Markdown, and the values its fields had when they were written.

    `fields` holds by field (`file-review:BED-2017-E-FR1`) the words it stood for when the text was saved. Its history
    is the versions of the text.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=20, choices=SectionKind)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("report", "position")
        constraints = (
            known("kind", SectionKind, "section_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="question", question__isnull=False) | (~Q(kind="question") & Q(question__isnull=True)),
                name="section_of_a_question",
                violation_error_message="A section of a question names it, and no other does.",
            ),
            models.UniqueConstraint(
                fields=["report", "question"],
                name="section_question_once",
                violation_error_message="The report has a section on this question.",
            ),
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=Q(question__isnull=True),
                name="section_kind_once",
                violation_error_message="The report has this section.",
            ),
        )

    def __str__(self) -> str:
        return self.heading

    @property
    def key(self) -> str:
        """Return what the section is called in addresses and in the snapshot: its kind, or its question."""
        return self.question.slug if self.question else self.kind

    def get_absolute_url(self) -> str:
        """Return where it is written."""
        return reverse("reports:section", args=[self.report.inspection.reference, self.key])


class SectionDraft(models.Model):
    """What a person has typed into a section and not saved yet; kept by the server, deleted when it is saved.

    `number` counts how often it was kept, and `tab` is the mark of the page that kept it last: another page of the
    same person, opened before, does not write over it.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    seen_version = models.PositiveIntegerField(help_text="The version of the section it was begun from.")
    number = models.PositiveIntegerField(default=1)
    tab = models.CharField(max_length=40, blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("section", "user")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["section", "user"],
                name="section_draft_once",
                violation_error_message="There is a draft of yours already.",
            ),
        )

    def __str__(self) -> str:
        return f"Draft of {self.section} by {self.user}"


class ReportFigure(models.Model):
    """A figure a section carries: a measure for a period, frozen before the report is approved."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="figures")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=200)
    frozen = models.ForeignKey(FrozenFigure, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    annex = models.JSONField(null=True, blank=True, help_text="What the annex said of it when it was frozen.")
    history = History(excluded_fields=["annex"])

    class Meta:
        ordering = ("section", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["section", "measure", "period"],
                name="report_figure_once",
                violation_error_message="The section carries this figure already.",
            ),
        )

    def __str__(self) -> str:
        return self.caption


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    """The words to ask for terms."""

    def in_order(self) -> GlossaryTermQuerySet:
        """Return them as a reader looks for them, whatever their capitals."""
        return self.order_by(Lower("term"))


class GlossaryTerm(Record):
    """A word reports explain: each report lists those it uses."""

    term = models.CharField(max_length=80, unique=True)
    definition = models.TextField()
    history = History()

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        ordering = ("term",)

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        """Return the glossary."""
        return reverse("reports:glossary")
