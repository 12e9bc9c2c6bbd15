"""The workbook a force fills in: what is in it, and that it comes back whole."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from accounts.models import Role
from forces.actions import uploads
from forces.models import Measure, Period, Return, Value
from forces.returns import reading, template
from forces.returns.layout import READ, STATUS_WORDS
from tests import factories
from tests.forces.conftest import Spring
from tests.forces.files import as_csv, as_xlsx


def download(ask: Any, person: Any, query: str = "") -> bytes:
    answer = ask(person, f"/collections/spring/template/{query}")
    assert answer.status_code == 200
    return answer.content


def test_it_asks_each_figure_once_and_says_whose_it_is(spring: Spring, ask: Any) -> None:
    table = reading.read(download(ask, spring.administrator, "?force=bedfordshire"))
    assert [(row.text("force"), row.text("measure")) for row in table.rows] == [("BED", "crime"), ("BED", "referrals")]
    made_at = table.about.pop("Downloaded at")
    assert table.about == {"Collection": "spring", "Template version": "1", "Force code": "BED"}
    assert made_at.startswith("2018-06-01T")
    assert table.made_at
    assert table.made_at.isoformat() == reading.moment(made_at).isoformat()


def test_one_for_all_forces_names_none(spring: Spring, ask: Any) -> None:
    table = reading.read(download(ask, spring.administrator))
    assert [row.text("force") for row in table.rows] == ["BED", "BED", "CAM", "CAM"]
    assert table.about["Force code"] == ""


def test_a_contact_gets_their_own_and_no_other(spring: Spring, ask: Any) -> None:
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert reading.read(download(ask, contact)).about["Force code"] == "BED"
    assert ask(contact, "/collections/spring/template/?force=cambridgeshire").status_code == 404
    assert ask(factories.user(Role.INSPECTOR), "/collections/spring/template/").status_code == 403


def test_what_is_held_stands_in_it_with_the_period_before_beside(spring: Spring, ask: Any) -> None:
    before = factories.PeriodFactory(year=2016)
    factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.referrals, period=before, numerator=400, denominator=2000
    )
    spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470)
    spring.value(spring.bedfordshire, spring.crime, numerator=None, printed="67.2")
    row = reading.read(download(ask, spring.administrator, "?force=bedfordshire")).rows[1]
    assert (row.numerator, row.denominator, row.cells["held"]) == (472, 2470, "472 of 2,470")
    assert row.cells["before"] == "400 of 2,000 (12 months to 30 June 2016)"
    printed = reading.read(download(ask, spring.administrator, "?force=bedfordshire")).rows[0]
    assert (printed.numerator, printed.cells["held"]) == (None, "67.2 (as published)")


def test_another_forces_unpublished_figures_do_not_reach_a_contact(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=7, collection=spring.collection)
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert reading.read(download(ask, contact)).rows[0].numerator == 7


def test_sent_back_untouched_it_changes_nothing(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472, caveat="as in the tables")
    reason = "it does not count them"
    spring.value(spring.cambridgeshire, spring.crime, numerator=None, status="not-supplied", reason=reason)
    spring.value(
        spring.bedfordshire, spring.referrals, numerator=472, denominator=2470, status="estimated", reason="a month"
    )
    upload = spring.send(download(ask, spring.administrator))
    assert upload.tally == {"rows": 3, "empty": 1, "refused": 0, "changed": 0, "added": 0, "unchanged": 3}


def test_filled_in_for_another_force_it_is_refused_by_name(spring: Spring, ask: Any) -> None:
    spring.value(spring.cambridgeshire, spring.crime)
    upload = spring.send(download(ask, spring.administrator, "?force=cambridgeshire"), spring.bedfordshire)
    assert upload.refusal[0]["message"] == (
        "This is the template of Cambridgeshire, and the return is for Bedfordshire."
    )


def test_an_older_version_is_refused(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime)
    data = download(ask, spring.administrator)
    spring.collection.template_version = 2
    spring.collection.save()
    assert [problem["code"] for problem in spring.send(data).refusal] == ["template-version"]


def test_headings_are_locked_answers_are_open_and_statuses_are_a_list(spring: Spring, ask: Any) -> None:
    data = download(ask, spring.administrator)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [
        "Instructions",
        "Figures",
        "About this file",
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert "<sheetProtection" in sheet
    assert '<dataValidation type="list"' in sheet
    assert "&apos;About this file&apos;!$D$1:$D$7" in sheet.replace("'", "&apos;")
    about = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("About this file").to_python()
    statuses = [row[3] for row in about]
    assert statuses == [words for words in STATUS_WORDS if words]
    assert "partial, left out" in statuses  # a list inside the cell would part it at its comma
    assert 'state="hidden"' in book


def sheets_of(data: bytes) -> list[str]:
    """Return the names of a workbook's sheets."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names


