"""The findings of the demonstration, what became of them, and their lineage."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from accounts.models import User
from core.dates import Precision
from findings.models import DueKind, Event, Finding, Lineage
from forces.models import Force
from inspections.models import Diagnostic, Inspection
from reports.demonstration.reference import questions_by_key
from reports.demonstration.tables import day, rows

KINDS = {"raised": "raised", "follow-up": "follow-up", "status-change": "status", "closed": "closure"}
BASES = {"fieldwork": "fieldwork"}
LINKS = {"escalated": "escalated", "de-escalated": "de-escalated"}


def load(*, by: User, lead: User) -> None:
    """Load what is missing: findings first, then their events, then the threads between them."""
    load_findings(lead)
    load_events(by)
    load_lineage(by)


def load_findings(lead: User) -> None:
    """Load the findings that are missing, with the status their last event left them in."""
    forces = {force.code: force for force in Force.objects.all()}
    inspections = {i.reference: i for i in Inspection.objects.select_related("framework", "cycle")}
    questions = questions_by_key()
    diagnostics = {(d.question_id, d.number): d for d in Diagnostic.objects.all()}
    statuses = last_statuses()
    held = {finding.reference: finding for finding in Finding.objects.all()}
    for row in rows("findings"):
        if row["reference"] in held:
            continue
        inspection = inspections[row["inspection"]]
        framework = inspection.framework
        question = questions[framework.slug, row["question"]] if framework and row["question"] else None
        part = row["diagnostic"].rpartition(".")[2]
        held[row["reference"]] = Finding.objects.create(
            reference=row["reference"],
            force=forces[row["force"]],
            cycle=inspection.cycle,
            inspection=inspection,
            question=question,
            theme=row["question"],
            diagnostic=diagnostics[question.pk, int(part)] if question and part else None,
            kind=row["kind"],
            parent=held[row["parent"]] if row["parent"] else None,
            title=row["title"],
            wording=row["wording"],
            status=statuses[row["reference"]],
            published_status=statuses[row["reference"]],
            raised_on=day(row["raised_on"]),
            raised_precision=row["raised_precision"],
            owner=row["owner"],
            lead=lead,
            due_kind=row["due_kind"],
            due_on=day(row["raised_on"] if row["due_kind"] == DueKind.IMMEDIATE else row["due_on"]),
            source=row["source"],
        )


def last_statuses() -> dict[str, str]:
    """Return the status each finding was last given, by the day it was recorded."""
    statuses: dict[str, str] = {}
    for row in sorted(rows("events"), key=lambda row: (row["recorded_on"], int(row["number"]))):
        if row["status"]:
            statuses[row["finding"]] = row["status"]
    return statuses


def load_events(by: User) -> None:
    """Load the events of findings that have none."""
    findings = {finding.reference: finding for finding in Finding.objects.filter(events__isnull=True)}
    inspections = {i.reference: i for i in Inspection.objects.all()}
    Event.objects.bulk_create(
        Event(
            finding=findings[row["finding"]],
            kind=KINDS[row["kind"]],
            effective_on=day(row["effective_on"]),
            effective_precision=Precision(row["precision"]),
            recorded_on=day(row["recorded_on"]),
            recorded_by=by,
            entered_at=timezone.make_aware(datetime.combine(day(row["recorded_on"]), time(9))),  # type: ignore[arg-type]
            inspection=inspections.get(row["inspection"]),
            status_after=row["status"],
            verdict=row["verdict"],
            basis=BASES.get(row["basis"], ""),
            narrative=row["narrative"],
            source=row["source"],
        )
        for row in rows("events")
        if row["finding"] in findings
    )


def load_lineage(by: User) -> None:
    """Load the threads that are missing."""
    findings = {finding.reference: finding for finding in Finding.objects.all()}
    for row in rows("lineage"):
        Lineage.objects.get_or_create(
            earlier=findings[row["from_finding"]],
            later=findings[row["to_finding"]],
            defaults={
                "kind": LINKS[row["kind"]],
                "reason": row["reason"],
                "source": row["source"],
                "recorded_by": by,
                "recorded_on": findings[row["to_finding"]].raised_on,
            },
        )
