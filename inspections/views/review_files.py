"""One crime file: its form, its drafts, what was recorded, its history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.actions import access
from accounts.models import AccessKind
from core import clock, history, words
from core.actions import Stale
from core.views import FormPage, HistoryPage, Page
from inspections import policies
from inspections.actions import file_reviews as actions
from inspections.forms.review_files import DRAFT, FileForm, in_words, initial_from, sections_of
from inspections.models import Answer, Criterion, FileState, ReviewFile
from inspections.models.criteria import questions_in_use, ratings_in_use
from inspections.models.review_files import ReviewFileQuerySet
from inspections.rules import identifiers
from inspections.rules.file_reviews import may_move
from inspections.views import kept
from inspections.worklists import Progress, progress_of

COLOURS = {"yes": "green", "no": "red", "not-applicable": "grey", "not-evidenced": "yellow"}


class FilePages(Page, abstract=True):
    """What every page of one file needs: the file, through `visible_to`, and its questions."""

    permission_required = "inspections.mark_files"

    @cached_property
    def file(self) -> ReviewFile:
        """Return the file, to its reviewer and to the lead of its exercise."""
        return get_object_or_404(
            self.loaded(ReviewFile.objects.visible_to(self.request.user)),
            exercise__reference=self.kwargs["reference"],
            number=self.kwargs["number"],
            second_of__isnull=not self.is_second,
        )

    def loaded(self, files: ReviewFileQuerySet) -> ReviewFileQuerySet:
        """Return files with what the page shows of them."""
        return files.with_setting()

    @property
    def is_second(self) -> bool:
        """Say whether the address names a second mark."""
        return self.kwargs.get("which") == "second"

    def address_of(self, page: str) -> str:
        """Return where another page of this file, or of this second mark, is: "draft", "history"."""
        name = f"inspections:second-mark-{page}" if self.is_second else f"inspections:file-{page}"
        return reverse(name, args=[self.kwargs["reference"], self.kwargs["number"]])

    @property
    def refer_address(self) -> str:
        """Return where an urgent referral is made from this file, or from this second mark."""
        name = "inspections:second-mark-refer" if self.is_second else "inspections:file-refer"
        return reverse(name, args=[self.kwargs["reference"], self.kwargs["number"]])

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        """Return the questions of the exercise's template."""
        return questions_in_use(self.file.exercise.template_id)

    def file_form(self, *data: Any) -> FileForm:
        """Return the form of the file, with what its draft holds."""
        ratings = ratings_in_use(self.file.exercise.template_id)
        initial = {"version": self.file.version, **initial_from(getattr(self.file, "draft", None))}
        return FileForm(*data, criteria=self.criteria, ratings=ratings, initial=initial)

    def note_opening(self) -> None:
        """Put the opening of the file in the access log."""
        access.log(by=self.request.user, kind=AccessKind.CASE_FILE_READ, what=str(self.file))

    def save_draft(self, form: FileForm) -> ReviewFile:
        """Keep what is put down so far."""
        return actions.save_draft(
            by=self.request.user,
            file=self.file,
            version=form.cleaned_data["version"],
            tab=form.cleaned_data["tab"],
            content=form.content,
            at=clock.now(),
        )


