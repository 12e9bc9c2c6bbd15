"""Who changed what, when and why, as field, before, after."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.models import User
from core import history
from findings.models import Finding, Observation
from forces.models import Population
from tests import factories, report_factories


def test_a_change_is_told_as_field_before_and_after(inspector: User) -> None:
    finding = factories.FindingFactory(owner="", status="open")
    with history.acting(inspector, "The force named one"):
        finding.owner, finding.status, finding.due_kind, finding.due_on = (
            "Head of custody", "in-progress", "absolute", date(2018, 9, 1),
        )  # fmt: skip
        finding.save()
    told = history.changes(finding.history.all())
    assert {(c.field, c.before, c.after) for c in told[:-1]} == {
        ("owner: a post in the force", "–", "Head of custody"),
        ("status", "Open", "In progress"),
        ("due kind", "None set", "By a date"),
        ("due on", "–", "1 September 2018"),
    }
    assert {(c.by, c.reason) for c in told[:-1]} == {(str(inspector), "The force named one")}
    assert (told[-1].field, told[-1].after, told[-1].by) == ("record", "created", "the system")


def test_yes_and_no_are_said_as_words(db: None) -> None:
    force = factories.ForceFactory(is_in_scope=True)
    force.is_in_scope = False
    force.save()
    told = history.changes(force.history.all())[0]
    assert (told.field, told.before, told.after) == ("inspected", "yes", "no")


def test_a_moment_is_told_as_the_clock_on_the_wall_said_it(db: None) -> None:
    check = report_factories.AccuracyCheckFactory()
    check.state, check.closed_by = "closed", check.sent_by
    check.closed_at = datetime(2018, 6, 1, 15, 33, 3, 868659, tzinfo=UTC)
    check.save()
    assert [c.after for c in history.changes(check.history.all()) if c.field == "closed at"] == ["1 June 2018, 16:33"]


def test_a_day_is_told_no_more_exactly_than_it_is_known(db: None) -> None:
    finding = factories.FindingFactory()
    finding.raised_on, finding.raised_precision = date(2016, 1, 1), "year"
    finding.save()
    assert [c.after for c in history.changes(finding.history.all()) if c.field == "raised on"] == ["2016"]


def test_the_newest_change_is_told_first(db: None) -> None:
    finding = factories.FindingFactory(title="One")
    for title in ("Two", "Three"):
        finding.title = title
        finding.save()
    assert [c.after for c in history.changes(finding.history.all())] == ["Three", "Two", "created"]


def test_a_history_of_any_length_is_told_in_one_query(
    inspector: User, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    finding = factories.FindingFactory()
    with history.acting(inspector):
        for number in range(30):
            finding.title = f"Title {number}"
            finding.save()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(history.changes(finding.history.all())) == 31


def test_the_reason_may_be_given_once_it_is_known(inspector: User) -> None:
    with history.acting(inspector, "at first"):
        history.because("as it turned out")
        finding = factories.FindingFactory()
    assert finding.history.get().history_change_reason == "as it turned out"


def test_a_reason_outside_an_action_is_nobodys(db: None) -> None:
    history.because("nobody is acting")
    assert factories.FindingFactory().history.get().history_change_reason == ""


def test_rows_are_dated_by_the_clock(db: None) -> None:
    moment = factories.FindingFactory().history.get().history_date
    assert timezone.localtime(moment).date() == date(2018, 6, 1)


def test_many_rows_at_once_have_their_history(inspector: User) -> None:
    forces = [factories.ForceFactory() for _ in range(3)]
    with history.acting(inspector, "Loaded"):
        made = history.bulk_create(
            Population,
            [Population(force=f, mid_year=2016, basis="unrounded", resident=10, source="a source") for f in forces],
        )
        for population in made:
            population.resident = 11
        assert history.bulk_update(Population, made, ["resident"]) == 3
    rows = Population.history.order_by("history_id")
    assert [row.history_type for row in rows] == ["+"] * 3 + ["~"] * 3
    assert {(row.history_user, row.history_change_reason) for row in rows} == {(inspector, "Loaded")}
    assert {row.resident for row in rows.filter(history_type="~")} == {11}


def test_what_is_not_changed_is_not_told(db: None) -> None:
    finding = factories.FindingFactory()
    finding.version += 1
    finding.save()
    assert [c.field for c in history.changes(Finding.history.filter(id=finding.pk))] == ["record"]


def test_a_link_is_told_by_name_with_one_query_for_each_kind_of_record(
    db: None, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    finding = factories.FindingFactory()
    people = [factories.UserFactory(name=name) for name in ("First lead", "Second lead")]
    for person in people:
        finding.lead = person
        finding.save()
    with django_assert_num_queries(2):  # type: ignore[operator]
        told = history.changes(finding.history.all())
    assert [(c.field, c.before, c.after) for c in told[:2]] == [
        ("lead", "First lead", "Second lead"),
        ("lead", "–", "First lead"),
    ]


def test_many_removed_at_once_each_leave_a_row_that_says_so(inspector: User) -> None:
    finding = factories.FindingFactory()
    for number in range(3):
        factories.ObservationFactory(inspection=finding.inspection, text=f"Advice {number}")
    with history.acting(inspector, "Entered twice"):
        assert history.bulk_delete(Observation.objects.exclude(text="Advice 0")) == 2
    assert [held.text for held in Observation.objects.all()] == ["Advice 0"]
    told = Observation.history.filter(history_type="-").order_by("text")
    assert [(row.text, row.history_user, row.history_change_reason) for row in told] == [
        ("Advice 1", inspector, "Entered twice"),
        ("Advice 2", inspector, "Entered twice"),
    ]
