"""How alike two findings read, to point out what was raised before. Pure: short texts in, shares from 0 to 1 out.

A text is read as the set of its telling words: cut back to their stems, without those that any finding may hold. Two
sets are as alike as the mean of two shares: of all the words of both, those in both (Dice), and of the shorter set,
those the other has too, since a subject noted in five words and the full wording of the same advice belong together.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# Set by trying it on findings as they are published: advice given again in other words came out between 0.5 and 1,
# other advice about the same theme, but for a pair or two, below 0.43. It is a hint to look: better one too many.
ALIKE = 0.45
# One word in common is a coincidence of subject, as with a neighbourhood strategy and neighbourhood staffing.
FEWEST_SHARED = 2
FEWEST_LETTERS = 4

STOP = """
    a about above across after again all also among an and any are around as at be because been before being
    between both but by can could do does during each enough every few for from further get give given had has have
    how if in inside into is it its itself less made make makes making many may more most much must need needed
    needs no nor not of on once one only or other others our out over own same should so some such than that the
    their them then there these they this those through to too under up upon use used uses using very was way ways
    well were what when where whether which while who whose why will with within without would yet
"""
# What advice to a police force says, whatever it is about.
COMMON = """
    achieve adequate adequately appropriate appropriately better bring consider crime deal develop effective
    effectively ensure force forces good improve improved improvement improvements improving include includes
    including look police policing prevent preventing prevention properly provide provides public quality regular
    regularly right routine routinely service services sufficient sufficiently tackle tackled tackling take
"""
IGNORED = frozenset(f"{STOP} {COMMON}".split())
# What is written in several ways, or means something only as a whole.
SAID_OTHERWISE = {
    "anti-social behaviour": "asb",
    "antisocial behaviour": "asb",
    "domestic violence": "domestic abuse",
    "use of force": "useofforce",
}
ENDINGS = "ations ation ments ment ings ing ies ied ers er ed es ly s e y"


def stem(word: str) -> str:
    """Return a word without its ending, as long as four letters are left."""
    for ending in ENDINGS.split():
        if word.endswith(ending) and len(word) - len(ending) >= FEWEST_LETTERS:
            return word[: -len(ending)]
    return word


def telling_words(text: str) -> frozenset[str]:
    """Return the stems of the words that tell what a text is about; of all its words where none of them does."""
    text = re.sub(r"['’]s\b", "", text.casefold())
    for written, meant in SAID_OTHERWISE.items():
        text = text.replace(written, meant)
    words = re.findall(r"[^\W_]+", text)
    telling = [word for word in words if word not in IGNORED]
    return frozenset(stem(word) for word in telling or words)


def share(these: frozenset[str], those: frozenset[str]) -> float:
    """Return how alike two sets of words are."""
    shared = len(these & those)
    if these == those:
        return 1.0 if shared else 0.0
    if shared < FEWEST_SHARED:
        return 0.0
    of_both = 2 * shared / (len(these) + len(those))
    of_shorter = shared / min(len(these), len(those))
    return (of_both + of_shorter) / 2


def similarity(a: str, b: str) -> float:
    """Return how alike two short texts are, from 0 to 1."""
    return share(telling_words(a), telling_words(b))


def near_duplicates(
    title: str, wording: str, others: Sequence[tuple[Key, str, str]], *, at_least: float = ALIKE
) -> list[tuple[Key, float]]:
    """Return which of `others` (key, title, wording) say the same, the likeliest first, each with how alike it is.

    Titles are compared by themselves and with their wording, and the closer of the two counts: a long wording must not
    hide that two titles say the same. Others equally alike keep the order they came in.
    """
    short, whole = telling_words(title), telling_words(f"{title} {wording}")
    alike = [
        (key, max(share(short, telling_words(theirs)), share(whole, telling_words(f"{theirs} {their_wording}"))))
        for key, theirs, their_wording in others
    ]
    return sorted((found for found in alike if found[1] >= at_least), key=lambda found: -found[1])
