"""Fields: numbers in the words of a report that are taken from records, `{file-review:BED-2017-E-FR1}` → "46 of 60".

A field names nothing but what is published, or the report's own inspection holds. One function for each kind, which
answers for all its names at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from findings.models import FindingKind
from forces.models import Measure, Period
from reports.document import reviews
from reports.document.figures import Pair, live_parts
from reports.document.records import Records
from reports.document.shape import FigurePart
from reports.models import Section

Words = dict[str, str]
SHOWN = 12  # fields named in an error
GONE = "no longer held"
COUNTED = {
    FindingKind.AREA_FOR_IMPROVEMENT: "areas-for-improvement",
    FindingKind.CAUSE_OF_CONCERN: "causes-of-concern",
    FindingKind.RECOMMENDATION: "recommendations",
}


class Kind(NamedTuple):
    """A kind of field: what it stands for, how it is written, and its words by name.

    `words` answers for all names it offers, and for those asked for beside them as far as there are words.
    """

    title: str
    pattern: str
    words: Callable[[Records, Sequence[str]], Words]


def file_reviews(records: Records, asked: Sequence[str]) -> Words:
    """Return the counts of finished file reviews."""
    return {one.reference: words for one in records.reviews if (words := reviews.count_of(one))}


def counts(records: Records, asked: Sequence[str]) -> Words:
    """Return how many findings of each kind the inspection raised."""
    kinds = [finding.kind for finding in records.raised]
    return {name: str(kinds.count(kind)) for kind, name in COUNTED.items()}


def grades(records: Records, asked: Sequence[str]) -> Words:
    """Return what stands on each question."""
    return {part["question"]: part["grade"] for part in records.judgments}


def forces_figures(records: Records, asked: Sequence[str]) -> Words:
    """Return the force's figures as they are printed."""
    return {name: part["force_printed"] for name, part in printed(records, asked).items()}


def national_figures(records: Records, asked: Sequence[str]) -> Words:
    """Return the England and Wales figures as they are printed."""
    return {name: part["national_printed"] for name, part in printed(records, asked).items()}


KINDS: dict[str, Kind] = {
    "file-review": Kind("Good files of a file review", "file-review:its reference", file_reviews),
    "count": Kind("How many findings there are", "count:areas-for-improvement", counts),
    "grade": Kind("The grade of a question", "grade:its question", grades),
    "measure": Kind("The force’s figure", "measure:its measure:its period", forces_figures),
    "measure-ew": Kind("The England and Wales figure", "measure-ew:its measure:its period", national_figures),
}


def printed(records: Records, asked: Sequence[str]) -> dict[str, FigurePart]:
    """Return the figures of the report, frozen or not, and others asked for as they are published today."""
    carried = {drawn.name: drawn.part for drawn in records.figures}
    others = pairs_of([name for name in asked if name not in carried])
    parts = live_parts(list(others.values()), records.inspection.force) if others else []
    held = {name: part for name, part in zip(others, parts, strict=True) if is_held(part)}
    return {**held, **carried}


def is_held(part: FigurePart) -> bool:
    """Say whether anything is held of a figure."""
    return part["national_printed"] != "not held" or any(line["printed"] != "not held" for line in part["lines"])


def pairs_of(names: Sequence[str]) -> dict[str, Pair]:
    """Return the measures and periods some names are of, as far as there are such."""
    split = {name: name.split(":") for name in names if name.count(":") == 1}
    if not split:
        return {}
    wanted = Measure.objects.select_related("denominator_measure").filter(slug__in={m for m, _ in split.values()})
    measures = {measure.slug: measure for measure in wanted}
    periods = {period.slug: period for period in Period.objects.filter(slug__in={p for _, p in split.values()})}
    return {
        name: (measures[measure], periods[period])
        for name, (measure, period) in split.items()
        if measure in measures and period in periods
    }


def words_of_fields(records: Records, fields: Iterable[str]) -> Words:
    """Return the words of fields by field; one that is unknown or has no words is not among them."""
    by_kind: dict[str, list[str]] = {}
    for field in fields:
        kind, _, name = field.partition(":")
        by_kind.setdefault(kind, []).append(name)
    found: Words = {}
    for kind, names in by_kind.items():
        words = KINDS[kind].words(records, names) if kind in KINDS else {}
        found |= {f"{kind}:{name}": words[name] for name in names if name in words}
    return found


def offered(records: Records) -> dict[str, Words]:
    """Return every field there is to insert, with its words, under the title of its kind."""
    every = {kind.title: {f"{name}:{n}": w for n, w in kind.words(records, []).items()} for name, kind in KINDS.items()}
    return {title: words for title, words in every.items() if words}


def why_not(records: Records, field: str) -> str:
    """Return why a field stands for nothing, and what there is instead."""
    kind = field.partition(":")[0]
    if kind not in KINDS:
        patterns = ", ".join(f"{{{one.pattern}}}" for one in KINDS.values())
        return f"There is no field {{{field}}}. Fields are {patterns}."
    there = [f"{{{kind}:{one}}}" for one in KINDS[kind].words(records, [])]
    nothing = f"{{{field}}}: nothing of this name is published, or this inspection’s own."
    if not there:
        return f"{nothing} Nor is there any other."
    more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
    return f"{nothing} Use {', '.join(there[:SHOWN])}{more}."


class Changed(NamedTuple):
    """A field whose record says something else than when the words around it were written."""

    section: Section
    field: str
    written: str
    now: str


def changed_since_written(records: Records) -> list[Changed]:
    """Return the fields of a report's words whose records changed since, in the order of its sections."""
    asked = {field for section in records.sections for field in section.fields}
    words = words_of_fields(records, asked)
    return [
        Changed(section, field, written, words.get(field, GONE))
        for section in records.sections
        for field, written in section.fields.items()
        if words.get(field, GONE) != written
    ]
