"""Saying how findings descend from one another, and taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core import clock
from findings.actions import lineage, raising, verifications
from findings.models import Finding, FindingKind, Lineage, LineageKind
from forces.models import Force
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return factories.ForceFactory(slug="bedfordshire", code="BED", name="Bedfordshire")


@pytest.fixture
def inspector(force: Force) -> User:
    """Return somebody on an open inspection of the force."""
    return factories.AssignmentFactory(inspection=factories.InspectionFactory(open=True, force=force)).user


@pytest.fixture
def manager() -> User:
    return factories.user(Role.MANAGER)


def raised(force: Force, year: int, **fields: Any) -> Finding:
    """Return a finding published in March of a year."""
    inspection = factories.InspectionFactory(force=force)
    return factories.FindingFactory(inspection=inspection, raised_on=date(year, 3, 2), **fields)


def link(
    by: User, earlier: Finding, later: Finding, kind: str = "repeated", reason: str = "The same again."
) -> Lineage:
    return lineage.link(by=by, earlier=earlier, later=later, kind=kind, reason=reason, at=clock.now())


CONCERN = {"kind": FindingKind.CAUSE_OF_CONCERN}


@pytest.mark.parametrize(
    ("kind", "earlier", "later"),
    [
        ("repeated", {}, {}),
        ("escalated", {}, CONCERN),
        ("de-escalated", CONCERN, {}),
        ("superseded", CONCERN, {}),
        ("split", {}, {}),
        ("merged", {}, {}),
    ],
)
def test_an_inspector_of_an_open_inspection_links_findings_of_its_force(
    force: Force, inspector: User, kind: str, earlier: dict[str, Any], later: dict[str, Any]
) -> None:
    first, second = raised(force, 2016, **earlier), raised(force, 2017, **later)
    made = link(inspector, first, second, kind)
    assert (made.earlier, made.later, made.kind, made.reason) == (first, second, kind, "The same again.")
    assert (made.recorded_by, made.recorded_on) == (inspector, clock.today())


def test_superseded_only_links_and_closes_nothing(force: Force, inspector: User) -> None:
    first = raised(force, 2016)
    link(inspector, first, raised(force, 2017), "superseded")
    first.refresh_from_db()
    assert (first.status, first.events.count()) == ("open", 0)


def test_a_manager_links_findings_of_any_force(force: Force, manager: User) -> None:
    assert link(manager, raised(force, 2016), raised(force, 2017)).pk


def test_a_draft_is_linked_to_what_it_says_again(force: Force, inspector: User) -> None:
    inspection = inspector.assignments.get().inspection
    draft = factories.FindingFactory(inspection=inspection, status="draft", raised_on=date(2018, 5, 1))
    assert link(inspector, raised(force, 2017), draft).later == draft


def test_who_is_not_on_an_open_inspection_of_the_force_links_nothing(force: Force) -> None:
    elsewhere = factories.AssignmentFactory(inspection=factories.InspectionFactory(open=True)).user
    finished = factories.AssignmentFactory(inspection=factories.InspectionFactory(force=force)).user
    first, second = raised(force, 2016), raised(force, 2017)
    for person in (elsewhere, finished):
        with pytest.raises(PermissionDenied, match="team of an open inspection"):
            link(person, first, second)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.FORCE_CONTACT):
        with pytest.raises(PermissionDenied):
            link(factories.user(role), first, second)
    assert not Lineage.objects.exists()


def test_who_is_barred_from_the_force_links_nothing_and_takes_nothing_back(force: Force, manager: User) -> None:
    first, second = raised(force, 2016), raised(force, 2017)
    made = link(manager, first, second)
    factories.BarFactory(user=manager, force=force)
    barred = User.objects.get(pk=manager.pk)
    with pytest.raises(PermissionDenied):
        link(barred, first, raised(force, 2018))
    with pytest.raises(PermissionDenied):
        lineage.unlink(by=barred, link=made, reason="No.")


def test_a_finding_one_may_not_see_cannot_be_linked_to(force: Force, inspector: User) -> None:
    hidden = factories.FindingFactory(
        inspection=factories.InspectionFactory(open=True, force=force), status="draft", raised_on=date(2018, 5, 1)
    )
    with pytest.raises(ValidationError) as refused:
        link(inspector, raised(force, 2017), hidden)
    assert refused.value.message_dict == {"other": ["There is no such finding that you may see."]}


def test_another_force_is_refused_unless_it_is_the_same_national_recommendation(force: Force, manager: User) -> None:
    first, elsewhere = raised(force, 2016), raised(factories.ForceFactory(), 2017)
    with pytest.raises(ValidationError, match="of the same force"):
        link(manager, first, elsewhere)
    national = factories.NationalFactory()
    Finding.objects.filter(pk__in=[first.pk, elsewhere.pk]).update(national=national)
    assert link(manager, first, elsewhere).pk


def test_an_inspector_needs_an_open_inspection_of_both_forces(force: Force, inspector: User) -> None:
    national, other = factories.NationalFactory(), factories.ForceFactory()
    first, second = raised(force, 2017, national=national), raised(other, 2017, national=national)
    with pytest.raises(PermissionDenied):
        link(inspector, first, second)
    factories.AssignmentFactory(user=inspector, inspection=factories.InspectionFactory(open=True, force=other))
    assert link(inspector, first, second).pk


def test_a_link_backwards_in_time_is_refused_by_the_relation(force: Force, manager: User) -> None:
    with pytest.raises(ValidationError) as refused:
        link(manager, raised(force, 2017), raised(force, 2016))
    assert list(refused.value.message_dict) == ["relation"]


def test_a_finding_known_to_the_year_only_may_be_the_later_one(force: Force, manager: User) -> None:
    later = raised(force, 2017, raised_precision="year")
    Finding.objects.filter(pk=later.pk).update(raised_on=date(2017, 1, 1))
    assert link(manager, raised(force, 2017), later).pk


def test_the_same_two_are_linked_once(force: Force, manager: User) -> None:
    first, second = raised(force, 2016), raised(force, 2017)
    link(manager, first, second)
    with pytest.raises(ValidationError, match="They are linked already"):
        link(manager, first, second, "superseded")


def test_no_finding_becomes_its_own_ancestor(force: Force, manager: User) -> None:
    first, second, third = (raised(force, 2017) for _ in range(3))
    link(manager, first, second)
    link(manager, second, third)
    for backwards in (second, third):
        with pytest.raises(ValidationError, match="close a circle"):
            link(manager, backwards, first)
    with pytest.raises(ValidationError, match="from itself"):
        link(manager, first, first)
    assert Lineage.objects.count() == 2


def test_a_circle_that_is_there_already_is_not_walked_for_ever(force: Force, manager: User) -> None:
    first, second, third = (raised(force, 2017) for _ in range(3))
    factories.LineageFactory(earlier=first, later=second)
    factories.LineageFactory(earlier=second, later=first)
    assert link(manager, third, first).pk


def test_one_is_split_into_several_and_several_merge_into_one(force: Force, manager: User) -> None:
    whole, other, one, two = raised(force, 2016), raised(force, 2016), raised(force, 2017), raised(force, 2017)
    link(manager, whole, one, "split")
    link(manager, whole, two, "split")
    with pytest.raises(ValidationError, match=f"part of {whole.reference} already"):
        link(manager, other, one, "split")
    last = raised(force, 2018)
    link(manager, one, last, "merged")
    link(manager, two, last, "merged")
    with pytest.raises(ValidationError, match=f"went into {last.reference} already"):
        link(manager, one, raised(force, 2018), "merged")


def test_a_link_taken_back_is_gone_and_its_history_says_who_and_why(force: Force, inspector: User) -> None:
    made = link(inspector, raised(force, 2016), raised(force, 2017))
    pk = made.pk
    lineage.unlink(by=inspector, link=made, reason="They are about two different units.")
    assert not Lineage.objects.exists()
    last = Lineage.history.get(id=pk)
    assert (last.recorded_by, last.reason) == (inspector, "The same again.")
    assert (last.history_type, last.history_user, last.history_change_reason) == (
        "-",
        inspector,
        "They are about two different units.",
    )


def test_a_link_is_taken_back_once(force: Force, manager: User) -> None:
    made = link(manager, raised(force, 2016), raised(force, 2017))
    again = Lineage.objects.get(pk=made.pk)
    lineage.unlink(by=manager, link=made, reason="Wrong.")
    with pytest.raises(ValidationError, match="taken this link back already"):
        lineage.unlink(by=manager, link=again, reason="Wrong.")


def close_as_superseded(by: User, finding: Finding, successor: Finding) -> None:
    verifications.close(
        by=by,
        finding=finding,
        version=None,
        at=clock.now(),
        to="closed-superseded",
        successor=successor,
        effective_on=date(2018, 5, 1),
        effective_precision="day",
        reason="A newer finding says it better.",
    )


def test_the_link_that_names_a_successor_stays_while_the_finding_is_closed(force: Force, manager: User) -> None:
    first, second = raised(force, 2016), raised(force, 2017)
    close_as_superseded(manager, first, second)
    named = Lineage.objects.get()
    assert (named.kind, named.later) == (LineageKind.SUPERSEDED, second)
    with pytest.raises(ValidationError, match="closed as superseded"):
        lineage.unlink(by=manager, link=named, reason="Wrong.")
    link(manager, first, raised(force, 2018))
    lineage.unlink(by=manager, link=named, reason="The other one names it.")
    assert Lineage.objects.count() == 1


def test_closing_as_superseded_keeps_the_link_there_is_to_the_successor(force: Force, manager: User) -> None:
    first, second = raised(force, 2016), raised(force, 2017, **CONCERN)
    link(manager, first, second, "escalated")
    close_as_superseded(manager, first, second)
    assert Lineage.objects.get().kind == LineageKind.ESCALATED
    first.refresh_from_db()
    assert first.status == "closed-superseded"


def test_a_finding_is_not_superseded_by_what_it_descends_from(force: Force, manager: User) -> None:
    first, second = raised(force, 2017), raised(force, 2017)
    link(manager, first, second)
    with pytest.raises(ValidationError, match="close a circle"):
        close_as_superseded(manager, second, first)


@pytest.mark.parametrize(
    ("earlier", "kind", "said"),
    [
        ({}, FindingKind.AREA_FOR_IMPROVEMENT, "repeated"),
        ({}, FindingKind.CAUSE_OF_CONCERN, "escalated"),
        (CONCERN, FindingKind.AREA_FOR_IMPROVEMENT, "de-escalated"),
    ],
)
def test_a_finding_raised_as_saying_an_earlier_one_again_is_linked_by_their_kinds(
    force: Force, inspector: User, earlier: dict[str, Any], kind: str, said: str
) -> None:
    made = raising.raise_finding(
        by=inspector,
        inspection=inspector.assignments.get().inspection,
        draft=raising.Draft(kind=kind, title="Teams", wording="Staff the teams."),
        repeats=raised(force, 2016, **earlier),
        at=clock.now(),
    )
    assert made.comes_from.get().kind == said
