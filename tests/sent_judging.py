"""The forms of judging and of moving on, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from tests import factories
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
DAY = {"held_on-day": "1", "held_on-month": "6", "held_on-year": "2018"}


def proposal(world: World) -> Sent:
    """A grade that rests on twenty items of evidence."""
    inspection = world.records["FIR-2018-E"]
    question = inspection.framework.questions.get(slug="question-2")
    items = factories.EvidenceItemFactory.create_batch(20, inspection=inspection)
    for item in items:
        factories.EvidenceLinkFactory(item=item, question=question)
    data = {"version": 0, "conclusion": "good", "rationale": "Files are looked at.", "evidence": [i.pk for i in items]}
    return "inspector on the team", "/inspections/FIR-2018-E/judgments/question-2/propose/", data


def decision(world: World) -> Sent:
    """That a panel changed a judgment."""
    factories.bear_out(world.records["FIR-2018-M"])
    data = {"version": 1, "decision": "changed", "conclusion": "good", "reason": "It is better.", "dissent": "Nobody"}
    url = f"/panels/{world.records['panel'].pk}/FIR-2018-M/question-1/"
    return "manager", url, data


def panel(world: World) -> Sent:
    """A panel of two."""
    members = [world.people[name].user.pk for name in ("manager", "manager leading")]
    return "manager", "/panels/new/", {"cycle": "2018", "title": "Second tranche", "members": members, **DAY}


def panel_change(world: World) -> Sent:
    """Other members of a panel."""
    held = world.records["panel"]
    data = {"version": 1, "title": "First tranche", "members": [world.people["manager"].user.pk], **DAY}
    return "manager", f"{held.get_absolute_url()}change/", data


def move_back(world: World) -> Sent:
    """An inspection that goes back."""
    data = {"version": 1, "to": "drafting", "reason": "A question was forgotten."}
    return "inspector on the team", "/inspections/FIR-2018-M/move/?to=drafting", data


JUDGING = [proposal, decision, panel, panel_change, move_back]
