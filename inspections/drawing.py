"""Between an exercise, a force's crime list and the draw: what is asked of the list, what is kept of what it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, Any

from django.core.cache import cache
from django.core.exceptions import ValidationError

from core.sealing import unseal
from core.words import plural
from inspections import crime_lists
from inspections.crime_lists import FURTHER, Columns, UnreadableList
from inspections.models import CrimeList, Design, Draw, Exercise, ListFormat
from inspections.rules import drawing
from inspections.rules.drawing import Frame, Plan, Record
from inspections.rules.file_reviews import COUNTED_DESIGNS
from inspections.rules.list_formats import likely_columns, likely_type, looks_like_types

ONE_HOUR = 3600
NOT_TYPES = "The column “{heading}” has a value of its own in most rows, so it does not hold offence types."
NO_COLUMN = "The list has no column “{heading}”, or has it twice. Choose the columns again."


@dataclass(frozen=True)
class Layout:
    """Which columns of a list are read, and which of its values mean which offence type (slug, or "" for another)."""

    columns: Columns
    types: Mapping[str, str]

    @classmethod
    def of(cls, format: ListFormat) -> Layout:
        """Return what is kept for a force."""
        return cls(Columns(format.identifier, format.recorded_on, format.offence_type), format.types)


def plan_of(exercise: Exercise) -> Plan:
    """Return how many crimes are drawn of what; raise `ValidationError` where nothing is drawn by seed."""
    if exercise.design not in COUNTED_DESIGNS:
        raise ValidationError(f"{exercise} is not drawn by its seed: its files are picked.")
    strata = list(exercise.strata.all())
    if not strata or exercise.window_from is None or exercise.window_to is None:
        raise ValidationError(f"{exercise} has no offence types or no window of dates yet: complete its plan.")
    if exercise.design == Design.STRATIFIED:
        return Plan.stratified(exercise.seed, {stratum.slug: stratum.target or 0 for stratum in strata})
    return Plan.simple(exercise.seed, exercise.target or 0)


def frame_of(exercise: Exercise, file: IO[bytes], layout: Layout) -> Frame:
    """Read a list and draw from it; raise `UnreadableList`, or `ValidationError`, whose words hold no row's content."""
    plan = plan_of(exercise)
    asked = set(exercise.strata.values_list("slug", flat=True))
    types = {value: slug if slug in asked else "" for value, slug in layout.types.items()}
    window = (exercise.window_from, exercise.window_to)
    try:
        frame = crime_lists.read(file, columns=layout.columns, types=types, window=window, plan=plan)  # type: ignore[arg-type]
    except UnreadableList:
        # where a column is missing, our words name no other heading: in a list without headings that is a crime
        check_columns(crime_lists.headings(file), layout.columns)
        raise
    check_types(layout.columns.offence_type, frame.unmapped + frame.other_types)
    return frame


def check_columns(headings: list[str], columns: Columns) -> None:
    """Refuse columns that a list has not, or that are chosen twice."""
    there = Counter(heading.strip().casefold() for heading in headings)
    chosen = [heading.strip().casefold() for heading in asdict(columns).values() if heading]
    for heading in filter(None, asdict(columns).values()):
        if there[heading.strip().casefold()] != 1:
            raise ValidationError(NO_COLUMN.format(heading=heading))
    if len(set(chosen)) < len(chosen):
        raise ValidationError("Crime reference, date and offence type are in columns of their own.")


def check_types(heading: str, values: Counter[str]) -> None:
    """Refuse a column whose values are not offence types: their names are kept, and must tell of no crime."""
    if FURTHER in values or not looks_like_types(len(values), values.total()):
        raise ValidationError(NOT_TYPES.format(heading=heading))


def headings_of(held: CrimeList) -> list[str]:
    """Return the headings of a list that is held."""
    with held.file.open("rb") as file:
        return crime_lists.headings(file)


def values_in(held: CrimeList, heading: str) -> Counter[str]:
    """Return how many rows have each offence type in a list that is held; remembered for an hour."""
    key = "crime-list-" + sha256(f"{held.pk} {held.sha256} {heading}".encode()).hexdigest()
    found: Counter[str] | None = cache.get(key)
    if found is None:
        with held.file.open("rb") as file:
            found = crime_lists.values_of(file, heading)
        found.pop("", None)
        check_types(heading, found)
        cache.set(key, found, ONE_HOUR)
    return found


