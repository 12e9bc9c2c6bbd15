"""Findings in numbers: counts that reconcile, each with the list it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from core import clock
from core.exporters import csv_response
from core.views import Page
from findings.forms.register import LEVELS, NumbersFilter
from findings.numbers.charts import charts
from findings.numbers.keeping import Kept, kept
from findings.numbers.words import Words
from findings.rules.figures import PERCENT_FROM, Numbers
from findings.selection import Reader
from findings.views.sections import InFindings

HEADINGS = ["figure", "dimension", "value", "count", "denominator", "link"]


class NumbersPage(InFindings, Page):
    """How many findings stand where, and what became of them, now or as at a past day."""

    permission_required = "findings.read_findings"
    template = "findings/numbers.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, the file, or a message about the address."""
        filters = NumbersFilter(request.GET, today=clock.today())
        wanted = request.GET.get("format") or "csv"
        if wanted != "csv":
            filters.add_error(None, f"format: {wanted} is not offered; it can be csv")
        if not filters.is_valid():
            return self.page(filters, None, status=400)
        reader = Reader.of(request.user, clock.today(), filters.cleaned_data)
        asked = {name: str(value) for name, value in request.GET.items() if value and name in filters.fields}
        held = kept(reader, asked, filters.cleaned_data, lambda found: drawn(found, reader, filters, asked))
        if request.GET.get("format") == "csv":
            return self.file(held, reader, asked)
        return self.page(filters, reader, body=mark_safe(held.drawn))  # noqa: S308 - drawn by our own template

    def page(self, filters: NumbersFilter, reader: Reader | None, status: int = 200, **shown: Any) -> HttpResponse:
        """Draw the page, with numbers or with what is wrong with the address."""
        context = {"filters": filters, "has_errors": status == 400, "reading": reader}
        return self.render(status, **context, csv=self.address(format="csv"), **shown)

    def file(self, held: Kept, reader: Reader, asked: Mapping[str, str]) -> HttpResponseBase:
        """Return every figure as a line, with the address of its list."""
        register = self.request.build_absolute_uri(reverse("findings:list"))
        name = f"findings-in-numbers-{reader.on.isoformat()}"
        return csv_response(
            name, HEADINGS, lines(held.numbers), lambda line: [*line[:5], link(register, asked, line[5])]
        )


def link(register: str, asked: Mapping[str, str], asks: Mapping[str, str]) -> str:
    """Return the address of the register that shows what a figure counts, within what the page is about."""
    return f"{register}?{urlencode({**asked, **asks})}"


def drawn(found: Numbers, reader: Reader, filters: NumbersFilter, asked: Mapping[str, str]) -> str:
    """Return the tables and charts; everything on them comes from the numbers and the address."""
    register = reverse("findings:list")
    words = Words.of(filters)
    context = {
        "n": found,
        "words": words,
        "charts": charts(found, words),
        "reading": reader,
        "address": lambda asks: link(register, asked, asks),
        "levels": dict(LEVELS),
        "percent_from": PERCENT_FROM,
    }
    return render_to_string("findings/numbers_body.html", context)


def lines(found: Numbers) -> Iterator[tuple[Any, ...]]:
    """Return the file's lines: figure, dimension, value, count, of how many, what its list asks for."""
    for figure in found.figures():
        yield figure.name, figure.dimension, figure.value, figure.count, figure.of, figure.asks
    moved = found.slippage.moved
    for value, days in (("median", found.slippage.median_days), ("longest", found.slippage.longest_days)):
        yield "days-moved", "", value, days, moved.count, moved.asks
