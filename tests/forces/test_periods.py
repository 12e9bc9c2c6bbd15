"""Periods: what follows from their kind and last day, how they are made and changed, and what stays once used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import Stale
from forces import periods as named
from forces.actions import periods
from forces.models import Period
from tests import factories

YEAR = {"kind": "year-to", "ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2019"}


@pytest.mark.parametrize(
    ("kind", "ends_on", "starts_on", "label", "slug"),
    [
        ("year-to", date(2019, 3, 31), date(2018, 4, 1), "12 months to 31 March 2019", "ye-2019-03"),
        ("year-to", date(2020, 2, 29), date(2019, 3, 1), "12 months to 29 February 2020", "ye-2020-02"),
        ("year-to", date(2020, 2, 28), date(2019, 3, 1), "12 months to 28 February 2020", "ye-2020-02-28"),
        ("as-at", date(2018, 7, 1), date(2018, 7, 1), "As at 1 July 2018", "at-2018-07-01"),
        ("quarter", date(2018, 6, 30), date(2018, 4, 1), "April to June 2018", "qe-2018-06"),
        ("quarter", date(2019, 2, 28), date(2018, 12, 1), "December 2018 to February 2019", "qe-2019-02"),
        ("quarter", date(2018, 7, 1), date(2018, 4, 2), "2 April 2018 to 1 July 2018", "qe-2018-07-01"),
        ("quarter", date(2018, 5, 30), date(2018, 3, 1), "March to May 2018", "qe-2018-05-30"),
    ],
)
def test_days_and_names_follow_from_the_kind_and_the_last_day(
    kind: str, ends_on: date, starts_on: date, label: str, slug: str
) -> None:
    assert named.begins(kind, ends_on) == starts_on
    assert (named.label(kind, ends_on), named.slug(kind, ends_on)) == (label, slug)


def sent(**fields: Any) -> dict[str, Any]:
    """Return the fields of a period as a form gives them."""
    return {"kind": "year-to", "ends_on": date(2019, 3, 31), "starts_on": None, "label": "", "slug": "",
            "population_year": 2018, "source": "", **fields}  # fmt: skip


def test_a_period_is_made_of_its_kind_and_last_day(administrator: Any) -> None:
    made = periods.create(by=administrator, fields=sent())
    assert (made.slug, made.label, made.starts_on) == ("ye-2019-03", "12 months to 31 March 2019", date(2018, 4, 1))
    assert made.history.get().history_user == administrator


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"slug": "new"}, "slug", "cannot be named"),
        ({"slug": "ye-2017-06"}, "slug", "has this name already"),
        ({"ends_on": date(2017, 6, 30)}, "ends_on", "there already: 12 months to 30 June 2017"),
        ({"starts_on": date(2018, 3, 31)}, "starts_on", "ends on 31 March 2019 begins on 1 April 2018"),
    ],
)
def test_a_period_that_is_there_or_is_none_is_refused(
    administrator: Any, fields: dict[str, Any], field: str, words: str
) -> None:
    factories.PeriodFactory(year=2017)
    with pytest.raises(ValidationError) as error:
        periods.create(by=administrator, fields=sent(**fields))
    assert words in error.value.message_dict[field][0]
    assert Period.objects.count() == 1


def test_a_period_nothing_is_held_for_moves_and_its_name_and_first_day_with_it(administrator: Any) -> None:
    period = periods.create(by=administrator, fields=sent())
    fields = sent(ends_on=date(2020, 3, 31), starts_on=period.starts_on, label=period.label)
    del fields["slug"]
    moved = periods.change(by=administrator, period=period, version=1, fields=fields, reason="A year late")
    assert (moved.slug, moved.label, moved.starts_on) == ("ye-2019-03", "12 months to 31 March 2020", date(2019, 4, 1))
    assert moved.history.first().history_change_reason == "A year late"


def test_kind_and_days_stay_once_a_value_is_held_and_the_rest_does_not(administrator: Any) -> None:
    period = factories.PeriodFactory(year=2017)
    factories.ValueFactory.create_batch(2, period=period)
    fields = sent(ends_on=date(2017, 12, 31), label=period.label, starts_on=period.starts_on)
    del fields["slug"]
    with pytest.raises(ValidationError, match="2 values are held for this period") as error:
        periods.change(by=administrator, period=period, version=1, fields=fields, reason="x")
    assert list(error.value.message_dict) == ["starts_on"]
    fields |= {"ends_on": period.ends_on, "population_year": 2017, "label": "Year to June 2017"}
    changed = periods.change(by=administrator, period=period, version=1, fields=fields, reason="The mid-year is wrong")
    assert (changed.population_year, changed.label, changed.version) == (2017, "Year to June 2017", 2)


def test_a_stale_change_of_a_period_is_refused(administrator: Any) -> None:
    period = factories.PeriodFactory(year=2017)
    fields = sent(ends_on=period.ends_on)
    del fields["slug"]
    periods.change(by=administrator, period=period, version=1, fields=fields, reason="x")
    with pytest.raises(Stale):
        periods.change(by=administrator, period=period, version=1, fields=fields, reason="x")


def test_only_administrators_write_periods(manager: Any) -> None:
    with pytest.raises(PermissionDenied):
        periods.create(by=manager, fields=sent())
    with pytest.raises(PermissionDenied):
        periods.change(by=manager, period=factories.PeriodFactory(), version=1, fields=sent(), reason="x")


# --- pages --------------------------------------------------------------------------------------------------
def test_an_administrator_makes_a_period_on_its_page(administrator: Any, sign_in: Any) -> None:
    client = sign_in(administrator)
    answer = client.post("/periods/new/", YEAR, follow=True)
    assert answer.redirect_chain == [("/periods/", 302)]
    page = answer.content.decode()
    assert "The period is made." in page
    assert "12 months to 31 March 2019" in page
    assert '/periods/ye-2019-03/edit/"' in page


def test_a_refused_period_keeps_what_was_typed(administrator: Any, sign_in: Any) -> None:
    data = {**YEAR, "label": "The old year", "starts_on-day": "2", "starts_on-month": "4", "starts_on-year": "2018"}
    answer = sign_in(administrator).post("/periods/new/", {**data, "population_year": "218"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="The old year"' in page
    assert "must be a year like 2018" in page
    answer = sign_in(administrator).post("/periods/new/", {**data, "population_year": "2018"})
    assert "begins on 1 April 2018" in answer.content.decode()


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(administrator: Any, sign_in: Any) -> None:
    period = factories.PeriodFactory(year=2019, slug="ye-2019-06", kind="year-to")
    client = sign_in(administrator)
    day = {"kind": "year-to", "ends_on-day": "30", "ends_on-month": "6", "ends_on-year": "2019"}
    client.post("/periods/ye-2019-06/edit/", {**day, "version": 1, "label": "First", "reason": "x"})
    answer = client.post("/periods/ye-2019-06/edit/", {**day, "version": 1, "label": "Second", "reason": "x"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Changed meanwhile" in page
    assert "First" in page
    assert 'value="Second"' in page
    period.refresh_from_db()
    assert period.label == "First"


def test_the_list_leads_each_to_what_they_may_do_and_comes_as_csv(
    administrator: Any, manager: Any, sign_in: Any
) -> None:
    factories.ValueFactory(period=factories.PeriodFactory(year=2017))
    contact = factories.ForceContactFactory().user
    for person, has, lacks in (
        (administrator, "/periods/ye-2017-06/edit/", "/history/"),
        (manager, "/periods/ye-2017-06/history/", "/edit/"),
        (contact, "12 months to 30 June 2017", "/periods/ye-2017-06/"),
    ):
        page = sign_in(person).get("/periods/").content.decode()
        assert has in page
        assert lacks not in page
        assert ("New period" in page) == (person == administrator)
    rows = b"".join(sign_in(manager).get("/periods/?format=csv").streaming_content).decode().splitlines()
    assert rows[0].startswith("slug,") or rows[0].startswith("\ufeffslug,")
    assert "ye-2017-06" in rows[1]
    assert rows[1].endswith(",1")


def test_the_history_of_a_period_is_a_page(administrator: Any, auditor: Any, sign_in: Any) -> None:
    period = periods.create(by=administrator, fields=sent())
    page = sign_in(auditor).get(f"/periods/{period.slug}/history/").content.decode()
    assert "created" in page
    assert "History" in page
