"""What figures are divided by, what is said of surveys, and figures as an earlier release had them."""

from __future__ import annotations

from typing import Any

import pytest

from forces import figures, rules
from forces.models import Force, Measure, Release, Value
from tests import factories
from tests.forces.conftest import Spring


def figure_of(spring: Spring, measure: Measure, release: Release | None = None) -> figures.Figure:
    return figures.figure(measure, spring.period, None, Value.objects.all(), Force.objects.in_scope(), release)


def lines_of(found: figures.Figure) -> dict[str, figures.Line]:
    return {line.force.code: line for line in found.lines}


@pytest.fixture
def arrests(spring: Spring) -> Measure:
    """Return arrests for each 100 offences, where the offences are a measure of their own."""
    return factories.MeasureFactory(
        slug="arrests", denominator="measure", denominator_measure=spring.crime, per=100, unit="per 100 crimes"
    )


# --- another measure's count -----------------------------------------------------------------------------------
def test_a_count_is_divided_by_the_count_of_another_measure(spring: Spring, arrests: Measure) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=400)
    spring.value(spring.cambridgeshire, spring.crime, numerator=600)
    spring.value(spring.bedfordshire, arrests, numerator=100)
    spring.value(spring.cambridgeshire, arrests, numerator=300)
    found = figure_of(spring, arrests)
    assert {code: line.shown for code, line in lines_of(found).items()} == {"BED": "25.0", "CAM": "50.0"}
    assert found.shown == "40.0"  # 400 of 1,000


def test_without_the_other_count_there_is_no_rate_and_the_figure_says_why(spring: Spring, arrests: Measure) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=400)
    spring.value(spring.bedfordshire, arrests, numerator=100)
    spring.value(spring.cambridgeshire, arrests, numerator=300, denominator=600)  # what was sent does not count
    found = figure_of(spring, arrests)
    assert lines_of(found)["CAM"].shown == "denominator not held"
    assert [line.force.code for line in found.without_denominator] == ["CAM"]
    assert (found.rate, found.national.missing) == (None, ("CAM",))


def test_the_count_of_another_period_or_force_never_divides(spring: Spring, arrests: Measure) -> None:
    earlier = factories.PeriodFactory(year=2016)
    factories.ValueFactory(force=spring.bedfordshire, measure=spring.crime, period=earlier, numerator=400)
    spring.value(spring.cambridgeshire, spring.crime, numerator=400)
    spring.value(spring.bedfordshire, arrests, numerator=100)
    assert lines_of(figure_of(spring, arrests))["BED"].shown == "denominator not held"


def test_a_count_that_stands_outside_every_rate_divides_nothing(spring: Spring, arrests: Measure) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=400, status="not-comparable", reason="another method")
    spring.value(spring.bedfordshire, arrests, numerator=100)
    assert lines_of(figure_of(spring, arrests))["BED"].entry.denominator is None


def test_a_force_does_not_see_another_s_unpublished_count_through_a_rate(
    spring: Spring, arrests: Measure, ask: Any
) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=7_919, collection=spring.collection)
    spring.value(spring.bedfordshire, arrests, numerator=100)
    contact = factories.ForceContactFactory(force=spring.cambridgeshire).user
    for address in ("/measures/arrests/", f"/measures/arrests/{spring.period.slug}/bedfordshire/"):
        page = ask(contact, address).content.decode()
        assert "7,919" not in page
        assert "not held" in page
        assert "7,919" in ask(spring.administrator, address).content.decode()


# --- the City of London ----------------------------------------------------------------------------------------
@pytest.fixture
def city(spring: Spring) -> Force:
    """Return the City of London with 8,000 residents and 80 crimes."""
    force = factories.ForceFactory(code="COL", slug="city-of-london", name="City of London")
    factories.PopulationFactory(force=force, mid_year=2016, resident=8_000)
    spring.value(force, spring.crime, numerator=80)
    return force


def test_the_city_is_estimated_while_the_people_who_come_in_by_day_are_not_held(spring: Spring, city: Force) -> None:
    line = lines_of(figure_of(spring, spring.crime))["COL"]
    assert (line.shown, line.status) == ("10.0", "estimated")
    assert line.note == "On residents alone: people who come in by day are not held"


