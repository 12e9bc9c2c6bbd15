"""A measure over all forces: what is drawn, added up, left out, and said."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Role, User
from forces import figures
from forces.models import Force, Measure, Period, Value
from reports.demonstration import measures as demonstration
from reports.demonstration import reference
from tests import factories
from tests.forces.conftest import Spring


def rows_of(response: Any) -> list[dict[str, str]]:
    """Return a CSV's rows."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def figure(spring: Spring, measure: Measure | None = None, before: Period | None = None) -> figures.Figure:
    return figures.figure(measure or spring.crime, spring.period, before, Value.objects.all(), Force.objects.in_scope())


def test_a_rate_per_head_divides_by_the_population_of_the_period(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    spring.value(spring.cambridgeshire, spring.crime, numerator=40_000)
    found = figure(spring)
    assert [(line.force.code, line.shown) for line in found.lines] == [("BED", "100.0"), ("CAM", "50.0")]
    assert found.shown == "71.4"  # 100,000 of 1,400,000; the mean of the rates is 75.0


def test_people_who_come_in_by_day_count_where_they_are_held(spring: Spring) -> None:
    people = spring.bedfordshire.populations.get()
    people.transient = 400_000
    people.save()
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    assert figure(spring).lines[0].shown == "60.0"


def test_not_held_is_told_from_not_supplied_and_neither_is_drawn_as_zero(spring: Spring) -> None:
    spring.value(
        spring.bedfordshire, spring.crime, numerator=None, status="not-supplied", reason="it does not count them"
    )
    found = figure(spring)
    lines = {line.force.code: line for line in found.lines}
    assert (lines["BED"].status, lines["BED"].shown, lines["BED"].rate) == ("not supplied", "–", None)
    assert (lines["CAM"].status, lines["CAM"].shown, lines["CAM"].rate) == ("not held", "not held", None)
    assert found.rate is None
    assert [(status, [line.force.code for line in left]) for status, left in found.excluded] == [
        ("not supplied", ["BED"])
    ]


def test_british_transport_police_has_no_line_and_no_weight(spring: Spring) -> None:
    for code in ("BED", "CAM"):
        spring.value(Force.objects.get(code=code), spring.crime, numerator=100)
    factories.PopulationFactory(force=Force.objects.get(code="BTP"), mid_year=2016)
    spring.value(Force.objects.get(code="BTP"), spring.crime, numerator=999)
    found = figure(spring)
    assert [line.force.code for line in found.lines] == ["BED", "CAM"]
    assert found.national.numerator == 200


def test_the_period_before_is_the_same_day_a_year_earlier(spring: Spring) -> None:
    before = factories.PeriodFactory(year=2016)
    other = factories.PeriodFactory(slug="ye-2017-03", year=2016, ends_on=date(2017, 3, 31))
    assert figures.period_before(spring.period, [spring.period, other, before]) == before
    assert figures.period_before(before, [spring.period, other, before]) is None
    assert figures.a_year_before(date(2016, 2, 29)) == date(2015, 2, 28)


def test_a_chart_that_needs_both_periods_leaves_out_a_force_without_the_one_before(spring: Spring) -> None:
    before = factories.PeriodFactory(year=2016)
    spring.crime.figure_needs_both_periods = True
    spring.value(spring.bedfordshire, spring.crime, numerator=10)
    factories.ValueFactory(
        force=spring.bedfordshire,
        measure=spring.crime,
        period=before,
        numerator=None,
        status="not-supplied",
        reason="a new system",
    )
    found = figure(spring, before=before)
    assert [line.force.code for line in found.not_drawn] == ["BED"]
    assert found.national.numerator == 10  # left out of the chart, not of the rate


def test_two_forces_in_one_figure_have_no_rate_of_their_own(spring: Spring) -> None:
    reason = "one figure for both"
    spring.value(spring.bedfordshire, spring.crime, numerator=70_000, status="combined", reason=reason)
    spring.value(spring.cambridgeshire, spring.crime, numerator=None, status="combined", reason=reason)
    found = figure(spring)
    assert [line.rate for line in found.lines] == [None, None]
    assert found.shown == "50.0"


def test_a_figure_of_an_unpublished_collection_says_so(spring: Spring) -> None:
    spring.collection.is_illustrative = True
    spring.collection.save()
    spring.value(spring.bedfordshire, spring.crime, collection=spring.collection)
    found = figure(spring)
    assert found.lines[0].note == "Illustrative; Not published yet"
    assert found.is_illustrative


# --- the page ------------------------------------------------------------------------------------------------
def test_a_page_opens_on_the_newest_period_that_is_published(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472)
    newer = factories.PeriodFactory(year=2018)
    factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.crime, period=newer, numerator=50000, collection=spring.collection
    )
    assert "44,472" in ask(spring.administrator, "/measures/crime/").content.decode()
    unpublished = ask(spring.administrator, f"/measures/crime/?period={newer.slug}").content.decode()
    assert "50,000" in unpublished
    assert "/annex/?period=" not in unpublished  # the annex is about what is published
    spring.collection.published_on = date(2018, 7, 1)
    spring.collection.save()
    page = ask(spring.administrator, "/measures/crime/").content.decode()
    assert "50,000" in page
    annex = f"/annex/?period={newer.slug}"
    assert f'href="{annex}"' in page
    assert ask(spring.administrator, annex).status_code == 200


