"""A file of published findings becomes rows, whatever program wrote it; or says why it cannot."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from findings.back_catalogue import reading
from findings.back_catalogue.layout import HEADINGS, REQUIRED
from forces.returns.layout import Unreadable
from tests.findings.catalogue_samples import as_csv, row
from tests.forces.files import as_ods, as_xlsx

SUBJECT = "Share what works – “everywhere”"


def cells(rows: list[dict[str, str]]) -> list[list[str]]:
    """Return rows as cells."""
    return [[one.get(heading, "") for heading in HEADINGS] for one in rows]


def refusals(data: bytes) -> list[str]:
    """Return the codes of what is wrong with a file."""
    with pytest.raises(Unreadable) as refused:
        reading.read(data)
    for found in refused.value.problems:
        assert found.message
        assert found.mend
        assert "{" not in found.message + found.mend
    return [found.code for found in refused.value.problems]


FILES = {
    "UTF-8": as_csv(row(subject_paraphrased=SUBJECT)),
    "UTF-8 with a mark": as_csv(row(subject_paraphrased=SUBJECT), encoding="utf-8-sig"),
    "UTF-16": as_csv(row(subject_paraphrased=SUBJECT), encoding="utf-16"),
    "Windows": as_csv(row(subject_paraphrased=SUBJECT), encoding="cp1252"),
    "semicolons": as_csv(row(subject_paraphrased=SUBJECT), delimiter=";"),
    "tabs": as_csv(row(subject_paraphrased=SUBJECT), delimiter="\t"),
    "Windows line ends": as_csv(row(subject_paraphrased=SUBJECT)).replace(b"\n", b"\r\n"),
    "old Mac line ends": as_csv(row(subject_paraphrased=SUBJECT)).replace(b"\n", b"\r"),
    "XLSX": as_xlsx(cells([row(subject_paraphrased=SUBJECT)]), list(HEADINGS)),
    "ODS": as_ods(cells([row(subject_paraphrased=SUBJECT)]), list(HEADINGS)),
}


@pytest.mark.parametrize("written", FILES)
def test_the_same_rows_are_read_from_every_sort_of_file(written: str) -> None:
    table = reading.read(FILES[written])
    assert table.format == {"XLSX": "xlsx", "ODS": "ods"}.get(written, "csv")
    assert table.headings == list(HEADINGS)
    [line] = table.lines
    assert (line.number, line.text("force"), line.text("subject_paraphrased")) == (2, "Cleveland", SUBJECT)


def test_headings_are_known_however_they_are_spelt_and_wherever_they_stand() -> None:
    lines = ["Published findings,,,,,,,,", "", ",".join(name.upper().replace("_", " ") for name in REQUIRED)]
    lines += [",".join(row()[name] for name in REQUIRED), ",,,,,,,,", ",".join(row()[name] for name in REQUIRED)]
    table = reading.read("\n".join(lines).encode())
    assert [line.number for line in table.lines] == [4, 6]
    assert table.headings == list(REQUIRED)
    assert table.lines[0].text("due_date") == ""


def test_dates_and_years_of_a_spreadsheet_are_read_as_they_are_shown() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["What this is"])
        sheet = book.add_worksheet("Findings")
        sheet.write_row(0, 0, list(HEADINGS))
        for column, heading in enumerate(HEADINGS):
            sheet.write(1, column, row()[heading])
        sheet.write_number(1, list(HEADINGS).index("raised_cycle"), 2016)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, list(HEADINGS).index("due_date"), date(2018, 7, 31), day)
        sheet.write_formula(1, list(HEADINGS).index("source"), '="a"&"b"')
    [line] = reading.read(file.getvalue()).lines
    assert (line.sheet, line.text("raised_cycle"), line.formulas) == ("Findings", "2016", ("source",))
    assert line.text("due_date").startswith("2018-07-31")


def test_what_our_own_file_of_refused_rows_adds_is_not_read() -> None:
    table = reading.read(as_csv({**row(), "reason": "force: no such force"}, headings=[*HEADINGS, "reason"]))
    assert table.headings == list(HEADINGS)
    assert "reason" not in table.lines[0].texts


def test_a_formula_is_marked_and_an_apostrophe_before_one_is_ours() -> None:
    first, second = reading.read(as_csv(row(subject_paraphrased="=1+1"), row(subject_paraphrased="'=as text"))).lines
    assert first.formulas == ("subject_paraphrased",)
    assert (second.formulas, second.text("subject_paraphrased")) == ((), "=as text")


WRONG = {
    "empty-file": b" \n",
    "wrong-type": b"%PDF-1.4",
    "damaged": b"PK\x03\x04 broken",
    "no-headings": b"force,colour\nCleveland,blue\n",
    "no-rows": as_csv(),
    "heading-doubled": as_csv(row(), headings=[*HEADINGS, "force"]),
    "heading-unknown": as_csv(row(), headings=[*HEADINGS, "due"]),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_file_that_cannot_be_read_says_why(code: str) -> None:
    assert refusals(WRONG[code]) == [code]


def test_every_missing_heading_is_named() -> None:
    assert refusals(as_csv(row(), headings=REQUIRED[:5])) == ["heading-missing"] * 3


def test_a_file_too_large_or_too_long_says_so(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(reading, "ROW_LIMIT", 2)
    assert refusals(as_csv(row(), row(), row())) == ["too-many-rows"]
    settings.UPLOAD_LIMIT_BYTES = 10
    assert refusals(as_csv(row())) == ["too-large"]


def test_a_cell_too_long_for_any_reader_is_damage() -> None:
    assert refusals(as_csv(row(source="x" * 200_000))) == ["damaged"]


def test_a_workbook_made_to_burst_is_refused_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forces.returns.files.EXPANDED_LIMIT", 100)
    assert refusals(FILES["XLSX"]) == ["expands-too-far"]
    with pytest.raises(Unreadable, match="far more than a list of findings holds"):
        reading.read(FILES["XLSX"])