def test_once_they_are_held_they_count_and_nothing_is_said(spring: Spring, city: Force) -> None:
    city.populations.update(transient=392_000)
    line = lines_of(figure_of(spring, spring.crime))["COL"]
    assert (line.shown, line.status, line.note) == ("0.2", "supplied", "")


def test_what_is_marked_as_estimated_already_is_not_said_twice(spring: Spring, city: Force) -> None:
    city.values.update(status="estimated", reason="Residents only")
    assert lines_of(figure_of(spring, spring.crime))["COL"].note == "Residents only"


# --- surveys ---------------------------------------------------------------------------------------------------
@pytest.fixture
def survey(spring: Spring) -> Measure:
    """Return an indicative survey: 45 of 120 said yes in one force, 9 of 16 in the other."""
    measure = factories.MeasureFactory(
        slug="survey", share=True, decimals=0, survey_method="A voluntary questionnaire", is_indicative=True
    )
    spring.value(spring.bedfordshire, measure, numerator=45, denominator=120, base=120)
    spring.value(spring.cambridgeshire, measure, numerator=9, denominator=16, base=16)
    return measure


def test_answers_are_never_shown_without_how_many_answered(spring: Spring, survey: Measure) -> None:
    shown = {code: line.shown for code, line in lines_of(figure_of(spring, survey)).items()}
    assert shown == {"BED": "45 of 120 responses (38%)", "CAM": "9 of 16 responses"}


def test_a_survey_as_published_is_shown_with_its_base(spring: Spring, survey: Measure) -> None:
    survey.values.filter(force=spring.bedfordshire).update(numerator=None, denominator=None, printed="62%", base=305)
    survey.values.filter(force=spring.cambridgeshire).update(numerator=None, denominator=None, printed="62%", base=16)
    lines = lines_of(figure_of(spring, survey))
    assert lines["BED"].shown == "62%, 305 responses"
    assert (lines["CAM"].shown, lines["CAM"].rate) == ("16 responses, too few for a percentage", None)


def test_a_survey_says_on_every_page_and_file_that_it_has_no_margin_of_error(
    spring: Spring, survey: Measure, ask: Any
) -> None:
    working = f"/measures/survey/{spring.period.slug}/bedfordshire/"
    pages = ("/measures/survey/", "/measures/survey/over-time/?force=bedfordshire", "/forces/bedfordshire/numbers/")
    for address in (*pages, working):
        page = ask(spring.administrator, address).content.decode()
        assert "o margin of error: not a random sample" in page, address
        assert "Indicative only" in page, address
    for address in ("/measures/survey/?", "/measures/survey/over-time/?force=bedfordshire&",
                    "/forces/bedfordshire/numbers/?"):  # fmt: skip
        response = ask(spring.administrator, f"{address}format=csv")
        text = b"".join(response.streaming_content).decode()
        assert "Indicative only; No margin of error: not a random sample" in text, address


# --- releases --------------------------------------------------------------------------------------------------
@pytest.fixture
def revised(spring: Spring) -> Release:
    """Return the first of two releases; it had 50,000 crimes in Bedfordshire, the second has 60,000."""
    first = factories.ReleaseFactory(slug="october-2017", title="Tables of October 2017")
    second = factories.ReleaseFactory(slug="january-2019", title="Tables of January 2019", released_on="2019-01-24")
    value = spring.value(spring.bedfordshire, spring.crime, numerator=60_000, release=second)
    factories.VintageFactory(value=value, release=first, numerator=50_000)
    factories.VintageFactory(value=value, release=second, numerator=60_000)
    return first


def test_the_newest_figures_are_shown_unless_a_release_is_asked_for(spring: Spring, revised: Release) -> None:
    assert lines_of(figure_of(spring, spring.crime))["BED"].shown == "100.0"
    assert lines_of(figure_of(spring, spring.crime, revised))["BED"].shown == "83.3"


def test_the_page_says_which_release_it_shows(spring: Spring, revised: Release, ask: Any) -> None:
    newest = ask(spring.administrator, "/measures/crime/").content.decode()
    assert "60,000" in newest
    assert "These are the figures of" not in newest
    page = ask(spring.administrator, "/measures/crime/?release=october-2017").content.decode()
    assert "50,000" in page
    assert "60,000" not in page
    assert "These are the figures of Tables of October 2017, released on 25 January 2018" in page
    assert ask(spring.administrator, "/measures/crime/?release=tomorrow").status_code == 400


