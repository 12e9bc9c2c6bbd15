"""What is done to a file of published grades: received with what it would do, and confirmed."""

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
from forces.returns.layout import Problem, Unreadable
from inspections.grades_files import planning, reading
from inspections.grades_files.layout import Line
from inspections.grades_files.messages import problem
from inspections.grades_files.planning import OUTCOMES, Plan, Planned
from inspections.models import GradesFile, GradesFileState, Inspection, Judgment
from inspections.rules.grades_files import MOVES

CHANGED = ["state", "grade", "reason", "loaded_from", "version"]


@action("inspections.import_grades")
def receive(*, by: Any, file: File[bytes], at: datetime) -> GradesFile:
    """Keep a file that was sent in, with what each of its rows would do, or why it cannot be read."""
    is_small = file.size <= reading.LIMIT
    received = GradesFile(
        name=own_name(file),
        size=file.size,
        sha256=digest(file),
        sent_by=by,
        sent_at=at,
    )
    try:
        if not is_small:
            raise Unreadable(problem("too-large", limit=f"{reading.LIMIT // 1024:,} kB"))
        lines = reading.read(b"".join(file.chunks()))
    except Unreadable as refusal:
        refuse(received, refusal.problems)
    else:
        keep(received, planning.plan(lines, by=by, today=at.date()).rows)
    if is_small:  # of one that is too large only the outcome is kept
        received.file.save("", file, save=False)
    return save(received)


def refuse(received: GradesFile, problems: Iterable[Problem]) -> None:
    """Say why a file as a whole cannot be taken."""
    moved(received, GradesFileState.UNREADABLE, MOVES)
    received.rows = [found.as_dict() for found in problems]
    received.tally = {"rows": 0, **dict.fromkeys(OUTCOMES, 0)}


def keep(received: GradesFile, rows: list[Planned]) -> None:
    """Keep what each row would do, or did, with the counts."""
    counts = Counter(row.outcome for row in rows)
    received.rows = [row.kept() for row in rows]
    received.tally = {"rows": len(rows), **{outcome: counts[outcome] for outcome in OUTCOMES}}


@action("inspections.import_grades")
def confirm(*, by: Any, file: GradesFile, at: datetime, version: int | None = None) -> GradesFile:
    """Apply the rows of a file, all that are not refused or none; refuse when done already or no longer as shown."""
    shown = lock(file)
    if shown.state == GradesFileState.CONFIRMED and shown.confirmed_at:
        raise ValidationError(f"{shown.confirmed_by} confirmed this file on {moment(shown.confirmed_at)}.")
    if version is not None and shown.version != version:
        raise Stale(shown, version)
    moved(shown, GradesFileState.CONFIRMED, MOVES)
    plan = planning.plan(lines_of(shown), by=by, today=at.date(), locked=True)
    if [row.kept() for row in plan.rows] != shown.rows:
        raise PreviewStale
    history.because(f"Published grades: {shown.name}")
    try:
        apply(plan, shown)
    except IntegrityError as error:  # somebody who does not lock the forces was quicker
        raise PreviewStale from error
    shown.confirmed_by, shown.confirmed_at = by, at
    return save(shown)


def lines_of(file: GradesFile) -> list[Line]:
    """Return the rows of a file as they were read."""
    return [Line(kept["row"], kept["cells"]) for kept in file.rows]


def apply(plan: Plan, file: GradesFile) -> None:
    """Write what the rows add and change; as many statements for many rows as for one."""
    if plan.inspections:
        history.bulk_create(Inspection, plan.inspections)
    for inspection in plan.dated:
        inspection.version += 1
    if plan.dated:
        history.bulk_update(Inspection, plan.dated, ["published_on", "out_by", "version"])
    added, changed = plan.judgments("added"), plan.judgments("changed")
    for judgment in added:
        judgment.inspection, judgment.loaded_from = judgment.inspection, file  # the inspection has its key now
    for judgment in changed:
        judgment.version += 1
        judgment.loaded_from = file
    if added:
        history.bulk_create(Judgment, added)
    if changed:
        history.bulk_update(Judgment, changed, CHANGED)


@action("inspections.import_grades")
def plan_again(*, by: Any, file: GradesFile, at: datetime) -> GradesFile:
    """Make the preview of a file anew, against what is held now."""
    shown = moved(lock(file), GradesFileState.READ, MOVES)
    keep(shown, planning.plan(lines_of(shown), by=by, today=at.date()).rows)
    return save(shown)
