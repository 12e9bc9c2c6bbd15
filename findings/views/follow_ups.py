"""Recording a follow-up, verifying it, closing what it settled."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from findings import policies
from findings.actions import follow_ups, verifications
from findings.forms.findings import ClosureForm, FollowUpForm, VerificationForm
from findings.models import Event, Finding
from findings.views.findings import FindingPage, status_label
from inspections.models import Inspection, Stage


class FindingFormPage(FormPage, FindingPage, abstract=True):
    """A form that moves one finding on; it is kept while the page lives."""

    template = "findings/form.html"
    title: str

    @cached_property
    def subject(self) -> Any:
        """Return the finding, fetched once."""
        return self.finding()

    def context(self) -> dict[str, Any]:
        """Show the finding above the form."""
        return {"finding": self.subject, "status": status_label(self.subject), "follow_up": None, "blockers": []}

    def done(self, made: Any) -> str:
        """Go back to the finding."""
        return str(self.subject.get_absolute_url())


class RecordFollowUp(FindingFormPage):
    """What this fieldwork found on a finding raised earlier."""

    permission_required = "findings.record_follow_up"
    title = "Record a follow-up"
    said = "Follow-up recorded."

    def form(self, *data: Any) -> FollowUpForm:
        """Offer the open inspections of the force that the person is on."""
        user = self.request.user
        if not policies.may_record_follow_up(user, self.subject):
            raise PermissionDenied(
                "Only the team of an open inspection of this force, or a manager who is not barred from it, may record "
                "a follow-up, and only while the finding is open."
            )
        inspections = (
            Inspection.objects.with_contents_visible_to(user)
            .filter(force=self.subject.force)
            .exclude(stage=Stage.PUBLISHED)
        )
        initial = {"version": self.subject.version}
        if not data:
            first = inspections.values_list("reference", flat=True).first()
            initial["inspection"] = self.request.GET.get("inspection") or first
        return FollowUpForm(
            *data,
            initial=initial,
            inspections=inspections,
            is_between_allowed=policies.is_manager(user, self.subject),
        )

    def act(self, form: FollowUpForm) -> Event:
        """Record it."""
        cleaned = form.cleaned_data
        return follow_ups.record(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            inspection=cleaned["inspection"],
            verdict=cleaned["verdict"],
            basis=cleaned["basis"],
            effective_on=cleaned["effective"].on,
            effective_precision=cleaned["effective"].precision,
            narrative=cleaned["narrative"],
        )


class VerifyFollowUp(FindingFormPage):
    """Whether a manager agrees with the latest follow-up."""

    permission_required = "findings.verify"
    title = "Verify the follow-up"
    said = "Verification recorded."

    @cached_property
    def follow_up(self) -> Event:
        """Return the follow-up asked about, or answer 404."""
        events = Event.objects.visible_to(self.request.user).follow_ups().select_related("finding", "recorded_by")
        return get_object_or_404(events, finding=self.subject, pk=self.kwargs["event"])

    def context(self) -> dict[str, Any]:
        """Show what the follow-up found."""
        return {**super().context(), "follow_up": self.follow_up}

    def form(self, *data: Any) -> VerificationForm:
        """Make the form for a manager who may see the follow-up and is not barred."""
        if not policies.may_verify(self.request.user, self.follow_up.finding):
            raise PermissionDenied("Only a manager who is not barred from the force may verify, while it is open.")
        return VerificationForm(*data, initial={"version": self.subject.version})

    def act(self, form: VerificationForm) -> Event:
        """Record it."""
        cleaned = form.cleaned_data
        return verifications.verify(
            by=self.request.user,
            settler=self.follow_up,
            version=cleaned["version"],
            at=clock.now(),
            is_agreed=cleaned["agreed"] == "yes",
            assurance=cleaned["assurance"],
            tested_on=cleaned["tested_on"],
            narrative=cleaned["narrative"],
        )


class CloseFinding(FindingFormPage):
    """How a finding ends."""

    permission_required = "findings.verify"
    title = "Close the finding"
    said = "Finding closed."

    def context(self) -> dict[str, Any]:
        """Say what still stands in the way of closing it as achieved."""
        blockers = verifications.why_not_close(self.request.user, self.subject, "closed-achieved", has_successor=False)
        return {**super().context(), "blockers": blockers}

    def form(self, *data: Any) -> ClosureForm:
        """Offer the force's other findings as successors."""
        user = self.request.user
        if not policies.may_verify(user, self.subject):
            raise PermissionDenied("Only a manager who is not barred from the force may close it, while it is open.")
        others = Finding.objects.visible_to(user).filter(
            force=self.subject.force, raised_on__gte=self.subject.raised_on
        )
        return ClosureForm(
            *data,
            initial={"version": self.subject.version},
            successors=others.exclude(pk=self.subject.pk),
        )

    def act(self, form: ClosureForm) -> Event:
        """Close it."""
        cleaned = form.cleaned_data
        return verifications.close(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            to=cleaned["to"],
            successor=cleaned["successor"],
            effective_on=cleaned["effective"].on,
            effective_precision=cleaned["effective"].precision,
            reason=cleaned["reason"],
        )
