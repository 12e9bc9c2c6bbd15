"""Reads which force a report is about, of which cycle and pillar, and when it was published where it says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from inspections.rules import words as shared
from reports.reading.layout import About
from reports.reading.sections import Text

WORD = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*,?"
NAME = rf"({WORD} (?:(?:and|of|{WORD}) ){{0,4}}?(?:Police(?: Service)?|Constabulary))\b"
FORCE = re.compile(NAME)
TITLE = re.compile(rf"(?:\b[Aa]n inspection of|^PEEL\b.*\b(?:19|20)\d\d[^:]{{0,8}}:) (?:the )?{NAME}")
# words that begin a sentence before the name of a force, and no force's name
BEGINNINGS = frozenset({
    "a", "also", "although", "an", "and", "as", "at", "because", "both", "but", "during", "each", "for", "however",
    "if", "in", "like", "may", "of", "on", "since", "so", "the", "this", "to", "when", "where", "while", "with",
})  # fmt: skip
NOT_A_FORCE = re.compile(r"^(?:British Transport|Community|Neighbourhood|College|Chief|Home Office|National)\b")
CYCLE = r"((?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?)"
PILLAR = r"(effectiveness|efficiency|legitimacy)"
CYCLES = [
    re.compile(rf"\bPEEL:?\s+(?:[Pp]olice\s+)?{PILLAR}\s+(?:report\s+)?{CYCLE}\b", re.I),
    re.compile(rf"^Overall\s+{PILLAR}\s+{CYCLE}$", re.I),
    re.compile(rf"\bPEEL()\s+(?:[Aa]ssessment\s+)?{CYCLE}\b"),
    re.compile(rf"\b[Pp]olice\s+{PILLAR}\s+{CYCLE}\b"),
]
PUBLISHED = re.compile(r"\bpublished (?:on )?(\d{1,2} [A-Z][a-z]+ \d{4})\b", re.I)


def force(text: Text) -> About | None:
    """Return the force the title names, else the one named most often."""
    named: dict[str, list[int]] = defaultdict(list)
    for place, said in said_of(text):
        if match := TITLE.search(said):
            return about(text, force_name(match[1]), place)
        for match in FORCE.finditer(said):
            for name in names_in(match[1]):
                named[name].append(place)
    if not named:
        return None
    name, places = max(named.items(), key=lambda pair: (len(pair[1]), len(pair[0])))
    return about(text, name, places[0])


def names_in(said: str) -> Iterator[str]:
    """Yield what may be the name: all words with a capital before "Police", and ever fewer of the first of them."""
    parts = force_name(said).split()
    for place in range(len(parts) - 1):
        name = " ".join(parts[place:])
        if name[0].isupper() and not NOT_A_FORCE.match(name):
            yield name


def said_of(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the lines that have words; an address on the web says nothing."""
    for place, line in enumerate(text.lines):
        if line.text and "www." not in line.text and "://" not in line.text:
            yield place, line.text


def force_name(said: str) -> str:
    """Return the name of a force without what begins the sentence before it."""
    parts = said.split()
    while parts and parts[0].lower().strip(",") in BEGINNINGS:
        parts = parts[1:]
    return " ".join(parts) if len(parts) > 1 else ""


def about(text: Text, name: str, place: int, pillar: str = "") -> About:
    """Make what is told of a line."""
    line = text.lines[place]
    return About(name=name, pillar=pillar, lines=[line.number], passage=line.text)


def cycle(text: Text) -> About | None:
    """Return the cycle and pillar that the surest kind of words names first."""
    lines = list(said_of(text))
    for pattern in CYCLES:
        for place, said in lines:
            if match := pattern.search(said):
                return about(text, shared.cycle_slug(match[2]), place, match[1].lower() or "peel")
    return None


def published_on(text: Text) -> About | None:
    """Return the day of publication, where the report tells it in full."""
    for place, said in said_of(text):
        match = PUBLISHED.search(said)
        if match and (day := shared.day_of(match[1])):
            return about(text, day.isoformat(), place)
    return None
