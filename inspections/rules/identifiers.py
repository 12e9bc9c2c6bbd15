"""What in a reviewer's note looks like a person: a name after a title, a phone number, a postcode and so on.

A warning, not a proof: a bare name is not found, and what is found may be something else. The reviewer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.words import listed

EMAIL = "email"
INSURANCE = "insurance"
POSTCODE = "postcode"
PLATE = "plate"
PHONE = "phone"
OFFICER = "officer"
NAME = "name"

# Where two kinds claim the same characters, the one named first has them.
LABELS = {
    EMAIL: "an email address",
    INSURANCE: "a National Insurance number",
    POSTCODE: "a postcode",
    PLATE: "a number plate",
    PHONE: "a phone number",
    OFFICER: "an officer’s name or number",
    NAME: "a person’s name",
}


class Found(NamedTuple):
    """Something that looks personal: what kind of thing, where it starts and ends in the text, and its characters."""

    kind: str
    start: int
    end: int
    text: str


class Kept(NamedTuple):
    """So many likely identifiers of a kind that the writer was warned of and kept in one field."""

    where: str
    kind: str
    number: int


def scan(text: str) -> list[Found]:
    """Return what looks personal in a note, in the order of the text; no two of them overlap."""
    found: list[Found] = []
    for kind in LABELS:
        found += [one for one in _matches(kind, text) if not any(_overlap(one, other) for other in found)]
    return sorted(found, key=lambda one: one.start)


def warning(found: Found) -> str:
    """Return what to tell the reviewer: "This looks like a phone number: 01234 567890"."""
    return f"This looks like {LABELS[found.kind]}: {found.text}"


def kept_in_words(kept: Iterable[Kept]) -> str:
    """Return what was kept as a history tells it, or nothing: "Kept on a warning: a phone number"."""
    kinds = dict.fromkeys(LABELS[one.kind] for one in kept)
    return f"Kept on a warning: {listed(kinds)}" if kinds else ""


def _overlap(one: Found, other: Found) -> bool:
    """Say whether two findings share a character."""
    return one.start < other.end and other.start < one.end


def _matches(kind: str, text: str) -> Iterator[Found]:
    """Yield what matches one kind's pattern, but for roads that end in "Dr"."""
    for match in PATTERNS[kind].finditer(text):
        if not (kind == NAME and _is_road(match)):
            yield Found(kind, match.start(), match.end(), match.group())


# --- addresses and numbers -----------------------------------------------------------------------------------

_EMAIL = r"(?<![\w.%+’'-])[\w.%+’'-]+@[\w-]+(?:\.[\w-]+)+"

# Two letters, six figures, a letter A to D; some letters and pairs of letters are never given out.
_INSURANCE = r"(?i)\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?[0-9]{2}){3} ?[A-D]\b"

# A whole postcode. Its second half is not "2nd", "6ft" or "3hr" in small letters.
_POSTCODE = r"""(?ix) \b
    (?: [A-PR-UWYZ] [0-9]{1,2} | [A-PR-UWYZ] [A-HK-Y] [0-9]{1,2}
      | [A-PR-UWYZ] [0-9] [A-HJKPSTUW] | [A-PR-UWYZ] [A-HK-Y] [0-9] [ABEHMNPRVWXY] )
    [ ]? (?! (?-i: [0-9] (?: st|nd|rd|th|ft|hr|wk|yr ) ) ) [0-9] [ABD-HJLNP-UW-Z]{2} \b"""

# Ten figures after the nought (nine for some 01 and 0800 numbers), the first three together; no date, time or
# reference is written so. A number with a stroke before or after it is a reference: 40/01234567890/17.
_GAP = r"[ \u00a0.)-]{0,3}"
_PHONE = rf"""(?x) (?<!\w) (?<!\b[0-9]{{2}}[/.-]) (?<!\b[0-9]{{4}}[/.-])
    (?: (?: \+ | 00 ) 44 [ -]? (?: \(0\) )? [ -]? | \(? 0 )
    (?: [235789] [0-9] (?: {_GAP} [0-9] ){{8}} | 1 [0-9] (?: {_GAP} [0-9] ){{7,8}} | 800 (?: {_GAP} [0-9] ){{6}} )
    (?! \w | /[0-9]{{1,4}}\b )"""

