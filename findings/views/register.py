"""The register of findings: filtered, sorted and taken away by its address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q

from core import clock, dates
from core.lists import Column, ListPage
from findings.forms.register import NOT_CLOSED, FindingFilter
from findings.models import Finding, Status
from findings.models.findings import CLOSED, FindingQuerySet
from findings.views.findings import STATUS_COLOURS, status_label

BY = {"force": "force__slug", "cycle": "cycle__slug", "question": "question__slug", "kind": "kind"}


class FindingList(ListPage):
    """The register of findings: published ones, and drafts of one's own inspections."""

    permission_required = "findings.read_findings"
    title = "Findings"
    caption = "Findings and where they stand"
    default_sort = "reference"
    filter_class = FindingFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda f: f.reference, sort="reference", link=lambda f: f.get_absolute_url()),
        Column("force", "Force", lambda f: f.force.name, sort=("force__name", "reference")),
        Column("cycle", "Cycle", lambda f: f.cycle.slug, sort=("cycle__first_year", "reference")),
        Column(
            "question",
            "Question",
            lambda f: f.question.slug if f.question else "",
            text=lambda f: f.question.slug.replace("-", " ").capitalize() if f.question else "",
            sort=("question__slug", "reference"),
        ),
        Column(
            "kind",
            "Kind",
            lambda f: f.get_kind_display().lower(),
            text=lambda f: f.get_kind_display(),
            sort=("kind", "reference"),
        ),
        Column("title", "Title", lambda f: f.title, sort="title"),
        Column(
            "status",
            "Status",
            lambda f: status_label(f).lower(),
            text=status_label,
            tag=lambda f: STATUS_COLOURS[f.shown_status],
            sort=("shown_status", "reference"),
        ),
        Column(
            "raised_on",
            "Raised",
            lambda f: f.raised_on,
            text=lambda f: dates.in_words(f.raised_on, f.raised_precision),
            sort=("raised_on", "reference"),
        ),
        Column(
            "due_on",
            "Due",
            lambda f: f.due_on,
            text=lambda f: dates.in_words(f.due_on) if f.due_on else f.get_due_kind_display(),
            sort=("due_on", "reference"),
        ),
        Column("owner", "Owner", lambda f: f.owner, sort=("owner", "reference")),
    ]

    def rows(self, filters: dict[str, Any]) -> FindingQuerySet:
        """Return the findings that match every part of the filter."""
        findings = Finding.objects.visible_to(self.request.user).select_related("force", "cycle", "question")
        for name, path in BY.items():
            if filters[name]:
                findings = findings.filter(**{path: filters[name]})
        if filters["owner"]:
            findings = findings.filter(owner__icontains=filters["owner"])
        findings = with_status(findings, filters["status"])
        findings = with_due(findings, filters["due"])
        for word in (filters["q"] or "").split():
            findings = findings.filter(
                Q(reference__icontains=word) | Q(title__icontains=word) | Q(wording__icontains=word)
            )
        return findings


def with_status(findings: FindingQuerySet, status: str) -> FindingQuerySet:
    """Return the findings whose status, as the person may see it, is the one asked for."""
    if status == NOT_CLOSED[0]:
        return findings.exclude(shown_status__in=[*CLOSED, Status.DRAFT])
    return findings.filter(shown_status=status) if status else findings


def with_due(findings: FindingQuerySet, due: str) -> FindingQuerySet:
    """Return the findings whose due date has passed and which are not closed, or which have one, or none."""
    if due == "overdue":
        return with_status(findings, NOT_CLOSED[0]).filter(due_on__lt=clock.today())
    return findings.filter(due_on__isnull=due == "none") if due else findings
