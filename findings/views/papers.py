"""Committee papers: the list, one with its table, what changed since the last one, its history and its files."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from markupsafe import Markup

from core import history
from core.dates import in_words
from core.documents import DocumentsUnavailable
from core.exporters import csv_response, xlsx_response
from core.forms.drawing import component
from core.lists import Column, ListPage
from core.views import HistoryPage, Page
from core.words import moment
from findings import policies
from findings.forms.papers import PaperFilter
from findings.models import Paper, PaperComment, PaperScope, PaperState
from findings.papers import columns, documents, gathering, scopes
from findings.rules.papers import canonical, digest
from findings.views.sections import InFindings
from forces.models import Force

READ = "findings.read_papers"
WRITE = "findings.write_papers"
PAGE = 50
STATE_COLOURS = {PaperState.DRAFT: "yellow", PaperState.ISSUED: "green"}
RAG_COLOURS = {"red": "red", "amber": "orange", "green": "green", "white": "grey"}


def about(paper: Any) -> str:
    """Return what a paper of the list is about."""
    if paper.scope == PaperScope.FORCE:
        return paper.force_name or paper.subject
    if paper.scope == PaperScope.QUESTION:
        return str(paper.subject).replace("-", " ").capitalize()
    return scopes.name_of(paper.scope, paper.subject)


class PaperList(InFindings, ListPage):
    """The papers, drafts too."""

    permission_required = READ
    template = "papers/list.html"
    title = "Committee papers"
    caption = "Papers, drafts and issued ones"
    default_sort = "-as_at"
    filter_class = PaperFilter
    empty = "No paper has been made yet, or none matches."
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda p: p.reference, sort="reference", link=lambda p: p.get_absolute_url()),
        Column("title", "Title", lambda p: p.title, sort=("title", "reference")),
        Column("scope", "Scope", lambda p: p.get_scope_display(), sort=("scope", "subject", "reference")),
        Column("about", "About", about, sort=("subject", "reference")),
        Column("as_at", "As at", lambda p: p.as_at, sort=("as_at", "reference"), text=lambda p: in_words(p.as_at)),
        Column("state", "State", lambda p: p.get_state_display().lower(), sort=("state", "reference"),
               text=lambda p: p.get_state_display(), tag=lambda p: STATE_COLOURS[p.state]),
        Column("made_by", "Made by", lambda p: p.made_by.name, sort=("made_by__name", "reference")),
        Column("issued_at", "Issued", lambda p: p.issued_at, sort=("issued_at", "reference"),
               text=lambda p: moment(p.issued_at) if p.issued_at else ""),
    ]  # fmt: skip

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return what the filter asks for, without the contents."""
        names = Force.objects.filter(slug=OuterRef("subject")).values("name")
        papers = Paper.objects.visible_to(self.request.user).select_related("made_by").defer("content")
        for name in ("scope", "state"):
            if filters[name]:
                papers = papers.filter(**{name: filters[name]})
        return papers.annotate(force_name=Subquery(names))

    def context(self) -> dict[str, Any]:
        """Say whether this person may make one."""
        return {"may_write": self.request.user.has_perm(WRITE)}


class OfPaper(Page, abstract=True):
    """A page of one paper."""

    @cached_property
    def paper(self) -> Paper:
        """Return the paper, or answer 404."""
        papers = Paper.objects.visible_to(self.request.user).select_related("made_by", "issued_by")
        return get_object_or_404(papers, reference=self.kwargs["reference"])

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return what is shown of it."""
        return gathering.content_shown(self.paper)

    @property
    def file_name(self) -> str:
        """Return what its files are called."""
        return self.paper.reference if self.paper.is_issued else f"{self.paper.reference}-draft"

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the paper's tabs."""
        reference = self.paper.reference
        found = [
            {"text": "Paper", "href": self.paper.get_absolute_url()},
            {"text": "Changes since the last", "href": reverse("findings:paper-changes", args=[reference])},
        ]
        if self.request.user.has_perm("accounts.read_history"):
            found.append({"text": "History", "href": reverse("findings:paper-history", args=[reference])})
        return [{**tab, "active": tab["href"] == self.request.path} for tab in found]


