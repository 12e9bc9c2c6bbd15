"""Reads how many crime files a report says were looked at, and how many of them it found good."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple

from reports.reading import words
from reports.reading.layout import FileReview, Line
from reports.reading.lines import pieces
from reports.reading.sections import Text

ONES = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
IN_WORDS = {word: number for number, word in enumerate(ONES, 1)} | {word: n * 10 for n, word in enumerate(TENS, 2)}
COUNT = rf"(\d{{1,3}}|(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ONES[:9])}))?|{'|'.join(ONES)})"
FILES = r"(?:[\w’'-]+ ){0,6}?(?:files|cases|investigations|crimes|records|incidents)\b"
LOOKED = r"(?:reviewed|examined|looked at|assessed|audited|sampled|dip-sampled|checked)"
SOME = r"(?:a|an|the|another|further|total of|random|dip|sample of|selection of|just|some|only|all)"
STANDARD = r"(?:good|acceptable|satisfactory) (?:overall )?(?:standard|quality)"
WELL = r"(?:well|effectively|appropriately)"
GOOD = (
    rf"(?:of (?:a |an )?{STANDARD}|to an? {STANDARD}|good|satisfactory|effective"
    rf"|(?:investigated |handled )?{WELL}|{WELL} (?:investigated|handled))"
)
THEM = r"(?:of (?:them|these|those)|files|cases|investigations)"
REVIEWED = re.compile(rf"\b{LOOKED} (?:{SOME} ){{0,5}}{COUNT} {FILES}", re.I)
WERE_REVIEWED = re.compile(rf"\b{COUNT} {FILES} (?:were|was|had been) {LOOKED}\b", re.I)
OF_THE = re.compile(rf"\b{COUNT} (?:out )?of (?:the |these |those |our )?{COUNT} {FILES}", re.I)
NOT_COUNTED = re.compile(rf"\b{COUNT} files; not counted as good or not\b")
IN_A_SAMPLE = re.compile(rf"\b(?:sample|review|audit) of (?:a total of )?{COUNT} {FILES}", re.I)
FOUND = re.compile(
    rf"\b{COUNT} (?:{THEM} )?(?:to be|to have been|were|had been|was) (?:found to be |judged to be )?{GOOD}", re.I
)
ABOUT_ALL = re.compile(r"\beach force\b|\ball forces\b|\bevery force\b|\bnationally\b|\bacross (?:all|the 43)\b", re.I)
GOES_ON = re.compile(r"^(?:of (?:these|those|them|the)|we found|in \w+ of|inspectors found|it found)\b", re.I)
SENTENCE = re.compile(  # or a row of a table of reviews: "46 of 60 files good (77%)", "not counted as good or not"
    r"(?<=[.!?])\d{0,2}[)’”\"']*\s+(?=[A-Z‘“])|(?:(?<=%\))|(?<=as good or not))\s+(?=[A-Z])|\n+"
)
LEAST = 5  # of fewer, a report tells what happened in them and counts nothing
# what the force looked at itself is no review of the inspectorate
THEY = r"(?:force|police|constabulary|officers|staff|supervisors|managers|team|it|they)"
BY_FORCE = re.compile(rf"\b{THEY} (?:(?:has|have|had|also|recently) )*$", re.I)


class Sentence(NamedTuple):
    """A sentence, with the numbers of its first and last line."""

    text: str
    first: int
    last: int


def file_reviews(text: Text) -> list[FileReview]:
    """Return the counts in the order of the report, each once."""
    found: list[FileReview] = []
    all_of_them = list(sentences(text))
    for sentence, after in zip_longest(all_of_them, all_of_them[1:]):
        counted = None if ABOUT_ALL.search(sentence.text) else count(sentence.text)
        if counted is None:
            continue
        files, good = counted
        last = sentence.last
        if good is None and after and GOES_ON.match(after.text):
            good = good_of(after.text, files)
            last = last if good is None else after.last
        if not is_held(found, files, good):
            numbers = list(range(sentence.first, last + 1))
            said = in_words(files, good)
            found.append(FileReview(files=files, good=good, words=said, lines=numbers, passage=text.passage(numbers)))
    return found


def in_words(files: int, good: int | None) -> str:
    """Return a count as it is said."""
    return f"{files} files, no count of good ones" if good is None else f"{good} of {files}"


def is_held(found: list[FileReview], files: int, good: int | None) -> bool:
    """Say whether a count was read before: the same, or the same files without saying how many were good."""
    return any(one.files == files and good in (one.good, None) for one in found)


def count(said: str) -> tuple[int, int | None] | None:
    """Return the files a sentence says were looked at, and how many of them were good; nothing where it counts none."""
    if (match := OF_THE.search(said)) and re.search(GOOD, said, re.I):
        good, files = number_of(match[1]), number_of(match[2])
        if files >= LEAST and good <= files:
            return files, good
    for pattern in (REVIEWED, WERE_REVIEWED, IN_A_SAMPLE, NOT_COUNTED):
        match = pattern.search(said)
        if match and number_of(match[1]) >= LEAST and not BY_FORCE.search(said[: match.start()]):
            return number_of(match[1]), good_of(said[match.end() :], number_of(match[1]))
    return None


def good_of(said: str, files: int) -> int | None:
    """Return how many files a text calls good, if it is no more than there were."""
    match = FOUND.search(said)
    if match is None:
        return None
    good = number_of(match[1])
    return good if good <= files else None


def number_of(said: str) -> int:
    """Return a number that is written in figures or in words."""
    if said.isdigit():
        return int(said)
    return sum(IN_WORDS.get(word, 0) for word in re.split(r"[ -]", said.lower()))


def sentences(text: Text) -> Iterator[Sentence]:
    """Yield the sentences of a report's chapters; what an annex says about its data is left out."""
    paragraph: list[Line] = []
    has_gap = False
    for line in of_chapters(text):
        if paragraph and line.text and has_gap and not reads_on(paragraph[-1].text, line.text):
            yield from split(paragraph, text.known)
            paragraph = []
        has_gap = not line.text
        if line.text:
            paragraph.append(line)
    yield from split(paragraph, text.known)


def reads_on(before: str, after: str) -> bool:
    """Say whether a sentence goes on over a gap."""
    return not words.SENTENCE_END.search(before) and after[0].islower()


def of_chapters(text: Text) -> Iterator[Line]:
    """Yield the lines before the annex that are the text's own."""
    has_begun = False
    for line in text.lines:
        has_begun = has_begun or bool(words.box_of(line.text))
        if has_begun and words.END_OF_CHAPTERS.match(line.text):
            return
        if not line.is_furniture and not line.text.isdigit():
            yield line


def split(paragraph: Sequence[Line], known: frozenset[str]) -> Iterator[Sentence]:
    """Cut a paragraph into sentences."""
    parts = pieces([line.text for line in paragraph], known)
    offsets = list(accumulate(map(len, parts), initial=0))[:-1]
    whole, start = "".join(parts), 0
    for match in [*SENTENCE.finditer(whole), None]:
        end = match.start() if match else len(whole)
        if said := whole[start:end].strip():
            first, last = (bisect_right(offsets, place) - 1 for place in (start, end - 1))
            yield Sentence(said, paragraph[first].number, paragraph[last].number)
        start = match.end() if match else end
