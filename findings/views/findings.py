"""One finding with everything that became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from core import clock, dates
from core.views import HistoryPage, Page
from core.words import plural
from findings import policies
from findings.models import DueKind, Event, EventKind, Finding, Status
from findings.models.events import UPDATES
from findings.offers import Offers, original_due
from findings.rules import standing
from findings.rules.follow_up import LEFT, attention
from findings.rules.standing import Rag
from findings.threads import Thread
from inspections.models import EvidenceItem, Marking

STATUS_COLOURS = {
    Status.DRAFT: "grey",
    Status.OPEN: "blue",
    Status.IN_PROGRESS: "light-blue",
    Status.BLOCKED: "orange",
    Status.AWAITING_VERIFICATION: "purple",
    Status.CLOSED_ACHIEVED: "green",
    Status.CLOSED_SUPERSEDED: "grey",
    Status.CLOSED_NO_LONGER_RELEVANT: "grey",
}


STATUS_WORDS = {status.value: str(status.label) for status in Status}


def status_label(finding: Any) -> str:
    """Return the status a person may see, in words."""
    return STATUS_WORDS[finding.shown_status]


class FindingPage(Page, abstract=True):
    """A page about one finding, fetched as the person may see it."""

    def finding(self) -> Any:
        """Return the finding, or answer 404."""
        findings = Finding.objects.readable_by(self.request.user).select_related(
            "force", "cycle", "inspection", "question", "diagnostic", "parent", "lead", "acceleration", "national"
        )
        return get_object_or_404(findings, reference=self.kwargs["reference"])


class FindingDetail(FindingPage):
    """One finding: its wording, where it stands and why, its timeline, its thread, and what may be done now."""

    permission_required = "findings.read_findings"
    template = "findings/detail.html"

    status_of = staticmethod(status_label)

    @staticmethod
    def colour_of(finding: Any) -> str:
        """Return the colour of a finding's status."""
        return STATUS_COLOURS[finding.shown_status]

    def evidence(self, finding: Any) -> list[dict[str, Any]]:
        """Return the files it rests on, with answers for those who may read them; nothing to the outside."""
        if self.request.user.is_force_contact:
            return []
        return finding.file_evidence.all().with_answers(self.request.user)  # type: ignore[no-any-return]

    def items(self, finding: Any) -> list[EvidenceItem]:
        """Return the items of evidence it rests on, to those who may read them."""
        if not self.request.user.has_perm("inspections.read_evidence"):
            return []
        visible = finding.item_evidence.visible_to(self.request.user)
        return [one.item for one in visible.select_related("item__inspection")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        finding = self.finding()
        items = self.items(finding)
        marked = {"marking": Marking.highest(item.marking for item in items)} if items else {}
        events = list(
            Event.objects.visible_to(request.user)
            .filter(finding=finding)
            .select_related("recorded_by", "inspection", "about", "finding")
            .order_by("effective_on", "recorded_on", "pk")
        )
        offers = Offers(request.user, finding, events)
        prefetch_related_objects([event for event in events if event.kind in UPDATES], "attachments")
        if not policies.reads_words_of_force(request.user, finding):
            finding.response = ""  # it passed between the force and us
        return self.render(
            finding=finding,
            status=status_label(finding),
            status_colour=STATUS_COLOURS[finding.shown_status],
            set_by=set_by(events, finding),
            standing=Standing.of(finding, events, clock.today()),
            timeline_items=[entry(event, request.user) for event in reversed(events)],
            thread=Thread.of(finding, request.user),
            may_link=offers.may_link,
            recommendations=Finding.objects.visible_to(request.user).filter(parent=finding),
            evidence=self.evidence(finding),
            items=items,
            **marked,
            offers=list(offers),
            tabs=tabs(request, finding),
        )


@dataclass(frozen=True)
class Standing:
    """Where a finding stands today, each point worked out and said in words."""

    rag: Rag
    due: str
    age: str
    stale: str

    @classmethod
    def of(cls, finding: Any, events: list[Event], on: date) -> Standing:
        """Work it out from the finding as the person may see it."""
        status = finding.shown_status
        last = max((event.recorded_on for event in events), default=None)
        is_stale = standing.is_stale(status, last, on)
        return cls(
            rag=standing.rag(status, finding.due_on, finding.response, on),
            due=due_in_words(finding, events),
            age="" if status == Status.DRAFT else age_in_words(finding, on),
            stale=f"Nothing has been recorded about it since {dates.in_words(last)}." if is_stale else "",
        )


def age_in_words(finding: Any, on: date) -> str:
    """Return how long ago it was raised, no more exactly than is known."""
    years = standing.years_between(finding.raised_on, on)
    return f"{plural(years, 'year')} old" if years else "less than a year old"


def due_in_words(finding: Any, events: list[Event]) -> str:
    """Return the inspectorate's date and, where it was moved, what it was and how often."""
    if finding.due_on is None:
        days = finding.due_days
        return f"{days} days after publication" if days else str(finding.get_due_kind_display())
    words = dates.in_words(finding.due_on)
    if finding.due_kind == DueKind.IMMEDIATE:
        words = f"Immediately: {words}"
    moved = [event for event in events if event.kind == EventKind.EXTENSION]
    if moved:
        words += f"; originally {dates.in_words(original_due(finding, events))}, moved {plural(len(moved), 'time')}"
    return words


def set_by(events: list[Event], finding: Any) -> Event | None:
    """Return the event that set the status shown."""
    setters = [event for event in events if event.status_after == finding.shown_status]
    return max(setters, key=lambda event: (event.recorded_on, event.pk), default=None)


def entry(event: Event, user: Any) -> dict[str, Any]:
    """Return an event as the timeline shows it, with both its dates."""
    label = str(event.get_kind_display())
    if event.verdict:
        label = f"Follow-up: {event.get_verdict_display().lower()}"
    if attention(event.verdict, event.narrative) == LEFT:
        label = "Left with a reason"
    if event.kind == EventKind.VERIFICATION:
        label = f"Verification: {'agreed' if event.is_agreed else 'not agreed'}, assurance {event.assurance}"
    if event.status_after and event.kind in {EventKind.STATUS, EventKind.CLOSURE}:
        label = str(event.get_status_after_display())
    if event.body:
        label += f": waits for {event.body}"
    if event.kind == EventKind.EXTENSION:
        label = f"Due date moved from {dates.in_words(event.due_before)} to {dates.in_words(event.due_after)}"
    return {
        "label": label,
        "datetime": event.effective_on.isoformat(),
        "when": dates.in_words(event.effective_on, event.effective_precision),
        "note": f"recorded {dates.in_words(event.recorded_on)}{entered(event)}",
        "byline": "" if user.is_force_contact else str(event.recorded_by),
        "text": event.narrative,
        "id": f"event-{event.pk}",
        "inspection": event.inspection,
        "status": event.get_status_after_display() if event.status_after else "",
        "source": event.source,
        "facts": words_of_force(event),
        "files": [
            {"text": file.download_name, "href": file.get_absolute_url(), "note": file.in_words}
            for file in (event.attachments.all() if event.kind in UPDATES else ())
        ],
    }


def entered(event: Event) -> str:
    """Return the day an event was entered, where its source became known on another."""
    on = timezone.localtime(event.entered_at).date()
    return "" if on == event.recorded_on else f", entered {dates.in_words(on)}"


def words_of_force(event: Event) -> str:
    """Return how the force rates itself in an event, and by when it means to be done."""
    facts = [f"The force’s own view: {event.get_rag_display().lower()}"] if event.rag else []
    if event.due_after and event.kind in UPDATES:
        facts.append(f"its own date: {dates.in_words(event.due_after)}")
    return "; ".join(facts)


def tabs(request: HttpRequest, finding: Any) -> list[dict[str, Any]]:
    """Return the finding's tabs; a force does not see who changed what."""
    found = [{"text": "Finding", "href": finding.get_absolute_url()}]
    if request.user.has_perm("accounts.read_history"):
        found.append({"text": "History", "href": reverse("findings:history", args=[finding.reference])})
    return [{**tab, "active": tab["href"] == request.path} for tab in found]


class FindingHistory(HistoryPage):
    """Who changed the finding."""

    permission_required = "accounts.read_history"

    def record(self) -> Any:
        """Return the finding, or answer 404."""
        user = self.request.user
        findings = Finding.objects.readable_by(user).saying_if_in_full(user)
        return get_object_or_404(findings, reference=self.kwargs["reference"])

    def unseen_fields(self, record: Any) -> frozenset[str]:
        """Keep what an unpublished inspection did, and what the force answered, to those who may know."""
        status = set() if record.is_in_full else {"status"}
        return frozenset(status if policies.reads_words_of_force(self.request.user, record) else {*status, "response"})

    def tabs(self, record: Any) -> list[dict[str, Any]]:
        """Return the finding's tabs."""
        return tabs(self.request, record)
