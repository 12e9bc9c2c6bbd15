"""Says what each row of a file would do: makes the records it adds or changes, unsaved, and tells it in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.dates import in_words
from findings.back_catalogue import lookup
from findings.back_catalogue.layout import Line
from findings.back_catalogue.lookup import Held
from findings.back_catalogue.matching import national_of, new_national, reads_like, same
from findings.back_catalogue.resolving import Told, resolved
from findings.back_catalogue.telling import Closed, Loading, Standing, begun, move_due, set_due, source_of, tell
from findings.models import DueKind, Finding, FindingKind, NationalRecommendation, SourceRow
from findings.rules import back_catalogue as rules
from forces.returns.layout import Problem
from inspections.models import Inspection
from inspections.rules import words

Group = tuple[int, int, str]  # force, cycle, kind
OUTCOMES = ("refused", "changed", "added", "merged", "unchanged")


@dataclass
class Planned:
    """A row and what it would do: in words, and as records that are not saved."""

    line: Line
    told: Told | None = None
    outcome: str = "refused"
    standing: Standing | None = None
    does: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """Return it as the file's record keeps it."""
        finding = self.standing.finding if self.standing else None
        return {
            **self.line.kept(),
            "outcome": self.outcome,
            "force": self.told.force.name if self.told else "",
            "cycle": self.told.cycle.slug if self.told else "",
            "kind": FindingKind(self.told.kind).label if self.told else "",
            "title": finding.title if finding else "",
            "reference": finding.reference if finding else "",
            "does": self.does,
            "warnings": self.warnings,
            "problems": [found.as_dict() for found in self.problems],
        }


@dataclass
class Plan:
    """What a whole file would do: its rows, and what they would add or change, each record once."""

    rows: list[Planned]
    held: Held
    sources: list[SourceRow] = field(default_factory=list)
    nationals: list[NationalRecommendation] = field(default_factory=list)

    @property
    def standings(self) -> list[Standing]:
        """Return the findings that the rows are about, in the order of the file."""
        return list({id(row.standing): row.standing for row in self.rows if row.standing}.values())


def plan(lines: Iterable[Line], *, by: Any, at: datetime, locked: bool = False) -> Plan:
    """Compare every row with what is held; `locked` when what is planned is to be saved."""
    reference = lookup.reference(by, locked=locked)
    rows, sound = [], []
    for line in lines:
        found = resolved(line, reference, at.date())
        if isinstance(found, Told):
            rows.append(Planned(line, found))
            sound.append((found, rows[-1]))
        else:
            rows.append(Planned(line, problems=found))
    planner = Planner([told for told, _ in sound], by=by, at=at, locked=locked)
    # a finding's rows are taken in the order of what they tell, wherever they stand in the file
    for told, row in sorted(sound, key=lambda pair: (pair[0].as_of.first_year, pair[0].line.number)):
        planner.take(told, row)
    return Plan(rows, planner.held, planner.sources, planner.nationals)


