"""Files as people fill them in: several sheets, notes, totals, numbers with marks; nothing is left out silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forces.returns import cells, files, leftovers, reading
from forces.returns.layout import ABOUT_SHEET, BAD, READ, Row, Table, Unreadable
from tests.forces.files import HEADINGS, as_book, as_csv, as_ods_book, as_xlsx

BED = ["BED", "crime", "2018", 10, "", "", "", ""]
CAM = ["CAM", "crime", "2018", 20, "", "", "", ""]


def left_out(table: Table) -> list[tuple[str, int, str, str]]:
    """Return what was not read."""
    return [(item.sheet, item.row, item.text, item.why) for item in table.not_read]


def refusal(data: bytes) -> Any:
    """Return the only problem a file is refused with."""
    with pytest.raises(Unreadable) as refused:
        reading.read(data)
    (problem,) = refused.value.problems
    return problem


# --- sheets --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [as_book, as_ods_book], ids=["xlsx", "ods"])
def test_every_sheet_with_the_headings_is_read_and_a_row_is_known_by_sheet_and_number(make: Any) -> None:
    table = reading.read(make({"Crime": [HEADINGS, BED], "ASB": [["ASB, by force"], HEADINGS, CAM]}))
    assert [(row.place, row.text("force")) for row in table.rows] == [(("Crime", 2), "BED"), (("ASB", 3), "CAM")]
    assert [(sheet.name, sheet.heading_row) for sheet in table.sheets] == [("Crime", 1), ("ASB", 2)]
    assert table.not_read == []


@pytest.mark.parametrize("make", [as_book, as_ods_book], ids=["xlsx", "ods"])
def test_a_hidden_sheet_is_not_read_and_said_so(make: Any) -> None:
    table = reading.read(make({"Crime": [HEADINGS, BED], "Old": [HEADINGS, CAM], "Blank": []}, hidden=["Old", "Blank"]))
    assert [row.text("force") for row in table.rows] == ["BED"]
    assert left_out(table) == [("Old", 0, "", leftovers.HIDDEN)]


@pytest.mark.parametrize("make", [as_book, as_ods_book], ids=["xlsx", "ods"])
def test_figures_on_hidden_sheets_only_are_refused_by_name(make: Any) -> None:
    problem = refusal(make({"Cover": [], "Crime": [HEADINGS, BED]}, hidden=["Crime"]))
    assert (problem.code, problem.message) == (
        "sheets-hidden",
        "The sheets with figures are hidden: Crime. Hidden sheets are not read.",
    )


def test_a_sheet_without_headings_is_listed_and_the_instructions_are_not() -> None:
    sheets = {"Instructions": [["How to"]], "Crime": [HEADINGS, BED], "Working": [[], ["half of it is estimated"]]}
    table = reading.read(as_book(sheets, about={"Collection": "spring"}))
    assert left_out(table) == [("Working", 0, "half of it is estimated", leftovers.NO_HEADINGS)]
    assert table.about == {"Collection": "spring"}


def test_macros_are_not_run_and_said_so() -> None:
    table = reading.read(as_book({"Crime": [HEADINGS, BED]}, macros=True))
    assert table.format == "xlsm"
    assert left_out(table) == [("", 0, "", leftovers.MACROS)]


def test_several_sheets_none_with_headings() -> None:
    problem = refusal(as_book({"January": [["x"]], "February": [["x"]]}))
    assert problem.code == "no-sheet"
    assert "the file has the sheets January, February." in problem.message


def test_one_sheet_of_another_kind_is_refused_with_what_its_first_row_says() -> None:
    problem = refusal(as_xlsx([["2017-01", "Burglary"]], ["Month", "Crime type"]))
    assert problem.code == "no-headings"
    assert "The first row is: Month, Crime type." in problem.message


def test_many_wide_sheets_are_refused_before_they_are_opened(monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "AREA_LIMIT", 25)
    for make in (as_book, as_ods_book):
        assert reading.read(make({"Crime": [HEADINGS, BED]})).rows
        assert refusal(make({"Crime": [HEADINGS, BED], "ASB": [HEADINGS, CAM]})).code == "too-many-cells"


def test_more_rows_than_a_return_holds_over_all_its_sheets_are_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "ROW_LIMIT", 3)
    assert len(reading.read(as_book({"Crime": [HEADINGS, BED], "ASB": [HEADINGS, CAM]})).rows) == 2
    sheets = {"Crime": [HEADINGS, BED, BED], "ASB": [HEADINGS, CAM, CAM]}
    assert refusal(as_book(sheets)).code == "too-many-cells"


# --- rows that are no figures ----------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_notes_and_totals_are_left_out_and_listed(make: Callable[..., bytes]) -> None:
    table = reading.read(
        make(
            [
                BED,
                ["Source: the force's own records"],
                ["1. Fraud is left out.", "", "", "", "", "", "", ""],
                ["", "", "", "", "", "", "", "and this stands under Note"],
                ["Total", "crime", "2018", 30, "", "", "", ""],
                ["England and Wales[1]", "", "", 2_000_000, "", "", "", ""],
                ["", "All forces", "", 2_000_000, "", "", "", ""],
                ["CAM", "crime", "2018", "", "", "", "", ""],
            ]
        )
    )
    assert [(row.number, row.is_unanswered) for row in table.rows] == [(2, False), (9, True)]
    assert [(item.row, item.text, item.why) for item in table.not_read] == [
        (3, "Source: the force's own records", leftovers.NOTE),
        (4, "1. Fraud is left out.", leftovers.NOTE),
        (5, "and this stands under Note", leftovers.NOTE),
        (6, "Total", leftovers.TOTAL),
        (7, "England and Wales[1]", leftovers.TOTAL),
        (8, "All forces", leftovers.TOTAL),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["", "", "", 5],  # a figure nobody knows the row of
        ["", "", "", "5[r]"],
        ["", "", "", "*"],
        ["XYZ", "crime", "2018", 5],
        ["BED", "", "", 5],
        ["", "", "", "many", "of them"],
    ],
)
def test_a_row_that_may_be_a_figure_is_kept_to_be_refused_with_its_place(cells: list[Any]) -> None:
    table = reading.read(as_csv([BED, cells]))
    assert [row.number for row in table.rows] == [2, 3]
    assert table.not_read == []


def test_a_file_of_notes_is_not_listed_to_its_end() -> None:
    table = reading.read(as_csv([BED, *[["a note"]] * (leftovers.LIST_LIMIT + 9)]))
    assert len(table.not_read) == leftovers.LIST_LIMIT + 1
    assert table.not_read[-1].why == "More than 500 places were not read; the rest is not listed."


def test_a_note_beside_the_columns_is_no_column_without_heading() -> None:
    table = reading.read(as_csv([BED, ["See the annex", *[""] * 9, "page 4"]]))
    assert table.sheets[0].headings == HEADINGS
    assert [item.text for item in table.not_read] == ["See the annex"]


# --- cells -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", 1234),
        ("1,234[note 3]", 1234),
        ("1234 [r]", 1234),
        ("1,234,567 [p][note 12]", 1234567),
        ("56 (note 2)", 56),
        ("56(r)", 56),
        ("56†‡", 56),
        ("56²", 56),
        ("-1,234", -1234),
        ("0[x]", 0),
        ("1,23", None),
        ("12,34,567", None),
        ("1234,567", None),
        ("1.5[r]", None),
        ("5*", None),  # an asterisk withholds
        ("(5)", None),
        ("56 (2)", None),  # two numbers
        ("about 5", None),
        ("[note 3]", None),
        ("", None),
        ("5" + "†" * 60, None),
    ],
)
def test_numbers_with_commas_and_marks(text: str, number: int | None) -> None:
    assert cells.number_in(text) == number


def row(**named: Any) -> Row:
    """Return a row."""
    return Row("Crime", 5, {"force": "BED", "measure": "crime", "period": "2018"} | named)


def test_a_number_with_marks_is_read_and_remarked_on() -> None:
    found = row(numerator="1,234[note 3]", denominator=" 2470 ", base="300 [r]")
    assert (found.numerator, found.denominator, found.base) == (1234, 2470, 300)
    assert found.remarks == ["Numerator: “1,234[note 3]” was read as 1234", "Responses: “300 [r]” was read as 300"]


@pytest.mark.parametrize("mark", ["n/a", "N/A", " .. ", "…"])
def test_n_a_means_not_supplied(mark: str) -> None:
    found = row(numerator=mark)
    assert (found.numerator, found.status, found.is_unanswered) == (None, "not-supplied", False)
    assert found.remarks == [f"Numerator: “{mark.strip()}” was read as not supplied"]
    assert row(numerator=mark, status="not comparable").status == "not-comparable"
    assert row(numerator=mark, status="supplied").status == "supplied"  # which the checks then refuse


def test_n_a_in_another_column_is_no_figure_and_no_status() -> None:
    found = row(numerator=5, denominator="n/a")
    assert (found.denominator, found.status) == (None, "supplied")
    assert found.remarks == ["Denominator: “n/a” was read as no figure"]


@pytest.mark.parametrize(("mark", "kind"), [("-", "dash"), ("–", "dash"), ("−", "dash"), ("*", "withheld")])
def test_a_dash_and_an_asterisk_are_told_apart_and_are_no_numbers(mark: str, kind: str) -> None:
    found = row(numerator=mark)
    assert (found.numerator, found.marks, found.remarks) == (BAD, {"numerator": kind}, [])


def test_blank_and_zero_are_told_apart() -> None:
    assert (row(numerator="").numerator, row(numerator=0).numerator, row(numerator="0").numerator) == (None, 0, 0)
    assert row(numerator="").is_unanswered
    assert not row(numerator=0).is_unanswered


def test_the_column_of_responses_may_be_missing() -> None:
    headings = [heading for heading in READ.values() if heading != "Responses"]
    found = reading.read(as_csv([BED], headings)).rows[0]
    assert found.base is None
    assert "base" not in found.cells


# --- what the file says of itself ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2018-06-01T09:30:00+01:00", "2018-06-01T08:30:00+00:00"),
        ("2018-06-01 08:30:00", "2018-06-01T08:30:00+00:00"),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_when_it_was_downloaded(said: str, moment: str | None) -> None:
    made_at = reading.read(
        as_book({"Crime": [HEADINGS, BED]}, about={"Downloaded at": said}, hidden=[ABOUT_SHEET])
    ).made_at
    assert (made_at.isoformat() if made_at else None) == moment