def ask_too(spring: Spring, *measures: Measure, period: Period | None = None) -> None:
    """Make the collection ask for more measures."""
    for number, measure in enumerate(measures, start=spring.collection.items.count() + 1):
        factories.CollectionItemFactory(
            collection=spring.collection, number=number, measure=measure, period=period or spring.period
        )


def test_each_group_has_a_sheet_under_a_name_excel_takes(spring: Spring, ask: Any) -> None:
    groups = ["Crime/ASB: 2017?", "crime ASB 2017", "Instructions", "'History'", "[]", "A long name of twenty-eight"]
    ask_too(spring, *(factories.MeasureFactory(slug=f"m{n}", group=group) for n, group in enumerate(groups)))
    data = download(ask, spring.administrator, "?force=bedfordshire")
    expected = [
        *("Figures", "Crime ASB 2017", "crime ASB 2017 (2)", "Instructions (2)", "History (2)", "Return"),
        "A long name of twenty-eight",
    ]
    assert sheets_of(data) == ["Instructions", *expected, "About this file"]
    table = reading.read(data)
    assert [sheet.name for sheet in table.sheets] == expected
    assert [row.text("measure") for row in table.rows] == ["crime", "referrals", "m0", "m1", "m2", "m3", "m4", "m5"]
    assert table.not_read == []


def test_names_longer_than_excel_takes_are_cut_and_told_apart() -> None:
    names = template.sheet_names(["x" * 40, "x" * 40, "X" * 31])
    assert names == ["x" * 31, "x" * 27 + " (2)", "X" * 27 + " (3)"]


def test_a_part_stands_under_its_whole_of_the_same_period(spring: Spring, ask: Any) -> None:
    earlier = factories.PeriodFactory(year=2016)
    part = factories.MeasureFactory(slug="own-area", title="In the own area", part_of=spring.crime)
    alone = factories.MeasureFactory(slug="part-alone", part_of=factories.MeasureFactory(slug="never-asked"))
    ask_too(spring, part, alone)
    ask_too(spring, part, spring.crime, period=earlier)
    table = reading.read(download(ask, spring.administrator, "?force=bedfordshire"))
    assert [(row.text("measure"), row.text("period")) for row in table.rows] == [
        ("crime", "ye-2017-06"),
        ("own-area", "ye-2017-06"),
        ("referrals", "ye-2017-06"),
        ("part-alone", "ye-2017-06"),
        ("crime", "ye-2016-06"),
        ("own-area", "ye-2016-06"),
    ]
    assert table.rows[1].cells["measure_title"] == "of which: In the own area"


def test_a_denominator_is_asked_only_where_it_is_sent(spring: Spring, ask: Any) -> None:
    per_crime = {"denominator": "measure", "denominator_label": "Crimes", "denominator_measure": spring.crime}
    ask_too(spring, factories.MeasureFactory(slug="arrests", **per_crime))
    spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470)
    arrests = Measure.objects.get(slug="arrests")
    spring.value(spring.bedfordshire, arrests, numerator=38, denominator=100)
    data = download(ask, spring.administrator, "?force=bedfordshire")
    rows = {row.text("measure"): row for row in reading.read(data).rows}
    asked = {slug: (row.denominator, row.cells["denominator_label"] or "") for slug, row in rows.items()}
    assert asked == {"crime": (None, ""), "referrals": (2470, "Arrests"), "arrests": (None, "")}
    upload = spring.send(data, spring.bedfordshire)
    assert (upload.tally["unchanged"], upload.tally["changed"]) == (2, 0)  # what is held stays


