"""Published statistics of the shared data: both vintages held, rates from sums, nothing of other bodies in them."""

from __future__ import annotations

import csv
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum

from accounts.models import Role
from core.words import rounded
from forces import figures
from forces.models import (
    Force,
    Outcome,
    Population,
    PopulationVintage,
    Value,
    Vintage,
)
from tests import factories
from tests.forces import published
from tests.forces.published import APRIL_2026, JANUARY_2019, Published

pytestmark = [pytest.mark.shared, pytest.mark.django_db]

CRIME_FILE = "recorded_crime_ye_june2017_by_force.csv"
ROUNDED_2018 = "ONS PFA tables YE Mar 2018 v2, Table P9 (rounded to 100)"
ROUNDED_MARCH_2019 = "ONS PFA tables (policeforceareatablesyeendingmarch2019.xlsx), Table P3 (rounded to 100)"
ROUNDED_DECEMBER_2019 = "ONS PFA tables (pfatablesdec19.xlsx), Table P3 (rounded to 100)"
SUMMED = "LAD sum, ONS MYEB3 2018 x Dec-2016 LAD-PFA lookup (unrounded)"
MID_2024 = "ONS mid-2024 PFA estimates (user-requested adhoc 3194), unrounded"


@pytest.fixture
def data(shared: Path) -> Path:
    """Return the folder of the data."""
    return shared / "data"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    """Keep uploaded files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def forces(db: None) -> dict[str, Force]:
    """Make every force."""
    return published.every_force()


def lines_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))


def crime(which: str) -> Published:
    """Begin the collection of recorded crime, with the mapping of one vintage's column."""
    measure = factories.MeasureFactory(slug="recorded-crime", decimals=2)
    return published.published(
        factories.user(Role.ADMINISTRATOR),
        [(measure, factories.PeriodFactory(year=2017))],
        title=f"Recorded crime, {which}",
        period_columns=[],
        count_column=f"crime_excl_fraud_ye_jun2017_vintage_{which}",
        measure=measure,
    )


def load_both(data: Path) -> Published:
    """Load the year to June 2017 in both vintages, the older first."""
    held = crime("jan2019")
    file = (data / CRIME_FILE).read_bytes()
    held.load(file, published.release(*JANUARY_2019))
    held.mapping = factories.MappingFactory(
        title="Recorded crime, April 2026",
        period_columns=[],
        count_column="crime_excl_fraud_ye_jun2017_vintage_apr2026",
        measure=held.mapping.measure,
    )
    held.load(file, published.release(*APRIL_2026))
    return held


def test_recorded_crime_is_held_in_both_vintages(data: Path, forces: dict[str, Force]) -> None:
    load_both(data)
    sums = dict(Vintage.objects.values_list("release__slug").annotate(total=Sum("numerator")))
    assert sums == {"january-2019": 4_459_433, "april-2026": 4_458_435}
    assert Value.objects.aggregate(total=Sum("numerator"))["total"] == 4_458_435
    assert set(Value.objects.values_list("release__slug", flat=True)) == {"april-2026"}
    bedfordshire = Value.objects.get(force=forces["BED"])
    assert (bedfordshire.numerator, bedfordshire.source) == (44548, "Published statistics: Tables of April 2026")
    assert dict(bedfordshire.vintages.values_list("release__slug", "numerator")) == {
        "january-2019": 44472,
        "april-2026": 44548,
    }


def test_the_same_table_again_changes_nothing(data: Path, forces: dict[str, Force]) -> None:
    held = load_both(data)
    file = (data / CRIME_FILE).read_bytes()
    again = held.send(file, published.release(*APRIL_2026))
    assert (again.tally["unchanged"], again.tally["rows"]) == (43, 43)
    held.mapping = type(held.mapping).objects.get(title="Recorded crime, jan2019")
    older = held.send(file, published.release(*JANUARY_2019))
    assert (older.tally["unchanged"], older.tally["rows"]) == (43, 43)


