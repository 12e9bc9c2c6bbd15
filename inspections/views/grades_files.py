"""Files of published grades: sending one, what each row would do, confirming, what was refused."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core import clock
from core.exporters import csv_response
from core.views import ConfirmPage, FormPage, Page
from core.words import moment
from forces.returns.layout import in_words
from inspections.actions import grades_files
from inspections.forms.grades_files import GradesFileForm, GradesRowsFilter
from inspections.grades_files.layout import OPTIONAL, REFUSED, REQUIRED
from inspections.models import GradesFile, GradesFileState

PERMISSION = "inspections.import_grades"
PAGE = 50
FILES = 25
COUNTED = ("added", "changed", "unchanged", "refused")
COLOURS = {"read": "yellow", "unreadable": "red", "confirmed": "green"}


class ImportGrades(FormPage):
    """The files sent in so far with what came of them, and the form that sends another."""

    permission_required = PERMISSION
    template = "inspections/import_grades.html"
    form_class = GradesFileForm
    said = "The file has arrived: look over what it would change."

    def act(self, form: GradesFileForm) -> GradesFile:
        """Keep the file with what its rows would do."""
        return grades_files.receive(by=self.request.user, file=form.cleaned_data["file"], at=clock.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file; of one that cannot be read its page says why, and nothing here says that it went well."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        file = self.act(form)
        if file.state == GradesFileState.READ:
            messages.success(request, self.said)
        return redirect(file)

    def context(self) -> dict[str, Any]:
        """Return the files and what a file holds."""
        files = GradesFile.objects.defer("rows").select_related("sent_by").order_by("-sent_at", "-pk")
        page = Paginator(files, FILES).get_page(self.request.GET.get("page"))
        lines = [file_line(file) for file in page]
        return {"page": page, "lines": lines, "address": self.address, "required": REQUIRED, "optional": OPTIONAL}


def file_line(file: GradesFile) -> list[dict[str, Any]]:
    """Return the line of a file in the list."""
    return [
        {"text": file.name, "href": file.get_absolute_url(), "classes": "peel-break"},
        {"text": file.get_state_display(), "tag": COLOURS[file.state]},
        *({"text": file.tally.get(name, 0), "numeric": True} for name in ("rows", *COUNTED)),
        {"text": moment(file.sent_at)},
        {"text": file.sent_by.name},
    ]


class GradesFilePages(Page, abstract=True):
    """A page under a file's address."""

    permission_required = PERMISSION

    @cached_property
    def file(self) -> GradesFile:
        """Return the file."""
        return get_object_or_404(GradesFile.objects.select_related("sent_by", "confirmed_by"), pk=self.kwargs["pk"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows; a file that cannot be read has none, and says why instead."""
        return [] if self.file.state == GradesFileState.UNREADABLE else self.file.rows


class GradesFilePage(GradesFilePages):
    """What a file would do, or did, row by row: refused rows first, with place and mend."""

    template = "inspections/grades_file.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the rows of one outcome, page by page."""
        filters = GradesRowsFilter(request.GET)
        if wrong := self.misread_page():
            filters.add_error(None, wrong)
        is_valid = filters.is_valid()
        choices = GradesRowsFilter.base_fields["show"].choices  # type: ignore[attr-defined]
        groups = [(name, label, self.file.tally.get(name, 0)) for name, label in choices]
        first = next((name for name, _, count in groups if count), "unchanged")
        shown = (filters.cleaned_data.get("show") if is_valid else "") or first
        page = Paginator([row for row in self.rows if row["outcome"] == shown], PAGE).get_page(request.GET.get("page"))
        would_load = self.file.tally["added"] + self.file.tally["changed"]
        return self.render(
            200 if is_valid else 400,
            file=self.file,
            filters=filters,
            has_errors=not is_valid,
            shown=shown,
            shown_label=dict(choices)[shown],
            groups=groups,
            page=page,
            lines=[line for row in page for line in lines_of(row)],
            address=self.address,
            colour=COLOURS[self.file.state],
            would_load=would_load,
            can_confirm=self.file.state == GradesFileState.READ and bool(would_load),
        )


def lines_of(row: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return the table lines of a row: one for each problem, or one."""
    number = {"text": row["row"], "numeric": True}
    if row["outcome"] == "refused":
        parts = ((p["heading"], p["found"] or "nothing", p["message"], p["mend"]) for p in row["problems"])
        return [[number, {"text": row["force"]}, *({"text": part} for part in part_of)] for part_of in parts]
    reference = row["reference"]
    is_there = reference and row["outcome"] != "added"
    href = reverse("inspections:detail", args=[reference]) if is_there else ""
    told = [{"text": row[name]} for name in ("force", "cycle", "question", "grade")]
    return [[number, *told, {"text": reference, "href": href, "classes": "peel-nowrap"}, {"text": row["does"]}]]


class ConfirmGrades(GradesFilePages, ConfirmPage):
    """Loads the rows that are not refused."""

    said = "Confirmed: the grades are in the national picture."

    def record(self) -> GradesFile:
        """Return the file."""
        return self.file

    def confirm(self, version: int) -> None:
        """Load them."""
        grades_files.confirm(by=self.request.user, file=self.file, at=clock.now(), version=version)

    def preview_again(self) -> None:
        """Plan its rows anew."""
        grades_files.plan_again(by=self.request.user, file=self.file, at=clock.now())


class RefusedGrades(GradesFilePages):
    """The refused rows in the layout they came in, with a column that says why."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send them back as CSV."""
        rows = [row for row in self.rows if row["outcome"] == "refused"]
        headings = [
            name for name in (*REQUIRED, *OPTIONAL) if name in REQUIRED or any(name in r["cells"] for r in rows)
        ]

        def values(row: dict[str, Any]) -> list[str]:
            return [*(row["cells"].get(name, "") for name in headings), " ".join(map(in_words, row["problems"]))]

        return csv_response(f"refused-grades-{self.file.pk}", [*headings, REFUSED], rows, values)
