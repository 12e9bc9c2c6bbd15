"""One force's judgments across cycles: each question as a row of steps, those of one pillar together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from forces.models import Force
from inspections.models import Pillar
from inspections.rules.grades import OVERALL, Books, Effective, Key, effective
from inspections.rules.grades_over_time import is_in_use, over_time
from reports import grades
from reports.grades import Editions

WHOLE = "P"  # a framework of all pillars


@dataclass
class Step:
    """One question across cycles; a cycle that did not ask it has nothing."""

    slug: str
    title: str
    pillar: str
    names: dict[Key, str] = field(default_factory=dict)
    titles: dict[Key, str] = field(default_factory=dict)
    found: dict[Key, Effective] = field(default_factory=dict)
    is_asked: bool = True

    @property
    def now(self) -> Effective | None:
        """Return what stands under the latest framework in use; nothing where that does not judge it any more."""
        return self.found[max(self.found)] if self.found and self.is_asked else None

    @property
    def is_held(self) -> bool:
        """Say whether anything is known of the force on it."""
        return any(one.last_inspected for one in self.found.values())

    def of_cycle(self, year: int) -> Effective | None:
        """Return what stands under the framework of a cycle."""
        return next((one for key, one in self.found.items() if key.year == year), None)


def steps_of(force: Force, editions: Editions, on: date) -> tuple[list[Step], Books]:
    """Return each question ever asked with what stands under each framework in use, by pillar; and what says so."""
    books = grades.books(editions, force)
    found = questions(editions, books)
    in_use = [key for key in editions if (force.pk, key) in books.inspections or is_in_use(books, force.pk, key, on)]
    for step in found:
        step.found = {key: effective(books, force.pk, key, step.names[key], on) for key in in_use if key in step.names}
        step.title = step.titles[max(step.found or step.titles)]
        latest = [key for key in in_use if key.pillar in {step.pillar, WHOLE}][-1:]
        step.is_asked = all(key in step.names for key in latest)
    return found, books


def questions(editions: Editions, books: Books) -> list[Step]:
    """Return each question ever asked with what every framework calls it, overall judgments first in each pillar."""
    found: dict[tuple[Key, str], Step] = {}
    for key, edition in editions.items():
        for name, title in edition.columns.items():
            before = books.before(key, name)
            step = found[before] if before else new_step(edition, name)
            step.names[key] = name
            step.titles[key] = title if name not in edition.overalls else f"{Pillar(step.pillar).label}, overall"
            found[key, name] = step
    steps = list({id(step): step for step in found.values()}.values())
    order = list(Pillar)
    return sorted(steps, key=lambda step: (order.index(Pillar(step.pillar)), step.slug != OVERALL))


def new_step(edition: grades.Edition, name: str) -> Step:
    """Return a question that no earlier framework asked, under its pillar."""
    if pillar := edition.overalls.get(name):
        return Step(OVERALL, "", pillar)
    return Step(name, "", edition.questions[name].pillar or edition.key.pillar)


def days_of(force: Force, books: Books, on: date) -> list[date]:
    """Return the days until one on which anything about a force's grades changed, in order."""
    days = {day for run in books.runs.values() for day in run}
    for (pk, _), held in books.inspections.items():
        for one in held if pk == force.pk else []:
            days.add(one.published_on or date.max)
            days |= {corrected.on for given in one.conclusions.values() for corrected in given.corrections}
    return sorted(day for day in days if day <= on)


def runs_of(step: Step, force: Force, books: Books, on: date) -> list[tuple[date, Effective]]:
    """Return what stood for a force on a question from which day on, until the frameworks left it out."""
    names = [(key, step.names.get(key, "")) for key in books.asked if key.pillar in {step.pillar, WHOLE}]
    return over_time(books, force.pk, names, days_of(force, books, on))
