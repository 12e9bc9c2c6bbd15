"""One finding with everything that became of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.roles import roles_with
from core import dates
from core.views import HistoryPage, Page
from findings import policies
from findings.models import Event, EventKind, Finding, Lineage, Status

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


def status_label(finding: Any) -> str:
    """Return the status a person may see, in words."""
    return str(Status(finding.shown_status).label)


class FindingPage(Page, abstract=True):
    """A page about one finding, fetched as the person may see it."""

    def finding(self) -> Any:
        """Return the finding, or answer 404."""
        findings = Finding.objects.visible_to(self.request.user).select_related(
            "force", "cycle", "inspection", "question", "diagnostic", "parent", "lead"
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        finding = self.finding()
        events = list(
            Event.objects.visible_to(request.user)
            .filter(finding=finding)
            .select_related("recorded_by", "inspection", "about")
            .order_by("effective_on", "recorded_on", "pk")
        )
        links = Lineage.objects.filter(Q(earlier=finding) | Q(later=finding)).select_related("earlier", "later")
        return self.render(
            finding=finding,
            status=status_label(finding),
            status_colour=STATUS_COLOURS[finding.shown_status],
            set_by=set_by(events, finding),
            timeline_items=[entry(event, request.user) for event in reversed(events)],
            links=links,
            recommendations=Finding.objects.visible_to(request.user).filter(parent=finding),
            evidence=self.evidence(finding),
            choices=choices(request.user, finding, events),
            tabs=tabs(request, finding),
        )


def set_by(events: list[Event], finding: Any) -> Event | None:
    """Return the event that set the status shown."""
    setters = [event for event in events if event.status_after == finding.shown_status]
    return max(setters, key=lambda event: (event.recorded_on, event.pk), default=None)


def entry(event: Event, user: Any) -> dict[str, Any]:
    """Return an event as the timeline shows it, with both its dates."""
    label = str(event.get_kind_display())
    if event.verdict:
        label = f"Follow-up: {event.get_verdict_display().lower()}"
    if event.kind == EventKind.VERIFICATION:
        label = f"Verification: {'agreed' if event.is_agreed else 'not agreed'}, assurance {event.assurance}"
    if event.status_after and event.kind in {EventKind.STATUS, EventKind.CLOSURE}:
        label = str(event.get_status_after_display())
    return {
        "label": label,
        "datetime": event.effective_on.isoformat(),
        "when": dates.in_words(event.effective_on, event.effective_precision),
        "note": f"recorded {dates.in_words(event.recorded_on)}",
        "byline": "" if user.is_force_contact else str(event.recorded_by),
        "text": event.narrative,
        "id": f"event-{event.pk}",
        "inspection": event.inspection,
        "status": event.get_status_after_display() if event.status_after else "",
        "source": event.source,
    }


def choices(user: Any, finding: Any, events: list[Event]) -> list[dict[str, Any]]:
    """Return what may be done now: each with its address, or with who may do it and why this person may not."""
    if finding.is_closed or finding.status == Status.DRAFT or user.is_force_contact:
        return []
    offers = [
        offer(
            "Record a follow-up",
            reverse("findings:follow-up", args=[finding.reference]),
            policies.may_record_follow_up(user, finding),
            f"{' or '.join(roles_with('findings.record_follow_up')).lower()} on an open inspection of the force",
        )
    ]
    pending = unverified(events)
    managers = "a manager who is not barred from the force"
    if pending:
        own = pending.recorded_by_id == user.pk
        offers.append(
            offer(
                "Verify the latest follow-up",
                reverse("findings:verify", args=[finding.reference, pending.pk]),
                policies.may_verify(user, finding) and not own,
                "a manager other than the person who recorded it" if own else managers,
            )
        )
    offers.append(
        offer(
            "Close the finding",
            reverse("findings:close", args=[finding.reference]),
            policies.may_verify(user, finding),
            managers,
        )
    )
    return offers


def offer(text: str, href: str, is_allowed: bool, who: str) -> dict[str, Any]:
    """Return one thing that may be done, or who may do it."""
    return {"text": text, "href": href if is_allowed else "", "who": who}


def unverified(events: list[Event]) -> Event | None:
    """Return the latest follow-up when nobody has verified it yet."""
    follow_ups = [event for event in events if event.kind == EventKind.FOLLOW_UP]
    latest = max(follow_ups, key=lambda event: (event.recorded_on, event.pk), default=None)
    if latest is None or any(event.about_id == latest.pk for event in events):
        return None
    return latest


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
        findings = Finding.objects.visible_to(user).saying_if_in_full(user)
        return get_object_or_404(findings, reference=self.kwargs["reference"])

    def unseen_fields(self, record: Any) -> frozenset[str]:
        """Keep what an unpublished inspection did to those who may know."""
        return frozenset() if record.is_in_full else frozenset({"status"})

    def tabs(self, record: Any) -> list[dict[str, Any]]:
        """Return the finding's tabs."""
        return tabs(self.request, record)
