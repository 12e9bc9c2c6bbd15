"""Queries as files are confirmed: what is raised, what a later file settles, what is never asked twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from forces.actions import checks, queries, uploads
from forces.models import (
    CollectionCheck,
    Measure,
    Query,
    QueryMessage,
    QueryState,
    Return,
    ReturnState,
    SeriesBreak,
    Upload,
)
from tests import factories
from tests.forces.conftest import Spring

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(spring: Spring) -> User:
    """Return a contact of Bedfordshire."""
    return factories.ForceContactFactory(force=spring.bedfordshire).user


@pytest.fixture
def last_year(spring: Spring) -> Any:
    """Hold Bedfordshire's referrals of the year before: 472 of 2,470."""
    before = factories.PeriodFactory(year=2016, population_year=2016)
    return factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.referrals, period=before, numerator=472, denominator=2470
    )


def send(spring: Spring, *rows: tuple[Any, ...], by: User | None = None) -> Upload:
    """Send Bedfordshire's rows and confirm them."""
    force = spring.bedfordshire
    upload = spring.send(spring.rows(*[("BED", *row) for row in rows]), force, by)
    assert upload.tally["refused"] == 0, list(upload.rows.values("problems"))
    return uploads.confirm(by=spring.administrator, upload=upload)


def checked(spring: Spring, upload: Upload, key: Any) -> None:
    """Run the checks over one figure of Bedfordshire."""
    locked = checks.lock_returns(spring.collection, [spring.bedfordshire.pk])
    checks.check(by=spring.administrator, upload=upload, figures=[key], locked=locked)


def held(spring: Spring) -> Return:
    return Return.objects.get(collection=spring.collection, force=spring.bedfordshire)


def thread(query: Query) -> list[tuple[str, str, int]]:
    return list(query.messages.order_by("pk").values_list("kind", "text", "said_by"))


def test_a_figure_far_from_last_years_is_asked_about(spring: Spring, last_year: Any) -> None:
    upload = send(spring, ("referrals", 742, 2470), ("crime", 40_000))
    query = Query.objects.get()
    assert (query.check_name, query.state, query.upload) == ("change-on-last-year", "open", upload)
    assert (query.numerator, query.denominator) == (742, 2470)
    text = "30.0% (742 of 2,470) is 57% above the 19.1% (472 of 2,470) of 12 months to 30 June 2016."
    assert query.found == text
    assert thread(query) == [("asked", text, spring.administrator.pk)]
    assert [line["text"] for line in query.comparison["lines"]] == ["30.0% (742 of 2,470)", "19.1% (472 of 2,470)"]
    assert query.history.count() == 1
    assert held(spring).state == ReturnState.QUERIED


def test_a_figure_like_last_years_is_not(spring: Spring, last_year: Any) -> None:
    send(spring, ("referrals", 480, 2470))
    assert not Query.objects.exists()
    assert held(spring).state == ReturnState.CHECKED


def test_a_collection_sets_its_own_limit_or_leaves_a_check_out(spring: Spring, last_year: Any) -> None:
    setting = CollectionCheck.objects.create(collection=spring.collection, check_name="change-on-last-year", limit=60)
    send(spring, ("referrals", 742, 2470))
    assert not Query.objects.exists()
    setting.limit = None
    setting.is_on = False
    setting.save()
    send(spring, ("referrals", 743, 2470))
    assert not Query.objects.exists()
    setting.is_on = True
    setting.save()
    send(spring, ("referrals", 744, 2470))
    assert Query.objects.count() == 1


def test_nothing_is_set_against_a_year_across_a_break(spring: Spring, last_year: Any) -> None:
    day = last_year.period.ends_on
    SeriesBreak.objects.create(measure=spring.referrals, on=day, reason="Counted otherwise before")
    other = factories.ForceFactory()
    SeriesBreak.objects.create(
        measure=spring.referrals, on=spring.period.starts_on, force=other, reason="Another force’s own"
    )
    send(spring, ("referrals", 742, 2470))
    assert Query.objects.count() == 1  # a break on the last day of the year before lies not between
    SeriesBreak.objects.create(measure=spring.referrals, on=spring.period.starts_on, reason="Counted otherwise since")
    query = Query.objects.get()
    send(spring, ("referrals", 743, 2470))
    query.refresh_from_db()
    assert query.state == QueryState.ANSWERED


def test_a_slip_of_ten_is_asked_about_once_and_not_as_a_change_too(spring: Spring, last_year: Any) -> None:
    last_year.denominator = 24_700
    last_year.save()
    send(spring, ("referrals", 472, 2470))
    assert list(Query.objects.values_list("check_name", flat=True)) == ["unit-slip"]


def test_a_corrected_figure_answers_the_query(spring: Spring, last_year: Any, contact: User) -> None:
    send(spring, ("referrals", 742, 2470))
    send(spring, ("referrals", 475, 2470), by=contact)
    query = Query.objects.get()
    assert query.state == QueryState.ANSWERED
    assert thread(query)[1] == ("corrected", "Now 475 of 2,470, from return.csv.", contact.pk)
    assert held(spring).state == ReturnState.ANSWERED
    queries.accept(by=spring.administrator, query=query)
    assert held(spring).state == ReturnState.CHECKED


