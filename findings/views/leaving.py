"""Leaving an earlier finding out of an inspection, with a reason."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core import clock
from findings import policies
from findings.actions import follow_ups
from findings.forms.leaving import LeaveForm
from findings.models import Event
from findings.views.follow_ups import FindingFormPage
from inspections.models import Inspection, Stage


class LeaveFinding(FindingFormPage):
    """Why one open inspection does not look at an earlier finding."""

    permission_required = "findings.record_follow_up"
    template = "findings/leave.html"
    title = "Leave with a reason"
    said = "Left with a reason. The follow-up list and the grid say so."

    @cached_property
    def inspection(self) -> Inspection:
        """Return the open inspection of the force that the person may read, or answer 404."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user).exclude(stage=Stage.PUBLISHED)
        held = readable.select_related("cycle")
        return get_object_or_404(held, reference=self.kwargs["inspection"], force=self.subject.force)

    def form(self, *data: Any) -> LeaveForm:
        """Make the form for the team and for managers, while the finding is open; what is sent the action checks."""
        _ = self.inspection
        if not data and not policies.may_record_follow_up(self.request.user, self.subject):
            raise PermissionDenied(
                "Only the team of an open inspection of this force, or a manager who is not barred from it, may leave "
                "a finding, and only while it is open."
            )
        return LeaveForm(*data, initial={"version": self.subject.version})

    def context(self) -> dict[str, Any]:
        """Name the inspection."""
        return {**super().context(), "inspection": self.inspection, "back": self.done(None)}

    def act(self, form: LeaveForm) -> Event:
        """Leave it."""
        return follow_ups.leave(
            by=self.request.user,
            finding=self.subject,
            inspection=self.inspection,
            at=clock.now(),
            **form.cleaned_data,
        )

    def done(self, made: Any) -> str:
        """Go back to the inspection's list."""
        return f"{self.inspection.get_absolute_url()}#follow-up"
