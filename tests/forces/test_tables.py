"""Published tables: rows to figures through a mapping, release by release, what is set aside and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from accounts.models import Role
from forces import rules
from forces.actions import collections, uploads
from forces.models import Force, Outcome, Period, Population, Return, Upload, Value, Vintage
from forces.returns import periods
from forces.returns.messages import MESSAGES
from tests import factories
from tests.forces import published
from tests.forces.conftest import Spring
from tests.forces.files import as_ods, as_xlsx
from tests.forces.published import TODAY, Published, table

HEADINGS = ["force", "financial_year", "count"]
MARCH = ("march", "Tables of March", date(2018, 3, 22))
JULY = ("july", "Tables of July", date(2018, 7, 19))


@pytest.fixture
def year(db: None) -> Period:
    """Return the year to March 2017."""
    return published.financial_year(2016)


@pytest.fixture
def statistics(spring: Spring, year: Period) -> Published:
    """Begin a collection of published statistics of crime."""
    return published.published(spring.administrator, [(spring.crime, year)], measure=spring.crime)


def refusals(upload: Upload) -> list[tuple[int, str, str]]:
    """Return the refused rows: number, code, what was found."""
    rows = upload.rows.filter(outcome=Outcome.REFUSED)
    return [(row.number, row.problems[0]["code"], row.problems[0]["found"]) for row in rows]


def held(spring: Spring) -> tuple[Any, ...]:
    """Return the value of Bedfordshire: its figure, the release it is of, its release's figures."""
    value = Value.objects.select_related("release").get(force=spring.bedfordshire)
    return (
        value.numerator,
        value.release and value.release.slug,
        dict(value.vintages.values_list("release__slug", "numerator")),
    )


# --- what a collection of statistics is -----------------------------------------------------------------------
def test_no_force_owes_a_return_to_published_statistics(statistics: Published) -> None:
    assert not Return.objects.filter(collection=statistics.collection).exists()
    with pytest.raises(ValidationError, match="public as they are loaded"):
        collections.publish(by=statistics.administrator, collection=statistics.collection, on=TODAY)


def test_a_table_needs_its_mapping_and_its_release(statistics: Published, spring: Spring) -> None:
    send = {"by": spring.administrator, "force": None, "on": TODAY, "file": ContentFile(b"x", name="x")}
    with pytest.raises(ValidationError, match="say which mapping reads this one"):
        uploads.receive(collection=statistics.collection, **send)
    with pytest.raises(ValidationError, match="say which release this table is"):
        uploads.receive(collection=statistics.collection, mapping=statistics.mapping, **send)
    with pytest.raises(ValidationError, match="takes the returns of forces on its template"):
        uploads.receive(collection=spring.collection, mapping=statistics.mapping, **send)
    of_one = {**send, "force": spring.bedfordshire}
    with pytest.raises(ValidationError, match="all forces in one file"):
        uploads.receive(collection=statistics.collection, mapping=statistics.mapping, **of_one)
    statistics.mapping.release_column = "release"
    with pytest.raises(ValidationError, match="reads the release from the column release"):
        statistics.receive(b"x", published.release(*MARCH))


def test_a_contact_loads_no_published_table(statistics: Published, spring: Spring) -> None:
    statistics.administrator = factories.ForceContactFactory(force=spring.bedfordshire).user
    with pytest.raises(PermissionDenied):
        statistics.receive(b"x", published.release(*MARCH))


def test_an_administrator_barred_from_a_force_loads_what_is_published(statistics: Published, spring: Spring) -> None:
    factories.BarFactory(user=spring.administrator, force=spring.bedfordshire)
    upload = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    assert list(Upload.objects.visible_to(spring.administrator)) == [upload]
    assert list(Upload.objects.visible_to(factories.user(Role.FORCE_CONTACT))) == []


def test_a_published_figure_is_public_at_once(statistics: Published) -> None:
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    value = Value.objects.published().get()
    assert (value.source, value.status) == ("Published statistics: Tables of March", "supplied")


# --- releases -------------------------------------------------------------------------------------------------
def test_the_newest_release_counts_in_whatever_order_they_come(statistics: Published, spring: Spring) -> None:
    july = table(HEADINGS, ["Bedfordshire", "2016/17", 61405])
    march = table(HEADINGS, ["Bedfordshire", "2016/17", 58348])
    statistics.load(july, published.release(*JULY))
    statistics.load(march, published.release(*MARCH))
    assert held(spring) == (61405, "july", {"march": 58348, "july": 61405})
    assert Value.history.count() == 1
    for data, release in ((july, JULY), (march, MARCH)):
        assert statistics.send(data, published.release(*release)).tally["unchanged"] == 1