def test_an_address_that_makes_no_sense_gets_a_message(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime)
    for query in ("period=1999", "force=nowhere", "region=Moon", "colour=red"):
        response = ask(spring.administrator, f"/measures/crime/?{query}")
        assert response.status_code == 400
        assert query.partition("=")[0] in response.content.decode()


def test_a_measure_without_figures_says_what_comes_next(spring: Spring, ask: Any) -> None:
    page = ask(spring.administrator, "/measures/crime/").content.decode()
    assert "No figure is held on this measure yet" in page


def test_a_contact_finds_their_own_force_marked(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime)
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert "Bedfordshire (marked)" in ask(contact, "/measures/crime/").content.decode()
    assert "(marked)" not in ask(spring.administrator, "/measures/crime/").content.decode()


def test_a_contact_sees_nothing_of_another_force_before_it_is_published(spring: Spring, ask: Any) -> None:
    spring.value(spring.cambridgeshire, spring.crime, numerator=61_699, collection=spring.collection)
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert "61,699" not in ask(contact, "/measures/crime/").content.decode()
    spring.value(spring.bedfordshire, spring.crime, numerator=44_472, collection=spring.collection)
    page = ask(contact, "/measures/crime/").content.decode()
    assert "44,472" in page
    assert "61,699" not in page
    assert "61,699" in ask(factories.user(Role.INSPECTOR), "/measures/crime/").content.decode()


def test_a_region_filters_the_table_and_never_the_national_rate(spring: Spring, ask: Any) -> None:
    spring.cambridgeshire.region = "Wales"
    spring.cambridgeshire.save()
    for force in (spring.bedfordshire, spring.cambridgeshire):
        spring.value(force, spring.crime, numerator=70_000)
    page = ask(spring.administrator, "/measures/crime/?region=Wales")
    assert "100.0 per 1,000 population" in page.content.decode()
    assert [row["force"] for row in rows_of(ask(spring.administrator, "/measures/crime/?region=Wales&format=csv"))] == [
        "Cambridgeshire"
    ]


def test_the_history_of_a_value(spring: Spring, ask: Any) -> None:
    value = spring.value(spring.bedfordshire, spring.crime, numerator=1)
    value.numerator = 2
    value.save()
    address = f"/measures/crime/{spring.period.slug}/bedfordshire/history/"
    assert "numerator" in ask(spring.administrator, address).content.decode()
    working = f"/measures/crime/{spring.period.slug}/bedfordshire/"
    assert working in ask(spring.administrator, "/measures/crime/").content.decode()
    assert address in ask(spring.administrator, working).content.decode()
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert ask(contact, address).status_code == 403


# --- the demonstration ---------------------------------------------------------------------------------------
@pytest.fixture
def demonstrated(db: None) -> User:
    """Load the measures of the demonstration."""
    person = factories.user(Role.ADMINISTRATOR)
    reference.load_forces()
    demonstration.load(by=person)
    return person


def test_recorded_crime(demonstrated: User, ask: Any) -> None:
    rows = rows_of(ask(demonstrated, "/measures/recorded-crime/?format=csv&period=ye-2017-06"))
    assert list(rows[0]) == ["force", "period", "numerator", "denominator", "rate", "status", "included", "note"]
    assert len(rows) == 43
    bedfordshire = next(row for row in rows if row["force"] == "Bedfordshire")
    assert bedfordshire == {
        "force": "Bedfordshire",
        "period": "ye-2017-06",
        "numerator": "44472",
        "denominator": "661459",
        "rate": "67.23",
        "status": "supplied",
        "included": "yes",
        "note": "",
    }
    assert sum(int(row["numerator"]) for row in rows) == 4_459_433
    assert not any("Transport" in row["force"] for row in rows)
    page = ask(demonstrated, "/measures/recorded-crime/?period=ye-2017-06").content.decode()
    assert "76.38 per 1,000 population" in page
    assert "4,459,433 divided by" in page
    assert "774.91, not to scale" in page  # City of London on residents alone
    mean = sum(Decimal(row["rate"]) for row in rows) / 43
    assert round(mean, 2) != Decimal("76.38")


