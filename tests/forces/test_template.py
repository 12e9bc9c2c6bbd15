"""The workbook a force fills in: what is in it, and that it comes back whole."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook

from accounts.models import Role
from forces.actions import uploads
from forces.models import Value
from forces.returns import reading
from tests import factories
from tests.forces.conftest import Spring


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
    assert "partial, left out" in sheet
    assert 'state="hidden"' in book


def test_an_export_that_comes_back_changes_nothing(spring: Spring, ask: Any) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 44472), ("CAM", "referrals", 40, 50, "estimated", "=a", "")))
    assert upload.tally["refused"] == 1  # a formula
    uploads.confirm(by=spring.administrator, upload=upload)
    again = spring.send(download(ask, spring.administrator))
    assert (again.tally["unchanged"], again.tally["changed"], Value.objects.count()) == (1, 0, 1)
