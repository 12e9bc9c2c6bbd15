"""How a write is made: permitted, atomic, signed; rows locked; a stale form refused; a broken constraint in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models

from accounts.models import User
from core import actions, history
from core.actions import Stale, action, lock, save
from findings.models import Finding
from forces.models import Bar, Force, Population
from tests import factories


@action("findings.record_follow_up")
def retitle(*, by: User, finding: Finding, title: str, reason: str = "", fault: bool = False) -> Finding:
    """Give a finding another title; an action for these tests."""
    finding.title = title
    save(finding)
    if fault:
        raise ValidationError("Something else is wrong.")
    return finding


def test_an_action_takes_keywords_only_with_by_first() -> None:
    def positional(by: Any, finding: Any) -> None: ...

    def without_by(*, finding: Any) -> None: ...

    def nothing() -> None: ...

    for function in (positional, without_by, nothing):
        with pytest.raises(TypeError, match="keyword-only and `by` comes first"):
            action("findings.verify")(function)


def test_an_action_tells_its_permission() -> None:
    assert retitle.permission == "findings.record_follow_up"  # type: ignore[attr-defined]


def test_whoever_lacks_the_permission_writes_nothing(auditor: User) -> None:
    finding = factories.FindingFactory(title="Before")
    with pytest.raises(PermissionDenied, match=r"findings\.record_follow_up"):
        retitle(by=auditor, finding=finding, title="After")
    finding.refresh_from_db()
    assert finding.title == "Before"


def test_a_write_is_put_down_to_whoever_made_it_and_why(inspector: User) -> None:
    finding = retitle(by=inspector, finding=factories.FindingFactory(), title="After", reason="It was unclear")
    row = finding.history.first()
    assert (row.history_user, row.history_change_reason, row.title) == (inspector, "It was unclear", "After")


def test_an_action_that_fails_leaves_nothing_behind(inspector: User) -> None:
    finding = factories.FindingFactory(title="Before")
    with pytest.raises(ValidationError):
        retitle(by=inspector, finding=finding, title="After", fault=True)
    assert Finding.objects.get().title == "Before"
    assert finding.history.count() == 1


def test_each_save_of_a_record_counts_up_its_version(inspector: User) -> None:
    finding = factories.FindingFactory()
    assert finding.version == 1
    retitle(by=inspector, finding=finding, title="After")
    finding.refresh_from_db()
    assert finding.version == 2


def test_a_form_of_the_present_version_gets_the_row(inspector: User) -> None:
    finding = factories.FindingFactory()
    assert lock(finding, version=1) == finding
    assert lock(finding) == finding


def test_a_stale_form_is_told_what_changed_meanwhile(inspector: User) -> None:
    finding = factories.FindingFactory(title="Before")
    retitle(by=inspector, finding=finding, title="After", reason="It was unclear")
    with pytest.raises(Stale) as stale:
        lock(Finding.objects.get(), version=1)
    [change] = stale.value.changes
    assert (change.field, change.before, change.after) == ("title", "Before", "After")
    assert (change.by, change.reason) == (str(inspector), "It was unclear")
    assert stale.value.record.version == 2


def test_a_broken_check_says_its_own_message(db: None) -> None:
    finding = factories.FindingFactory.build(inspection=factories.InspectionFactory(), due_kind="absolute", due_on=None)
    finding.force, finding.cycle = finding.inspection.force, finding.inspection.cycle
    with pytest.raises(ValidationError) as error:
        save(finding)
    assert error.value.messages == ["An absolute deadline has a date, a relative one its days; others have none."]
    assert error.value.code == "finding_due_on_with_kind"


def test_a_broken_uniqueness_says_its_own_message(db: None) -> None:
    held = factories.PopulationFactory()
    with pytest.raises(ValidationError, match=r"This force has a population for that year\."):
        save(Population(force=held.force, mid_year=held.mid_year, basis="unrounded", resident=5, source="a source"))
    assert Population.objects.count() == 1


def test_a_broken_uniqueness_of_two_records_says_its_own_message(db: None) -> None:
    bar = factories.BarFactory()
    with pytest.raises(ValidationError, match=r"The person is barred already\."):
        save(Bar(user=bar.user, force=bar.force, reason="Again", since=bar.since))


def test_what_no_constraint_explains_is_a_fault(db: None) -> None:
    force = factories.ForceFactory()
    with pytest.raises(IntegrityError):
        save(
            Force(code=force.code, slug="another", name="Another", official_name="x", country="England", region="East")
        )


def test_only_the_constraint_of_those_columns_is_named() -> None:
    unique = models.UniqueConstraint(fields=["force", "mid_year"], name="both")
    text = "UNIQUE constraint failed: forces_population.force_id"
    assert not actions._is_sqlite_unique(text, Population, unique)
    both = f"{text}, forces_population.mid_year"
    assert actions._is_sqlite_unique(both, Population, unique)
    assert not actions._is_sqlite_unique("CHECK constraint failed: both", Population, unique)


def test_nobody_is_acting_outside_an_action(db: None) -> None:
    assert history._actor.get() is None
    assert factories.FindingFactory().history.get().history_user is None
