"""Links between the words of a report and its footnotes, made as it is drawn: a snapshot holds plain numbers only.

So what was stored before there were links has them too, and no hash changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.document.shape import Snapshot

# no other <sup> comes out of the words of a section: raw HTML is never passed through
REFERENCE = re.compile(r"<sup>(\d+)</sup>")
LABEL = '<span class="govuk-visually-hidden">Footnote </span>'


def linked(html: str, place: str) -> str:
    """Link each number in some words to its footnote; the first of each in a place can be led back to."""
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        number = match[1]
        anchor = "" if number in seen else f' id="{anchor_of(place, number)}"'
        seen.add(number)
        return f'<sup><a href="#footnote-{number}"{anchor}>{LABEL}{number}</a></sup>'

    return REFERENCE.sub(link, html)


def anchor_of(place: str, number: str) -> str:
    """Return what the first reference to a footnote in a place is called."""
    return f"{place}-footnote-{number}"


def references(snapshot: Snapshot) -> dict[int, str]:
    """Return the anchor of the first reference to each footnote."""
    found: dict[int, str] = {}
    for place, html in words(snapshot):
        for number in REFERENCE.findall(html):
            found.setdefault(int(number), anchor_of(place, number))
    return found


def words(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Return all words that may refer to a footnote, each with its place."""
    for section in snapshot["sections"]:
        yield from ((block["name"], block.get("html", "")) for block in section["blocks"])
    yield from ((f"footnote-{note['number']}", note["html"]) for note in snapshot["footnotes"])


def alone(snapshot: Snapshot, key: str) -> Snapshot:
    """Return a report with one section alone, and the footnotes it refers to."""
    made: Snapshot = {**snapshot, "sections": [part for part in snapshot["sections"] if part["key"] == key]}
    referred = references(made)
    made["footnotes"] = [note for note in snapshot["footnotes"] if note["number"] in referred]
    return made
