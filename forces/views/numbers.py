"""A force in numbers: one sheet of its newest figures."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from core import clock
from core.exporters import csv_response, xlsx_response
from core.views import Page
from forces.figures.numbers import Number, numbers
from forces.models import Force

FILES = {"csv": csv_response, "xlsx": xlsx_response}


class ForceNumbers(Page):
    """For each measure the force's newest figure, England and Wales, the period before, and what to know."""

    permission_required = "forces.read_measures"
    template = "forces/numbers.html"
    headings = (
        "group", "measure", "unit", "period", "numerator", "denominator", "figure", "england_and_wales",
        "period_before", "figure_before", "comparable", "status", "note",
    )  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the sheet or a file of it."""
        force = get_object_or_404(Force.objects.visible_to(request.user), slug=kwargs["slug"])
        found = numbers(force, request.user)
        if (wanted := request.GET.get("format", "")) in FILES:
            return FILES[wanted](f"numbers-{force.slug}", self.headings, found, cells)
        groups = [(name, list(held)) for name, held in groupby(found, key=lambda number: number.measure.group)]
        return self.render(force=force, groups=groups, today=clock.today())


def cells(number: Number) -> list[Any]:
    """Return a line of the sheet as the file holds it."""
    return [
        number.measure.group,
        number.measure.slug,
        number.measure.unit,
        number.value.period.slug,
        number.entry.numerator,
        number.entry.denominator,
        number.shown,
        number.national,
        number.before.slug if number.before else None,
        number.shown_before if number.before else None,
        not number.is_broken if number.before else None,
        number.status,
        number.note,
    ]
