"""Writing committee papers: making one, its day and title, our lines, issuing, withdrawing."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core import clock, history
from core.actions import Stale
from core.views import FormPage
from findings import policies
from findings.actions import papers
from findings.forms.papers import (
    LINE,
    WAS,
    ChangePaperForm,
    IssueForm,
    LinesForm,
    MakePaperForm,
    SentLinesForm,
    WithdrawForm,
)
from findings.models import Paper
from findings.papers import columns, gathering
from findings.rules.papers import digest
from findings.views.papers import PAGE, WRITE, OfPaper, line_changes
from forces.models import Force
from forces.models.people import barred_forces


class MakePaper(FormPage):
    """Begins a draft."""

    permission_required = WRITE
    template = "papers/make.html"
    said = "The draft is made. Look it over, write your comments, then issue it."

    def form(self, *data: Any) -> MakePaperForm:
        """Offer what this person may write about; today is offered as the day."""
        initial = {"as_at": clock.today()}
        return MakePaperForm(*data, initial=initial, user=self.request.user, cancel=reverse("findings:papers"))

    def act(self, form: MakePaperForm) -> Paper:
        """Make it."""
        names = ("scope", "subject", "as_at", "title")
        chosen = {name: form.cleaned_data[name] for name in names}
        return papers.make(by=self.request.user, at=clock.now(), **chosen)


class DraftFormPage(FormPage, OfPaper, abstract=True):
    """A form about a draft; an issued paper has none, and is shown instead."""

    permission_required = WRITE
    template = "papers/form.html"
    title: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the paper when somebody has issued it."""
        if not policies.may_write_paper(request.user, self.paper):
            raise PermissionDenied(papers.BARRED)
        if self.paper.is_issued:
            return redirect(self.paper)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Show which paper it is."""
        return {"paper": self.paper, "warnings": [], "facts": []}

    def done(self, made: Any) -> str:
        """Go back to the paper."""
        return str(self.paper.get_absolute_url())


class ChangePaper(DraftFormPage):
    """A draft's day and title."""

    title = "Change day or title"
    said = "The draft is changed."

    def form(self, *data: Any) -> ChangePaperForm:
        """Show them as they are."""
        paper = self.paper
        initial = {"version": paper.version, "as_at": paper.as_at, "title": paper.title}
        made = ChangePaperForm(*data, initial=initial)
        made.helper = made.helper.changed(submit="Save", cancel=paper.get_absolute_url())
        return made

    def act(self, form: ChangePaperForm) -> Paper:
        """Change them."""
        return papers.change(by=self.request.user, paper=self.paper, at=clock.now(), **form.cleaned_data)


class WriteLines(DraftFormPage):
    """Our line on each finding of a draft; many findings are on several pages."""

    title = "Write comments"
    template = "papers/lines.html"
    said = "The comments are saved."

    @cached_property
    def sheet(self) -> Sheet:
        """Return the page of rows the address asks for."""
        return Paginator(self.content["rows"], PAGE).get_page(self.request.GET.get("page"))

    @cached_property
    def last(self) -> dict[str, str]:
        """Return what the last paper said: reference → line."""
        last = gathering.last_before(self.paper)
        return {row["reference"]: row["comment"] for row in last.content["rows"]} if last and last.content else {}

    @cached_property
    def barred(self) -> frozenset[str]:
        """Return the names of the forces this person may write nothing on."""
        keys = barred_forces(self.request.user)
        return frozenset(Force.objects.filter(pk__in=keys).values_list("name", flat=True)) if keys else frozenset()

    def form(self, *data: Any) -> SentLinesForm:
        """Read what was sent as it is: where findings stand is gathered only for a page that shows it."""
        return SentLinesForm(*data) if data else self.whole_form()

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Show every row of the page, with what was typed and what is wrong."""
        if not isinstance(form, LinesForm):
            whole = self.whole_form(form.data)
            for error in form.non_field_errors():
                whole.add_error(None, error)
            form = whole
        return super().page(form, status, **context)

    def whole_form(self, *data: Any) -> LinesForm:
        """Offer the finding's own line until one is written."""
        return LinesForm(
            *data,
            initial={"version": self.paper.version},
            rows=list(self.sheet),
            last=self.last,
            barred=self.barred,
            has_next=self.sheet.has_next(),
        )

    def context(self) -> dict[str, Any]:
        """Say which of the pages this is."""
        return {**super().context(), "sheet": self.sheet, "content": self.content, "address": self.address}

    def act(self, form: SentLinesForm) -> Paper:
        """Save those that were changed on the page."""
        version = form.cleaned_data["version"]
        return papers.comment(by=self.request.user, paper=self.paper, version=version, lines=form.lines())

    def done(self, made: Any) -> str:
        """Go on to the next page where that was asked for."""
        if self.request.POST.get("then") == "next" and self.sheet.has_next():
            return self.request.path + self.address(page=self.sheet.next_page_number())
        return super().done(made)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show what others wrote; a line nobody touched here is theirs now, one that was is still as it was typed."""
        data = self.request.POST.copy()
        data["version"] = str(stale.record.version)
        told = list(stale.changes)
        wrote = {change.record: change for change in line_changes(self.paper)}
        for row in self.sheet:
            reference, now = row["reference"], row["comment"]
            line, was = LINE + reference, WAS + reference
            if data.get(was, now) != now:
                told.append(replace(wrote[reference], before=data[was] or "–") if reference in wrote else offered(row))
            if data.get(line) == data.get(was):
                data[line] = now
            data[was] = now
        return self.page(self.whole_form(data), status=409, changed_meanwhile=told)


def offered(row: columns.Row) -> history.Change:
    """Return that a finding's own line, which is offered here, was changed."""
    return history.Change(clock.now(), "–", "", row["reference"], "the finding’s own line", "–", row["comment"] or "–")


