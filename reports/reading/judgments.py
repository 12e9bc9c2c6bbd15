"""Reads the table of judgments: each question with its grade and the year it was last inspected."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.reading import words
from reports.reading.layout import OVERALL, Judgment, Line
from reports.reading.lines import joined
from reports.reading.sections import Text

LONGEST_TABLE = 90
PROSE = 12  # words: more of them on a line, and the table is over
NO_GRADE = "No grade could be told: choose it from the passage."
TWO_GRADES = "The chapter says otherwise (line {line}): look at both."


@dataclass(frozen=True)
class Token:
    """A title, a grade or a year, with the number of its line."""

    kind: str
    text: str
    line: int


@dataclass
class Row:
    """A line of the table as far as it is read; numbers are of lines."""

    title: str
    titles: list[int]
    grades: list[Token] = field(default_factory=list)
    years: list[Token] = field(default_factory=list)

    @property
    def lines(self) -> list[int]:
        """Return the numbers of all its lines."""
        return [*self.titles, *(token.line for token in [*self.grades, *self.years])]


def table_of(lines: Sequence[Line]) -> range:
    """Return where the table of judgments stands; nowhere where none is."""
    ends = [place for place, line in enumerate(lines) if is_over(line.text)]
    grades = [place for place, line in enumerate(lines) for token in tokens([line]) if token.kind == "grade"]
    for at, line in enumerate(lines):
        if not starts(lines, at):
            continue
        after = bisect_right(ends, at)
        end = min([at + LONGEST_TABLE, len(lines), *ends[after : after + 1]])
        if line.text and bisect_left(grades, end) - bisect_left(grades, at) > 1:
            return range(at, end)
    return range(0)


def starts(lines: Sequence[Line], at: int) -> bool:
    """Say whether a table may begin here: "Judgments", or the overall judgment."""
    text = lines[at].text
    return text.lower() in {"judgments", "judgements", "judgment", "judgement"} or (
        bool(words.OVERALL_TITLE.match(text)) and len(text.split()) <= PROSE and not text.endswith(".")
    )


def is_over(text: str) -> bool:
    """Say whether the table has ended before this line: a summary, a heading of findings, a sentence."""
    if text.lower().startswith("summary") or words.box_of(text):
        return True
    return len(text.split()) > PROSE and not words.GRADE_AT_END.search(words.YEAR_AT_END.sub("", text))


def tokens(lines: Sequence[Line]) -> Iterator[Token]:
    """Yield titles, grades and years in the order they stand; a title over two lines is two tokens."""
    for line in lines:
        text = line.text
        if line.is_furniture or not text or set(text.lower().split()) <= words.TABLE_HEADS:
            continue
        tail: list[Token] = []
        while match := words.GRADE_AT_END.search(text) or year_of(text):
            kind = "grade" if match.re is words.GRADE_AT_END else "year"
            tail.insert(0, Token(kind, match[1], line.number))
            text = text[: match.start()].rstrip(" .:–-")
        if text and not text.isdigit():
            yield Token("title", text, line.number)
        yield from tail


def year_of(text: str) -> re.Match[str] | None:
    """Return the match of a year at the end of a line; one that is part of the overall judgment's title stays there."""
    match = words.YEAR_AT_END.search(text)
    is_of_title = match and words.OVERALL_TITLE.match(text) and not words.GRADE_AT_END.search(text[: match.start()])
    return None if is_of_title else match


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of the table, whether it stands row by row or column by column."""
    blank_before = {line.number: not before.text for before, line in pairwise(lines)}
    rows: list[Row] = []
    last = ""
    for token in tokens(lines):
        if token.kind == "title" and rows and goes_on(rows[-1], token, last, blank_before):
            rows[-1].title = joined([rows[-1].title, token.text])
            rows[-1].titles.append(token.line)
        elif token.kind == "title":
            rows.append(Row(token.text, [token.line]))
        elif rows:
            (rows[-1].grades if token.kind == "grade" else rows[-1].years).append(token)
        last = token.kind
    return by_columns(rows)


def goes_on(row: Row, token: Token, last: str, blank_before: dict[int, bool]) -> bool:
    """Say whether a title goes on with the one before: on the next line, or with a small letter."""
    is_next = last == "title" and token.line == row.titles[-1] + 1 and not blank_before.get(token.line, False)
    return token.text[0].islower() or (is_next and words.told_by(row.title) not in words.SLUGS)


def by_columns(rows: list[Row]) -> list[Row]:
    """Give each title its grade and year where all grades stand after all titles; a heading among them has neither."""
    if len(rows) < 2 or any(row.grades for row in rows[:-1]):
        return rows
    last = rows[-1]
    grades, years = last.grades, last.years
    if len(grades) == len(rows) - 1 and words.slug_of(rows[0].title) == OVERALL:
        rows = rows[1:]
    if len(grades) != len(rows):
        return rows
    missing = len(rows) - len(years)  # the overall judgment has no year of its own
    for place, row in enumerate(rows):
        row.grades = [grades[place]]
        row.years = [years[place - missing]] if place >= missing and years else []
    return rows


def judgments(text: Text) -> list[Judgment]:
    """Return the judgments of the table; of a report without one, those printed under the chapters' headings."""
    if not text.table:
        return [
            judgment(text, chapter.title, chapter.grade, "", numbers_of(text, chapter.at, chapter.grade_at))
            for chapter in text.chapters
            if chapter.grade
        ]
    found = []
    for row in rows_of(text.lines[text.table.start : text.table.stop]):
        if not row.grades and words.slug_of(row.title) not in {*words.SLUGS.values(), OVERALL}:
            continue  # words of the page, and no question that is known
        grade = words.GRADES[row.grades[0].text.lower()] if len(row.grades) == 1 else ""
        year = row.years[0].text if row.years else overall_year(row.title)
        found.append(checked(text, judgment(text, row.title, grade, year, row.lines)))
    return found


def judgment(text: Text, title: str, grade: str, year: str, lines: list[int]) -> Judgment:
    """Make a judgment of what a row says."""
    return Judgment(
        question=title,
        slug=words.slug_of(title),
        grade=grade,
        last_inspected=year.replace(" ", "").replace("–", "-"),
        lines=sorted(set(lines)),
        passage=text.passage(lines),
        is_damaged=not grade,
        why="" if grade else NO_GRADE,
    )


def numbers_of(text: Text, *places: int) -> list[int]:
    """Return the numbers of lines by their places."""
    return [text.lines[place].number for place in places]


def overall_year(title: str) -> str:
    """Return the year that the title of the overall judgment names."""
    match = words.YEAR_AT_END.search(title) if words.OVERALL_TITLE.match(title) else None
    return match[1] if match else ""


def checked(text: Text, found: Judgment) -> Judgment:
    """Compare a judgment with the grade under its chapter's heading; where they differ a person looks."""
    for chapter in text.chapters:
        if chapter.slug == found.slug and chapter.grade and found.grade and chapter.grade != found.grade:
            line = text.lines[chapter.grade_at].number
            found.is_damaged, found.why = True, TWO_GRADES.format(line=line)
    return found
