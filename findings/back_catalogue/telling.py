"""What a row adds to a finding: that it was raised, what its status says, its due date. Makes records, saves none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.dates import Precision, in_words
from findings.back_catalogue.messages import refusal
from findings.back_catalogue.resolving import Told
from findings.models import DueKind, Event, EventKind, Finding, FindingKind, NationalRecommendation, Status, Verdict
from findings.models.findings import CLOSED
from findings.rules import back_catalogue as rules
from forces.returns.layout import Problem
from inspections.models import Inspection


class Closed(Exception):
    """The finding is closed, and a row says that it goes on."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.reference)
        self.finding = finding

    def problem(self, told: Told) -> Problem:
        """Return what to say of the row."""
        status = Status(self.finding.published_status).label.lower()
        return refusal("closed", told.line, "status", reference=self.finding.reference or "The finding", status=status)


@dataclass
class Loading:
    """Who loads a row and when, and the published inspections it tells of, where they are held."""

    by: Any
    at: datetime
    raising: Inspection | None
    telling: Inspection | None

    def recorded_on(self, told: Told) -> date:
        """Return the day the row's source came out; of one whose day is not held, the day of loading."""
        held = self.telling.published_on if self.telling else None
        return held or told.published_on or self.at.date()

    def in_words(self, day: date) -> str:
        """Return when something counts as recorded; the day of loading is not named, for it may be put off."""
        return "recorded on loading" if day == self.at.date() else f"recorded {in_words(day)}"


@dataclass
class Standing:
    """A finding with what is published of it, and what the rows of a file would add; `row` made it, if one did."""

    finding: Finding
    events: list[Event] = field(default_factory=list)
    new_events: list[Event] = field(default_factory=list)
    is_changed: bool = False
    row: int = 0
    national: NationalRecommendation | None = None

    @property
    def setter(self) -> Event | None:
        """Return the event that says where the finding stands: of those with a status, the one recorded last."""
        found = None
        for event in self.events:
            if event.status_after and (found is None or event.recorded_on >= found.recorded_on):
                found = event
        return found

    def enter(self, event: Event) -> None:
        """Add an event; one that sets a status moves the finding, along any way: see ADR 15.

        What an unpublished inspection did to the finding stays as it is.
        """
        finding = self.finding
        self.events.append(event)
        self.new_events.append(event)
        if event.status_after:
            if finding.status == finding.published_status:
                finding.status = event.status_after
            finding.published_status = event.status_after
        self.is_changed = True


def year_of(event: Event) -> int:
    """Return the first year of the cycle an event belongs to, as the follow-up grid counts it."""
    return event.inspection.cycle.first_year if event.inspection else event.effective_on.year


# --- raised ------------------------------------------------------------------------------------------------


def begun(told: Told, loading: Loading) -> tuple[Standing, str]:
    """Return the finding a row raises, with the event that says so, and what to say of it."""
    raising = loading.raising
    known_on = raising.published_on if raising else None
    raised_on, precision = (known_on, Precision.DAY) if known_on else (first_of(told.cycle.first_year), Precision.YEAR)
    finding = Finding(
        force=told.force,
        cycle=told.cycle,
        inspection=raising,
        question_id=told.question(raising),
        theme=told.theme,
        kind=told.kind,
        recommendation_not_held=told.kind == FindingKind.CAUSE_OF_CONCERN,
        title=rules.title_of(told.subject),
        wording=told.subject,
        status=Status.OPEN,
        published_status=Status.OPEN,
        raised_on=raised_on,
        raised_precision=precision,
        due_kind=DueKind.ABSOLUTE if told.due_on else DueKind.NONE,
        due_on=told.due_on,
        source=source_of(told),
    )
    standing = Standing(finding, row=told.line.number)
    where = f"{told.cycle.title}, {told.line.text('pillar').lower()}"
    question = told.line.text("question")
    event = Event(
        finding=finding,
        kind=EventKind.RAISED,
        effective_on=raised_on,
        effective_precision=precision,
        recorded_on=max(known_on or loading.recorded_on(told), raised_on),
        recorded_by=loading.by,
        entered_at=loading.at,
        inspection=raising,
        status_after=Status.OPEN,
        narrative=f"{where}: {question}" if question else where,
        source=told.source,
    )
    standing.enter(event)
    kind = FindingKind(told.kind).label.lower()
    article = "an" if kind[0] in "aeiou" else "a"
    recorded = "" if event.recorded_on == known_on else f", {loading.in_words(event.recorded_on)}"
    raised = f"on {in_words(raised_on)} in {raising.reference}" if raising else f"in {in_words(raised_on, precision)}"
    words = f"Adds {article} {kind} raised {raised}{recorded}{'' if raising else '; its inspection is not held'}."
    return standing, words + (f" Due {in_words(told.due_on)}." if told.due_on else "")


def source_of(told: Told) -> str:
    """Return what a finding says of its source: that its wording is not held."""
    return f"{told.source}; {rules.WORDING_NOT_HELD}" if told.source else rules.WORDING_NOT_HELD


