"""What the words of files of published findings and grades mean. Pure: texts in; slugs, names and dates out.

Every table of words that such files share is here: pillars, questions, other names of forces.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

PILLARS = {"effectiveness": "E", "efficiency": "F", "legitimacy": "L", "peel": "P"}
WHOLE_PEEL = "P"  # one framework for all pillars, as in 2018/19

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
    "treating workforce with fairness and respect": "fair-treatment-of-the-workforce",
}
QUESTION_NUMBER = re.compile(r"^(?:q|question)\s*\d+\s*[.:)-]?\s*")
ASIDE = re.compile(r"\s*\([^()]*\)")

# other names of forces that no rule makes of their own
FORCES = {"mps": "metropolitan", "wmp": "west midlands"}
FORCE_ENDINGS = re.compile(r"\s+(?:police service|police force|police|constabulary)$")

CYCLE_OF_TWO_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(?:\d\d)?(\d\d)")
YEAR_FIRST = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ].*)?")
DAY_FIRST = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})")
DAY_IN_WORDS = re.compile(r"(\d\d?) ([a-z]{3})[a-z]* (\d{4})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def plain(text: str) -> str:
    """Return a text for comparing: small letters, single spaces, one kind of dash and of apostrophe."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(re.sub(r"[‐‑‒–—―]", "-", text).split())


def slug(text: str) -> str:
    """Return a text as a slug: letters and figures, joined by hyphens."""
    letters = unicodedata.normalize("NFKD", plain(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def question_words(question: str) -> str:
    """Return a question without its number and what is said in brackets."""
    return ASIDE.sub("", QUESTION_NUMBER.sub("", plain(question))).strip()


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
