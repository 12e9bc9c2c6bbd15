"""Makes a text of a file, told by its content; says of what cannot be read what it is and how to mend it."""

from __future__ import annotations

import io
import logging
import re
from typing import NamedTuple

from pypdf import PdfReader

from core import attachments
from forces.returns.layout import Problem, Unreadable

MEGABYTE = 1024 * 1024
PDF_LIMIT = 20 * MEGABYTE
TEXT_LIMIT = MEGABYTE
PAGE_LIMIT = 300
LONGEST_LINE = 20_000
LINE_LIMIT = 20_000
PDF = b"%PDF-"
HEAD = 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
STRANGE = 0.02
FEWEST_WORDS = 20
LINE_END = re.compile("[\n\f]")
NO_SIGN = re.compile("[\x00\ud800-\udfff]")  # what no database keeps: a PDF may hold half a sign
TAB_TO_RETURN = frozenset("\t\n\v\f\r")

# code → (what is wrong, how to mend it)
MESSAGES = {
    "empty": ("The file is empty.", "Save the report again, check that the file has a size, and send it again."),
    "too-large": (
        "The file is {size} and the limit is {limit}.",
        "Send the report as plain text, or as a PDF without its pictures.",
    ),
    "too-long": (
        "The file has {found} and the limit is {limit}.",
        "Send one report at a time, as the text or the PDF that was published.",
    ),
    "wrong-type": ("The file is {what}.", "Send the report as a PDF, or save it as plain text (.txt) and send that."),
    "binary": (
        "The file is no text: it holds signs that no report has.",
        "Send the PDF of the report, or open it, choose “Save as”, then plain text with the encoding UTF-8.",
    ),
    "encoding": (
        "The file says that it is in the encoding {encoding}, and it is not.",
        "Open it in an editor and save it as plain text with the encoding UTF-8.",
    ),
    "locked": (
        "The PDF is locked with a password.",
        "Open it with the password, print it to a new PDF without one, and send that.",
    ),
    "damaged": ("The PDF is damaged: its pages cannot be read.", "Download the report again, and send it again."),
    "no-text": (
        "No words were found in the file: its pages may be pictures.",
        "Run it through a program that recognises text, or send the report’s text.",
    ),
}

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it has an opinion on every page that is not quite right


class Told(NamedTuple):
    """A file as text, and what it was."""

    text: str
    format: str


def problem(code: str, **words: object) -> Problem:
    """Return what is wrong with a file."""
    message, mend = MESSAGES[code]
    return Problem(code=code, message=message.format(**words), mend=mend)


def told(data: bytes) -> Told:
    """Return the text of a file; raise `Unreadable` with the reason there is none."""
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise Unreadable(problem("empty"))
    if PDF in data[:HEAD]:
        return Told(whole(pdf_text(data)), "pdf")
    if what := other_kind(data):
        raise Unreadable(problem("wrong-type", what=what))
    check_size(len(data), TEXT_LIMIT)
    return Told(whole(decoded(data)), "text")


def check_size(size: int, limit: int = PDF_LIMIT) -> None:
    """Refuse a file that is too large."""
    if size > limit:
        raise Unreadable(problem("too-large", size=f"{size / MEGABYTE:.1f} MB", limit=f"{limit // MEGABYTE} MB"))


def other_kind(data: bytes) -> str:
    """Return what a file is that is neither text nor a PDF, in words; empty for what may be text."""
    try:
        label = attachments.kind_of_bytes(data[: attachments.LIMIT_BYTES]).label
    except attachments.Refused as refusal:
        what = str(refusal).removeprefix("it is ").partition(". ")[0].rstrip(".")
        return "" if what == "a file of another kind" else what
    return f"a{'n' if label[0] in 'AEIOU' else ''} {label}"


def decoded(data: bytes) -> str:
    """Return bytes as text: UTF-8 or UTF-16 where they say so, else as Windows writes it."""
    if data.startswith(UTF_16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Unreadable(problem("encoding", encoding="UTF-16")) from None
    if b"\x00" in data:
        raise Unreadable(problem("binary"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def whole(text: str) -> str:
    """Return a text that has words and is no longer than a report; refuse any other."""
    strange = sum(not sign.isprintable() and sign not in TAB_TO_RETURN for sign in text) + text.count("\ufffd")
    if strange > STRANGE * len(text):
        raise Unreadable(problem("binary"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = LINE_END.split(text)
    if len(rows) > LINE_LIMIT:
        raise Unreadable(problem("too-long", found=f"{len(rows):,} lines", limit=f"{LINE_LIMIT:,}"))
    if max(map(len, rows)) > LONGEST_LINE:
        limit = f"{LONGEST_LINE:,} characters"
        raise Unreadable(problem("too-long", found=f"a line of {max(map(len, rows)):,} characters", limit=limit))
    if len(text.split()) < FEWEST_WORDS:
        raise Unreadable(problem("no-text"))
    return NO_SIGN.sub("", text)


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF, a form feed before each page but the first."""
    check_size(len(data))
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(problem("locked"))
        pages = len(reader.pages)
        if pages > PAGE_LIMIT:
            raise Unreadable(problem("too-long", found=f"{pages:,} pages", limit=f"{PAGE_LIMIT:,}"))
        return "\n\f".join(page.extract_text() for page in reader.pages)
    except Unreadable:
        raise
    except Exception:  # a broken PDF makes the library fail in any way there is
        raise Unreadable(problem("damaged")) from None
