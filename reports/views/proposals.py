"""One proposal of a published report, beside the passage it was read from: confirmed or refused."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core import clock
from core.views import FormPage
from inspections.models import Question
from reports import policies
from reports.actions import readings
from reports.forms.readings import RefusalForm
from reports.models import Proposal, ProposalState, ReportFile
from reports.rules import readings as rules
from reports.views.readings import COLOURS, PERMISSION, came_of_it, summary
from reports.views.sides import SIDES

LONGEST_KEY = 10
OF_REPORT = ("inspection__force", "inspection__cycle", "inspection__framework")


class OfProposal:
    """A page under a proposal's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def proposal(self) -> Proposal:
        """Return the proposal with its report."""
        held = Proposal.objects.visible_to(self.request.user).filter(report__pk=self.kwargs["pk"])
        held = held.select_related(
            *(f"report__{name}" for name in OF_REPORT), "parent__finding__question", "decided_by"
        )
        held = held.select_related("judgment__question", "judgment__grade", "finding", "exercise")
        others = Proposal.objects.waiting().filter(report=OuterRef("report")).exclude(pk=OuterRef("pk"))
        numbers = others.order_by("number").values("number")
        following = Subquery(numbers.filter(number__gt=OuterRef("number"))[:1])
        held = held.annotate(following=Coalesce(following, Subquery(numbers[:1])), asked_question=self.asked_question())
        return get_object_or_404(held, number=self.kwargs["number"])

    def asked_question(self) -> Subquery:
        """Return the title of the question that was chosen, if it is one of the framework: found with the proposal."""
        what, _, key = self.request.POST.get("place", "").partition("-")
        number = int(key) if key.isdecimal() and len(key) < LONGEST_KEY else 0
        questions = Question.objects.filter(framework=OuterRef("report__inspection__framework"))
        chosen = questions.filter(diagnostics=number) if what == "part" else questions.filter(pk=number)
        return Subquery(chosen.order_by("pk").values("title")[:1])

    @property
    def report(self) -> ReportFile:
        """Return its report."""
        return self.proposal.report

    def check_bar(self) -> None:
        """Keep out whoever is barred from the report's force."""
        of = self.report.inspection
        if of and not policies.is_free_of_bar(self.request.user, of.force):
            raise PermissionDenied(readings.BARRED)

    def after(self) -> str:
        """Return where to go on: the next proposal nobody has decided about, else the report."""
        following = self.proposal.following  # type: ignore[attr-defined]
        if following is None:
            return self.report.get_absolute_url()
        return reverse("reports:proposal", args=[self.report.pk, following])

    def shown(self) -> dict[str, Any]:
        """Return what both pages of a proposal show: what was read, and the lines around it."""
        proposal = self.proposal
        return {
            "report": self.report,
            "proposal": proposal,
            "passage": rules.passage(self.report.text, proposal.lines),
            "summary": summary(proposal),
            "came": came_of_it(proposal),
            "colour": COLOURS[proposal.state],
        }


class ProposalPage(OfProposal, FormPage):
    """What a report seems to say, to be corrected and confirmed; once confirmed, what came of it."""

    permission_required = PERMISSION
    template = "readings/proposal.html"
    said = "Confirmed."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to whoever is not barred from the force."""
        self.check_bar()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it; before its inspection is confirmed there is nothing to send."""
        if self.report.inspection is None:
            return redirect("reports:report-file-about", self.report.pk)
        return super().post(request, *args, **kwargs)

    @cached_property
    def side(self) -> Any:
        """Return what differs between judgments, findings and file reviews."""
        return SIDES[self.proposal.kind](self.request.user, self.proposal)

    def form(self, *data: Any) -> Any:
        """Return the form of its kind, filled with what was read."""
        proposal = self.proposal
        initial = {"version": proposal.version, **self.side.initial()} if not data else None
        return self.side.form_class()(
            *data, initial=initial, offers=self.side.offers(), cancel=self.report.get_absolute_url()
        )

    def act(self, form: Any) -> Proposal:
        """Confirm it."""
        return self.side.confirm(form.cleaned_data)  # type: ignore[no-any-return]

    def done(self, made: Proposal) -> str:
        """Go on with the next."""
        return self.after()

    def context(self) -> dict[str, Any]:
        """Return what was read, and what confirming would do."""
        is_open = self.proposal.state != ProposalState.CONFIRMED and self.report.inspection is not None
        return {**self.shown(), "is_open": is_open, "effects": self.side.effects() if is_open else []}


class RefuseProposal(OfProposal, FormPage):
    """Why a proposal is not to be recorded."""

    permission_required = PERMISSION
    template = "readings/refuse.html"
    said = "Refused: nothing is recorded of it."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while nothing is decided."""
        self.check_bar()
        if self.proposal.state != ProposalState.WAITING:
            return redirect(self.proposal)
        return super().get(request, *args, **kwargs)

    def form(self, *data: Any) -> RefusalForm:
        """Return the form."""
        proposal = self.proposal
        return RefusalForm(*data, initial={"version": proposal.version}, cancel=proposal.get_absolute_url())

    def act(self, form: RefusalForm) -> Proposal:
        """Refuse it."""
        return readings.refuse(by=self.request.user, proposal=self.proposal, at=clock.now(), **form.cleaned_data)

    def done(self, made: Proposal) -> str:
        """Go on with the next."""
        return self.after()

    def context(self) -> dict[str, Any]:
        """Return the proposal beside its passage."""
        return self.shown()
