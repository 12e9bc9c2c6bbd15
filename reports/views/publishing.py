"""A report on its way out: what stands in the way, preparing, approving, withdrawing and publishing an edition."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock, history
from core.views import FormPage, HistoryPage
from findings.publication import Blocker
from reports import editions, policies, publication
from reports.accepted import Accepted, accepted
from reports.actions import editions as actions
from reports.document import shape
from reports.document.gathering import gather
from reports.document.records import Records
from reports.forms.editions import LATER, ApproveForm, PrepareForm, ReleaseForm, WithdrawForm
from reports.models import Edition, EditionState, Report
from reports.views.drafts import OfDraft
from reports.views.reports import tabs

APPROVE = "reports.approve"


class PublishingPage(OfDraft, abstract=True):
    """A page of one report for the managers who put it out."""

    permission_required = APPROVE

    @cached_property
    def report(self) -> Report:
        """Return the report whose drafts the person may read, or answer 404."""
        visible = Report.objects.in_writing_visible_to(self.request.user)
        held = visible.select_related("inspection__force", "inspection__cycle")
        return get_object_or_404(held, inspection__reference=self.kwargs["reference"])

    @cached_property
    def under_way(self) -> Edition | None:
        """Return the edition that is prepared or approved and not out."""
        held = self.report.editions.under_way().select_related("prepared_by", "approved_by", "published_by").first()
        if held:
            held.report = self.report
        return held

    def accepted(self, edition: Edition | None, records: Records | None = None) -> list[Accepted]:
        """Return what the force's accepted comments came to in an edition, or in the draft, before the first is out."""
        if self.report.inspection.is_published:
            return []
        return accepted(
            self.report,
            lambda: shape.from_text(edition.snapshot) if edition else gather(records or Records(self.report)),
        )

    @property
    def here(self) -> str:
        """Return the address of the overview."""
        return reverse("reports:publish", args=[self.report.inspection.reference])


class Publishing(PublishingPage):
    """What stands in the way of the next edition, or where the one under way is, and every edition there was."""

    inspection_part = "Publication"
    permission_required = APPROVE
    template = "reports/publishing.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        edition, today = self.under_way, clock.today()
        people = ("prepared_by", "approved_by", "published_by")
        held = list(self.report.editions.select_related(*people).defer("snapshot").order_by("-number", "-pk"))
        out = next((one for one in held if one.state == EditionState.PUBLISHED), None)
        records = Records(self.report)
        compared = edition or out
        changed = actions.changes_since(compared, records) if compared else []
        return self.render(
            report=self.report,
            inspection=self.report.inspection,
            edition=edition,
            editions=held,
            out=out,
            blockers=publication.blockers(records, today),
            changed=changed,
            accepted=self.accepted(edition, records),
            may_approve=bool(edition and policies.may_approve(request.user, edition)),
            why_not=actions.NOT_APPROVER,
            tabs=tabs(request, self.report.inspection.reference),
        )


class PublishingForm(FormPage, PublishingPage, abstract=True):
    """A form that moves an edition on."""

    permission_required = APPROVE
    template = "reports/publishing_form.html"
    title = ""
    does: tuple[str, ...] = ()

    def context(self) -> dict[str, Any]:
        """Say what it does."""
        return {"report": self.report, "inspection": self.report.inspection, "does": self.does, "here": self.here}

    def done(self, made: Any) -> str:
        """Go back to the overview."""
        return self.here


class Prepare(PublishingForm):
    """An edition is frozen for another manager to read."""

    permission_required = APPROVE
    title = "Prepare an edition"
    said = "Prepared. Another manager now reads it and approves it."
    does = (
        "The report is frozen as it is now, with its figures; its SHA-256 is kept.",
        "Another manager, who does not lead the team, reads it as it will print and approves it.",
    )

    def form(self, *data: Any) -> PrepareForm:
        """Ask for a notice where it is a correction."""
        is_correction = self.report.editions.published().exists()
        initial = {"version": self.report.version}
        return PrepareForm(*data, initial=initial, is_correction=is_correction, cancel=self.here)

    def context(self) -> dict[str, Any]:
        """Add what stands in the way."""
        return {**super().context(), "blockers": publication.blockers(Records(self.report), clock.today())}

    def act(self, form: PrepareForm) -> Edition:
        """Prepare it."""
        cleaned = form.cleaned_data
        return actions.prepare(
            by=self.request.user, report=self.report, version=cleaned["version"], notice=cleaned.get("notice", ""),
            at=clock.now(),
        )  # fmt: skip


