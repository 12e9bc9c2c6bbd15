"""Files as they were published: none is a return, and each is refused with what it is and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forces.models import StagedRow, UploadState, Value
from tests.forces.conftest import Spring

pytestmark = pytest.mark.shared
PUBLISHED = {
    "ons_policeforceareadatatablesyearendingjune2018corrected.xlsx": "Correction, Notes, Table P1, Table P2",
    "ons_policeforceareatablesyearendingmarch2018v2.xlsx": "Notes, Table P1, Table P2, Table P3",
    "police-workforce-tables-sep16.ods": "Index, Table_1, Table_2, Table_3, Table_4, Table_5, Table_6.",
}


def test_every_original_is_tried(shared: Path) -> None:
    found = {path.name for path in (shared / "data" / "originals").iterdir()}
    assert found == {*PUBLISHED, *(f"2017-0{month}-city-of-london-street.csv" for month in (1, 2, 3))}


def refused(spring: Spring, shared: Path, name: str) -> Any:
    """Send an original as a return; return the only reason it is refused for, nothing of it being kept."""
    upload = spring.send((shared / "data" / "originals" / name).read_bytes(), spring.bedfordshire, name=name)
    assert (upload.state, StagedRow.objects.count(), Value.objects.count()) == (UploadState.UNREADABLE, 0, 0)
    (problem,) = upload.refusal
    return problem


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_workbook_is_named_as_one_with_its_sheets(spring: Spring, shared: Path, name: str) -> None:
    problem = refused(spring, shared, name)
    assert problem["code"] == "published-workbook"
    assert "This looks like a published workbook" in problem["message"]
    assert f"its sheets are {PUBLISHED[name]}" in problem["message"]
    assert "Copy the figures you need from the one sheet that has them into the template." in problem["mend"]
    assert "through a saved mapping of its columns" in problem["mend"]


@pytest.mark.parametrize("month", [1, 2, 3])
def test_a_list_of_crimes_is_shown_its_own_columns(spring: Spring, shared: Path, month: int) -> None:
    problem = refused(spring, shared, f"2017-0{month}-city-of-london-street.csv")
    assert problem["code"] == "no-headings"
    assert "The first row is: Crime ID, Month, Reported by, Falls within" in problem["message"]
    assert "Force code, Measure, Period, Numerator" in problem["allowed"]
    assert "Copy the row of headings from the template" in problem["mend"]
