"""The list of inspections, and the history of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core import history
from core.dates import in_words
from core.history import Change
from core.lists import Column, ListPage
from core.views import HistoryPage
from inspections.forms.inspections import InspectionFilter
from inspections.models import Grade, Inspection, Judgment, Question, ScopeEntry, Stage
from inspections.models.inspections import InspectionQuerySet
from inspections.views.sections import sections

COLOURS = {
    Stage.PLANNED: "grey",
    Stage.SCOPED: "grey",
    Stage.FIELDWORK: "light-blue",
    Stage.EVIDENCE_CLOSED: "light-blue",
    Stage.DRAFTING: "purple",
    Stage.MODERATION: "purple",
    Stage.WITH_FORCE: "yellow",
    Stage.APPROVED: "turquoise",
    Stage.PUBLISHED: "green",
}


class InspectionList(ListPage):
    """Every inspection a person may know of."""

    permission_required = "inspections.read_inspections"
    title = "Inspections"
    caption = "Inspections, by force and cycle"
    default_sort = "reference"
    filter_class = InspectionFilter
    columns: ClassVar[list[Column]] = [
        Column("reference", "Reference", lambda i: i.reference, sort="reference", link=lambda i: i.get_absolute_url()),
        Column("force", "Force", lambda i: i.force.name, sort="force__name", link=lambda i: i.force.get_absolute_url()),
        Column("cycle", "Cycle", lambda i: i.cycle.slug, sort="cycle__first_year", text=lambda i: i.cycle.title),
        Column("kind", "Kind", lambda i: i.kind, sort="kind", text=lambda i: i.get_kind_display()),
        Column("stage", "Stage", lambda i: i.stage, sort="stage", text=lambda i: i.get_stage_display(),
               tag=lambda i: COLOURS[i.stage]),
        Column("published_on", "Published", lambda i: i.published_on, sort="published_on",
               text=lambda i: in_words(i.published_on)),
        Column("illustrative", "Illustrative", lambda i: i.is_illustrative,
               text=lambda i: "Illustrative" if i.is_illustrative else " "),
    ]  # fmt: skip

    def sections(self) -> list[dict[str, Any]]:
        """Return the lists beside this one."""
        return sections(self.request.user, self.request.path)

    def rows(self, filters: dict[str, Any]) -> InspectionQuerySet:
        """Return what the filter asks for of what the person may know of."""
        rows = Inspection.objects.visible_to(self.request.user).select_related("force", "cycle")
        return rows.filter(**{name: filters[name] for name in ("force", "cycle", "kind", "stage") if filters[name]})


class InspectionHistory(HistoryPage):
    """Who changed an inspection, and how."""

    def record(self) -> Inspection:
        """Return the inspection, to those who may read its contents."""
        readable = Inspection.objects.with_contents_visible_to(self.request.user)
        return get_object_or_404(readable, reference=self.kwargs["reference"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes of the inspection, its scope and, to who may read them, its judgments, newest first."""
        record = self.record()
        titles = dict(Question.objects.filter(framework=record.framework_id).values_list("pk", "title"))
        grades = {str(pk): label for pk, label in Grade.objects.values_list("pk", "label")}
        found = history.changes(record.history.all())
        reads_workings = Inspection.objects.with_workings_visible_to(request.user).filter(pk=record.pk).exists()
        # how a judgment came about is never published, though the judgment is
        judged = [(Judgment, "Judgment")] if reads_workings else []
        for model, word in [(ScopeEntry, "Scope"), *judged]:
            rows = model.history.filter(inspection=record.pk)  # type: ignore[attr-defined]
            found += history.changes_of_many(
                rows, lambda row, word=word: f"{word}, {titles.get(row.question_id, 'overall')}"
            )
        shown = [in_grades(change, grades) if change.field == "grade" else change for change in found]
        return self.render(record=record, changes=sorted(shown, key=lambda change: change.at, reverse=True))


def in_grades(change: Change, grades: dict[str, str]) -> Change:
    """Return a change of grade in words."""
    return replace(
        change, before=grades.get(change.before, change.before), after=grades.get(change.after, change.after)
    )