def test_a_later_release_takes_the_place_of_an_earlier_one(statistics: Published, spring: Spring) -> None:
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 58348]), published.release(*MARCH))
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 61405]), published.release(*JULY))
    assert held(spring) == (61405, "july", {"march": 58348, "july": 61405})
    changed = Value.objects.get().history.first()
    assert (changed.numerator, changed.history_user) == (61405, spring.administrator)


def test_a_release_that_is_corrected_changes_its_own_figure(statistics: Published, spring: Spring) -> None:
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 1]), published.release(*MARCH))
    upload = statistics.send(table(HEADINGS, ["Bedfordshire", "2016/17", 2]), published.release(*MARCH))
    assert (upload.tally["changed"], upload.rows.get().before["numerator"]) == (1, 1)
    uploads.confirm(by=spring.administrator, upload=upload)
    assert held(spring) == (2, "march", {"march": 2})


def test_what_a_force_returned_stays_and_the_release_is_kept_beside_it(
    statistics: Published, spring: Spring, year: Period
) -> None:
    factories.ValueFactory(force=spring.bedfordshire, measure=spring.crime, period=year, numerator=7)
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    assert held(spring) == (7, None, {"march": 5})


def test_a_return_takes_the_place_of_a_published_figure(statistics: Published, spring: Spring, year: Period) -> None:
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    factories.CollectionItemFactory(collection=spring.collection, measure=spring.crime, period=year)
    spring.period = year
    upload = spring.send(spring.rows(("BED", "crime", 6)))
    uploads.confirm(by=spring.administrator, upload=upload)
    assert held(spring) == (6, None, {"march": 5})


def test_a_figure_that_names_its_release_is_kept_before_a_newer_one_takes_its_place(
    statistics: Published, spring: Spring, year: Period
) -> None:
    factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.crime, period=year, numerator=4, release=published.release(*MARCH)
    )
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*JULY))
    assert held(spring) == (5, "july", {"march": 4, "july": 5})


def test_a_table_tells_the_release_row_by_row(statistics: Published, spring: Spring) -> None:
    published.release(*MARCH)
    published.release(*JULY)
    statistics.mapping.release_column = "release"
    statistics.mapping.save()
    upload = statistics.load(
        table(
            [*HEADINGS, "release"],
            ["Bedfordshire", "2016/17", 61405, "Tables of July"],
            ["Bedfordshire", "2016/17", 58348, "march"],
            ["Cambridgeshire", "2016/17", 3, "Tables of May"],
        )
    )
    assert held(spring) == (61405, "july", {"march": 58348, "july": 61405})
    assert refusals(upload) == [(4, "table-release-unknown", "Tables of May")]
    assert upload.rows.get(number=4).problems[0]["allowed"] == "One of: Tables of July, Tables of March."


def test_a_preview_that_is_out_of_date_applies_nothing_and_is_made_again(statistics: Published, spring: Spring) -> None:
    first = statistics.send(table(HEADINGS, ["Bedfordshire", "2016/17", 1]), published.release(*MARCH))
    second = statistics.send(table(HEADINGS, ["Bedfordshire", "2016/17", 2]), published.release(*MARCH))
    uploads.confirm(by=spring.administrator, upload=first)
    with pytest.raises(uploads.PreviewStale, match="1 figure changed"):
        uploads.confirm(by=spring.administrator, upload=second)
    again = uploads.compare_again(by=spring.administrator, upload=second)
    assert (again.tally["added"], again.tally["changed"]) == (0, 1)
    uploads.confirm(by=spring.administrator, upload=again)
    assert held(spring) == (2, "march", {"march": 2})


# --- whose, of what, when -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["Bedfordshire", "BEDFORDSHIRE ", "bed", "Bedfordshire  Police", "beds & luton", "E23000026"]
)
def test_a_force_is_known_by_every_name_it_has(statistics: Published, spring: Spring, name: str) -> None:
    Force.objects.filter(code="BED").update(ons_code="E23000026")
    published.also_called(spring.bedfordshire, "beds and luton")
    upload = statistics.send(table(HEADINGS, [name, "2016/17", 5]), published.release(*MARCH))
    assert upload.rows.get().force == spring.bedfordshire