# Three letters beside a number that are a word or an abbreviation of these notes: "S47 ABH", "M25 AND", "ACT 39A".
_LETTERS = (
    r"(?!(?i:ABE|ABH|ACT|ALL|AND|ANY|ARE|ASB|BUT|BWV|CAD|CAN|CAR|CJA|CPS|CSE|DAY|DNA|DPP|DSE|FOR|GBH|GET|GOT|HAD|HAS"
    r"|HER|HOW|LAW|LET|LOG|MAN|MAY|MDT|MEN|NEW|NFA|NOR|NOT|NOW|OFF|OLD|ONE|OUR|OUT|OWN|PCC|PER|PNC|PND|RTA|RTC|SAW"
    r"|SEC|SEE|SET|SHE|SPG|TEN|THE|TOO|TWO|USE|VAN|VPS|WAS|WAY|WHO|WHY|YES|YET|YOU))"
)
# The half-year of issue: 02 to 29, or 51 to 79.
_ISSUED = "(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])"

# Since 2001 (AB12 CDE; also in small letters, but not half and half), 1983 to 2001 (A123 BCD), 1963 to 1982
# (ABC 123D). MG11 is a form of the case file far more often than a car.
_PLATE = rf"""(?x) \b (?:
    (?! MG ) [A-HJ-PR-Y]{{2}} {_ISSUED} [ ]? {_LETTERS} [A-HJ-PR-Z]{{3}}
  | (?! mg ) [a-hj-pr-y]{{2}} {_ISSUED} [ ]? {_LETTERS} [a-hj-pr-z]{{3}}
  | [A-HJ-NPR-TV-Y] [1-9][0-9]{{0,2}} [ ]? {_LETTERS} [A-HJ-PR-Y]{{3}}
  | {_LETTERS} [A-HJ-PR-Y]{{3}} [ ]? [1-9][0-9]{{0,2}} [A-HJ-NPR-TV-Y]
) \b"""


# --- names after titles --------------------------------------------------------------------------------------

# Words that follow a title without being a name: "PC. The suspect", "Mr and Mrs".
_NO_NAME = (
    r"(?!(?i:a|after|all|an|and|are|as|at|attended|before|but|by|did|each|for|from|had|has|have|he|her|his|how|if|in|is"
    r"|it|its|later|no|none|not|of|on|or|she|so|that|the|their|then|there|these|they|this|to|was|we|were|what|when"
    r"|where|which|while|who|why|with|yes|crime|evidence|file|initial|officer|police|statement|supervisor|suspect"
    r"|victim|witness)\b)"
)
_SPACE = r"[ \t\u00a0]"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_NO_NAME}[^\W\d_](?:[^\W\d_]|[’'-](?=[^\W\d_]))+"
_CAPITALISED = rf"(?={_CAPITAL}){_WORD}"
_MORE = rf"(?:{_SPACE}+{_CAPITALISED}){{0,2}}"
_INITIALS = rf"(?:{_CAPITAL}\b\.?{_SPACE}*){{1,3}}"
_PERSON = rf"(?:{_INITIALS})?{_CAPITALISED}{_MORE}"
_AFTER = rf"(?:\.{_SPACE}*|{_SPACE}+)"

_RANKS = "(?i:pcso|w?pc|t?dc|t/dc|dci|di|ds|ps|sgt|sergeant|constable|insp|inspector|supt|superintendent)"
_OFFICER = (
    rf"\b{_RANKS}\b{_AFTER}(?:[0-9]{{3,5}}\b(?:{_SPACE}+{_PERSON})?|{_PERSON})"
    rf"|\b(?i:w?pc|dc|ds|ps)[0-9]{{3,5}}\b"
)

# "mr" and "mrs" are nothing else, so a name in small letters follows them too; "miss" is a verb and "MS" an illness.
_NAME = (
    rf"\b(?:Miss|MISS|[Mm]s|(?i:mx|dr|sir|dame|prof|professor|rev)){_AFTER}{_PERSON}"
    rf"|\b(?i:mrs?)\b{_AFTER}(?:{_PERSON}|{_WORD}{_MORE})"
)
_ROAD = re.compile(r"\b(?:[0-9]+[A-Za-z]?|[Ii]n|[Aa]t|[Oo]n|[Nn]ear|along|off|[Oo]utside),? (?:[A-Z][a-z’']+ ){1,3}$")


def _is_road(match: re.Match[str]) -> bool:
    """Say whether "Dr" ends the name of a road: "12 Park Dr. Officers …", "near Castle Hill Dr Luton"."""
    before = match.string[max(0, match.start() - 60) : match.start()]
    return match.group().lower().startswith("dr") and _ROAD.search(before) is not None


PATTERNS = {
    EMAIL: re.compile(_EMAIL),
    INSURANCE: re.compile(_INSURANCE),
    POSTCODE: re.compile(_POSTCODE),
    PLATE: re.compile(_PLATE),
    PHONE: re.compile(_PHONE),
    OFFICER: re.compile(_OFFICER),
    NAME: re.compile(_NAME),
}
