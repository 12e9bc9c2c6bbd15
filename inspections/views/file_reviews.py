"""Exercises: the list, one with its tally, its allocation and its history."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page
from core.words import plural
from forces.models.people import barred_forces
from inspections import policies, worklists
from inspections.actions import file_reviews as actions
from inspections.actions import settling
from inspections.forms.file_reviews import AllocationForm, ExerciseFilter
from inspections.models import Design, Exercise, FileState, Referral, ReviewFile
from inspections.models.review_files import TO_MARK
from inspections.results import groups_of
from inspections.rules.file_reviews import FileGroup, Tally, tallied

STATE_COLOURS = {
    FileState.DRAWN: "grey",
    FileState.ALLOCATED: "blue",
    FileState.IN_PROGRESS: "light-blue",
    FileState.MARKED: "green",
    FileState.VOID: "red",
    FileState.NOT_PROVIDED: "yellow",
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
        rows = Exercise.objects.visible_to(self.request.user).with_tally(self.request.user)
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
    def exercise(self) -> Exercise:
        """Return the exercise, to those who may read the inspection's contents."""
        return get_object_or_404(
            Exercise.objects.visible_to(self.request.user).select_related(
                "inspection__force", "inspection__cycle", "template", "lead", "locked_by"
            ),
            reference=self.kwargs["reference"],
        )

    @cached_property
    def is_inside(self) -> bool:
        """Say whether the person is of the inspectorate and not barred from the force: `policies.may_see_progress`."""
        person, force = self.request.user, self.exercise.inspection.force_id
        return not policies.is_outside(person, self.exercise) and force not in barred_forces(person)

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the exercise this person may open."""
        person = self.request.user
        names = [("Review", "inspections:file-review"), ("Results", "inspections:file-review-results")]
        if person.has_perm("inspections.read_draws") and self.is_inside:
            names.append(("Draws", "inspections:draws"))
        if person.has_perm("accounts.read_history"):
            names.append(("History", "inspections:file-review-history"))
        found = [(text, reverse(name, args=[self.exercise.reference])) for text, name in names]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in found]


class ExercisePage(ExercisePages):
    """How the files were chosen, how far the review is, and its tally."""

    template = "file_reviews/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the exercise."""
        exercise = self.exercise
        own, inside = self.own_files(), self.is_inside
        tally = self.tally if exercise.has_count and not own["marks_again"] else None
        return self.render(
            exercise=exercise,
            tally=tally,
            drawn=self.tally.drawn,
            inside=inside,
            design=Design(exercise.design).label,
            agrees=tally is not None and exercise.as_published == tally.count,
            reviewers=self.reviewers() if inside else [],
            types=list(exercise.strata.values_list("title", flat=True)),
            tabs=self.tabs(),
            **own,
        )

    @cached_property
    def groups(self) -> list[FileGroup]:
        """Return the files counted in one query: every number of the page is a sum of these."""
        return groups_of(self.exercise)

    @cached_property
    def tally(self) -> Tally:
        """Return the count of all the files, without second marks."""
        firsts = [group for group in self.groups if not group.is_second]
        return tallied(firsts).get(None, Tally(0, 0, 0))

    def reviewers(self) -> list[tuple[str | None, bool, Tally]]:
        """Return how far each reviewer is, with files and then with second marks; those nobody has come last."""
        found = tallied(self.groups, by=lambda group: (group.reviewer, group.is_second))
        ordered = sorted(found.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", item[0][1]))
        return [(name, is_second, tally) for (name, is_second), tally in ordered]

    def own_files(self) -> dict[str, Any]:
        """Return the files this person may open, the next they have to mark, and whether they may allocate."""
        person, exercise = self.request.user, self.exercise
        files = ReviewFile.objects.visible_to(person).filter(exercise=exercise)
        names = ("number", "stratum__title", "reviewer_id", "reviewer__name", "state", "rating__label", "is_second")
        rows = list(files.annotate(is_second=worklists.is_second()).order_by("number", "is_second").values(*names))
        waiting = [row for row in rows if row["reviewer_id"] == person.pk and row["state"] in TO_MARK]
        first = min(waiting, key=lambda row: (row["is_second"], row["number"]), default=None)
        leads = policies.leads(person, exercise) and not exercise.is_locked
        return {
            "files": [file_cells(exercise, row) for row in rows],
            "next": worklists.Next(exercise.reference, first["number"], first["is_second"]) if first else None,
            "may_allocate": bool(rows) and leads,
            "marks_again": any(row["is_second"] for row in waiting),
            "may_add": leads and not exercise.has_count and exercise.template is not None,
            "left": worklists.left_behind(exercise) if leads else [],
            "referrals": self.unanswered() if policies.leads(person, exercise) else [],
            **(self.to_settle() if rows and leads else {"missing": None, "disagreements": []}),
        }

    def unanswered(self) -> list[Referral]:
        """Return the urgent referrals the force has not acknowledged; one query."""
        made = Referral.objects.filter(file__exercise=self.exercise, acknowledged_on=None)
        return list(made.select_related("file__exercise"))

    def to_settle(self) -> dict[str, Any]:
        """Return what the lead has to see to before the exercise can be locked."""
        disagreements = settling.disagreements(self.exercise).select_related("exercise")
        return {"missing": settling.why_not_lock(self.exercise), "disagreements": disagreements}


def file_cells(exercise: Exercise, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row of the table of files."""
    state = FileState(row["state"])
    place = worklists.Next(exercise.reference, row["number"], row["is_second"])
    return [
        {"text": f"File {row['number']}{', second mark' if row['is_second'] else ''}", "href": place.href},
        {"text": row["stratum__title"] or "–"},
        {"text": row["reviewer__name"] or "Nobody yet"},
        {"text": state.label, "tag": STATE_COLOURS[state]},
        {"text": row["rating__label"] or "–"},
    ]


class ExerciseHistory(ExercisePages, HistoryPage):
    """Who changed an exercise."""

    permission_required = "accounts.read_history"

    def record(self) -> Exercise:
        """Return the exercise."""
        return self.exercise


class Allocate(ExercisePages, FormPage):
    """Gives files to reviewers."""

    permission_required = "inspections.lead_file_reviews"
    template = "file_reviews/allocate.html"
    form_class = AllocationForm

    def form(self, *data: Any) -> AllocationForm:
        """Return the form with the people who may review this exercise's files; only its lead gets it."""
        if not policies.may_allocate(self.request.user, self.exercise):
            raise PermissionDenied(actions.NOT_LEAD)
        return AllocationForm(*data, exercise=self.exercise)

    def act(self, form: AllocationForm) -> Exercise:
        """Share out what waits, or give some by hand."""
        chosen = form.cleaned_data
        if chosen["how"] in form.SHARED:
            given = actions.allocate_evenly(
                by=self.request.user,
                exercise=self.exercise,
                reviewers=chosen["reviewers"],
                by_type=chosen["how"] == form.BALANCED,
            )
        else:
            given = actions.allocate(
                by=self.request.user,
                exercise=self.exercise,
                numbers=chosen["files"],
                reviewer=chosen["reviewer"],
                reason=chosen["reason"],
                second=chosen["how"] == form.SECOND_BY_HAND,
            )
        seconds = sum(file.is_second for file in given)
        counts = [(len(given) - seconds, "file"), (seconds, "second mark")]
        self.said = f"{' and '.join(plural(number, what) for number, what in counts if number)} allocated."
        return self.exercise

    def context(self) -> dict[str, Any]:
        """Return the files as they are allocated now."""
        files = self.exercise.files.select_related("stratum", "reviewer").order_by("number", "pk")
        return {"exercise": self.exercise, "files": files, "state_colours": STATE_COLOURS}
