"""What is written in a cell where a count belongs: a number with commas or footnote marks, or a mark instead of one.

The template's instructions say the same in words; ADR 19 says why.
"""

from __future__ import annotations

import re

NOT_SUPPLIED = frozenset({"..", "…", "n/a"})
DASHES = frozenset({"-", "–", "—", "−"})
STARS = frozenset({"*", "**", "***"})

NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})")
# [note 3], [r], (note 3), (r), (p), daggers, raised figures: what publishers put behind a figure
LONGEST = 60  # a number with its marks; anything longer is text
FOOTNOTES = re.compile(
    r"(?:\s*(?:\[[^\[\]]{1,20}\]|\((?:note\s*)?[a-z]\)|\(note\s*[0-9]{1,3}\)|[†‡§⁰¹²³⁴-⁹]))+$", re.IGNORECASE
)


def number_in(text: str) -> int | None:
    """Return the number a text is, commas between thousands and footnote marks behind it left out."""
    if len(text) > LONGEST:
        return None
    bare = FOOTNOTES.sub("", text)
    return int(bare.replace(",", "")) if NUMBER.fullmatch(bare) else None
