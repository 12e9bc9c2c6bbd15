"""Editions of a report: prepared by a manager, approved by another, published now or at an hour, never changed again.

Gates are asked each time: what was mended may have come apart since.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from core import history, jobs
from core.actions import action, lock, save
from core.words import moment, plural
from findings.actions import publishing
from findings.publication import Blocker
from inspections.models import Inspection, Stage
from reports import policies, publication
from reports.actions import report_figures, stages
from reports.document import shape
from reports.document.gathering import gather
from reports.document.records import Records
from reports.models import Edition, EditionState, Report
from reports.rules.editions import EDITION_MOVES, differences

FILES = "make-report-files"
NOT_PUBLISHER = "Only a manager who is not barred from the force prepares, approves and publishes its report."
NOT_APPROVER = (
    "A second manager approves: not the one who prepared the edition, not the lead of the team, and none who is barred "
    "from the force."
)
READ_ANOTHER = "This is not the edition you have read. Read it again, then approve it."
ENDINGS = {
    EditionState.APPROVED: "The edition is approved already: {}, {}.",
    EditionState.PUBLISHED: "The edition is published: it never changes.",
    EditionState.WITHDRAWN: "The edition was withdrawn.",
    EditionState.PREPARED: "The edition is not approved yet.",
}


@action("reports.approve")
def prepare(*, by: Any, report: Report, version: int | None, notice: str = "", at: datetime) -> Edition:
    """Freeze a report as it is, its figures too, for another manager to read and approve."""
    report = lock(report, version=version)
    check_publisher(by, report)
    out = report.editions.published().order_by("number").last()
    if under_way := report.editions.under_way().first():
        raise ValidationError(f"Edition {under_way.number} is under way: publish or withdraw it first.")
    if out and not notice.strip():
        raise ValidationError({"notice": "Say what this edition corrects, and why."})
    records = Records(report)
    refuse(publication.blockers(records, at.date()))
    report_figures.freeze(by=by, report=report)
    records.forget_figures()
    text = shape.as_text(gather(records))
    if out and out.snapshot == text:
        raise ValidationError(f"Nothing has changed since edition {out.number}: there is nothing to correct.")
    made = Edition(
        report=report, number=out.number + 1 if out else 1, notice=notice.strip() if out else "", snapshot=text,
        sha256=shape.hash_of(text), prepared_by=by, prepared_at=at,
    )  # fmt: skip
    return save(made)


@action("reports.approve")
def approve(*, by: Any, edition: Edition, seen: str, at: datetime) -> Edition:
    """Approve an edition that was read, `seen` being the hash of what was; the inspection moves on with it."""
    edition = locked(edition, to=EditionState.APPROVED)
    if not policies.may_approve(by, edition):
        raise PermissionDenied(NOT_APPROVER)
    if seen != edition.sha256:
        raise ValidationError(READ_ANOTHER, code="not-as-read")
    refuse(standing(edition, at))
    edition.state, edition.approved_by, edition.approved_at = EditionState.APPROVED, by, at
    move(by, edition.report.inspection, Stage.APPROVED)
    history.because(f"Edition {edition.number} approved")
    return save(edition)


@action("reports.approve")
def withdraw(*, by: Any, edition: Edition, reason: str) -> Edition:
    """Take an edition back before it is out; the inspection goes back to where it can be prepared anew."""
    edition = locked(edition, to=EditionState.WITHDRAWN)
    check_publisher(by, edition.report)
    was_approved, edition.state = edition.state == EditionState.APPROVED, EditionState.WITHDRAWN
    if was_approved:
        move(by, edition.report.inspection, Stage.WITH_FORCE, reason)
    return save(edition)


@action("reports.approve")
def schedule(*, by: Any, edition: Edition, until: datetime, at: datetime) -> Edition:
    """Set the hour at which an approved edition is published, by the worker; it stays closed until then."""
    edition = locked(edition, to=EditionState.PUBLISHED)
    check_publisher(by, edition.report)
    if until <= at:
        raise ValidationError({"embargo_until": "The hour of publication is still to come."})
    refuse(standing(edition, at))
    edition.embargo_until, edition.published_by, edition.held_back = until, by, ""
    return save(edition)


@action("reports.approve")
def publish(*, by: Any, edition: Edition, at: datetime) -> Edition:
    """Put an approved edition out: with the first, the inspection's findings open and their deadlines begin."""
    edition = locked(edition, to=EditionState.PUBLISHED)
    inspection = edition.report.inspection
    check_publisher(by, edition.report)
    refuse(standing(edition, at))
    if not inspection.is_published:
        publishing.publish(by=by, inspection=inspection, version=inspection.version, published_on=at.date(), at=at)
    edition.state, edition.published_by, edition.held_back = EditionState.PUBLISHED, by, ""
    edition.published_on, edition.published_at = at.date(), at
    start_files(by, edition)
    return save(edition)


