"""The annex about the data, written from what is held: sources, periods, denominators, who is left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from core import dates
from core.words import listed, number, plural
from forces import figures, rules
from forces.figures import Figure, Line
from forces.models import Cycle, DataNote, Force, Measure, NoteKind, Period, Population, SeriesBreak, Status, Value
from forces.models.values import ValueQuerySet

Pair = tuple[Measure, Period]
LEFT_OUT = {
    Status.NOT_SUPPLIED: "Not supplied, so outside the rate and the chart",
    Status.NOT_COMPARABLE: "Not comparable, so outside the rate and the chart",
    Status.PARTIAL_EXCLUDED: "Partial and left out of the rate and the chart",
    Status.OUT_OF_SCOPE: "Out of scope",
}
COUNTED = {
    Status.PARTIAL_INCLUDED: "Partial, and counted all the same",
    Status.ESTIMATED: "Estimated",
    Status.COMBINED: "One figure between them, counted once over their joint denominator",
    Status.CONTRADICTION: "Contradiction in the source, shown as that and never as zero",
    Status.SUPPLIED: "Supplied, with something to know",
}


@dataclass(frozen=True)
class Paragraph:
    """One statement of the annex; `kind` says what it is about."""

    kind: str
    text: str


@dataclass(frozen=True)
class OfPeriod:
    """What there is to say about a measure in one period."""

    period: Period
    figure: Figure
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Section:
    """What there is to say about a measure: at any time, then period by period."""

    measure: Measure
    paragraphs: list[Paragraph]
    periods: list[OfPeriod]


@dataclass(frozen=True)
class Annex:
    """General statements, then a section for each measure."""

    general: list[Paragraph]
    sections: list[Section]


@dataclass(frozen=True)
class Known:
    """What the annex is written from, beside the figures."""

    notes: Sequence[DataNote]
    sources: dict[int, list[str]]
    parts: dict[tuple[int, int], list[Value]] = field(default_factory=dict)


def annex_of(
    pairs: Sequence[Pair], periods: Sequence[Period], values: ValueQuerySet, about: Iterable[Period] | None = None
) -> Annex:
    """Write the annex about some measures and periods from the values given; nine queries, however many.

    `periods` are all there are: a figure may need the one before. `about` are those on which general notes are printed,
    where they are not simply the periods of the pairs.
    """
    everyone = list(Force.objects.all())
    forces = [force for force in everyone if force.is_in_scope]
    asked = [(measure, period, figures.period_before(period, periods)) for measure, period in pairs]
    known = Known(
        notes=list(DataNote.objects.select_related("force").order_by("pk")),
        sources=sources_of({period.population_year for _, period in pairs}),
        parts=parts_of(pairs, values),
    )
    by_measure: dict[Measure, list[Figure]] = defaultdict(list)
    for figure in figures.figures_of(asked, values, forces) if asked else []:
        by_measure[figure.measure].append(figure)
    outside = [force.name for force in everyone if not force.is_in_scope]
    spoken_of = {None, *(period.pk for period in ([period for _, period in pairs] if about is None else about))}
    return Annex(
        general=general([note for note in known.notes if note.period_id in spoken_of], outside),
        sections=[section(measure, found, known) for measure, found in by_measure.items()],
    )


def of_cycle(periods: Iterable[Period], cycle: Cycle) -> list[Period]:
    """Return the periods that do not end before a cycle: its annex repeats no general notes on earlier ones."""
    return [period for period in periods if period.ends_on.year >= cycle.first_year]


def sources_of(years: Iterable[int | None]) -> dict[int, list[str]]:
    """Return where the populations of some mid-years come from."""
    rows = Population.objects.filter(mid_year__in={year for year in years if year}).order_by("source")
    found: dict[int, list[str]] = defaultdict(list)
    for year, source in rows.values_list("mid_year", "source").distinct():
        found[year].append(source)
    return found


def parts_of(pairs: Sequence[Pair], values: ValueQuerySet) -> dict[tuple[int, int], list[Value]]:
    """Return the values of the parts of measures, by whole and period."""
    wanted = {(measure.pk, period.pk) for measure, period in pairs}
    rows = values.filter(measure__part_of__in={m for m, _ in wanted}, period__in={p for _, p in wanted})
    found: dict[tuple[int, int], list[Value]] = defaultdict(list)
    for value in rows.select_related("force", "measure").order_by("force__name", "measure__title"):
        found[value.measure.part_of_id or 0, value.period_id].append(value)
    return found


def general(notes: Sequence[DataNote], outside: Sequence[str]) -> list[Paragraph]:
    """Return what is said of everything: who is never counted, how rates are made, and the notes on no one measure."""
    found = []
    if outside:
        found.append(Paragraph("scope", f"{listed(outside)}: outside the inspection, and in no figure, total or rate."))
    found.append(
        Paragraph(
            "method",
            "A rate for England and Wales is the sum of the counts divided by the sum of what they are divided by, "
            "over the forces included; it is never an average of the forces’ rates.",
        )
    )
    found.append(
        Paragraph("method", "“Not held” means that this system holds no figure; it does not mean “not supplied”.")
    )
    return [*found, *notes_in_words(note for note in notes if note.measure_id is None)]


def section(measure: Measure, found: Sequence[Figure], known: Known) -> Section:
    """Return what is said of one measure."""
    notes = [note for note in known.notes if note.measure_id == measure.pk]
    of_periods = [OfPeriod(f.period, f, list(of_period(f, notes, known))) for f in found]
    return Section(measure, list(at_any_time(measure, notes, found[0].breaks)), of_periods)


def at_any_time(measure: Measure, notes: Sequence[DataNote], breaks: Sequence[SeriesBreak]) -> Iterator[Paragraph]:
    """Say where a measure comes from, how it is rounded and compared, and what breaks its series."""
    yield Paragraph("source", f"{measure.numerator_label}: {measure.numerator_source or measure.source}.")
    yield Paragraph("source", f"{measure.denominator_label}: {denominator_source(measure)}.")
    yield Paragraph(
        "rounding",
        f"Shown {measure.unit if measure.unit != '%' else 'as a percentage'}, "
        f"rounded half away from zero to {plural(measure.decimals, 'decimal')}; worked out unrounded.",
    )
    if measure.is_survey:
        yield Paragraph("survey", f"{measure.survey_method}. {rules.NO_MARGIN}.")
    if measure.is_indicative:
        yield Paragraph("survey", f"{rules.INDICATIVE}.")
    if measure.comparable_group:
        yield Paragraph(
            "comparability",
            f"Comparable only with measures of the group “{measure.comparable_group.replace('-', ' ')}”.",
        )
    if measure.figure_needs_both_periods:
        yield Paragraph("chart", "The chart draws a force only where the period before is held on the same footing.")
    for one in breaks:
        whose = one.force.name if one.force else "all forces"
        yield Paragraph(
            "break", f"Figures of {whose} from {dates.in_words(one.on)} are not set against earlier ones: {one.reason}."
        )
    yield from notes_in_words(note for note in notes if note.period_id is None)


def denominator_source(measure: Measure) -> str:
    """Return where the number comes from that a count is divided by."""
    if measure.denominator_source:
        return measure.denominator_source
    if measure.is_per_head:
        return "the population named with each period"
    if measure.denominator_measure:
        return f"the measure “{measure.denominator_measure}”, of the same force and period"
    return measure.source


def of_period(figure: Figure, notes: Sequence[DataNote], known: Known) -> Iterator[Paragraph]:
    """Say of one period what divides, how many forces are in the rate, who is left out, what has a caveat."""
    period = figure.period
    if figure.measure.is_per_head:
        sources = listed(known.sources.get(period.population_year or 0, ["not held"]))
        yield Paragraph("denominator", f"Divided by the population at mid-{period.population_year}: {sources}.")
    yield Paragraph("rate", rate_in_words(figure))
    for status, words in LEFT_OUT.items():
        lines = [line for line in figure.lines if line.value and line.entry.status == status]
        yield from told(f"left out: {status}", words, lines)
    for status, words in COUNTED.items():
        lines = [line for line in figure.with_caveat if line.entry.status == status]
        yield from told(f"counted: {status}", words, lines)
    if figure.not_drawn:
        names = listed(sorted(line.force.name for line in figure.not_drawn))
        yield Paragraph("chart", f"Counted in the rate and left out of the chart for the period before: {names}.")
    if figure.without_denominator:
        names = listed(sorted(line.force.name for line in figure.without_denominator))
        yield Paragraph("denominator", f"Denominator not held: {names}.")
    yield from parts_in_words(figure, known.parts.get((figure.measure.pk, period.pk), []))
    yield from bases(figure)
    yield from notes_in_words(note for note in notes if note.period_id == period.pk)


def rate_in_words(figure: Figure) -> str:
    """Say how many forces are in the England and Wales rate, and what it is."""
    working, everyone = figure.national, len(figure.lines)
    words = f"{len(working.included)} of {everyone} forces are in the England and Wales rate"
    if figure.rate is not None:
        sums = f"{number(working.numerator)} divided by {number(working.denominator)}"
        return f"{words}: {figure.shown}, which is {sums}."
    held = f"the counts of {plural(len(working.missing), 'force')} that belong in it are not held here"
    if figure.published:
        printed = figure.published
        return f"{words}: {printed.printed}, as published ({printed.source}). It is not worked out, because {held}."
    return f"{words}. It is not worked out, because {held}."


def told(kind: str, words: str, lines: Sequence[Line]) -> Iterator[Paragraph]:
    """Name the forces of one status, those with the same reason together."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.force.name):
        by_reason[line.note].append(line.force.name)
    if by_reason:
        parts = [f"{listed(names)} ({reason})" if reason else listed(names) for reason, names in by_reason.items()]
        yield Paragraph(kind, f"{words}: {'; '.join(parts)}.")


