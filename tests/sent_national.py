"""Forms about national recommendations, observations and leaving findings, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from findings.models import Finding
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def national_recommendation(world: World) -> Sent:
    """A recommendation to all forces."""
    data = {
        "cycle": "2017", "theme": "Stop and search", "addressed_to": "forces", "body": "", "title": "Strip searches",
        "wording": "Every force should record every strip search.", "published-day": "1", "published-month": "5",
        "published-year": "2018", "due_kind": "relative", "due_days": "90", "source": "A report, p. 4",
    }  # fmt: skip
    return "manager", "/findings/national/new/", data


def correction(world: World) -> Sent:
    """Another short title."""
    data = {"version": 1, "title": "Stop and search", "source": "A report, p. 5", "reason": "Named the wrong page"}
    return "manager", "/findings/national/NAT-2017-01/correct/", data


def observation(world: World) -> Sent:
    """A remark of a report that is out."""
    data = {"kind": "advice", "question": "", "text": "The force could publish its figures.", "source": "p. 9"}
    return "inspector on the team", "/findings/observations/new/FIR-2017-E/", data


def observation_again(world: World) -> Sent:
    """The same remark in better words."""
    held = next(s for s in world.of("observation") if s.force == "first" and s.published)
    _, _, data = observation(world)
    return "manager", f"/findings/observations/{held.args[0]}/edit/", {**data, "version": 1, "reason": "Clearer"}


def leaving(world: World) -> Sent:
    """Why an inspection does not look at an earlier finding."""
    version = Finding.objects.get(reference="NAT-2017-01-FIR").version
    data = {"version": version, "reason": "The force publishes its figures in July."}
    return "inspector on the team", "/findings/NAT-2017-01-FIR/leave/FIR-2018-E/", data


NATIONAL = [national_recommendation, correction, observation, observation_again, leaving]