def test_totals_and_other_bodies_are_set_aside_with_the_reason(statistics: Published) -> None:
    rows = [
        *(["England and Wales excl. BTP", "2016/17", 9], ["British Transport Police", "2016/17", 9]),
        *(["Action Fraud", "2016/17", 9], ["Action Fraud", "2015/16", 9], ["Yorkshire and the Humber", "2016/17", 9]),
        *(["Bedfordshire", "2016/17", 5], ["Bedfordshire", "2009/10", 5], ["Bedfordshire", "2010/11", 5]),
        ["Cambridgeshire", "2016/17", ""],
    ]
    upload = statistics.load(table(HEADINGS, *rows), published.release(*MARCH))
    assert [(item["row"], item["text"], item["why"].partition(":")[0]) for item in upload.not_read] == [
        (2, "England and Wales excl. BTP (1 row)", "A total of several forces"),
        (
            3,
            "British Transport Police (1 row)",
            "A police force that is not inspected, so never in a rate for England and Wales.",
        ),
        (4, "Action Fraud (2 rows)", "Not a police force"),
        (6, "Yorkshire and the Humber (1 row)", "A total of several forces, not a force."),
        (8, "Periods the collection does not ask for (2 rows)", "Not asked"),
        (10, "Rows in which count is empty (1 row)", "There is no figure in them."),
    ]
    assert (upload.tally["rows"], Value.objects.count()) == (1, 1)


def test_an_unknown_name_is_refused_once_and_says_where_to_mend_it(statistics: Published) -> None:
    rows = [["Bedsfordshire", "2016/17", 5], ["Bedsfordshire", "2016/17", 6]]
    upload = statistics.send(table(HEADINGS, *rows), published.release(*MARCH))
    assert refusals(upload) == [(2, "table-force-unknown", "Bedsfordshire")]
    problem = upload.rows.get().problems[0]
    assert problem["message"] == "No force is called this. In 2 rows, of which this is the first."
    assert "the page Force names" in problem["mend"]


def test_only_the_rows_the_mapping_takes_are_read(statistics: Published) -> None:
    statistics.mapping.only = {"territorial": "yes"}
    statistics.mapping.save()
    headings = [*HEADINGS, "territorial"]
    rows = [["Bedfordshire", "2016/17", 5, "Yes"], ["Nobody's", "2016/17", 6, "no"]]
    upload = statistics.send(table(headings, *rows), published.release(*MARCH))
    assert (upload.tally["rows"], upload.tally["refused"]) == (1, 0)
    assert upload.not_read[0]["text"] == "Rows in which territorial is not yes (1 row)"


def test_rows_of_one_figure_add_up_with_corrections_below_zero(statistics: Published, spring: Spring) -> None:
    statistics.mapping.do_rows_add_up = True
    statistics.mapping.save()
    rows = [["Bedfordshire", "2016/17", 10], ["Bedfordshire", "2016/17", -3], ["Cambridgeshire", "2016/17", -1]]
    upload = statistics.load(table(HEADINGS, *rows), published.release(*MARCH))
    assert held(spring)[0] == 7
    assert upload.rows.get(outcome=Outcome.ADDED).found == {"rows": 2}
    assert refusals(upload) == [(4, "table-sum-negative", "-1")]


def test_a_sum_with_an_unsound_row_is_refused_whole(statistics: Published) -> None:
    statistics.mapping.do_rows_add_up = True
    statistics.mapping.save()
    rows = [["Bedfordshire", "2016/17", 10], ["Bedfordshire", "2016/17", "1,234"], ["Bedfordshire", "2016/17", 5]]
    upload = statistics.send(table(HEADINGS, *rows), published.release(*MARCH))
    assert refusals(upload) == [(2, "table-sum-broken", ""), (3, "table-count-not-number", "1,234")]


def test_rows_that_do_not_add_up_are_refused_when_doubled_or_below_zero(statistics: Published) -> None:
    rows = [["Bedfordshire", "2016/17", 10], ["Bedfordshire", "2016/17", 11], ["Cambridgeshire", "2016/17", -1]]
    upload = statistics.send(table(HEADINGS, *rows), published.release(*MARCH))
    assert refusals(upload) == [
        (2, "table-row-doubled", ""),
        (3, "table-row-doubled", ""),
        (4, "table-count-negative", "-1"),
    ]
    assert "in row 3 too" in upload.rows.get(number=2).problems[0]["message"]


