"""Files as people send them: what is read, and what is refused as a whole, each with its message."""

from __future__ import annotations

from typing import Any

import pytest

from forces.returns import files, reading
from forces.returns.layout import BAD, Formula, Unreadable, text_of, whole
from tests.forces.files import (
    HEADINGS,
    as_archive,
    as_csv,
    as_ods,
    as_xlsx,
    encrypted_ods,
    encrypted_xlsx,
    with_entry,
)

ROWS = [["BED", "crime", "2018", 10, "", "supplied", "", ""], ["CAM", "crime", "2018", 20, 30, "", "", "a note"]]
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> list[str]:
    """Return the codes a file is refused with."""
    with pytest.raises(Unreadable) as refusal:
        reading.read(data)
    for problem in refusal.value.problems:
        assert problem.message
        assert problem.allowed
        assert problem.mend
    return [problem.code for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("format", "data"),
    [("csv", as_csv(ROWS)), ("xlsx", as_xlsx(ROWS)), ("ods", as_ods(ROWS))],
    ids=["csv", "xlsx", "ods"],
)
def test_the_same_rows_come_out_of_every_format(format: str, data: bytes) -> None:
    table = reading.read(data)
    assert table.format == format
    assert table.sheets[0].headings == HEADINGS
    assert [row.number for row in table.rows] == [2, 3]
    assert [row.text("force") for row in table.rows] == ["BED", "CAM"]
    assert [(row.numerator, row.denominator) for row in table.rows] == [(10, None), (20, 30)]
    assert table.rows[1].text("caveat") == "a note"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_may_be_separated_by_any_common_mark(separator: str) -> None:
    assert reading.read(as_csv(ROWS, separator=separator)).rows[1].denominator == 30


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_may_be_in_any_common_encoding(encoding: str) -> None:
    rows = [["BED", "crime", "2018", 10, "", "", "", "café – naïve"]]
    assert reading.read(as_csv(rows, encoding=encoding)).rows[0].text("caveat") == "café – naïve"


def test_headings_may_stand_under_a_title_and_in_any_order() -> None:
    data = as_csv([["Numerator", "Period", "Measure", "Force code"], [10, "2018", "crime", "BED"]], ["A title"])
    table = reading.read(data)
    assert table.sheets[0].heading_row == 2
    assert (table.rows[0].number, table.rows[0].numerator) == (3, 10)


def test_empty_rows_keep_the_count_of_rows() -> None:
    table = reading.read(as_xlsx([ROWS[0], [], ROWS[1]]))
    assert [row.number for row in table.rows] == [2, 4]


def test_what_the_file_says_about_itself_is_read() -> None:
    assert reading.read(as_xlsx(ROWS, about={"Force code": "BED"})).about == {"Force code": "BED"}


def test_the_only_sheet_may_have_any_name() -> None:
    assert [sheet.name for sheet in reading.read(as_xlsx(ROWS, sheet="Data")).sheets] == ["Data"]


@pytest.mark.parametrize("make", [as_csv, as_xlsx, as_ods], ids=["csv", "xlsx", "ods"])
def test_a_formula_is_told_from_what_it_shows(make: Any) -> None:
    table = reading.read(make([["BED", "crime", "2018", 10, "", "", "", ""], ["CAM", "crime", "2018", "=1+1"]]))
    assert [row.is_formula("numerator") for row in table.rows] == [False, True]
    assert table.rows[1].text("numerator") == ""


def test_an_apostrophe_our_own_files_put_before_a_sign_is_taken_off() -> None:
    table = reading.read(as_csv([["BED", "crime", "2018", 10, "", "", "'-- see above", "'tis"]]))
    assert (table.rows[0].text("reason"), table.rows[0].text("caveat")) == ("-- see above", "'tis")


def test_merged_headings_leave_a_column_without_one() -> None:
    headings = [*HEADINGS[:3], "", "", *HEADINGS[5:]]
    table = reading.read(as_xlsx(ROWS, headings, merged="D1:E1"))
    assert table.sheets[0].headings[3:5] == ["Figures", ""]


def test_figures_beyond_the_last_heading_show_as_a_column_without_one() -> None:
    assert reading.read(as_csv([[*ROWS[0], "", "stray"]])).sheets[0].headings == [*HEADINGS, ""]


