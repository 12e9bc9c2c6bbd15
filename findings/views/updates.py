"""What a force writes about its own finding, and the files it sends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from core import clock
from core.actions import Stale
from core.attached import download
from core.views import Page
from findings import policies
from findings.actions import updates
from findings.forms.updates import ResponseForm, UpdateForm
from findings.models import Attachment, Event, Status
from findings.views.findings import FindingPage
from findings.views.follow_ups import FindingFormPage

# what a force may be told of a change to its finding while it wrote; who made it stays unsaid
TOLD = {"published status": "status", "the force’s response": "your force’s response", "due on": "due on"}


class AnswerPage(FindingFormPage, abstract=True):
    """A form of a force about its own finding. What it wrote stays, also when the finding was closed meanwhile."""

    permission_required = "findings.answer"
    template = "findings/answer.html"
    lead = ""

    def context(self) -> dict[str, Any]:
        """Say what is asked."""
        return {**super().context(), "lead": self.lead}

    def check(self, is_sent: bool) -> None:
        """Refuse another force's contact, and a form about a finding that is closed; what was sent is kept."""
        if not policies.answers_for_force(self.request.user, self.subject):
            raise PermissionDenied("Only a contact of the finding’s own force may write about it.")
        if not is_sent and not policies.may_answer(self.request.user, self.subject):
            raise PermissionDenied("This finding is closed. A force writes only about findings that are open.")

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what the force may know of what changed; when that is nothing, take what was written as it is."""
        stale.changes = [replace(c, field=TOLD[c.field], by=self.who(c.by)) for c in stale.changes if c.field in TOLD]
        if stale.changes:
            return super().stale(stale)
        sent = self.request.POST.copy()
        sent["version"] = str(stale.record.version)
        self.request.POST = sent
        return self.post(self.request)

    def who(self, by: str) -> str:
        """Return whose change it was, as far as a force is told."""
        return by if by == str(self.request.user) else "Somebody else"

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Ask for the files again: a browser keeps none."""
        if form.is_bound and self.request.FILES:
            context["files_lost"] = [file.name for file in self.request.FILES.getlist("evidence")]
        return super().page(form, status, **{"files_lost": [], **context})


class GiveUpdate(AnswerPage):
    """How far the force is with a finding, or that it is done."""

    title = "Give an update"
    lead = "The inspectorate’s inspectors, managers and auditors read it. Nobody of another force does."
    said = "Update sent."

    def form(self, *data: Any) -> UpdateForm:
        """Make the form; what waits for a manager already is not declared again."""
        self.check(bool(data))
        waits = self.subject.published_status == Status.AWAITING_VERIFICATION
        return UpdateForm(*data, may_declare=not waits, initial={"version": self.subject.version})

    def act(self, form: UpdateForm) -> Event:
        """Record it."""
        cleaned = form.cleaned_data
        is_done = cleaned.get("is_done", False)
        if is_done:
            self.said = "Sent. A manager of the inspectorate will verify that it is done."
        return updates.give(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            narrative=cleaned["narrative"],
            rag=cleaned["rag"],
            own_due=cleaned["own_due"],
            is_done=is_done,
            evidence=cleaned["evidence"],
        )


class Respond(AnswerPage):
    """Whether the force accepts a finding."""

    title = "Respond to the finding"
    lead = "Say whether the force accepts the finding. You can change the response later; each one is kept."
    said = "Response sent."

    def form(self, *data: Any) -> ResponseForm:
        """Make the form, with the response that stands."""
        self.check(bool(data))
        initial = {"version": self.subject.version, "response": self.subject.response, "effective": clock.today()}
        return ResponseForm(*data, initial=initial)

    def act(self, form: ResponseForm) -> Event:
        """Record it."""
        cleaned = form.cleaned_data
        return updates.respond(
            by=self.request.user,
            finding=self.subject,
            version=cleaned["version"],
            at=clock.now(),
            response=cleaned["response"],
            on=cleaned["effective"],
            reason=cleaned["reason"],
        )


class DownloadAttachment(FindingPage, Page):
    """A file of evidence, taken away and never shown in the browser."""

    permission_required = "findings.read_findings"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it to whoever may read the update it came with."""
        found = Attachment.objects.visible_to(request.user).filter(event__finding=self.finding())
        return download(get_object_or_404(found, pk=self.kwargs["pk"]))
