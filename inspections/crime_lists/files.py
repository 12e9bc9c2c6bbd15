"""Opens a crime list: CSV as a stream, XLSX and ODS by calamine; refuses what cannot be read, saying how to mend it."""

from __future__ import annotations

import csv
import hashlib
import io
from codecs import BOM_UTF8, IncrementalDecoder, getincrementaldecoder
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import IO

from forces.returns import files, spreadsheets
from forces.returns.layout import Problem, Unreadable, text_of

CSV_ROWS = 1_000_000
SPREADSHEET_ROWS = 100_000
PIECE = 1 << 20
BEGINNING = 4096
HEADINGS_WITHIN = 20  # rows
FEWEST_HEADINGS = 2
SEPARATORS = (",", ";", "\t", "|")

TOO_LARGE = (
    f"The spreadsheet is too large to be read: it may have {SPREADSHEET_ROWS:,} rows of up to 20 columns. "
    f"Save the list as CSV, which may have {CSV_ROWS:,} rows, and send that."
)
TOO_MANY_ROWS = (
    f"The list has more than {CSV_ROWS:,} rows. Take out crimes recorded outside the window and send the rest as CSV."
)
EMPTY = "The file is empty. Save the list again, check that the file has a size, and send it again."
NO_HEADINGS = (
    f"No row of headings was found in the first {HEADINGS_WITHIN} rows. "
    "Put a heading above each column, in one row, and send the list again."
)
WRONG_TYPE = "Send the list as CSV, as an Excel workbook (.xlsx) or as an OpenDocument spreadsheet (.ods)."
DAMAGED_TEXT = (
    "The file is damaged: its text cannot be read. Open it in your spreadsheet program, save it as “CSV UTF-8” "
    "and send that."
)
DAMAGED_ROW = (
    "The list cannot be read at or after line {line:,}. Look there for a quotation mark that is opened and not closed, "
    "correct it, and send the list again."
)
LARGE = ("too-large", "expands-too-far", "too-many-cells")


class UnreadableList(Exception):
    """A crime list cannot be read; the message says why and how to mend it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


Cells = list[str]


@dataclass(frozen=True)
class OpenList:
    """A list that is open: the SHA-256 of its bytes, its headings, and the rows under them, to be read once."""

    checksum: str
    headings: list[str]
    rows: Iterator[Cells]

    def place(self, heading: str) -> int:
        """Return which column, from 0, has a heading; capitals and spaces around it do not matter."""
        wanted = heading.strip().casefold()
        places = [number for number, found in enumerate(self.headings) if found.casefold() == wanted]
        if not places:
            raise UnreadableList(
                f"The list has no column “{heading}”. Its columns are: {', '.join(filter(None, self.headings))}. "
                "Choose the columns again, or send the list with the headings it had before."
            )
        if len(places) > 1:
            raise UnreadableList(
                f"{len(places)} columns have the heading “{heading}”. "
                "Give each its own heading and send the list again."
            )
        return places[0]


@contextmanager
def opened(file: IO[bytes]) -> Iterator[OpenList]:
    """Open a binary file as a crime list and leave it open afterwards; raise `UnreadableList` for what is none."""
    try:
        file.seek(0)
        beginning = file.read(BEGINNING)
        if beginning.startswith((b"PK", files.OLE)):
            yield _spreadsheet(beginning + file.read(files.limit() + 1))
            return
        files.format_of(beginning)
    except Unreadable as refusal:
        raise UnreadableList(_in_our_words(refusal.problems[0])) from None
    with _text(file) as (checksum, text):
        yield _csv(checksum, text)


def _in_our_words(problem: Problem) -> str:
    """Return what is said of a crime list for what is wrong with a file."""
    if problem.code in LARGE:
        return TOO_LARGE
    if problem.code == "empty-file":
        return EMPTY
    return f"{problem.message} {WRONG_TYPE if problem.code == 'wrong-type' else problem.mend}"


# --- CSV ---------------------------------------------------------------------------------------------------


@contextmanager
def _text(file: IO[bytes]) -> Iterator[tuple[str, io.TextIOWrapper]]:
    """Give a file's SHA-256 and its text, line by line; the file itself stays open."""
    checksum, encoding = _survey(file)
    file.seek(len(BOM_UTF8) if encoding == "utf-8" and _has_mark(file) else 0)
    text = io.TextIOWrapper(file, encoding, errors=_errors(encoding), newline="")
    try:
        yield checksum, text
    except UnicodeDecodeError:
        raise UnreadableList(DAMAGED_TEXT) from None
    finally:
        text.detach()