def start_files(by: Any, edition: Edition) -> None:
    """Have the worker make the files of an edition that is out; it makes what is missing."""
    title = f"Making the files of {edition.report.inspection.reference}, edition {edition.number}"
    address = edition.get_absolute_url()
    jobs.start(by=by, kind=FILES, subject=edition.pk, title=title, result_address=address)


def hold_back(edition: Edition, why: str) -> Edition:
    """Note why an edition was not published at its hour, which it loses; what the worker does, nobody acting."""
    with transaction.atomic():
        edition = lock(edition)
        if edition.state == EditionState.APPROVED:
            edition.embargo_until, edition.published_by, edition.held_back = None, None, why
            save(edition)
    return edition


# --- what they share -----------------------------------------------------------------------------------------
def check_publisher(by: Any, report: Report) -> None:
    """Refuse whoever is barred from the report's force."""
    if not policies.may_publish(by, report.inspection):
        raise PermissionDenied(NOT_PUBLISHER)


def locked(edition: Edition, *, to: EditionState) -> Edition:
    """Return an edition locked with its inspection; refuse a move it cannot make, saying what became of it."""
    fresh = lock(edition)
    fresh.report = Report.objects.select_related("inspection__force", "inspection__cycle").get(pk=fresh.report_id)
    fresh.report.inspection = lock_inspection(fresh.report.inspection)
    if to not in EDITION_MOVES[fresh.state]:
        by = fresh.approved_by.name if fresh.approved_by else ""
        when = moment(fresh.approved_at) if fresh.approved_at else ""
        raise ValidationError(ENDINGS[EditionState(fresh.state)].format(by, when), code=fresh.state)
    return fresh


def lock_inspection(inspection: Inspection) -> Inspection:
    """Return an inspection locked, with the force and cycle it was fetched with."""
    fresh = lock(inspection)
    fresh.force, fresh.cycle = inspection.force, inspection.cycle
    return fresh


def standing(edition: Edition, at: datetime) -> list[Blocker]:
    """Return what stands in the way of an edition that is prepared: the gates, and what changed since."""
    records = Records(edition.report)
    found = publication.blockers(records, at.date())
    if changed := changes_since(edition, records):
        words = f"{plural(len(changed), 'thing has', 'things have')} changed since it was prepared: {changed[0]}"
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        found.append(Blocker(f"{words}{more}. Withdraw it and prepare it anew.", edition.get_absolute_url()))
    return found


def changes_since(edition: Edition, records: Records) -> list[str]:
    """Return what differs between an edition and the records as they are now."""
    now = gather(records)
    if shape.hash_of(shape.as_text(now)) == edition.sha256:
        return []
    return differences(shape.from_text(edition.snapshot), now) or ["its format"]


def refuse(found: list[Blocker]) -> None:
    """Refuse while anything stands in the way, each named."""
    if found:
        raise ValidationError([blocker.text for blocker in found], code="blocked")


def move(by: Any, inspection: Inspection, to: Stage, reason: str = "") -> None:
    """Move the locked inspection along with its report; one that is out stays so, whatever is corrected."""
    if not inspection.is_published:
        stages.advance(by=by, inspection=inspection, to=to, reason=reason)
