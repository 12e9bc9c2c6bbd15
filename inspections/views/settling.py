"""Setting a file aside, comparing its two marks, urgent referrals, locking an exercise."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from inspections import policies
from inspections.actions import referrals, second_marks, settling
from inspections.forms.review_files import in_words, sections_of
from inspections.forms.settling import LockForm, ReasonForm, ReferralAnswerForm, ReferralForm, ResolutionForm
from inspections.models import Exercise, FileState, Referral, Resolution, ReviewFile
from inspections.models.criteria import questions_in_use, ratings_in_use
from inspections.views.file_reviews import ExercisePages
from inspections.views.review_files import FilePages

ANSWER = ("version", "acknowledged_on", "acknowledgement", "outcome")


class FileFormPage(FilePages, FormPage, abstract=True):
    """A form about one file."""

    template = "file_reviews/file_form.html"
    title: str
    words: str
    is_logged = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; one that tells what was found in the file is put in the access log."""
        if self.is_logged:
            self.note_opening()
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return the file above the form."""
        return {"file": self.file, "exercise": self.file.exercise}

    def done(self, made: Any) -> str:
        """Go back to the exercise."""
        return str(self.file.exercise.get_absolute_url())

    def reason_form(self, *data: Any, submit: str) -> ReasonForm:
        """Return a form that asks for a reason."""
        initial = {"version": self.file.version}
        return ReasonForm(*data, initial=initial, submit=submit, cancel=self.file.get_absolute_url())


class VoidFile(FileFormPage):
    """Sets a file aside that should not be in the sample."""

    permission_required = "inspections.lead_file_reviews"
    title = "Set the file aside as void"
    words = (
        "A file is void when it should never have been in the sample: a crime recorded in error, or of another type. "
        "It keeps its number and your reason; the next crime of the drawn order takes its place."
    )

    def form(self, *data: Any) -> ReasonForm:
        """Ask the lead for the reason."""
        if not policies.may_lead(self.request.user, self.file.exercise):
            raise PermissionDenied("Only the lead of this exercise sets a file aside as void.")
        return self.reason_form(*data, submit="Set aside as void")

    def act(self, form: ReasonForm) -> ReviewFile | None:
        """Set it aside, and say what takes its place."""
        made = settling.void(
            by=self.request.user,
            file=self.file,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            kept=form.kept,
        )
        self.said = f"File {self.file.number} is void; file {made.number} takes its place." if made else (
            f"File {self.file.number} is void. No crime of the drawn order is left to take its place."
        )  # fmt: skip
        return made


class NotProvided(FileFormPage):
    """Records that the force did not provide a file."""

    permission_required = "inspections.mark_files"
    title = "The force did not provide this file"
    words = (
        "The file stays in the sample without marks, and the results say how many files were not provided: they may "
        "differ from the others. If the force finds it after all, the lead gives it to a reviewer again."
    )
    said = "Recorded as not provided by the force."

    def form(self, *data: Any) -> ReasonForm:
        """Ask for the reason."""
        return self.reason_form(*data, submit="Record as not provided")

    def act(self, form: ReasonForm) -> ReviewFile:
        """Record it."""
        return settling.not_provided(
            by=self.request.user,
            file=self.file,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            kept=form.kept,
        )


class Marks(FileFormPage):
    """The two marks of a file side by side, once both are in, and which rating counts where they disagree."""

    permission_required = "inspections.mark_files"
    template = "file_reviews/marks.html"
    title = "The two marks of this file"
    is_logged = True
    said = "The disagreement is resolved."

    @cached_property
    def file(self) -> ReviewFile:
        """Return the file, to the lead and to whoever made one of its marks, when both are in."""
        both = ReviewFile.objects.first_marks().filter(second_mark__state=FileState.MARKED)
        found = get_object_or_404(
            both.with_setting().select_related("rating", "reviewer", "second_mark__rating", "second_mark__reviewer"),
            exercise__reference=self.kwargs["reference"],
            number=self.kwargs["number"],
        )
        if not policies.may_compare(self.request.user, found):
            raise Http404
        return found

    @cached_property
    def resolution(self) -> Resolution | None:
        """Return what the lead said counts, if so."""
        return Resolution.objects.select_related("rating", "by").filter(file=self.file).first()

    @property
    def may_resolve(self) -> bool:
        """Say whether this person may say which rating counts, and it has not been said."""
        file = self.file
        differs = file.rating_id != file.second_mark.rating_id
        leads = policies.may_lead(self.request.user, file.exercise) and not file.exercise.is_locked
        return differs and leads and self.resolution is None

    def form(self, *data: Any) -> ResolutionForm:
        """Ask which rating counts."""
        if data and not policies.may_lead(self.request.user, self.file.exercise):
            raise PermissionDenied("Only the lead of this exercise resolves a disagreement.")
        return ResolutionForm(*data, ratings=ratings_in_use(self.file.exercise.template_id))

    def act(self, form: ResolutionForm) -> Resolution:
        """Say which counts."""
        return second_marks.resolve(
            by=self.request.user,
            file=self.file,
            rating=form.cleaned_data["rating"],
            reason=form.cleaned_data["reason"],
            kept=form.kept,
            at=clock.now(),
        )

    def context(self) -> dict[str, Any]:
        """Return both marks, question by question where they differ."""
        first, second = self.file, self.file.second_mark
        return {
            **super().context(),
            "first": first,
            "second": second,
            "differences": differences(first, second),
            "resolution": self.resolution,
            "may_resolve": self.may_resolve,
        }


def differences(first: ReviewFile, second: ReviewFile) -> list[list[dict[str, str]]]:
    """Return a row for each question that two marks answered differently."""
    given: list[dict[int, Any]] = [{}, {}]
    answers = [*first.answers.all(), *second.answers.all()]
    for answer in answers:
        given[answer.file_id == second.pk][answer.criterion_id] = answer
    rows = []
    for section in sections_of(questions_in_use(first.exercise.template_id)):
        for number, criterion in section.questions:
            one, other = (side.get(criterion.pk) for side in given)
            if (one and one.value) != (other and other.value):
                said = [in_words(a.value, a.note) if a else "Not asked" for a in (one, other)]
                rows.append([{"text": f"{number}. {criterion.text}"}, {"text": said[0]}, {"text": said[1]}])
    return rows


class Refer(FileFormPage):
    """Records an urgent referral from a file."""

    permission_required = "inspections.mark_files"
    title = "Urgent referral"
    words = (
        "When a victim is at risk now, tell the force first, by telephone, and then record it here. A referral has no "
        "effect on the file's rating. What you have typed on the file is kept as a draft."
    )
    said = "The urgent referral is recorded."

    def form(self, *data: Any) -> ReferralForm:
        """Ask what the risk is and who was told."""
        return ReferralForm(*data, cancel=self.file.get_absolute_url())

    def act(self, form: ReferralForm) -> Referral:
        """Record it."""
        return referrals.refer(
            by=self.request.user,
            file=self.file,
            what=form.cleaned_data["what"],
            to_whom=form.cleaned_data["to_whom"],
            kept=form.kept,
            at=clock.now(),
        )

    def done(self, made: Any) -> str:
        """Go to the referral."""
        return str(made.get_absolute_url())


class ReferralPage(FileFormPage):
    """One urgent referral, and what the force did about it."""

    permission_required = "inspections.mark_files"
    template = "file_reviews/referral.html"
    title = "Urgent referral"
    is_logged = True
    said = "The force's answer is saved."

    @cached_property
    def referral(self) -> Referral:
        """Return the referral of this file."""
        return get_object_or_404(self.file.referrals.select_related("made_by", "file"), pk=self.kwargs["pk"])

    def form(self, *data: Any) -> ReferralAnswerForm:
        """Ask what the force answered."""
        held = self.referral
        initial = {name: getattr(held, name) for name in ANSWER}
        return ReferralAnswerForm(*data, initial=initial, cancel=self.file.get_absolute_url())

    def act(self, form: ReferralAnswerForm) -> Referral:
        """Save the answer."""
        given = {name: form.cleaned_data[name] for name in ANSWER}
        return referrals.answer(by=self.request.user, referral=self.referral, kept=form.kept, on=clock.today(), **given)

    def context(self) -> dict[str, Any]:
        """Return the referral."""
        return {**super().context(), "referral": self.referral}

    def done(self, made: Any) -> str:
        """Stay with the referral."""
        return self.request.path


class LockExercise(ExercisePages, FormPage):
    """Locks an exercise whose files are all settled."""

    permission_required = "inspections.lead_file_reviews"
    template = "file_reviews/lock.html"
    said = "This review is locked. Its results stand."

    def form(self, *data: Any) -> LockForm:
        """Ask the lead to confirm."""
        if not policies.may_lead(self.request.user, self.exercise):
            raise PermissionDenied("Only the lead of this exercise locks it.")
        initial = {"version": self.exercise.version}
        return LockForm(*data, initial=initial, cancel=self.exercise.get_absolute_url())

    def act(self, form: LockForm) -> Exercise:
        """Lock it."""
        version = form.cleaned_data["version"]
        return settling.lock_exercise(by=self.request.user, exercise=self.exercise, version=version, at=clock.now())

    def context(self) -> dict[str, Any]:
        """Return what still stands in the way."""
        return {"exercise": self.exercise, "missing": settling.why_not_lock(self.exercise)}
