"""Tables as files: streamed, never built whole in memory; formulas are written as text."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PIECE = 16_000  # characters sent at a time: a line by itself costs more to send than to make


def as_text(value: Any) -> Any:
    """Return a value as a file holds it: ISO dates, yes and no, nothing for nothing, formulas as text."""
    if type(value) is str:  # most are
        return "'" + value if value.startswith(FORMULA_STARTS) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def csv_response(
    name: str, headings: Iterable[str], rows: Iterable[Any], values: Callable[[Any], list[Any]]
) -> StreamingHttpResponse:
    """Stream rows as a CSV download called `name`.csv."""

    def pieces() -> Iterator[str]:
        text = io.StringIO()
        write = csv.writer(text).writerow
        write(list(headings))
        for row in rows:
            write([as_text(value) for value in values(row)])
            if text.tell() > PIECE:
                yield text.getvalue()
                text.seek(0)
                text.truncate()
        yield text.getvalue()

    response = StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_response(
    name: str, headings: Iterable[str], rows: Iterable[Any], values: Callable[[Any], list[Any]]
) -> FileResponse:
    """Send rows as a workbook called `name`.xlsx; row by row it goes to a file on disk, and from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, list(headings), book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [as_text(value) for value in values(row)])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def svg_response(name: str, chart: Any) -> HttpResponse:
    """Send a bar chart as a drawing called `name`.svg, to be put into a document; a page never holds it."""
    drawn = render_to_string("documents/chart.svg", {"chart": chart})
    shown = f'attachment; filename="{name}.svg"'
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8", headers={"Content-Disposition": shown})