def test_responses_are_asked_on_sheets_with_a_survey_only_and_come_back(spring: Spring, ask: Any) -> None:
    staff = factories.MeasureFactory(slug="staff", share=True, group="Survey", survey_method="voluntary, on line")
    ask_too(spring, staff)
    held = spring.value(spring.bedfordshire, staff, numerator=210, denominator=300, base=300)
    data = download(ask, spring.administrator, "?force=bedfordshire")
    table = reading.read(data)
    assert ["Responses" in sheet.headings for sheet in table.sheets] == [False, True]
    row = table.rows[2]
    assert (row.base, row.cells["held"]) == (300, "210 of 300, 300 responses")
    assert spring.send(data, spring.bedfordshire).tally["unchanged"] == 1
    changed = spring.send(as_xlsx([["BED", "staff", spring.period.slug, 210, 300, "", "", "", "1,678"]]))
    uploads.confirm(by=spring.administrator, upload=changed)
    held.refresh_from_db()
    assert held.base == 1678
    without = spring.send(as_csv([["BED", "staff", spring.period.slug, 211, 300]], list(READ.values())[:5]))
    uploads.confirm(by=spring.administrator, upload=without)
    held.refresh_from_db()
    assert (held.numerator, held.base) == (211, 1678)


def test_a_force_with_an_extension_is_told_its_own_day(spring: Spring, ask: Any) -> None:
    returns = Return.objects.filter(collection=spring.collection, force=spring.bedfordshire)
    returns.update(due_on=date(2018, 7, 9), extension_reason="a new records system")
    for slug, day in (("bedfordshire", "9 July 2018"), ("cambridgeshire", "29 June 2018")):
        data = download(ask, spring.administrator, f"?force={slug}")
        lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Instructions").to_python()
        assert f"Send it by {day}." in [line[0] for line in lines]


def test_the_instructions_say_how_every_mark_is_read(spring: Spring, ask: Any) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(download(ask, spring.administrator)))
    lines = book.get_sheet_by_name("Instructions").to_python()
    how = {str(line[0]): str(line[1]) for line in lines if len(line) > 1 and line[1]}
    assert [mark for mark in how if mark != "What you write"] == [written for written, _ in template.READ_AS]
    assert any("Fill in these sheets: Figures." in str(line[0]) for line in lines)


@pytest.mark.parametrize(
    ("written", "is_refused", "expected"),
    [
        ("0", False, (0, "supplied")),
        ("", False, None),
        ("n/a", False, (None, "not-supplied")),
        ("..", False, (None, "not-supplied")),
        ("-", True, None),
        ("*", True, None),
        ("1,234", False, (1234, "supplied")),
        ("1234[note 3]", False, (1234, "supplied")),
        ("1234 [r]", False, (1234, "supplied")),
        ("1234†", False, (1234, "supplied")),
        ("12.5", True, None),
        ("about 1200", True, None),
        ("1.2k", True, None),
    ],
)
def test_what_the_instructions_say_of_a_mark_is_what_happens(
    spring: Spring, written: str, is_refused: bool, expected: Any
) -> None:
    assert any(written in said or not written for said, _ in template.READ_AS)
    reason = "not counted" if written in {"n/a", ".."} else ""
    upload = spring.send(spring.rows(("BED", "crime", written, "", "", reason), ("CAM", "crime", 1)))
    row = upload.rows.filter(number=2).first()
    assert (row.outcome == "refused" if row else False) == is_refused
    got = None if is_refused or row is None or not row.after else (row.after["numerator"], row.after["status"])
    assert got == expected


def test_an_export_of_several_sheets_changes_nothing_when_it_comes_back(spring: Spring, ask: Any) -> None:
    staff = factories.MeasureFactory(slug="staff", share=True, group="Survey", survey_method="voluntary")
    part = factories.MeasureFactory(slug="own-area", part_of=spring.crime, group="Crime")
    ask_too(spring, staff, part)
    for force in (spring.bedfordshire, spring.cambridgeshire):
        spring.value(force, spring.crime, numerator=0)
        spring.value(force, part, numerator=None, status="not-supplied", reason="not told apart")
        spring.value(force, staff, numerator=5, denominator=16, base=16, caveat="few answered")
    before = list(Value.objects.order_by("pk").values())
    upload = spring.send(download(ask, spring.administrator))
    assert upload.tally == {"rows": 6, "empty": 2, "refused": 0, "changed": 0, "added": 0, "unchanged": 6}
    assert (upload.not_read, upload.rows.exclude(remarks=[]).count()) == ([], 0)
    uploads.confirm(by=spring.administrator, upload=upload)
    assert list(Value.objects.order_by("pk").values()) == before


def test_an_export_that_comes_back_changes_nothing(spring: Spring, ask: Any) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 44472), ("CAM", "referrals", 40, 50, "estimated", "=a", "")))
    assert upload.tally["refused"] == 1  # a formula
    uploads.confirm(by=spring.administrator, upload=upload)
    again = spring.send(download(ask, spring.administrator))
    assert (again.tally["unchanged"], again.tally["changed"], Value.objects.count()) == (1, 0, 1)