class Planner:
    """Takes row after row, each over what is held and what the rows before it would do."""

    def __init__(self, rows: list[Told], *, by: Any, at: datetime, locked: bool) -> None:
        self.by, self.at = by, at
        self.held = lookup.held(rows, locked=locked)
        self.sources: list[SourceRow] = []
        self.nationals: list[NationalRecommendation] = []
        self.row_of: dict[int, int] = {}
        self.standings: dict[int, Standing] = {}
        self.new: dict[Group, list[Standing]] = defaultdict(list)
        # which finding of another origin a row is about is asked once, of what is held before the file
        self.joined = {told.key: same(told, self.held) for told in rows if told.key not in self.held.sources}
        self.held.events = lookup.published_events(self.asked_about(rows))

    def asked_about(self, rows: list[Told]) -> list[Finding]:
        """Return the findings that rows join or tell more of."""
        known = [(self.held.sources[told.key], told) for told in rows if told.key in self.held.sources]
        more = [source.finding for source, told in known if told.said not in source.found["said"]]
        return [*more, *(finding for finding in self.joined.values() if finding)]

    def standing_of(self, finding: Finding) -> Standing:
        """Return a finding with what became of it, as the rows before left it."""
        events = self.held.events.get(finding.pk, [])
        return self.standings.setdefault(id(finding), Standing(finding, events=list(events)))

    def inspection_of(self, told: Told, cycle: int) -> Inspection | None:
        """Return the published inspection of the row's force and pillar in a cycle."""
        held = self.held.inspections
        exact = held.get((told.force.pk, cycle, told.pillar))
        return exact or held.get((told.force.pk, cycle, words.WHOLE_PEEL))

    def take(self, told: Told, row: Planned) -> None:
        """Find out what a sound row does."""
        raising, telling = (self.inspection_of(told, cycle.pk) for cycle in (told.cycle, told.as_of))
        loading = Loading(self.by, self.at, raising, telling)
        source = self.held.sources.get(told.key)
        finding = self.joined.get(told.key)
        is_free = finding is not None and (told.is_national or id(finding) not in self.standings)
        try:
            if source:
                self.take_again(told, row, loading, source)
            elif finding and is_free:
                self.join(told, row, loading, self.standing_of(finding))
            else:
                self.add(told, row, loading)
        except Closed as closed:
            row.outcome, row.problems, row.does = "refused", [closed.problem(told)], []
            return
        row.warnings += warnings(told, loading)

    def take_again(self, told: Told, row: Planned, loading: Loading, source: SourceRow) -> None:
        """Add what a row says beyond what was loaded of it before."""
        row.standing, row.outcome = self.standing_of(source.finding), "unchanged"
        said = source.found["said"]
        if told.said in said:
            return
        finding = row.standing.finding
        if all((one["as_of"], one["status"]) != (told.said["as_of"], told.said["status"]) for one in said):
            row.does.append(tell(row.standing, told, loading))
        if told.due_on and told.due_on != finding.due_on and all(told.said["due"] != one["due"] for one in said):
            is_set = finding.due_on is not None
            row.does.append(
                move_due(row.standing, told, loading, told.due_on) if is_set else set_due(row.standing, told.due_on)
            )
        is_ours = finding.source.endswith(rules.WORDING_NOT_HELD)
        if told.source and is_ours and all(told.said["source"] != one["source"] for one in said):
            finding.source, row.standing.is_changed = source_of(told), True
            row.does.append(f"Its source is now {told.source}.")
        row.does = [words for words in row.does if words]
        if row.does:
            row.outcome = "changed"
            source.found = {"cells": told.line.texts, "said": [*said, told.said]}
            source.loaded_by, source.loaded_at = self.by, self.at
            if not any(source is other for other in self.sources):
                self.sources.append(source)

    def join(self, told: Told, row: Planned, loading: Loading, standing: Standing) -> None:
        """Let a row be about a finding that is held from elsewhere, and add what that does not hold."""
        finding = standing.finding
        words = tell(standing, told, loading, unless_held=True)
        held = f"{finding.reference}, “{finding.title}”, which is held already"
        row.does.append(f"Joins {held if finding.pk else f'the finding of row {standing.row}'}.")
        row.does += [words] if words else []
        if told.due_on and finding.due_on is None and finding.due_kind == DueKind.NONE:
            row.does.append(set_due(standing, told.due_on))
        elif told.due_on and finding.due_on != told.due_on:
            row.warnings.append(
                f"The row says due {in_words(told.due_on)} and the finding {in_words(finding.due_on)}, which stays. "
                "If it is wrong, a manager moves it on the finding’s page."
            )
        row.standing, row.outcome = standing, "merged"
        self.remember(told, finding)

    def add(self, told: Told, row: Planned, loading: Loading) -> None:
        """Add a finding; one that answers a national recommendation which is there already joins that."""
        new = self.new[told.force.pk, told.cycle.pk, told.kind]
        national = national_of(told, [*self.held.nationals, *self.nationals]) if told.is_national else None
        mine = [one for one in new if national and one.national is national]
        if mine:
            self.join(told, row, loading, mine[0])
            return
        row.warnings += reads_like(told, self.held, new, national)
        standing, words = begun(told, loading)
        row.does.append(words)
        row.outcome = "added"
        if national:
            row.outcome = "merged"
            called = national.reference or f"of row {self.row_of[id(national)]}"
            row.does.append(f"Joins the national recommendation {called}, “{national.title}”.")
        elif told.is_national:
            national = new_national(told)
            self.nationals.append(national)
            self.row_of[id(national)] = told.line.number
            row.does.append(f"Adds the national recommendation of {told.cycle.title} that it is one force’s part of.")
        standing.national = national
        if said := tell(standing, told, loading):
            row.does.append(said)
        row.standing = self.standings[id(standing.finding)] = standing
        new.append(standing)
        self.remember(told, standing.finding)

    def remember(self, told: Told, finding: Finding) -> None:
        """Keep what a row said, so that the same row again changes nothing."""
        found = {"cells": told.line.texts, "said": [told.said]}
        source = SourceRow(key=told.key, finding=finding, found=found, loaded_by=self.by, loaded_at=self.at)
        self.held.sources[told.key] = source
        self.sources.append(source)


def warnings(told: Told, loading: Loading) -> list[str]:
    """Return what whoever confirms should look at."""
    found = []
    if not told.source:
        found.append("No source is given.")
    telling = loading.telling
    if told.published_on and telling and telling.published_on not in (None, told.published_on):
        found.append(
            f"The row says published on {in_words(told.published_on)}; {telling.reference} was published on "
            f"{in_words(telling.published_on)}, which is used."
        )
    return found
