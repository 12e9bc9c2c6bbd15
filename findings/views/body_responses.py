"""The responses of local policing bodies: the list, one of them, recording it and what it says of each finding."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock, dates
from core.actions import Stale
from core.history import Change, changes, changes_of_many
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page, seen_version
from findings import policies
from findings.actions import body_responses
from findings.forms.body_responses import NOTHING, STATES, AnswersForm, BodyResponseForm, ResponseFilter
from findings.models import BodyResponse, BodyResponseItem, Finding
from findings.models.force_side import in_state, inspections_responded_to
from findings.rules import body_responses as rules
from findings.rules import due
from findings.views.sections import InFindings
from inspections.models import Inspection

COLOURS = {rules.AWAITED: "grey", rules.OVERDUE: "red", rules.RECEIVED: "blue", rules.PUBLISHED: "green"}


def response_to(inspection: Any) -> BodyResponse | None:
    """Return what is recorded of the response to a report, if anything is."""
    return getattr(inspection, "body_response", None)


def due_on(inspection: Any) -> Any:
    """Return the last day of a report's response."""
    return due.response_due(inspection.published_on)


def state_of(inspection: Any) -> str:
    """Return where the response to a report is today."""
    held = response_to(inspection)
    return rules.state(
        received_on=held.received_on if held else None,
        published_on=held.published_on if held else None,
        due_on=due_on(inspection),
        on=clock.today(),
    )


