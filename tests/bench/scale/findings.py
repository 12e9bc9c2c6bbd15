"""The findings of the scale set and what became of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import Role, User
from core.models import Notice
from findings.models import DueKind, Event, EventKind, Finding, FindingKind, Status, Verdict
from inspections.models import Inspection, Question
from tests.bench.scale.rows import CYCLES, FINDINGS, FIRST_YEAR, MANAGERS, chance, many

WORDS = [
    "assess",
    "review",
    "record",
    "train",
    "supervise",
    "allocate",
    "protect",
    "disrupt",
    "arrest",
    "visit",
    "call",
    "plan",
    "brief",
    "safeguard",
]


def make_findings(inspections: list[Inspection], people: dict[str, User]) -> list[Finding]:
    """Make findings in turn under every inspection; those of the last cycle are drafts."""
    questions: dict[int, list[Question]] = {}
    for question in Question.objects.all():
        questions.setdefault(question.framework_id, []).append(question)
    statuses = [Status.OPEN, Status.IN_PROGRESS, Status.AWAITING_VERIFICATION, Status.CLOSED_ACHIEVED]
    found = []
    for number in range(FINDINGS):
        inspection = inspections[number % len(inspections)]
        status = chance.choice(statuses) if inspection.is_published else Status.DRAFT
        words = " ".join(chance.sample(WORDS, 4))
        question = chance.choice(questions[inspection.framework_id or 0])
        raised_on = inspection.published_on or date(FIRST_YEAR + CYCLES, 1, 1)
        due_on = raised_on + timedelta(days=365 * chance.randint(1, 4)) if number % 3 == 0 else None
        found.append(
            Finding(
                reference=f"{inspection.force.code}-{inspection.cycle.first_year}-{number // len(inspections) + 1:02d}",
                force=inspection.force,
                cycle=inspection.cycle,
                inspection=inspection,
                question=question,
                theme=question.slug,
                kind=FindingKind.AREA_FOR_IMPROVEMENT,
                title=f"Improve how officers {words}",
                wording=f"The force should improve how its officers {words}, and check that they do. " * 3,
                status=status,
                published_status=status,
                raised_on=raised_on,
                due_kind=DueKind.ABSOLUTE if due_on else DueKind.NONE,
                due_on=due_on,
                owner=chance.choice(["Head of investigations", "Head of custody", "Head of training"]),
                lead=people[f"manager {number % MANAGERS}"],
            )
        )
    return with_recommendations(many(Finding, found))


def make_notices(findings: list[Finding], people: dict[str, User]) -> list[Notice]:
    """Tell the manager who is measured of one finding in forty: five hundred notices, none of them read."""
    at = datetime(FIRST_YEAR + CYCLES, 1, 1, tzinfo=UTC)
    made = [
        Notice(
            owner=people[Role.MANAGER.value],
            kind="overdue",
            key=f"overdue:{finding.reference}:{finding.raised_on}",
            text=f"{finding.reference} ({finding.force}) was due and is not closed: {finding.title}",
            address=finding.get_absolute_url(),
            made_at=at,
        )
        for finding in findings[::40]
    ]
    return many(Notice, made)


def with_recommendations(findings: list[Finding]) -> list[Finding]:
    """Make one finding in forty a cause of concern, and the next of its inspection its recommendation."""
    changed = []
    for number in range(0, len(findings) - 430, 40 * 430):
        for first, second in zip(findings[number : number + 430], findings[number + 430 : number + 860], strict=False):
            first.kind, second.kind, second.parent = FindingKind.CAUSE_OF_CONCERN, FindingKind.RECOMMENDATION, first
            changed += [first, second]
    Finding.objects.bulk_update(changed, ["kind", "parent"], batch_size=500)
    return findings


def event(finding: Finding, kind: str, by: User, days: int, **fields: Any) -> Event:
    """Return an event some days after its finding was raised."""
    day = finding.raised_on + timedelta(days=days)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Event(
        finding=finding, kind=kind, effective_on=day, recorded_on=day, recorded_by=by, entered_at=moment, **fields
    )


def begun(finding: Finding) -> str:
    """Return the status a finding began with."""
    return Status.DRAFT if finding.status == Status.DRAFT else Status.OPEN


def make_events(findings: list[Finding], inspections: list[Inspection], people: dict[str, User]) -> None:
    """Give each finding six events: raised, three follow-ups in the cycles after it, a verification and a status."""
    by, manager = people[Role.INSPECTOR.value], people[Role.MANAGER.value]
    later = {(i.force_id, i.cycle.first_year): i for i in inspections}
    last = FIRST_YEAR + CYCLES - 1
    verdicts = [Verdict.NO_PROGRESS, Verdict.SOME_PROGRESS, Verdict.GOOD_PROGRESS]
    many(Event, [event(f, EventKind.RAISED, manager, 0, status_after=begun(f)) for f in findings])
    text = "The team looked at a sample of records and spoke to supervisors; the practice is better than it was."
    follow_ups = many(
        Event,
        [
            event(
                finding,
                EventKind.FOLLOW_UP,
                by,
                step * 365,
                verdict=chance.choice(verdicts),
                inspection=later[finding.force_id, min(finding.cycle.first_year + step, last)],
                narrative=text,
            )
            for finding in findings
            for step in (1, 2, 3)
        ],
    )
    verified = [
        event(f.finding, EventKind.VERIFICATION, manager, 400, about=f, is_agreed=True, assurance=2)
        for f in follow_ups[::3]
    ]
    many(Event, verified)
    moved = [
        event(f, EventKind.STATUS, manager, 410, status_before=Status.OPEN, status_after=f.status) for f in findings
    ]
    many(Event, moved)
