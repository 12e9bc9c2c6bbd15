"""The register of findings: filtered, sorted and taken away by its address."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from markupsafe import Markup

from core import clock, dates
from core.lists import Column, ListPage
from findings.forms.register import NOT_CLOSED, FindingFilter
from findings.models import Finding, Status
from findings.models.findings import CLOSED, FindingQuerySet
from findings.views.findings import STATUS_COLOURS, status_label
from findings.views.sections import sections

NO_FILTER = {"page", "sort", "format"}
BOX = Markup(
    '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" name="chosen" value="{0}" id="choose-{0}" form="many">'
    '<label class="govuk-label govuk-checkboxes__label" for="choose-{0}">'
    '<span class="govuk-visually-hidden">Choose {0}</span></label></div></div>'
)
BY = {"force": "force__slug", "cycle": "cycle__slug", "question": "question__slug", "kind": "kind"}


class FindingList(ListPage):
    """The register of findings: published ones, and drafts of one's own inspections."""

    permission_required = "findings.read_findings"
    template = "findings/register.html"
    formats = ("csv", "xlsx")
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

    def sections(self) -> list[dict[str, Any]]:
        """Return the pages beside this one."""
        return sections(self.request)

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
        return findings.with_words(filters["q"]) if filters["q"] else findings

    @property
    def may_change_many(self) -> bool:
        """Say whether the table has boxes to choose rows by."""
        return bool(self.request.user.has_perm("findings.bulk_update"))

    def context(self) -> dict[str, Any]:
        """Say which cell of a row is its header: the box comes before it."""
        return {"header_at": 1 if self.may_change_many else 0}

    def headings(self, sort: str) -> list[dict[str, Any]]:
        """Put a column of boxes first for those who may change many."""
        return [*([{"text": "Choose"}] if self.may_change_many else []), *super().headings(sort)]

    def cells(self, row: Any) -> list[dict[str, Any]]:
        """Put the box first."""
        return [*([{"text": box(row.reference)}] if self.may_change_many else []), *super().cells(row)]

    def filter_parameters(self) -> list[tuple[str, str]]:
        """Return what the address filters by, as a form sends it along unseen."""
        query = self.request.GET
        return [(name, value) for name in query if name not in NO_FILTER for value in query.getlist(name) if value]

    def links(self) -> list[dict[str, str]]:
        """Return where one goes from the register."""
        query = urlencode(self.filter_parameters())
        saved = [{"text": "Your views", "href": reverse("findings:views")}]
        if query:
            saved = [{"text": "Save this view", "href": f"{reverse('findings:views')}?{urlencode({'query': query})}"}]
        return [*saved, *self.beside()]

    def beside(self) -> list[dict[str, str]]:
        """Return what forces and their local policing bodies are asked for, where the person's role reads it."""
        pages = [
            ("Recurring issues", "findings:recurring", "findings.read_findings"),
            ("Update rounds", "findings:rounds", "findings.read_rounds"),
            ("Responses of local policing bodies", "findings:responses", "findings.read_responses"),
            ("Load published findings", "findings:import", "findings.import_findings"),
        ]
        user = self.request.user
        return [{"text": text, "href": reverse(name)} for text, name, needed in pages if user.has_perm(needed)]


def box(reference: str) -> Markup:
    """Return the box that chooses a finding; it belongs to the form under the table."""
    return BOX.format(reference)


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
