"""Exercises: the list, one with its tally, its allocation and its history."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.charts import Part, Share, share_chart
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page
from core.words import plural
from inspections import policies
from inspections.actions import file_reviews as actions
from inspections.forms.file_reviews import AllocationForm, ExerciseFilter
from inspections.forms.review_files import sections_of
from inspections.models import Answer, Criterion, Design, Exercise, FileState, ReviewFile
from inspections.rules.file_reviews import Answered, Tally, answered

STATE_COLOURS = {
    FileState.DRAWN: "grey",
    FileState.ALLOCATED: "blue",
    FileState.IN_PROGRESS: "light-blue",
    FileState.MARKED: "green",
}


def held(exercise: Any, number: int) -> int | None:
    """Return a count of files, or nothing where the files themselves are not held."""
    return number if exercise.drawn or exercise.has_count else None


def good(exercise: Any) -> int | None:
    """Return how many files are good, where the design has such a count and a file is marked."""
    return exercise.good if exercise.has_count and exercise.reviewed else None


class ExerciseList(ListPage):
    """Every exercise a person may know the result of; they are never added together."""

    permission_required = "inspections.read_file_reviews"
    template = "file_reviews/list.html"
    title = "File reviews"
    caption = "Reviews of crime files"
    default_sort = "reference"
    filter_class = ExerciseFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda e: e.reference, sort="reference", link=lambda e: e.get_absolute_url()),
        Column("force", "Force", lambda e: e.inspection.force.name, sort="inspection__force__name",
               link=lambda e: e.inspection.force.get_absolute_url()),
        Column("cycle", "Cycle", lambda e: e.inspection.cycle.slug, sort="inspection__cycle__first_year",
               text=lambda e: e.inspection.cycle.title),
        Column("design", "Design", lambda e: e.design, sort="design", text=lambda e: e.get_design_display()),
        Column("target", "Target", lambda e: e.target, sort="target", numeric=True),
        Column("drawn", "Drawn", lambda e: held(e, e.drawn), numeric=True),
        Column("reviewed", "Reviewed", lambda e: held(e, e.reviewed), numeric=True),
        Column("good", "Good", good, numeric=True),
        Column("title", "What was looked at", lambda e: e.title, sort="title"),
        Column("published", "The report says", lambda e: e.as_published),
        Column("illustrative", "Illustrative", lambda e: e.is_illustrative or e.has_illustrative_files,
               text=lambda e: illustrative(e)),
    ]  # fmt: skip

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return what the filter asks for, each with its own counts."""
        rows = Exercise.objects.visible_to(self.request.user).with_tally()
        names = {"force": "inspection__force__slug", "cycle": "inspection__cycle__slug", "design": "design"}
        wanted = {path: filters[name] for name, path in names.items() if filters[name]}
        return rows.filter(**wanted).select_related("inspection__force", "inspection__cycle")


def illustrative(exercise: Exercise) -> str:
    """Return what of an exercise is made up for the demonstration."""
    if exercise.is_illustrative:
        return "Illustrative"
    return "Files illustrative" if exercise.has_illustrative_files else ""


class ExercisePages(Page, abstract=True):
    """What every page of one exercise needs."""

    permission_required = "inspections.read_file_reviews"

    @cached_property
    def exercise(self) -> Any:
        """Return the exercise with its counts, to those who may read the inspection's contents."""
        exercises = Exercise.objects.visible_to(self.request.user).with_tally()
        return get_object_or_404(
            exercises.select_related("inspection__force", "inspection__cycle", "template", "lead"),
            reference=self.kwargs["reference"],
        )


class ExercisePage(ExercisePages):
    """How the files were chosen, how far the review is, and its tally."""

    template = "file_reviews/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the exercise."""
        exercise = self.exercise
        tally = Tally(exercise.good, exercise.reviewed, exercise.drawn) if exercise.has_count else None
        inside = policies.may_see_progress(request.user, exercise)
        return self.render(
            exercise=exercise,
            tally=tally,
            inside=inside,
            design=Design(exercise.design).label,
            agrees=tally is not None and exercise.as_published == tally.count,
            reviewers=list(progress(exercise)) if inside else [],
            strata=exercise.strata.annotate(**stratum_counts()) if exercise.drawn else [],
            state_colours=STATE_COLOURS,
            tabs=self.tabs(),
            **results_by_theme(exercise, bool(tally and tally.has_percentage)),
            **self.own_files(),
        )

    def own_files(self) -> dict[str, Any]:
        """Return the files this person may open, the next they have to mark, and whether they may allocate."""
        person, exercise = self.request.user, self.exercise
        files = ReviewFile.objects.visible_to(person).filter(exercise=exercise)
        files = list(files.select_related("stratum", "reviewer", "rating")) if exercise.drawn else []
        for file in files:
            file.exercise = exercise
        return {
            "files": files,
            "next_file": next((one for one in files if policies.reviews(person, one) and one.is_to_mark), None),
            "may_allocate": bool(exercise.drawn) and policies.leads(person, exercise) and bool(files),
        }

    def tabs(self) -> list[dict[str, Any]]:
        """Return the pages of the exercise this person may open."""
        found = [{"text": "Results", "href": self.request.path, "active": True}]
        if self.request.user.has_perm("accounts.read_history"):
            href = reverse("inspections:file-review-history", args=[self.exercise.reference])
            found.append({"text": "History", "href": href})
        return found


