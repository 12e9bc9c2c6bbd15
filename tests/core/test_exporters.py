"""Tables as files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from core.exporters import as_text, csv_response, xlsx_response


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, 0),
        (-4, -4),
        (date(2018, 3, 22), "2018-03-22"),
        (datetime(2018, 3, 22, 9, 30, 1, 5, tzinfo=UTC), "2018-03-22T09:30:01+00:00"),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("+44 1234", "'+44 1234"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
    ],
)
def test_a_value_is_written_so_that_no_spreadsheet_runs_it(value: Any, text: Any) -> None:
    assert as_text(value) == text


def read(response: Any) -> list[list[str]]:
    """Return a file's lines."""
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_a_file_has_its_headings_name_and_kind() -> None:
    response = csv_response("findings", ["reference", "title"], [("A", 'say "so", twice')], list)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="findings.csv"'
    assert read(response) == [["reference", "title"], ["A", 'say "so", twice']]


def test_a_file_is_sent_piece_by_piece_and_never_held_whole() -> None:
    taken: list[int] = []

    def rows() -> Any:
        for number in range(100_000):
            taken.append(number)
            yield (number,)

    stream = csv_response("numbers", ["number"], rows(), list).streaming_content
    piece = next(iter(stream))
    assert 16_000 < len(piece) < 17_000
    assert len(taken) == len(piece.splitlines()) - 1


def test_a_workbook_has_its_headings_name_and_kind_and_numbers_stay_numbers() -> None:
    rows = [("A", 46, 0.7667, None, True), ("=1+1", -4, 0, date(2018, 3, 22), False)]
    response = xlsx_response("results", ["item", "good", "share", "on", "is_locked"], rows, list)
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"] == 'attachment; filename="results.xlsx"'
    file = io.BytesIO(b"".join(response.streaming_content))
    response.file_to_stream.close()
    assert CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python() == [
        ["item", "good", "share", "on", "is_locked"],
        ["A", 46, 0.7667, "", "yes"],
        ["'=1+1", -4, 0, "2018-03-22", "no"],
    ]
    assert b"<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")  # no formula
