"""A measure edited: made, changed, its series broken; who changed what."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import dates
from core.views import HistoryPage, Page
from forces import changes
from forces.actions import measures
from forces.forms.reference import BreakForm, MeasureForm, RemoveForm
from forces.models import Force, Measure, SeriesBreak, Value
from forces.views.editing import EditPage


class NewMeasure(EditPage):
    """Makes a measure."""

    permission_required = measures.EDIT
    title = "New measure"
    said = "The measure is made. A collection can ask for it now."

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list."""
        return [("Measures", reverse("forces:measures"))]

    def form(self, *data: Any) -> MeasureForm:
        """Return the form with the measures it may rest on."""
        return MeasureForm(*data, measures=list(Measure.objects.all()))

    def act(self, form: MeasureForm) -> Measure:
        """Make it."""
        return measures.create(by=self.request.user, fields=form.fields_to_save())


class OfMeasure(Page, abstract=True):
    """A page under a measure's address."""

    permission_required = "forces.read_measures"

    @cached_property
    def measure(self) -> Measure:
        """Return the measure, fetched once."""
        return get_object_or_404(Measure.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the measure."""
        return pages_of(self.measure, self.request)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list and the measure."""
        return [("Measures", reverse("forces:measures")), (str(self.measure), self.measure.get_absolute_url())]


def pages_of(measure: Measure, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages of a measure that a person may open."""
    user: Any = request.user
    home = measure.get_absolute_url()
    pages = [
        ("Figures", home, "forces.read_measures"),
        ("History", f"{home}history/", "accounts.read_history"),
        ("Edit", f"{home}edit/", measures.EDIT),
    ]
    return [
        {"text": text, "href": href, "active": href == request.path}
        for text, href, permission in pages
        if user.has_perm(permission)
    ]


class ChangeMeasure(OfMeasure, EditPage):
    """Changes a measure, and leads to the breaks of its series."""

    permission_required = measures.EDIT
    title = "Edit"
    said = "The measure is changed."

    def form(self, *data: Any) -> MeasureForm:
        """Return the form with the measure as it is."""
        every = list(Measure.objects.all())
        return MeasureForm(*data, measures=every, instance=self.measure)

    def act(self, form: MeasureForm) -> Measure:
        """Save it."""
        cleaned = form.cleaned_data
        return measures.change(
            by=self.request.user,
            measure=self.measure,
            version=cleaned["version"],
            fields=form.fields_to_save(),
            reason=cleaned["reason"],
        )

    def context(self) -> dict[str, Any]:
        """Return how many figures are held, and the breaks."""
        return {
            **super().context(),
            "caption": str(self.measure),
            "tabs": self.tabs(),
            "measure": self.measure,
            "held": Value.objects.filter(measure=self.measure).count(),
            "breaks": list(self.measure.breaks.select_related("force")),
        }


class MeasureHistory(OfMeasure, HistoryPage):
    """Who changed a measure or a break of its series."""

    permission_required = "accounts.read_history"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        return self.render(record=self.measure, changes=changes.of_measure(self.measure))


class NewBreak(OfMeasure, EditPage):
    """Says from when figures cannot be set against earlier ones."""

    permission_required = measures.EDIT
    title = "Add a break in the series"
    said = "The break is added."

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the measure's pages above."""
        return [*super().crumbs(), ("Edit", f"{self.measure.get_absolute_url()}edit/")]

    def form(self, *data: Any) -> BreakForm:
        """Return the form with the forces."""
        return BreakForm(*data, forces=list(Force.objects.in_scope()))

    def act(self, form: BreakForm) -> SeriesBreak:
        """Add it."""
        return measures.add_break(by=self.request.user, measure=self.measure, **form.cleaned_data)

    def done(self, made: Any) -> str:
        """Go back to the measure's form."""
        return f"{self.measure.get_absolute_url()}edit/"


class RemoveBreak(NewBreak):
    """Takes a break back that was none."""

    permission_required = measures.EDIT
    title = "Remove a break in the series"
    said = "The break is removed; the History tab keeps it."

    @cached_property
    def held(self) -> SeriesBreak:
        """Return the break, fetched once."""
        return get_object_or_404(SeriesBreak.objects.select_related("force", "measure"), pk=self.kwargs["pk"],
                                 measure=self.measure)  # fmt: skip

    def form(self, *data: Any) -> Any:
        """Return the form."""
        return RemoveForm(*data)

    def act(self, form: Any) -> Any:
        """Remove it."""
        return measures.remove_break(by=self.request.user, held=self.held, reason=form.cleaned_data["reason"])

    def context(self) -> dict[str, Any]:
        """Say which."""
        held = self.held
        where = f"in {held.force}" if held.force else "in all forces"
        return {**super().context(), "intro": f"From {dates.in_words(held.on)} {where}: {held.reason}."}
