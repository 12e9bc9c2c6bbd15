"""Reports as they are read: the latest edition that is out, earlier ones, drafts, and the files of each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.documents import DocumentsUnavailable, check_drawing
from core.exporters import csv_response
from core.models import Job
from core.views import Page
from reports import editions
from reports.actions.editions import FILES
from reports.document import files
from reports.editions import Document
from reports.models import AccuracyCheck, Edition, EditionState, FileFormat

READ = "reports.read_reports"


class ReadPage(Page, abstract=True):
    """A page of one report: its latest edition, or the one that the address numbers."""

    permission_required = READ

    @property
    def reference(self) -> str:
        """Return which inspection's report it is."""
        return str(self.kwargs["reference"])

    @cached_property
    def document(self) -> Document:
        """Return what is read, or answer 404."""
        if "number" in self.kwargs:
            return editions.of_edition(self.edition(self.kwargs["number"]))
        found = editions.latest_for(self.request.user, self.reference)
        if found is None:
            raise Http404("There is no report, or none that is published.")
        return found

    def edition(self, number: int) -> Edition:
        """Return an edition a person may read; one that was withdrawn is read no more."""
        visible = Edition.objects.visible_to(self.request.user).exclude(state=EditionState.WITHDRAWN)
        held = visible.select_related("report__inspection__force", "prepared_by", "approved_by")
        return get_object_or_404(held, report__inspection__reference=self.reference, number=number)

    def tabs(self) -> list[dict[str, Any]]:
        """Return the pages of the report for those who make it, and for the force that checked a draft of it."""
        return tabs(self.request, self.reference) if self.may_make or self.has_checked else []

    @property
    def may_make(self) -> bool:
        """Say whether the person is one of those who make this report."""
        return editions.reads_drafts(self.request.user, self.document.report)

    @property
    def has_checked(self) -> bool:
        """Say whether the person is of the force to which a draft of this report was sent."""
        user: Any = self.request.user
        sent = AccuracyCheck.objects.visible_to(user).filter(report=self.document.report)
        return user.is_force_contact and sent.exists()


def tabs(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """Return the pages of a report that a person's role may use."""
    pages = [
        ("Report", "reports:report", READ),
        ("Writing", "reports:write", "reports.write_reports"),
        ("Factual accuracy checks", "reports:checks", "reports.read_checks"),
        ("Publishing", "reports:publish", "reports.approve"),
        ("History of editions", "reports:editions-history", "accounts.read_history"),
    ]
    held = [(text, reverse(name, args=[reference])) for text, name, may in pages if request.user.has_perm(may)]
    return [{"text": text, "href": href, "active": request.path == href} for text, href in held]


class ReportPage(ReadPage):
    """A report as a page, with its contents list, its notice of correction, its files and its editions."""

    permission_required = READ
    template = "reports/report.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        document = self.document
        published = Edition.objects.published().filter(report=document.report).order_by("-number")
        out = list(published.defer("snapshot"))
        return self.render(
            document=document,
            inspection=document.report.inspection,
            editions=out,
            latest=out[0] if out else None,
            corrected=editions.changed_from_earlier(document.edition) if document.edition else [],
            **document.shown(),
            files=self.files(),
            tabs=self.tabs(),
        )

    def files(self) -> list[tuple[str, str]]:
        """Return the words and addresses of the files to take away."""
        reference, edition = self.reference, self.document.edition
        name = "reports:edition-file" if "number" in self.kwargs else "reports:file"
        args = [reference, edition.number] if edition and "number" in self.kwargs else [reference]
        made = {kind: reverse(name, args=[*args, kind]) for kind in ("pdf", "docx", "json", "csv")}
        tables = [(f"{words} as CSV", f"{made['csv']}?table={key}") for key, words in files.TABLE_NAMES.items()]
        return [("PDF", made["pdf"]), ("Word", made["docx"]), ("Open data as JSON", made["json"]), *tables]


class ReportFile(ReadPage):
    """A report as a file: made once of what is out, drawn anew of a draft."""

    permission_required = READ
    template = "reports/no_file.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file the address asks for."""
        kind, document = self.kwargs["kind"], self.document
        if kind == "json":
            content = files.json_of(document.snapshot, document.printed)
            return HttpResponse(content, content_type="application/json", headers=self.named("json"))
        if kind == "csv":
            return self.table(request.GET.get("table", "findings"))
        try:
            made = editions.kept(document, kind) or self.drawn(kind)
        except (DocumentsUnavailable, editions.FileGone) as why:
            return self.render(503, document=document, why=str(why))
        if not made:
            return self.render(202, document=document, why="", is_being_made=self.is_being_made())
        return HttpResponse(made, content_type=editions.MIMES[FileFormat(kind)], headers=self.named(kind))

    def named(self, kind: str) -> dict[str, str]:
        """Return the header that names the file."""
        return {"Content-Disposition": f'attachment; filename="{self.document.name}.{kind}"'}

    def table(self, name: str) -> HttpResponseBase:
        """Send one table of the open data."""
        if name not in files.TABLES:
            raise Http404("There is no such table.")
        headings = ["report", *files.TABLES[name]]
        return csv_response(
            f"{self.document.name}-{name}", headings, files.table_of(self.document.snapshot, name), list
        )

    def is_being_made(self) -> bool:
        """Say whether the worker is to make the files, or is at it."""
        edition = self.document.edition
        return bool(edition and Job.objects.unfinished().filter(kind=FILES, subject=edition.pk).exists())

    def drawn(self, kind: str) -> bytes:
        """Draw a draft here and now; the worker draws what is out, once for everybody."""
        if kind == FileFormat.PDF:
            check_drawing()
        edition = self.document.edition
        is_out = edition is not None and edition.state == EditionState.PUBLISHED
        return b"" if is_out else editions.drawn(self.document, kind, clock.today())