def test_a_figure_changed_and_still_odd_stays_with_the_force(spring: Spring, last_year: Any, contact: User) -> None:
    send(spring, ("referrals", 742, 2470))
    queries.answer(by=contact, query=Query.objects.get(), text="We are better at it.")
    assert held(spring).state == ReturnState.ANSWERED
    send(spring, ("referrals", 800, 2470), by=contact)
    query = Query.objects.get()
    assert query.state == QueryState.OPEN
    assert (query.numerator, query.denominator) == (800, 2470)
    assert query.found.startswith("32.4% (800 of 2,470) is 69% above")
    assert [kind for kind, _, _ in thread(query)] == ["asked", "explained", "corrected"]
    assert thread(query)[2][1].startswith("Changed by return.csv, and it is still asked: 32.4%")
    assert held(spring).state == ReturnState.QUERIED


def test_what_was_accepted_is_not_asked_again_on_the_same_counts(spring: Spring, last_year: Any) -> None:
    send(spring, ("referrals", 742, 2470))
    queries.accept(by=spring.administrator, query=Query.objects.get())
    send(spring, ("referrals", 475, 2470))
    send(spring, ("referrals", 742, 2470))
    assert Query.objects.count() == 1
    send(spring, ("referrals", 743, 2470))
    assert list(Query.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "open"]


def test_a_note_alone_changes_nothing_about_the_query(spring: Spring, last_year: Any) -> None:
    send(spring, ("referrals", 742, 2470))
    send(spring, ("referrals", 742, 2470, "", "", "A new note"))
    assert Query.objects.get().messages.count() == 1


def test_a_figure_that_cannot_be_supplied_after_all_answers_the_query(spring: Spring, last_year: Any) -> None:
    send(spring, ("referrals", 742, 2470))
    send(spring, ("referrals", "", "", "not supplied", "The system was replaced"))
    query = Query.objects.get()
    assert query.state == QueryState.ANSWERED
    assert thread(query)[1][1] == "Now not supplied: The system was replaced, from return.csv."


def test_a_question_by_hand_is_answered_by_other_counts_and_not_by_a_note(spring: Spring) -> None:
    send(spring, ("crime", 40_000))
    query = queries.raise_by_hand(
        by=spring.administrator,
        held=held(spring),
        measure=spring.crime,
        period=spring.period,
        text="Is fraud left out?",
    )
    send(spring, ("crime", 40_000, "", "", "", "Fraud left out"))
    query.refresh_from_db()
    assert query.state == QueryState.OPEN
    send(spring, ("crime", 39_000, "", "", "", "Fraud left out"))
    query.refresh_from_db()
    assert query.state == QueryState.ANSWERED


def test_a_missing_figure_is_still_missing_when_its_file_is_undone(spring: Spring) -> None:
    upload = send(spring, ("crime", 40_000))
    query = queries.ask_about_missing(by=spring.administrator, held=held(spring))[0]
    key = (spring.bedfordshire.pk, spring.referrals.pk, spring.period.pk)
    checked(spring, upload, key)
    query.refresh_from_db()
    assert query.state == QueryState.OPEN


@pytest.mark.parametrize("closed", ["signed off", "locked"])
def test_a_signed_return_is_not_asked_about(spring: Spring, last_year: Any, closed: str) -> None:
    upload = spring.send(spring.rows(("BED", "referrals", 742, 2470)), spring.bedfordshire)
    Return.objects.update(state=closed)
    key = (spring.bedfordshire.pk, spring.referrals.pk, spring.period.pk)
    spring.value(spring.bedfordshire, spring.referrals, numerator=742, denominator=2470)
    checked(spring, upload, key)
    assert not Query.objects.exists()


def test_a_count_divided_by_another_is_asked_about_when_that_other_changes(spring: Spring) -> None:
    arrests = factories.MeasureFactory(
        slug="arrests", unit="per 100 crimes", per=100, denominator="measure", denominator_measure=spring.crime
    )
    spring.collection.items.create(number=3, measure=arrests, period=spring.period)
    before = factories.PeriodFactory(year=2016)
    for measure, count in ((spring.crime, 40_000), (arrests, 10_000)):
        factories.ValueFactory(force=spring.bedfordshire, measure=measure, period=before, numerator=count)
    upload = send(spring, ("crime", 41_000))
    spring.value(spring.bedfordshire, arrests, numerator=10_250, upload=upload)  # 25.0 per 100 in both years
    assert not Query.objects.exists()
    send(spring, ("crime", 30_000))  # 34.2 per 100
    found = dict(Query.objects.values_list("measure__slug", "found"))
    assert found["arrests"] == (
        "34.2 per 100 crimes (10,250) is 37% above the 25.0 per 100 crimes (10,000) of 12 months to 30 June 2016."
    )


