"""Published reports that are read in: sending one, what it says, which inspection it is of."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import clock, history
from core.views import FormPage, HistoryPage, Page, add_errors
from core.words import moment, plural
from findings.views.sections import InFindings
from forces.models import Force
from inspections.models import Framework
from inspections.rules import words
from reports.actions import readings
from reports.forms.readings import AboutForm, ReportFileForm
from reports.models import Proposal, ProposalKind, ProposalState, ReportFile, ReportFileState
from reports.reading.words import GRADES

PERMISSION = readings.PERMISSION
FILES = 25
COLOURS = {"waiting": "yellow", "confirmed": "green", "refused": "grey"}
GRADE_LABELS = {slug: label.capitalize() for label, slug in reversed(GRADES.items())}
GROUPS = {"judgment": "Judgments", "finding": "Findings", "file-review": "File reviews"}


class FilesPage(InFindings, FormPage):
    """The reports sent in so far with what came of them, and the form that sends another."""

    permission_required = PERMISSION
    template = "readings/files.html"
    form_class = ReportFileForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file; its page says what was read, why it cannot be, or that it is held already."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        at = clock.now()
        try:
            report = readings.receive(by=request.user, file=form.cleaned_data["file"], at=at)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        if report.sent_at != at:
            messages.info(request, "This file is held already: nothing has changed. This is its page.")
        elif report.state == ReportFileState.READ:
            messages.success(request, "The report has been read. Nothing is recorded until it is confirmed.")
        return redirect(report)

    def context(self) -> dict[str, Any]:
        """Return the files."""
        held = ReportFile.objects.visible_to(self.request.user).with_counts().defer("text", "told", "problems")
        held = held.select_related("sent_by", "inspection").order_by("-sent_at", "-pk")
        page = Paginator(held, FILES).get_page(self.request.GET.get("page"))
        return {"page": page, "lines": [file_line(report) for report in page], "address": self.address}


def file_line(report: Any) -> list[dict[str, Any]]:
    """Return the line of a file in the list."""
    is_read = report.state == ReportFileState.READ
    state = plural(report.waiting, "proposal waits", "proposals wait") if report.waiting else "All decided"
    of = report.inspection
    return [
        {"text": report.name, "href": report.get_absolute_url(), "classes": "peel-break"},
        {"text": state, "tag": "yellow" if report.waiting else "green"}
        if is_read
        else {"text": "Refused", "tag": "red"},
        {"text": of.reference, "href": of.get_absolute_url()}
        if of
        else {"text": "Not confirmed yet" if is_read else "–"},
        {"text": report.proposed, "numeric": True},
        {"text": moment(report.sent_at)},
        {"text": report.sent_by.name},
    ]


class OfReport:
    """A page under a file's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def report(self) -> ReportFile:
        """Return the file, fetched once."""
        if not hasattr(self, "_report"):
            held = ReportFile.objects.visible_to(self.request.user)
            held = held.select_related("sent_by", "inspection__force", "inspection__cycle", "inspection__framework")
            self._report = get_object_or_404(held, pk=self.kwargs["pk"])
        return self._report


UNSHOWN = {"record", "what was confirmed"}  # that they were read; what their own pages show
TOLD = {"force": "Force", "cycle": "Cycle and pillar", "published_on": "Published on"}
COLUMNS: dict[str, list[str]] = {"judgment": ["grade", "year"], "finding": ["kind", "question"], "file-review": []}
HEADS = {
    "judgment": ["Question", "Grade", "Last inspected"],
    "finding": ["Wording", "Kind", "Question"],
    "file-review": ["Count"],
}


class FilePage(OfReport, Page):
    """What a report seems to say, and what was decided about each."""

    permission_required = PERMISSION
    template = "readings/file.html"
    heads: ClassVar[dict[str, list[str]]] = HEADS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the proposals by their kind."""
        report = self.report
        held = report.proposals.select_related("judgment__question", "judgment__grade", "finding", "exercise")
        proposals = list(held.order_by("number"))
        waiting = [one for one in proposals if one.state == ProposalState.WAITING]
        return self.render(
            report=report,
            proposals=proposals,
            waiting=waiting,
            groups=[
                (kind, label, [line_of(one) for one in proposals if one.kind == kind]) for kind, label in GROUPS.items()
            ],
            told=[(label, report.told.get(name)) for name, label in TOLD.items()],
        )


def line_of(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the line of a proposal in its table."""
    says = summary(proposal)
    cells = [{"text": says["what"], "href": proposal.get_absolute_url()}]
    cells += [{"text": says[name]} for name in COLUMNS[proposal.kind]]
    state = {"text": proposal.get_state_display(), "tag": COLOURS[proposal.state]}
    if proposal.state == ProposalState.WAITING and proposal.is_damaged:
        state = {"text": "Damaged: complete by hand", "tag": "red"}
    return [*cells, {"text": proposal.lines[0], "numeric": True}, state, came_of_it(proposal)]


