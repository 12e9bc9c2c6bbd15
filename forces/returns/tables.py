"""Makes figures of a published table through its mapping: whose, of what, when and in which release each row is.

Rows of one figure may be summed. What is not taken is told apart: set aside with the reason (totals, other bodies,
periods nobody asked for), or refused with how to mend it. What the file says a thousand times is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from forces.models import Mapping, MappingTarget
from forces.returns import names, periods
from forces.returns.gathered import Figure, Gathered, Key, Known, KnownMeasure, Many, Refused
from forces.returns.layout import Bad, Formula, Problem, text_of, whole
from forces.returns.messages import listed, problem
from forces.returns.names import plain
from forces.returns.sheets import Sheet

EVERY = 5000
NOT_ASKED = "Periods the collection does not ask for"
WHY_NOT_ASKED = "Not asked: the collection does not ask for these measures for these periods."


def unheard(done: int, total: int) -> None:
    """Report to nobody."""


def gather(sheet: Sheet, mapping: Mapping, known: Known, report: Callable[[int, int], None] = unheard) -> Gathered:
    """Read every row of a table."""
    reader, total = Reader(sheet, mapping, known), len(sheet.grid)
    for done, (number, cells) in enumerate(sheet.rows()):
        if done % EVERY == 0:
            report(done, total)
        reader.take(number, cells)
    return reader.end()


class SetAside(Exception):
    """A row is none of our business; many alike are listed once."""


class Refuse(Exception):
    """A row cannot be taken; many with the same text are listed once."""

    def __init__(self, problem: Problem, *, is_own: bool = False) -> None:
        super().__init__(problem.message)
        self.problem, self.is_own = problem, is_own


class Reader:
    """Takes rows one by one; what it found out about a text it remembers."""

    def __init__(self, sheet: Sheet, mapping: Mapping, known: Known) -> None:
        self.sheet, self.mapping, self.known = sheet, mapping, known
        self.is_population = mapping.target == MappingTarget.POPULATIONS
        self.force_at, self.count_at = sheet.place(mapping.force_column), sheet.place(mapping.count_column)
        self.period_at = [sheet.place(column) for column in mapping.period_columns]
        self.denominator_at, self.release_at, self.measure_at = (
            sheet.place(column) if column else None
            for column in (mapping.denominator_column, mapping.release_column, mapping.measure_column)
        )
        self.only = [(sheet.place(column), column, text) for column, text in mapping.only.items()]
        self.measures = {plain(text): slug for text, slug in mapping.measures.items()}
        self.gathered = Gathered()
        self.aside: dict[tuple[str, str], Many] = {}
        self.alike: dict[tuple[str, str, str], tuple[Problem, Many]] = {}
        self.broken: dict[Key, Problem] = {}
        self.remembered: dict[tuple[Any, ...], Any] = {}

    # --- one row -----------------------------------------------------------------------------------------
    def take(self, number: int, cells: list[Any]) -> None:
        """Add a row to its figure, set it aside, or refuse it."""
        if len(cells) < len(self.sheet.headings):
            cells = [*cells, *[None] * (len(self.sheet.headings) - len(cells))]
        if not any(text_of(cell) for cell in cells):
            return
        try:
            self.add(number, cells, self.key(cells))
        except SetAside as why:
            many = self.aside.setdefault((why.args[0], why.args[1]), Many(number, cells))
            many.rows += 1
        except Refuse as refusal:
            found = refusal.problem
            if refusal.is_own:
                self.refuse(number, cells, found)
                return
            _, many = self.alike.setdefault((found.code, found.heading, found.found), (found, Many(number, cells)))
            many.rows += 1

    def key(self, cells: list[Any]) -> Key:
        """Return which figure a row is about."""
        force = self.remember("force", text_of(cells[self.force_at]), self.force)
        if isinstance(force, SetAside):
            raise force.with_traceback(None)
        for at, column, text in self.only:
            if plain(text_of(cells[at])) != plain(text):
                raise SetAside(f"Rows in which {column} is not {text}", "The mapping takes the other rows only.")
        if isinstance(force, Refuse):
            raise force.with_traceback(None)
        release = self.known.release
        if self.release_at is not None:
            release = self.known_or_raise("release", text_of(cells[self.release_at]), self.release)
        times = tuple(text_of(cells[at]) for at in self.period_at)
        if self.is_population:
            year = self.known_or_raise("mid-year", times, self.mid_year)
            return Key(force, None, None, year, release or 0)
        measure = self.measure(cells)
        period = self.known_or_raise("period", times, self.period)
        if (measure.pk, period) not in self.known.items:
            raise SetAside(NOT_ASKED, WHY_NOT_ASKED)
        return Key(force, measure.pk, period, None, release or 0)

    def remember(self, kind: str, text: Any, find: Callable[[Any], Any]) -> Any:
        """Return what a text stands for, found out once: a key, or why there is none."""
        if (kind, text) not in self.remembered:
            try:
                self.remembered[kind, text] = find(text)
            except (SetAside, Refuse) as why:
                self.remembered[kind, text] = why
        return self.remembered[kind, text]

    def known_or_raise(self, kind: str, text: Any, find: Callable[[Any], Any]) -> Any:
        """Return what a text stands for, or raise why there is none."""
        found = self.remember(kind, text, find)
        if isinstance(found, Exception):
            raise found.with_traceback(None)  # raised for each row: what each adds is not kept
        return found

    # --- what a text stands for --------------------------------------------------------------------------
    def force(self, text: str) -> int:
        """Return whose row it is; a name that is no force's we know is set aside, any other refused."""
        name = plain(text)
        if name in self.known.forces:
            return self.known.forces[name]
        if name in self.known.out_of_scope:
            raise SetAside(text, names.WHY_OUT_OF_SCOPE)
        if why := names.why_no_force(name):
            raise SetAside(text, why)
        raise Refuse(problem("table-force-unknown", heading=self.mapping.force_column, found=text))

    def release(self, text: str) -> int:
        """Return the release a row belongs to."""
        found = self.known.releases.get(plain(text))
        if found is None:
            there = listed(self.known.release_titles) or "none yet"
            column = self.mapping.release_column
            raise Refuse(problem("table-release-unknown", heading=column, found=text, releases=there))
        return found

    def measure(self, cells: list[Any]) -> KnownMeasure:
        """Return what a row counts."""
        if self.measure_at is None:
            slug = self.mapping.measure.slug if self.mapping.measure else ""
            found = self.known.measures.get(slug)
            if found is None:
                raise SetAside(NOT_ASKED, WHY_NOT_ASKED)
            return found
        text = text_of(cells[self.measure_at])
        slug = self.measures.get(plain(text), "")
        if not slug:
            raise SetAside(f"{self.mapping.measure_column}: {text or 'empty'}", "The mapping names no measure for it.")
        if slug not in self.known.measures:
            raise SetAside(NOT_ASKED, WHY_NOT_ASKED)
        return self.known.measures[slug]

    def period(self, texts: tuple[str, ...]) -> int:
        """Return the period that a row is about; without columns for it, the only one asked for."""
        if not texts:
            return next(iter(self.known.periods.values()))
        if len(texts) == 1 and (found := self.known.periods.get(plain(texts[0]))):
            return found
        days = periods.days_of(texts)
        if days is None:
            heading = listed(self.mapping.period_columns)
            raise Refuse(problem("table-period-unknown", heading=heading, found=", ".join(texts)))
        if days not in self.known.days:
            raise SetAside(NOT_ASKED, WHY_NOT_ASKED)
        return self.known.days[days]

    def mid_year(self, texts: tuple[str, ...]) -> int:
        """Return the year of a population."""
        found = periods.mid_year(texts[0]) if texts else None
        if found is None:
            heading = listed(self.mapping.period_columns)
            raise Refuse(problem("table-year-unknown", heading=heading, found=", ".join(texts)))
        return found

    # --- its counts --------------------------------------------------------------------------------------
    def count(self, key: Key, cell: Any, column: str, *, is_summed: bool) -> int | None:
        """Return a count; below zero it is a correction, which only a sum can take."""
        count = whole(cell)
        if isinstance(cell, Formula):
            wrong = problem("formula", heading=column, found=cell.text)
        elif isinstance(count, Bad):
            wrong = problem("table-count-not-number", heading=column, found=text_of(cell))
        elif count is not None and count < 0 and not is_summed:
            wrong = problem("table-count-negative", heading=column, found=text_of(cell))
        else:
            return count
        self.broken[key] = problem("table-sum-broken", heading=column)
        raise Refuse(wrong, is_own=True)

    def add(self, number: int, cells: list[Any], key: Key) -> None:
        """Add a row's counts to its figure."""
        adds_up = self.mapping.do_rows_add_up
        numerator = self.count(key, cells[self.count_at], self.mapping.count_column, is_summed=adds_up)
        denominator = None
        if self.denominator_at is not None:
            column = self.mapping.denominator_column
            denominator = self.count(key, cells[self.denominator_at], column, is_summed=adds_up)
        if numerator is None:
            raise SetAside(f"Rows in which {self.mapping.count_column} is empty", "There is no figure in them.")
        figure = self.gathered.figures.get(key)
        if figure is None:
            self.gathered.figures[key] = Figure(number, numerator, denominator)
        elif adds_up:
            figure.rows += 1
            figure.numerator += numerator
            if denominator is not None:
                figure.denominator = (figure.denominator or 0) + denominator
        else:
            self.broken[key] = problem("table-row-doubled", other=number, heading=self.mapping.force_column)
            raise Refuse(
                problem("table-row-doubled", other=figure.number, heading=self.mapping.force_column), is_own=True
            )

    # --- the end -----------------------------------------------------------------------------------------
    def end(self) -> Gathered:
        """Return everything, once the sums are known."""
        for key, wrong in self.wrong_sums():
            self.broken.setdefault(key, wrong)
        rows = dict(self.sheet.rows()) if self.broken else {}
        for key, wrong in self.broken.items():
            figure = self.gathered.figures.pop(key, None)
            if figure is not None:
                self.refuse(figure.number, rows[figure.number], wrong)
        for found, many in self.alike.values():
            more = f" In {many.rows:,} rows, of which this is the first." if many.rows > 1 else ""
            self.refuse(many.number, many.cells, replace(found, message=found.message + more))
        self.gathered.refused.sort(key=lambda refused: refused.number)
        self.gathered.not_read = [
            {
                "sheet": self.sheet.name,
                "row": many.number,
                "text": f"{text} ({many.rows:,} {'row' if many.rows == 1 else 'rows'})",
                "why": why,
            }
            for (text, why), many in sorted(self.aside.items(), key=lambda item: item[1].number)
        ]
        return self.gathered

    def wrong_sums(self) -> list[tuple[Key, Problem]]:
        """Return the figures that cannot be as they came out."""
        by_key = {measure.pk: measure for measure in self.known.measures.values()}
        found = []
        for key, figure in self.gathered.figures.items():
            measure = by_key.get(key.measure or 0)
            if wrong := self.wrong_with(figure, measure):
                found.append((key, wrong))
        return found

    def wrong_with(self, figure: Figure, measure: KnownMeasure | None) -> Problem | None:
        """Return what is wrong with a figure, if anything is."""
        heading = self.mapping.count_column
        if min(figure.numerator, figure.denominator or 0) < 0:
            return problem("table-sum-negative", heading=heading, found=str(figure.numerator), rows=figure.rows)
        if measure is None or not measure.is_denominator_sent:
            return None
        if figure.denominator is None:
            column = self.mapping.denominator_column or heading
            return problem("denominator-missing", heading=column, label=measure.denominator_label)
        if measure.is_share and figure.numerator > figure.denominator:
            return problem(
                "numerator-above-denominator",
                heading=heading,
                found=str(figure.numerator),
                numerator=f"{figure.numerator:,}",
                denominator=f"{figure.denominator:,}",
            )
        return None

    def refuse(self, number: int, cells: Sequence[Any], wrong: Problem) -> None:
        """Keep a row that is not taken."""
        placed = replace(wrong, sheet=self.sheet.name, row=number)
        self.gathered.refused.append(Refused(number, self.sheet.texts(cells), placed))
