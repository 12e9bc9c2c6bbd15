"""The moves of an edition, of a factual accuracy check and of a comment; what differs between two snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

EDITION_MOVES: dict[str, set[str]] = {
    "prepared": {"approved", "withdrawn"},
    "approved": {"published", "withdrawn"},
    "published": set(),
    "withdrawn": set(),
}
CHECK_MOVES: dict[str, set[str]] = {"open": {"closed"}, "closed": set()}
# a decision, or its reason alone, may be thought over until the check is closed
COMMENT_MOVES: dict[str, set[str]] = {
    "open": {"accepted", "rejected"},
    "accepted": {"accepted", "rejected"},
    "rejected": {"accepted", "rejected"},
}

# part of a snapshot → (what names one of it, what it is called, where its words stand)
PARTS: dict[str, tuple[str, str, str]] = {
    "sections": ("key", "Section", "heading"),
    "judgments": ("question", "Judgment", "title"),
    "findings": ("reference", "Finding", "reference"),
    "follow_up": ("reference", "Follow-up of", "reference"),
    "file_reviews": ("reference", "File review", "reference"),
    "figures": ("key", "Figure", "caption"),
    "glossary": ("term", "Glossary term", "term"),
    "footnotes": ("number", "Footnote", "number"),
}
FACTS = {"title": "The title", "force": "The force’s name", "fieldwork": "The dates of fieldwork"}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return what differs between two snapshots, a line for each part, in the order of a report."""
    found = [f"{words}: changed" for name, words in FACTS.items() if before[name] != after[name]]
    for name, (key, words, title) in PARTS.items():
        found += _between(before[name], after[name], key, words, title)
        if _kept(before[name], after[name], key) != _kept(after[name], before[name], key):
            found.append(f"The order of the {name.replace('_', ' ')}: changed")
    return found


def _between(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], key: str, words: str, title: str
) -> Iterator[str]:
    """Yield what differs between two lists of one kind of part, known by `key`."""
    old, new = ({one[key]: one for one in parts} for parts in (before, after))
    for name, part in new.items():
        if name not in old:
            yield f"{words} {part[title]}: added"
        elif old[name] != part:
            yield f"{words} {part[title]}: changed"
    yield from (f"{words} {part[title]}: taken out" for name, part in old.items() if name not in new)


def _kept(parts: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]], key: str) -> list[Any]:
    """Return the names of those parts that are among the others too, in their order."""
    names = {other[key] for other in others}
    return [part[key] for part in parts if part[key] in names]
