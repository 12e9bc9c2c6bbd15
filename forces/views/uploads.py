"""Files sent in as returns: sending one, the preview, confirming, what was refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect

from core import clock
from core.exporters import csv_response
from core.lists import Column, ListPage
from core.models import JobState
from core.views import ConfirmPage, FormPage, HistoryPage, Page
from core.words import moment
from forces import policies, previews
from forces.actions import undoing, uploads
from forces.forms.uploads import ALL_FORCES, PreviewFilter, UploadFilter, UploadForm
from forces.models import Outcome, StagedRow, Upload, UploadState
from forces.models.uploads import UploadQuerySet
from forces.returns import lookup, refused, template
from forces.returns.layout import HEADINGS, READ, Problem
from forces.views import table_rows, upload_rows
from forces.views.collections import XLSX, OfCollection, about

PAGE = 50
READ_AS, NOT_READ = "read-as", "not-read"
TAB_LABELS = {READ_AS: "Read as", NOT_READ: "Not read"}


class UploadList(OfCollection, ListPage):
    """The files sent in for a collection."""

    permission_required = "forces.read_collections"
    template = "forces/uploads.html"
    caption = "Files"
    default_sort = "-uploaded_at"
    filter_class = UploadFilter
    empty = "No file has been sent in yet, or none matches."
    columns: ClassVar[list[Column]] = [
        Column("file", "File", str, sort="original_name", link=lambda u: u.get_absolute_url()),
        Column("force", "Force", lambda u: u.force.name if u.force else "several"),
        Column("state", "State", lambda u: u.state, sort="state", text=lambda u: u.get_state_display()),
        Column("rows", "Rows", lambda u: u.tally.get("rows"), numeric=True),
        Column("refused", "Refused", lambda u: u.tally.get("refused"), numeric=True),
        Column(
            "uploaded_at", "Sent", lambda u: u.uploaded_at, sort="uploaded_at", text=lambda u: moment(u.uploaded_at)
        ),
        Column("uploaded_by", "By", lambda u: u.uploaded_by.name),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the page's name."""
        return f"{self.collection.title}: files"

    def rows(self, filters: dict[str, Any]) -> UploadQuerySet:
        """Return the files a person may see."""
        found = Upload.objects.visible_to(self.request.user).filter(collection=self.collection)
        if filters["state"]:
            found = found.filter(state=filters["state"])
        return found.select_related("force", "uploaded_by")

    def context(self) -> dict[str, Any]:
        """Return the collection's pages."""
        return {"tabs": self.tabs(), "collection": self.collection}


class NewUpload(OfCollection, FormPage):
    """Sends in a file; a job reads it."""

    permission_required = "forces.upload_returns"
    template = "forces/upload_form.html"
    said = "The file has arrived."

    def form(self, *data: Any) -> UploadForm:
        """Offer the forces a person may send for."""
        self.forces = {force.slug: force for force in policies.forces_to_upload_for(self.request.user)}
        return UploadForm(
            *data,
            forces=[(slug, force.name) for slug, force in self.forces.items()],
            is_all_allowed=policies.may_upload_for_all(self.request.user),
            initial={"force": self.request.GET.get("force", "")},
        )

    def act(self, form: UploadForm) -> Upload:
        """Keep the file and start the job."""
        chosen = form.cleaned_data["force"]
        return uploads.receive(
            by=self.request.user,
            collection=self.collection,
            force=None if chosen == ALL_FORCES[0] else self.forces[chosen],
            file=form.cleaned_data["file"],
            on=clock.today(),
        )

    def done(self, made: Upload) -> str:
        """Go to the progress bar."""
        return made.job.get_absolute_url() if made.job else made.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Return the collection."""
        return {"collection": self.collection}


class OfUpload:
    """A page under a file's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def upload(self) -> Upload:
        """Return the file, fetched once."""
        if not hasattr(self, "_upload"):
            found = Upload.objects.visible_to(self.request.user)
            found = found.select_related(
                *("collection", "force", "mapping", "release", "uploaded_by", "confirmed_by", "undone_by", "job")
            )
            self._upload = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._upload


