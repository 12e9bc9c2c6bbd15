"""The gates up to fieldwork: what is looked at, by whom, and when."""

from __future__ import annotations

from collections.abc import Iterator

from core.words import plural
from reports.gates.facts import Facts
from reports.gates.places import place
from reports.gates.registry import Blocker, gate


@gate("planned", "scoped")
def every_question_is_in_or_out(facts: Facts) -> Iterator[Blocker]:
    """Whether each question is looked at is decided."""
    missing = [slug for slug in facts.questions if slug not in facts.scope]
    if missing:
        words = plural(len(missing), "question has", "questions have")
        yield Blocker(f"{words} no scope decision.", place("inspections:scope", facts.inspection))


@gate("planned", "scoped")
def something_is_inspected(facts: Facts) -> Iterator[Blocker]:
    """An inspection against a framework looks at one of its questions at least."""
    if facts.questions and len(facts.scope) == len(facts.questions) and not facts.inspected:
        yield Blocker("The scope leaves every question out.", place("inspections:scope", facts.inspection))


@gate("planned", "scoped")
@gate("scoped", "fieldwork")
def somebody_leads(facts: Facts) -> Iterator[Blocker]:
    """The team has a lead."""
    if facts.lead is None:
        yield Blocker("The team has no lead.", place("inspections:plan-one", facts.inspection))


@gate("planned", "scoped")
def fieldwork_is_dated(facts: Facts) -> Iterator[Blocker]:
    """It is known when fieldwork is."""
    if facts.inspection.fieldwork_from is None or facts.inspection.fieldwork_to is None:
        yield Blocker("Fieldwork has no dates.", place("inspections:plan-one", facts.inspection))


@gate("scoped", "fieldwork")
def the_lead_has_a_team(facts: Facts) -> Iterator[Blocker]:
    """Somebody goes with the lead of an inspection against a framework."""
    if facts.inspection.framework_id and facts.lead and len(facts.team) == 1:
        yield Blocker("Nobody but the lead is on the team.", place("inspections:plan-one", facts.inspection))
