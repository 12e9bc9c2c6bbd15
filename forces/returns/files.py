"""Tells what a file is by its content, and refuses what is empty, locked, too large or made to burst."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.conf import settings

from forces.returns.layout import Unreadable
from forces.returns.messages import problem

EXPANDED_LIMIT = 100 * 1024 * 1024
ENTRY_LIMIT = 1000
CELL_LIMIT = 2_000_000
ROW_LIMIT = 150_000
COLUMN_LIMIT = 100
AREA_LIMIT = ROW_LIMIT * COLUMN_LIMIT  # of all sheets: a reader fills each from A1 to its last cell
TEXT_LIMIT = 400_000_000  # characters, were every text cell the longest one

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
KNOWN = [
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
]
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def format_of(data: bytes) -> str:
    """Return xlsx, xlsm, ods or csv; raise `Unreadable` for anything else."""
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise Unreadable(problem("empty-file"))
    if len(data) > limit():
        raise Unreadable(problem("too-large", size=megabytes(len(data)), limit=megabytes(limit())))
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(problem("password"))
        raise Unreadable(problem("wrong-type", what="a file of an old Office program"))
    if data.startswith(b"PK"):
        return format_of_archive(data)
    for start, what in KNOWN:
        if data.startswith(start):
            raise Unreadable(problem("wrong-type", what=what))
    if b"\x00" in data and not data.startswith(UTF_16):
        raise Unreadable(problem("wrong-type", what="a file of unknown kind"))
    return "csv"


def limit() -> int:
    """Return how large a file may be, in bytes."""
    return int(settings.UPLOAD_LIMIT_BYTES)


def megabytes(size: int) -> str:
    """Return a size in words."""
    return f"{size / 1024 / 1024:.0f} MB"


def format_of_archive(data: bytes) -> str:
    """Return the format of a zipped file, after looking at all that is in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsm" if has_macros(archive, names) else "xlsx"
            if "mimetype" in names and archive.read("mimetype").strip() == ODS_TYPE:
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise Unreadable(problem("password"))
                return "ods"
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, KeyError, OSError, ValueError):
        raise Unreadable(problem("damaged")) from None
    except RuntimeError:  # what zipfile raises for an encrypted entry
        raise Unreadable(problem("password")) from None
    except zlib.error:
        raise Unreadable(problem("damaged")) from None
    raise Unreadable(problem("wrong-type", what=kind_of_archive(names)))


def has_macros(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Say whether a workbook holds macros, or calls itself one that may."""
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    return b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names)


def kind_of_archive(names: set[str]) -> str:
    """Return what a zipped file that is no spreadsheet is."""
    if "word/document.xml" in names:
        return "a Word document"
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook (.xlsb)"
    return "a compressed file"


def check_size(archive: zipfile.ZipFile) -> None:
    """Unpack everything piece by piece, believing no declared size, and stop at the limit."""
    too_far = problem("expands-too-far", limit=megabytes(EXPANDED_LIMIT))
    entries = archive.infolist()
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > EXPANDED_LIMIT:
        raise Unreadable(too_far)
    unpacked = 0
    for entry in entries:
        with archive.open(entry) as file:
            while piece := file.read(1 << 20):
                unpacked += len(piece)
                if unpacked > EXPANDED_LIMIT:
                    raise Unreadable(too_far)


REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
PLAIN = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
TEXT = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>", re.DOTALL)


class Extent:
    """How much of a workbook there is so far, over all its sheets; refuses what is too much."""

    def __init__(self, longest_text: int = 0) -> None:
        self.longest_text = longest_text
        self.cells = self.area = 0

    def add(self, cells: int, rows: int, columns: int) -> None:
        """Count a sheet with so many cells, the last of them in this row and column."""
        self.cells, self.area = self.cells + cells, self.area + rows * columns
        is_far = rows > ROW_LIMIT or columns > COLUMN_LIMIT or self.area > AREA_LIMIT
        if is_far or self.cells > CELL_LIMIT or self.cells * self.longest_text > TEXT_LIMIT:
            raise too_many_cells()


def too_many_cells() -> Unreadable:
    """Return the refusal of a file with cells far out, or very many."""
    return Unreadable(problem("too-many-cells", rows=f"{ROW_LIMIT:,}", columns=COLUMN_LIMIT))


def check_sheet(xml: bytes, extent: Extent) -> None:
    """Refuse a sheet whose cells lie so far out that a reader would fill all the space between with nothing."""
    if xml[:2] in UTF_16 or b"<!DOCTYPE" in xml[:2000]:
        raise Unreadable(problem("damaged"))
    rows = columns = 0
    for reference in REFERENCE.findall(xml):
        match = PLAIN.fullmatch(reference)
        if not match:
            raise Unreadable(problem("damaged"))
        rows, columns = max(rows, int(match[2])), max(columns, column_number(match[1]))
    extent.add(xml.count(b"<c ") + xml.count(b":c ") + xml.count(b"<c>"), rows, columns)


def longest_shared_text(xml: bytes) -> int:
    """Return the length of the longest text in a workbook's table of texts."""
    return max((len(text) for text in TEXT.findall(xml)), default=0)


def column_number(letters: bytes | str) -> int:
    """Return 1 for A, 27 for AA; 0 for none."""
    number = 0
    for letter in letters.decode() if isinstance(letters, bytes) else letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