def test_published_statistics_are_not_asked_about(spring: Spring, last_year: Any) -> None:
    upload = spring.send(spring.rows(("BED", "referrals", 742, 2470)), spring.bedfordshire)
    spring.collection.kind = "statistics"
    spring.collection.save()
    uploads.confirm(by=spring.administrator, upload=Upload.objects.get(pk=upload.pk))
    assert not Query.objects.exists()


@pytest.fixture
def groups(spring: Spring) -> list[Measure]:
    """Make the crime measure a whole of two parts, and ask for them."""
    spring.crime.do_parts_sum = True
    spring.crime.save()
    parts = [factories.MeasureFactory(slug=slug, title=slug.title(), part_of=spring.crime) for slug in ("own", "other")]
    for number, part in enumerate(parts, start=3):
        spring.collection.items.create(number=number, measure=part, period=spring.period)
    return parts


def test_parts_that_do_not_sum_are_asked_about_on_the_whole_until_a_part_is_corrected(
    spring: Spring, groups: list[Measure]
) -> None:
    send(spring, ("crime", 47), ("own", 6))
    assert not Query.objects.exists()  # one part is not held
    send(spring, ("other", 40))
    query = Query.objects.get()
    assert (query.check_name, query.measure) == ("parts-do-not-sum", spring.crime)
    assert "add up to 46 and the whole is 47" in query.found
    send(spring, ("other", 39))
    query.refresh_from_db()
    assert (query.state, query.found[:24]) == ("open", "The parts add up to 45 a")
    send(spring, ("other", 41))
    query.refresh_from_db()
    assert query.state == QueryState.ANSWERED


def test_a_part_above_a_whole_that_came_before_is_asked_about(spring: Spring, groups: list[Measure]) -> None:
    send(spring, ("crime", 47))
    send(spring, ("own", 48))
    assert list(Query.objects.values_list("check_name", "measure__slug")) == [("part-above-whole", "own")]


def test_a_part_above_its_whole_in_one_file_is_refused(spring: Spring, groups: list[Measure]) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 47), ("BED", "own", 48)), spring.bedfordshire)
    assert upload.tally["refused"] == 2


def test_a_figure_far_from_ten_other_forces_is_asked_about(spring: Spring) -> None:
    for crimes in range(1, 11):
        force = factories.ForceFactory()
        factories.PopulationFactory(force=force, mid_year=2016, resident=100_000)
        spring.value(force, spring.crime, numerator=crimes * 1000)
    send(spring, ("crime", 60_000))  # of 600,000 people: 100 per 1,000; the others 10 to 100, middle 55
    assert not Query.objects.exists()
    send(spring, ("crime", 120_000))  # 200; distance 145, spread 25 × 1.4826 = 37.065
    query = Query.objects.get()
    assert query.check_name == "far-from-others"
    assert "far above the middle of 10 other forces, 55.0 per 1,000 population: 3.9 times" in query.found


def test_a_query_whose_figure_is_gone_is_withdrawn(spring: Spring, last_year: Any) -> None:
    upload = send(spring, ("referrals", 742, 2470))
    upload.rows.all()
    spring.collection.values.all().delete()
    key = (spring.bedfordshire.pk, spring.referrals.pk, spring.period.pk)
    checked(spring, upload, key)
    query = Query.objects.get()
    assert query.state == QueryState.WITHDRAWN
    assert thread(query)[1][:2] == ("withdrawn", "The figure is no longer held.")


def test_missing_figures_are_asked_about_when_an_administrator_says_so(spring: Spring) -> None:
    send(spring, ("crime", 40_000))
    assert not Query.objects.exists()
    made = queries.ask_about_missing(by=spring.administrator, held=held(spring))
    assert [(query.measure.slug, query.check_name) for query in made] == [("referrals", "missing-figure")]
    assert held(spring).state == ReturnState.QUERIED
    assert QueryMessage.objects.get().kind == "asked"
    send(spring, ("referrals", 475, 2470))
    query = Query.objects.get()
    assert query.state == QueryState.ANSWERED
    assert thread(query)[1][1] == "Now 475 of 2,470, from return.csv."


def test_any_number_of_rows_is_checked_in_as_many_queries(spring: Spring, last_year: Any) -> None:
    def asked(rows: int, start: int) -> int:
        """Confirm a file of so many forces, every figure of it odd."""
        lines = []
        for number in range(rows):
            force = factories.ForceFactory()
            factories.ReturnFactory(collection=spring.collection, force=force)
            factories.ValueFactory(
                force=force, measure=spring.referrals, period=last_year.period, numerator=100, denominator=1000
            )
            lines.append((force.code, "referrals", start + number, 1000))
        upload = spring.send(spring.rows(*lines))
        with CaptureQueriesContext(connection) as captured:
            uploads.confirm(by=spring.administrator, upload=upload)
        assert Query.objects.unanswered().filter(upload=upload).count() == rows
        return len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]])

    assert asked(2, 500) == asked(40, 600)


def test_only_who_confirms_returns_runs_the_checks() -> None:
    assert checks.check.permission == "forces.confirm_returns"  # type: ignore[attr-defined]
    assert not factories.user(Role.MANAGER).has_perm("forces.confirm_returns")
