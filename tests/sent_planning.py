"""Forms of the plan, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from inspections.forms.planning import ScopeForm
from inspections.models import Inspection, Question
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
DATES = {
    "tranche": 2,
    "fieldwork_from-day": 3,
    "fieldwork_from-month": 9,
    "fieldwork_from-year": 2018,
    "fieldwork_to-day": 14,
    "fieldwork_to-month": 9,
    "fieldwork_to-year": 2018,
}


def many_planned(world: World) -> Sent:
    """A thematic inspection of both forces."""
    forces = [force.pk for force in world.forces.values()]
    return "manager", f"/plan/{world.cycles[-1].slug}/add/", {**DATES, "kind": "thematic", "forces": forces}


def one_planned(world: World) -> Sent:
    """A lead changed, and a team."""
    lead, member = world.user("manager leading").pk, world.user("inspector on the team").pk
    return "manager", "/inspections/FIR-2018-E/plan/", {**DATES, "version": 1, "lead": lead, "team": [member]}


def scope_decided(world: World) -> Sent:
    """Both questions are looked at."""
    inspection = Inspection.objects.get(reference="FIR-2018-E")
    Inspection.objects.filter(pk=inspection.pk).update(stage="planned")
    questions = list(Question.objects.filter(framework=inspection.framework_id))
    known = {"last grade": "good", "last inspected": "2017, 1 year ago", "open findings": 1}
    signed = ScopeForm.signed({one.pk: known for one in questions}, {"measures far from England and Wales": []})
    data: dict[str, Any] = {"version": inspection.version, "worksheet": signed}
    for question in questions:
        data |= {f"decision-{question.pk}": "inspected", f"reason-{question.pk}": "Findings are open"}
    return "manager", "/inspections/FIR-2018-E/scope/", data


SENT = [many_planned, one_planned, scope_decided]
