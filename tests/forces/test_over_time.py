"""A force over time: gaps, breaks, revisions, and what is not compared."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from forces.figures.over_time import Series, over_time
from forces.models import Period, PublishedFigure, Value
from tests import factories
from tests.forces.conftest import Spring


@pytest.fixture
def years(spring: Spring) -> list[Period]:
    """Return four years; Bedfordshire has 30,000 crimes, none supplied, then 45,000 and 60,000 of 600,000 people."""
    found = [factories.PeriodFactory(year=year) for year in (2014, 2015, 2016)] + [spring.period]
    for period, count in zip(found, (30_000, None, 45_000, 60_000), strict=True):
        status = {"status": "supplied"} if count else {"status": "not-supplied", "reason": "A new system"}
        for force in (spring.bedfordshire, spring.cambridgeshire):
            factories.ValueFactory(force=force, measure=spring.crime, period=period, numerator=count, **status)
    return found


def series_of(spring: Spring, periods: list[Period], by: User | None = None) -> Series:
    printed = PublishedFigure.objects.filter(measure=spring.crime)
    return over_time(spring.crime, spring.bedfordshire, periods, printed, by or spring.administrator)


def rows(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_a_force_stands_beside_england_and_wales_oldest_first(spring: Spring, years: list[Period]) -> None:
    points = series_of(spring, years).points
    assert [(p.period.ends_on.year, p.shown, p.national) for p in points] == [
        (2014, "50.0", "42.9"),  # 60,000 of 1,400,000
        (2015, "–", "not held"),
        (2016, "75.0", "64.3"),
        (2017, "100.0", "85.7"),
    ]


def test_an_excluded_period_is_a_gap_with_its_reason_and_no_change_leaps_over_it(
    spring: Spring, years: list[Period]
) -> None:
    points = series_of(spring, years).points
    assert (points[1].rate, points[1].status, points[1].note) == (None, "not supplied", "A new system")
    assert [point.change for point in points] == ["–", "–", "–", "+25.0"]


def test_no_change_is_worked_out_across_a_break(spring: Spring, years: list[Period]) -> None:
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2016, 7, 1), reason="Counted by victim since")
    last = series_of(spring, years).points[-1]
    assert last.change == "not compared: the series is broken"
    assert [one.reason for one in last.breaks] == ["Counted by victim since"]


@pytest.mark.parametrize(
    ("day", "is_broken"), [(date(2016, 6, 30), False), (date(2016, 7, 1), True), (date(2017, 6, 30), True)]
)
def test_a_break_lies_between_the_last_days_of_two_periods(
    spring: Spring, years: list[Period], day: date, is_broken: bool
) -> None:
    factories.SeriesBreakFactory(measure=spring.crime, on=day)
    assert (series_of(spring, years).points[-1].change == "+25.0") is not is_broken


def test_a_break_of_one_force_is_none_of_another_s(spring: Spring, years: list[Period]) -> None:
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2017, 1, 1), force=spring.cambridgeshire)
    found = series_of(spring, years)
    assert (found.breaks, found.points[-1].change) == ([], "+25.0")
    other = over_time(spring.crime, spring.cambridgeshire, years, [], spring.administrator)
    assert other.points[-1].change == "not compared: the series is broken"


def test_the_measure_s_page_draws_no_earlier_mark_across_a_break(spring: Spring, years: list[Period], ask: Any) -> None:
    address = "/measures/crime/?period=ye-2017-06"
    assert "75.0, not comparable" not in ask(spring.administrator, address).content.decode()
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2017, 1, 1), reason="Counted by victim since")
    page = ask(spring.administrator, address).content.decode()
    assert "75.0, not comparable" in page
    assert "From 1 January 2017 the figures of all forces are not set against earlier ones" in page


# --- revisions -------------------------------------------------------------------------------------------------
def revise(spring: Spring, on: date, numerator: int) -> Value:
    """Correct the newest count of Bedfordshire on a day."""
    value = Value.objects.get(force=spring.bedfordshire, measure=spring.crime, period=spring.period)
    value.numerator = numerator
    value.save()
    value.history.filter(numerator=numerator).update(
        history_date=timezone.make_aware(datetime.combine(on, datetime.min.time()))
    )
    return value


def test_releases_that_changed_a_figure_are_told_with_their_day(spring: Spring, years: list[Period]) -> None:
    value = Value.objects.get(force=spring.bedfordshire, measure=spring.crime, period=spring.period)
    for slug, day, count in (("a", "2017-10-19", 58_348), ("b", "2018-01-25", 58_348), ("c", "2019-01-24", 61_405)):
        release = factories.ReleaseFactory(slug=slug, title=f"Tables {slug}", released_on=day)
        factories.VintageFactory(value=value, release=release, numerator=count)
    (revision,) = series_of(spring, years).points[-1].revisions
    assert (revision.before, revision.after, revision.on, revision.by) == (
        "58,348", "61,405", date(2019, 1, 24), "Tables c",
    )  # fmt: skip


def test_a_correction_is_told_with_its_day(spring: Spring, years: list[Period]) -> None:
    revise(spring, date(2018, 9, 1), 61_000)
    found = series_of(spring, years)
    (revision,) = found.points[-1].revisions
    assert (revision.before, revision.after, revision.on) == ("60,000", "61,000", date(2018, 9, 1))
    assert found.revised == [found.points[-1]]


def test_what_was_corrected_before_publication_is_not_told_to_a_force(spring: Spring, years: list[Period]) -> None:
    value = revise(spring, date(2018, 6, 15), 61_000)
    spring.collection.published_on = date(2018, 7, 1)
    spring.collection.save()
    Value.objects.filter(pk=value.pk).update(collection=spring.collection)
    contact = factories.ForceContactFactory(force=spring.cambridgeshire).user
    assert series_of(spring, years, contact).points[-1].revisions == []
    assert len(series_of(spring, years).points[-1].revisions) == 1
    revise(spring, date(2018, 8, 1), 62_000)
    (revision,) = series_of(spring, years, contact).points[-1].revisions
    assert (revision.before, revision.after) == ("61,000", "62,000")


# --- the page --------------------------------------------------------------------------------------------------
ADDRESS = "/measures/crime/over-time/"


def test_the_page_draws_both_lines_with_the_break_and_the_revision(
    spring: Spring, years: list[Period], ask: Any
) -> None:
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2016, 7, 1), reason="Counted by victim since")
    revise(spring, date(2018, 9, 1), 61_000)
    page = ask(spring.administrator, f"{ADDRESS}?force=bedfordshire").content.decode()
    assert "1 July 2016: Counted by victim since" in page
    assert ">Revised</text>" in page
    assert "60,000" in page
    assert "61,000" in page
    assert "A new system" in page
    assert "<desc" in page


def test_one_chooses_a_force_and_a_contact_has_their_own(spring: Spring, years: list[Period], ask: Any) -> None:
    assert "Choose a force to see" in ask(spring.administrator, ADDRESS).content.decode()
    contact = factories.ForceContactFactory(force=spring.cambridgeshire).user
    assert "Cambridgeshire and England and Wales" in ask(contact, ADDRESS).content.decode()
    for query in ("force=nowhere", "format=pdf", "format=csv"):
        assert ask(spring.administrator, f"{ADDRESS}?{query}").status_code == 400


def test_the_table_as_a_file(spring: Spring, years: list[Period], ask: Any) -> None:
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2016, 7, 1), reason="Counted by victim since")
    found = rows(ask(spring.administrator, f"{ADDRESS}?force=bedfordshire&format=csv"))
    assert [(row["period"], row["rate"], row["england_and_wales"]) for row in found] == [
        ("ye-2014-06", "50.0", "42.9"),
        ("ye-2015-06", "", "not held"),
        ("ye-2016-06", "75.0", "64.3"),
        ("ye-2017-06", "100.0", "85.7"),
    ]
    assert found[1]["note"] == "A new system"
    assert found[3]["breaks"] == "2016-07-01: Counted by victim since"


def test_figures_without_any_rate_draw_no_line(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=None, status="not-supplied", reason="A new system")
    page = ask(spring.administrator, f"{ADDRESS}?force=bedfordshire").content.decode()
    assert "there is no line to draw" in page
    assert "<svg" not in page.partition('id="main-content"')[2]


def test_what_a_source_printed_is_drawn_as_printed(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=None, printed="56.3")
    factories.PublishedFigureFactory(measure=spring.crime, period=spring.period, printed="45.5")
    (point,) = series_of(spring, [spring.period]).points
    assert (point.shown, point.national, float(point.national_rate or 0)) == ("56.3", "45.5, as published", 45.5)
