"""What a force's crime list most likely means by its headings and values; a person has the last word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

# Headings as forces and police.uk write them, most telling first.
HEADINGS = {
    "identifier": (
        "crime id", "crime reference", "crime ref", "crime number", "crime no", "occurrence number", "urn",
        "reference", "reference number", "id",
    ),
    "recorded_on": ("date recorded", "recorded date", "recorded on", "recorded", "date of recording", "month", "date"),
    "offence_type": (
        "offence type", "crime type", "offence", "offence title", "offence description", "offence group",
        "classification", "type",
    ),
}  # fmt: skip
# Words that make no difference between two names of an offence type.
SMALL_WORDS = frozenset({"the", "a", "an", "of", "and", "incl", "including", "s"})
SHORT_FOR = {"gbh": "grievous bodily harm", "abh": "actual bodily harm", "asb": "anti social behaviour"}
FEW_VALUES = 20


def likely_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return the headings that most likely hold identifier, date and offence type; "" where none does."""
    said = {" ".join(re.findall(r"[a-z]+", heading.lower())): heading for heading in reversed(headings)}
    return {
        field: next((said[name] for name in names if name in said), "") for field, names in HEADINGS.items()
    }  # fmt: skip


def likely_type(value: str, titles: Mapping[str, str]) -> str:
    """Return the slug of the type (slug → title) that a value of a list names; else nothing.

    Small words and what stands in brackets make no difference: "GBH (wounding)" names "Grievous bodily harm".
    """
    said = _names(value)
    return next((slug for slug, title in titles.items() if said & (_names(title) | _names(slug))), "")


def looks_like_types(values: int, rows: int) -> bool:
    """Say whether so many different values in so many rows may be offence types, and not crimes or notes."""
    return values <= FEW_VALUES or values * 2 <= rows


def _names(text: str) -> set[frozenset[str]]:
    """Return what matters of a name, with and without what stands in brackets."""
    return {words for words in (_words(text), _words(re.sub(r"\([^)]*\)", "", text))) if words}


def _words(text: str) -> frozenset[str]:
    """Return the words that matter, short forms written out."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return frozenset(" ".join(SHORT_FOR.get(word, word) for word in words).split()) - SMALL_WORDS
