"""Planning a file review: its reference and seed, who may plan it, and until when its plan changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core.actions import Stale
from inspections.actions import exercises as actions
from inspections.models import AssignmentRole, Exercise, Inspection, ReviewFile, ReviewPlan
from inspections.rules.planning import OffenceType, next_reference, purge_day, slugs_of
from tests import factories
from tests.inspections import file_review_samples as samples

pytestmark = pytest.mark.django_db
TYPES = [OffenceType("Rape (including attempts)"), OffenceType("Stalking")]


def team(**fields: Any) -> tuple[Inspection, Any, Any]:
    """Return an inspection in fieldwork, the inspector who leads its team, and another on it."""
    inspection = factories.InspectionFactory(open=True, **fields)
    lead, member = factories.UserFactory(name="Lead"), factories.UserFactory(name="Member")
    factories.AssignmentFactory(inspection=inspection, user=lead, role=AssignmentRole.LEAD)
    factories.AssignmentFactory(inspection=inspection, user=member)
    return inspection, lead, member


def plan_of(lead: Any, **changes: Any) -> actions.Plan:
    """Return the plan of a random sample of 60."""
    fields: dict[str, Any] = {
        "title": "Review of 60 files", "design": "random", "template": samples.template(), "lead": lead,
        "population": "Crimes of two types", "window_from": date(2018, 1, 1), "window_to": date(2018, 3, 31),
        "target": 60, "second_share": 10, "second_lowest": True, "purge_on": date(2019, 3, 31),
    }  # fmt: skip
    return actions.Plan(**{**fields, **changes})


def planned(**changes: Any) -> tuple[Exercise, Any]:
    """Return a planned exercise and the lead of its team, who leads it."""
    inspection, lead, _ = team(reference="BED-2018-P")
    return actions.plan(by=lead, inspection=inspection, plan=plan_of(lead, **changes), types=TYPES), lead


def test_a_plan_has_the_next_reference_and_a_seed_made_with_it() -> None:
    inspection, lead, _ = team(reference="BED-2018-P")
    made = [actions.plan(by=lead, inspection=inspection, plan=plan_of(lead), types=TYPES) for _ in range(2)]
    assert [one.reference for one in made] == ["BED-2018-P-FR1", "BED-2018-P-FR2"]
    assert [len(one.seed) for one in made] == [32, 32]
    assert made[0].seed != made[1].seed
    assert list(made[0].strata.values_list("number", "slug", "title")) == [
        (1, "rape", "Rape (including attempts)"),
        (2, "stalking", "Stalking"),
    ]
    assert made[0].history.get().history_user == lead


def test_a_stratified_plan_has_the_sum_of_its_types_as_target() -> None:
    inspection, lead, _ = team()
    types = [OffenceType("Rape", 10), OffenceType("Fraud", 25)]
    made = actions.plan(by=lead, inspection=inspection, plan=plan_of(lead, design="stratified", target=1), types=types)
    assert made.target == 35
    assert list(made.strata.values_list("target", flat=True)) == [10, 25]


@pytest.mark.parametrize(
    ("changes", "types", "told"),
    [
        ({"window_from": None}, TYPES, "window of dates"),
        ({"template": None}, TYPES, "criteria"),
        ({}, [], "offence types"),
        ({"design": "stratified"}, TYPES, "number of files for each offence type"),
        ({"target": None}, TYPES, "seed and a target"),
    ],
)
def test_a_sample_that_could_not_be_drawn_is_refused(changes: Any, types: Any, told: str) -> None:
    inspection, lead, _ = team()
    with pytest.raises(ValidationError, match=told):
        actions.plan(by=lead, inspection=inspection, plan=plan_of(lead, **changes), types=types)


def test_a_look_without_count_needs_neither_window_nor_criteria() -> None:
    inspection, lead, _ = team()
    bare = plan_of(lead, design="without-count", target=None, template=None, window_from=None, window_to=None)
    assert actions.plan(by=lead, inspection=inspection, plan=bare, types=[]).has_count is False


def test_only_somebody_on_the_team_leads_a_review() -> None:
    inspection, lead, _ = team()
    plan = plan_of(factories.UserFactory(name="Stranger"))
    with pytest.raises(ValidationError, match="Stranger is not on the team"):
        actions.plan(by=lead, inspection=inspection, plan=plan, types=TYPES)


def test_the_team_s_lead_and_managers_plan_and_nobody_else() -> None:
    inspection, lead, member = team()
    manager, barred = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=inspection.force)
    for person in (lead, manager):
        actions.plan(by=person, inspection=inspection, plan=plan_of(lead), types=TYPES)
    for person in (member, barred, factories.UserFactory(), factories.user(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            actions.plan(by=person, inspection=inspection, plan=plan_of(lead), types=TYPES)
    assert inspection.exercises.count() == 2


def test_nothing_is_planned_once_the_inspection_is_published() -> None:
    inspection = factories.InspectionFactory()
    manager = factories.user(Role.MANAGER)
    with pytest.raises(PermissionDenied, match="until it is published"):
        actions.plan(by=manager, inspection=inspection, plan=plan_of(None), types=TYPES)


def test_a_changed_plan_keeps_reference_and_seed_and_the_row_of_a_type_that_stays() -> None:
    made, lead = planned()
    stays = made.strata.get(slug="stalking").pk
    types = [OffenceType("Stalking"), OffenceType("Harassment")]
    changed = actions.change(by=lead, exercise=made, version=1, plan=plan_of(lead, target=90), types=types)
    assert (changed.reference, changed.seed, changed.target) == (made.reference, made.seed, 90)
    assert list(changed.strata.values_list("number", "slug")) == [(1, "stalking"), (2, "harassment")]
    assert changed.strata.get(slug="stalking").pk == stays


def test_a_plan_that_somebody_changed_meanwhile_is_not_overwritten() -> None:
    made, lead = planned()
    actions.change(by=lead, exercise=made, version=1, plan=plan_of(lead, target=90), types=TYPES)
    with pytest.raises(Stale):
        actions.change(by=lead, exercise=made, version=1, plan=plan_of(lead, target=30), types=TYPES)


def test_a_plan_is_fixed_once_files_are_drawn() -> None:
    made, lead = planned()
    ReviewFile.objects.create(exercise=made, number=1, slot=1)
    with pytest.raises(ValidationError, match="have been drawn"):
        actions.change(by=lead, exercise=made, version=1, plan=plan_of(lead, target=30), types=TYPES)


def test_the_cycle_s_rule_says_how_many_files_a_force_has() -> None:
    large, small = factories.ForceFactory(), factories.ForceFactory()
    inspections = [factories.InspectionFactory(open=True, force=force) for force in (large, small)]
    assert actions.usual_target(inspections[0]) is None
    rule = ReviewPlan.objects.create(cycle=inspections[0].cycle)
    rule.larger_in.add(large)
    assert [actions.usual_target(one) for one in inspections] == [90, 60]


def test_a_reference_follows_the_highest_there_is() -> None:
    assert next_reference("BED-2018-P", []) == "BED-2018-P-FR1"
    assert next_reference("BED-2018-P", ["BED-2018-P-FR9", "BED-2018-P-FR10", "BED-2018-P-X"]) == "BED-2018-P-FR11"


def test_references_are_purged_a_year_after_the_window() -> None:
    assert purge_day(date(2018, 3, 31), date(2018, 2, 1)) == date(2019, 3, 31)
    assert purge_day(date(2020, 2, 29), date(2020, 1, 1)) == date(2021, 2, 28)


def test_a_type_is_called_briefly_unless_another_is_called_so_already() -> None:
    titles = ["Rape (including attempts)", "Fraud (online)", "Fraud (courier)", "Theft from person"]
    assert slugs_of(titles) == ["rape", "fraud", "fraud-courier", "theft-from-person"]