def test_the_column_of_the_measure_says_which(spring: Spring, year: Period) -> None:
    held = published.published(
        spring.administrator,
        [(spring.crime, year), (spring.referrals, year)],
        measure=None,
        measure_column="what",
        measures={"All crime": "crime", "Referrals": "referrals", "Old": "gone"},
        denominator_column="of",
    )
    factories.MeasureFactory(slug="gone")
    headings = ["force", "financial_year", "what", "count", "of"]
    rows = [
        *(["Bedfordshire", "2016/17", "all crime", 10, ""], ["Bedfordshire", "2016/17", "Referrals", 472, 2470]),
        *(["Cambridgeshire", "2016/17", "Referrals", 50, 40], ["Cambridgeshire", "2016/17", "Fraud", 1, ""]),
        *(["Cambridgeshire", "2016/17", "Old", 1, ""], ["BTP", "2016/17", "All crime", 1, ""]),
    ]
    upload = held.load(table(headings, *rows), published.release(*MARCH))
    assert set(Value.objects.values_list("measure__slug", "numerator", "denominator")) == {
        ("crime", 10, None),
        ("referrals", 472, 2470),
    }
    assert refusals(upload) == [(4, "numerator-above-denominator", "50")]
    assert [item["text"] for item in upload.not_read] == [
        "what: Fraud (1 row)",
        "Periods the collection does not ask for (1 row)",
        "BTP (1 row)",
    ]


def test_a_share_without_its_whole_is_refused(spring: Spring, year: Period) -> None:
    held = published.published(spring.administrator, [(spring.referrals, year)], measure=spring.referrals)
    upload = held.send(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    assert refusals(upload) == [(2, "denominator-missing", "")]


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (("2016/17",), (date(2016, 4, 1), date(2017, 3, 31))),
        (("2016-2017",), (date(2016, 4, 1), date(2017, 3, 31))),
        (("1999/00", "4"), (date(2000, 1, 1), date(2000, 3, 31))),
        (("2016/17", "Q1"), (date(2016, 4, 1), date(2016, 6, 30))),
        (("2016/17", "2"), (date(2016, 7, 1), date(2016, 9, 30))),
        (("2016/17", "quarter 3"), (date(2016, 10, 1), date(2016, 12, 31))),
        (("2016/18",), None),
        (("2016",), None),
        (("2016/17", "5"), None),
        (("", "1"), None),
    ],
)
def test_a_financial_year_and_its_quarters_are_told(texts: tuple[str, ...], days: Any) -> None:
    assert periods.days_of(texts) == days


@pytest.mark.parametrize(("text", "year"), [("2016", 2016), ("mid-2016", 2016), ("16", None), ("9999", None)])
def test_the_year_of_an_estimate_is_told(text: str, year: int | None) -> None:
    assert periods.mid_year(text) == year


def test_a_period_may_be_told_by_its_name_or_not_be_read(statistics: Published, year: Period) -> None:
    rows = [
        *(["Bedfordshire", year.slug, 1], ["Cambridgeshire", "YEAR TO MARCH 2017", 2]),
        *(["Cambridgeshire", "2016", 3], ["Bedfordshire", "2016", 3]),
    ]
    upload = statistics.send(table(HEADINGS, *rows), published.release(*MARCH))
    assert upload.tally["added"] == 2
    assert refusals(upload) == [(4, "table-period-unknown", "2016")]


def test_without_a_column_the_only_period_asked_for_is_meant(spring: Spring, year: Period) -> None:
    held = published.published(spring.administrator, [(spring.crime, year)], measure=spring.crime, period_columns=[])
    data = table(["force", "count"], ["Bedfordshire", 5])
    held.load(data, published.release(*MARCH))
    assert Value.objects.get().period == year
    factories.CollectionItemFactory(
        collection=held.collection, measure=spring.referrals, period=published.financial_year(2015), number=2
    )
    upload = held.send(data, published.release(*MARCH))
    assert [problem["code"] for problem in upload.refusal] == ["table-period-of-several"]


# --- the file -------------------------------------------------------------------------------------------------
def test_a_column_that_is_not_there_is_named_with_those_that_are(statistics: Published) -> None:
    upload = statistics.send(table(["force", "year", "n"], ["Bedfordshire", "2016/17", 1]), published.release(*MARCH))
    assert [(p["code"], p["heading"]) for p in upload.refusal] == [
        ("table-column-missing", "count"),
        ("table-column-missing", "financial_year"),
    ]
    assert "the nearest to it here holds: force, year, n." in upload.refusal[0]["allowed"]


def test_a_column_that_stands_twice_is_refused(statistics: Published) -> None:
    upload = statistics.send(table([*HEADINGS, "Count"], ["Bedfordshire", "2016/17", 1, 2]), published.release(*MARCH))
    assert [problem["message"] for problem in upload.refusal] == ["The heading count is there 2 times: columns C, D."]


