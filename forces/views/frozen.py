"""Frozen figures: one as it was printed, and the form that freezes another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.exporters import csv_response, xlsx_response
from core.views import FormPage, Page
from forces import figures
from forces.actions.figures import freeze
from forces.figures.comparing import differences
from forces.forms.measures import FreezeForm
from forces.models import FrozenFigure, FrozenLine, Measure, Period

FILES = {"csv": csv_response, "xlsx": xlsx_response}


class Frozen(Page):
    """A figure as it was printed: rate, both sums, every line, and whether it would be the same today."""

    permission_required = "forces.read_measures"
    template = "forces/frozen_figure.html"
    headings = ("force", "numerator", "denominator", "printed", "status", "included", "in_figure", "note")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or its file."""
        related = ("measure__denominator_measure", "period", "collection", "frozen_by")
        held = FrozenFigure.objects.visible_to(request.user).select_related(*related)
        frozen = get_object_or_404(held, pk=kwargs["pk"])
        lines = list(frozen.lines.select_related("force"))
        if (wanted := request.GET.get("format", "")) in FILES:
            name = f"{frozen.measure.slug}-{frozen.period.slug}-frozen-{frozen.number}"
            return FILES[wanted](name, self.headings, lines, cells)
        return self.render(
            frozen=frozen,
            lines=lines,
            included=[line for line in lines if line.is_in_rate],
            left_out=[line for line in lines if not line.is_in_rate],
            differences=differences(frozen, lines),
            marks=figures.marks_of(frozen.measure),
        )


def cells(line: FrozenLine) -> list[Any]:
    """Return a line as the file holds it."""
    status = line.get_status_display() or "not held"
    counts = [line.numerator, line.denominator, line.printed]
    return [line.force.name, *counts, status, line.is_in_rate, line.is_in_figure, line.note]


class Freeze(FormPage):
    """Freezes a figure under what it is printed in."""

    permission_required = "forces.confirm_returns"
    template = "forces/freeze.html"
    form_class = FreezeForm
    said = "Frozen: this page keeps the figure as it is printed now."

    def context(self) -> dict[str, Any]:
        """Return what is frozen."""
        measures = Measure.objects.visible_to(self.request.user)
        return {
            "measure": get_object_or_404(measures, slug=self.kwargs["measure"]),
            "period": get_object_or_404(Period, slug=self.kwargs["period"]),
        }

    def act(self, form: Any) -> FrozenFigure:
        """Freeze it."""
        return freeze(by=self.request.user, **self.context(), purpose=form.cleaned_data["purpose"])