def suggested(exercise: Exercise, values: Counter[str], kept: Mapping[str, str]) -> dict[str, str]:
    """Return a type for each value of a list: the kept one, or that whose title says the same; others are left out."""
    titles = dict(exercise.strata.values_list("slug", "title"))
    likely = {value: likely_type(value, titles) for value in values if value not in kept}
    return {**{value: slug for value, slug in likely.items() if slug}, **kept}


def layout_for(
    exercise: Exercise, file: IO[bytes], kept: ListFormat | None, types: Mapping[str, str], **chosen: str
) -> Layout:
    """Return the layout a list is read by: what was chosen, else what is kept for the force, else what is likely."""
    headings = crime_lists.headings(file)
    columns = likely_columns(headings)
    if kept:
        columns = {name: getattr(kept, name) for name in columns}
    columns |= {name: heading for name, heading in chosen.items() if heading}
    if missing := [name for name in ("identifier", "offence_type") if not columns[name]]:
        words = " and ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise ValidationError(f"Say with {words} which column it is.")
    read = Columns(**columns)
    check_columns(headings, read)
    if kept and kept.types and read == Layout.of(kept).columns:  # known: a million rows are read once, not twice
        return Layout(read, {**kept.types, **types})
    values = crime_lists.values_of(file, read.offence_type)
    values.pop("", None)
    check_types(read.offence_type, values)
    return Layout(read, suggested(exercise, values, {**(kept.types if kept else {}), **types}))


# --- what is kept ------------------------------------------------------------------------------------------


def kept_of(exercise: Exercise, frame: Frame, layout: Layout) -> dict[str, Any]:
    """Return what a draw keeps of its frame, and how the list was read: counts, never a crime."""
    drawn = Counter(one.stratum for one in frame.sample)
    return {
        **frame.record.counts,
        "drawn": dict(drawn),
        "disagreeing": frame.disagreeing,
        "unmapped_values": dict(frame.unmapped),
        "other_values": dict(frame.other_types),
        "window": [str(exercise.window_from), str(exercise.window_to)],
        "layout": {"columns": asdict(layout.columns), "types": dict(layout.types)},
    }


def record_of(draw: Draw) -> Record:
    """Return what is kept of a draw, its order as far as the references are still there."""
    sealed = draw.references.order_by("position").values_list("sealed", flat=True)
    order = [unseal(bytes(one)) for one in sealed]
    return Record(draw.seed, draw.counts, draw.checksum, draw.file_checksum, order or None, draw.method)


def differences(draw: Draw, file: IO[bytes]) -> list[str]:
    """Do a draw again from a list, by the layout it was read by; return in sentences where it differs."""
    kept = draw.counts["layout"]
    layout = Layout(Columns(**kept["columns"]), kept["types"])
    try:
        again = frame_of(draw.exercise, file, layout)
    except UnreadableList as refusal:
        return [str(refusal)]
    except ValidationError as refusal:
        return refusal.messages
    return drawing.compare(record_of(draw), again.record)


def misfit(kept: ListFormat | None, headings: list[str]) -> str:
    """Return why the columns kept for a force do not fit a list, or nothing."""
    if kept is None or not kept.identifier:
        return "The columns of this force’s lists are not chosen yet."
    try:
        check_columns(headings, Layout.of(kept).columns)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def left_out(exercise: Exercise, values: Counter[str], types: dict[str, str]) -> str:
    """Return a warning of rows whose value is not mapped and of offence types nothing is taken for, or nothing."""
    unmapped = sum(count for value, count in values.items() if value not in types)
    taken = {types[value] for value in values if value in types}
    missing = [one.title for one in exercise.strata.all() if one.slug not in taken] if values else []
    rows = f"{plural(unmapped, 'row')} would be left out: nobody has said what their offence type means. "
    none = f"Nothing in the list is taken for: {', '.join(missing)}."
    return f"{rows if unmapped else ''}{none if missing else ''}".strip()


def meanings(exercise: Exercise, values: Counter[str], types: dict[str, str]) -> list[tuple[str, int, str]]:
    """Return each value with its count and what it is taken for."""
    titles = {one.slug: one.title for one in exercise.strata.all()} if values else {}
    words = {value: titles.get(types[value], "Another type: not reviewed") for value in values if value in types}
    return [
        (value, count, words.get(value, "Not mapped: left out and counted")) for value, count in values.most_common()
    ]