def test_rates_come_from_both_sums_and_not_from_the_mean_of_rates(data: Path, forces: dict[str, Force]) -> None:
    held = crime("jan2019")
    file = data / CRIME_FILE
    for row in lines_of(file):
        force = Force.objects.get(name=row["force"])
        factories.PopulationFactory(force=force, mid_year=2016, resident=int(row["pop_mid2016"]))
    held.load(file.read_bytes(), published.release(*JANUARY_2019))
    item = held.collection.items.get()
    figure = figures.figure(item.measure, item.period, None, Value.objects.all(), Force.objects.in_scope())
    assert figure.national.numerator == 4_459_433
    assert figure.shown == "76.38"
    assert next(line.shown for line in figure.lines if line.force.code == "BED") == "67.23"
    rates = [line.rate for line in figure.lines if line.rate is not None]
    assert rounded(sum(rates, Decimal(0)) / len(rates), 2) == Decimal("87.53")


def incidents(*years: int) -> Published:
    """Begin the collection of anti-social behaviour incidents; the file says the release of each row."""
    measure = factories.MeasureFactory(slug="asb-incidents")
    published.release("ye-march-2018", "YE Mar 2018 release", date(2018, 7, 19))
    published.release("ye-march-2019", "YE Mar 2019 release", date(2019, 7, 18))
    return published.published(
        factories.user(Role.ADMINISTRATOR),
        [(measure, published.financial_year(year)) for year in years],
        count_column="asb_incidents",
        release_column="ons_release",
        measure=measure,
    )


def test_incidents_are_summed_over_the_43_forces_and_both_releases_are_held(
    data: Path, forces: dict[str, Force]
) -> None:
    held = incidents(2015, 2016)
    upload = held.load((data / "asb_incidents_by_force.csv").read_bytes())
    assert (upload.tally["added"], upload.tally["refused"]) == (172, 0)
    year = Value.objects.filter(period__slug="ye-2017-03")
    assert year.count() == 43
    assert year.aggregate(total=Sum("numerator"))["total"] == 1_796_078
    vintages = Vintage.objects.filter(value__force=forces["WMD"], value__period__slug="ye-2016-03")
    assert list(vintages.values_list("release__slug", "numerator")) == [
        ("ye-march-2018", 58_348),
        ("ye-march-2019", 61_405),
    ]
    assert Value.objects.get(force=forces["WMD"], period__slug="ye-2016-03").numerator == 61_405
    assert [(item["text"], item["why"][:7]) for item in upload.not_read] == [
        ("England and Wales incl. BTP (13 rows)", "A total"),
        ("England and Wales excl. BTP (23 rows)", "A total"),
        ("Periods the collection does not ask for (817 rows)", "Not ask"),
    ]


def test_populations_are_held_on_both_bases(data: Path, forces: dict[str, Force]) -> None:
    for slug, title, on in (
        ("p9-2018", ROUNDED_2018, date(2018, 10, 1)),
        ("p3-march-2019", ROUNDED_MARCH_2019, date(2019, 7, 18)),
        ("p3-december-2019", ROUNDED_DECEMBER_2019, date(2020, 4, 1)),
        ("summed-2018", SUMMED, date(2020, 6, 1)),
        ("mid-2024", MID_2024, date(2025, 9, 1)),
    ):
        published.release(slug, title, on)
    factories.PopulationFactory(force=forces["COL"], mid_year=2016, resident=1, transient=300_000)
    held = published.published(
        factories.user(Role.ADMINISTRATOR),
        [(factories.MeasureFactory(), factories.PeriodFactory())],
        target="populations",
        force_column="short_name",
        period_columns=["mid_year"],
        count_column="population",
        release_column="basis",
        measure=None,
    )
    upload = held.load((data / "population_by_force_year.csv").read_bytes())
    assert (upload.tally["added"], upload.tally["refused"], upload.not_read) == (945, 0, [])
    assert (Population.objects.count(), PopulationVintage.objects.count()) == (18 * 43, 945)
    bedfordshire = Population.objects.get(force=forces["BED"], mid_year=2016)
    assert (bedfordshire.resident, bedfordshire.basis) == (661_459, "unrounded")
    assert dict(bedfordshire.vintages.values_list("basis", "resident")) == {
        "rounded to 100": 661_500,
        "unrounded": 661_459,
    }
    both = Population.objects.filter(mid_year__in=[2015, 2016, 2017, 2018], vintages__release__slug="summed-2018")
    assert both.filter(pk__in=Population.objects.filter(vintages__basis="rounded to 100")).count() == 171
    assert Population.objects.get(force=forces["COL"], mid_year=2016).transient == 300_000
    assert held.send((data / "population_by_force_year.csv").read_bytes()).tally["unchanged"] == 945


