"""Any workbook of random cells: never a fault, never half-applied, and whatever is accepted the database takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import JobState
from forces.actions import uploads
from forces.models import Upload, UploadState, Value
from forces.returns import reading
from forces.returns.layout import HEADINGS, READ, STATUS_WORDS, Unreadable
from tests.forces.conftest import Spring
from tests.forces.files import as_book, as_csv, as_ods, as_ods_book, as_xlsx

TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
ODD = st.sampled_from(["=1+1", "\x00", "_x0000_", "'=1", "\u202e", "1,234", "-0"])
MARK = st.sampled_from(["1,234", "1,234[note 3]", "12 [r]", "7†", "-", "–", "*", "..", "n/a", "N/A", "-1,234", "0"])
ANY = st.one_of(TEXT, ODD, st.integers(-(10**18), 10**18), st.floats(), st.booleans(), st.none())
COUNT = st.one_of(st.integers(0, 3000), st.none(), MARK, ANY)
ROW = st.tuples(
    st.one_of(st.sampled_from(["BED", "CAM", "BTP", "bed"]), ANY),
    st.one_of(st.sampled_from(["crime", "referrals"]), ANY),
    st.one_of(st.just("ye-2017-06"), ANY),
    COUNT,
    COUNT,
    st.one_of(st.sampled_from([*STATUS_WORDS, *STATUS_WORDS.values()]), ANY),
    st.one_of(st.just("because"), st.just(""), ANY),
    ANY,
    COUNT,
)
NOTE = st.tuples(st.one_of(st.sampled_from(["Total", "All forces", "England and Wales", "1. A note", ""]), ANY))
ROWS = st.lists(st.one_of(ROW, ROW, NOTE), max_size=12)
RIGHT = list(READ.values())
HEADS = st.one_of(st.just(RIGHT), st.lists(st.one_of(st.sampled_from(list(HEADINGS.values())), TEXT), max_size=10))
MAKE = st.sampled_from([as_csv, as_xlsx, as_ods])
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def plain(cell: Any) -> Any:
    """Return a cell as a program can write it: whole numbers a spreadsheet holds."""
    return float(cell) if isinstance(cell, int) and abs(cell) > 2**53 else cell


@pytest.mark.django_db
@given(rows=ROWS, headings=HEADS, make=MAKE, is_one_force=st.booleans())
@often
def test_any_cells(spring: Spring, rows: Any, headings: list[str], make: Any, is_one_force: bool) -> None:
    data = make([[plain(cell) for cell in row] for row in rows], headings)
    is_whole_or_nothing(spring, data, spring.bedfordshire if is_one_force else None)


NAME = st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), min_size=1, max_size=12)
NAMES = st.one_of(st.sampled_from(["Figures", "Notes", "Instructions", "Table 1", "About this file"]), NAME)
PAGE = st.tuples(st.lists(NOTE, max_size=3), st.one_of(st.just(RIGHT), HEADS), ROWS)


@pytest.mark.django_db
@given(
    pages=st.dictionaries(NAMES.map(str.strip).filter(bool), PAGE, min_size=1, max_size=4),
    hidden=st.sets(st.integers(1, 3)),
    make=st.sampled_from([as_book, as_ods_book]),
)
@often
def test_any_sheets(spring: Spring, client: Any, pages: dict[str, Any], hidden: set[int], make: Any) -> None:
    names = {name.lower(): name for name in pages}.values()  # a program keeps no two names that differ in case
    sheets = {
        name: [[plain(cell) for cell in row] for row in [*notes, headings, *rows]]
        for name, (notes, headings, rows) in pages.items()
        if name in names
    }
    data = make(sheets, hidden=[name for number, name in enumerate(sheets) if number in hidden])
    is_whole_or_nothing(spring, data, None)
    client.force_login(spring.administrator)
    address = Upload.objects.latest("pk").get_absolute_url()
    for query in ("", "?show=read-as", "?show=not-read", "?show=refused", "refused/"):
        assert client.get(address + query).status_code == 200


def is_whole_or_nothing(spring: Spring, data: bytes, force: Any) -> None:
    """Send a file: it is refused with reasons, or all it accepts is applied, and sent again it changes nothing."""
    upload = spring.send(data, force)
    assert upload.job.state == JobState.DONE, upload.job.message
    if upload.state == UploadState.UNREADABLE:
        assert upload.refusal
        assert upload.rows.count() == 0
        return
    assert upload.tally["rows"] == upload.rows.count()
    before = set(Value.objects.values_list("force", "measure", "period"))
    accepted = upload.rows.filter(outcome="added")
    expected = before | set(accepted.values_list("force", "measure", "period"))
    uploads.confirm(by=spring.administrator, upload=upload)
    assert set(Value.objects.values_list("force", "measure", "period")) == expected
    again = spring.send(data, force)
    assert (again.tally["added"], again.tally["changed"]) == (0, 0)


def is_read_or_refused(data: bytes) -> bool:
    """Read a file; say whether it was taken, or refused with reasons."""
    try:
        return bool(reading.read(data).sheets)
    except Unreadable as refusal:
        return bool(refusal.problems)


@given(data=st.binary(max_size=400))
@often
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"Force code,Measure,Period,Numerator\n"):
        assert is_read_or_refused(start + data)


@given(at=st.integers(0, 6000), byte=st.integers(0, 255), make=st.sampled_from([as_xlsx, as_ods]))
@often
def test_a_workbook_with_a_spoilt_byte(at: int, byte: int, make: Any) -> None:
    data = bytearray(make([["BED", "crime", "ye-2017-06", 10, "", "", "", ""]]))
    data[at % len(data)] = byte
    assert is_read_or_refused(bytes(data))
