"""Reads the points under one heading: a list with marks or without, over pages, around footnotes.

A point is damaged where lines of something else stand among its own and nothing tells which are which: what is certain
of it is kept, and a person completes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reports.reading import words
from reports.reading.sections import Text, is_heading

PARAGRAPH = "¶"
WIDE = 1.15  # footnotes are set smaller: their lines hold more
NARROWEST = 60
NOTE = re.compile(r"^(\d{1,3})\s+(?=[A-Z‘“(])([A-Za-z]*)")
NAMED = r"[A-Z][\w-]+(?:,? (?:and )?[A-Z][\w-]+)* (?:Police|Constabulary)(?: Service)?"
POINT = re.compile(rf"^(?:the force|The force|{NAMED}) (?:should|must|needs? to)\b")
LEADS = re.compile(r"\b(?:should|must|needs? to|recommends?)\b", re.I)
FULL = 0.9
LONGEST_FOOT = 60
LEADS_ON = re.compile(r"\s*[;,](?:\s+(?:and|or))?$")

INTERLEAVED = (
    "A footnote or another text stands among its lines, and which words are whose cannot be told: complete it by hand."
)
CUT = "It stops in the middle of a sentence: complete it by hand."
LEFT_OUT = "A footnote stands among its lines and was left out: check the wording."
OVER_A_BREAK = "It goes on after a break of the page: check the wording."


@dataclass
class Point:
    """One point of a list as far as it is read; places are of lines in the text."""

    mark: str
    lead: str = ""
    parts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    is_damaged: bool = False
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether it has ended as points do."""
        return bool(self.parts) and words.is_complete(self.parts[-1])

    def add(self, text: str, place: int) -> None:
        """Add a line."""
        if text:
            self.parts.append(text)
            self.places.append(place)

    def damage(self, why: str) -> None:
        """Note that it is not whole."""
        self.is_damaged, self.why = True, why


