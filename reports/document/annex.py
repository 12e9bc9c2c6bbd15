"""The annex of a report: all there is to say of its figures, written from what is held of them or kept with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict

from django.utils.html import escape

from forces import annex
from forces.models import Cycle, Measure, Period, Value
from reports.document.figures import Drawn, with_period_before
from reports.document.shape import Block

Pair = tuple[Measure, Period]


class OfPeriod(TypedDict):
    """What is said of a measure in one period."""

    period: str
    paragraphs: list[str]


class OfMeasure(TypedDict):
    """What is said of a measure at any time, then period by period: plain data, kept with a figure that is frozen."""

    measure: str
    paragraphs: list[str]
    periods: list[OfPeriod]


def annex_blocks(figures: Sequence[Drawn], cycle: Cycle) -> list[Block]:
    """Return what is said of the figures of a cycle's report in general, then by measure and period.

    Of a frozen figure it is what was said when it was frozen; of others, what is held today.
    """
    if not figures:
        return []
    live = [(drawn.row.measure, drawn.row.period) for drawn in figures if not drawn.row.annex]
    general, said = written(live, about=annex.of_cycle((drawn.row.period for drawn in figures), cycle))
    parts = [drawn.row.annex or said[drawn.row.measure, drawn.row.period] for drawn in figures]
    return list(blocks(general, together(parts)))


def written(pairs: Sequence[Pair], *, about: Iterable[Period] = ()) -> tuple[list[str], dict[Pair, OfMeasure]]:
    """Return what is held today: in general, and of each figure, with the period before it where there is one.

    `about` are the periods on which general notes are printed: those of frozen figures too, and not the ones before.
    """
    periods = list(Period.objects.all())
    wanted = with_period_before(pairs, periods)
    made = annex.annex_of(wanted, periods, Value.objects.published(), about)
    sections = {section.measure: section for section in made.sections}
    said = {}
    for measure, period in pairs:
        section, both = sections[measure], [period for _, period in with_period_before([(measure, period)], periods)]
        said[measure, period] = OfMeasure(
            measure=measure.title,
            paragraphs=texts(section.paragraphs),
            periods=[
                OfPeriod(period=one.period.label, paragraphs=texts(one.paragraphs))
                for one in section.periods
                if one.period in both
            ],
        )
    return texts(made.general), said


def texts(said: Iterable[annex.Paragraph]) -> list[str]:
    """Return statements as words."""
    return [one.text for one in said]


def together(parts: Iterable[OfMeasure]) -> list[OfMeasure]:
    """Return each measure once, and in it each period once, as the first figure that speaks of it does."""
    found: dict[str, OfMeasure] = {}
    for part in parts:
        held = found.setdefault(part["measure"], {**part, "periods": []})
        known = {one["period"] for one in held["periods"]}
        held["periods"] += [one for one in part["periods"] if one["period"] not in known]
    return list(found.values())


def blocks(general: Sequence[str], measures: Iterable[OfMeasure]) -> Iterator[Block]:
    """Return an annex as blocks."""
    yield heading("All figures", 3)
    yield from map(paragraph, general)
    for said in measures:
        yield heading(said["measure"], 3)
        yield from map(paragraph, said["paragraphs"])
        for one in said["periods"]:
            yield heading(one["period"], 4)
            yield from map(paragraph, one["paragraphs"])


def heading(text: str, level: int) -> Block:
    """Return a heading."""
    return {"name": "", "type": "heading", "text": text, "level": level}


def paragraph(text: str) -> Block:
    """Return words as a paragraph, which may be commented on."""
    return {"name": "", "type": "paragraph", "html": f"<p>{escape(text)}</p>", "text": text}
