"""Makes lines of a text: where pages begin, what is page furniture; and joins lines to sentences again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from reports.reading import words
from reports.reading.layout import Line

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\ufeff": "", "\x00": ""})
PAGE_NUMBER = re.compile(
    r"^(?:[-–—|]\s*)?(?:page\s+\d{1,3}(?:\s+of\s+\d{1,3})?|\d{1,3}\s+of\s+\d{1,3})(?:\s*[-–—|])?$", re.I
)
DASHED_NUMBER = re.compile(r"^[-–—|]\s*\d{1,3}\s*[-–—|]$")
NUMBER = re.compile(r"^\d{1,3}$")
MARKING = re.compile(r"^OFFICIAL(?:[-–: ]+SENSITIVE)?$")
EDGE = 2  # how many lines of a page's top and bottom may be furniture
OFTEN = 3
SOFT = "\u00ad"
FEW = 0.05
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# a hyphen after one of these is part of the word
KEEPS_HYPHEN = frozenset({
    "anti", "co", "cross", "cyber", "de", "decision", "ex", "front", "full", "high", "ill", "inter", "long", "low",
    "mid", "multi", "near", "non", "out", "over", "part", "post", "pre", "pro", "problem", "re", "risk", "self",
    "short", "so", "two", "under", "up", "well",
})  # fmt: skip


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text, numbered from 1 as an editor numbers them."""
    found: list[tuple[int, str, bool]] = []
    rows = text.translate(LIGATURES).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_indented = "\f" not in text and marks_pages_by_space(rows)
    for number, row in enumerate(rows, start=1):
        first, *later = row.split("\f")
        starts = is_indented and first[:1] == " " and first[1:2].strip() != ""
        found.append((number, tidy(first), starts))
        found += [(number, tidy(piece), True) for piece in later]
    repeated = furniture([(row, starts) for _number, row, starts in found])
    return [Line(number, row, starts, is_page_furniture(row, repeated)) for number, row, starts in found]


def marks_pages_by_space(rows: Sequence[str]) -> bool:
    """Say whether the few lines that begin with a space are the first of their pages, as in texts made from a PDF."""
    full = [row for row in rows if row.strip()]
    return sum(row.startswith(" ") for row in full) <= FEW * len(full)


def tidy(row: str) -> str:
    """Return a line with single spaces; a soft hyphen stays only at its end."""
    row = " ".join(row.split())
    return row[:-1].replace(SOFT, "") + row[-1:]


def shape(row: str) -> str:
    """Return a line with its numbers left out: running headers differ in them alone."""
    return re.sub(r"\d+", "#", row.lower())


def furniture(rows: Sequence[tuple[str, bool]]) -> set[str]:
    """Return the shapes of lines that come again and again: at the edges of pages, or anywhere."""
    everywhere = Counter(shape(row) for row, _ in rows if len(row.split()) > 1)
    often = {found for found, count in everywhere.items() if count >= OFTEN}
    edges = Counter(found for page in pages(rows) for found in {shape(row) for row in [*page[:EDGE], *page[-EDGE:]]})
    return often | {found for found, count in edges.items() if count >= OFTEN and "#" not in found.replace(" ", "")[:1]}


def pages(rows: Sequence[tuple[str, bool]]) -> list[list[str]]:
    """Return the lines of each page that have words."""
    found: list[list[str]] = [[]]
    for row, starts in rows:
        if starts and found[-1]:
            found.append([])
        if row and not NUMBER.match(row):
            found[-1].append(row)
    return found if len(found) > 1 else []


def is_page_furniture(row: str, repeated: set[str]) -> bool:
    """Say whether a line belongs to the page and not to the text; headings and marks of lists never do."""
    if PAGE_NUMBER.match(row) or DASHED_NUMBER.match(row) or MARKING.match(row):
        return True
    if not row or shape(row) not in repeated:
        return False
    is_ours = words.box_of(row) or words.grade_of(row) or words.mark_of(row) or words.told_by(row) in words.SLUGS
    return not is_ours


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """Return the words of a text that are not cut at the end of a line, those with hyphens whole."""
    found: set[str] = set()
    for line in lines:
        all_of_it = WORD.findall(line.text.lower())
        found.update(all_of_it[:-1] if line.text.endswith(("-", SOFT)) else all_of_it)
    return frozenset(found)


def joined(parts: Sequence[str], known: frozenset[str] = frozenset()) -> str:
    """Return lines as one text; a word cut at the end of a line is made whole."""
    return "".join(pieces(parts, known)).rstrip(f" {SOFT}")


def pieces(parts: Sequence[str], known: frozenset[str] = frozenset()) -> list[str]:
    """Return each line as it stands in one text, with the space after it where there is one."""
    found: list[str] = []
    for part, after in zip(parts, [*parts[1:], ""], strict=False):
        if part.endswith(SOFT):
            found.append(part[:-1])
        elif is_cut(part, after):
            found.append(part if keeps_hyphen(part, after, known) else part[:-1])
        else:
            found.append(f"{part} ")
    return found


def is_cut(text: str, part: str) -> bool:
    """Say whether a text ends in the middle of a word."""
    return len(text) > 1 and text.endswith("-") and text[-2].isalpha() and part[:1].islower()


def keeps_hyphen(text: str, part: str, known: frozenset[str]) -> bool:
    """Say whether a word cut in two has a hyphen: the text writes it so elsewhere, or its beginning always has one."""
    before, after = WORD.findall(text.lower())[-1].rpartition("-")[2], WORD.findall(part.lower())[0]
    return f"{before}{after}" not in known and (f"{before}-{after}" in known or before in KEEPS_HYPHEN)


def without_notes(text: str, marks: frozenset[str]) -> str:
    """Return a text without the marks of footnotes that hang on its words."""
    return re.sub(r"(?<=[a-z.,;)’”])(\d{1,2})(?=[\s.,;:)]|$)", lambda m: "" if m[1] in marks else m[0], text)


HANGING = re.compile(r"[a-z)’”.,][.,)]?(\d{1,2})(?=[\s.,;:)]|$)", re.I)


def note_marks(lines: Sequence[Line]) -> frozenset[str]:
    """Return the numbers that hang on words and also begin a line: marks of footnotes."""
    hanging = {mark for line in lines for mark in HANGING.findall(line.text)}
    begins = {line.text.split(" ", 1)[0] for line in lines if line.text[:1].isdigit()}
    return frozenset(hanging & begins)