@pytest.mark.parametrize(
    ("measure", "period", "left_out"),
    [
        (
            "domestic-abuse-arrest-rate",
            "ye-2017-06",
            {"Durham", "Lancashire", "Warwickshire", "West Mercia", "North Yorkshire"},
        ),
        ("organised-crime-groups", "at-2017-07-01", {"City of London"}),
        ("asb-powers", "ye-2017-06", {"Bedfordshire", "Greater Manchester", "Metropolitan Police", "Suffolk"}),
        ("outcomes-action-taken", "ye-2017-06", {"Suffolk"}),
    ],
)
def test_who_is_left_out_of_the_national_rate(
    demonstrated: User, ask: Any, measure: str, period: str, left_out: set[str]
) -> None:
    rows = rows_of(ask(demonstrated, f"/measures/{measure}/?format=csv&period={period}"))
    assert {row["force"] for row in rows if row["included"] == "no"} == left_out
    assert all(row["note"] for row in rows if row["included"] == "no")
    page = ask(demonstrated, f"/measures/{measure}/?period={period}").content.decode()
    assert f"{43 - len(left_out)} of 43 forces count in the England and Wales rate" in page


def test_dorset_is_left_out_of_the_outcomes_chart_for_want_of_the_year_before(demonstrated: User) -> None:
    measure = Measure.objects.get(slug="outcomes-action-taken")
    periods = {period.slug: period for period in Period.objects.all()}
    found = figures.figure(
        measure, periods["ye-2017-06"], periods["ye-2016-06"], Value.objects.all(), Force.objects.in_scope()
    )
    assert [line.force.name for line in found.not_drawn] == ["Dorset"]
    assert "DOR" in found.national.included


def test_a_published_figure_is_shown_as_printed_and_never_added_up(demonstrated: User, ask: Any) -> None:
    page = ask(demonstrated, "/measures/domestic-abuse-arrest-rate/?period=ye-2017-06&force=bedfordshire")
    text = page.content.decode()
    assert "<strong>45.5</strong>, as published" in text
    assert "England and Wales 45.5, as published" in text
    assert "56.3, as published" in text
    words = ask(demonstrated, "/measures/acro-checks-change/").content.decode()
    assert "a fall of just under 6 percent" in words


def test_foreign_nationals_referred(demonstrated: User, ask: Any) -> None:
    rows = rows_of(ask(demonstrated, "/measures/foreign-national-referrals/?format=csv&period=ye-2017-06"))
    held = [row for row in rows if row["status"] != "not held"]
    assert [(row["force"], row["numerator"], row["denominator"], row["rate"]) for row in held] == [
        ("Bedfordshire", "472", "2470", "19.1")
    ]


def test_humberside_is_a_contradiction_and_never_zero(demonstrated: User, ask: Any) -> None:
    rows = rows_of(ask(demonstrated, "/measures/asb-powers/?format=csv&period=ye-2017-06"))
    row = next(row for row in rows if row["force"] == "Humberside")
    assert (row["numerator"], row["rate"], row["status"]) == ("", "", "contradiction in source")


def test_loading_again_changes_nothing(demonstrated: User) -> None:
    before = (Value.objects.count(), Value.history.count(), Measure.history.count())
    demonstration.load(by=demonstrated)
    assert (Value.objects.count(), Value.history.count(), Measure.history.count()) == before


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        ("/measures/", 8),
        ("/measures/recorded-crime/?period=ye-2017-06", 15),
        ("/measures/recorded-crime/?period=ye-2017-06&format=csv", 15),
        ("/collections/", 8),
        ("/collections/spring-2018/", 8),
        ("/collections/spring-2018/uploads/", 8),
        ("/collections/spring-2018/upload/", 12),
        ("/collections/spring-2018/template/", 15),
    ],
)
def test_pages_stay_within_their_queries(
    demonstrated: User, client: Any, address: str, limit: int, django_assert_max_num_queries: Any
) -> None:
    client.force_login(demonstrated)
    with django_assert_max_num_queries(limit):
        assert client.get(address).status_code == 200


def test_lists_have_the_slug_first(demonstrated: User, ask: Any) -> None:
    assert next(iter(rows_of(ask(demonstrated, "/measures/?format=csv"))[0])) == "slug"
    assert rows_of(ask(demonstrated, "/collections/?format=csv"))[0]["slug"] == "spring-2018"
    assert len(rows_of(ask(demonstrated, "/measures/?format=csv&q=abuse"))) == 1