def test_what_a_release_had_is_what_its_own_count_divides(spring: Spring, revised: Release, arrests: Measure) -> None:
    value = spring.value(spring.bedfordshire, arrests, numerator=30_000)
    factories.VintageFactory(value=value, release=revised, numerator=20_000)
    assert lines_of(figure_of(spring, arrests))["BED"].shown == "50.0"  # of 60,000
    assert lines_of(figure_of(spring, arrests, revised))["BED"].shown == "40.0"  # of 50,000


# --- many rates at once ----------------------------------------------------------------------------------------
def test_many_rates_are_the_same_as_one_at_a_time(spring: Spring, arrests: Measure) -> None:
    other = factories.PeriodFactory(year=2016)
    for force, crimes in ((spring.bedfordshire, 400), (spring.cambridgeshire, 600)):
        for period in (spring.period, other):
            for measure, count in ((spring.crime, crimes), (arrests, crimes // 2)):
                factories.ValueFactory(force=force, measure=measure, period=period, numerator=count)
    spring.value(Force.objects.get(code="BTP"), spring.crime, numerator=999)
    found = figures.national_rates([spring.crime, arrests], [spring.period, other], spring.administrator)
    assert len(found) == 4
    for (measure, period), rate in found.items():
        one = figures.figure(measure, period, None, Value.objects.all(), Force.objects.in_scope())
        assert (rate.national, rate.rate, rate.shown) == (one.national, one.rate, one.shown)
    assert found[arrests, spring.period].shown == "50.0"


def test_sixty_measures_over_twelve_periods_take_three_queries(
    spring: Spring, django_assert_max_num_queries: Any
) -> None:
    periods = [factories.PeriodFactory(year=year) for year in range(2006, 2018)]
    measures = factories.MeasureFactory.create_batch(59)
    measures.append(factories.MeasureFactory(denominator="measure", denominator_measure=measures[0]))
    Value.objects.bulk_create(
        Value(force=force, measure=measure, period=period, numerator=30, status="supplied", source="a source")
        for force in (spring.bedfordshire, spring.cambridgeshire)
        for measure in measures
        for period in periods
    )
    with django_assert_max_num_queries(3):
        found = figures.national_rates(measures, periods, spring.administrator)
    assert len(found) == 720
    # 60 of 1,400,000 people; 60 of the 60 of the other measure, times 1,000
    assert {found[m, periods[0]].shown for m in measures} == {"0.0", "1,000.0"}


def test_a_pair_of_which_nothing_is_held_has_no_rate(spring: Spring) -> None:
    assert figures.national_rates([spring.crime], [spring.period], spring.administrator) == {}
    assert figures.national_rates([], [], spring.administrator) == {}


# --- rules -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("entry", "percentage", "words"),
    [
        (rules.Entry("A", "supplied", 45, 120, base=120), "38%", "45 of 120 responses (38%)"),
        (rules.Entry("A", "supplied", 9, 16), "", "9 of 16 responses"),
        (rules.Entry("A", "supplied", 1, 1), "", "1 of 1 response"),
        (rules.Entry("A", "supplied", printed="62%", base=305), "", "62%, 305 responses"),
        (rules.Entry("A", "supplied", printed="62%"), "", "62%"),
        (rules.Entry("A", "supplied", printed="62%", base=29), "", "29 responses, too few for a percentage"),
    ],
)
def test_survey_words(entry: rules.Entry, percentage: str, words: str) -> None:
    assert rules.survey_words(entry, percentage) == words


@pytest.mark.parametrize(
    ("status", "force", "is_on_residents", "shown"),
    [
        ("supplied", "COL", True, "estimated"),
        ("supplied", "COL", False, "supplied"),
        ("supplied", "BED", True, "supplied"),
        ("not-supplied", "COL", True, "not-supplied"),
    ],
)
def test_footing(status: str, force: str, is_on_residents: bool, shown: str) -> None:
    assert rules.footing(status, force, is_on_residents=is_on_residents) == shown
