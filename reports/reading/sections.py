"""Where a report's chapters begin, one for each question, and what else ends a list of findings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from reports.reading import words
from reports.reading.layout import Line
from reports.reading.lines import joined, note_marks, vocabulary, without_notes

LONGEST_HEADING = 120
MOST_WORDS = 16
LOOK_AHEAD = 3


@dataclass(frozen=True)
class Chapter:
    """The heading of a question: its place, how many lines it takes, and the grade printed under it, if one is."""

    at: int
    size: int
    title: str
    slug: str
    grade: str = ""
    grade_at: int = -1


@dataclass
class Text:
    """A report's lines with what is known of them all; `table` is where its table of judgments stands."""

    lines: Sequence[Line]
    titles: Iterable[str] = ()
    table: range = field(default_factory=lambda: range(0))

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the words written whole somewhere."""
        return vocabulary(self.lines)

    @cached_property
    def marks(self) -> frozenset[str]:
        """Return the marks of footnotes."""
        return note_marks(self.lines)

    @cached_property
    def chapters(self) -> list[Chapter]:
        """Return the chapters in their order; a title said again at the head of a page begins none."""
        return [chapter for chapter, is_again in self.headed if not is_again]

    @cached_property
    def repeated(self) -> frozenset[int]:
        """Return the places of titles that are said again at the head of a page."""
        again = [chapter for chapter, is_again in self.headed if is_again]
        return frozenset(place for one in again for place in range(one.at, one.at + one.size))

    @cached_property
    def headed(self) -> list[tuple[Chapter, bool]]:
        """Return every title of a question, and whether it is the one before it again."""
        found = list(all_chapters(self))
        return [
            (chapter, before is not None and before.slug == chapter.slug and not chapter.grade)
            for before, chapter in zip([None, *found], found, strict=False)
        ]

    @cached_property
    def ends(self) -> frozenset[int]:
        """Return the places where a list of findings is over whatever stands before."""
        heads = {chapter.at for chapter in self.chapters}
        others = {
            at
            for at, line in enumerate(self.lines)
            if words.box_of(line.text)
            or words.grade_of(line.text)
            or words.END_OF_CHAPTERS.match(line.text)
            or line.text.startswith(words.DUE)
        }
        return frozenset(heads | others)

    def is_aside(self, at: int) -> bool:
        """Say whether a line is empty, or belongs to the page and not to the text."""
        line = self.lines[at]
        return not line.text or line.is_furniture or at in self.repeated

    def next(self, at: int) -> int | None:
        """Return the place of the next line of the text from here on."""
        return next((place for place in range(at, len(self.lines)) if not self.is_aside(place)), None)

    def chapter_of(self, at: int) -> Chapter | None:
        """Return the chapter a line stands in."""
        place = bisect_right(self.chapters, at, key=lambda chapter: chapter.at)
        return self.chapters[place - 1] if place else None

    def one(self, texts: Sequence[str]) -> str:
        """Return lines as one text, cut words whole, without marks of footnotes."""
        return without_notes(joined(texts, self.known), self.marks)

    def passage(self, numbers: Sequence[int]) -> str:
        """Return the lines from the first to the last of these numbers, as they stand."""
        start = bisect_left(self.lines, min(numbers), key=lambda line: line.number)
        end = bisect_right(self.lines, max(numbers), key=lambda line: line.number)
        return "\n".join(line.text for line in self.lines[start:end]).strip()


def is_heading(text: str) -> bool:
    """Say whether a line looks like a heading: a few words, the first with a capital, no stop at the end."""
    count = len(text.split())
    looks_so = text[:1].isupper() or text[:1].isdigit()
    return looks_so and 1 <= count <= MOST_WORDS and len(text) <= LONGEST_HEADING and text[-1] not in ".,;:!"


def all_chapters(text: Text) -> Iterable[Chapter]:
    """Yield every title of a question that stands by itself, and every heading with a grade under it."""
    known = set(words.SLUGS) | {words.told_by(title) for title in text.titles}
    at = 0
    while at < len(text.lines):
        found = chapter_at(text, at, known) if text.lines[at].text and at not in text.table else None
        if found:
            yield found
        at = found.at + found.size if found else at + 1


def chapter_at(text: Text, at: int, known: set[str]) -> Chapter | None:
    """Return the chapter that begins here, its title on one line or on two."""
    lines = text.lines
    if not stands_apart(text, at) or words.grade_of(lines[at].text) or words.box_of(lines[at].text):
        return None
    for size in (2, 1):
        parts = [line.text for line in lines[at : at + size]]
        if not all(parts) or len(parts) < size or not is_heading(joined(parts)):
            continue
        title = joined(parts)
        grade_at = grade_under(text, at + size)
        is_known = words.told_by(title) in known
        if is_known or (grade_at >= 0 and size == 1 and len(title.split()) > 1):
            grade = words.grade_of(lines[grade_at].text) if grade_at >= 0 else ""
            return Chapter(at, size, title, words.slug_of(title), grade, grade_at)
    return None


def stands_apart(text: Text, at: int) -> bool:
    """Say whether nothing stands right before a line, or what has ended: a sentence, a heading, page furniture."""
    line = text.lines[at]
    before = text.lines[at - 1] if at else None
    if before is None or line.starts_page or not before.text or before.is_furniture:
        return True
    is_over = words.SENTENCE_END.search(before.text) or before.text.isdigit()
    return bool(is_over) or (is_heading(before.text) and not words.ends_open(before.text))


def grade_under(text: Text, at: int) -> int:
    """Return the place of a line that is a grade and follows a heading; -1 where none does."""
    for place in range(at, min(at + LOOK_AHEAD, len(text.lines))):
        line = text.lines[place]
        if line.text:
            return place if words.grade_of(line.text) else -1
    return -1
