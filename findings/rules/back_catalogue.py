"""What the words of a file of published findings mean. Pure: texts in; slugs, dates and meanings out.

Every table of words is here: statuses, types, pillars, questions, other names of forces.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date
from typing import NamedTuple

from core.dates import Precision, first_day
from findings.rules.moves import ACHIEVED, IN_PROGRESS, OPEN

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
PILLARS = {"effectiveness": "E", "efficiency": "F", "legitimacy": "L", "peel": "P"}
WHOLE_PEEL = "P"  # one framework for all pillars, as in 2018/19
NATIONAL = re.compile(r"\bnational recommendation\b|\bto all forces\b")

# a question as sources write it, without its number → its slug, whichever cycle it is asked in
QUESTIONS = {
    "preventing crime and tackling asb": "prevention",
    "preventing crime and tackling anti-social behaviour": "prevention",
    "preventing crime, tackling anti-social behaviour and keeping people safe": "prevention",
    "investigating crime and reducing re-offending": "investigation",
    "investigating crime and managing offenders": "investigation",
    "protecting vulnerable people": "vulnerability",
    "protecting vulnerable people and supporting victims": "vulnerability",
    "tackling serious and organised crime": "serious-and-organised-crime",
    "specialist capabilities": "specialist-capabilities",
    "use of resources to meet demand": "use-of-resources",
    "using resources to meet demand": "use-of-resources",
    "meeting current demands and using resources": "use-of-resources",
    "planning for the future": "planning-for-the-future",
    "treating people with fairness and respect": "fair-treatment-of-the-public",
    "treating the public with fairness and respect": "fair-treatment-of-the-public",
    "treating the public fairly": "fair-treatment-of-the-public",
    "ethical and lawful workforce behaviour": "ethical-and-lawful-workforce",
    "workforce behaves ethically and lawfully": "ethical-and-lawful-workforce",
    "treating the workforce fairly": "fair-treatment-of-the-workforce",
    "treating the workforce with fairness and respect": "fair-treatment-of-the-workforce",
}
QUESTION_NUMBER = re.compile(r"^(?:q|question)\s*\d+\s*[.:)-]?\s*")
ASIDE = re.compile(r"\s*\([^()]*\)")
LONGEST_THEME = 80

# other names of forces that no rule makes of their own
FORCES = {"mps": "metropolitan", "wmp": "west midlands"}
FORCE_ENDINGS = re.compile(r"\s+(?:police service|police force|police|constabulary)$")

CYCLE_OF_TWO_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(?:\d\d)?(\d\d)")
YEAR_FIRST = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ].*)?")
DAY_FIRST = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
DAY_IN_WORDS = re.compile(r"(\d\d?) ([a-z]{3})[a-z]* (\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LONGEST_TITLE = 150
WORDING_NOT_HELD = "wording not held, subject only"


def plain(text: str) -> str:
    """Return a text for comparing: small letters, single spaces, one kind of dash and of apostrophe."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(re.sub(r"[‐‑‒–—―]", "-", text).split())


def slug(text: str) -> str:
    """Return a text as a slug: letters and figures, joined by hyphens."""
    letters = unicodedata.normalize("NFKD", plain(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


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


def question_words(question: str) -> str:
    """Return a question without its number and what is said in brackets."""
    return ASIDE.sub("", QUESTION_NUMBER.sub("", plain(question))).strip()


def theme_of(question: str) -> str:
    """Return what a row is about: the question's slug where it is known by its words, else the words as a slug."""
    words = question_words(question)
    return QUESTIONS.get(words) or (slug(words) or slug(question))[:LONGEST_THEME].strip("-")


def force_words(name: str) -> str:
    """Return a force's name for comparing: without "the", "Police" and the like."""
    words = plain(name).replace("&", " and ").replace("-", " ").removeprefix("the ")
    words = " ".join(words.split())
    return FORCE_ENDINGS.sub("", FORCES.get(words, words))


def cycle_slug(text: str) -> str:
    """Return a cycle as its slug: "2018/19" and "2018/2019" are 2018-19."""
    words = plain(text).removeprefix("peel ")
    years = CYCLE_OF_TWO_YEARS.fullmatch(words)
    return f"{years[1]}-{years[2]}" if years else words


def day_of(text: str) -> date | None:
    """Return the day a cell means: 2018-07-31, 31/07/2018 or 31 July 2018; nothing when it is none of these."""
    words = plain(text)
    try:
        if match := YEAR_FIRST.fullmatch(words):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := DAY_FIRST.fullmatch(words):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := DAY_IN_WORDS.fullmatch(words):
            return date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:  # no such day, or no such month
        return None
    return None


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
