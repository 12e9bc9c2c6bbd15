"""What is done to a published report that is read in: received, placed with its inspection, confirmed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from core import history
from core.actions import Stale, action, lock, save
from core.sent_files import digest, own_name
from core.words import moment
from findings.models import Finding, FindingKind
from findings.rules.back_catalogue import title_of
from forces.models import Force
from forces.returns.layout import Unreadable
from inspections.models import Framework, Grade, Inspection, JudgmentState, Question
from inspections.rules import words
from reports import policies
from reports.actions import recording
from reports.actions.recording import Recorded
from reports.models import Outcome, Proposal, ProposalKind, ProposalState, ReportFile, ReportFileState
from reports.reading import files
from reports.reading.layout import Proposal as Read
from reports.reading.layout import Reading
from reports.reading.report import read
from reports.rules import readings as rules

PERMISSION = "reports.read_reports_in"
BARRED = "Only somebody who is not barred from the force confirms what its report says."
ABOUT_FIRST = "Confirm first which inspection the report is of."
INCOMPLETE = "Complete it by hand from the passage: the words here are only what is certain of it."
MOST = 400  # of a longer list nobody would look at each


@action(PERMISSION)
def receive(*, by: Any, file: File[bytes], at: datetime) -> ReportFile:
    """Keep a report with what it seems to say, or why it cannot be read; the same file again is the one held."""
    sha256 = digest(file)
    if held := ReportFile.objects.filter(sha256=sha256).first():
        return held
    received = ReportFile(name=own_name(file), size=file.size, sha256=sha256, sent_by=by, sent_at=at)
    found = Reading()
    try:
        files.check_size(file.size)
        file.seek(0)
        received.text, received.format = files.told(file.read())
        found = read(received.text)
        check_length(found)
    except Unreadable as refusal:
        received.state, received.text = ReportFileState.UNREADABLE, ""
        received.problems, found = [problem.as_dict() for problem in refusal.problems], Reading()
    about = {"force": found.force, "cycle": found.cycle, "published_on": found.published_on}
    received.told = {name: one.as_dict() for name, one in about.items() if one}
    if file.size <= files.PDF_LIMIT:  # of one that is too large only the outcome is kept
        file.seek(0)
        received.file.save("", file, save=False)
    save(received)
    propose(received, found)
    return received


def check_length(found: Reading) -> None:
    """Refuse a text that says more than one report can."""
    count = len(found.judgments) + len(found.findings) + len(found.file_reviews)
    if count > MOST:
        raise Unreadable(files.problem("too-long", found=f"{count:,} findings and judgments", limit=f"{MOST:,}"))


def propose(report: ReportFile, found: Reading) -> None:
    """Keep what was read as proposals, in the order of the report; a recommendation after its cause of concern."""
    history.because(f"Read from {report.name}")
    made = [proposal(report, number, kind, one) for number, (kind, one) in enumerate(in_order(found), start=1)]
    history.bulk_create(Proposal, made)
    of_findings = [one for one in made if one.kind == ProposalKind.FINDING]
    answers = []
    for one, told in zip(of_findings, found.findings, strict=True):
        if told.parent is not None:
            one.parent = of_findings[told.parent]
            answers.append(one)
    if answers:
        history.bulk_update(Proposal, answers, ["parent"])


def in_order(found: Reading) -> Iterator[tuple[ProposalKind, Read]]:
    """Yield what was read: judgments, findings, file reviews."""
    yield from ((ProposalKind.JUDGMENT, one) for one in found.judgments)
    yield from ((ProposalKind.FINDING, one) for one in found.findings)
    yield from ((ProposalKind.FILE_REVIEW, one) for one in found.file_reviews)


def proposal(report: ReportFile, number: int, kind: ProposalKind, one: Read) -> Proposal:
    """Make a proposal of what was read."""
    aside = ("line", "lines", "passage", "why", "damaged", "parent")
    told = {name: value for name, value in one.as_dict().items() if name not in aside}
    return Proposal(
        report=report, number=number, kind=kind, read=told, lines=one.lines, is_damaged=one.is_damaged, why=one.why
    )


@action(PERMISSION)
def confirm_about(
    *,
    by: Any,
    report: ReportFile,
    version: int,
    force: Force,
    framework: Framework,
    published_on: date | None,
    source: str,
    at: datetime,
) -> ReportFile:
    """Say which published inspection a report is of; it is made where it is not held."""
    fresh = lock(report)
    if fresh.inspection_id or fresh.state != ReportFileState.READ:
        raise ValidationError("It is settled already which inspection this report is of.")
    if fresh.version != version:
        raise Stale(fresh, version)
    if not policies.is_free_of_bar(by, force):
        raise ValidationError({"force": BARRED})
    if published_on and published_on > at.date():
        raise ValidationError({"published_on": "This is after today."})
    if published_on and published_on.year < framework.cycle.first_year:
        raise ValidationError({"published_on": f"This is before the cycle {framework.cycle} began."})
    history.because(f"Read from {fresh.name}")
    fresh.inspection = recording.inspection(force=force, framework=framework, published_on=published_on, source=source)
    fresh.source = source
    return save(fresh)


@action(PERMISSION)
def confirm_judgment(
    *,
    by: Any,
    proposal: Proposal,
    version: int,
    question: Question | None,
    state: str,
    grade: Grade | None,
    last_inspected: str,
    reason: str,
    at: datetime,
) -> Proposal:
    """Record a judgment of the report."""
    fresh, of = opened(by, proposal, version)
    if not policies.is_free_of_bar(by, of.force):
        raise PermissionDenied(BARRED)
    if state == JudgmentState.NOT_GRADED and not reason:
        raise ValidationError({"reason": "Say why the question was not graded."})
    recorded = recording.judgment(
        of=of,
        question=question,
        state=state,
        grade=grade,
        last_inspected=last_inspected or of.cycle.slug,
        reason=reason,
        source=fresh.report.source,
    )
    settled = {"slug": question.slug if question else "overall", "grade": grade.slug if grade else state}
    if question:
        settled["question"] = question.title
    return decided(fresh, by, at, recorded, {**settled, "last_inspected": last_inspected})


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A finding as a person has read it in the report.

    The title of its question, the key of its part, the number of the proposal it answers, the reference of one that is
    held and says the same.
    """

    title: str
    wording: str
    question: str = ""
    diagnostic: int | None = None
    parent: int | None = None
    same_as: str = ""


