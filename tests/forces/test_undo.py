"""Undoing a confirmed file: every figure as it was, or what stands in the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core import clock
from core.actions import Stale
from forces.actions import undoing, uploads
from forces.models import (
    Population,
    PopulationVintage,
    Query,
    Return,
    Upload,
    UploadState,
    Value,
    Vintage,
)
from tests import factories
from tests.forces import published
from tests.forces.conftest import Spring
from tests.forces.published import table
from tests.forces.test_tables import HEADINGS, JULY, MARCH
from tests.forces.test_uploads import at_once

REASON = "The wrong year"


def confirmed(spring: Spring, *rows: tuple[Any, ...], name: str = "return.csv") -> Upload:
    """Send a return and confirm it."""
    upload = spring.send(spring.rows(*rows), name=name)
    return uploads.confirm(by=spring.administrator, upload=upload, version=upload.version)


def undo(spring: Spring, upload: Upload) -> Upload:
    """Undo a file."""
    return uploads.undo(by=spring.administrator, upload=upload, reason=REASON)


def figures() -> list[tuple[Any, ...]]:
    """Return every figure that is held, and whence."""
    fields = (
        "force__code",
        "measure__slug",
        "numerator",
        "denominator",
        "printed",
        "source",
        "upload",
        "release__slug",
    )
    return sorted(Value.objects.values_list(*fields), key=str)


# --- as it was ------------------------------------------------------------------------------------------------
def test_a_figure_changed_by_a_slip_of_the_pen_is_put_back(spring: Spring) -> None:
    value = spring.value(
        spring.bedfordshire, spring.referrals, numerator=472, denominator=2470, source="the report", caveat="a note"
    )
    before = figures()
    upload = confirmed(spring, ("BED", "referrals", 742, 2470, "", "", "another note"))
    value.refresh_from_db()
    assert (value.numerator, value.caveat) == (742, "another note")
    done = undo(spring, upload)
    value.refresh_from_db()
    assert (value.numerator, value.denominator, value.source, value.caveat) == (472, 2470, "the report", "a note")
    assert figures() == before
    assert (done.state, done.undone_by) == (UploadState.UNDONE, spring.administrator)
    last = value.history.first()
    assert (last.numerator, last.history_user, last.history_change_reason) == (472, spring.administrator, REASON)


def test_figures_it_added_are_removed_and_their_history_stays(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 44472), ("CAM", "crime", 61699))
    assert dict(Return.objects.values_list("force__code", "state")) == {"BED": "checked", "CAM": "checked"}
    undo(spring, upload)
    assert Value.objects.count() == 0
    assert sorted(Value.history.values_list("history_type", flat=True)) == ["+", "+", "-", "-"]
    assert dict(Return.objects.values_list("force__code", "state")) == {"BED": "not started", "CAM": "not started"}


def test_files_are_undone_one_after_the_other_back_to_the_first(spring: Spring) -> None:
    first = confirmed(spring, ("BED", "crime", 1), name="first.csv")
    after_first = figures()
    second = confirmed(spring, ("BED", "crime", 2), ("CAM", "crime", 3), name="second.csv")
    with pytest.raises(ValidationError, match="Bedfordshire, Crime, 12 months to 30 June 2017 was changed again since"):
        undo(spring, first)
    undo(spring, second)
    assert figures() == after_first
    undo(spring, first)
    assert figures() == []


def test_a_file_sent_again_after_it_was_undone_does_the_same(spring: Spring) -> None:
    undo(spring, confirmed(spring, ("BED", "crime", 1)))
    assert confirmed(spring, ("BED", "crime", 1)).tally["added"] == 1


def test_a_figure_known_as_printed_comes_back_as_printed(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.referrals, numerator=None, printed="19.1%")
    undo(spring, confirmed(spring, ("BED", "referrals", 472, 2470)))
    value = Value.objects.get()
    assert (value.printed, value.numerator, value.denominator) == ("19.1%", None, None)


def test_a_file_that_changed_nothing_is_undone_without_harm(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=1)
    before = figures()
    upload = confirmed(spring, ("BED", "crime", 1))
    assert undoing.summary(upload) == "It changed nothing, so no figure changes."
    undo(spring, upload)
    assert figures() == before


def test_queries_it_raised_are_withdrawn_and_settled_ones_stay(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    held = Return.objects.get(force=spring.bedfordshire)
    asked = {"held": held, "measure": spring.crime, "period": spring.period, "upload": upload}
    for check, state in (("same", "open"), ("jump", "answered"), ("unit-slip", "accepted")):
        factories.QueryFactory(**asked, check_name=check, state=state)
    undo(spring, upload)
    assert dict(Query.objects.values_list("check_name", "state")) == {
        "same": "withdrawn",
        "jump": "withdrawn",
        "unit-slip": "accepted",
    }
    message = Query.objects.get(check_name="same").messages.get()
    assert (message.kind, message.text) == ("withdrawn", "The file return.csv was undone: The wrong year")
    assert Query.objects.get(check_name="same").history.first().history_user == spring.administrator


# --- what stands in the way -----------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["accepted", "signed off", "locked"])
def test_a_return_that_is_settled_keeps_its_files(spring: Spring, state: str) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    Return.objects.filter(force=spring.bedfordshire).update(state=state)
    with pytest.raises(ValidationError, match=f"Bedfordshire's return is {state}"):
        undo(spring, upload)
    assert Value.objects.get().numerator == 1


def test_a_file_is_not_undone_once_its_figures_were_signed_even_when_the_return_is_open_again(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    held = Return.objects.get(force=spring.bedfordshire)
    factories.SignOffFactory(held=held, edition=1, signed_at=clock.now() + timedelta(days=1))
    Return.objects.filter(pk=held.pk).update(state="revised", edition=2)
    with pytest.raises(ValidationError, match="Bedfordshire has signed edition 1 of its return since"):
        undo(spring, upload)


def test_a_figure_that_was_printed_keeps_its_values(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    frozen = {"period": spring.period, "frozen_at": clock.now() + timedelta(days=1), "purpose": "a report"}
    other = factories.MeasureFactory(slug="other")
    factories.FrozenFigureFactory(measure=other, **frozen)
    assert undoing.dependents(upload) == []
    factories.FrozenFigureFactory(measure=spring.crime, **frozen)
    assert undoing.dependents(upload) == ["Crime, 12 months to 30 June 2017 was printed in a report since."]


def test_a_figure_divided_by_it_that_was_printed_counts_too(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    per_crime = factories.MeasureFactory(slug="per-crime", denominator="measure", denominator_measure=spring.crime)
    factories.FrozenFigureFactory(
        measure=per_crime, period=spring.period, frozen_at=clock.now() + timedelta(days=1), purpose="a report"
    )
    assert undoing.dependents(upload) == ["Per crime, 12 months to 30 June 2017 was printed in a report since."]


def test_what_was_printed_before_the_file_does_not_depend_on_it(spring: Spring) -> None:
    factories.FrozenFigureFactory(
        measure=spring.crime, period=spring.period, frozen_at=clock.now() - timedelta(days=1), purpose="a report"
    )
    assert undoing.dependents(confirmed(spring, ("BED", "crime", 1))) == []


def test_at_most_five_figures_are_named(spring: Spring) -> None:
    forces = factories.ForceFactory.create_batch(7)
    rows = [(force.code, "crime", 1) for force in forces]
    first = confirmed(spring, *rows)
    confirmed(spring, *[(force.code, "crime", 2) for force in forces])
    found = undoing.dependents(first)
    assert (len(found), found[-1]) == (6, "Other figures were changed again since, too.")


def test_it_is_undone_once_with_a_reason_by_an_administrator(spring: Spring) -> None:
    upload = confirmed(spring, ("BED", "crime", 1))
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    for other in (contact, factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            uploads.undo(by=other, upload=upload, reason=REASON)
    with pytest.raises(ValidationError, match="Say why"):
        uploads.undo(by=spring.administrator, upload=upload, reason=" ")
    with pytest.raises(Stale):
        uploads.undo(by=spring.administrator, upload=upload, reason=REASON, version=upload.version - 1)
    undo(spring, upload)
    with pytest.raises(ValidationError, match="undid this file on 1 June 2018"):
        undo(spring, upload)


def test_a_file_that_is_not_confirmed_is_not_undone(spring: Spring) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 1)))
    with pytest.raises(ValidationError, match="waiting to be confirmed; it cannot be undone"):
        undo(spring, upload)


# --- published tables -----------------------------------------------------------------------------------------
@pytest.fixture
def statistics(spring: Spring) -> published.Published:
    """Begin a collection of published statistics of crime."""
    return published.published(
        spring.administrator, [(spring.crime, published.financial_year(2016))], measure=spring.crime
    )


def test_a_release_that_is_undone_gives_way_to_the_one_before(statistics: published.Published, spring: Spring) -> None:
    older = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 58348]), published.release(*MARCH))
    before = figures()
    newer = statistics.load(
        table(HEADINGS, ["Bedfordshire", "2016/17", 61405], ["Cambridgeshire", "2016/17", 1]), published.release(*JULY)
    )
    undo(spring, newer)
    assert figures() == before
    assert Vintage.objects.get().numerator == 58348
    undo(spring, older)
    assert (Value.objects.count(), Vintage.objects.count()) == (0, 0)


def test_an_older_release_is_undone_under_a_newer_one(statistics: published.Published, spring: Spring) -> None:
    older = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 58348]), published.release(*MARCH))
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 61405]), published.release(*JULY))
    before = figures()
    undo(spring, older)
    assert figures() == before
    assert list(Vintage.objects.values_list("release__slug", "numerator")) == [("july", 61405)]


def test_a_corrected_release_gets_its_first_figure_back(statistics: published.Published, spring: Spring) -> None:
    first = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 1]), published.release(*MARCH))
    before = figures()
    second = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 2]), published.release(*MARCH))
    assert undoing.dependents(first) == ["Bedfordshire, Crime, Year to March 2017 was changed again since."]
    undo(spring, second)
    assert figures() == before
    assert (Vintage.objects.get().numerator, Vintage.objects.get().upload) == (1, first)
    assert undoing.dependents(first) == []


def test_a_release_under_a_return_is_undone_and_the_return_stays(
    statistics: published.Published, spring: Spring
) -> None:
    upload = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    factories.CollectionItemFactory(
        collection=spring.collection, measure=spring.crime, period=published.financial_year(2016), number=9
    )
    spring.period = published.financial_year(2016)
    returned = confirmed(spring, ("BED", "crime", 6))
    undo(spring, upload)
    assert (Value.objects.get().numerator, Vintage.objects.count()) == (6, 0)
    undo(spring, returned)
    assert Value.objects.count() == 0


def test_a_return_that_is_undone_gives_way_to_the_newest_release(
    statistics: published.Published, spring: Spring
) -> None:
    year = published.financial_year(2016)
    factories.CollectionItemFactory(collection=spring.collection, measure=spring.crime, period=year, number=9)
    spring.period = year
    returned = confirmed(spring, ("BED", "crime", 6))
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    undo(spring, returned)
    value = Value.objects.get()
    assert (value.numerator, value.release and value.release.slug) == (5, "march")


def test_populations_go_back_to_what_was_held_before_any_release(spring: Spring) -> None:
    held = published.published(
        spring.administrator,
        [(spring.crime, spring.period)],
        target="populations",
        period_columns=["year"],
        count_column="people",
        measure=None,
    )
    before = list(Population.objects.order_by("pk").values())
    headings = ["force", "year", "people"]
    rows = (["Bedfordshire", "2016", 700_000], ["Bedfordshire", "2015", 690_000])
    first = held.load(table(headings, *rows), published.release(*MARCH))
    second = held.load(table(headings, ["Bedfordshire", "2016", 710_000]), published.release(*MARCH))
    assert undoing.dependents(first) == ["Bedfordshire, mid-2016 was changed again since."]
    undo(spring, second)
    assert Population.objects.get(force=spring.bedfordshire, mid_year=2016).resident == 700_000
    undo(spring, first)
    assert list(Population.objects.order_by("pk").values()) == before
    assert PopulationVintage.objects.count() == 0


def test_a_rate_per_head_that_was_printed_keeps_its_population(spring: Spring) -> None:
    held = published.published(
        spring.administrator,
        [(spring.crime, spring.period)],
        target="populations",
        period_columns=["year"],
        count_column="people",
        measure=None,
    )
    upload = held.load(table(["force", "year", "people"], ["Bedfordshire", "2016", 7]), published.release(*MARCH))
    factories.FrozenFigureFactory(
        measure=spring.crime, period=spring.period, frozen_at=clock.now() + timedelta(days=1), purpose="a report"
    )
    assert undoing.dependents(upload) == ["Crime, 12 months to 30 June 2017 was printed in a report since."]


# --- two people at once ---------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_undo_one_file_undo_it_once(spring: Spring, storage: Path) -> None:
    upload = confirmed(spring, ("BED", "crime", 1), ("CAM", "crime", 2))
    other = factories.user(Role.ADMINISTRATOR)
    results = at_once(lambda: undo(spring, upload), lambda: uploads.undo(by=other, upload=upload, reason=REASON))
    assert results == ["ValidationError", "done"]
    assert sorted(Value.history.values_list("history_type", flat=True)) == ["+", "+", "-", "-"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_file_is_not_undone_beneath_one_that_is_being_confirmed(spring: Spring) -> None:
    first = confirmed(spring, ("BED", "crime", 1))
    second = spring.send(spring.rows(("BED", "crime", 2)))
    results = at_once(lambda: undo(spring, first), lambda: uploads.confirm(by=spring.administrator, upload=second))
    # whoever comes first wins: the other's figure is gone, or stands on it
    assert results in (["PreviewStale", "done"], ["ValidationError", "done"])
    assert Value.objects.count() == (1 if "ValidationError" in results else 0)
