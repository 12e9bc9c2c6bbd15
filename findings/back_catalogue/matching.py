"""Tells which finding, or which national recommendation, a row is about; in doubt none, and the doubt is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from core.dates import Precision
from findings.back_catalogue.lookup import Held
from findings.back_catalogue.resolving import Told
from findings.back_catalogue.telling import Standing, first_of, source_of
from findings.models import DueKind, Finding, NationalRecommendation
from findings.rules import back_catalogue as rules
from findings.rules import similar
from inspections.rules import words

T = TypeVar("T", Finding, NationalRecommendation)
SHOWN = 2


def same(told: Told, held: Held) -> Finding | None:
    """Return the finding, held from elsewhere, that a row is certainly about.

    It has the row's force, cycle, kind and theme. Either it says the same in the same words, or it is the only one and
    reads alike. What came from a row of another file is never taken: that row was about it.
    """
    here = held.findings.get((told.force.pk, told.cycle.pk), [])
    if told.is_national:
        national = national_of(told, held.nationals)
        return next((finding for finding in here if national and finding.national_id == national.pk), None)
    of_theme = [finding for finding in here if finding.kind == told.kind and finding.theme == told.theme]
    free = [finding for finding in of_theme if finding.pk not in held.loaded]
    equal = [finding for finding in free if says_the_same(told, finding)]
    if len(equal) == 1:
        return equal[0]
    if len(of_theme) == 1 and free and alike(told, free):
        return free[0]
    return None


def says_the_same(told: Told, other: Finding | NationalRecommendation) -> bool:
    """Say whether a row's subject is another's title or wording, word for word."""
    subject = words.plain(told.subject).rstrip(" .")
    return subject in {words.plain(text).rstrip(" .") for text in (other.title, other.wording)}


def alike(told: Told, others: Iterable[T]) -> list[T]:
    """Return the findings or national recommendations that read like a row, the likeliest first."""
    here: list[T] = list(others)
    texts = [(place, other.title, other.wording) for place, other in enumerate(here)]
    return [here[place] for place, _ in similar.near_duplicates(told.subject, told.subject, texts)]


def held_alike(told: Told, held: Held) -> list[Finding]:
    """Return the held findings of a row's force, cycle and kind that read like it, the likeliest first."""
    here = held.findings.get((told.force.pk, told.cycle.pk), [])
    return alike(told, [finding for finding in here if finding.kind == told.kind])


def reads_like(told: Told, held: Held, new: list[Standing], joined: NationalRecommendation | None = None) -> list[str]:
    """Return the warnings that a finding about to be added may be there, or in `new` of its force, cycle and kind."""
    of_cycle = [one for one in held.nationals if told.is_national and one.cycle_id == told.cycle.pk]
    found = [
        f"It reads like the national recommendation {national.reference}, “{national.title}”. "
        "If it is the same, word the subject as that is worded."
        for national in alike(told, of_cycle)[:SHOWN]
        if national is not joined
    ]
    found += [
        f"It reads like {finding.reference}, “{finding.title}”, which is held already. "
        "If it is the same finding, take this row out."
        for finding in held_alike(told, held)[:SHOWN]
    ]
    rows = {id(one.finding): one.row for one in new}
    found += [
        f"It reads like row {rows[id(finding)]} of this file. If they are the same finding, take one of them out."
        for finding in alike(told, [one.finding for one in new])[:SHOWN]
    ]
    return found


def national_of(told: Told, nationals: Iterable[NationalRecommendation]) -> NationalRecommendation | None:
    """Return the national recommendation of the row's cycle and theme that says the same.

    One that no file told of, whose full wording is held, need only read alike, where it is the only one.
    """
    here = [n for n in nationals if (n.cycle_id, n.theme, n.body) == (told.cycle.pk, told.theme, "")]
    same = next((national for national in here if says_the_same(told, national)), None)
    if same is None and len(here) == 1 and not here[0].source.endswith(rules.WORDING_NOT_HELD):
        return next(iter(alike(told, here)), None)
    return same


def new_national(told: Told) -> NationalRecommendation:
    """Return the national recommendation a row is the first to tell of; its day of publication is not held."""
    return NationalRecommendation(
        cycle=told.cycle,
        theme=told.theme,
        title=rules.title_of(told.subject),
        wording=told.subject,
        published_on=first_of(told.cycle.first_year),
        published_precision=Precision.YEAR,
        due_kind=DueKind.ABSOLUTE if told.due_on else DueKind.NONE,
        due_on=told.due_on,
        source=source_of(told),
    )
