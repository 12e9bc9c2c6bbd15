"""Files of published findings: sending one, what each row would do, confirming, what was refused."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core import clock
from core.exporters import csv_response, xlsx_response
from core.views import ConfirmPage, FormPage, HistoryPage, Page
from core.words import moment
from findings.actions import back_catalogue
from findings.back_catalogue.layout import HEADINGS, OPTIONAL, REASON
from findings.forms.back_catalogue import WARNED, FindingsFileForm, RowsFilter
from findings.models import FindingsFile, FindingsFileState
from findings.rules.back_catalogue import STATUS_WORDS
from findings.views.sections import InFindings
from forces.returns.layout import in_words

PERMISSION = "findings.import_findings"
PAGE = 50
FILES = 25
COLOURS = {"read": "yellow", "unreadable": "red", "confirmed": "green", "withdrawn": "grey"}


class ImportPage(InFindings, FormPage):
    """The files sent in so far with what came of them, and the form that sends another."""

    permission_required = PERMISSION
    template = "findings/import.html"
    form_class = FindingsFileForm
    said = "The file has arrived: look over what it would change."

    def act(self, form: FindingsFileForm) -> FindingsFile:
        """Keep the file with what its rows would do."""
        return back_catalogue.receive(by=self.request.user, file=form.cleaned_data["file"], at=clock.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file; of one that cannot be read its page says why, and nothing here says that it went well."""
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        file = self.act(form)
        if file.state == FindingsFileState.READ:
            messages.success(request, self.said)
        return redirect(file)

    def context(self) -> dict[str, Any]:
        """Return the files and what a file may hold."""
        files = FindingsFile.objects.defer("rows").select_related("sent_by").order_by("-sent_at", "-pk")
        page = Paginator(files, FILES).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "lines": [file_line(file) for file in page],
            "address": self.address,
            "headings": [{"name": name, "is_optional": name in OPTIONAL} for name in HEADINGS],
            "statuses": list(STATUS_WORDS),
        }


def file_line(file: FindingsFile) -> list[dict[str, Any]]:
    """Return the line of a file in the list."""
    counts = [{"text": file.tally.get(name, 0), "numeric": True} for name in ("rows", *COUNTED)]
    return [
        {"text": file.name, "href": file.get_absolute_url(), "classes": "peel-break"},
        {"text": file.get_state_display(), "tag": COLOURS[file.state]},
        *counts,
        {"text": moment(file.sent_at)},
        {"text": file.sent_by.name},
    ]


COUNTED = ("added", "changed", "merged", "unchanged", "refused")