def parts_in_words(figure: Figure, values: Sequence[Value]) -> Iterator[Paragraph]:
    """Say what is held of the parts of the measure, force by force."""
    by_force: dict[Force, list[str]] = defaultdict(list)
    for value in values:
        what = number(value.numerator) if value.numerator is not None else value.printed or value.get_status_display()
        by_force[value.force].append(f"{value.measure.numerator_label} {what}")
    wholes = {line.force.pk: line.entry.numerator for line in figure.lines}
    for force, parts in by_force.items():
        whole = wholes.get(force.pk)
        words = f"{force.name}, {number(whole)} in all" if whole is not None else force.name
        yield Paragraph("parts", f"{words}: {', '.join(parts)}.")


def bases(figure: Figure) -> Iterator[Paragraph]:
    """Say how many answered a survey, from the fewest of a force to the most."""
    held = [line.value.base for line in figure.lines if line.value and line.value.base is not None]
    if figure.measure.is_survey and held:
        yield Paragraph("survey", f"Between {number(min(held))} and {number(max(held))} responses a force.")


def notes_in_words(notes: Iterable[DataNote]) -> Iterator[Paragraph]:
    """Return notes, those that say the same of several forces together."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for note in notes:
        together[note.kind, note.text].append(note.force.name if note.force else "")
    for (kind, text), names in together.items():
        forces = sorted(name for name in names if name and name not in text)
        yield Paragraph(f"note: {NoteKind(kind).label.lower()}", f"{listed(forces)}: {text}" if forces else text)


def pairs_of_collection(collection: Any) -> list[Pair]:
    """Return what a collection asks, in its order."""
    items = collection.items.select_related("measure__denominator_measure", "period").order_by("number")
    return [(item.measure, item.period) for item in items]
