"""How the rows of a published table are shown, and sent back when they are refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase

from core.exporters import csv_response, xlsx_response
from forces.models import Outcome, StagedRow, Upload
from forces.returns.layout import HEADINGS

REFUSED = HEADINGS["refused"]


def start_of(row: StagedRow) -> list[dict[str, Any]]:
    """Return where a figure of a table is and what it is about: row, force, measure, period and release."""
    rows = row.found.get("rows", 1) if isinstance(row.found, dict) else 1
    place = f"{row.number:,} and {rows - 1:,} more" if rows > 1 else f"{row.number:,}"
    measure = "Population" if row.mid_year else str(row.measure)
    period = f"mid-{row.mid_year}" if row.mid_year else str(row.period)
    release = (row.after or {}).get("release", "")
    return [{"text": text} for text in (place, str(row.force), measure, f"{period} ({release})")]


def refused_file(upload: Upload, name: str) -> HttpResponseBase:
    """Return the refused rows of a table under its own headings, with a column that says why."""
    rows = list(upload.rows.filter(outcome=Outcome.REFUSED).order_by("number"))
    headings = upload.tally.get("headings") or list(dict.fromkeys(heading for row in rows for heading in row.found))

    def cells(row: StagedRow) -> list[Any]:
        reasons = " ".join(f"{wrong['heading']}: {wrong['message']} {wrong['mend']}" for wrong in row.problems)
        return [*(row.found.get(heading, "") for heading in headings), reasons]

    answer = csv_response if upload.format == "csv" else xlsx_response
    return answer(name, [*headings, REFUSED], rows, cells)
