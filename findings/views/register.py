"""The register of findings: filtered, sorted and taken away by its address."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from markupsafe import Markup, escape

from core import clock, dates
from core.lists import Column, ListPage
from findings.forms.register import FindingFilter
from findings.models.findings import FindingKind, FindingQuerySet
from findings.rules import standing
from findings.selection import Reader, chosen
from findings.views.findings import STATUS_COLOURS, status_label
from findings.views.sections import InFindings

KIND_WORDS = {kind.value: str(kind.label).lower() for kind in FindingKind}
# what a file shows of a finding; the wording, by far the longest, is not in it
IN_FILES = ("reference", "force", "cycle", "question", "kind", "title", "raised_on", "due_kind", "owner")
NO_FILTER = {"page", "sort", "format"}
# written out with str.replace, not Markup.format: twenty-five of these were a seventh of the page's time
BOX = (
    '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" name="chosen" value="@" id="choose-@" form="many">'
    '<label class="govuk-label govuk-checkboxes__label" for="choose-@">'
    '<span class="govuk-visually-hidden">Choose @</span></label></div></div>'
)


def rag_word(finding: Any) -> str:
    """Return a row's RAG word; a draft has none."""
    word = standing.rag(finding.shown_status, finding.shown_due_on, finding.shown_response, finding.stands_on).word
    return word if word in standing.RAG_WORDS else ""


def due_words(finding: Any) -> str:
    """Return when a row is due, or what is said where no day is set."""
    return dates.in_words(finding.shown_due_on) if finding.shown_due_on else str(finding.get_due_kind_display())


def age_of(finding: Any) -> str:
    """Return a row's age band."""
    return standing.age_band(finding.raised_on, finding.stands_on)


def raised_words(finding: Any) -> Markup:
    """Return when a row was raised, and under it how old that makes it."""
    words = dates.in_words(finding.raised_on, finding.raised_precision)  # both are words of ours
    return Markup(f'{words}<span class="peel-note peel-nowrap">{age_of(finding)}</span>')  # noqa: S704


class FindingList(InFindings, ListPage):
    """The register of findings: published ones, and drafts of one's own inspections."""

    permission_required = "findings.read_findings"
    template = "findings/register.html"
    formats = ("csv", "xlsx")
    shared = ("force", "cycle", "question")
    title = "Findings"
    caption = "Findings and where they stand"
    default_sort = "reference"
    filter_class = FindingFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda f: f.reference, sort="reference", link=lambda f: f.get_absolute_url()),
        Column("force", "Force", lambda f: f.force.name, sort=("force__name", "reference")),
        # the reference has its year
        Column("cycle", "Cycle", lambda f: f.cycle.slug, sort=("cycle__first_year", "reference"), in_table=False),
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
            lambda f: KIND_WORDS[f.kind],
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
        Column("raised_on", "Raised", lambda f: f.raised_on, text=raised_words, sort=("raised_on", "reference")),
        Column("due_on", "Due", lambda f: f.shown_due_on, text=due_words, sort=("shown_due_on", "reference")),
        Column("owner", "Owner", lambda f: f.owner, sort=("owner", "reference")),
        Column("rag", "RAG", rag_word, text=lambda f: rag_word(f).capitalize()),
        Column("age", "Age", age_of, in_table=False),
        Column("original_due_on", "Original due date", lambda f: f.first_due_on, in_table=False),
    ]
    reading: Reader

    def filter_form(self) -> FindingFilter:
        """Return the filter with what the address says."""
        return FindingFilter(self.request.GET, today=clock.today())

    def rows(self, filters: dict[str, Any]) -> FindingQuerySet:
        """Return the findings that match every part of the filter."""
        reader = Reader.of(self.request.user, clock.today(), filters)
        found = chosen(reader, filters)
        if self.request.GET.get("format"):
            return found.with_first_due().only(*IN_FILES)
        return found.select_related("force", "cycle", "question")

    def page(self, filters: Any, sort: str, rows: Any, status: int = 200) -> HttpResponse:
        """Draw the table, under words that say which day it is about."""
        self.reading = Reader.of(self.request.user, clock.today(), filters.cleaned_data)
        return super().page(filters, sort, rows, status)

    @property
    def may_change_many(self) -> bool:
        """Say whether the table has boxes to choose rows by: a past day is only looked at."""
        return not self.reading.is_past and bool(self.request.user.has_perm("findings.bulk_update"))

    def context(self) -> dict[str, Any]:
        """Say which day it is about, and which cell of a row is its header: the box comes before it."""
        at = 1 if self.may_change_many else 0
        return {"header_at": at, "reading": self.reading}

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
        return saved


def box(reference: str) -> Markup:
    """Return the box that chooses a finding; it belongs to the form under the table."""
    return Markup(BOX.replace("@", escape(reference)))  # noqa: S704 - the reference is escaped
