"""What was inspected, and what stands on each question with the year it was last inspected."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape

from core.words import listed
from inspections.models import Correction, Judgment, JudgmentState
from inspections.rules.grades import NEVER_GRADED, NOT_HELD
from reports.document.shape import Block, JudgmentPart
from reports.inspections import Line

TO_BE_GRADED = "to be graded"


def judgment_part(line: Line, year: int) -> JudgmentPart:
    """Return what stands on a question: what this inspection concluded, or the earlier grade where it left it out."""
    grade, last, is_carried_over = concluded(line, year)
    part = JudgmentPart(
        question=line.slug, title=line.title, grade=grade, last_inspected=last, is_carried_over=is_carried_over
    )
    if reason := why_not_graded(line.judgment):
        part["reason"] = reason
    return part


def concluded(line: Line, year: int) -> tuple[str, int | None, bool]:
    """Return grade in words, the year last inspected, and whether an earlier inspection gave it."""
    if line.judgment:
        return words_of(line.judgment), year, False
    if line.is_left_out or not line.is_open:
        return line.stands.grade, line.stands.last_inspected, line.stands.carried_over
    return (TO_BE_GRADED if line.is_graded else NEVER_GRADED), year, False


def words_of(judgment: Judgment) -> str:
    """Return a judgment in words, as it was last corrected."""
    last = as_corrected(judgment)
    return last.grade.label.lower() if last.grade else last.state.replace("-", " ")


def why_not_graded(judgment: Judgment | None) -> str:
    """Return why a judgment that is not graded is not, as it was last corrected."""
    last = as_corrected(judgment) if judgment else None
    return last.reason if last and last.state == JudgmentState.NOT_GRADED else ""


def as_corrected(judgment: Judgment) -> Judgment | Correction:
    """Return the last correction of a judgment, or itself."""
    return max(judgment.corrections.all(), key=lambda one: (one.corrected_on, one.pk), default=judgment)


def shown(part: JudgmentPart) -> str:
    """Return a grade as it is printed in a table or above a section."""
    if part["grade"] == NOT_HELD:
        return f"{part['last_inspected']}, grade not held" if part["last_inspected"] else "Not held"
    words = part["grade"].capitalize()
    if part["is_carried_over"]:
        return f"{words} (carried over)"
    return f"{words}: {part['reason']}" if "reason" in part else words


def table(parts: Sequence[JudgmentPart]) -> list[Block]:
    """Return the table of judgments, with the year each question was last inspected."""
    if not parts:
        return []
    return [
        {
            "name": "",
            "type": "table",
            "caption": "Judgments, with the year each question was last inspected",
            "head": ["Question", "Grade", "Last inspected"],
            "rows": [[part["title"], shown(part), str(part["last_inspected"] or "Not held")] for part in parts],
        }
    ]


def scope(lines: Sequence[Line], parts: Sequence[JudgmentPart]) -> list[Block]:
    """Return which questions were inspected and why, and what stands, from when, for those left out."""
    standing = {part["question"]: part for part in parts}
    asked = [line for line in lines if not line.is_overall]
    left_out = [line for line in asked if line.is_left_out]
    rows = [[line.title, line.scope_in_words, why(line), stands(standing[line.slug])] for line in asked]
    if not asked:
        return []
    words = f"This inspection looked at {len(asked) - len(left_out)} of {len(asked)} questions."
    if left_out:
        named = listed(line.title for line in left_out)
        words += f" It left out {named}; the earlier grade stands there, from the year shown."
    return [
        {"name": "", "type": "paragraph", "html": f"<p>{escape(words)}</p>", "text": words},
        {
            "name": "",
            "type": "table",
            "caption": "Questions, whether each was inspected, and why",
            "head": ["Question", "Scope", "Why", "What stands"],
            "rows": rows,
        },
    ]


def why(line: Line) -> str:
    """Return why a question is in or out."""
    return (line.scope.reason if line.scope else "") or "–"


def stands(part: JudgmentPart) -> str:
    """Return what stands on a question, and since when."""
    year = part["last_inspected"]
    return f"{part['grade'].capitalize()}, {year}" if year and part["grade"] != NOT_HELD else shown(part)
