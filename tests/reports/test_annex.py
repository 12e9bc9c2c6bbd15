"""The annex about the data, as it comes out of what the demonstration holds."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from accounts.models import User
from forces.annex import Annex, OfPeriod, annex_of
from forces.models import Collection, Measure, Period, Value

pytestmark = pytest.mark.django_db
People = dict[str, User]


def annex(*pairs: tuple[str, str]) -> Annex:
    """Return the annex about some measures and periods, from what is published."""
    asked = [(Measure.objects.get(slug=measure), Period.objects.get(slug=period)) for measure, period in pairs]
    return annex_of(asked, list(Period.objects.all()), Value.objects.published())


def said(measure: str, period: str) -> dict[str, list[str]]:
    """Return what is said of one measure in one period, by kind."""
    (section,) = annex((measure, period)).sections
    found: dict[str, list[str]] = {}
    for paragraph in section.periods[0].paragraphs:
        found.setdefault(paragraph.kind, []).append(paragraph.text)
    return found


def only(measure: str, period: str) -> OfPeriod:
    """Return one measure's one period."""
    return annex((measure, period)).sections[0].periods[0]


@pytest.mark.parametrize(
    ("measure", "period", "included"),
    [
        ("domestic-abuse-arrest-rate", "ye-2017-06", 38),
        ("organised-crime-groups", "at-2017-07-01", 42),
        ("asb-powers", "ye-2017-06", 39),
        ("outcomes-action-taken", "ye-2017-06", 42),
    ],
)
def test_how_many_forces_are_in_the_rates_of_2017(people: People, measure: str, period: str, included: int) -> None:
    (rate,) = said(measure, period)["rate"]
    assert rate.startswith(f"{included} of 43 forces are in the England and Wales rate")


def test_four_forces_gave_no_domestic_abuse_arrests_in_2017_and_one_is_not_comparable(people: People) -> None:
    found = said("domestic-abuse-arrest-rate", "ye-2017-06")
    assert found["left out: not-supplied"] == [
        "Not supplied, so outside the rate and the chart: Durham, Lancashire, Warwickshire and West Mercia "
        "(The force could not give arrest data)."
    ]
    (other,) = found["left out: not-comparable"]
    assert other.startswith("Not comparable, so outside the rate and the chart: North Yorkshire (")
    assert "45.5, as published" in found["rate"][0]


def test_four_forces_gave_no_domestic_abuse_arrests_in_2016_and_lancashire_lacks_23_days(people: People) -> None:
    found = said("domestic-abuse-arrest-rate", "ye-2016-06")
    (left_out,) = found["left out: not-supplied"]
    for force in ("Cambridgeshire", "Derbyshire", "Durham", "Gloucestershire"):
        assert force in left_out
    assert "Lancashire" not in left_out
    (kept,) = found["counted: partial-included"]
    assert kept.startswith("Partial, and counted all the same: Lancashire (")
    assert "23 days" in kept


def test_who_is_left_out_of_the_anti_social_behaviour_powers(people: People) -> None:
    found = said("asb-powers", "ye-2017-06")
    assert found["left out: not-supplied"] == [
        "Not supplied, so outside the rate and the chart: Bedfordshire, Greater Manchester and Metropolitan Police "
        "(The force does not hold these data in one central place)."
    ]
    (partial,) = found["left out: partial-excluded"]
    assert "Suffolk" in partial
    assert "southern part" in partial
    assert "Greater Manchester" in said("asb-powers", "ye-2016-06")["left out: not-supplied"][0]


def test_partial_powers_count_all_the_same(people: People) -> None:
    (kept,) = said("asb-powers", "ye-2017-06")["counted: partial-included"]
    for force in ("Gloucestershire and Hertfordshire (Civil injunctions are missing", "Merseyside (Dispersal orders"):
        assert force in kept


def test_humberside_is_a_contradiction_with_a_status_for_each_power(people: People) -> None:
    found = said("asb-powers", "ye-2017-06")
    (contradiction,) = found["counted: contradiction"]
    assert contradiction.startswith("Contradiction in the source, shown as that and never as zero: Humberside (")
    assert (
        "Humberside: Civil injunctions not supplied, Community protection notices not supplied, "
        "Criminal behaviour orders not supplied, Dispersal orders not supplied."
    ) in found["parts"]
    powers = Value.objects.filter(force__code="HUM", measure__part_of__slug="asb-powers")
    assert list(powers.values_list("numerator", flat=True)) == [None] * 4


def test_suffolk_gave_no_outcomes_in_2017_and_dorset_is_counted_but_not_drawn(people: People) -> None:
    found = said("outcomes-action-taken", "ye-2017-06")
    (left_out,) = found["left out: not-supplied"]
    assert "Suffolk" in left_out
    assert "Dorset" not in left_out
    assert "Counted in the rate and left out of the chart for the period before: Dorset." in found["chart"]
    assert "Dorset" in said("outcomes-action-taken", "ye-2016-06")["left out: not-supplied"][0]


def test_three_forces_kept_to_the_terms_of_the_disposals_pilot(people: People) -> None:
    notes = said("outcomes-action-taken", "ye-2017-06")["note: policy"]
    (pilot,) = [note for note in notes if "pilot" in note]
    assert pilot.startswith("Leicestershire, Staffordshire and West Yorkshire: Supplied with caveat")


def test_warwickshire_s_incidents_of_2015_16_are_partly_an_estimate(people: People) -> None:
    found = said("asb-incidents", "ye-2016-03")
    estimated = " ".join(found["counted: estimated"])
    assert "Warwickshire" in estimated
    assert any("2%" in note for note in found["note: method"])
    assert "43 of 43 forces" in found["rate"][0]