def summary(proposal: Proposal) -> dict[str, str]:
    """Return what a proposal says in a few words, by the columns of its kind."""
    now = proposal.now
    if proposal.kind == ProposalKind.JUDGMENT:
        grade = now["grade"]
        label = GRADE_LABELS.get(grade) or grade.replace("-", " ").capitalize() or "Not told"
        return {"what": now["question"], "grade": label, "year": now["last_inspected"] or "–"}
    if proposal.kind == ProposalKind.FINDING:
        kind = now["kind"].replace("-", " ").capitalize()
        return {"what": now["wording"], "kind": kind, "question": now["question"] or "None named"}
    count = f"{now['good']} of {now['files']} files of a good standard"
    return {"what": count if now["good"] is not None else f"{now['files']} files looked at, no count of good ones"}


def came_of_it(proposal: Proposal) -> dict[str, Any]:
    """Return what confirming or refusing led to."""
    if proposal.state == ProposalState.WAITING:
        return {"text": "–"}
    if proposal.state == ProposalState.REFUSED:
        return {"text": proposal.reason}
    if record := proposal.finding or proposal.exercise:
        return {"text": f"{proposal.get_outcome_display()}: {record.reference}", "href": record.get_absolute_url()}
    held = f": {proposal.judgment}" if proposal.judgment else ""
    return {"text": f"{proposal.get_outcome_display()}{held}"}


class AboutPage(OfReport, FormPage):
    """Which inspection a report is of."""

    permission_required = PERMISSION
    template = "readings/about.html"
    said = "The inspection is confirmed: now confirm what the report says, one by one."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, unless it is settled or there is nothing to settle."""
        report = self.report
        if report.inspection_id or report.state != ReportFileState.READ:
            return redirect(report)
        return super().get(request, *args, **kwargs)

    def form(self, *data: Any) -> AboutForm:
        """Return the form with what the report says of itself."""
        report = self.report
        initial = {"version": report.version, **({} if data else guessed(report.told))}
        return AboutForm(*data, initial=initial, cancel=report.get_absolute_url())

    def act(self, form: AboutForm) -> ReportFile:
        """Confirm it."""
        return readings.confirm_about(by=self.request.user, report=self.report, at=clock.now(), **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        """Return the file, and what it says of itself."""
        report = self.report
        return {
            "report": report,
            "told": [(label, report.told[name]) for name, label in TOLD.items() if name in report.told],
        }


def guessed(told: dict[str, Any]) -> dict[str, Any]:
    """Return the force, framework and day that a report's own words mean, where they are known."""
    found: dict[str, Any] = {}
    if force := told.get("force"):
        name = words.force_words(force["name"])
        forces = Force.objects.filter(is_in_scope=True).only("slug", "name", "official_name")
        found["force"] = next(
            (one.slug for one in forces if name in (words.force_words(one.name), words.force_words(one.official_name))),
            "",
        )
    if cycle := told.get("cycle"):
        pillar = words.PILLARS.get(cycle["pillar"], "")
        same = Framework.objects.filter(cycle__slug=cycle["name"], pillar=pillar).order_by("version_number")
        found["framework"] = next(iter(same.values_list("slug", flat=True)), "")
    if day := told.get("published_on"):
        found["published_on"] = date.fromisoformat(day["name"])
    return found


class FileHistory(OfReport, HistoryPage):
    """Who changed what of a file and its proposals."""

    permission_required = PERMISSION

    def record(self) -> ReportFile:
        """Return the file."""
        return self.report

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of the file and of each of its proposals, newest first."""
        report = self.report
        changes = history.changes(report.history.all(), record="The report")
        of_proposals = Proposal.history.filter(report=report.pk)
        decided = history.changes_of_many(of_proposals, lambda row: f"{row.get_kind_display()} {row.number}")
        changes += [change for change in decided if change.field not in UNSHOWN]
        return self.render(record=report, changes=sorted(changes, key=lambda change: change.at, reverse=True))
