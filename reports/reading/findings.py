"""Reads areas for improvement, causes of concern and recommendations: what stands under a heading that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from inspections.rules import words as shared
from reports.reading import words
from reports.reading.boxes import Box, Point
from reports.reading.layout import Finding
from reports.reading.sections import Text, is_heading, stands_apart

WHICH = "It may answer more than one cause of concern: choose which."
LONGEST_PART = 300
FAR = 60  # a cause of concern is over, or its recommendations begin, within so many lines


def findings(text: Text) -> list[Finding]:
    """Return the findings in the order of the report; one that stands twice is one."""
    found = Gathered()
    boxes = Counter((chapter_slug(text, at), kind) for at, kind in headings(text))
    concerns_before: list[int] = []  # those that recommendations may answer
    for at, kind in headings(text):
        if kind != words.RECOMMENDATION:
            concerns_before = []
        is_told = boxes[chapter_slug(text, at), kind] > 1 and not words.is_box_of_one(text.lines[at].text)
        for point, of_kind in points_under(text, at, kind):
            finding = made(text, at, point, of_kind)
            if is_told:
                finding.diagnostic = diagnostic(text, at)
            if of_kind == words.RECOMMENDATION and concerns_before:
                finding.parent = concerns_before[-1]
                finding.why = finding.why or (WHICH if len(concerns_before) > 1 else "")
            place = found.add(finding)
            if of_kind == words.CONCERN:
                concerns_before.append(place)
    return found.all


def made(text: Text, at: int, point: Point, kind: str) -> Finding:
    """Make a finding of a point that stands under the heading at a place."""
    under = text.chapter_of(at)
    lines = [text.lines[place].number for place in point.places]
    return Finding(
        kind=kind,
        question=under.title if under else "",
        slug=under.slug if under else "",
        diagnostic="",
        wording=wording(text, point),
        lines=lines,
        passage=text.passage([*lines, *(text.lines[place].number for place in point.left_out)]),
        is_damaged=point.is_damaged,
        why=point.why,
    )


def headings(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the headings that findings stand under, but for those in the middle of a sentence."""
    for at, line in enumerate(text.lines):
        kind = words.box_of(line.text)
        if kind and stands_apart(text, at):
            yield at, kind


def chapter_slug(text: Text, at: int) -> str:
    """Return the slug of the chapter a line stands in."""
    chapter = text.chapter_of(at)
    return chapter.slug if chapter else ""


def diagnostic(text: Text, at: int) -> str:
    """Return the heading within the chapter that a box stands under."""
    chapter = text.chapter_of(at)
    first = max(chapter.at + chapter.size if chapter else 0, at - LONGEST_PART)
    for place in range(at - 1, first - 1, -1):
        line = text.lines[place].text
        if place in text.ends:  # another box: nothing is said of what stands between them
            return ""
        if text.is_aside(place) or not is_heading(line) or line[0].isdigit() or words.mark_of(line):
            continue
        if stands_apart(text, place):
            return line
    return ""


def wording(text: Text, point: Point) -> str:
    """Return a point as one text, after its lead-in where it has one."""
    said = text.one(point.parts)
    return f"{point.lead} {said}" if point.lead else said


class Gathered:
    """The findings so far, each once."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self.places: dict[tuple[str, str], int] = {}

    def add(self, finding: Finding) -> int:
        """Add a finding, or its lines to the same one before; return its place."""
        same = finding.kind, shared.plain(finding.wording).rstrip(" .")
        place = self.places.setdefault(same, len(self.all))
        if place == len(self.all):
            self.all.append(finding)
            return place
        other = self.all[place]
        other.lines = [*other.lines, *finding.lines]
        if not other.slug:
            other.question, other.slug = finding.question, finding.slug
        return place


def points_under(text: Text, at: int, kind: str) -> Iterator[tuple[Point, str]]:
    """Yield the points under a heading, each with its kind; recommendations may follow a concern without a heading."""
    if words.is_box_of_one(text.lines[at].text):
        yield from ((point, kind) for point in paragraphs(text, at, end_of_one(text, at)))
        return
    start = recommendations_at(text, at) if kind == words.CONCERN else None
    if start is None:
        yield from ((point, kind) for point in Box(text, at + 1, kind).read())
        return
    yield from ((point, kind) for point in paragraphs(text, at, start))
    if not words.box_of(text.lines[start].text):  # a heading of their own is met by itself
        yield from ((point, words.RECOMMENDATION) for point in Box(text, start, words.RECOMMENDATION).read())


def recommendations_at(text: Text, at: int) -> int | None:
    """Return where the recommendations to a cause of concern begin, if some follow."""
    for place in range(at + 1, min(at + FAR, len(text.lines))):
        line = text.lines[place].text
        if words.box_of(line) == words.RECOMMENDATION or words.LEAD_IN.match(line):
            return place
        if place in text.ends:
            return None
    return None


def end_of_one(text: Text, at: int) -> int:
    """Return where the words of a single finding end: where every list does, or at a gap after a sentence."""
    place = at + 1
    while place < min(at + FAR, len(text.lines)):
        is_gap = not text.lines[place].text and words.is_complete(text.lines[place - 1].text)
        if is_gap or place in text.ends:
            break
        place += 1
    return place


def paragraphs(text: Text, at: int, end: int) -> list[Point]:
    """Return what stands between a heading and its end: one point, or of causes of concern one for each mark."""
    are_many = text.lines[at].text.lower().startswith("causes")
    found: list[Point] = []
    for place in range(at + 1, end):
        if text.is_aside(place) or text.lines[place].text.isdigit():
            continue
        said = text.lines[place].text
        mark = words.mark_of(said) if are_many else None
        if not found or mark:
            found.append(Point(mark[0] if mark else ""))
        found[-1].add(mark[1] if mark else said, place)
    return [point for point in found if point.parts]
