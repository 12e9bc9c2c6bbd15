"""Makes rows of a CSV file in UTF-8."""

from __future__ import annotations

import csv
import io
from collections import Counter

from forces.returns.layout import Unreadable, text_of
from inspections.grades_files.layout import OPTIONAL, REQUIRED, Line
from inspections.grades_files.messages import problem
from inspections.rules.words import plain

LIMIT = 2 * 1024 * 1024  # it is read while somebody waits
ROW_LIMIT = 5000


def read(data: bytes) -> list[Line]:
    """Return the rows of a file; raise `Unreadable` with every reason there are none. Other columns are not read."""
    if len(data) > LIMIT:
        raise Unreadable(problem("too-large", limit=f"{LIMIT // 1024:,} kB"))
    if not data.strip():
        raise Unreadable(problem("empty-file"))
    try:
        text = data.decode("utf-8-sig")
        if "\x00" in text:
            raise ValueError
    except ValueError:
        raise Unreadable(problem("not-text")) from None
    try:
        headings, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (csv.Error, ValueError):
        raise Unreadable(problem("damaged")) from None
    names = [plain(heading).replace(" ", "_") for heading in headings]
    times = Counter(names)
    wrong = [problem("heading-missing", heading=name) for name in REQUIRED if name not in times]
    wrong += [problem("heading-doubled", heading=name) for name in (*REQUIRED, *OPTIONAL) if times[name] > 1]
    if wrong:
        raise Unreadable(*wrong)
    lines = [line_of(number, names, cells) for number, cells in enumerate(rows, start=2) if any(map(str.strip, cells))]
    if not lines:
        raise Unreadable(problem("no-rows"))
    if len(lines) > ROW_LIMIT:
        raise Unreadable(problem("too-many-rows", limit=f"{ROW_LIMIT:,}"))
    return lines


def line_of(number: int, names: list[str], cells: list[str]) -> Line:
    """Return one row; what stands under no heading that is known is not read."""
    known = {*REQUIRED, *OPTIONAL}
    return Line(number, {name: text_of(cell) for name, cell in zip(names, cells, strict=False) if name in known})