def _has_mark(file: IO[bytes]) -> bool:
    """Say whether a file begins with the mark some programs put before UTF-8; skipped here, it need not be decoded."""
    file.seek(0)
    return file.read(len(BOM_UTF8)) == BOM_UTF8


def _errors(encoding: str) -> str:
    """Return what is done with bytes an encoding lacks: cp1252 has five, which are kept apart, not thrown together."""
    return "backslashreplace" if encoding == "cp1252" else "strict"


def _survey(file: IO[bytes]) -> tuple[str, str]:
    """Return the SHA-256 of a file and its encoding: UTF-16 says so itself, UTF-8 is tried, the rest is Windows'."""
    file.seek(0)
    is_utf_16 = file.read(2) in files.UTF_16
    file.seek(0)
    digest, decoder = hashlib.sha256(), getincrementaldecoder("utf-8")()
    is_utf_8 = not is_utf_16
    for piece in iter(partial(file.read, PIECE), b""):
        digest.update(piece)
        if (b"\x00" in piece and not is_utf_16) or _is_one_line(piece):
            raise UnreadableList(DAMAGED_TEXT)
        is_utf_8 = is_utf_8 and _goes_on(decoder, piece)
    is_utf_8 = is_utf_8 and _goes_on(decoder, b"", final=True)
    return digest.hexdigest(), "utf-16" if is_utf_16 else "utf-8" if is_utf_8 else "cp1252"


def _is_one_line(piece: bytes) -> bool:
    """Say whether a whole piece holds no end of a line: a list of crimes has no row so long."""
    return len(piece) == PIECE and b"\n" not in piece and b"\r" not in piece


def _goes_on(decoder: IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    """Say whether another piece, or the end after the last, can be decoded."""
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _csv(checksum: str, text: io.TextIOWrapper) -> OpenList:
    """Return a CSV as a list; the separator is the one that makes most of the first rows equally wide."""
    beginning = list(islice(text, HEADINGS_WITHIN))
    separator = max(SEPARATORS, key=lambda mark: _regularity(_split(beginning, mark)))
    return _listed(checksum, _split(chain(beginning, text), separator), CSV_ROWS, TOO_MANY_ROWS)


def _regularity(rows: Iterator[Cells]) -> tuple[int, int]:
    """Return how many rows have the commonest number of cells above one, and that number."""
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    return max(((times, width) for width, times in widths.items()), default=(0, 0))


def _split(lines: Iterable[str], separator: str) -> Iterator[Cells]:
    """Yield the rows of a CSV; an error in it is a refusal that says where."""
    reader = csv.reader(lines, delimiter=separator)
    try:
        yield from reader
    except csv.Error:
        raise UnreadableList(DAMAGED_ROW.format(line=reader.line_num)) from None


# --- spreadsheets ------------------------------------------------------------------------------------------


def _spreadsheet(data: bytes) -> OpenList:
    """Return the sheet with most rows as a list."""
    format = files.format_of(data)
    spreadsheets.formulas(data, format)  # refuses sheets made to burst
    book = spreadsheets.opened(data)
    grids = [spreadsheets.cells(book, name) for name in spreadsheets.worksheets(book)]
    rows = ([text_of(cell) for cell in cells] for cells in max(grids, key=len, default=[]))
    return _listed(hashlib.sha256(data).hexdigest(), rows, SPREADSHEET_ROWS, TOO_LARGE)


# --- both --------------------------------------------------------------------------------------------------


def _listed(checksum: str, rows: Iterator[Cells], limit: int, message: str) -> OpenList:
    """Return a list whose rows have been read as far as its headings."""
    headings = _heading_row(rows)
    if len(headings) < FEWEST_HEADINGS:
        raise UnreadableList(NO_HEADINGS)
    return OpenList(checksum, headings, chain(islice(rows, limit), _no_more(rows, message)))


def _heading_row(rows: Iterator[Cells]) -> Cells:
    """Return the first row with two cells filled in, which is that of the headings; a title above has one."""
    for cells in islice(rows, HEADINGS_WITHIN):
        headings = [cell.strip() for cell in cells]
        if sum(map(bool, headings)) >= FEWEST_HEADINGS:
            return headings
    return []


def _no_more(rows: Iterator[Cells], message: str) -> Iterator[Cells]:
    """Yield nothing; raise `UnreadableList` when a row is left that is not empty."""
    if any(map(any, rows)):
        raise UnreadableList(message)
    yield from ()
