"""A crime file review in figures and moves: the allocation, a file's states, the tally and its words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from core.words import rounded

# The states of a file, and where each may go. Giving it to somebody else is no move: it stays as far as it was.
MOVES: dict[str, set[str]] = {
    "drawn": {"allocated", "void", "not-provided"},
    "allocated": {"in-progress", "marked", "void", "not-provided"},
    "in-progress": {"marked", "void", "not-provided"},
    "marked": set(),
    "void": set(),
    "not-provided": {"allocated"},  # the force found it after all
}
EXERCISE_MOVES: dict[str, set[str]] = {"planned": {"drawn"}, "drawn": {"locked"}, "locked": set()}
LOCKED = "This exercise is locked. Nothing of it changes any more."

# Only files chosen at random say something about the rest; the others are never counted as good or not.
COUNTED_DESIGNS = ("random", "stratified")

FEWEST_FOR_PERCENTAGE = 30
Z_95 = 1.959963984540054  # the standard normal's 97.5th percentile


def may_move(before: str, after: str) -> bool:
    """Say whether a file may go from one state to another."""
    return after in MOVES[before]


# --- allocation ----------------------------------------------------------------------------------------------


def allocate_evenly(
    files: Sequence[tuple[int, Hashable]], reviewers: Sequence[int], held: Mapping[int, int]
) -> dict[int, int]:
    """Deal files (key, offence type) to reviewers: equal totals with what each holds already, then each type shared."""
    total = Counter({reviewer: held.get(reviewer, 0) for reviewer in reviewers})
    of_type: Counter[tuple[int, Hashable]] = Counter()
    dealt: dict[int, int] = {}
    for key, kind in sorted(files, key=lambda file: (str(file[1]), file[0])):
        least = min(reviewers, key=lambda r: (total[r], of_type[r, kind], reviewers.index(r)))
        dealt[key] = least
        total[least] += 1
        of_type[least, kind] += 1
    return dealt


# --- marking -------------------------------------------------------------------------------------------------


class Given(NamedTuple):
    """What was answered to one question."""

    value: str
    note: str


class Gap(NamedTuple):
    """What is still missing before a file can be marked; `criterion` is None for the rating."""

    criterion: int | None
    part: str
    message: str


class Question(NamedTuple):
    """What the form must know of a question: whether every answer needs a note, what it offers, when it is asked.

    It is asked always (`after` is None), or only when question `after` is asked and answered `when`.
    """

    key: int
    offered: tuple[str, ...]
    is_critical: bool = False
    after: int | None = None
    when: str = ""


def asked(questions: Sequence[Question], given: Mapping[int, Given]) -> list[Question]:
    """Return the questions that the answers given so far call for, in the order of the form."""
    found: dict[int, Question] = {}
    for question in questions:
        calls = question.after is None or (question.after in found and value_of(given, question.after) == question.when)
        if calls:
            found[question.key] = question
    return list(found.values())


def value_of(given: Mapping[int, Given], key: int) -> str:
    """Return what was answered to a question, nothing when it was not."""
    return given[key].value if key in given else ""


def gaps(questions: Sequence[Question], given: Mapping[int, Given], rating: object, rating_reason: str) -> list[Gap]:
    """Return what is missing, in the order of the form: an offered answer to each question that is asked, a note on no
    and on every critical question, a reasoned rating."""
    numbers = {question.key: number for number, question in enumerate(questions, start=1)}
    found = []
    for question in asked(questions, given):
        number = numbers[question.key]
        value, note = given.get(question.key, Given("", ""))
        if not value:
            found.append(Gap(question.key, "answer", f"Answer question {number}"))
        elif value not in question.offered:
            found.append(Gap(question.key, "answer", f"Question {number} does not offer that answer; choose another"))
        elif not note and value == "no":
            found.append(Gap(question.key, "note", f"Write a note on question {number}: its answer is no"))
        elif not note and question.is_critical:
            found.append(Gap(question.key, "note", f"Write a note on question {number}: it is critical"))
    if rating is None:
        found.append(Gap(None, "rating", "Choose an overall rating"))
    if not rating_reason:
        found.append(Gap(None, "rating_reason", "Give the reason for the rating"))
    return found


# --- the tally -----------------------------------------------------------------------------------------------


def interval(good: float, reviewed: float) -> tuple[float, float]:
    """Return Wilson's 95% interval for a share, as two shares between 0 and 1; a weighted sample's sizes have parts."""
    if not 0 <= good <= reviewed or not reviewed:
        raise ValueError(f"{good} of {reviewed} is not a share")
    share, z2 = good / reviewed, Z_95**2
    middle = share + z2 / (2 * reviewed)
    spread = Z_95 * math.sqrt((share * (1 - share) + z2 / (4 * reviewed)) / reviewed)
    low, high = ((middle + side * spread) / (1 + z2 / reviewed) for side in (-1, 1))
    return (0.0 if good == 0 else low), (1.0 if good == reviewed else high)


def per_cent(share: float | Decimal) -> str:
    """Return a share as a whole percentage, rounded half away from zero."""
    return f"{rounded(Decimal(str(share)) * 100, 0)}%"


@dataclass(frozen=True)
class Tally:
    """How many files were reviewed and how many of them are good; exercises are never added together.

    `drawn` leaves out void files and counts those that `not_provided` counts again.
    """

    good: int
    reviewed: int
    drawn: int
    not_provided: int = 0

    @property
    def waiting(self) -> int:
        """Return how many files are still to be marked."""
        return self.drawn - self.reviewed - self.not_provided

    @property
    def has_percentage(self) -> bool:
        """Say whether enough files are reviewed for a percentage to mean something."""
        return self.reviewed >= FEWEST_FOR_PERCENTAGE

    @property
    def count(self) -> str:
        """Return the count on its own: "46 of 60"."""
        return f"{self.good} of {self.reviewed}"

    @property
    def in_words(self) -> str:
        """Return "46 of 60 files good (77%, 95% interval 65% to 86%)", or only the count when there are few files."""
        if not self.reviewed:
            return "No file is marked yet"
        words = f"{self.count} files good{' so far' if self.waiting else ''}"
        if not self.has_percentage:
            return words
        low, high = interval(self.good, self.reviewed)
        share = Decimal(self.good) / Decimal(self.reviewed)
        return f"{words} ({per_cent(share)}, 95% interval {per_cent(low)} to {per_cent(high)})"


class FileGroup(NamedTuple):
    """So many files alike: whose, of which type, how far, good or not; `is_second` for second marks."""

    reviewer: str | None
    stratum: int | None
    state: str
    is_good: bool
    is_second: bool
    number: int


def tallied(groups: Iterable[FileGroup], by: Callable[[FileGroup], Any] = lambda group: None) -> dict[Any, Tally]:
    """Return the tally of each kind of file; without `by`, of all of them under None. Void files are in none."""
    found: dict[Any, Tally] = {}
    for group in groups:
        if group.state == "void":
            continue
        held = found.get(by(group), Tally(0, 0, 0))
        is_marked = group.state == "marked"
        found[by(group)] = Tally(
            good=held.good + group.number * (is_marked and group.is_good),
            reviewed=held.reviewed + group.number * is_marked,
            drawn=held.drawn + group.number,
            not_provided=held.not_provided + group.number * (group.state == "not-provided"),
        )
    return found


@dataclass(frozen=True)
class Answered:
    """How one question, or one theme, was answered over the marked files."""

    yes: int = 0
    no: int = 0
    not_evidenced: int = 0
    not_applicable: int = 0

    @property
    def applicable(self) -> int:
        """Return the denominator: every answer but not applicable."""
        return self.yes + self.no + self.not_evidenced

    @property
    def in_words(self) -> str:
        """Return "45 of 58": how many of those it applied to were answered yes."""
        return f"{self.yes} of {self.applicable}"

    def __add__(self, other: Answered) -> Answered:
        return Answered(
            self.yes + other.yes,
            self.no + other.no,
            self.not_evidenced + other.not_evidenced,
            self.not_applicable + other.not_applicable,
        )


def answered(counts: Iterable[tuple[int, str, int]]) -> dict[int, Answered]:
    """Return each question's answers from rows of (question, value, how many)."""
    found: dict[int, Answered] = {}
    for criterion, value, number in counts:
        one = Answered(**{value.replace("-", "_"): number})
        found[criterion] = found.get(criterion, Answered()) + one
    return found