@pytest.mark.parametrize("make", [as_xlsx, as_ods], ids=["xlsx", "ods"])
def test_a_workbook_is_read_like_a_csv_whatever_its_sheet_is_called(statistics: Published, make: Any) -> None:
    data = make([["Bedfordshire", "2016/17", 5], ["Cambridgeshire", "2016/17", "=1+1"]], HEADINGS, sheet="Data")
    upload = statistics.load(data, published.release(*MARCH))
    assert Value.objects.get().numerator == 5
    assert [code for _, code, _ in refusals(upload)] == ["formula"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_csv_may_be_separated_otherwise_and_have_a_title_above(statistics: Published, separator: str) -> None:
    data = f"Table 1\n\n{separator.join(HEADINGS)}\n{separator.join(['Bedfordshire', '2016/17', '5'])}\n".encode()
    upload = statistics.send(data, published.release(*MARCH))
    assert (upload.tally["added"], upload.rows.get().number) == (1, 4)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"\x00\x01\x02", b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused_with_the_reason(statistics: Published, data: bytes) -> None:
    upload = statistics.send(data, published.release(*MARCH))
    assert upload.refusal[0]["message"]


def test_every_message_about_tables_is_asserted_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    missing = [code for code in MESSAGES if code.startswith("table-") and f'"{code}"' not in text]
    assert missing == []


# --- populations ----------------------------------------------------------------------------------------------
def of_populations(spring: Spring, year: Period) -> Published:
    """Begin a collection with a mapping of populations."""
    return published.published(
        spring.administrator,
        [(spring.crime, year)],
        target="populations",
        period_columns=["mid_year"],
        count_column="people",
        measure=None,
    )


def test_the_newest_estimate_counts_and_people_by_day_stay(spring: Spring, year: Period) -> None:
    held = of_populations(spring, year)
    before = Population.objects.get(force=spring.bedfordshire, mid_year=2016)
    Population.objects.filter(pk=before.pk).update(transient=9)
    headings = ["force", "mid_year", "people"]
    newer = published.release("newer", "Estimates (unrounded)", date(2019, 6, 1))
    older = published.release("older", "Estimates (rounded to 100)", date(2018, 6, 1))
    held.load(table(headings, ["Bedfordshire", "mid-2016", 661459], ["Bedfordshire", "2015", 1]), newer)
    upload = held.load(table(headings, ["Bedfordshire", "2016", 661500], ["Bedfordshire", "then", 1]), older)
    after = Population.objects.get(pk=before.pk)
    assert (after.resident, after.basis, after.transient, after.release) == (661459, "unrounded", 9, newer)
    assert dict(after.vintages.values_list("basis", "resident")) == {"unrounded": 661459, "rounded to 100": 661500}
    assert refusals(upload) == [(3, "table-year-unknown", "then")]


def test_a_release_that_does_not_say_how_it_rounds_is_kept_so(spring: Spring, year: Period) -> None:
    held = of_populations(spring, year)
    held.load(table(["force", "mid_year", "people"], ["Bedfordshire", "2014", 5]), published.release(*MARCH))
    assert Population.objects.get(mid_year=2014).basis == "not said"


# --- the rules of a mapping -----------------------------------------------------------------------------------
SOUND = {
    "is_of_populations": False,
    "periods": 1,
    "has_measure": True,
    "has_measure_column": False,
    "texts": 0,
    "has_denominator": False,
}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"periods": 3}, ["period_columns"]),
        ({"has_measure": False}, ["measure"]),
        ({"has_measure_column": True, "texts": 1}, ["measure"]),
        ({"has_measure": False, "has_measure_column": True}, ["measures"]),
        ({"texts": 1}, ["measures"]),
        ({"is_of_populations": True, "has_measure": False}, []),
        ({"is_of_populations": True, "has_measure": False, "periods": 2}, ["period_columns"]),
        ({"is_of_populations": True, "has_denominator": True}, ["measure", "denominator_column"]),
    ],
)
def test_a_mapping_that_could_read_nothing_is_told(changed: dict[str, Any], fields: list[str]) -> None:
    assert [field for field, _ in rules.wrong_with_mapping(**{**SOUND, **changed})] == fields


def test_vintages_keep_who_loaded_them(statistics: Published, spring: Spring) -> None:
    upload = statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 5]), published.release(*MARCH))
    vintage = Vintage.objects.get()
    assert vintage.upload == upload
    assert vintage.history.get().history_user == spring.administrator
