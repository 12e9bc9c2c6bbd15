"""Draws: every one that was made, what one counted and left out, and the reference of a file."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core import clock
from core.lists import Column, ListPage
from core.views import FormPage, Page
from core.words import moment, plural
from forces.models.people import barred_forces
from inspections import policies
from inspections.actions import crime_lists, draws
from inspections.forms.draws import PickedForm
from inspections.models import Draw, Exercise, ExerciseState, PurgeCertificate, ReviewFile
from inspections.views.file_reviews import ExercisePages

LEFT_OUT = {
    "without_identifier": "No crime reference",
    "without_date": "No date that can be read",
    "outside_window": "Recorded outside the window",
    "unmapped": "Offence type not mapped",
    "other_types": "Another offence type, not reviewed",
    "repeated": "Crime reference there already",
}


class DrawPages(ExercisePages, abstract=True):
    """What pages about an exercise's draws need: whoever is barred from the force does not see them."""

    permission_required = "inspections.read_draws"

    @cached_property
    def exercise(self) -> Exercise:
        """Return the exercise, to those inside the inspectorate who may read it and are not barred."""
        exercise = super().exercise
        if exercise.inspection.force_id in barred_forces(self.request.user):
            raise Http404
        return exercise


class DrawList(DrawPages, ListPage):
    """Every draw and dry run of an exercise."""

    template = "file_reviews/draws.html"
    caption = "Draws and dry runs"
    default_sort = "-number"
    empty = "Nothing has been drawn yet."
    columns: ClassVar[list[Column]] = [
        Column("number", "Draw", lambda d: d.number, sort="number", link=lambda d: d.get_absolute_url()),
        Column("kind", "Kind", lambda d: "dry run" if d.is_dry_run else "draw", sort="is_dry_run"),
        Column("at", "When", lambda d: d.at, sort="at", text=lambda d: moment(d.at)),
        Column("by", "By", lambda d: d.by.name, sort="by__name"),
        Column("reason", "Why again", lambda d: d.reason),
        Column("rows", "Rows read", lambda d: d.counts["rows"], numeric=True),
        Column("population", "Crimes to draw from", lambda d: d.counts["population"], numeric=True),
        Column("drawn", "Drawn", lambda d: d.drawn, sort="drawn", numeric=True),
        Column("frame_sha256", "SHA-256 of the frame", lambda d: d.checksum, text=lambda d: f"{d.checksum[:12]}…"),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the page's name."""
        return f"Draws of {self.exercise.reference}"

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the draws."""
        return Draw.objects.filter(exercise=self.exercise).select_related("by", "exercise")

    def context(self) -> dict[str, Any]:
        """Return the exercise, whether this person may draw or change the plan, and the certificate of its purge."""
        person, exercise = self.request.user, self.exercise
        may_plan = exercise.state == ExerciseState.PLANNED and person.has_perm("inspections.plan_file_reviews")
        return {
            "exercise": exercise,
            "may_draw": person.has_perm("inspections.draw_files") and policies.draws(person, exercise),
            "may_plan": may_plan and policies.plans(person, exercise.inspection),
            "certificate": certificate_of(exercise),
        }


class DrawPage(DrawPages):
    """What one draw read, counted, left out and drew."""

    template = "file_reviews/draw.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the draw; none of it tells of a crime."""
        draws = Draw.objects.filter(exercise=self.exercise).select_related("by")
        draw = get_object_or_404(draws, number=self.kwargs["number"])
        may_draw = policies.draws(request.user, self.exercise)
        held = crime_lists.held_lists(self.exercise) if may_draw and draw.is_dry_run else []
        return self.render(
            exercise=self.exercise,
            draw=draw,
            counts=draw.counts,
            left_out=[(words, draw.counts[name]) for name, words in LEFT_OUT.items()],
            named={
                "Values that are not mapped": sorted(draw.counts["unmapped_values"].items()),
                "Values mapped to another type": sorted(draw.counts["other_values"].items()),
            },
            types=types_of(draw, {one.slug: one.title for one in self.exercise.strata.all()}),
            held=held[0] if held else None,
        )


def types_of(draw: Draw, titles: dict[str, str]) -> list[tuple[str, int | None, int, int]]:
    """Return each offence type with its target, if it has one, its crimes, and how many were drawn."""
    counts = draw.counts
    slugs = [*titles, *(slug for slug in counts["types"] if slug not in titles)]
    return [
        (
            titles.get(slug, slug),
            counts["targets"].get(slug),
            counts["types"].get(slug, 0),
            counts["drawn"].get(slug, 0),
        )
        for slug in slugs
    ]


class AddPicked(ExercisePages, FormPage):
    """Adds files that were picked, not drawn, to a dip or a look without count."""

    permission_required = "inspections.draw_files"
    template = "file_reviews/picked.html"

    def form(self, *data: Any) -> PickedForm:
        """Ask the lead for the references; a sample drawn at random has no such page."""
        if self.exercise.has_count:
            raise Http404
        if not policies.may_draw(self.request.user, self.exercise):
            raise PermissionDenied("Only the lead of this exercise adds files to it.")
        return PickedForm(*data, cancel=self.exercise.get_absolute_url())

    def act(self, form: PickedForm) -> Exercise:
        """Add them."""
        made = draws.add_picked(
            by=self.request.user, exercise=self.exercise, references=form.cleaned_data["references"]
        )
        self.said = f"{plural(len(made), 'file')} added."
        return self.exercise

    def context(self) -> dict[str, Any]:
        """Return the exercise."""
        return {"exercise": self.exercise}


class ReferencePage(Page):
    """Shows the force's reference of a file, and logs that it did."""

    permission_required = "inspections.mark_files"
    template = "file_reviews/reference.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to the file's reviewers and the exercise's lead."""
        files = ReviewFile.objects.visible_to(request.user).select_related("exercise__inspection__force")
        file = files.filter(
            exercise__reference=self.kwargs["reference"], number=self.kwargs["number"]
        ).order_by("pk").first()  # fmt: skip
        if file is None:
            raise Http404
        response = self.render(
            file=file,
            exercise=file.exercise,
            shown=draws.show(by=request.user, file=file),
            certificate=certificate_of(file.exercise),
        )
        response["Cache-Control"] = "no-store"
        return response


def certificate_of(exercise: Exercise) -> PurgeCertificate | None:
    """Return the certificate that the references are gone; nobody asks before their day."""
    is_due = exercise.purge_on is not None and exercise.purge_on <= clock.today()
    return PurgeCertificate.objects.filter(exercise=exercise).first() if is_due else None