def test_a_column_the_file_does_not_have_is_told_from_an_empty_one() -> None:
    row = reading.read(as_csv([["BED", "crime", "2018"]], HEADINGS[:4])).rows[0]
    assert "numerator" in row.cells
    assert "caveat" not in row.cells


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty-file"),
        (b"%PDF-1.4\n", "wrong-type"),
        (b"\x89PNG\r\n", "wrong-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "wrong-type"),
        (b"text \x00 with nothing in it", "wrong-type"),
        (as_archive({"word/document.xml": b"<w/>"}), "wrong-type"),
        (as_archive({"xl/workbook.bin": b"\x00"}), "wrong-type"),
        (as_archive({"a.txt": b"hello"}), "wrong-type"),
        (encrypted_xlsx(), "password"),
        (encrypted_ods(), "password"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (as_xlsx(ROWS)[:-200], "damaged"),
        (as_archive({"xl/workbook.xml": b"<not xml"}), "damaged"),
        (b"\xff\xfeF\xd8\x00", "damaged"),
        (b"just some words\nand more of them\n", "no-headings"),
        (as_csv(ROWS, ["a", "b"]), "no-headings"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_a_return_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == [code]


def test_a_file_beyond_the_limit_is_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    assert refused(b"x" * 1001) == ["too-large"]


def test_a_file_that_unpacks_too_far_is_refused() -> None:
    bomb = as_archive({"xl/workbook.xml": b"\x00" * (files.EXPANDED_LIMIT + 1)})
    assert len(bomb) < 200_000
    assert refused(bomb) == ["expands-too-far"]


def test_a_file_with_too_many_parts_is_refused() -> None:
    assert refused(as_archive({str(number): b"" for number in range(files.ENTRY_LIMIT + 1)})) == ["expands-too-far"]


def test_a_cell_at_the_far_corner_is_refused_before_the_space_between_is_filled() -> None:
    far = with_entry(as_xlsx(ROWS), SHEET, lambda xml: xml.replace(b'r="A3"', b'r="XFD1048576"'))
    assert refused(far) == ["too-many-cells"]


def test_a_reference_that_is_hidden_behind_an_entity_is_refused() -> None:
    hidden = with_entry(as_xlsx(ROWS), SHEET, lambda xml: xml.replace(b'r="A3"', b'r="&#88;FD1048576"'))
    assert refused(hidden) == ["damaged"]


def test_one_long_text_in_many_cells_is_refused() -> None:
    long = with_entry(
        as_xlsx([["BED"] * 8] * 5000), "xl/sharedStrings.xml", lambda xml: xml.replace(b"BED", b"x" * 20_000)
    )
    assert refused(long) == ["too-many-cells"]


def test_repeated_cells_of_an_opendocument_are_not_unrolled() -> None:
    def repeat(xml: bytes) -> bytes:
        return xml.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">')

    assert refused(with_entry(as_ods(ROWS), "content.xml", repeat)) == ["too-many-cells"]


def test_entities_in_a_workbook_are_refused() -> None:
    declared = with_entry(
        as_xlsx(ROWS), SHEET, lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "a">]><worksheet', 1)
    )
    assert refused(declared) == ["damaged"]


def test_a_formula_in_a_cell_without_a_reference_is_refused() -> None:
    nowhere = with_entry(as_xlsx([["=1+1"]]), SHEET, lambda xml: xml.replace(b' r="A2"', b""))
    assert refused(nowhere) == ["formula-somewhere"]


def test_a_csv_with_too_many_columns_is_refused() -> None:
    assert refused(as_csv([["x"] * (files.COLUMN_LIMIT + 1)])) == ["too-many-cells"]


def test_a_csv_with_an_endless_cell_is_refused() -> None:
    assert refused(as_csv([["x" * 200_000]])) == ["damaged"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [(10, 10), (10.0, 10), (" 10 ", 10), ("-3", -3), ("", None), (None, None), ("1e3", BAD), ("１", BAD), ([], BAD)],
)
def test_which_cells_are_whole_numbers(cell: Any, number: Any) -> None:
    assert whole(cell) == number


@pytest.mark.parametrize(("cell", "text"), [(2016.0, "2016"), (True, "TRUE"), (False, "FALSE"), (Formula("=1"), "=1")])
def test_cells_as_people_read_them(cell: Any, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_letters(number: int, letters: str) -> None:
    assert files.column_letters(number) == letters
    assert files.column_number(letters) == number
