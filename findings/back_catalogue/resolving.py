"""Finds what a row is about: its force, cycles, question and dates; or says cell by cell what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from findings.back_catalogue.layout import HEADINGS, Line
from findings.back_catalogue.messages import WANTED, refusal
from findings.rules import back_catalogue as rules
from findings.rules.back_catalogue import Meaning
from forces.models import Cycle, Force
from forces.returns.layout import Problem
from inspections.rules import words

if TYPE_CHECKING:
    from findings.back_catalogue.lookup import Reference
    from inspections.models import Inspection


@dataclass(frozen=True)
class Told:
    """What a sound row says."""

    line: Line
    key: str
    force: Force
    cycle: Cycle
    pillar: str
    questions: dict[int, int]
    """Its question in each version of the cycle's framework: see `Reference`."""
    theme: str
    kind: str
    is_national: bool
    subject: str
    as_of: Cycle
    meaning: Meaning
    due_on: date | None
    published_on: date | None

    @property
    def words(self) -> str:
        """Return the status in the source's words."""
        return self.line.text("status")

    @property
    def source(self) -> str:
        """Return where it stands."""
        return self.line.text("source")

    def question(self, raising: Inspection | None) -> int | None:
        """Return the key of its question as the inspection that raised it was asked, or in the version in use."""
        first = next(iter(self.questions.values()), None)
        return self.questions.get(raising.framework_id or 0, first) if raising else first

    @property
    def said(self) -> dict[str, str]:
        """Return what makes this row another than the same finding's last one."""
        return {
            "as_of": self.as_of.slug,
            "status": words.plain(self.words),
            "due": self.due_on.isoformat() if self.due_on else "",
            "source": words.plain(self.source),
        }


class Unsound(Exception):
    """A cell cannot be taken."""

    def __init__(self, code: str, **words: Any) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def resolved(line: Line, held: Reference, today: date) -> Told | list[Problem]:
    """Return what a row says, or everything that is wrong with it."""
    problems = [*wrong_cells(line)]
    wrong = {found.heading for found in problems}
    values: dict[str, Any] = {}
    for heading, read in READERS.items():
        if heading in wrong:
            continue
        try:
            values[heading] = read(line.text(heading), held)
        except Unsound as error:
            problems.append(refusal(error.code, line, heading, **error.words))
    problems += [refusal(e.code, line, heading, **e.words) for heading, e in out_of_order(values, today)]
    return problems or told(line, held, values)


def wrong_cells(line: Line) -> Iterable[Problem]:
    """Yield what is wrong with cells as such: formulas, texts too long, cells left empty."""
    for heading, longest in HEADINGS.items():
        length = len(line.text(heading))
        if heading in line.formulas:
            yield refusal("formula", line, heading)
        elif length > longest:
            yield refusal("text-too-long", line, heading, length=f"{length:,}", limit=f"{longest:,}")
        elif not length and heading in WANTED:
            yield refusal("empty", line, heading, wanted=WANTED[heading])


def told(line: Line, held: Reference, values: dict[str, Any]) -> Told:
    """Return a row whose cells are all sound."""
    force, cycle, pillar = values["force"], values["raised_cycle"], values["pillar"]
    question, kind, subject = line.text("question"), values["type"], line.text("subject_paraphrased")
    theme, questions = question_of(question, cycle, pillar, held)
    return Told(
        line=line,
        key=rules.key_of(
            force=force.code, cycle=cycle.slug, pillar=pillar, question=question, kind=kind, subject=subject
        ),
        force=force,
        cycle=cycle,
        pillar=pillar,
        questions=questions,
        theme=theme,
        kind=kind,
        is_national=kind == "recommendation" and rules.is_national(question, line.text("type")),
        subject=subject,
        as_of=values["status_as_of_cycle"],
        meaning=values["status"],
        due_on=values["due_date"],
        published_on=values["published_on"],
    )


def question_of(question: str, cycle: Cycle, pillar: str, held: Reference) -> tuple[str, dict[int, int]]:
    """Return what a row is about, and its question in each version where the cycle's framework is held and has it."""
    theme, asked = rules.theme_of(question), words.question_words(question)
    for of in (pillar, words.WHOLE_PEEL):
        slug = held.question_titles.get((cycle.pk, of, asked), theme)
        if (cycle.pk, of, slug) in held.questions:
            return slug, held.questions[cycle.pk, of, slug]
    return theme, {}


# --- one cell each -----------------------------------------------------------------------------------------


def force_of(text: str, held: Reference) -> Force:
    """Return the force by any of its names."""
    found = held.force_by_name.get(words.force_words(text))
    if found is None:
        close = get_close_matches(words.force_words(text), held.force_by_name, 1, 0.75)
        meant = f"Did you mean {held.force_by_name[close[0]].name}?" if close else WANTED["force"]
        raise Unsound("force-unknown", wanted=meant)
    if not found.is_in_scope:
        raise Unsound("force-out-of-scope", name=found.name)
    if found.is_barred:  # type: ignore[attr-defined]
        raise Unsound("force-barred", name=found.name)
    return found


def cycle_of(text: str, held: Reference) -> Cycle:
    """Return the cycle by its slug, as it is usually written."""
    found = held.cycles.get(words.cycle_slug(text))
    if found is None:
        raise Unsound("cycle-unknown", cycles=", ".join(held.cycles) or "none is held yet")
    return found


def pillar_of(text: str, held: Reference) -> str:
    """Return the letter of the pillar."""
    found = words.PILLARS.get(words.plain(text))
    if found is None:
        raise Unsound("pillar-unknown")
    return found


def kind_of(text: str, held: Reference) -> str:
    """Return the kind of finding."""
    found = rules.KINDS.get(words.plain(text))
    if found is None:
        raise Unsound("type-unknown")
    return found


def meaning_of(text: str, held: Reference) -> Meaning:
    """Return what the status means."""
    found = rules.meaning_of(text)
    if found is None:
        raise Unsound("status-unknown")
    return found


def day_of(text: str, held: Reference) -> date | None:
    """Return the day, or nothing for an empty cell."""
    found = words.day_of(text)
    if text and found is None:
        raise Unsound("not-a-date")
    return found


READERS: dict[str, Callable[[str, Reference], Any]] = {
    "force": force_of,
    "raised_cycle": cycle_of,
    "pillar": pillar_of,
    "type": kind_of,
    "status_as_of_cycle": cycle_of,
    "status": meaning_of,
    "due_date": day_of,
    "published_on": day_of,
}


def out_of_order(values: dict[str, Any], today: date) -> Iterable[tuple[str, Unsound]]:
    """Yield what is wrong between dates and cycles."""
    raised, as_of = values.get("raised_cycle"), values.get("status_as_of_cycle")
    for heading, cycle in (("raised_cycle", raised), ("status_as_of_cycle", as_of)):
        if cycle and cycle.first_year > today.year:
            yield heading, Unsound("cycle-to-come")
    if raised and as_of and as_of.first_year < raised.first_year:
        yield "status_as_of_cycle", Unsound("cycle-before-raised", cycle=raised.slug)
    due, published = values.get("due_date"), values.get("published_on")
    if due and raised and due.year < raised.first_year:
        yield "due_date", Unsound("due-before-raised", cycle=raised.slug)
    if published and published > today:
        yield "published_on", Unsound("published-later")
    if published and as_of and published.year < as_of.first_year:
        yield "published_on", Unsound("published-before", cycle=as_of.slug)