@action(PERMISSION)
def confirm_finding(*, by: Any, proposal: Proposal, version: int, printed: Printed, at: datetime) -> Proposal:
    """Record a finding of the report, with its wording, or recognise the one that is held."""
    fresh, _of = opened(by, proposal, version)
    if fresh.is_damaged and words.plain(printed.wording) == words.plain(fresh.read["wording"]):
        raise ValidationError({"wording": INCOMPLETE})
    kind, question = fresh.read["kind"], printed.question
    parent = concern(fresh, printed) if kind == FindingKind.RECOMMENDATION else None
    if parent:
        question = parent.question.title if parent.question else ""
    plan = recording.planned(
        fresh.report, kind=kind, question=question, wording=printed.wording, by=by, at=at, locked=True
    )
    recorded = recording.finding(
        plan,
        title=printed.title or title_of(printed.wording),
        diagnostic=parent.diagnostic_id if parent else printed.diagnostic,
        parent=parent,
        same_as=printed.same_as,
        source=fresh.report.source,
        by=by,
        at=at,
    )
    settled = {"wording": printed.wording, "question": question}
    return decided(fresh, by, at, recorded, settled)


def concern(proposal: Proposal, printed: Printed) -> Finding | None:
    """Return the cause of concern that a recommendation answers, which is confirmed before it."""
    if printed.parent is None:
        return None
    found = proposal.parent  # as a page has fetched it, with its finding
    if found is None or found.number != printed.parent:
        above = proposal.report.proposals.select_related("finding__question")
        found = above.filter(number=printed.parent, kind=ProposalKind.FINDING).first()
    if found is None or found.finding is None or found.finding.kind != FindingKind.CAUSE_OF_CONCERN:
        raise ValidationError({"parent": "Confirm its cause of concern first."})
    return found.finding


@action(PERMISSION)
def confirm_review(
    *, by: Any, proposal: Proposal, version: int, files: int, good: int | None, at: datetime
) -> Proposal:
    """Take a count of files as the report prints it."""
    fresh, of = opened(by, proposal, version)
    if not policies.is_free_of_bar(by, of.force):
        raise PermissionDenied(BARRED)
    if good is not None and good > files:
        raise ValidationError({"good": "There cannot be more good files than were looked at."})
    recorded = recording.exercise(of=of, files=files, good=good)
    return decided(fresh, by, at, recorded, {"files": files, "good": good})


@action(PERMISSION)
def refuse(*, by: Any, proposal: Proposal, version: int, reason: str, at: datetime) -> Proposal:
    """Say that the report does not say this, or that it is not to be recorded; nothing is."""
    fresh, of = to_move(lock(proposal), version, ProposalState.REFUSED), proposal.report.inspection
    if of and not policies.is_free_of_bar(by, of.force):
        raise PermissionDenied(BARRED)
    fresh.reason, fresh.decided_by, fresh.decided_at = reason, by, at
    return save(fresh)


def opened(by: Any, proposal: Proposal, version: int) -> tuple[Proposal, Inspection]:
    """Return a proposal locked, to be confirmed, with the inspection its report is of."""
    report = proposal.report
    fresh = to_move(lock(proposal), version, ProposalState.CONFIRMED)
    if report.inspection is None:
        raise ValidationError(ABOUT_FIRST)
    fresh.report, fresh.parent = report, proposal.parent
    history.because(f"Read from {report.name}, line {fresh.lines[0]}")
    return fresh, report.inspection


def to_move(proposal: Proposal, version: int, state: ProposalState) -> Proposal:
    """Move a locked proposal along its table of moves; what somebody confirmed meanwhile stays as it is."""
    if state not in rules.PROPOSAL_MOVES[proposal.state]:
        when = moment(proposal.decided_at) if proposal.decided_at else ""
        raise ValidationError(f"{proposal.decided_by} {proposal.get_state_display().lower()} this on {when}.")
    if proposal.version != version:
        raise Stale(proposal, version)
    proposal.state = state
    return proposal


def decided(proposal: Proposal, by: Any, at: datetime, recorded: Recorded, settled: dict[str, Any]) -> Proposal:
    """Keep what was confirmed, and what came of it."""
    proposal.outcome, proposal.settled, proposal.reason = Outcome(recorded.outcome), settled, ""
    proposal.judgment, proposal.finding, proposal.exercise = recorded.judgment, recorded.finding, recorded.exercise
    proposal.decided_by, proposal.decided_at = by, at
    return save(proposal)