class OfFile:
    """A page under a file's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def file(self) -> FindingsFile:
        """Return the file, fetched once."""
        if not hasattr(self, "_file"):
            found = FindingsFile.objects.select_related("sent_by", "confirmed_by")
            self._file = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._file


class FilePage(OfFile, Page):
    """What a file would do, or did, row by row: refused rows first, with place and mend."""

    permission_required = PERMISSION
    template = "findings/import_file.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the rows of one outcome, page by page."""
        filters = RowsFilter(request.GET)
        if wrong := self.misread_page():
            filters.add_error(None, wrong)
        is_valid = filters.is_valid()
        groups = self.groups()
        shown = (filters.cleaned_data.get("show") if is_valid else "") or next(
            (name for name, _, count in groups if count), "unchanged"
        )
        page = Paginator([row for row in self.rows() if is_in(row, shown)], PAGE).get_page(request.GET.get("page"))
        return self.render(
            200 if is_valid else 400,
            file=self.file,
            filters=filters,
            has_errors=not is_valid,
            shown=shown,
            shown_label=dict(RowsFilter.base_fields["show"].choices)[shown],  # type: ignore[attr-defined]
            groups=groups,
            page=page,
            lines=[line for row in page for line in lines_of(row, shown)],
            address=self.address,
            colour=COLOURS[self.file.state],
            **self.possible(),
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows; a file that cannot be read has none, and says why instead."""
        return [] if self.file.state == FindingsFileState.UNREADABLE else self.file.rows

    def groups(self) -> list[tuple[str, str, int]]:
        """Return the groups of rows, each with its count."""
        choices = RowsFilter.base_fields["show"].choices  # type: ignore[attr-defined]
        tally = {**self.file.tally, WARNED: self.file.tally.get("warned", 0)}
        return [(name, label, tally.get(name, 0)) for name, label in choices]

    def possible(self) -> dict[str, Any]:
        """Return what may be done with the file now."""
        tally, is_read = self.file.tally, self.file.state == FindingsFileState.READ
        would_load = tally.get("added", 0) + tally.get("changed", 0) + tally.get("merged", 0)
        return {"would_load": would_load, "can_confirm": is_read and bool(would_load), "can_withdraw": is_read}


def is_in(row: dict[str, Any], shown: str) -> bool:
    """Say whether a row belongs to the group shown."""
    return bool(row["warnings"]) if shown == WARNED else row["outcome"] == shown


def lines_of(row: dict[str, Any], shown: str) -> list[list[dict[str, Any]]]:
    """Return the table lines of a row: one for each problem, or one."""
    place = f"{row['sheet']}, row {row['row']}" if row["sheet"] else f"row {row['row']}"
    if row["outcome"] == "refused":
        parts = ((p["heading"], p["found"] or "nothing", p["message"], p["mend"]) for p in row["problems"])
        return [[{"text": place, "classes": "peel-nowrap"}, *({"text": part} for part in part_of)] for part_of in parts]
    reference = row["reference"]
    href = reverse("findings:detail", args=[reference]) if reference else ""
    doubts = [*row["warnings"]] if shown == WARNED else [f"To look at: {words}" for words in row["warnings"]]
    said = doubts if shown == WARNED else [*row["does"], *doubts]
    return [
        [
            {"text": place, "classes": "peel-nowrap"},
            {"text": row["force"]},
            {"text": row["cycle"], "classes": "peel-nowrap"},
            {"text": reference or "new", "href": href, "classes": "peel-nowrap"},
            {"text": row["title"]},
            {"text": " ".join(said) or "Held already as it stands."},
        ]
    ]


class Confirm(OfFile, ConfirmPage):
    """Loads the rows that are not refused."""

    permission_required = PERMISSION
    said = "Confirmed: the findings are in the register."

    def record(self) -> FindingsFile:
        """Return the file."""
        return self.file

    def confirm(self, version: int) -> None:
        """Load them."""
        back_catalogue.confirm(by=self.request.user, file=self.file, at=clock.now(), version=version)

    def preview_again(self) -> None:
        """Plan its rows anew."""
        back_catalogue.plan_again(by=self.request.user, file=self.file, at=clock.now())


class Withdraw(OfFile, Page):
    """Puts a file aside."""

    permission_required = PERMISSION
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or say why not."""
        try:
            back_catalogue.withdraw(by=request.user, file=self.file)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Withdrawn: nothing of it was loaded. The file is kept.")
        return redirect(self.file)


class FileHistory(OfFile, HistoryPage):
    """Who changed the state of a file."""

    permission_required = PERMISSION

    def record(self) -> FindingsFile:
        """Return the file."""
        return self.file

    def unseen_fields(self, record: FindingsFile) -> frozenset[str]:
        """Leave out the counts, which the file's own page shows."""
        return frozenset({"tally"})


class Refused(OfFile, Page):
    """The refused rows in the layout they came in, with a column that says why."""

    permission_required = PERMISSION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send them back as CSV when they came so, else as a workbook."""
        file = self.file
        is_read = file.state != FindingsFileState.UNREADABLE
        rows = [row for row in file.rows if row["outcome"] == "refused"] if is_read else []
        headings = file.tally.get("headings", list(HEADINGS))
        respond = csv_response if file.tally.get("format", "csv") == "csv" else xlsx_response

        def values(row: dict[str, Any]) -> list[str]:
            return [*(row["cells"].get(name, "") for name in headings), " ".join(map(in_words, row["problems"]))]

        return respond(f"refused-findings-{file.pk}", [*headings, REASON], rows, values)
