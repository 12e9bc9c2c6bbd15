"""Planning a cycle's inspections, and what each looks at."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from core.actions import Stale
from inspections.actions import planning
from inspections.models import Inspection, ScopeEntry
from inspections.rules import board
from tests import factories

ON = date(2018, 6, 1)
DATES = {"tranche": 2, "fieldwork_from": date(2018, 9, 3), "fieldwork_to": date(2018, 9, 14)}


@pytest.mark.parametrize(
    ("kind", "taken", "expected"),
    [
        ("revisit", ["BED-2017-R1", "BED-2017-R3", "BED-2017-E"], "BED-2017-R4"),
        ("child-protection", [], "BED-2017-CP1"),
        ("crime-data-integrity", ["BED-2016-CDI1"], "BED-2017-CDI1"),
        ("thematic", ["BED-2017-T9"], "BED-2017-T10"),
    ],
)
def test_inspections_without_a_framework_are_numbered(kind: str, taken: list[str], expected: str) -> None:
    assert board.next_reference("BED", 2017, kind, taken) == expected


@pytest.mark.parametrize(
    ("rate", "national", "is_far"),
    [("125", "100", True), ("124.9", "100", False), ("75", "100", True), ("80", "100", False), ("5", "0", False)],
)
def test_a_quarter_from_the_national_rate_is_far(rate: str, national: str, is_far: bool) -> None:
    assert board.is_far(Decimal(rate), Decimal(national)) is is_far
    assert board.is_far(None, Decimal(national)) is False


def test_the_age_of_a_grade_in_words() -> None:
    said = [board.age_in_words(*pair) for pair in ((2016, 2018), (2017, 2018), (2018, 2018), (None, 2018))]
    assert said == ["2016, 2 years ago", "2017, 1 year ago", "2018", "not held"]


@pytest.fixture
def manager() -> User:
    """A manager."""
    return factories.UserFactory(role=Role.MANAGER)


@pytest.fixture
def inspection() -> Inspection:
    """A planned inspection with two questions."""
    made = factories.InspectionFactory(open=True, stage="planned")
    for number in (1, 2):
        factories.QuestionFactory(framework=made.framework, number=number)
    return made


@pytest.mark.django_db
def test_many_forces_are_planned_at_once_and_none_twice(manager: User) -> None:
    framework = factories.FrameworkFactory(cycle__first_year=2018)
    forces = [factories.ForceFactory(code=code) for code in ("AAA", "BBB")]
    about = {"cycle": framework.cycle, "kind": "peel", "framework": framework, **DATES}
    made = planning.plan(by=manager, forces=forces, **about)
    assert [(one.reference, one.stage, one.tranche) for one in made] == [
        ("AAA-2018-E", "planned", 2),
        ("BBB-2018-E", "planned", 2),
    ]
    again = [factories.ForceFactory(code="CCC"), forces[1]]
    with pytest.raises(ValidationError, match=f"Planned already in {framework.cycle}: {forces[1].name}"):
        planning.plan(by=manager, forces=again, **about)
    assert Inspection.objects.count() == 2


@pytest.mark.django_db
def test_what_is_planned_for_the_same_days_is_not_planned_again_and_for_others_it_is(manager: User) -> None:
    cycle, force = factories.CycleFactory(first_year=2018), factories.ForceFactory(code="AAA")
    about = {"cycle": cycle, "kind": "revisit", "framework": None, "forces": [force]}
    planning.plan(by=manager, **about, **DATES)
    with pytest.raises(ValidationError, match=f"Planned already in {cycle}: {force.name}"):
        planning.plan(by=manager, **about, **DATES)
    planning.plan(by=manager, **about, **{**DATES, "fieldwork_to": date(2018, 9, 21)})
    planning.plan(by=manager, **{**about, "kind": "thematic"}, **DATES)
    made = Inspection.objects.order_by("pk").values_list("reference", flat=True)
    assert list(made) == ["AAA-2018-R1", "AAA-2018-R2", "AAA-2018-T1"]


@pytest.mark.django_db
def test_nobody_plans_a_force_they_are_barred_from(manager: User, inspection: Inspection) -> None:
    factories.BarFactory(user=manager, force=inspection.force)
    with pytest.raises(PermissionDenied, match="barred"):
        planning.plan(
            by=manager, cycle=inspection.cycle, kind="revisit", framework=None, forces=[inspection.force], **DATES
        )
    with pytest.raises(PermissionDenied):
        planning.change(by=manager, inspection=inspection, version=1, lead=None, team=[], **DATES)


@pytest.mark.django_db
def test_a_team_is_changed_and_nobody_barred_is_on_it(manager: User, inspection: Inspection) -> None:
    lead, stays, leaves, barred = [factories.UserFactory() for _ in range(4)]
    for person in (stays, leaves):
        factories.AssignmentFactory(inspection=inspection, user=person)
    factories.BarFactory(user=barred, force=inspection.force)
    with pytest.raises(ValidationError, match=f"Barred from this force: {barred.name}"):
        planning.change(by=manager, inspection=inspection, version=1, lead=lead, team=[barred], **DATES)
    planning.change(by=manager, inspection=inspection, version=1, lead=lead, team=[stays], **DATES)
    team = inspection.assignments.order_by("user__pk").values_list("user", "role")
    assert list(team) == [(lead.pk, "lead"), (stays.pk, "inspector")]
    with pytest.raises(Stale):
        planning.change(by=manager, inspection=inspection, version=1, lead=None, team=[], **DATES)


@pytest.mark.django_db
def test_an_auditor_is_on_no_team(manager: User, inspection: Inspection) -> None:
    auditor = factories.UserFactory(role=Role.AUDITOR)
    with pytest.raises(ValidationError, match="Only inspectors and managers"):
        planning.change(by=manager, inspection=inspection, version=1, lead=auditor, team=[], **DATES)


@pytest.mark.django_db
def test_a_scope_keeps_what_was_known_when_it_was_decided(inspection: Inspection) -> None:
    lead = factories.UserFactory()
    factories.AssignmentFactory(inspection=inspection, user=lead, role="lead")
    first, second = inspection.framework.questions.order_by("number")
    seen = {"last grade": "good", "open findings": 2}
    choices = [
        planning.Choice(first, "inspected", "Two findings are open", seen),
        planning.Choice(second, "carried-over", "Good last year, nothing open", {}),
    ]
    planning.decide_scope(by=lead, inspection=inspection, version=1, choices=choices, on=ON)
    entry = ScopeEntry.objects.get(question=first)
    assert (entry.decision, entry.decided_by, entry.decided_on, entry.worksheet) == ("inspected", lead, ON, seen)
    # the same again decides nothing anew; another reason does
    later = [choices[0], planning.Choice(second, "inspected", "A new finding", {"open findings": 1})]
    planning.decide_scope(by=lead, inspection=inspection, version=2, choices=later, on=date(2018, 6, 2))
    decided = ScopeEntry.objects.order_by("question__number").values_list("decision", "decided_on")
    assert list(decided) == [("inspected", ON), ("inspected", date(2018, 6, 2))]


@pytest.mark.django_db
def test_a_question_that_is_judged_is_not_left_out(manager: User, inspection: Inspection) -> None:
    first, second = inspection.framework.questions.order_by("number")
    factories.JudgmentFactory(inspection=inspection, question=first)
    left_out = [planning.Choice(one, "carried-over", "Good last year", {}) for one in (first, second)]
    with pytest.raises(ValidationError, match=f"“{first.title}” is judged already.*let its judgment say so"):
        planning.decide_scope(by=manager, inspection=inspection, version=1, choices=left_out, on=ON)
    assert not ScopeEntry.objects.exists()
    choices = [planning.Choice(first, "inspected", "It is judged", {}), left_out[1]]
    planning.decide_scope(by=manager, inspection=inspection, version=1, choices=choices, on=ON)
    decided = ScopeEntry.objects.order_by("question__number").values_list("decision", flat=True)
    assert list(decided) == ["inspected", "carried-over"]


@pytest.mark.django_db
def test_a_scope_is_decided_before_fieldwork_by_the_lead(inspection: Inspection) -> None:
    member = factories.UserFactory()
    factories.AssignmentFactory(inspection=inspection, user=member)
    with pytest.raises(PermissionDenied):
        planning.decide_scope(by=member, inspection=inspection, version=1, choices=[], on=ON)
    manager = factories.UserFactory(role=Role.MANAGER)
    Inspection.objects.update(stage="fieldwork")
    with pytest.raises(ValidationError, match="until fieldwork begins"):
        planning.decide_scope(by=manager, inspection=inspection, version=1, choices=[], on=ON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("planned", "expected"), [(None, "Plan of PEEL 2017"), (2019, "Plan of PEEL 2019"), (2023, "Plan of PEEL 2023")]
)
def test_the_plan_opens_on_the_latest_cycle_that_has_begun_or_has_an_inspection(
    client: Client, manager: User, planned: int | None, expected: str
) -> None:
    """Today is 1 June 2018."""
    cycles = {year: factories.CycleFactory(first_year=year) for year in (2016, 2017, 2019, 2023)}
    if planned:
        factories.InspectionFactory(framework=None, cycle=cycles[planned], kind="revisit", open=True)
    client.force_login(manager)
    assert f'<h1 class="govuk-heading-l">{expected}</h1>' in client.get(reverse("inspections:plan")).content.decode()


@pytest.mark.django_db
def test_the_plan_opens_on_the_latest_cycle_where_none_has_begun(client: Client, manager: User) -> None:
    client.force_login(manager)
    assert client.get(reverse("inspections:plan")).status_code == 404
    factories.CycleFactory(first_year=2023)
    assert "Plan of PEEL 2023" in client.get(reverse("inspections:plan")).content.decode()


@pytest.mark.django_db
def test_the_plan_tells_a_frameworks_versions_apart(client: Client, manager: User) -> None:
    cycle = factories.CycleFactory(first_year=2017)
    for number in (1, 2):
        factories.FrameworkFactory(cycle=cycle, slug=f"e-{number}", title="Effectiveness 2017", version_number=number)
    client.force_login(manager)
    page = client.get(reverse("inspections:plan-many", args=[cycle.slug])).content.decode()
    assert re.findall(r"<option[^>]*>(Effectiveness[^<]*)", page) == [
        "Effectiveness 2017, version 2",
        "Effectiveness 2017",
    ]