def first_of(year: int) -> date:
    """Return the first day of a year."""
    return date(year, 1, 1)


# --- its status --------------------------------------------------------------------------------------------


def tell(standing: Standing, told: Told, loading: Loading, *, unless_held: bool = False) -> str:
    """Add what a row's status says as of its cycle; return it in words, "" where it says nothing.

    A status that is older than the one held does not move the finding. `unless_held`: what the finding holds of that
    cycle in other words is not said again.
    """
    meaning, finding = told.meaning, standing.finding
    if not meaning.kind or (unless_held and is_held(standing, told)):
        return ""
    setter = standing.setter
    is_latest = setter is None or told.as_of.first_year >= year_of(setter)
    to = moved_to(finding, meaning.status) if meaning.status and is_latest else ""
    effective_on, precision = effective(finding, told, loading)
    recorded_on = max(loading.recorded_on(told), effective_on)
    if to and setter:  # it cannot have become known before what it goes on from
        recorded_on = max(recorded_on, setter.recorded_on)
    event = Event(
        finding=finding,
        # what a later status leaves standing closes nothing
        kind=EventKind.STATUS if meaning.kind == EventKind.CLOSURE and not to else meaning.kind,
        effective_on=effective_on,
        effective_precision=precision,
        recorded_on=recorded_on,
        recorded_by=loading.by,
        entered_at=loading.at,
        inspection=loading.telling,
        status_before=finding.published_status if to and to != finding.published_status else "",
        status_after=to,
        verdict=meaning.verdict,
        narrative=told.words,
        source=told.source,
    )
    standing.enter(event)
    words = f"{event_in_words(event, told)}, {loading.in_words(recorded_on)}."
    return words if is_latest or not meaning.status else f"{words} A later status is held and stays."


def moved_to(finding: Finding, says: str) -> str:
    """Return where a source leaves a finding; "open" says no more than that it is not closed."""
    now = finding.published_status
    if now in CLOSED and now != says:
        raise Closed(finding)
    return now if says == Status.OPEN else says


def is_held(standing: Standing, told: Told) -> bool:
    """Say whether the finding holds of that cycle what a row's status says."""
    meaning, year = told.meaning, told.as_of.first_year
    return any(
        year_of(event) == year
        and (event.kind, event.verdict) == (meaning.kind, meaning.verdict)
        and (not event.status_after or event.status_after == meaning.status)
        for event in standing.events
    )


def effective(finding: Finding, told: Told, loading: Loading) -> tuple[date, str]:
    """Return when a status was so: in the fieldwork that saw it, where its days are held, else in its cycle's year.

    In the year a finding was raised it is put after that day, and still said no more exactly than the year.
    """
    if told.as_of.pk == told.cycle.pk:
        return finding.raised_on, finding.raised_precision
    telling = loading.telling
    if telling and telling.fieldwork_from and telling.fieldwork_to:
        seen = rules.narrowest(telling.fieldwork_from, telling.fieldwork_to)
        if seen and seen[0] <= loading.recorded_on(told):
            return seen
    start = first_of(told.as_of.first_year)
    if finding.raised_on.year == start.year:
        start = max(start, finding.raised_on)
    return start, Precision.YEAR


def event_in_words(event: Event, told: Told) -> str:
    """Return what an event says, for the preview."""
    parts = [Verdict(event.verdict).label.lower()] if event.verdict else []
    if event.status_after:
        parts.append(Status(event.status_after).label.lower())
    return f"{EventKind(event.kind).label} as of {told.as_of.title}: {'; '.join(parts) or event.narrative}"


# --- its due date and source -------------------------------------------------------------------------------


def set_due(standing: Standing, due_on: date) -> str:
    """Give a finding the due date of its source, where none is set; return it in words."""
    finding = standing.finding
    if finding.due_kind == DueKind.NONE:
        finding.due_kind = DueKind.ABSOLUTE
    finding.due_on = due_on
    standing.is_changed = True
    return f"Due {in_words(due_on)}, where no date was set."


def move_due(standing: Standing, told: Told, loading: Loading, due_on: date) -> str:
    """Move a finding's due date to the one its source now gives; return it in words."""
    finding = standing.finding
    before = finding.due_on
    earlier = [event.recorded_on for event in standing.events if event.kind in {EventKind.EXTENSION, EventKind.RAISED}]
    day = max([loading.recorded_on(told), *earlier])
    standing.enter(
        Event(
            finding=finding,
            kind=EventKind.EXTENSION,
            effective_on=day,
            recorded_on=day,
            recorded_by=loading.by,
            entered_at=loading.at,
            due_before=before,
            due_after=due_on,
            narrative="The source gives another date.",
            source=told.source,
        )
    )
    finding.due_on = due_on
    return f"Due date moved from {in_words(before)} to {in_words(due_on)}, {loading.in_words(day)}."
