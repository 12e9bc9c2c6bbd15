"""The annex about the data: of a collection, and of what stands published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from core import clock
from core.views import Page
from core.word_files import WordFile, word_response
from forces.annex import Annex, Pair, Paragraph, annex_of, of_cycle, pairs_of_collection
from forces.forms.measures import AnnexFilter
from forces.models import Cycle, Measure, Period, PublishedFigure, Value
from forces.views.collections import OfCollection

FORMATS = ("txt", "docx")


class CollectionAnnex(OfCollection, Page):
    """The annex about the figures a collection asks for, from what a person may see of them."""

    permission_required = "forces.read_collections"
    template = "forces/annex.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or a file of it."""
        collection = self.collection
        pairs = pairs_of_collection(collection)
        about = of_cycle((period for _, period in pairs), collection.cycle)
        annex = annex_of(pairs, list(Period.objects.all()), Value.objects.visible_to(request.user), about)
        title = f"About the data: {collection.title}"
        if (wanted := request.GET.get("format", "")) in FORMATS:
            return sent(wanted, f"annex-{collection.slug}", title, annex)
        return self.render(annex=annex, collection=collection, title=title, filters=None, has_errors=False)


class PublishedAnnex(Page):
    """The annex about published figures: the newest of each measure, or those of a cycle's year or of one period."""

    permission_required = "forces.read_measures"
    template = "forces/annex.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, a file of it, or a message about the address."""
        every = list(Period.objects.all())
        pairs = published_pairs(every)
        cycles, used = list(Cycle.objects.order_by("-first_year")), {period for _, period in pairs}
        filters = AnnexFilter(request.GET, cycles=cycles, periods=[period for period in every if period in used])
        is_valid = filters.is_valid()
        context = {"collection": None, "title": "About the data", "filters": filters, "has_errors": not is_valid}
        if not is_valid:
            return self.render(400, annex=None, **context)
        asked = filters.cleaned_data
        year = next((cycle.first_year for cycle in cycles if cycle.slug == asked["cycle"]), None)
        annex = annex_of(chosen(pairs, asked["period"], year), every, Value.objects.published())
        if (wanted := request.GET.get("format", "")) in FORMATS:
            return sent(wanted, "annex", "About the data", annex)
        return self.render(annex=annex, **context)


def published_pairs(every: Sequence[Period]) -> list[Pair]:
    """Return the measures and periods of which anything is published, by measure, newest first."""
    printed = PublishedFigure.objects.order_by().values_list("measure", "period")
    held = Value.objects.published().order_by().values_list("measure", "period").union(printed)
    measures = {m.pk: m for m in Measure.objects.select_related("denominator_measure").filter(part_of=None)}
    periods = {period.pk: period for period in every}
    found = [(measures[measure], periods[period]) for measure, period in held if measure in measures]
    return sorted(found, key=lambda pair: (pair[0].title, -pair[1].ends_on.toordinal(), pair[1].slug))


def chosen(pairs: Sequence[Pair], period: str, year: int | None) -> list[Pair]:
    """Return those of a period or of the periods that end in a year; else the newest of each measure."""
    if period or year:
        return [one for one in pairs if period in {"", one[1].slug} and year in {None, one[1].ends_on.year}]
    newest: dict[int, Pair] = {}
    for pair in pairs:
        newest.setdefault(pair[0].pk, pair)
    return list(newest.values())


def sent(wanted: str, name: str, title: str, annex: Annex) -> HttpResponse:
    """Send the annex as plain text or as a Word file."""
    parts = list(in_order(annex))
    if wanted == "txt":
        text = "\n\n".join([title, *(words for _, words in parts)])
        headers = {"Content-Disposition": f'attachment; filename="{name}.txt"'}
        return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", headers=headers)
    file = WordFile(title=title, made_at=clock.now())
    for level, words in parts:
        file.heading(words, level) if level else file.paragraph(words)
    return word_response(name, file)


def in_order(annex: Annex) -> list[tuple[int, str]]:
    """Return headings with their level, and paragraphs with none."""
    found = [(2, "General"), *said(annex.general)]
    for section in annex.sections:
        found += [(2, section.measure.title), *said(section.paragraphs)]
        for one in section.periods:
            found += [(3, one.period.label), *said(one.paragraphs)]
    return found


def said(paragraphs: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """Return paragraphs as they stand."""
    return [(0, paragraph.text) for paragraph in paragraphs]
