"""The worksheet a scope is decided by: of each question the last grade and its age, what is still open, what is far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from core.words import number, plural
from findings.models import Finding
from forces.figures.numbers import numbers
from inspections.models import Inspection, MappingKind, Question
from inspections.rules import board
from inspections.rules.grades import NOT_HELD, Books, Effective, Key, effective
from reports import grades
from reports.grades import Editions

# how a question came from an earlier one, said of that one
WAYS = {
    MappingKind.SAME: "the same",
    MappingKind.SPLIT: "of which this is a part",
    MappingKind.MERGED: "merged into this",
    MappingKind.PARTIAL: "partly the same",
}


@dataclass(frozen=True)
class Last:
    """A grade last given, how old it is, and on which question where that is not the same one."""

    grade: str
    age: str
    on: str = ""

    @property
    def words(self) -> Markup:
        """Return it as the form shows it."""
        age = "" if self.age == NOT_HELD else f" ({self.age})"
        return Markup("<strong>{}</strong>{}{}").format(self.grade, self.on, age)


@dataclass(frozen=True)
class Open:
    """How many findings are open, and how many of them overdue."""

    count: int
    overdue: int

    def words(self, where: str) -> str:
        """Return it as the form shows it: "2 open findings on it, 1 of them overdue"."""
        late = f", {self.overdue} of them overdue" if self.overdue else ""
        return f"{plural(self.count, 'open finding')} {where}{late}."


@dataclass(frozen=True)
class Known:
    """What is known about one question when its scope is decided."""

    last: list[Last]
    open: Open

    @property
    def as_held(self) -> dict[str, Any]:
        """Return it as it is kept with the decision."""
        return {
            "last grade": "; ".join(f"{one.grade}{one.on}" for one in self.last),
            "last inspected": "; ".join(one.age for one in self.last),
            "open findings": self.open.count,
            "overdue findings": self.open.overdue,
        }

    @property
    def words(self) -> Markup:
        """Return it as the form shows it."""
        last = Markup("; ").join(one.words for one in self.last)
        return Markup('<p class="govuk-body">Last grade: {}. {}</p>').format(last, self.open.words("on it"))


@dataclass(frozen=True)
class Far:
    """A measure on which the force is far from England and Wales."""

    title: str
    period: str
    shown: str
    national: str
    times: Decimal
    address: str

    @property
    def words(self) -> str:
        """Return how far it is."""
        return f"{number(self.times, 2)} times"

    @property
    def as_held(self) -> str:
        """Return it as it is kept with a decision."""
        return f"{self.title}, {self.period}: {self.shown}, England and Wales {self.national}, {self.words}"


@dataclass(frozen=True)
class Worksheet:
    """What is known when a scope is decided: about each question by its key, and about the force."""

    questions: dict[int, Known]
    others: Open
    far: list[Far]

    @property
    def others_in_words(self) -> str:
        """Return what is open that is on no question of the framework."""
        return self.others.words("on other questions")

    @property
    def as_held(self) -> dict[str, Any]:
        """Return what is kept of the force with each decision."""
        return {
            "open findings on other questions": self.others.count,
            "overdue findings on other questions": self.others.overdue,
            "measures far from England and Wales": [one.as_held for one in self.far],
        }


def worksheet(inspection: Inspection, questions: Sequence[Question], user: Any, on: date) -> Worksheet:
    """Return what is known about a force and each question of a framework; some nine queries, however many.

    Grades and findings on the questions of earlier frameworks that a question came from are counted to it.
    """
    still_open, overdue = findings_by_theme(inspection, user, on)
    known, names = {}, set()
    if inspection.framework is not None:
        editions = grades.editions()
        books = grades.books(editions, inspection.force)
        key = Key(inspection.framework.cycle.first_year, inspection.framework.pillar)
        for question in questions:
            called = names_of(editions, key, question.slug)
            last = list(last_grades(editions, books, inspection.force_id, key, question.slug, on))
            known[question.pk] = Known(last, Open(total(still_open, called), total(overdue, called)))
            names |= called
    others = still_open.keys() - names
    return Worksheet(known, Open(total(still_open, others), total(overdue, others)), far_measures(inspection, user))


def last_grades(editions: Editions, books: Books, force: int, key: Key, slug: str, on: date) -> Iterator[Last]:
    """Yield what was last given on a question, or on each question it came from where none before was the same."""
    found = effective(books, force, key, slug, on)
    earlier = [] if books.before(key, slug) else earlier_questions(editions, key, slug)
    related = [(how, posed, effective(books, force, *posed, on)) for how, posed in earlier]
    held = [(how, posed, one) for how, posed, one in related if one.last_inspected]
    if not held:
        yield last(editions, key, found)
    for how, (edition, name), one in held:
        title = editions[edition].questions[name].title
        yield last(editions, key, one, f" on {title}, {WAYS[MappingKind(how)]}")


def earlier_questions(editions: Editions, key: Key, slug: str) -> Iterator[tuple[str, tuple[Key, str]]]:
    """Yield the questions that one came from, each under the latest framework that asks it, and how."""
    for how, name in dict.fromkeys(editions[key].questions[slug].came_from):
        asking = [one for one, edition in editions.items() if name in edition.questions and one.year <= key.year]
        if asking:
            yield how, (max(asking, key=lambda one: (one == key, one.year)), name)


def last(editions: Editions, key: Key, found: Effective, on: str = "") -> Last:
    """Return a grade as the worksheet shows it: as it was given, with whose scale it is on where that is another."""
    grade = found.as_given or found.grade
    if found.as_given or (found.rank is not None and found.scale != editions[key].scale):
        cycle = next(one.cycle for one in editions.values() if one.key.year == found.last_inspected)
        grade = f"{grade} on the scale of {cycle}"
    return Last(grade, board.age_in_words(found.last_inspected, key.year), on)


def names_of(editions: Editions, key: Key, slug: str) -> set[str]:
    """Return what a question is called, with the names of all earlier ones it came from, however far back."""
    found: set[str] = set()
    new, asking = {slug}, [one for one in editions.values() if one.key.year <= key.year]
    while new:
        found |= new
        asked = [one.questions[name] for one in asking for name in new & one.questions.keys()]
        new = {name for posed in asked for _, name in posed.came_from} - found
    return found


def total(counts: Counter[str], names: Iterable[str]) -> int:
    """Return the sum of some of the counts."""
    return sum(counts[name] for name in names)


def findings_by_theme(inspection: Inspection, user: Any, on: date) -> tuple[Counter[str], Counter[str]]:
    """Return how many findings of the force are open by what their question was called, and how many are overdue."""
    visible = Finding.objects.visible_to(user).open().filter(force=inspection.force_id).order_by()
    rows = list(visible.values_list("theme", "due_on"))
    return Counter(theme for theme, _ in rows), Counter(theme for theme, due_on in rows if due_on and due_on < on)


def far_measures(inspection: Inspection, user: Any) -> list[Far]:
    """Return the measures on which the force is far from England and Wales, the furthest first; four queries."""
    found = []
    for one in numbers(inspection.force, user, with_before=False):
        ratio = board.times(one.rate, one.national_rate)
        if ratio is not None and board.is_far(one.rate, one.national_rate):
            found.append(Far(one.measure.title, str(one.value.period), one.shown, one.national, ratio, one.address))
    return sorted(found, key=lambda far: (-abs(far.times - 1), far.title))