def progress(exercise: Exercise) -> QuerySet[Any, Any]:
    """Return, for each reviewer, how many files they have and how many are marked."""
    return (
        exercise.files.order_by()
        .values("reviewer__name")
        .annotate(allocated=Count("pk"), marked=Count("pk", filter=Q(state=FileState.MARKED)))
        .order_by(F("reviewer__name").asc(nulls_last=True))
    )


def stratum_counts() -> dict[str, Count]:
    """Return what is counted of each offence type."""
    marked = Q(files__state=FileState.MARKED)
    return {
        "drawn": Count("files"),
        "reviewed": Count("files", filter=marked),
        "good": Count("files", filter=marked & Q(files__rating__counts_as_good=True)),
    }


def results_by_theme(exercise: Any, with_chart: bool) -> dict[str, Any]:
    """Return the themes, and a chart of them once there are files enough to compare lengths."""
    found = themes(exercise) if exercise.reviewed else []
    if not found or not with_chart:
        return {"themes": found, "chart": None}
    shares = [
        Share(
            one["theme"].title,
            [Part(name, getattr(one["total"], name.replace(" ", "_"))) for name in ("yes", "no", "not evidenced")],
        )
        for one in found
    ]
    return {"themes": found, "chart": share_chart(shares, title="Answers by theme, where the question applied")}


def themes(exercise: Exercise) -> list[dict[str, Any]]:
    """Return each theme with its answers added up, and each of its questions."""
    rows = (
        Answer.objects.filter(file__exercise=exercise, file__state=FileState.MARKED)
        .order_by()
        .values_list("criterion_id", "value")
        .annotate(number=Count("pk"))
    )
    counts = answered(rows)
    found = []
    for section in sections_of(list(Criterion.objects.of_template(exercise.template))):
        questions = [(number, one, counts.get(one.pk, Answered())) for number, one in section.questions]
        total = sum((answers for *_, answers in questions), Answered())
        found.append({"theme": section.theme, "total": total, "questions": questions})
    return found


class ExerciseHistory(ExercisePages, HistoryPage):
    """Who changed an exercise."""

    permission_required = "accounts.read_history"

    def record(self) -> Exercise:
        """Return the exercise."""
        return self.exercise


class Allocate(ExercisePages, FormPage):
    """Gives files to reviewers."""

    permission_required = "inspections.allocate_files"
    template = "file_reviews/allocate.html"
    form_class = AllocationForm

    def form(self, *data: Any) -> AllocationForm:
        """Return the form with the people who may review this exercise's files; only its lead gets it."""
        if not policies.may_allocate(self.request.user, self.exercise):
            raise PermissionDenied(actions.NOT_LEAD)
        return AllocationForm(*data, exercise=self.exercise)

    def act(self, form: AllocationForm) -> Exercise:
        """Allocate evenly, or by hand."""
        chosen = form.cleaned_data
        if chosen["how"] == AllocationForm.EVENLY:
            given = actions.allocate_evenly(by=self.request.user, exercise=self.exercise, reviewers=chosen["reviewers"])
        else:
            given = actions.allocate(
                by=self.request.user,
                exercise=self.exercise,
                numbers=chosen["files"],
                reviewer=chosen["reviewer"],
                reason=chosen["reason"],
            )
        self.said = f"{plural(len(given), 'file')} allocated."
        return self.exercise

    def context(self) -> dict[str, Any]:
        """Return the files as they are allocated now."""
        files = self.exercise.files.select_related("stratum", "reviewer")
        return {"exercise": self.exercise, "files": files, "state_colours": STATE_COLOURS}