class OfEdition(PublishingForm, abstract=True):
    """A form about the edition that the address numbers."""

    permission_required = APPROVE

    @cached_property
    def edition(self) -> Edition:
        """Return the newest edition of this number: an earlier one of it was withdrawn."""
        held = self.report.editions.filter(number=self.kwargs["number"]).select_related("prepared_by", "approved_by")
        found = held.order_by("-pk").first()
        if found is None:
            return get_object_or_404(held)
        found.report = self.report
        return found

    def context(self) -> dict[str, Any]:
        """Add the edition."""
        return {**super().context(), "edition": self.edition}

    def standing(self) -> list[Blocker]:
        """Return what stands in the way of it, and what changed since it was prepared."""
        return actions.standing(self.edition, clock.now())


class Approve(OfEdition):
    """A second manager reads an edition as it will print, and approves it."""

    permission_required = APPROVE
    template = "reports/approve.html"
    title = "Approve"
    said = "Approved. It can be published now or at an hour."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to whoever may approve it."""
        if not policies.may_approve(request.user, self.edition):
            raise PermissionDenied(actions.NOT_APPROVER)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Show the edition itself."""
        return {
            **super().context(),
            "blockers": self.standing() if self.edition.state == EditionState.PREPARED else [],
            "accepted": self.accepted(self.edition),
            **editions.of_edition(self.edition).shown(),
        }

    def form(self, *data: Any) -> ApproveForm:
        """Bind the approval to what is on the page."""
        return ApproveForm(*data, initial={"seen": self.edition.sha256}, cancel=self.here)

    def act(self, form: ApproveForm) -> Edition:
        """Approve it."""
        seen = form.cleaned_data["seen"]
        return actions.approve(by=self.request.user, edition=self.edition, seen=seen, at=clock.now())


class Withdraw(OfEdition):
    """An edition is taken back before it is out."""

    permission_required = APPROVE
    title = "Withdraw the edition"
    said = "Withdrawn. It can be prepared anew."
    does = ("The edition is never published. The next one prepared has its number.",)

    def form(self, *data: Any) -> WithdrawForm:
        """Ask why."""
        return WithdrawForm(*data, cancel=self.here)

    def act(self, form: WithdrawForm) -> Edition:
        """Withdraw it."""
        return actions.withdraw(by=self.request.user, edition=self.edition, reason=form.cleaned_data["reason"])


class Release(OfEdition):
    """An approved edition is published, now or at an hour."""

    permission_required = APPROVE
    title = "Publish the edition"

    @property
    def does(self) -> tuple[str, ...]:  # type: ignore[override]
        """Say what publishing does, the first time and of a correction."""
        if self.report.inspection.is_published:
            return ("The edition, its notice on top, takes the place of the one before, which stays to be read.",)
        return (
            "The report, its judgments and its findings are out for everyone, and the findings become open.",
            "The local policing body’s response is due 56 days from the day of publication, that day included.",
            "At an hour to come, all that stands in the way is asked once more, and the worker publishes it.",
        )

    def context(self) -> dict[str, Any]:
        """Add what stands in the way."""
        return {**super().context(), "blockers": self.standing() if self.edition.state == EditionState.APPROVED else []}

    def form(self, *data: Any) -> ReleaseForm:
        """Ask when."""
        return ReleaseForm(*data, cancel=self.here)

    def act(self, form: ReleaseForm) -> Edition:
        """Publish it or set its hour."""
        given = {"by": self.request.user, "edition": self.edition, "at": clock.now()}
        if form.cleaned_data["when"] == LATER:
            self.said = "Its hour is set. It is published then."
            return actions.schedule(**given, until=form.until)
        self.said = "Published."
        return actions.publish(**given)


class EditionsHistory(HistoryPage):
    """Who prepared, approved, withdrew and published the editions of a report, and why."""

    permission_required = "accounts.read_history"

    def record(self) -> Report:
        """Return the report, to those who may read its drafts."""
        visible = Report.objects.in_writing_visible_to(self.request.user).select_related("inspection")
        return get_object_or_404(visible, inspection__reference=self.kwargs["reference"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        report = self.record()
        rows = Edition.history.filter(report=report.pk)
        return self.render(record=report, changes=history.changes_of_many(rows, lambda row: f"Edition {row.number}"))