def test_warwickshire_and_west_mercia_are_one_figure_in_2016(people: People) -> None:
    found = said("organised-crime-groups", "at-2016-07-01")
    (combined,) = found["counted: combined"]
    assert combined.startswith(
        "One figure between them, counted once over their joint denominator: Warwickshire and West Mercia ("
    )
    assert "counted: combined" not in said("organised-crime-groups", "at-2017-07-01")
    (section,) = annex(("organised-crime-groups", "at-2017-07-01")).sections
    breaks = [paragraph.text for paragraph in section.paragraphs if paragraph.kind == "break"]
    assert [text.split(" from ")[0] for text in breaks] == ["Figures of Warwickshire", "Figures of West Mercia"]
    assert all("1 July 2017" in text for text in breaks)


def test_the_city_s_46_groups_are_6_in_its_area_and_40_of_a_national_remit(people: People) -> None:
    found = said("organised-crime-groups", "at-2017-07-01")
    (left_out,) = found["left out: not-comparable"]
    assert "City of London" in left_out
    assert found["parts"] == ["City of London, 46 in all: Groups in the area 6, Groups under a national remit 40."]
    whole = Value.objects.get(force__code="COL", measure__slug="organised-crime-groups")
    parts = Value.objects.filter(force__code="COL", measure__part_of=whole.measure, period=whole.period)
    assert sum(part.numerator or 0 for part in parts) == whole.numerator == 46


def test_british_transport_police_is_never_counted(people: People) -> None:
    asked = annex(("recorded-crime", "ye-2017-06"), ("asb-incidents", "ye-2017-03"))
    assert "British Transport Police: outside the inspection" in asked.general[0].text
    for section in asked.sections:
        for one in section.periods:
            assert "BTP" not in one.figure.national.included
            assert len(one.figure.lines) == 43
    assert only("asb-incidents", "ye-2017-03").figure.national.numerator == 1_796_078
    assert "76.38, which is 4,459,433 divided by" in said("recorded-crime", "ye-2017-06")["rate"][0]


def test_sources_denominators_and_rounding_are_told(people: People) -> None:
    (section,) = annex(("domestic-abuse-arrest-rate", "ye-2017-06")).sections
    texts = [paragraph.text for paragraph in section.paragraphs]
    assert texts[:3] == [
        "Domestic abuse arrests: Collected from the 43 forces.",
        "Offences flagged as domestic abuse: Home Office, offences flagged as domestic abuse in the same period.",
        "Shown per 100 offences, rounded half away from zero to 1 decimal; worked out unrounded.",
    ]
    divided = said("recorded-crime", "ye-2017-06")["denominator"]
    assert divided == [
        "Divided by the population at mid-2016: ONS mid-2016 estimates, sum of local authority districts."
    ]
    (outcomes,) = annex(("outcomes-action-taken", "ye-2017-06")).sections
    assert "Comparable only with measures of the group “tracked outcomes”." in [p.text for p in outcomes.paragraphs]


CASE_FILES = "Case files were drawn at random from crimes recorded in January to March 2017"


def test_what_is_said_of_all_figures_of_2017_is_said_of_those_of_other_years_only_where_it_holds(
    people: People,
) -> None:
    def general(measure: str, period: str) -> str:
        return "\n".join(paragraph.text for paragraph in annex((measure, period)).general)

    for period in ("ye-2017-06", "ye-2016-06", "ye-2018-03"):
        said = general("domestic-abuse-arrest-rate", period)
        assert "A dash stands for data a force could not give" in said
        assert [words in said for words in (CASE_FILES, "mid-2016", "Ipsos MORI")] == [period == "ye-2017-06"] * 3


def test_a_collection_of_2018_19_says_nothing_of_2017_though_it_asks_for_figures_of_that_year(people: People) -> None:
    collection = Collection.objects.get(slug="spring-2018")
    assert collection.items.filter(period__slug="ye-2017-06").exists()
    text = page(people["manager"], f"{collection.get_absolute_url()}annex/").content.decode()
    assert "it is never an average of the forces" in text
    assert CASE_FILES not in text
    assert CASE_FILES in page(people["manager"], "/annex/?cycle=2017").content.decode()


# --- the pages -------------------------------------------------------------------------------------------------
def page(person: User, address: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(address)


def test_a_cycle_s_annex_holds_the_periods_that_end_in_its_year(people: People) -> None:
    text = page(people["force.bedfordshire"], "/annex/?cycle=2017").content.decode()
    assert "38 of 43 forces are in the England and Wales rate" in text
    assert "12 months to 31 March 2017" in text
    assert '<h3 class="govuk-heading-s">12 months to 30 June 2016</h3>' not in text
    one = page(people["auditor"], "/annex/?period=at-2016-07-01").content.decode()
    assert "Warwickshire and West Mercia" in one
    assert "76.38" not in one
    assert page(people["auditor"], "/annex/?period=yesterday").status_code == 400


def test_the_annex_as_text_and_as_a_word_file(people: People) -> None:
    text = page(people["inspector"], "/annex/?cycle=2017&format=txt").content.decode()
    assert "39 of 43 forces are in the England and Wales rate" in text
    made = Document(io.BytesIO(page(people["inspector"], "/annex/?cycle=2017&format=docx").content))
    words = [paragraph.text for paragraph in made.paragraphs]
    assert "Organised crime groups" in words
    assert any(line.startswith("42 of 43 forces") for line in words)


def test_a_collection_s_annex_says_that_its_figures_are_not_published(people: People) -> None:
    collection = Collection.objects.get(slug="spring-2018")
    text = page(people["force.bedfordshire"], f"{collection.get_absolute_url()}annex/").content.decode()
    assert "these are not published yet" in text
    assert "Recorded crime" in text
