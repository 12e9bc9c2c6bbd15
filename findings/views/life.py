"""Pages that end a finding, open it again, move its due date or take a draft back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied

from core import clock, dates
from findings import policies
from findings.actions import due_dates, raising, verifications
from findings.forms.findings import ClosureForm
from findings.forms.life import ExtensionForm, ReopeningForm, WithdrawalForm
from findings.models import Event, EventKind, Finding
from findings.views.follow_ups import FindingFormPage


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


class Reopen(FindingFormPage):
    """That a closed finding is open again, with the cause."""

    permission_required = "findings.verify"
    title = "Open the finding again"
    said = "The finding is open again."

    def form(self, *data: Any) -> ReopeningForm:
        """Make the form for a manager who is not barred."""
        if not policies.may_reopen(self.request.user, self.subject):
            raise PermissionDenied("Only a manager who is not barred from the force reopens a finding that is closed.")
        return ReopeningForm(*data, initial={"version": self.subject.version})

    def act(self, form: ReopeningForm) -> Event:
        """Reopen it."""
        cleaned = form.cleaned_data
        return verifications.reopen(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            effective_on=cleaned["effective"].on,
            effective_precision=cleaned["effective"].precision,
            reason=cleaned["reason"],
        )


class Extend(FindingFormPage):
    """A later due date, with its reason; the original stays."""

    permission_required = "findings.extend"
    title = "Move the due date"
    said = "Due date moved."

    @cached_property
    def moved(self) -> list[Event]:
        """Return the moves so far, first to last."""
        return list(self.subject.events.filter(kind=EventKind.EXTENSION).order_by("pk"))

    def context(self) -> dict[str, Any]:
        """Show the date that stands and the original."""
        original = self.moved[0].due_before if self.moved else self.subject.due_on
        said = [f"Due on {dates.in_words(self.subject.due_on)}."]
        if self.moved:
            times = "once" if len(self.moved) == 1 else f"{len(self.moved)} times"
            said.append(f"Moved {times}: originally {dates.in_words(original)}.")
        return {**super().context(), "notes": said}

    def form(self, *data: Any) -> ExtensionForm:
        """Make the form for a manager who is not barred, where there is a date to move."""
        if not policies.may_extend(self.request.user, self.subject):
            raise PermissionDenied(
                "Only a manager who is not barred from the force moves a due date, while it is open."
            )
        if self.subject.due_on is None:
            raise PermissionDenied("No due date is set on this finding, so there is none to move.")
        return ExtensionForm(*data, initial={"version": self.subject.version}, moved=len(self.moved))

    def act(self, form: ExtensionForm) -> Event:
        """Move it."""
        cleaned = form.cleaned_data
        return due_dates.extend(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            to=cleaned["to"],
            reason=cleaned["reason"],
            again_because=cleaned.get("again_because", ""),
        )


class Withdraw(FindingFormPage):
    """That a draft is taken back: it stays on file and is never published."""

    permission_required = "findings.raise_finding"
    title = "Take the draft back"
    said = "The draft is taken back. It stays on file and in no count."

    def form(self, *data: Any) -> WithdrawalForm:
        """Make the form for those who may change the draft."""
        check_may_change(self.request.user, self.subject)
        return WithdrawalForm(*data, initial={"version": self.subject.version})

    def act(self, form: WithdrawalForm) -> Finding:
        """Take it back."""
        cleaned = form.cleaned_data
        return raising.withdraw(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            reason=cleaned["reason"],
            at=clock.now(),
        )


def check_may_change(user: Any, finding: Finding) -> None:
    """Refuse whoever may not change a draft, and a finding that is none."""
    if not policies.may_change_draft(user, finding):
        raise PermissionDenied(
            "Only the team of its open inspection, or a manager who is not barred from the force, changes a draft."
        )
