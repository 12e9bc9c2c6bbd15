"""The results of an exercise: its page, its files, and the document for the inspection file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from core import clock
from core.charts import Part, Share, share_chart
from core.dates import in_words
from core.documents import DocumentsUnavailable, pdf
from core.exporters import csv_response, xlsx_response
from inspections import policies
from inspections.models import Design
from inspections.result_lines import HEADINGS, lines
from inspections.results import QuestionResult, Results, TypeResult, marks_again, not_provided, results_of
from inspections.rules.file_reviews import FEWEST_FOR_PERCENTAGE, Answered, interval, per_cent
from inspections.rules.results import FEWEST_SHOWN
from inspections.views.file_reviews import ExercisePages

FILES = {"csv": csv_response, "xlsx": xlsx_response}
WITHHELD = "Withheld"


class ResultsPages(ExercisePages, abstract=True):
    """What the page and the document share."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the results, and files of them, from whoever still has a second mark to make."""
        if request.user.has_perm(self.permission_required) and marks_again(self.exercise, request.user):
            return self.render(template="file_reviews/results_later.html", exercise=self.exercise, tabs=self.tabs())
        return super().dispatch(request, *args, **kwargs)

    def results(self) -> Results:
        """Gather what this person may see."""
        person, exercise = self.request.user, self.exercise
        with_small = self.is_inside and policies.may_see_small_counts(person, exercise)
        return results_of(exercise, person, with_small=with_small)

    def shown(self, found: Results) -> dict[str, Any]:
        """Return what both show of the results."""
        return {
            "exercise": self.exercise,
            "design": Design(self.exercise.design).label,
            "results": found,
            "inside": self.is_inside,
            "not_provided": not_provided(found.tally),
            "types": [type_cells(found, one) for one in found.types],
            "themes": [answer_cells(theme.title, counts, theme.not_asked) for theme, counts in found.totals],
        }


class ResultsPage(ResultsPages):
    """The tally in words, what it rests on, by offence type, by theme and by question."""

    template = "file_reviews/results.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, or with the file the address asks for."""
        found = self.results()
        file = FILES.get(request.GET.get("format", ""))
        if file:
            return file(f"{self.exercise.reference}-results", HEADINGS, lines(found), list)
        return self.render(
            tabs=self.tabs(),
            questions=[
                (theme.title, [question_cells(found, one) for one in theme.questions]) for theme in found.themes
            ],
            chart=chart(found),
            **self.shown(found),
        )


class ResultsDocument(ResultsPages):
    """One page of results for the inspection file; taking it away is logged as any file is."""

    template = "errors/no_documents.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the document; say so where none can be made."""
        exercise, title = self.exercise, f"File review {self.exercise.reference}: results"
        draw = exercise.draws.filter(is_dry_run=False).order_by("-number").first()
        shown = self.shown(self.results())
        page = render_to_string(
            "documents/file_review.html", {"title": title, "date": in_words(clock.today()), "draw": draw, **shown}
        )
        try:
            made = pdf(page, title=title)
        except DocumentsUnavailable as missing:
            return self.render(503, why=str(missing), exercise=exercise)
        name = f'attachment; filename="{exercise.reference}-results.pdf"'
        return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


# --- cells ---------------------------------------------------------------------------------------------------


def numeric(*values: Any) -> list[dict[str, Any]]:
    """Return cells of numbers."""
    return [{"text": value, "numeric": True} for value in values]


def type_cells(found: Results, one: TypeResult) -> list[dict[str, Any]]:
    """Return a row of the table of offence types; a weight only where the design has some."""
    crimes = "–" if one.crimes is None else f"{one.crimes:,}"
    weight = [per_cent(found.weights.get(one.title, 0))] if found.weights else []
    files: list[Any] = [one.tally.drawn, one.tally.reviewed, with_share(one) if found.exercise.has_count else "–"]
    if not one.is_shown:
        files = [WITHHELD] * 3
        crimes = WITHHELD if (one.crimes or 0) < FEWEST_SHOWN else crimes
    return [{"text": one.title}, *numeric(crimes, *weight, *files)]


def with_share(one: TypeResult) -> str:
    """Return how many of a type's files are good, with share and interval from 30 files."""
    if not one.tally.has_percentage:
        return str(one.tally.good)
    return f"{one.tally.good} ({share_in_words(one.tally.good, one.tally.reviewed)})"


def answer_cells(what: str, counts: Answered, not_asked: int) -> list[dict[str, Any]]:
    """Return a row of a table of answers: not applicable and not asked are beside the denominator, never in it."""
    numbers = (counts.no, counts.not_evidenced, counts.not_applicable, not_asked)
    return [{"text": what}, {"text": counts.in_words}, *numeric(*numbers)]


def question_cells(found: Results, one: QuestionResult) -> list[dict[str, Any]]:
    """Return a question's row; its share only where the sample is one draw, of 30 files it applied to."""
    asked = f"; asked {one.condition}" if one.condition else ""
    cells = answer_cells(f"{one.number}. {one.text}{asked}", one.counts, one.not_asked)
    if found.has_shares and one.counts.applicable >= FEWEST_FOR_PERCENTAGE:
        cells[1]["text"] += f" ({share_in_words(one.counts.yes, one.counts.applicable)})"
    return cells


def share_in_words(good: int, reviewed: int) -> str:
    """Return "77%, 65% to 86%"."""
    low, high = interval(good, reviewed)
    return f"{per_cent(good / reviewed)}, {per_cent(low)} to {per_cent(high)}"


def chart(found: Results) -> Any:
    """Return the answers by theme as a chart, once there are files enough to compare lengths."""
    if not (found.exercise.has_count and found.tally.has_percentage and found.themes):
        return None
    shares = [
        Share(theme.title, [
            Part("yes", counts.yes), Part("no", counts.no), Part("not evidenced", counts.not_evidenced)
        ])
        for theme, counts in found.totals
    ]  # fmt: skip
    return share_chart(shares, title="Answers by theme, where the question applied")
