"""Random lives of findings: the database says of a day what replay says, and every count is its list's total."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from core import clock
from findings.forms.register import FindingFilter
from findings.models import Event, EventKind, Finding, FindingKind, LineageKind, Status
from findings.numbers.counting import counted, facts_of
from findings.rules import replay, standing
from findings.rules.replay import Step
from findings.selection import Reader, chosen
from tests import factories

pytestmark = pytest.mark.django_db
START, TODAY = date(2015, 1, 1), date(2018, 6, 1)
SPAN = (TODAY - START).days
MOVED = [status for status in Status.values if status != Status.DRAFT]


class Happened(NamedTuple):
    """An event, by days since the start; what is recorded is recorded by today."""

    kind: str
    effective: int
    later: int
    status: str
    due: int
    is_agreed: bool
    level: int | None
    is_hidden: bool


class Life(NamedTuple):
    """A finding and what happened to it."""

    raised: int
    kind: str
    theme: str
    force: int
    due: int | None
    response: str
    events: list[Happened]


EVENTS = st.builds(
    Happened,
    kind=st.sampled_from(["status", "closure", "reopened", "follow-up", "extension", "response", "update", "note"]),
    effective=st.integers(0, SPAN),
    later=st.sampled_from([0, 0, 1, 30, 400]),
    status=st.sampled_from(["", *MOVED]),
    due=st.integers(0, SPAN + 300),
    is_agreed=st.booleans(),
    level=st.sampled_from([None, 1, 2, 3]),
    is_hidden=st.sampled_from([False, False, False, True]),
)
LIVES = st.lists(
    st.builds(
        Life,
        raised=st.integers(0, SPAN),
        kind=st.sampled_from(FindingKind.values),
        theme=st.sampled_from(["", "prevention", "stop-and-search"]),
        force=st.integers(0, 1),
        due=st.none() | st.integers(0, SPAN + 300),
        response=st.sampled_from(["", "accepted", "not-accepted"]),
        events=st.lists(EVENTS, max_size=6),
    ),
    min_size=1,
    max_size=6,
)
DAYS = st.none() | st.integers(0, SPAN).map(lambda days: START + timedelta(days))
often = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def lived(lives: list[Life]) -> Iterator[None]:
    """Hold findings with these lives, for as long as they are looked at."""
    with transaction.atomic():
        forces = [factories.ForceFactory(slug="first"), factories.ForceFactory(slug="second", country="Wales")]
        upcoming = [factories.InspectionFactory(open=True, force=force) for force in forces]
        made = [live(life, forces[life.force], upcoming[life.force]) for life in lives]
        for earlier, later in pairwise(made):
            factories.LineageFactory(earlier=earlier, later=later, kind=LineageKind.REPEATED)
        yield
        transaction.set_rollback(True)


def live(life: Life, force: Any, upcoming: Any) -> Finding:
    """Make one finding and its events; its status is what the last recorded one left it in, as actions leave it."""
    raised_on = START + timedelta(life.raised)
    due = START + timedelta(life.due) if life.due is not None else None
    finding: Finding = factories.FindingFactory(
        force=force, inspection=None, cycle=factories.CycleFactory(first_year=2015), kind=life.kind, theme=life.theme,
        raised_on=raised_on, response=life.response, due_kind="absolute" if due else "none", due_on=due,
    )  # fmt: skip
    by = factories.UserFactory()
    moment = clock.now()

    def enter(kind: str, effective: date, recorded: date, status: str = "", **told: Any) -> Event:
        event = Event(
            finding=finding, kind=kind, effective_on=effective, recorded_on=recorded, recorded_by=by,
            entered_at=moment, status_after=status, **told,
        )  # fmt: skip
        event.save()
        return event

    steps = [enter("raised", raised_on, raised_on, "open")]
    for one in sorted(life.events, key=lambda one: min(one.effective + one.later, SPAN)):  # as they are recorded
        effective = START + timedelta(one.effective)
        recorded = min(effective + timedelta(one.later), TODAY)
        to = START + timedelta(one.due)
        where = {"inspection": upcoming if one.is_hidden and one.kind in {"status", "follow-up"} else None}
        if one.kind == "extension":
            if finding.due_on is not None:
                enter("extension", effective, recorded, due_before=finding.due_on, due_after=to)
                finding.due_on = to
        elif one.kind == "follow-up":
            verdict = "achieved" if one.is_agreed else "not-assessed"
            found = enter("follow-up", effective, recorded, one.status, verdict=verdict, body="A body", **where)
            steps.append(found)
            if one.level != 1:
                agreed = {"about": found, "is_agreed": one.is_agreed, "assurance": one.level}
                enter("verification", effective, recorded, **agreed)
        elif one.kind in {"status", "closure", "reopened"}:
            steps.append(enter(one.kind, effective, recorded, one.status, body="A body", **where))
        else:
            enter(one.kind, effective, recorded)
    finding.status = status_of(steps)
    finding.published_status = status_of([step for step in steps if step.inspection_id is None])
    finding.save()
    return finding


def status_of(events: list[Event]) -> Status:
    """Return the status that the last recorded of events left."""
    told = [event for event in events if event.status_after]
    return Status(max(told, key=lambda event: (event.recorded_on, event.pk)).status_after)


def steps_of(finding: Finding, user: User, kind: str = "") -> list[Step]:
    """Return the steps of a finding's replay: those that set a status the person may know, or those of a kind."""
    events = finding.events.all()
    hidden = user.role == Role.FORCE_CONTACT
    return [
        Step(e.pk, e.effective_on, e.recorded_on, e.status_after, e.due_before, e.due_after)
        for e in events
        if (e.kind == kind if kind else bool(e.status_after) and not (hidden and e.inspection_id))
    ]