class IssuePaper(DraftFormPage):
    """Freezes a draft, once what will be frozen has been looked over."""

    title = "Issue the paper"
    said = "The paper is issued. It never changes from now on."

    def form(self, *data: Any) -> IssueForm:
        """Carry what was looked at."""
        initial = {} if data else {"version": self.paper.version, "seen": digest(self.content)}
        return IssueForm(*data, initial=initial, cancel=self.paper.get_absolute_url())

    def context(self) -> dict[str, Any]:
        """Say what will be frozen, and what to think of first."""
        last = self.content["follows"]
        facts = [
            {"key": "Paper", "value": self.paper.title},
            {"key": "About", "value": self.content["scope"]["in_words"]},
            {"key": "As at", "value": columns.day_in_words(self.content["as_at"])},
            {"key": "Will be frozen", "value": columns.total_in_words(self.content)},
            {"key": "Changes are told against", "value": last["reference"] if last else "Nothing: it is the first"},
        ]
        return {**super().context(), "facts": facts, "warnings": warnings(self.paper, self.content)}

    def act(self, form: IssueForm) -> Paper:
        """Issue it."""
        return papers.issue(by=self.request.user, paper=self.paper, at=clock.now(), **form.cleaned_data)

    def stale(self, stale: Stale) -> HttpResponse:
        """Tell whoever comes second that it is issued; another change is to be looked at before sending again."""
        if not stale.record.is_issued:  # type: ignore[attr-defined]
            return super().stale(stale)
        form = self.form(self.request.POST)
        paper: Any = Paper.objects.select_related("issued_by").get(pk=self.paper.pk)
        form.add_error(None, f"{paper.issued_by.name} has just issued {paper.reference}. It never changes.")
        return self.page(form, status=409)

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Carry what is looked at now, not what was when the form was opened first."""
        if form.is_bound:
            form.data = {**form.data.dict(), "version": self.paper.version, "seen": digest(self.content)}
        return super().page(form, status, **context)


def warnings(paper: Paper, content: columns.Content) -> list[str]:
    """Return what whoever issues a paper should think of first."""
    rows, found = content["rows"], []
    if not rows:
        found.append("The paper has no rows.")
    without = [row["reference"] for row in rows if not row["comment"]]
    if without:
        some = ", ".join(without[:10]) + (" and others" if len(without) > 10 else "")
        found.append(f"{columns.counted(len(without))} without a comment of ours: {some}.")
    red = [row["reference"] for row in rows if row["rag"] == "red" and not row["comment"]]
    if red:
        found.append(f"Of these, {len(red)} {'is' if len(red) == 1 else 'are'} red.")
    illustrative = sum(row["is_illustrative"] for row in rows)
    if illustrative:
        found.append(f"{columns.counted(illustrative)} made up for the demonstration; the paper says so.")
    later = Paper.objects.issued().of_scope(paper.scope, paper.subject).filter(as_at__gt=paper.as_at).first()
    if later:
        found.append(f"{later.reference}, of a later day, is issued already: no changes are told against it.")
    return found


class WithdrawPaper(DraftFormPage):
    """Removes a draft that is not wanted."""

    title = "Withdraw the draft"
    said = "The draft is withdrawn. Its number is not given again."

    def form(self, *data: Any) -> WithdrawForm:
        """Ask why."""
        return WithdrawForm(*data, initial={"version": self.paper.version}, cancel=self.paper.get_absolute_url())

    def act(self, form: WithdrawForm) -> None:
        """Withdraw it."""
        papers.withdraw(by=self.request.user, paper=self.paper, **form.cleaned_data)

    def done(self, made: Any) -> str:
        """Go to the list."""
        return reverse("findings:papers")
