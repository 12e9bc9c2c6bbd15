"""The words that reports are told by: grades, headings, marks of lists, names of questions."""

from __future__ import annotations

import re

from findings.rules import back_catalogue as rules
from inspections.rules import words as shared
from reports.reading.layout import OVERALL

UNGRADED = "ungraded"
GRADES = {
    "outstanding": "outstanding",
    "good": "good",
    "adequate": "adequate",
    "requires improvement": "requires-improvement",
    "inadequate": "inadequate",
    "ungraded": UNGRADED,
    "not graded": UNGRADED,
    "ungraded by design": UNGRADED,
}
GRADE_AT_END = re.compile(rf"(?:^|\s)({'|'.join(GRADES)})(?: \(carried over\))?$", re.I)
YEAR_AT_END = re.compile(r"(?:^|\s)((?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?)$")
OVERALL_TITLE = re.compile(r"^overall (?:peel )?(effectiveness|efficiency|legitimacy|judge?ment|grade)?\b", re.I)
TABLE_HEADS = frozenset({
    "question", "questions", "grade", "grades", "last", "inspected", "judgment", "judgments", "judgement",
    "judgements", "area", "year", "pillar",
})  # fmt: skip

AREA, CONCERN, RECOMMENDATION = "area-for-improvement", "cause-of-concern", "recommendation"
BOX = re.compile(
    r"^(?:\d+[.)]?\s+)?(?:(areas? for improvement)|(causes? of concern)|(recommendations?))\s*(?:\(\d+\))?:?$", re.I
)
# the reference of one finding after its heading, as in reports of this product; a recommendation's with its concern's
REFERENCE = re.compile(r" [A-Z]{3}-[A-Z\d-]*\d(?:, under [A-Z]{3}-[A-Z\d-]*\d)?$")
DUE = "Due: "
LEAD_IN = re.compile(r"^(?:to address (?:this|these) causes? of concern|(?:hmicfrs|hmic|we) recommends? that)\b", re.I)
END_OF_CHAPTERS = re.compile(
    r"^(?:annex|appendix)\b|^about the data$|^glossary$|^findings of earlier inspections$", re.I
)

BULLETS = "•●▪■◦○‣∙·*–—-"
BULLET = re.compile(rf"^([{re.escape(BULLETS)}])\s+(?=\S)")
NUMBERED = re.compile(r"^(?:(\d{1,2})[.)]|\(?([a-z]|[ivx]{2,4})[.)])\s+(?=\S)")
NUMBER_ALONE = re.compile(r"^(?:\d{1,2}|[a-z])[.)]$")
COMPLETE = re.compile(r"[.!?][)\]'\"’”]*\d{0,2}$|[;,]?\s(?:and|or)$|;$")
SENTENCE_END = re.compile(r"[.!?][)\]'\"’”]*\d{0,2}$")
UNFINISHED = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "between", "by", "for", "from", "has", "have", "how",
    "in", "including", "into", "is", "it", "its", "of", "on", "or", "other", "should", "such", "than", "that", "the",
    "their", "this", "to", "when", "where", "which", "who", "with",
})  # fmt: skip
MONTHS = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
})  # fmt: skip

# what the tables of the back catalogue do not have: the questions as the inspectorate asks them
MORE_QUESTIONS = {
    "preventing crime tackling anti-social behaviour and keeping people safe": "prevention",
    "preventing and deterring crime and anti-social behaviour": "prevention",
    "protecting those who are vulnerable from harm and supporting victims": "vulnerability",
    "protecting from harm those who are vulnerable and supporting victims": "vulnerability",
    "tackling serious and organised crime including its arrangement for fulfilling its national policing "
    "responsibilities": "serious-and-organised-crime",
}
ASKED = re.compile(r"^how (?:effective|efficient|legitimate|well|good) (?:is|are|does|do) the force(?:'s)?(?: at)? ")
NUMBER_OF_QUESTION = re.compile(r"^(?:q|question)?\s*\d+(?:\.\d+)?\s*[.:)-]?\s+")


def told_by(title: str) -> str:
    """Return a title for comparing: small letters, no number, no hyphens, no marks, no "how effective is the force"."""
    words = NUMBER_OF_QUESTION.sub("", shared.plain(title)).rstrip(" ?.:")
    words = ASKED.sub("", words).replace("&", "and").replace("-", "").replace(",", "")
    return " ".join(words.split())


SLUGS = {told_by(title): slug for title, slug in {**shared.QUESTIONS, **MORE_QUESTIONS}.items()}


def slug_of(title: str) -> str:
    """Return what a question is about: its usual slug where its title is known, else the title as one."""
    if OVERALL_TITLE.match(title):
        return OVERALL
    return SLUGS.get(told_by(title)) or rules.theme_of(title)


def grade_of(text: str) -> str:
    """Return the slug of a line that is a grade and nothing else; empty for any other."""
    return GRADES.get(" ".join(text.lower().split()), "")


def box_of(text: str) -> str:
    """Return which kind of finding a heading begins; empty where it is no such heading."""
    match = BOX.match(REFERENCE.sub("", text))
    if match is None or text[:1].islower():
        return ""
    return AREA if match[1] else CONCERN if match[2] else RECOMMENDATION


def is_box_of_one(text: str) -> bool:
    """Say whether a heading begins one finding, which it names by its reference."""
    return bool(REFERENCE.search(text) and box_of(text))


def mark_of(text: str) -> tuple[str, str] | None:
    """Return the kind of mark a line of a list begins with, and what follows it; nothing for a line without one."""
    if len(text) == 1 and text in BULLETS:
        return text, ""
    if match := BULLET.match(text):
        return match[1], text[match.end() :]
    if NUMBER_ALONE.match(text):
        return ("1" if text[0].isdigit() else "a"), ""
    if match := NUMBERED.match(text):
        return ("1" if match[1] else "a"), text[match.end() :]
    return None


def is_complete(text: str) -> bool:
    """Say whether a point of a list ends as points do: a full stop, a semicolon, "and" after one."""
    return bool(COMPLETE.search(text))


def ends_open(text: str) -> bool:
    """Say whether a text stops in the middle: on a word that something must follow."""
    last = re.findall(r"[\w'’]+$", text.lower())
    return bool(text.endswith((",", "-"))) or (bool(last) and last[0] in UNFINISHED)