class Box:
    """The points under a heading that ends just before `at`."""

    def __init__(self, text: Text, at: int, kind: str) -> None:
        self.text, self.at, self.kind = text, at, kind
        self.points: list[Point] = []
        self.mark = self.lead = ""
        self.width = 0
        self.has_gap = self.has_turned = self.is_note_open = False

    @property
    def point(self) -> Point | None:
        """Return the point being read."""
        return self.points[-1] if self.points else None

    def read(self) -> list[Point]:
        """Return the points; `at` is then where the list has ended."""
        lines = self.text.lines
        while self.at < len(lines):
            line = lines[self.at]
            self.has_turned = self.has_turned or line.starts_page
            if self.text.is_aside(self.at):
                self.has_gap = self.has_gap or not line.text
                self.at += 1
            elif self.at in self.text.ends or not (step := self.take(line.text)):
                break
            else:
                self.at += step
        found = [point for point in self.points if point.parts]
        for point in found:
            self.finish(point, is_last=point is found[-1])
        return found

    def take(self, text: str) -> int:
        """Take a line; return how many lines are dealt with, none where the list is over."""
        marked = words.mark_of(text)
        point = self.point
        if marked and (not self.mark or marked[0] == self.mark) and not self.is_prose(text, point):
            return self.begin(marked[0], marked[1])
        if point is None:
            return self.take_before(text)
        if self.is_note_open or self.begins_note(text):
            return self.take_note(text, point)
        if not point.parts or not point.is_whole:
            return self.go_on(text, point)
        return self.take_after(text, point)

    def is_prose(self, text: str, point: Point | None) -> bool:
        """Say whether a dash at the start of a line is one of the sentence before."""
        return bool(point and point.parts and not point.is_whole and text[0] in "–—-" and self.mark == PARAGRAPH)

    def begin(self, mark: str, text: str) -> int:
        """Begin a point."""
        self.mark = self.mark or mark
        self.points.append(Point(mark, self.lead))
        self.put(text)
        return 1

    def put(self, text: str) -> int:
        """Add a line to the point being read."""
        if self.point:
            self.point.add(text, self.at)
        self.width = max(self.width, len(text))
        self.has_gap = self.has_turned = False
        return 1

    def take_before(self, text: str) -> int:
        """Take what stands under the heading before the first mark: a lead-in, or a point without a mark."""
        said, end = self.paragraph()
        if said.endswith(":"):
            self.lead = said if LEADS.search(said) else ""
            return end - self.at
        if self.kind == words.CONCERN or POINT.match(text):
            return self.begin(PARAGRAPH, text)
        return end - self.at if self.is_list(end) else 0

    def is_list(self, at: int) -> bool:
        """Say whether a list with marks begins at a place."""
        after = self.text.next(at)
        return after is not None and after not in self.text.ends and bool(words.mark_of(self.text.lines[after].text))

    def paragraph(self) -> tuple[str, int]:
        """Return the paragraph that begins here, and the place just after it."""
        place = self.at + 1
        while place < len(self.text.lines):
            is_over = self.text.is_aside(place) or place in self.text.ends
            if is_over or words.mark_of(self.text.lines[place].text):
                break
            place += 1
        return self.text.one([line.text for line in self.text.lines[self.at : place]]), place

    # --- footnotes ------------------------------------------------------------------------------------------

    def is_wide(self, text: str) -> bool:
        """Say whether a line is longer than those of the list can be."""
        return len(text) > WIDE * max(self.width, NARROWEST)

    def begins_note(self, text: str) -> bool:
        """Say whether a line is the number of a page or footnote, or a footnote's first."""
        if text.isdigit() and len(text) <= 3:
            return True
        match = NOTE.match(text)
        if match is None or match[2].lower() in words.MONTHS:
            return False
        return match[1] in self.text.marks or self.is_wide(text)

    def take_note(self, text: str, point: Point) -> int:
        """Take a line that is a footnote's, or may be; the point goes on where that is certain."""
        if not self.is_note_open and (self.has_gap or point.is_whole or text.isdigit()):
            return self.skip_notes(point)
        if self.has_turned and (point.is_whole or point.is_damaged):
            self.is_note_open = False
            return 0 if point.is_damaged else self.take_after(text, point)
        is_its_own = not point.is_whole and not point.is_damaged and bool(point.parts)
        if self.is_note_open and is_its_own and not self.is_wide(text):
            if self.note_goes_on():
                return self.put(text)
            point.damage(INTERLEAVED)
        point.left_out.append(self.at)
        self.is_note_open = not words.SENTENCE_END.search(text) or point.is_damaged
        return 1

    def note_goes_on(self) -> bool:
        """Say whether the line after this one goes on with the footnote, so that this one does not."""
        after = self.text.next(self.at + 1)
        if after is None or after in self.text.ends:
            return False
        text = self.text.lines[after].text
        return self.is_wide(text) and text[0].islower()

    def skip_notes(self, point: Point) -> int:
        """Pass over numbers and footnotes at the foot of a page; return 0 where the list does not go on after them."""
        place, furthest = self.at + 1, min(self.at + LONGEST_FOOT, len(self.text.lines))
        while place < furthest and not self.is_after_note(place):
            place += 1
        after = self.text.next(place)
        if after is None or after in self.text.ends:
            return 0
        text = self.text.lines[after].text
        goes_on = not point.is_whole and text[0].islower()
        if goes_on:
            point.why = point.why or OVER_A_BREAK
        return after - self.at if words.mark_of(text) or goes_on or POINT.match(text) else 0

    def is_after_note(self, place: int) -> bool:
        """Say whether the foot of a page ends before a line."""
        line = self.text.lines[place]
        if line.starts_page or place in self.text.ends or words.mark_of(line.text):
            return True
        before = self.text.lines[place - 1]
        is_between = not before.text or before.text.isdigit()
        starts_low = line.text[:1].islower()
        ended = any(words.SENTENCE_END.search(one.text) for one in self.text.lines[self.at + 1 : place] if one.text)
        return (
            bool(line.text)
            and is_between
            and (starts_low or (ended and not line.text.isdigit() and not NOTE.match(line.text)))
        )

    # --- going on -------------------------------------------------------------------------------------------

    def go_on(self, text: str, point: Point) -> int:
        """Add a line to a point that has not ended; after a gap only what reads on."""
        if not point.parts or not self.has_gap or text[0].islower() or words.mark_of(text):
            return self.put(text)
        if not words.ends_open(point.parts[-1]):
            return self.take_after(text, point)
        if is_heading(text):
            return 0
        point.why = OVER_A_BREAK
        return self.put(text)

    def take_after(self, text: str, point: Point) -> int:
        """Take a line after a point that has ended: its next sentence, another point or lead-in, or the end."""
        is_point = self.mark == PARAGRAPH and bool(POINT.match(text))
        is_new = self.has_gap or is_heading(text) or (text[0].isupper() and (is_point or not self.is_full(point)))
        if not is_new:
            return self.put(text)
        if is_point and self.kind != words.CONCERN:
            return self.begin(PARAGRAPH, text)
        said, end = self.paragraph()
        if said.endswith(":") and LEADS.search(said) and self.is_list(end):
            self.lead = said
            return end - self.at
        return 0

    def is_full(self, point: Point) -> bool:
        """Say whether a point's last line is as long as lines get here, so that a sentence may go on in the next."""
        return len(point.places) > 1 and len(point.parts[-1]) >= FULL * self.width

    def finish(self, point: Point, *, is_last: bool) -> None:
        """Say of a point that has been read what a person has to look at; a point that leads to the next ends there."""
        if point.is_damaged:
            return
        if not is_last or point.parts[-1].endswith(";"):
            point.parts[-1] = LEADS_ON.sub("", point.parts[-1])
        if words.ends_open(point.parts[-1]):
            point.damage(CUT)
        elif point.left_out:
            point.why = LEFT_OUT