def test_58_729_rows_are_summed_with_their_negative_corrections(
    data: Path, forces: dict[str, Force], capsys: pytest.CaptureFixture[str]
) -> None:
    measure, violence = factories.MeasureFactory(slug="crime"), factories.MeasureFactory(slug="violence")
    quarters = [published.quarter(year, number) for year in range(2012, 2026) for number in (1, 2, 3, 4)]
    groups = (
        "Theft offences",
        "Criminal damage and arson",
        "Drug offences",
        "Robbery",
        "Sexual offences",
        "Miscellaneous crimes against society",
        "Possession of weapons offences",
        "Public order offences",
        "Violence against the person",
    )
    published.also_called(forces["MET"], "metropolitan police")
    held = published.published(
        factories.user(Role.ADMINISTRATOR),
        [(which, period) for which in (measure, violence) for period in quarters],
        period_columns=["financial_year", "quarter"],
        measure=None,
        measure_column="offence_group",
        measures=dict.fromkeys(groups, "crime"),
        only={"territorial_43": "yes"},
        do_rows_add_up=True,
    )
    start = time.perf_counter()
    upload = held.load((data / "recorded_crime_quarterly.csv").read_bytes(), published.release(*APRIL_2026))
    with capsys.disabled():
        print(f"\n58,729 rows read, checked and confirmed in {time.perf_counter() - start:.1f} s")  # noqa: T201
    assert upload.tally["refused"] == 0
    year = Value.objects.filter(
        measure=measure, period__starts_on__gte=date(2016, 7, 1), period__ends_on__lte=date(2017, 6, 30)
    )
    assert year.count() == 4 * 43
    assert year.aggregate(total=Sum("numerator"))["total"] == 4_458_435
    aside = {item["text"].partition(" (")[0]: item["why"] for item in upload.not_read}
    assert set(aside) == {
        *("Action Fraud", "British Transport Police", "CIFAS", "Cifas", "Financial Fraud Action UK", "UK Finance"),
        "offence_group: Fraud offences",
    }
    assert "not inspected" in aside["British Transport Police"]
    assert not Value.objects.filter(force=forces["BTP"]).exists()


def test_a_correction_below_zero_is_added_to_the_rest_of_its_sum(data: Path, forces: dict[str, Force]) -> None:
    violence = factories.MeasureFactory(slug="violence")
    rows = lines_of(data / "recorded_crime_quarterly.csv")
    counts = [
        int(row["count"])
        for row in rows
        if (row["force"], row["financial_year"], row["quarter"], row["offence_group"])
        == ("Bedfordshire", "2014/15", "3", "Violence against the person")
    ]
    assert -1 in counts
    held = published.published(
        factories.user(Role.ADMINISTRATOR),
        [(violence, published.quarter(2014, 3))],
        period_columns=["financial_year", "quarter"],
        measure=violence,
        only={"offence_group": "Violence against the person"},
        do_rows_add_up=True,
    )
    upload = held.load((data / "recorded_crime_quarterly.csv").read_bytes(), published.release(*APRIL_2026))
    assert Value.objects.get(force=forces["BED"]).numerator == sum(counts)
    assert upload.rows.get(force=forces["BED"], outcome=Outcome.ADDED).found == {"rows": len(counts)}


@pytest.mark.parametrize(
    "name",
    [
        "ons_policeforceareadatatablesyearendingjune2018corrected.xlsx",
        "ons_policeforceareatablesyearendingmarch2018v2.xlsx",
        "police-workforce-tables-sep16.ods",
    ],
)
def test_a_workbook_as_published_is_refused_with_what_to_do(data: Path, forces: dict[str, Force], name: str) -> None:
    held = crime("jan2019")
    upload = held.send((data / "originals" / name).read_bytes(), published.release(*JANUARY_2019), name)
    assert upload.state == "unreadable"
    assert upload.refusal
    for problem in upload.refusal:
        assert problem["message"]
        assert problem["mend"]