class PaperDetail(OfPaper):
    """A paper as it prints, and as CSV, XLSX or, once issued, the JSON its hash is taken of."""

    permission_required = READ
    template = "papers/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, or the file the address asks for."""
        paper, wanted = self.paper, request.GET.get("format", "")
        files = {"csv": csv_response, "xlsx": xlsx_response}
        if wanted in files:
            return files[wanted](self.file_name, columns.FILE_HEADINGS, columns.file_lines(self.content), list)
        if wanted == "json" and paper.is_issued:
            shown = f'attachment; filename="{self.file_name}.json"'
            headers = {"Content-Disposition": shown}
            return HttpResponse(canonical(paper.content), content_type="application/json", headers=headers)
        page = Paginator(self.content["rows"], PAGE).get_page(request.GET.get("page"))
        used = columns.columns_of(self.content)
        return self.render(
            paper=paper,
            content=self.content,
            state_colour=STATE_COLOURS[PaperState(paper.state)],
            head=[{"text": column.label} for column in used],
            cells=[[cell(column, row) for column in used] for row in page],
            page=page,
            address=self.address,
            totals=total_cells(self.content),
            total_in_words=columns.total_in_words(self.content),
            is_as_frozen=paper.is_issued and digest(paper.content) == paper.sha256,
            may_write=request.user.has_perm(WRITE) and policies.may_write_paper(request.user, paper),
            tabs=self.tabs(),
        )


def cell(column: columns.Column, row: columns.Row) -> dict[str, Any]:
    """Return a cell of the page: the reference leads to the finding, and the RAG word has its colour."""
    if column.key == "reference":
        href = reverse("findings:detail", args=[row["reference"]])
        return {"text": row["reference"], "href": href, "classes": "peel-nowrap"}
    if column.key == "rag":
        word = component("tag")(row["rag"].capitalize(), RAG_COLOURS[row["rag"]])
        return {"text": Markup("{}<br>{}").format(word, row["rag_why"])}
    return {"text": column.text(row)}


def total_cells(content: columns.Content) -> list[tuple[str, list[Any]]]:
    """Return the tables of totals with their cells."""
    return [
        (caption, [[{"text": text}, {"text": f"{count:,}", "numeric": True}] for text, count in lines])
        for caption, lines in columns.total_tables(content)
    ]


class PaperChanges(OfPaper):
    """What became of findings since the last issued paper of the same scope."""

    permission_required = READ
    template = "papers/changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        page = Paginator(columns.change_rows(self.content), PAGE).get_page(request.GET.get("page"))
        has_last = self.content["changes"] is not None
        return self.render(
            paper=self.paper,
            content=self.content,
            head=[{"text": text} for text in columns.CHANGE_HEADINGS],
            cells=[change_cells(row) for row in page],
            counts=columns.change_counts(self.content) if has_last else [],
            sums=columns.changes_in_words(self.content) if has_last else [],
            page=page,
            address=self.address,
            tabs=self.tabs(),
        )


def change_cells(row: list[str]) -> list[dict[str, Any]]:
    """Return the cells of one change; its reference leads to the finding."""
    kind, reference, *rest = row
    link = {"text": reference, "href": reverse("findings:detail", args=[reference]), "classes": "peel-nowrap"}
    return [{"text": kind}, link, *({"text": text} for text in rest)]


class PaperHistory(HistoryPage, OfPaper):
    """Who changed the paper and its lines."""

    permission_required = READ

    def record(self) -> Paper:
        """Return the paper."""
        return self.paper

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of the paper and of our lines on its findings, newest first."""
        found = [*history.changes(self.paper.history.all()), *line_changes(self.paper)]
        return self.render(record=self.paper, changes=sorted(found, key=lambda one: one.at, reverse=True))


def line_changes(paper: Paper) -> list[history.Change]:
    """Return who wrote which line on a paper's findings, oldest first."""
    rows = PaperComment.history.filter(paper=paper.pk).order_by("history_date", "history_id")
    names = ("finding__reference", "text", "history_user__name", "history_date", "history_change_reason")
    held: dict[str, str] = {}
    found = []
    for reference, text, by, at, reason in rows.values_list(*names):
        before = held.get(reference, "")
        found.append(
            history.Change(at, by or "the system", reason, reference, "our comment", before or "–", text or "–")
        )
        held[reference] = text
    return found


class PaperPdf(OfPaper):
    """The paper as a PDF file."""

    permission_required = READ
    template = "papers/no_document.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it; say so where none can be made."""
        try:
            made = documents.pdf_of(self.content)
        except (DocumentsUnavailable, documents.TooLong) as why:
            return self.render(503 if isinstance(why, DocumentsUnavailable) else 422, paper=self.paper, why=str(why))
        name = f'attachment; filename="{self.file_name}.pdf"'
        return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


class PaperWord(OfPaper):
    """The paper as a Word file."""

    permission_required = READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it."""
        return documents.word_response(self.file_name, documents.word_of(self.content))