class UploadPage(OfUpload, Page):
    """What a file would change, or did: refused rows first, with place and mend."""

    permission_required = "forces.read_collections"
    template = "forces/upload.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the rows of one outcome, page by page."""
        filters = PreviewFilter(request.GET)
        is_valid = filters.is_valid()
        upload, tally = self.upload, self.upload.tally
        first = next((o for o in Outcome.values if tally.get(o)), Outcome.UNCHANGED)
        shown = (filters.cleaned_data.get("show") if is_valid else "") or first
        otherwise = upload.rows.exclude(remarks=[])
        counts = {READ_AS: otherwise.count() if tally else 0, NOT_READ: len(upload.not_read)}
        rows: Any = otherwise if shown == READ_AS else upload.rows.filter(outcome=shown)
        rows = rows.select_related("force", "measure", "period").order_by("pk")
        page = Paginator(upload.not_read if shown == NOT_READ else rows, PAGE).get_page(request.GET.get("page"))
        of_row = {READ_AS: upload_rows.read_as_lines, NOT_READ: upload_rows.not_read_lines}.get(
            shown, upload_rows.lines_of
        )
        return self.render(
            200 if is_valid else 400,
            upload=upload,
            filters=filters,
            has_errors=not is_valid,
            shown=shown,
            outcomes=[(o.value, o.label, tally.get(o.value, 0)) for o in Outcome]
            + [(name, TAB_LABELS[name], count) for name, count in counts.items() if count],
            page=page,
            lines=[line for row in page for line in of_row(row)],
            address=self.address,
            refusal=[Problem(**problem) for problem in upload.refusal],
            warning=lookup.warning_of_age(upload) if upload.state == UploadState.READ else "",
            queries=self.queries_raised(),
            odd=[] if shown == NOT_READ else self.odd(page),
            **self.possible(),
        )

    def queries_raised(self) -> int:
        """Return how many figures of a confirmed file are asked about."""
        return self.upload.queries.count() if self.upload.state == UploadState.CONFIRMED else 0

    def odd(self, rows: Iterable[StagedRow]) -> list[list[dict[str, Any]]]:
        """Return what confirming would ask about the rows shown."""
        if self.upload.state != UploadState.READ:
            return []
        return [
            [
                {"text": text}
                for text in (upload_rows.place_of(row.sheet, row.number), row.force, row.measure, found.message)
            ]
            for row, found in previews.would_ask(self.upload, rows)
        ]

    def possible(self) -> dict[str, Any]:
        """Return what this person may do with the file now."""
        user: Any = self.request.user
        upload = self.upload
        is_read = upload.state == UploadState.READ
        is_stuck = upload.state == UploadState.RECEIVED and upload.job is not None and upload.job.is_finished
        may_upload = user.has_perm("forces.upload_returns")
        would_change = upload.tally.get("added", 0) + upload.tally.get("changed", 0)
        return {
            "would_change": would_change,
            "can_confirm": is_read and bool(would_change) and user.has_perm("forces.confirm_returns"),
            "can_undo": upload.state == UploadState.CONFIRMED and user.has_perm("forces.confirm_returns"),
            "would_undo": undoing.summary(upload),
            "undone": undoing.summary(upload, is_done=True),
            "can_withdraw": may_upload and (is_read or is_stuck),
            "is_mine": upload.job is not None and upload.job.owner_id == user.pk,
            "job_failed": upload.job is not None and upload.job.state in {JobState.FAILED, JobState.CANCELLED},
        }

    def address(self, **changed: Any) -> str:
        """Return this page's address with some parameters changed."""
        query = QueryDict(mutable=True)
        query.update({**self.request.GET.dict(), **{name: str(value) for name, value in changed.items()}})
        return "?" + query.urlencode()


class Confirm(OfUpload, ConfirmPage):
    """Applies the accepted rows."""

    permission_required = "forces.confirm_returns"
    said = "Confirmed: the accepted rows are in force."

    def record(self) -> Upload:
        """Return the file."""
        return self.upload

    def confirm(self, version: int) -> None:
        """Apply them."""
        uploads.confirm(by=self.request.user, upload=self.upload, version=version)

    def preview_again(self) -> None:
        """Compare its rows anew."""
        uploads.compare_again(by=self.request.user, upload=self.upload)


class Withdraw(OfUpload, Page):
    """Puts a file aside."""

    permission_required = "forces.upload_returns"
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw it, or say why not."""
        try:
            uploads.withdraw(by=request.user, upload=self.upload)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Withdrawn: nothing of it was applied. The file is kept.")
        return redirect(self.upload)


class UploadHistory(OfUpload, HistoryPage):
    """Who changed the state of a file."""

    def record(self) -> Upload:
        """Return the file."""
        return self.upload


class Refused(OfUpload, Page):
    """The refused rows in the layout they came in, with a column that says why."""

    permission_required = "forces.read_collections"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send them back as CSV when they came so, else as a workbook."""
        upload = self.upload
        rows = upload.rows.filter(outcome=Outcome.REFUSED).order_by("pk")
        name = f"refused-{upload.collection.slug}-{upload.pk}"
        if upload.mapping_id:
            return table_rows.refused_file(upload, name)
        pages = refused.pages_of(rows.iterator(2000), uploads.opened_again(upload))
        if upload.format == "csv":
            page = pages[0] if pages else template.Page("", list(READ), [])
            headings = [HEADINGS[key] for key in page.columns]
            return csv_response(name, headings, page.rows, lambda row: [row.get(key) for key in page.columns])
        content = template.workbook(
            about(upload.collection, upload.force, upload.made_at, template.MEND_STEP),
            pages,
        )
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return response