class FilePage(FilePages, FormPage):
    """The form, for the reviewer of a file still to be marked; otherwise what was recorded."""

    template = "file_reviews/file.html"
    form_class = FileForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or what was recorded."""
        self.note_opening()
        if policies.holds_to_mark(request.user, self.file):
            return super().get(request, *args, **kwargs)
        return self.recorded()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; what cannot be saved any more is shown as it was typed, instead of being lost."""
        try:
            file = self.file
        except Http404:
            return kept.lost(self)
        if not policies.reviews(request.user, file):
            return HttpResponseNotAllowed(["GET"])
        if not policies.is_unmarked(request.user, file):
            return self.overtaken(file)
        return super().post(request, *args, **kwargs)

    def form(self, *data: Any) -> FileForm:
        """Return the form of this file."""
        return self.file_form(*data)

    def act(self, form: FileForm) -> ReviewFile:
        """Save the draft, or mark the file."""
        if form.cleaned_data["then"] == DRAFT:
            self.said = "Draft saved."
            return self.save_draft(form)
        file = actions.mark(
            by=self.request.user,
            file=self.file,
            version=form.cleaned_data["version"],
            tab=form.cleaned_data["tab"],
            answers=form.given,
            rating=form.chosen_rating,
            rating_reason=form.cleaned_data["rating_reason"],
            kept=form.kept,
            at=clock.now(),
        )
        self.said = f"File {file.number} is marked. {self.progress.marked} of {self.progress.allocated} done."
        return file

    def done(self, made: ReviewFile) -> str:
        """Stay with a draft; after marking go to the reviewer's next file, or to the exercise when there is none."""
        if made.state != FileState.MARKED:
            return made.get_absolute_url()
        return self.progress.next.href if self.progress.next else self.file.exercise.get_absolute_url()

    @cached_property
    def progress(self) -> Progress:
        """Count the person's files of this exercise, and find the next one to mark."""
        return progress_of(self.request.user, self.file)

    def context(self) -> dict[str, Any]:
        """Return the file, its exercise and how far the reviewer is."""
        return {
            "file": self.file,
            "exercise": self.file.exercise,
            "draft": getattr(self.file, "draft", None),
            "marked": self.progress.marked,
            "allocated": self.progress.allocated,
            "meanwhile": None,
            "may_save": True,
            "leads": policies.leads_file(self.request.user, self.file),
            "referrals": list(self.file.referrals.all()),
        }

    def page(self, form: FileForm, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the form with the number of questions answered."""
        answered = sum(form.answered(section) for section in form.sections)
        return super().page(form, status, answered=answered, **context)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show where what was saved meanwhile differs from what was typed."""
        return self.overtaken(ReviewFile.objects.with_setting().get(pk=stale.record.pk))

    def overtaken(self, saved: ReviewFile) -> HttpResponse:
        """Draw the form as it was typed, beside what is saved; sending it again saves, unless the file is marked."""
        data = self.request.POST.copy()
        data["version"] = str(saved.version)
        form = self.file_form(data)
        form.is_valid()
        form.errors.clear()
        may_save = policies.is_unmarked(self.request.user, saved)
        return self.page(form, status=409, meanwhile=kept.meanwhile(form, saved), may_save=may_save)

    def recorded(self) -> HttpResponse:
        """Show what was recorded."""
        answers = {answer.criterion_id: answer for answer in self.file.answers.all()}
        recorded = [
            (section, [(number, criterion, answers.get(criterion.pk)) for number, criterion in section.questions])
            for section in sections_of(self.criteria)
        ]
        return self.render(
            template="file_reviews/recorded.html",
            file=self.file,
            exercise=self.file.exercise,
            recorded=recorded,
            colours=COLOURS,
            next=self.progress.next,
            **self.around(),
        )

    def around(self) -> dict[str, Any]:
        """Return what else there is about the file: a second mark, what replaces it, referrals, what may be done."""
        file, person = self.file, self.request.user
        twice = ReviewFile.objects.second_marks().filter(Q(pk=file.pk) | Q(second_of=file), state=FileState.MARKED)
        return {
            "compare": file.state == FileState.MARKED and twice.exists(),
            "replaced_by": ReviewFile.objects.with_setting().filter(replaces=file).first(),
            "referrals": list(file.referrals.all()),
            "may_raise": not file.is_second and not file.exercise.inspection.is_published,
            "may_settle": not file.is_second and may_move(file.state, "void") and policies.leads_file(person, file),
        }


class DraftPage(FilePages):
    """Where the form's script sends drafts; it answers in JSON."""

    http_method_names: ClassVar[list[str]] = ["post"]

    def loaded(self, files: ReviewFileQuerySet) -> ReviewFileQuerySet:
        """Return files with what saving a draft asks about."""
        return files.select_related("exercise__inspection", "draft")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the draft, and give the version that the next one must name."""
        if not policies.reviews(request.user, self.file):
            raise PermissionDenied(actions.NOT_REVIEWER)
        if not policies.is_unmarked(request.user, self.file):
            return JsonResponse({"version": self.file.version}, status=409)
        form = self.file_form({**request.POST.dict(), "then": DRAFT})
        if not form.is_valid():
            errors = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"errors": errors}, status=422)
        try:
            file = self.save_draft(form)
        except Stale as stale:
            return JsonResponse({"version": stale.record.version}, status=409)
        except ValidationError as error:
            return JsonResponse({"errors": error.messages}, status=422)
        warnings = [identifiers.warning(one) for found in form.found().values() for one in found]
        return JsonResponse({"version": file.version, "saved": words.moment(clock.now()), "warnings": warnings})


class FileHistory(FilePages, HistoryPage):
    """Who moved and marked a file, with what was answered."""

    permission_required = "inspections.mark_files"

    def record(self) -> ReviewFile:
        """Return the file."""
        return self.file

    def tabs(self, record: ReviewFile) -> list[dict[str, Any]]:
        """Return the two pages of a file."""
        form = record.is_to_mark and policies.reviews(self.request.user, record)
        return [
            {"text": "The file" if form else "What was recorded", "href": record.get_absolute_url()},
            {"text": "History", "href": self.request.path, "active": True},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first; the answers come with the marks."""
        self.note_opening()
        answers = Answer.history.filter(file=self.file).select_related("history_user", "criterion")
        given = [
            history.Change(
                at=row.history_date,
                by=str(row.history_user or "the system"),
                reason=row.history_change_reason,
                record="",
                field=str(row.criterion),
                before="",
                after=in_words(row.value, row.note),
            )
            for row in answers.order_by("history_date", "history_id")
        ]
        changes = [*given, *history.changes(self.file.history.all())]
        return self.render(record=self.file, changes=changes)
