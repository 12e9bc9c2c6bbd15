"""Recording what an inspection found, verifying it, closing what it settled."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from findings import policies
from findings.actions import follow_ups, moves, verifications
from findings.forms.findings import FollowUpForm, VerificationForm
from findings.forms.life import BlockForm, ResumeForm, WithInspection
from findings.models import Event
from findings.rules import closing
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
        return {
            "finding": self.subject,
            "status": status_label(self.subject),
            "follow_up": None,
            "blockers": [],
            "notes": [],
        }

    def done(self, made: Any) -> str:
        """Go back to the finding."""
        return str(self.subject.get_absolute_url())


class WithInspectionPage(FindingFormPage, abstract=True):
    """A form about what was learned in an open inspection, or, by a manager, between inspections."""

    permission_required = "findings.record_follow_up"
    form_class: ClassVar[type[WithInspection]]

    def form(self, *data: Any) -> WithInspection:
        """Offer the open inspections of the force that the person is on."""
        user = self.request.user
        if not policies.may_record_follow_up(user, self.subject):
            raise PermissionDenied(
                "Only the team of an open inspection of this force, or a manager who is not barred from it, may do "
                "this, and only while the finding is open."
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
        is_manager = policies.is_manager(user, self.subject)
        return self.form_class(*data, initial=initial, inspections=inspections, is_between_allowed=is_manager)


class RecordFollowUp(WithInspectionPage):
    """What this fieldwork found on a finding raised earlier."""

    title = "Record a follow-up"
    said = "Follow-up recorded."
    form_class = FollowUpForm

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


class Block(WithInspectionPage):
    """That a finding waits for another body."""

    title = "Waiting for another body"
    said = "Saved as blocked."
    form_class = BlockForm

    def act(self, form: BlockForm) -> Event:
        """Say so."""
        cleaned = form.cleaned_data
        return moves.block(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            inspection=cleaned["inspection"],
            body=cleaned["body"],
            effective_on=cleaned["effective"].on,
            effective_precision=cleaned["effective"].precision,
            reason=cleaned["reason"],
        )


class Resume(WithInspectionPage):
    """That work on a blocked finding goes on."""

    title = "No longer waiting"
    said = "Saved as in progress."
    form_class = ResumeForm

    def act(self, form: ResumeForm) -> Event:
        """Say so."""
        cleaned = form.cleaned_data
        return moves.resume(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            inspection=cleaned["inspection"],
            effective_on=cleaned["effective"].on,
            effective_precision=cleaned["effective"].precision,
            reason=cleaned["reason"],
        )


class VerifyFollowUp(FindingFormPage):
    """Whether a manager agrees with the latest follow-up."""

    permission_required = "findings.verify"
    title = "Verify the follow-up"
    said = "Verification recorded."

    @cached_property
    def follow_up(self) -> Event:
        """Return the follow-up or the declaration asked about, or answer 404."""
        events = Event.objects.visible_to(self.request.user).filter(kind__in=verifications.SETTLERS)
        held = events.select_related("finding", "recorded_by", "inspection").prefetch_related("attachments")
        return get_object_or_404(held, finding=self.subject, pk=self.kwargs["event"])

    def context(self) -> dict[str, Any]:
        """Show what the follow-up found."""
        return {**super().context(), "follow_up": self.follow_up}

    def form(self, *data: Any) -> VerificationForm:
        """Make the form for a manager who may see the follow-up and is not barred."""
        if not policies.may_verify(self.request.user, self.follow_up.finding):
            raise PermissionDenied("Only a manager who is not barred from the force may verify, while it is open.")
        highest = closing.highest_assurance(self.follow_up.basis)
        return VerificationForm(*data, initial={"version": self.subject.version}, highest=highest)

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
            tested_on=cleaned.get("tested_on"),
            narrative=cleaned["narrative"],
        )
