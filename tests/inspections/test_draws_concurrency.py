"""Two at once on one exercise, on PostgreSQL with real threads: one draw, one list, and the other is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from core import clock
from core.models import Job
from inspections.actions import crime_lists
from inspections.actions import exercises as planning
from inspections.models import CrimeList, Draw, DrawnReference, Exercise, ReviewFile
from tests.findings.test_concurrency import at_once
from tests.inspections import draw_samples as made_up
from tests.inspections.test_exercises_actions import TYPES, plan_of, team

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_draws_at_once_make_one_and_the_other_is_told() -> None:
    made = made_up.planned(4)
    outcomes = at_once(lambda: made_up.draw(made), lambda: made_up.draw(made))
    assert {type(outcome) for outcome in outcomes} == {Draw, ValidationError}
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert "Give the reason for drawing again" in " ".join(refused.messages)
    assert (Draw.objects.count(), ReviewFile.objects.count(), DrawnReference.objects.count()) == (1, 4, 8)


def test_a_draw_started_from_two_windows_is_one_job_and_the_other_is_told() -> None:
    made = made_up.planned(4)
    made_up.know_format(made)
    held = made_up.received(made)

    def start() -> Any:
        mine = CrimeList.objects.select_related("exercise__inspection").get(pk=held.pk)
        ask = {"by": made.lead, "held": mine, "version": 1, "is_dry_run": False, "on": clock.today()}
        return crime_lists.start(**ask)

    outcomes = at_once(start, start)
    refused = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert len(refused) == 1
    assert Job.objects.count() == 1


def test_two_dry_runs_at_once_have_numbers_of_their_own() -> None:
    made = made_up.planned(4)
    at_once(lambda: made_up.draw(made, is_dry_run=True), lambda: made_up.draw(made, is_dry_run=True))
    assert list(Draw.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_plans_at_once_have_references_of_their_own() -> None:
    inspection, lead, _ = team(reference="BED-2018-P")
    plans = [plan_of(lead), plan_of(lead)]

    def planned(plan: planning.Plan) -> Exercise:
        return planning.plan(by=lead, inspection=inspection, plan=plan, types=TYPES)

    at_once(lambda: planned(plans[0]), lambda: planned(plans[1]))
    references = Exercise.objects.order_by("reference").values_list("reference", flat=True)
    assert list(references) == ["BED-2018-P-FR1", "BED-2018-P-FR2"]
