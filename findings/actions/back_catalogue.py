"""What is done to a file of published findings: received, planned, confirmed, withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError

from core import history
from core.actions import Stale, action, lock, save
from core.sent_files import PreviewStale, digest, moved, own_name
from core.words import moment
from findings.actions.events import load
from findings.actions.national import next_reference
from findings.actions.raising import number_after
from findings.back_catalogue import planning, reading
from findings.back_catalogue.layout import Line, line_of
from findings.back_catalogue.planning import OUTCOMES, Plan, Planned
from findings.back_catalogue.telling import Standing
from findings.models import Finding, FindingsFile, FindingsFileState, NationalRecommendation, SourceRow
from findings.rules import back_catalogue as rules
from forces.models import Cycle
from forces.returns.layout import Problem, Unreadable

CHANGED = ["status", "published_status", "due_kind", "due_on", "source", "version"]


@action("findings.import_findings")
def receive(*, by: Any, file: File[bytes], at: datetime) -> FindingsFile:
    """Keep a file that was sent in, with what each of its rows would do, or why it cannot be read."""
    data = b"".join(file.chunks()) if file.size <= reading.limit() else b""
    received = FindingsFile(
        name=own_name(file),
        size=file.size,
        sha256=digest(file),
        sent_by=by,
        sent_at=at,
    )
    try:
        if file.size > reading.limit():
            raise Unreadable(reading.too_large(file.size))
        table = reading.read(data)
    except Unreadable as refusal:
        refuse(received, refusal.problems)
    else:
        planned = planning.plan(table.lines, by=by, at=at).rows
        keep(received, planned, {"format": table.format, "headings": table.headings})
    if file.size <= reading.limit():  # of one that is too large only the outcome is kept
        received.file.save("", file, save=False)
    return save(received)


def refuse(received: FindingsFile, problems: Iterable[Problem]) -> None:
    """Say why a file as a whole cannot be taken."""
    moved(received, FindingsFileState.UNREADABLE, rules.MOVES)
    received.rows = [found.as_dict() for found in problems]
    received.tally = {"rows": 0, **dict.fromkeys(OUTCOMES, 0)}


def keep(received: FindingsFile, rows: list[Planned], about: dict[str, Any]) -> None:
    """Keep what each row would do, or did, with the counts."""
    counts = Counter(row.outcome for row in rows)
    received.rows = [row.kept() for row in rows]
    received.tally = {
        **about,
        "rows": len(rows),
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "warned": sum(bool(row.warnings) for row in rows),
    }


@action("findings.import_findings")
def confirm(*, by: Any, file: FindingsFile, at: datetime, version: int | None = None) -> FindingsFile:
    """Apply the rows of a file, all that are not refused or none; refuse when done already or no longer as shown."""
    shown = lock(file)
    if shown.state == FindingsFileState.CONFIRMED and shown.confirmed_at:
        raise ValidationError(f"{shown.confirmed_by} confirmed this file on {moment(shown.confirmed_at)}.")
    if version is not None and shown.version != version:
        raise Stale(shown, version)
    moved(shown, FindingsFileState.CONFIRMED, rules.MOVES)
    plan = planning.plan(lines_of(shown), by=by, at=at, locked=True)
    if [row.kept() for row in plan.rows] != shown.rows:
        raise PreviewStale
    history.because(f"Back catalogue: {shown.name}")
    try:
        apply(plan)
    except IntegrityError as error:
        if not is_taken(error):
            raise
        raise PreviewStale from error
    keep(shown, plan.rows, shown.tally)
    shown.confirmed_by, shown.confirmed_at = by, at
    return save(shown)


def is_taken(error: IntegrityError) -> bool:
    """Say whether somebody who does not lock the forces was quicker with a reference or a national recommendation."""
    return any(words in str(error) for words in ("reference", "national"))


def lines_of(file: FindingsFile) -> list[Line]:
    """Return the rows of a file as they were read."""
    return [line_of(kept) for kept in file.rows]


def apply(plan: Plan) -> None:
    """Write what the rows add and change; as many statements for many rows as for one."""
    if plan.nationals:
        number_nationals(plan.nationals)
        history.bulk_create(NationalRecommendation, plan.nationals)
    standings = plan.standings
    new = [standing.finding for standing in standings if not standing.finding.pk]
    for standing in standings:
        if not standing.finding.pk:
            give_reference(standing, plan.held.used)
    changed = [standing.finding for standing in standings if standing.finding.pk and standing.is_changed]
    for finding in changed:
        finding.version += 1
    if new:
        history.bulk_create(Finding, new)
    if changed:
        history.bulk_update(Finding, changed, CHANGED)
    load([event for standing in standings for event in standing.new_events])
    known = [source for source in plan.sources if source.pk]
    if known:
        history.bulk_update(SourceRow, known, ["found", "loaded_by", "loaded_at"])
    if added := [source for source in plan.sources if not source.pk]:
        history.bulk_create(SourceRow, added)


def give_reference(standing: Standing, used: dict[str, int]) -> None:
    """Give a new finding its reference: the next of its force and cycle, or its national recommendation's."""
    finding, national = standing.finding, standing.national
    if national:
        finding.national = national
        finding.reference = f"{national.reference}-{finding.force.code}"
    else:
        finding.reference = number_after(used, finding.force, finding.cycle)


def number_nationals(nationals: list[NationalRecommendation]) -> None:
    """Give new national recommendations the next references of their cycles, which are locked meanwhile."""
    for cycle in Cycle.objects.select_for_update(no_key=True).filter(
        pk__in={national.cycle_id for national in nationals}
    ):
        start, _, number = next_reference(cycle).rpartition("-")
        for more, national in enumerate(one for one in nationals if one.cycle_id == cycle.pk):
            national.reference = f"{start}-{int(number) + more:02}"


@action("findings.import_findings")
def plan_again(*, by: Any, file: FindingsFile, at: datetime) -> FindingsFile:
    """Make the preview of a file anew, against what is held now."""
    shown = moved(lock(file), FindingsFileState.READ, rules.MOVES)
    keep(shown, planning.plan(lines_of(shown), by=by, at=at).rows, shown.tally)
    return save(shown)


@action("findings.import_findings")
def withdraw(*, by: Any, file: FindingsFile, version: int | None = None) -> FindingsFile:
    """Put a file aside: nothing of it is applied, the file and its outcome are kept."""
    return save(moved(lock(file, version=version), FindingsFileState.WITHDRAWN, rules.MOVES))