@given(lives=LIVES, on=DAYS, known_on=DAYS)
@often
def test_what_the_database_says_of_a_day_is_what_replay_says(
    manager: User, lives: list[Life], on: date | None, known_on: date | None
) -> None:
    outsider = factories.user(Role.FORCE_CONTACT)
    on = on or TODAY
    with lived(lives):
        for person in (manager, outsider):
            rows = Finding.objects.as_at(person, on, known_on).values_list("pk", "shown_status", "shown_due_on")
            found = {pk: (status, due_on) for pk, status, due_on in rows}
            expected = {}
            for finding in Finding.objects.all():
                status = replay.status_as_at(steps_of(finding, person), on, known_on=known_on)
                if status and finding.raised_on <= on and (known_on is None or finding.raised_on <= known_on):
                    moves = steps_of(finding, person, EventKind.EXTENSION)
                    expected[finding.pk] = (
                        status,
                        replay.due_as_at(moves, finding.due_on, on, known_on=known_on),
                    )
            assert found == expected


@given(lives=LIVES)
@often
def test_as_at_today_is_how_findings_stand_today(manager: User, lives: list[Life]) -> None:
    outsider = factories.user(Role.FORCE_CONTACT)
    with lived(lives):
        for person in (manager, outsider):
            names = ("reference", "shown_status", "shown_due_on", "shown_response")
            today = set(Finding.objects.standing(person, TODAY).values_list(*names))
            assert set(Finding.objects.as_at(person, TODAY).values_list(*names)) == today


def total(user: User, query: dict[str, str]) -> int:
    """Return how many rows the register lists under an address."""
    filters = FindingFilter(QueryDict(urlencode(query)), today=TODAY)
    assert filters.is_valid(), filters.errors
    return chosen(Reader.of(user, TODAY, filters.cleaned_data), filters.cleaned_data).count()


@given(lives=LIVES, on=DAYS, known_on=st.none() | DAYS, role=st.sampled_from([Role.MANAGER, Role.FORCE_CONTACT]))
@often
def test_every_figure_counts_its_list_and_every_breakdown_sums(
    lives: list[Life], on: date | None, known_on: date | None, role: Role
) -> None:
    person = factories.user(role)
    asked = {name: day.isoformat() for name, day in (("as_at", on), ("known_on", known_on)) if day}
    with lived(lives):
        reader = Reader(person, TODAY, on, known_on)
        found = counted(reader, {})
        for figure in found.figures():
            assert figure.count == total(person, {**asked, **figure.asks}), figure
            if figure.of is not None:
                assert figure.of == total(person, {**asked, **figure.of_asks}), figure
        for part in (found.by_status, found.by_kind, found.by_age, found.by_force, found.by_theme):
            assert part.sums == [figure.count for figure in part.totals]
        assert found.open.count + found.closed.count == found.everything.count
        for fact in facts_of(reader, {}):
            assert standing.age_band(fact.raised_on, reader.on) in standing.AGE_BANDS
