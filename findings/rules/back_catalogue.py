"""What the words of a file of published findings mean. Pure: texts in; slugs, dates and meanings out.

Statuses and types are here; pillars, questions and names of forces are in the inspections' words.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import NamedTuple

from core.dates import Precision, first_day
from findings.rules.moves import ACHIEVED, IN_PROGRESS, OPEN
from inspections.rules.words import QUESTIONS, plain, question_words, slug

# how far a file is → where it may go
MOVES: dict[str, frozenset[str]] = {
    "read": frozenset({"read", "unreadable", "confirmed", "withdrawn"}),
    "unreadable": frozenset(),
    "confirmed": frozenset(),
    "withdrawn": frozenset(),
}


class Meaning(NamedTuple):
    """What a source's status says: which event it is, with which verdict, and where it leaves the finding.

    No kind: nothing beside that it was raised. No status: the source does not say where the finding stands.
    """

    kind: str = ""
    verdict: str = ""
    status: str = ""


# the words a status begins with → what they mean; whatever follows them is kept in the event
STATUS_WORDS: dict[str, Meaning] = {
    "raised": Meaning(),
    "discharged": Meaning("closure", status=ACHIEVED),
    "good progress": Meaning("follow-up", "good-progress", IN_PROGRESS),
    "in progress": Meaning("follow-up", "some-progress", IN_PROGRESS),
    "partly complied": Meaning("follow-up", "some-progress", IN_PROGRESS),
    "no longer such a concern": Meaning("follow-up", "no-longer-a-concern", IN_PROGRESS),
    "not discharged": Meaning("status", status=OPEN),
    "remains open": Meaning("status", status=OPEN),
    "revisited": Meaning("status"),
    "not revisited": Meaning("follow-up", "not-assessed"),
}
# only after a mark does a remark follow: "discharged in part" is not "discharged"
REMARK = re.compile(r"\s*(?:$|[-(,;:.])")

KINDS = {
    "afi": "area-for-improvement",
    "area for improvement": "area-for-improvement",
    "cause of concern": "cause-of-concern",
    "coc": "cause-of-concern",
    "recommendation": "recommendation",
    "national recommendation": "recommendation",
}
NATIONAL = re.compile(r"\bnational recommendation\b|\bto all forces\b")

LONGEST_THEME = 80

LONGEST_TITLE = 150
WORDING_NOT_HELD = "wording not held, subject only"


def meaning_of(status: str) -> Meaning | None:
    """Return what a source's status means; nothing for words that are not in the table."""
    words = plain(status)
    for known, meaning in STATUS_WORDS.items():
        if words.startswith(known) and REMARK.match(words[len(known) :]):
            return meaning
    return None


def is_national(question: str, kind: str) -> bool:
    """Say whether a row is one force's part of a national recommendation."""
    return bool(NATIONAL.search(plain(f"{kind} {question}")))


def theme_of(question: str) -> str:
    """Return what a row is about: the question's slug where it is known by its words, else the words as a slug."""
    words = question_words(question)
    return QUESTIONS.get(words) or (slug(words) or slug(question))[:LONGEST_THEME].strip("-")


def narrowest(begins: date, ends: date) -> tuple[date, Precision] | None:
    """Return the shortest period that holds two days, with its first day; nothing when they are in different years."""
    for precision in (Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.YEAR):
        start = first_day(begins, precision)
        if start == first_day(ends, precision):
            return start, precision
    return None


def title_of(subject: str) -> str:
    """Return a subject short enough for a title, cut between two words."""
    if len(subject) <= LONGEST_TITLE:
        return subject
    cut = subject[: LONGEST_TITLE - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def key_of(*, force: str, cycle: str, pillar: str, question: str, kind: str, subject: str) -> str:
    """Return what a row is known by when it comes again: a hash of whose finding it is and what about."""
    parts = [force, cycle, pillar, plain(question), kind, plain(subject).rstrip(" .")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
