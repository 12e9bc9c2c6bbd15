"""Crime lists as forces send them: what is read, counted and drawn, and what is refused with how to mend it."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections import crime_lists
from inspections.crime_lists import FURTHER, Columns, UnreadableList, files, headings, values_of
from inspections.crime_lists.dates import days_of
from inspections.rules.drawing import Drawn, Frame, Plan, compare, draw, second_marks
from tests.forces.files import as_archive, as_csv, as_ods, as_xlsx, encrypted_ods, encrypted_xlsx

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = ["Reference", "Recorded", "Offence"]
COLUMNS = Columns("Reference", "Recorded", "Offence")
TYPES = {"Theft from the person": "theft", "Rape": "rape", "Rape (attempt)": "rape", "Burglary": ""}
WINDOW = (date(2017, 1, 1), date(2017, 3, 31))
ROWS = [
    ["CR/1", "2017-01-01", "Rape"],
    ["CR/2", "31/03/2017", "Theft from the person"],
    ["CR/3", "2017-02", "Rape (attempt)"],
]
Rows = Sequence[Sequence[Any]]


def listed(rows: Rows = ROWS, **how: Any) -> io.BytesIO:
    """Return a list as a CSV."""
    return io.BytesIO(as_csv(rows, HEAD, **how))


def read(
    file: Any,
    plan: Plan | None = None,
    columns: Columns = COLUMNS,
    types: dict[str, str] = TYPES,
    window: tuple[date, date] = WINDOW,
) -> Frame:
    """Return the frame of a list, by default with two crimes drawn from all types."""
    return crime_lists.read(file, columns=columns, types=types, window=window, plan=plan or Plan.simple("seed", 2))


def refusal(data: bytes) -> str:
    """Return with what words a file is refused."""
    with pytest.raises(UnreadableList) as refused:
        read(io.BytesIO(data))
    assert str(refused.value) == refused.value.message
    return refused.value.message


# --- what is read ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("data", [as_csv(ROWS, HEAD), as_xlsx(ROWS, HEAD), as_ods(ROWS, HEAD)], ids=["csv", "x", "ods"])
def test_the_same_crimes_come_out_of_every_format(data: bytes) -> None:
    frame = read(io.BytesIO(data))
    assert (frame.rows, frame.size, frame.counts) == (3, 3, {"rape": 2, "theft": 1})
    assert frame.checksum == read(listed()).checksum
    assert frame.order == read(listed()).order
    assert frame.file_checksum == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_may_be_separated_by_any_common_mark(separator: str) -> None:
    rows = [[f"CR/{n}", "2017-01-01", "Rape; theft, assault | other\tfraud"] for n in range(3)]
    file = listed(rows, separator=separator)
    assert headings(file) == HEAD
    assert values_of(file, "Offence") == {"Rape; theft, assault | other\tfraud": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_may_be_in_any_common_encoding(encoding: str) -> None:
    file = listed([["CR/é1", "2017-01-01", "Rape – café"]], encoding=encoding)
    assert headings(file) == HEAD
    assert values_of(file, "Offence") == {"Rape – café": 1}
    assert [one.identifier for one in read(file, types={"Rape – café": "rape"}).sample] == ["CR/é1"]


def test_letters_that_windows_lacks_do_not_make_one_crime_of_two() -> None:
    data = b"Reference,Recorded,Offence\nCR\x81,2017-01-01,Rape\nCR\x8d,2017-01-01,Rape\n"
    assert read(io.BytesIO(data)).size == 2


def test_an_accent_far_down_decides_the_encoding_of_the_whole_file() -> None:
    rows = [["CR/1", "2017-01-01", "Rape"]] * 60_000 + [["CR/2", "2017-01-01", "Café"]]
    assert values_of(listed(rows, encoding="cp1252"), "Offence")["Café"] == 1


def test_an_accent_that_is_the_last_byte_is_read() -> None:
    assert values_of(io.BytesIO("Reference,Offence\nCR/1,Café".encode("cp1252")), "Offence") == {"Café": 1}


def test_headings_may_stand_under_a_title_and_columns_in_any_order() -> None:
    data = b"Crimes recorded in the quarter\n\nOffence,Beat,Recorded,Reference\nRape,B1,2017-01-05,CR/1\n"
    assert headings(io.BytesIO(data)) == ["Offence", "Beat", "Recorded", "Reference"]
    assert read(io.BytesIO(data)).sample == [Drawn("CR/1", "rape")]


def test_a_heading_is_found_whatever_its_capitals_and_spaces() -> None:
    assert read(listed(), columns=Columns(" reference", "RECORDED", "Offence ")).size == 3


def test_a_workbook_s_list_is_the_sheet_with_most_rows() -> None:
    data = as_xlsx(ROWS, HEAD, sheet="Crimes", about={"Force": "BED", "Made by": "Records"})
    assert headings(io.BytesIO(data)) == HEAD


def test_spreadsheet_dates_and_numbers_are_read_as_they_show() -> None:
    rows = [[1701, 42736, "Rape"], [1702, 42825, "Rape"], [1703, 42826, "Rape"]]  # 1 January, 31 March, 1 April 2017
    frame = read(io.BytesIO(as_xlsx(rows, HEAD)))
    assert sorted(one.identifier for one in frame.sample) == ["1701", "1702"]
    assert frame.outside_window == 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda data: SimpleUploadedFile("list.csv", data),
        lambda data: File(io.BytesIO(data)),
        lambda data: ContentFile(data),
    ],
)
def test_a_file_as_django_gives_it_is_read_and_stays_open(wrap: Any) -> None:
    file = wrap(as_csv(ROWS, HEAD))
    assert read(file).size == 3
    assert read(file).size == 3
    assert not file.closed


def test_an_upload_kept_on_disk_is_read() -> None:
    with TemporaryUploadedFile("list.csv", "text/csv", 0, None) as file:
        file.write(as_csv(ROWS, HEAD))
        file.flush()
        assert read(file).size == 3


# --- what is counted ---------------------------------------------------------------------------------------
def test_every_row_is_counted_for_the_first_reason_that_holds() -> None:
    rows = [
        *ROWS,
        ["  ", "2017-01-01", "Rape"],  # without identifier
        ["", "2011-01-01", "Fraud"],  # without identifier, whatever else
        ["CR/4", "", "Rape"],  # without date
        ["CR/5", "30/02/2017", "Rape"],  # no such day
        ["CR/6", "2016-12-31", "Rape"],  # outside
        ["CR/7", "2017-04", "Fraud"],  # outside, so its type is not looked at
        ["CR/8", "2017-01-01", "Burglary"],  # another type
        ["CR/9", "2017-01-01", "Fraud"],  # unmapped
        ["CR/10", "2017-01-01", ""],  # unmapped
        ["CR/11"],  # a short row: without date
        [" CR/1 ", "2017-01-09", " Rape "],  # repeated
        ["", " ", ""],  # no row
        [],
    ]
    frame = read(listed(rows))
    assert frame.totals == {
        "rows": 14,
        "without_identifier": 2,
        "without_date": 3,
        "outside_window": 2,
        "unmapped": 2,
        "other_types": 1,
        "repeated": 1,
        "population": 3,
    }
    assert frame.unmapped == {"Fraud": 1, "": 1}
    assert frame.other_types == {"Burglary": 1}
    assert frame.counts == {"rape": 2, "theft": 1}


def test_an_identifier_under_two_types_is_one_crime_of_the_first_in_the_alphabet() -> None:
    rows = [["CR/1", "2017-01-01", "Theft from the person"], ["CR/1", "2017-01-01", "Rape"]]
    for order in (rows, rows[::-1]):
        frame = read(listed(order))
        assert (frame.repeated, frame.disagreeing, frame.counts) == (1, 1, {"rape": 1, "theft": 0})
        assert frame.sample == [Drawn("CR/1", "rape")]


def test_an_identifier_once_inside_the_window_and_once_outside_is_in_the_population() -> None:
    rows = [["CR/1", "2016-01-01", "Rape"], ["CR/1", "2017-01-01", "Rape"]]
    frame = read(listed(rows))
    assert (frame.outside_window, frame.repeated, frame.size) == (1, 0, 1)


def test_a_list_without_dates_is_all_inside() -> None:
    frame = read(listed([["CR/1", "never", "Rape"]]), columns=Columns("Reference", "", "Offence"))
    assert (frame.size, frame.without_date, frame.outside_window) == (1, 0, 0)


def test_beyond_five_hundred_values_the_further_ones_are_counted_together() -> None:
    rows = [[f"CR/{n}", "2017-01-01", f"Type {n}"] for n in range(510)] * 2
    values = values_of(listed(rows), "Offence")
    assert (len(values), values["Type 0"], values[FURTHER], values.total()) == (501, 2, 20, 1020)
    frame = read(listed(rows))
    assert (frame.rows, len(frame.unmapped), frame.unmapped[FURTHER]) == (1020, 501, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017-01-31", date(2017, 1, 31), date(2017, 1, 31)),
        ("2017-01-31T23:59:00", date(2017, 1, 31), date(2017, 1, 31)),
        ("2017/1/5 09:00", date(2017, 1, 5), date(2017, 1, 5)),
        ("03/02/2017", date(2017, 2, 3), date(2017, 2, 3)),
        (" 3.2.2017 14:30 ", date(2017, 2, 3), date(2017, 2, 3)),
        ("03-02-17", date(2017, 2, 3), date(2017, 2, 3)),
        ("3 February 2017", date(2017, 2, 3), date(2017, 2, 3)),
        ("03-Feb-17", date(2017, 2, 3), date(2017, 2, 3)),
        ("42766", date(2017, 1, 31), date(2017, 1, 31)),
        ("42766.75", date(2017, 1, 31), date(2017, 1, 31)),
        ("2017-02", date(2017, 2, 1), date(2017, 2, 28)),
    ],
)
def test_a_date_is_read_in_the_ways_forces_write_it(text: str, first: date, last: date) -> None:
    assert days_of(text) == (first, last)


@pytest.mark.parametrize("text", ["", "unknown", "2017-13", "2017-02-30", "31/31/2017", "3 Foo 2017", "17", "1234567"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert days_of(text) is None


def test_a_date_cell_of_a_workbook_is_its_day_whatever_it_shows() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "d mmm"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["CR/1", datetime(2017, 3, 31, 23, 30), "Rape"])  # noqa: DTZ001 - as a sheet has it
        page.write_row(2, 0, ["CR/2", date(2017, 4, 1), "Rape"])
    frame = read(file)
    assert (frame.size, frame.outside_window, frame.without_date) == (1, 1, 0)


def test_a_month_partly_in_the_window_does_not_tell() -> None:
    rows = [["CR/1", "2017-01", "Rape"], ["CR/2", "2017-02", "Rape"], ["CR/3", "2017-03", "Rape"]]
    frame = read(listed(rows), window=(date(2017, 1, 15), date(2017, 2, 28)))
    assert (frame.without_date, frame.size, frame.outside_window) == (1, 1, 1)


# --- the checksum and the draw -----------------------------------------------------------------------------
def test_the_checksum_is_the_documented_one() -> None:
    lines = sorted(
        f"{slug} {hashlib.sha256(identifier.encode()).hexdigest()}\n"
        for identifier, slug in (("CR/1", "rape"), ("CR/2", "theft"), ("CR/3", "rape"))
    )
    assert read(listed()).checksum == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_three_crimes_of_the_documentation_come_out_as_it_says() -> None:
    rows = [["CR/1/17", "2017-01-01", "Theft"], ["CR/2/17", "2017-01-01", "Rape"], ["CR/3/17", "2017-01-01", "Rape"]]
    types = {"Theft": "theft-from-person", "Rape": "rape"}
    simple = read(listed(rows), Plan.simple("demo-seed", 1), types=types)
    assert [one.identifier for one in simple.order] == ["CR/2/17", "CR/3/17"]
    assert simple.checksum == "ed8d9906246aae8f0088eb5b8a7794487fc8de369ce0ff5bc313a2604266ead6"
    assert simple.checksum in (ROOT / "docs" / "drawing.md").read_text(encoding="utf-8")
    stratified = read(listed(rows), Plan.stratified("demo-seed", {"theft-from-person": 1, "rape": 1}), types=types)
    assert [one.identifier for one in stratified.sample] == ["CR/2/17", "CR/1/17"]
    assert [one.identifier for one in stratified.reserves] == ["CR/3/17"]
    assert second_marks("demo-seed", [1, 2, 3], "0.1") == {2}


def test_the_checksum_does_not_depend_on_the_seed_and_does_on_the_types() -> None:
    assert read(listed(), Plan.simple("other", 1)).checksum == read(listed()).checksum
    assert read(listed(), types={**TYPES, "Rape (attempt)": "theft"}).checksum != read(listed()).checksum


def test_a_population_smaller_than_the_target_is_drawn_whole_and_says_so() -> None:
    frame = read(listed(), Plan.simple("seed", 60))
    assert (len(frame.sample), frame.reserves, frame.is_whole()) == (3, [], True)
    assert not read(listed()).is_whole()


def test_a_type_smaller_than_its_target_is_drawn_whole_and_says_so() -> None:
    frame = read(listed(), Plan.stratified("seed", {"rape": 1, "theft": 5, "fraud": 2}))
    assert Counter(one.stratum for one in frame.sample) == {"rape": 1, "theft": 1}
    assert [one.stratum for one in frame.reserves] == ["rape"]
    assert [frame.is_whole(slug) for slug in ("rape", "theft", "fraud")] == [False, True, True]
    assert [frame.population(slug) for slug in ("rape", "theft", "fraud")] == [2, 1, 0]


def test_an_empty_population_draws_nothing() -> None:
    frame = read(listed([["CR/1", "2017-01-01", "Fraud"]]))
    assert (frame.size, frame.order, frame.is_whole()) == (0, [], True)


def test_a_thousand_crimes_are_drawn_as_by_ranking_all_of_them() -> None:
    crimes = {f"CR/{n}/17": ("rape", "theft")[n % 3 == 0] for n in range(3000)}
    values = {"rape": "Rape", "theft": "Theft from the person"}
    file = listed([[one, "2017-01-01", values[slug]] for one, slug in crimes.items()])
    assert read(file, Plan.simple("seed", 60)).order == draw(crimes, seed="seed", size=120)
    frame = read(file, Plan.stratified("seed", {"rape": 20, "theft": 10}))
    for slug, size in (("rape", 20), ("theft", 10)):
        alone = draw({one: kind for one, kind in crimes.items() if kind == slug}, seed="seed", size=2 * size)
        assert [one for one in frame.sample if one.stratum == slug] == alone[:size]
        assert [one for one in frame.reserves if one.stratum == slug] == alone[size:]


def test_when_most_crimes_stand_under_two_types_enough_of_the_second_are_still_found() -> None:
    # 990 of 1,000 thefts are rapes too; of the 220 lowest ranks held at first only a few are of the 10 that are not
    rows = [[f"CR/{n}", "2017-01-01", "Theft from the person"] for n in range(1000)]
    rows += [[f"CR/{n}", "2017-01-01", "Rape"] for n in range(990)]
    frame = read(listed(rows), Plan.stratified("seed", {"rape": 0, "theft": 10}))
    assert (frame.disagreeing, frame.counts) == (990, {"rape": 990, "theft": 10})
    assert {one.identifier for one in frame.sample} == {f"CR/{n}" for n in range(990, 1000)}


CELLS = st.tuples(
    st.sampled_from(["", " ", "a", "b", "c", "d", " a", "e", "f", "é"]),
    st.sampled_from(["", "2017-01-05", "2016-01-05", "2017-02", "soon", "31/03/2017"]),
    st.sampled_from([*TYPES, "Fraud", "", " Rape"]),
)
TARGETS = st.fixed_dictionaries({"rape": st.integers(0, 4), "theft": st.just(2)})
PLANS = st.one_of(
    st.builds(Plan.simple, st.sampled_from("st"), st.integers(0, 5)),
    st.builds(Plan.stratified, st.sampled_from("st"), TARGETS),
)


@calm
@given(st.lists(CELLS, max_size=40), PLANS, st.randoms(use_true_random=False))
def test_whatever_the_order_of_the_rows_the_frame_and_the_draw_are_the_same(
    rows: list[tuple[str, str, str]], plan: Plan, chance: random.Random
) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = read(listed(rows), plan), read(listed(shuffled), plan)
    assert compare(one.record, other.record) == []
    assert (one.totals, one.counts, one.checksum, one.order) == (
        other.totals,
        other.counts,
        other.checksum,
        other.order,
    )


@calm
@given(st.lists(CELLS, max_size=40))
def test_every_row_is_accounted_for_once(rows: list[tuple[str, str, str]]) -> None:
    frame = read(listed(rows))
    totals = dict(frame.totals)
    assert totals.pop("rows") == sum(any(cell.strip() for cell in row) for row in rows) == sum(totals.values())
    inside = [
        row for row in rows
        if row[0].strip() and row[1] in ("2017-01-05", "2017-02", "31/03/2017") and TYPES.get(row[2].strip())
    ]  # fmt: skip
    assert frame.size == len({row[0].strip() for row in inside})
    assert frame.repeated == len(inside) - frame.size


@calm
@given(st.lists(CELLS, max_size=40), st.integers(0, 6))
def test_a_longer_sample_begins_with_the_shorter_one_and_its_first_reserves(
    rows: list[tuple[str, str, str]], size: int
) -> None:
    shorter, longer = (read(listed(rows), Plan.simple("s", number)) for number in (size, size + 2))
    assert longer.order[: len(shorter.order)] == shorter.order


# --- what is refused ---------------------------------------------------------------------------------------
SAVE_AS = "Send the list as CSV, as an Excel workbook (.xlsx) or as an OpenDocument spreadsheet (.ods)."


@pytest.mark.parametrize("data", [b"", b" \r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refusal(data) == (
        "The file is empty. Save the list again, check that the file has a size, and send it again."
    )


@pytest.mark.parametrize("data", [b"only one column\n1\n2\n", as_xlsx([], []), b"\n" * 10 + b"x"])
def test_a_list_without_headings_is_refused(data: bytes) -> None:
    assert refusal(data) == (
        "No row of headings was found in the first 20 rows. "
        "Put a heading above each column, in one row, and send the list again."
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"<html><table>", "a web page"),
        (as_archive({"word/document.xml": b"<w/>"}), "a Word document"),
        (b"a,b\x00,c", "a file of unknown kind"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, what: str) -> None:
    assert refusal(data) == f"This is {what}, not a spreadsheet we can read. {SAVE_AS}"


@pytest.mark.parametrize("data", [encrypted_xlsx(), encrypted_ods()], ids=["xlsx", "ods"])
def test_a_file_with_a_password_is_refused(data: bytes) -> None:
    assert refusal(data).startswith("The file is protected by a password, so we cannot read it. Take the password off")


@pytest.mark.parametrize("data", [as_xlsx(ROWS, HEAD)[:-200], b"PK\x03\x04 and no more"])
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    assert refusal(data) == (
        "The file is damaged and cannot be opened. Open it, save it as a new .xlsx file and send that."
    )


def test_text_that_breaks_off_is_refused() -> None:
    assert refusal(as_csv(ROWS, HEAD, encoding="utf-16")[:-1]).startswith(
        "The file is damaged: its text cannot be read."
    )


def test_a_csv_that_turns_into_something_else_is_refused() -> None:
    assert refusal(as_csv(ROWS * 200, HEAD) + b"\x00" * 10).startswith("The file is damaged: its text cannot be read.")


def test_a_line_without_end_is_refused() -> None:
    assert refusal(as_csv(ROWS, HEAD) + b"x" * 3_000_000).startswith("The file is damaged: its text cannot be read.")


def test_a_quotation_mark_left_open_is_refused_with_its_line() -> None:
    data = as_csv(ROWS, HEAD) + b'CR/4,"2017-01-01,Rape\n' + as_csv(ROWS * 3000, HEAD)
    assert refusal(data).startswith("The list cannot be read at or after line ")


def test_more_rows_than_a_csv_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CSV_ROWS", 3)
    assert read(listed()).rows == 3
    assert read(listed([*ROWS, []])).rows == 3
    assert refusal(as_csv([*ROWS, ROWS[0]], HEAD)).startswith("The list has more than 1,000,000 rows.")


def test_a_workbook_of_more_than_100_000_rows_is_refused_and_a_csv_asked_for() -> None:
    rows = [["CR/1", "2017-01-01", "Rape"]] * 100_001
    assert refusal(as_xlsx(rows, HEAD)) == (
        "The spreadsheet is too large to be read: it may have 100,000 rows of up to 20 columns. "
        "Save the list as CSV, which may have 1,000,000 rows, and send that."
    )
    assert read(io.BytesIO(as_xlsx(rows[1:], HEAD))).totals["repeated"] == 99_999


def test_a_workbook_made_to_burst_is_refused_and_a_csv_asked_for() -> None:
    bomb = as_archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (101 * 1024 * 1024)})
    assert refusal(bomb).startswith("The spreadsheet is too large to be read")


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UnreadableList) as refused:
        values_of(listed(), "Crime type")
    assert refused.value.message == (
        "The list has no column “Crime type”. Its columns are: Reference, Recorded, Offence. "
        "Choose the columns again, or send the list with the headings it had before."
    )


def test_two_columns_of_the_same_heading_are_refused_when_it_is_asked_for() -> None:
    data = b"Reference,Offence,Recorded,Recorded\nCR/1,Rape,2017-01-01,2017-05-01\n"
    assert refusal(data) == (
        "2 columns have the heading “Recorded”. Give each its own heading and send the list again."
    )
    assert read(io.BytesIO(data), columns=Columns("Reference", "", "Offence")).size == 1


# --- the City of London's list -----------------------------------------------------------------------------
def city(shared: Path, chance: random.Random | None = None) -> io.BytesIO:
    """Return the rows of the City of London, in the order published or another."""
    with (shared / "data" / "street_crime_frame_2017q1.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    rows = [row for row in rows if row[head.index("Falls within")] == "City of London Police"]
    if chance:
        chance.shuffle(rows)
    return io.BytesIO(as_csv(rows, head))


@pytest.mark.shared
def test_the_city_of_london_s_thefts_from_the_person_are_drawn_from_whatever_the_order(shared: Path) -> None:
    file = city(shared)
    columns = Columns("Crime ID", "Month", "Crime type")
    values = values_of(file, "Crime type")
    assert (len(values), values["Anti-social behaviour"], values["Theft from the person"]) == (14, 454, 140)
    types = {value: "theft-from-person" if value == "Theft from the person" else "" for value in values}
    plan = Plan.simple("city-2017", 60)
    frame = read(file, plan, columns, types)
    # all 454 rows without an identifier are anti-social behaviour; 1,795 − 454 − 140 = 1,201 are of other types
    assert frame.totals == {
        "rows": 1795,
        "without_identifier": 454,
        "without_date": 0,
        "outside_window": 0,
        "unmapped": 0,
        "other_types": 1201,
        "repeated": 0,
        "population": 140,
    }
    assert (len(frame.sample), len(frame.reserves), frame.is_whole()) == (60, 60, False)
    for seed in range(3):
        again = read(city(shared, random.Random(seed)), plan, columns, types)
        assert again.order == frame.order
        assert compare(frame.record, again.record) == []


@pytest.mark.shared
def test_the_metropolitan_list_has_177_identifiers_more_than_once(shared: Path) -> None:
    with (shared / "data" / "street_crime_frame_2017q1.csv").open("rb") as file:
        columns = Columns("Crime ID", "Month", "Crime type")
        frame = read(file, Plan.simple("s", 60), columns, {"Burglary": "burglary"})
    # 19,066 burglaries of the Metropolitan police, 291 of them surplus, and the City's 54
    assert (frame.repeated, frame.disagreeing, frame.size) == (291, 0, 19_066 - 291 + 54)
    assert (frame.rows, frame.without_identifier, frame.unmapped.total()) == (20_861, 454, 20_861 - 454 - 19_066 - 54)
