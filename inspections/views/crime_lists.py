"""A force's crime list: sending it, saying what its columns and values are, drawing from it, deleting it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.views import FormPage, Page
from inspections import drawing, policies
from inspections.actions import crime_lists, draws
from inspections.crime_lists import UnreadableList
from inspections.forms.draws import ColumnsForm, DrawForm, ListForm, TypesForm
from inspections.models import CrimeList, Exercise, ListFormat
from inspections.rules.list_formats import likely_columns
from inspections.views.file_reviews import ExercisePages


class LeadPages(ExercisePages, abstract=True):
    """What only the lead of an exercise opens."""

    permission_required = "inspections.draw_files"

    @cached_property
    def exercise(self) -> Exercise:
        """Return the exercise, to its lead."""
        exercise = super().exercise
        if not policies.may_draw(self.request.user, exercise):
            raise PermissionDenied(draws.NOT_LEAD)
        return exercise


class SendList(LeadPages, FormPage):
    """Takes in a force's crime list."""

    template = "file_reviews/send_list.html"
    said = "The list has arrived. It is deleted when the draw ends, and after 24 hours at the latest."

    def form(self, *data: Any) -> ListForm:
        """Return the form, to the lead."""
        return ListForm(*data, cancel=self.exercise.get_absolute_url())

    def act(self, form: ListForm) -> CrimeList:
        """Keep the list."""
        return crime_lists.receive(
            by=self.request.user, exercise=self.exercise, file=form.cleaned_data["file"], at=timezone.now()
        )

    def done(self, made: CrimeList) -> str:
        """Go on to the columns where the force's are not known, or not in this list."""
        kept = ListFormat.objects.filter(force=self.exercise.inspection.force_id).first()
        if kept and not drawing.misfit(kept, drawing.headings_of(made)):
            return made.get_absolute_url()
        return reverse("inspections:list-columns", args=[self.exercise.reference, made.pk])

    def context(self) -> dict[str, Any]:
        """Return what stands in the way of a draw, and the list that is held already."""
        held = crime_lists.held_lists(self.exercise)
        return {
            "exercise": self.exercise,
            "why_not": draws.why_not_draw(self.exercise, clock.today()),
            "held": held[0] if held else None,
        }


class ListPages(LeadPages, abstract=True):
    """What every page of a list needs: the list, and what is kept for its force."""

    @cached_property
    def held(self) -> CrimeList:
        """Return the list."""
        lists = CrimeList.objects.filter(exercise=self.exercise).select_related("job", "uploaded_by")
        held = get_object_or_404(lists, pk=self.kwargs["pk"])
        held.exercise = self.exercise
        return held

    @cached_property
    def kept(self) -> ListFormat | None:
        """Return what is kept for the force."""
        return ListFormat.objects.filter(force=self.exercise.inspection.force_id).first()

    @cached_property
    def headings(self) -> list[str]:
        """Return the list's headings; none once it is deleted."""
        return drawing.headings_of(self.held) if self.held.is_held else []

    @cached_property
    def misfit(self) -> str:
        """Return why the kept columns do not fit, or nothing."""
        return drawing.misfit(self.kept, self.headings) if self.held.is_held else ""

    @cached_property
    def values(self) -> Counter[str]:
        """Return the offence types of the list with their counts; raise `ValidationError` where they are none."""
        if not self.held.is_held or self.misfit or self.kept is None:
            return Counter()
        return drawing.values_in(self.held, self.kept.offence_type)

    def done(self, made: Any) -> str:
        """Go back to the list."""
        return self.held.get_absolute_url()