class ResponseList(InFindings, ListPage):
    """Every published report that a local policing body answers, with its response."""

    permission_required = "findings.read_responses"
    template = "findings/responses.html"
    title = "Responses of local policing bodies"
    caption = "Reports and the responses to them"
    default_sort = "-published_on"
    filter_class = ResponseFilter
    columns: ClassVar[list[Column]] = [
        Column(
            "inspection",
            "Report",
            lambda i: i.reference,
            sort="reference",
            link=lambda i: reverse("findings:response", args=[i.reference]),
        ),
        Column("force", "Force", lambda i: i.force.name, sort=("force__name", "reference")),
        Column(
            "body", "Local policing body", lambda i: getattr(response_to(i), "body", ""), sort="body_response__body"
        ),
        Column(
            "published_on",
            "Report published",
            lambda i: i.published_on,
            text=lambda i: dates.in_words(i.published_on),
            sort=("published_on", "reference"),
        ),
        Column("due_on", "Due", due_on, text=lambda i: dates.in_words(due_on(i)), sort=("published_on", "reference")),
        Column(
            "state", "State", state_of, text=lambda i: dict(STATES)[state_of(i)], tag=lambda i: COLOURS[state_of(i)]
        ),
        Column(
            "received_on",
            "Received",
            lambda i: getattr(response_to(i), "received_on", None),
            text=lambda i: dates.in_words(getattr(response_to(i), "received_on", None)),
            sort="body_response__received_on",
        ),
        Column(
            "response_published_on",
            "Response published",
            lambda i: getattr(response_to(i), "published_on", None),
            text=lambda i: dates.in_words(getattr(response_to(i), "published_on", None)),
            sort="body_response__published_on",
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Inspection]:
        """Return the reports."""
        found = in_state(inspections_responded_to(), filters["state"], clock.today())
        if filters["force"]:
            found = found.filter(force__slug=filters["force"])
        return found.select_related("force", "body_response")


class OfReport:
    """A page under the address of the response to a report."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def inspection(self) -> Any:
        """Return the report, fetched once."""
        found = inspections_responded_to().select_related("force", "cycle", "body_response")
        return get_object_or_404(found, reference=self.kwargs["reference"])

    @cached_property
    def held(self) -> BodyResponse | None:
        """Return what is recorded."""
        return response_to(self.inspection)

    @cached_property
    def findings(self) -> list[Finding]:
        """Return the findings of the report that are out."""
        return list(Finding.objects.as_published().filter(inspection=self.inspection).order_by("reference"))

    @property
    def address_of_response(self) -> str:
        """Return the response's page, also before anything is recorded."""
        return reverse("findings:response", args=[self.inspection.reference])

    def check(self) -> None:
        """Refuse whoever is barred from the force."""
        if not policies.may_record_response(self.request.user, self.inspection):
            raise PermissionDenied("Only somebody who is not barred from the force records a response to its report.")

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the response."""
        pages = [("Response", self.address_of_response)]
        if self.held and policies.reads_received(self.request.user, self.inspection):
            pages.append(("History", f"{self.address_of_response}history/"))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class ResponseDetail(OfReport, Page):
    """One response: when it was due, came and came out, and what it says of each finding."""

    permission_required = "findings.read_responses"
    template = "findings/response.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; what is not published yet, and our note, are for those inside who are not barred."""
        user: Any = request.user
        is_inside = policies.reads_received(user, self.inspection)
        is_shown = is_inside or (self.held is not None and self.held.published_on is not None)
        items = {item.finding_id: item for item in self.held.items.all()} if self.held and is_shown else {}
        may_record = user.has_perm("findings.record_responses")
        return self.render(
            inspection=self.inspection,
            held=self.held,
            due_on=due_on(self.inspection),
            state=dict(STATES)[state_of(self.inspection)],
            colour=COLOURS[state_of(self.inspection)],
            lines=[(finding, items.get(finding.pk)) for finding in self.findings],
            is_inside=is_inside,
            is_shown=is_shown,
            may_record=may_record and policies.may_record_response(user, self.inspection),
            tabs=self.tabs(),
        )


class ResponseFormPage(OfReport, FormPage, abstract=True):
    """A form about a response."""

    permission_required = "findings.record_responses"
    template = "findings/response_form.html"

    def context(self) -> dict[str, Any]:
        """Name the report."""
        return {"inspection": self.inspection, "due_on": due_on(self.inspection), "back": self.address_of_response}

    def done(self, made: Any) -> str:
        """Go back to the response."""
        return self.address_of_response


class RecordResponse(ResponseFormPage):
    """When a response came and came out, and from whom."""

    title = "Record the response"
    said = "Response recorded."

    def form(self, *data: Any) -> BodyResponseForm:
        """Show what is recorded."""
        self.check()
        names = ("version", "body", "received_on", "published_on", "address", "note")
        initial = {name: getattr(self.held, name) for name in names} if self.held else {"version": 0}
        return BodyResponseForm(*data, initial=initial)

    def act(self, form: BodyResponseForm) -> BodyResponse:
        """Record it."""
        return body_responses.record(
            by=self.request.user, inspection=self.inspection, on=clock.today(), **form.cleaned_data
        )


class AnswerFindings(ResponseFormPage):
    """What a response says of each finding, on one page."""

    title = "What the response says"
    said = "Answers recorded."

    def form(self, *data: Any) -> AnswersForm:
        """Show what is recorded of each finding."""
        self.check()
        if self.held is None:
            raise Http404("Nothing is recorded of this response yet.")
        initial: dict[str, Any] = {"version": self.held.version}
        for finding in self.findings:
            initial[f"answer-{finding.pk}"] = NOTHING[0]
        for item in self.held.items.all() if not data else ():
            initial |= {f"answer-{item.finding_id}": item.answer, f"text-{item.finding_id}": item.text}
        return AnswersForm(*data, findings=self.findings, initial=initial)

    def act(self, form: AnswersForm) -> BodyResponse:
        """Record them."""
        return body_responses.answer(
            by=self.request.user, held=self.held, version=form.cleaned_data["version"], answers=form.answers()
        )

    def stale(self, stale: Stale) -> HttpResponse:
        """Show the answers that somebody else recorded meanwhile."""
        stale.changes = answers_since(stale.record, seen_version(self.request))
        return super().stale(stale)


def answers_since(held: Any, version: int) -> list[Change]:
    """Return the answers recorded after a version of a response was, each with what stood there before."""
    since = held.history.filter(version__lte=version).aggregate(at=Max("history_date"))["at"]
    rows = BodyResponseItem.history.filter(response=held.pk).select_related("finding", "history_user")
    before: dict[int, Any] = {}
    after: dict[int, Any] = {}
    for row in rows.order_by("history_date", "history_id"):
        (after if since and row.history_date > since else before)[row.finding_id] = row
    return [
        Change(row.history_date, str(row.history_user), "", row.finding.reference, "answer", in_words(before.get(pk)),
               in_words(row))
        for pk, row in after.items()
    ]  # fmt: skip


def in_words(row: Any) -> str:
    """Return an answer as it stood, from its history."""
    return f"{row.get_answer_display()}: {row.text}" if row is not None and row.history_type != "-" else "–"


class ResponseHistory(OfReport, HistoryPage):
    """Who changed what is recorded of a response."""

    permission_required = "accounts.read_history"

    def record(self) -> BodyResponse:
        """Return the response, or answer 404: to whoever is barred too."""
        if self.held is None or not policies.reads_received(self.request.user, self.inspection):
            raise Http404("Nothing is recorded of this response yet.")
        return self.held

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of the response and of its answers, newest first."""
        held = self.record()
        names = {finding.pk: finding.reference for finding in self.findings}
        answers = changes_of_many(
            BodyResponseItem.history.filter(response=held.pk), lambda row: names.get(row.finding_id, "a finding")
        )
        found = sorted([*changes(held.history.all()), *answers], key=lambda change: change.at, reverse=True)
        return self.render(record=held, changes=found)
