"""The forms of the factual accuracy check: sending, commenting, deciding, leave, closing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.views import FormPage
from inspections.models import Stage
from reports import bank_holidays, policies, publication
from reports.actions import checks, comments
from reports.document.places import part_with, places
from reports.document.records import Records
from reports.forms.checks import USUAL, CloseForm, CommentForm, DecisionForm, LeaveForm, SendForm
from reports.gates import blockers
from reports.models import AccuracyCheck, Comment, CommentState, Report
from reports.views.checks import OfCheck, OfComment

RUN = "reports.send_drafts"


class SendDraft(FormPage):
    """Sends the draft as it is now to the force."""

    permission_required = RUN
    template = "checks/send.html"
    form_class = SendForm
    title = "Send the draft to the force"
    said = "The draft is sent. The force’s contacts were told by e-mail and find it on their home page."

    @cached_property
    def report(self) -> Report:
        """Return the report, or answer 404."""
        reports = Report.objects.visible_to(self.request.user).select_related("inspection__force")
        return get_object_or_404(reports, inspection__reference=self.kwargs["reference"])

    def context(self) -> dict[str, Any]:
        """Say who gets it, until when, what stands in the way and what it lacks; refuse whoever does not send it."""
        inspection = self.report.inspection
        if not policies.runs_checks(self.request.user, inspection):
            raise PermissionDenied("The lead of the inspection or a manager sends its draft.")
        to, records = checks.contacts_of(inspection), Records(self.report)
        return {
            "report": self.report,
            "inspection": inspection,
            "to": to,
            "usual": USUAL,
            "deadline": bank_holidays.deadline(clock.today(), USUAL),
            "left": blockers(records.facts, Stage.WITH_FORCE),
            "unfinished": publication.unfinished(records, clock.today()),
            "against": checks.reason_against(inspection, self.report.checks.defer("snapshot").last(), to),
        }

    def act(self, form: SendForm) -> AccuracyCheck:
        """Send it."""
        days = form.cleaned_data["working_days"]
        return checks.send(by=self.request.user, report=self.report, working_days=days, at=clock.now())


class MakeComment(FormPage, OfCheck):
    """What a force says about one paragraph. What it wrote stays, also when it came too late."""

    permission_required = "reports.comment_on_drafts"
    template = "checks/comment_form.html"
    title = "Comment on the draft"
    said = "Comment sent. You can comment again until the deadline; what was sent stays as it is."

    def form(self, *data: Any) -> CommentForm:
        """Make the form; once comments are closed only what was sent already is shown again."""
        if self.kwargs["block"] not in places(self.snapshot):
            raise Http404
        if not data and not self.may_comment:
            raise PermissionDenied(comments.too_late(self.check))
        return CommentForm(*data)

    def context(self) -> dict[str, Any]:
        """Show the paragraph as it was sent."""
        block = self.kwargs["block"]
        place = places(self.snapshot)[block]
        return {**self.frame(), "place": place, "part": part_with(self.snapshot, block), "snapshot": self.snapshot}

    def act(self, form: CommentForm) -> Comment:
        """Send it."""
        cleaned = form.cleaned_data
        return comments.make(
            by=self.request.user,
            check=self.check,
            block=self.kwargs["block"],
            kind=cleaned["kind"],
            text=cleaned["text"],
            files=cleaned["files"],
            kept=form.kept,
            at=clock.now(),
        )

    def done(self, made: Comment) -> str:
        """Go back to the paragraph."""
        return f"{self.check.get_absolute_url()}#{made.block}"

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Ask for the files again: a browser keeps none."""
        lost = [file.name for file in self.request.FILES.getlist("files")] if form.is_bound else []
        return super().page(form, status, files_lost=lost, **context)


class Running(FormPage, OfCheck, abstract=True):
    """A form of whoever runs the check."""

    permission_required = RUN
    template = "checks/form.html"

    def initial(self) -> dict[str, Any]:
        """Refuse whoever does not run the check; a form that was sent is refused by its action, in its own words."""
        if not self.may_run and self.request.method != "POST":
            raise PermissionDenied(
                "The lead of the inspection or a manager runs the check, until it is closed; a closed one stays."
            )
        return {"version": self.check.version}

    def context(self) -> dict[str, Any]:
        """Name the check."""
        return self.frame()


class GiveLeave(Running):
    """Lets late comments in."""

    title = "Let late comments in"
    lead = "Comments that come after the deadline are marked “late, by leave”. The force’s contacts are told by e-mail."
    said = "Late comments are let in."

    def form(self, *data: Any) -> LeaveForm:
        """Show the leave that was given, if any."""
        check = self.check
        return LeaveForm(*data, initial={**self.initial(), "until": check.late_until, "reason": check.leave_reason})

    def act(self, form: LeaveForm) -> AccuracyCheck:
        """Give it."""
        cleaned = form.cleaned_data
        return checks.give_leave(
            by=self.request.user,
            check=self.check,
            version=cleaned["version"],
            until=cleaned["until"],
            reason=cleaned["reason"],
            on=clock.today(),
        )


class CloseCheck(Running):
    """Closes a check whose comments are all decided."""

    title = "Close the check"
    lead = "The force then reads each decision and its reason. Nothing is added or decided afterwards."
    said = "The check is closed, and the force is told."

    def form(self, *data: Any) -> CloseForm:
        """Make the form."""
        return CloseForm(*data, initial=self.initial())

    def context(self) -> dict[str, Any]:
        """Say how many comments are left to decide."""
        return {**self.frame(), "left": self.check.comments.filter(state=CommentState.OPEN).count()}

    def act(self, form: CloseForm) -> AccuracyCheck:
        """Close it."""
        cleaned = form.cleaned_data
        return checks.close(
            by=self.request.user,
            check=self.check,
            version=cleaned["version"],
            at=clock.now(),
            reason=cleaned["reason"],
        )


class Decide(Running, OfComment):
    """What is made of one comment."""

    template = "checks/decide.html"
    title = "Decide on comment"
    said = "The decision is saved. The force reads it when the check is closed."

    def form(self, *data: Any) -> DecisionForm:
        """Show the decision that stands, if any."""
        self.initial()
        comment = self.comment
        state = "" if comment.state == CommentState.OPEN else comment.state
        return DecisionForm(*data, initial={"version": comment.version, "state": state, "reason": comment.reason})

    def context(self) -> dict[str, Any]:
        """Show the comment beside its paragraph."""
        return self.about_comment()

    def act(self, form: DecisionForm) -> Comment:
        """Save it."""
        cleaned = form.cleaned_data
        return comments.decide(
            by=self.request.user,
            comment=self.comment,
            version=cleaned["version"],
            state=cleaned["state"],
            reason=cleaned["reason"],
            at=clock.now(),
        )

    def done(self, made: Comment) -> str:
        """Go on to the other comments."""
        return reverse("reports:check-comments", args=[self.kwargs["reference"], self.check.number])
