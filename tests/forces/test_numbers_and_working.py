"""A force in numbers, and the working of one value."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest

from accounts.models import Role
from forces.figures.numbers import numbers
from forces.models import Upload
from tests import factories
from tests.forces.conftest import Spring

WORKING = "/measures/crime/ye-2017-06/bedfordshire/"


# --- in numbers ------------------------------------------------------------------------------------------------
def test_the_newest_figure_stands_beside_england_and_wales_and_the_period_before(spring: Spring) -> None:
    before = factories.PeriodFactory(year=2016)
    for force, count in ((spring.bedfordshire, 60_000), (spring.cambridgeshire, 40_000)):
        spring.value(force, spring.crime, numerator=count)
        factories.ValueFactory(force=force, measure=spring.crime, period=before, numerator=30_000)
    (one,) = numbers(spring.bedfordshire, spring.administrator)
    assert (one.shown, one.national, one.shown_before) == ("100.0", "71.4", "50.0")
    assert one.address == WORKING
    assert one.address_before == "/measures/crime/ye-2016-06/bedfordshire/"


def test_the_period_before_is_not_compared_across_a_break(spring: Spring, ask: Any) -> None:
    before = factories.PeriodFactory(year=2016)
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    factories.ValueFactory(force=spring.bedfordshire, measure=spring.crime, period=before, numerator=30_000)
    factories.SeriesBreakFactory(measure=spring.crime, on=date(2016, 7, 1))
    (one,) = numbers(spring.bedfordshire, spring.administrator)
    assert one.is_broken
    page = ask(spring.administrator, "/forces/bedfordshire/numbers/").content.decode()
    assert "50.0, not comparable: the series is broken" in page


def test_statuses_and_caveats_are_said_in_words(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=None, status="not-supplied", reason="A new system")
    spring.value(spring.bedfordshire, spring.referrals, numerator=None, printed="56.3", caveat="Read with care")
    factories.PublishedFigureFactory(measure=spring.referrals, period=spring.period, printed="45.5")
    crime, referrals = numbers(spring.bedfordshire, spring.administrator)
    assert (crime.shown, crime.status, crime.note, crime.national) == ("–", "not supplied", "A new system", "not held")
    assert (referrals.shown, referrals.national) == ("56.3", "45.5, as published")
    assert referrals.note == "Read with care; As published"


def test_measures_stand_under_their_group(spring: Spring, ask: Any) -> None:
    spring.crime.group = "Recorded crime"
    spring.crime.save()
    spring.value(spring.bedfordshire, spring.crime)
    spring.value(spring.bedfordshire, spring.referrals, denominator=100)
    page = ask(spring.administrator, "/forces/bedfordshire/numbers/").content.decode()
    assert page.index("Figures</caption>") < page.index("Recorded crime</caption>")
    assert "/forces/bedfordshire/numbers/" in ask(spring.administrator, "/forces/bedfordshire/").content.decode()


def test_a_contact_sees_nothing_unpublished_of_another_force(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=7_919, collection=spring.collection)
    contact = factories.ForceContactFactory(force=spring.cambridgeshire).user
    assert "No figure is held" in ask(contact, "/forces/bedfordshire/numbers/").content.decode()
    page = ask(spring.administrator, "/forces/bedfordshire/numbers/").content.decode()
    assert "Not published yet" in page


@pytest.mark.parametrize("force", ["bedfordshire", "btp"])
def test_a_force_without_figures_says_so(spring: Spring, ask: Any, force: str) -> None:
    assert "No figure is held" in ask(spring.administrator, f"/forces/{force}/numbers/").content.decode()


def test_the_sheet_as_files(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    response = ask(spring.administrator, "/forces/bedfordshire/numbers/?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert (row["measure"], row["numerator"], row["denominator"], row["figure"], row["england_and_wales"]) == (
        "crime", "60000", "600000", "100.0", "not held",
    )  # fmt: skip
    response = ask(spring.administrator, "/forces/bedfordshire/numbers/?format=xlsx")
    assert b"".join(response.streaming_content).startswith(b"PK")


# --- the working -----------------------------------------------------------------------------------------------
def test_the_rate_is_shown_unrounded_and_as_rounded(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44_472)
    page = ask(factories.user(Role.FORCE_CONTACT), WORKING).content.decode()
    assert "44,472" in page
    assert "600,000" in page
    assert "74.12 (count divided by denominator, times 1,000)" in page
    assert "74.1 per 1,000 population" in page
    assert "to 1 decimal, half away from zero" in page
    assert "Population at mid-2016 (residents; " in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"numerator": 10}, "Yes"),
        ({"numerator": None, "status": "not-supplied", "reason": "A new system"}, "No: not supplied"),
        ({"numerator": None, "printed": "56.3"}, "No: the figure is as published"),
        (
            {"numerator": 10, "status": "combined", "reason": "One figure"},
            "Yes, once with the force it is combined with",
        ),
        ({"numerator": None, "status": "partial-included", "reason": "Half"}, "It belongs in the rate, but no count"),
    ],
)
def test_whether_it_counts_and_why(spring: Spring, ask: Any, fields: dict[str, Any], words: str) -> None:
    spring.value(spring.bedfordshire, spring.crime, **fields)
    page = ask(spring.administrator, WORKING).content.decode()
    assert f'<dd class="govuk-summary-list__value">{words}' in page


def test_without_its_population_it_says_what_is_not_held(spring: Spring, ask: Any) -> None:
    spring.bedfordshire.populations.all().delete()
    spring.value(spring.bedfordshire, spring.crime)
    page = ask(spring.administrator, WORKING).content.decode()
    assert "Population at mid-2016: not held" in page
    assert "what it is divided by is not held" in page


def test_another_measure_s_count_is_linked(spring: Spring, ask: Any) -> None:
    arrests = factories.MeasureFactory(slug="arrests", denominator="measure", denominator_measure=spring.crime)
    spring.value(spring.bedfordshire, arrests, numerator=100)
    address = "/measures/arrests/ye-2017-06/bedfordshire/"
    assert "not held, so no rate is worked out" in ask(spring.administrator, address).content.decode()
    spring.value(spring.bedfordshire, spring.crime, numerator=400)
    assert WORKING in ask(spring.administrator, address).content.decode()


def applied(spring: Spring) -> Upload:
    """Hold a published value that came with row 7 of a file, was queried, signed and printed."""
    upload = factories.UploadFactory(collection=spring.collection, force=spring.bedfordshire, original_name="may.xlsx")
    keys = {"force": spring.bedfordshire, "measure": spring.crime, "period": spring.period}
    factories.StagedRowFactory(upload=upload, sheet="Figures", number=7, **keys)
    factories.ValueFactory(**keys, collection=spring.collection, upload=upload)
    held = spring.collection.returns.get(force=spring.bedfordshire)
    factories.QueryFactory(held=held, measure=spring.crime, period=spring.period, found="Ten is double five.")
    factories.SignOffFactory(held=held, post="Head of performance", statement="These are ours.")
    frozen = factories.FrozenFigureFactory(measure=spring.crime, period=spring.period, purpose="State of policing")
    factories.FrozenLineFactory(figure=frozen, force=spring.bedfordshire)
    spring.collection.published_on = date(2018, 7, 1)
    spring.collection.save()
    return upload


PRIVATE = ["may.xlsx", "sheet Figures, row 7", "Ten is double five.", "Head of performance", "These are ours."]


def test_those_inside_see_the_file_the_row_the_query_and_the_signature(spring: Spring, ask: Any) -> None:
    upload = applied(spring)
    own = factories.ForceContactFactory(force=spring.bedfordshire).user
    for person in (spring.administrator, own):
        page = ask(person, WORKING).content.decode()
        assert [words for words in [*PRIVATE, upload.get_absolute_url()] if words not in page] == []
        assert "State of policing" in page


def test_others_see_only_the_public_part(spring: Spring, ask: Any) -> None:
    upload = applied(spring)
    barred = factories.BarFactory(force=spring.bedfordshire, user=factories.user(Role.MANAGER)).user
    for person in (factories.ForceContactFactory(force=spring.cambridgeshire).user, barred):
        page = ask(person, WORKING).content.decode()
        assert [words for words in [*PRIVATE, upload.get_absolute_url()] if words in page] == []
        assert "State of policing" in page
        assert "Spring return" in page


def test_a_value_that_is_not_published_is_nobody_else_s_business(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, collection=spring.collection)
    assert ask(factories.ForceContactFactory(force=spring.cambridgeshire).user, WORKING).status_code == 404
    assert ask(factories.ForceContactFactory(force=spring.bedfordshire).user, WORKING).status_code == 200


def test_the_history_is_for_those_who_may_read_it(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime)
    assert f"{WORKING}history/" in ask(spring.administrator, WORKING).content.decode()
    assert f"{WORKING}history/" not in ask(factories.user(Role.FORCE_CONTACT), WORKING).content.decode()


def test_each_release_is_listed_and_the_parts_of_a_whole(spring: Spring, ask: Any) -> None:
    value = spring.value(spring.bedfordshire, spring.crime, numerator=46)
    factories.VintageFactory(value=value, numerator=44)
    part = factories.MeasureFactory(slug="in-area", part_of=spring.crime)
    spring.value(spring.bedfordshire, part, numerator=6)
    page = ask(spring.administrator, WORKING).content.decode()
    assert "Tables of January 2018" in page
    assert "/measures/in-area/ye-2017-06/bedfordshire/" in page
    assert "Part of" in ask(spring.administrator, "/measures/in-area/ye-2017-06/bedfordshire/").content.decode()


# --- parts on the measure's page, and the chart as a file -------------------------------------------------------
def test_the_parts_stand_under_the_whole_for_all_forces_or_the_marked_one(spring: Spring, ask: Any) -> None:
    part = factories.MeasureFactory(slug="in-area", title="In the area", part_of=spring.crime)
    spring.value(spring.bedfordshire, spring.crime, numerator=46)
    spring.value(spring.bedfordshire, part, numerator=6)
    spring.value(spring.cambridgeshire, part, numerator=None, status="not-supplied", reason="A new system")
    page = ask(spring.administrator, "/measures/crime/").content.decode().partition('id="parts"')[2]
    assert page.index("Bedfordshire") < page.index("Cambridgeshire")
    assert "not supplied" in page
    marked = (
        ask(spring.administrator, "/measures/crime/?force=bedfordshire").content.decode().partition('id="parts"')[2]
    )
    assert "not supplied" not in marked.partition("</table>")[0]
    assert "A part of" in ask(spring.administrator, "/measures/in-area/").content.decode()


def test_the_chart_is_a_drawing_of_its_own(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    response = ask(spring.administrator, "/measures/crime/?format=svg")
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Content-Disposition"] == 'attachment; filename="crime-ye-2017-06.svg"'
    drawn = response.content.decode()
    assert drawn.lstrip().startswith("<svg")
    assert drawn.count("<style>") == 1
    assert '<title id="title">Crime, per 1,000 population, 12 months to 30 June 2017</title>' in drawn
    assert "Bedfordshire" in drawn
    assert ask(spring.administrator, "/measures/crime/?format=pdf").status_code == 400
    workbook = ask(spring.administrator, "/measures/crime/?format=xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
