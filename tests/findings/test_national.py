"""Making a national recommendation: an instance for every force, references, refusals, and what is corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from findings.actions import national
from findings.models import Event, Finding, NationalRecommendation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def forces() -> list[Any]:
    """Return the 43 forces that are inspected; one more is not."""
    factories.ForceFactory(code="BTP", is_in_scope=False)
    return [factories.ForceFactory(code=f"F{number:02}") for number in range(1, 44)]


def make(by: User, **changed: Any) -> NationalRecommendation:
    """Make the recommendation of December 2017 to all forces, due on 31 July 2018."""
    given: dict[str, Any] = {
        "by": by,
        "cycle": factories.CycleFactory(first_year=2017),
        "theme": "stop-and-search",
        "addressed_to": "forces",
        "body": "",
        "title": "Stop and search",
        "wording": "Every force should look at its records for disparities.",
        "published_on": date(2017, 12, 12),
        "published_precision": "day",
        "due_kind": "absolute",
        "due_days": None,
        "due_on": date(2018, 7, 31),
        "source": "A report, p. 4",
        "at": clock.now(),
    }
    return national.make(**{**given, **changed})


def test_every_force_that_is_inspected_gets_an_open_instance_with_the_same_words(
    manager: User, forces: list[Any]
) -> None:
    made = make(manager)
    assert made.reference == "NAT-2017-01"
    instances = Finding.objects.filter(national=made)
    assert instances.count() == 43
    assert set(instances.values_list("force__code", flat=True)) == {force.code for force in forces}
    one = instances.get(force__code="F07")
    assert one.reference == "NAT-2017-01-F07"
    assert (one.kind, one.status, one.published_status) == ("recommendation", "open", "open")
    assert (one.wording, one.title, one.theme) == (made.wording, made.title, "stop-and-search")
    assert (one.raised_on, one.raised_precision, one.due_on) == (date(2017, 12, 12), "day", date(2018, 7, 31))
    assert (one.inspection, one.cycle.first_year, one.source) == (None, 2017, "A report, p. 4")


def test_each_instance_has_its_history_and_says_when_it_was_published_and_recorded(
    manager: User, forces: list[Any]
) -> None:
    make(manager)
    assert Finding.history.filter(history_type="+", history_user=manager).count() == 43
    assert NationalRecommendation.objects.get().history.get().history_user == manager
    assert Event.objects.count() == 43
    event = Event.objects.get(finding__force__code="F43")
    assert (event.kind, event.status_after) == ("raised", "open")
    assert (event.effective_on, event.effective_precision) == (date(2017, 12, 12), "day")
    assert (event.recorded_on, event.recorded_by) == (date(2018, 6, 1), manager)


def test_the_precision_of_the_publication_is_kept(manager: User, forces: list[Any]) -> None:
    made = make(manager, published_on=date(2017, 10, 5), published_precision="season")
    assert (made.published_on, made.published_precision) == (date(2017, 9, 1), "season")
    event = Event.objects.first()
    assert event is not None
    assert (event.effective_on, event.effective_precision) == (date(2017, 9, 1), "season")


def test_references_count_up_within_a_cycle(manager: User) -> None:
    factories.NationalFactory(reference="NAT-2017-09")
    factories.NationalFactory(reference="NAT-2017-old")
    assert make(manager).reference == "NAT-2017-10"
    assert make(manager, wording="Another.").reference == "NAT-2017-11"
    assert make(manager, cycle=factories.CycleFactory(first_year=2018)).reference == "NAT-2018-01"


def test_one_to_another_body_names_it_and_gives_no_force_anything(manager: User, forces: list[Any]) -> None:
    made = make(manager, addressed_to="body", body="Home Office")
    assert made.body == "Home Office"
    assert not Finding.objects.exists()
    with pytest.raises(ValidationError, match="Name the body"):
        make(manager, addressed_to="body", body="", wording="Another.")


def test_a_body_typed_before_all_forces_were_chosen_is_dropped(manager: User) -> None:
    assert make(manager, body="Home Office").body == ""


@pytest.mark.parametrize(
    ("kind", "days", "on", "due"),
    [
        ("none", None, None, None),
        ("immediate", None, None, date(2017, 12, 12)),
        ("relative", 90, None, date(2018, 3, 12)),  # 19 days of December, 31, 28, 12
        ("absolute", None, date(2018, 7, 31), date(2018, 7, 31)),
        ("none", 90, date(2018, 7, 31), None),  # what was typed before another answer was chosen
        ("absolute", 90, date(2018, 7, 31), date(2018, 7, 31)),
    ],
)
def test_the_deadline_is_worked_out_once_for_all(
    manager: User, kind: str, days: int | None, on: date | None, due: date | None
) -> None:
    factories.ForceFactory(code="KEN")
    made = make(manager, due_kind=kind, due_days=days, due_on=on)
    one = Finding.objects.get()
    assert (made.due_on, one.due_on, one.due_kind) == (due, due, kind)
    assert one.due_days == (days if kind == "relative" else None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"published_on": date(2018, 6, 2)}, "This is after today"),
        ({"due_kind": "relative", "due_on": None}, "how many days"),
        ({"due_on": None}, "Enter the day it is due"),
        ({"due_on": date(2017, 12, 11)}, "before it was published"),
        ({"published_precision": "year", "due_kind": "immediate"}, "It was published 2017, no day is known"),
        ({"published_precision": "month", "due_kind": "relative", "due_days": 9}, "published December 2017, no day"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    manager: User, forces: list[Any], changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        make(manager, **changed)
    assert not NationalRecommendation.objects.exists()
    assert not Finding.objects.exists()


def test_a_button_pressed_twice_makes_one(manager: User, forces: list[Any]) -> None:
    make(manager)
    with pytest.raises(ValidationError, match="NAT-2017-01 of PEEL 2017 says this already"):
        make(manager)
    assert Finding.objects.count() == 43


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.FORCE_CONTACT, Role.AUDITOR])
def test_only_a_manager_makes_or_corrects_one(role: Role, manager: User) -> None:
    person = factories.user(role)
    with pytest.raises(PermissionDenied):
        make(person)
    made = make(manager)
    with pytest.raises(PermissionDenied):
        national.correct(by=person, national=made, version=None, title="A", source="B", reason="C")


def test_43_instances_are_written_in_a_few_statements(manager: User, forces: list[Any]) -> None:
    cycle = factories.CycleFactory(first_year=2017)
    with CaptureQueriesContext(connection) as queries:
        make(manager, cycle=cycle)
    asked = [q["sql"] for q in queries.captured_queries if "SAVEPOINT" not in q["sql"].upper()]
    assert len(asked) <= 11, "\n".join(sql[:120] for sql in asked)


def correct(by: User, made: NationalRecommendation, **changed: Any) -> NationalRecommendation:
    """Correct the title."""
    given = {"version": None, "title": "Stop and search records", "source": made.source, "reason": "Too short"}
    return national.correct(by=by, national=made, **{**given, **changed})


def test_a_correction_reaches_every_instance_with_history_and_leaves_the_wording(
    manager: User, forces: list[Any]
) -> None:
    made = make(manager)
    corrected = correct(manager, made)
    assert (corrected.title, corrected.wording, corrected.version) == ("Stop and search records", made.wording, 2)
    assert set(Finding.objects.values_list("title", "wording", "version")) == {
        ("Stop and search records", made.wording, 2)
    }
    assert Finding.history.filter(history_type="~", history_change_reason="Too short").count() == 43
    assert corrected.history.first().history_change_reason == "Too short"


def test_a_stale_correction_is_refused_with_what_changed(manager: User) -> None:
    made = make(manager)
    correct(manager, made, version=1)
    with pytest.raises(Stale) as refused:
        correct(manager, made, version=1, title="Yet another")
    assert ("title", "Stop and search", "Stop and search records") in {
        (change.field, change.before, change.after) for change in refused.value.changes
    }


def test_a_correction_that_changes_nothing_is_refused(manager: User) -> None:
    made = make(manager)
    with pytest.raises(ValidationError, match="Nothing was changed"):
        correct(manager, made, title=made.title)


def test_one_to_another_body_is_corrected_too(manager: User) -> None:
    assert correct(manager, make(manager, addressed_to="body", body="Home Office")).version == 2


@pytest.mark.postgres
def test_the_database_keeps_the_wording_of_an_instance(manager: User, forces: list[Any]) -> None:
    make(manager)
    with pytest.raises(DatabaseError, match="published and never changes"), transaction.atomic():
        Finding.objects.update(wording="Something else.")