class ListPage(ListPages, FormPage):
    """A list that is held: how it is read, and the two buttons."""

    template = "file_reviews/crime_list.html"
    said = "The list is being read."

    def form(self, *data: Any) -> DrawForm:
        """Return the buttons: the draw only where nothing stands in its way."""
        return DrawForm(
            *data,
            initial={"version": self.exercise.version},
            is_drawn=draws.is_drawn(self.exercise),
            can_draw=not self.why_not,
        )

    @cached_property
    def why_not(self) -> str:
        """Return why the sample stands as it is, or nothing."""
        return draws.why_not_draw(self.exercise, clock.today())

    def act(self, form: DrawForm) -> CrimeList:
        """Start the job."""
        if wrong := self.misfit:
            raise ValidationError(wrong)
        return crime_lists.start(
            by=self.request.user,
            held=self.held,
            version=form.cleaned_data["version"],
            is_dry_run=form.is_dry_run,
            reason=form.cleaned_data["reason"],
            on=clock.today(),
        )

    def done(self, made: CrimeList) -> str:
        """Go to the progress bar."""
        return made.job.get_absolute_url() if made.job else made.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Return the list and what its values are taken for."""
        wrong = self.misfit
        try:
            values = self.values
        except (ValidationError, UnreadableList) as refusal:
            values, wrong = Counter(), " ".join(getattr(refusal, "messages", [str(refusal)]))
        return {
            "exercise": self.exercise,
            "held": self.held,
            "kept": self.kept,
            "misfit": wrong,
            "rows": drawing.meanings(self.exercise, values, self.kept.types if self.kept else {}),
            "left_out": drawing.left_out(self.exercise, values, self.kept.types if self.kept else {}),
            "why_not": self.why_not,
            "is_busy": crime_lists.is_busy(self.held),
            "outcome": crime_lists.outcome(self.held),
        }


class ListColumns(ListPages, FormPage):
    """Says which columns of the force's lists are read."""

    template = "file_reviews/list_form.html"
    said = "The columns are kept for this force."
    heading: ClassVar[str] = "Choose the columns"
    words: ClassVar[str] = (
        "This is asked once for each force. These are the headings of the list, and nothing else of it."
    )

    def form(self, *data: Any) -> ColumnsForm:
        """Return the form with what is kept, else what is likely."""
        kept = self.kept
        names = ("identifier", "recorded_on", "offence_type")
        initial = {name: getattr(kept, name) for name in names} if kept else likely_columns(self.headings)
        return ColumnsForm(
            *data,
            headings=self.headings,
            initial={"version": kept.version if kept else 0, **initial},
            cancel=self.held.get_absolute_url(),
        )

    def act(self, form: ColumnsForm) -> ListFormat:
        """Keep them."""
        return crime_lists.name_columns(
            by=self.request.user,
            exercise=self.exercise,
            version=form.cleaned_data["version"],
            columns=form.columns,
            headings=self.headings,
        )

    def done(self, made: Any) -> str:
        """Go on to the offence types."""
        return reverse("inspections:list-types", args=[self.exercise.reference, self.held.pk])

    def context(self) -> dict[str, Any]:
        """Return the list."""
        return {"exercise": self.exercise, "held": self.held}


class ListTypes(ListPages, FormPage):
    """Says what the force's offence types mean."""

    template = "file_reviews/list_form.html"
    said = "The offence types are kept for this force."
    heading: ClassVar[str] = "Map the offence types"
    words: ClassVar[str] = (
        "Each value of the list with the number of its rows. What says the same as a type of this review is filled in: "
        "look it over."
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the values; where there are none to show, say why on the list's page."""
        if self.why_none():
            messages.error(request, self.why_none())
            return redirect(self.held.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def why_none(self) -> str:
        """Return why the values cannot be shown, or nothing."""
        try:
            return "" if self.values else self.misfit or "The list holds no offence types to map."
        except (ValidationError, UnreadableList) as refusal:
            return " ".join(getattr(refusal, "messages", [str(refusal)]))

    def form(self, *data: Any) -> TypesForm:
        """Return the form with what is kept, else what is likely."""
        kept = self.kept
        values = Counter[str]() if self.why_none() else self.values
        return TypesForm(
            *data,
            values=values,
            strata=list(self.exercise.strata.all()),
            kept=drawing.suggested(self.exercise, values, kept.types if kept else {}),
            initial={"version": kept.version if kept else 0},
            cancel=self.held.get_absolute_url(),
        )

    def act(self, form: TypesForm) -> ListFormat:
        """Keep them."""
        return crime_lists.map_types(
            by=self.request.user, exercise=self.exercise, version=form.cleaned_data["version"], types=form.types
        )

    def context(self) -> dict[str, Any]:
        """Return the list."""
        return {"exercise": self.exercise, "held": self.held}


class DeleteList(ListPages, Page):
    """Deletes a list's content."""

    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it, or say why not."""
        try:
            crime_lists.delete(by=request.user, held=self.held, at=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.held.get_absolute_url())
        messages.success(request, "The list is deleted. Its checksum stays.")
        return redirect(self.exercise.get_absolute_url())
