"""The figures a section carries: putting one in, its caption and place, taking it out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from core.views import FormPage
from forces.models import Measure, Period, PublishedFigure, Value
from reports.actions import report_figures as actions
from reports.forms.writing import REMOVE, TAKE_ANEW, AddFigureForm, ChangeFigureForm
from reports.models import ReportFigure, Section
from reports.views.sections import OfSection
from reports.views.writing import WRITE

Pair = tuple[Measure, Period]


class FigurePage(OfSection, FormPage, abstract=True):
    """A form about a figure of a section."""

    permission_required = WRITE
    template = "reports/figure.html"

    def context(self) -> dict[str, Any]:
        """Return the section."""
        return {"inspection": self.inspection, "section": self.section}

    def done(self, made: Any) -> str:
        """Go back to the section."""
        return f"{self.section.get_absolute_url()}#figures"


class AddFigure(FigurePage):
    """Puts a figure in."""

    title = "Put a figure in"
    said = "The figure is in the section."

    @cached_property
    def pairs(self) -> dict[str, Pair]:
        """Return what is published of the force, or of England and Wales, that the section does not carry."""
        force = self.inspection.force_id
        printed = PublishedFigure.objects.order_by().values_list("measure", "period")
        values = Value.objects.published().filter(force=force).order_by().values_list("measure", "period")
        held = set(values.union(printed)) - set(self.section.figures.values_list("measure", "period"))
        measures = Measure.objects.select_related("denominator_measure").in_bulk({measure for measure, _ in held})
        periods = Period.objects.in_bulk({period for _, period in held})
        pairs = [(measures[measure], periods[period]) for measure, period in held]
        pairs.sort(key=lambda pair: (pair[0].title, -pair[1].ends_on.toordinal(), pair[1].slug))
        return {f"{measure.slug}:{period.slug}": (measure, period) for measure, period in pairs}

    def form(self, *data: Any) -> AddFigureForm:
        """Offer them."""
        choices = [(name, f"{measure.title}, {period.label}") for name, (measure, period) in self.pairs.items()]
        return AddFigureForm(*data, choices=choices, cancel=self.section.get_absolute_url())

    def act(self, form: AddFigureForm) -> ReportFigure:
        """Put it in."""
        measure, period = self.pairs[form.cleaned_data["figure"]]
        caption = form.cleaned_data["caption"] or f"{measure.title}, {period.label}"
        return actions.add(by=self.request.user, section=self.section, measure=measure, period=period, caption=caption)


class ChangeFigure(FigurePage):
    """Changes a figure's caption and place, shows it as published today, or takes it out."""

    title = "Change a figure"

    @cached_property
    def figure(self) -> ReportFigure:
        """Return the figure."""
        held = self.section.figures.select_related("measure", "period", "frozen")
        found = get_object_or_404(held, pk=self.kwargs["pk"])
        found.section = self.section
        return found

    def form(self, *data: Any) -> ChangeFigureForm:
        """Return the form with what stands."""
        figure = self.figure
        return ChangeFigureForm(
            *data,
            initial={"caption": figure.caption, "place": figure.position},
            is_frozen=figure.frozen is not None,
            cancel=self.section.get_absolute_url(),
        )

    def context(self) -> dict[str, Any]:
        """Return the figure too."""
        return {**super().context(), "figure": self.figure}

    def act(self, form: ChangeFigureForm) -> ReportFigure | Section:
        """Do what was asked."""
        by, figure, then = self.request.user, self.figure, form.cleaned_data["then"]
        if then == REMOVE:
            self.said = "The figure is taken out."
            return actions.remove(by=by, figure=figure)
        if then == TAKE_ANEW:
            self.said = "The figure is shown as it is published today. Freeze it again before the report is out."
            return actions.take_anew(by=by, figure=figure)
        place = form.cleaned_data["place"]
        return actions.change(by=by, figure=figure, caption=form.cleaned_data["caption"], place=place)
