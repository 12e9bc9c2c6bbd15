"""One force's line of a figure: what is held, its rate, how it is printed and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from forces import rules
from forces.figures.breaks import Breaks
from forces.figures.denominators import Denominators
from forces.models import Force, Measure, Period, Status

LABELS = {str(status): str(status.label) for status in Status}


class Held(NamedTuple):
    """A value as far as a figure needs it: keys, counts, words, and what to know of the collection it answers."""

    force: int
    measure: int
    period: int
    numerator: int | None
    denominator: int | None
    printed: str
    status: str
    reason: str
    caveat: str
    base: int | None
    collection: int | None
    is_illustrative: bool | None
    published_on: date | None


@dataclass(frozen=True)
class Line:
    """One force's line: its entry, the value it comes from if any, its rate, and last period's entry and rate."""

    force: Force
    measure: Measure
    entry: rules.Entry
    value: Held | None
    rate: Decimal | None
    shown: str
    value_before: Held | None
    before: rules.Entry
    rate_before: Decimal | None
    shown_before: str
    is_drawn: bool
    is_on_residents: bool
    is_broken: bool = False
    """The period before is not to be compared with this one."""

    @cached_property
    def status(self) -> str:
        """Return the status in words."""
        return LABELS[self.entry.status] if self.value else rules.NOT_HELD

    @cached_property
    def note(self) -> str:
        """Return why the figure stands as it does."""
        if self.value is None:
            return ""
        parts = [self.value.reason, self.value.caveat]
        if self.is_on_residents and self.value.status != "estimated" and self.entry.in_rate:
            parts.append(rules.RESIDENTS_ONLY)
        if self.value.collection:
            parts.append("Illustrative" if self.value.is_illustrative else "")
            parts.append("" if self.value.published_on else "Not published yet")
        return "; ".join(part for part in parts if part)

    @property
    def note_in_files(self) -> str:
        """Return the note with what the page says once for the whole measure."""
        return "; ".join(part for part in (self.note, *marks_of(self.measure)) if part)

    @property
    def is_illustrative(self) -> bool:
        """Say whether the figure came in with an illustrative collection."""
        return bool(self.value and self.value.is_illustrative)

    @property
    def is_as_published(self) -> bool:
        """Say whether the figure is a printed one."""
        return bool(self.entry.printed)


def marks_of(measure: Measure) -> list[str]:
    """Return what stays with every figure of a measure: that it is indicative, that a survey has no margin of error."""
    marks = [rules.INDICATIVE] if measure.is_indicative else []
    return [*marks, rules.NO_MARGIN] if measure.is_survey else marks


def line_of(
    force: Force,
    measure: Measure,
    period: Period,
    before: Period | None,
    held: Mapping[tuple[int, int, int], Held],
    looked_up: Denominators,
    breaks: Breaks,
) -> Line:
    """Return one force's line."""
    value = held.get((measure.pk, period.pk, force.pk))
    entry = looked_up.entry(force, measure, period, value)
    earlier, last = None, rules.Entry(force.code)
    if before:
        earlier = held.get((measure.pk, before.pk, force.pk))
        last = looked_up.entry(force, measure, before, earlier)
    rate, rate_before = rate_of(entry, measure), rate_of(last, measure)
    is_short = force.code in rules.COUNTS_PEOPLE_BY_DAY and looked_up.is_on_residents(force.pk, measure, period)
    return Line(
        force=force,
        measure=measure,
        entry=entry,
        value=value,
        rate=rate,
        shown=shown(entry, rate, measure),
        value_before=earlier,
        before=last,
        rate_before=rate_before,
        shown_before=shown(last, rate_before, measure),
        is_drawn=rules.is_in_figure(entry.status, last.status, needs_both=measure.figure_needs_both_periods),
        is_on_residents=is_short,
        is_broken=before is not None and breaks.between(measure, force, before, period),
    )


def order(line: Line) -> tuple[bool, Decimal, str]:
    """Put the highest first, and forces without a figure at the end."""
    return line.rate is None, -(line.rate or Decimal(0)), line.force.name


def rate_of(entry: rules.Entry, measure: Measure) -> Decimal | None:
    """Return the rate to draw: worked out from counts, or the printed number.

    A force left out has none; one combined with another has none of its own.
    """
    if not entry.in_rate or entry.status == "combined":
        return None
    if entry.printed:
        return None if rules.is_too_few(entry) else rules.printed_number(entry.printed)
    return rules.rate(entry.numerator, entry.denominator, measure.per, is_share=measure.is_share)


def shown(entry: rules.Entry, rate: Decimal | None, measure: Measure) -> str:
    """Return a rate in words: as printed where it is a published one; why there is none where there is none."""
    is_answer = measure.is_survey and entry.in_rate and (entry.printed or entry.is_counted)
    if is_answer:
        return rules.survey_words(entry, "" if rate is None else in_figures(rate, measure))
    if entry.printed:
        return entry.printed
    return rules.why_no_rate(entry, is_share=measure.is_share) if rate is None else in_figures(rate, measure)


def in_figures(rate: Decimal | None, measure: Measure) -> str:
    """Return a rate rounded as the measure says; a missing one is a dash."""
    return rules.shown(rate, measure.decimals, is_share=measure.unit == "%")
