"""Sending a draft to its force, letting late comments in, and closing the check."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from core import history, mail, notices
from core.actions import action, lock, save
from core.dates import in_words
from core.models import Notice
from core.words import plural
from inspections.models import Inspection, Stage
from reports import bank_holidays, check_letters, check_notices, policies
from reports.actions import stages
from reports.document import gathering, shape
from reports.document.records import Records
from reports.models import AccuracyCheck, CheckState, CommentState, Report
from reports.rules.editions import CHECK_MOVES


@action("reports.send_drafts")
def send(*, by: Any, report: Report, working_days: int, at: datetime) -> AccuracyCheck:
    """Send the draft as it is now to the force's contacts, who may comment for so many working days."""
    inspection = lock(report.inspection)
    if not policies.may_run_checks(by, inspection):
        raise PermissionDenied("The lead of the inspection or a manager sends its draft.")
    last = report.checks.defer("snapshot").last()
    to = contacts_of(inspection)
    if refused := reason_against(inspection, last, to):
        raise ValidationError(refused)
    if inspection.stage != Stage.WITH_FORCE:
        stages.advance(by=by, inspection=inspection, to=Stage.WITH_FORCE)
    history.because("Sent the draft to the force")
    text = shape.as_text(gathering.gather(Records(report)))
    check = save(
        AccuracyCheck(
            report=report,
            number=last.number + 1 if last else 1,
            sent_by=by,
            sent_at=at,
            working_days=working_days,
            due_on=bank_holidays.deadline(at.date(), working_days),
            snapshot=text,
            sha256=shape.hash_of(text),
        )
    )
    give_notice(check_notices.TO_CHECK, check_notices.told(check), to, at)
    transaction.on_commit(partial(mail.post, [check_letters.sent(check, to)]))
    return check


def reason_against(inspection: Inspection, last: AccuracyCheck | None, to: list[User]) -> str:
    """Say why the draft cannot be sent now, or nothing."""
    if last and not last.is_closed:
        return f"The check of draft {last.number} is still open. Close it before you send another draft."
    if inspection.stage not in {Stage.MODERATION, Stage.WITH_FORCE}:
        return f"The draft is sent from moderation; the inspection is at: {inspection.get_stage_display().lower()}."
    if not to:
        return f"{inspection.force} has no contact who could read it. Ask an administrator to add one."
    return ""


def contacts_of(inspection: Inspection) -> list[User]:
    """Return the people who answer for the inspection's force and may sign in."""
    return list(User.objects.filter(force_contact__force=inspection.force_id, is_active=True))


def give_notice(kind: str, told: notices.Told, to: list[User], at: datetime) -> None:
    """Tell the contacts in the product too; by e-mail they are told at once, so not again with their notices."""
    notices.give(
        Notice(owner=person, kind=kind, key=told.key, text=told.text, address=told.address, made_at=at, mailed_at=at)
        for person in to
    )


def locked(by: Any, check: AccuracyCheck, version: int | None = None) -> AccuracyCheck:
    """Return a check that is not closed, locked, for somebody who may run it."""
    inspection = check.report.inspection
    check = lock(check, version=version)
    check.report.inspection = inspection
    if not policies.may_run_checks(by, inspection):
        raise PermissionDenied("The lead of the inspection or a manager runs its factual accuracy check.")
    if CheckState.CLOSED not in CHECK_MOVES[check.state]:
        raise ValidationError("The check is closed: it stays as it is.")
    return check


@action("reports.send_drafts")
def give_leave(
    *, by: Any, check: AccuracyCheck, version: int | None, until: date, reason: str, on: date
) -> AccuracyCheck:
    """Let comments in after the deadline, until a day and for a reason."""
    check = locked(by, check, version)
    if until <= check.due_on or until < on:
        earliest = in_words(max(on, check.due_on))
        raise ValidationError({"until": f"Leave goes beyond the deadline and today: give a day after {earliest}."})
    check.late_until, check.leave_reason = until, reason
    check = save(check)
    to = contacts_of(check.report.inspection)
    transaction.on_commit(partial(mail.post, [check_letters.leave_given(check, to)]))
    return check


@action("reports.send_drafts")
def close(*, by: Any, check: AccuracyCheck, version: int | None, at: datetime, reason: str) -> AccuracyCheck:
    """Close a check whose comments are all decided; before the last day it needs a reason. The force is then told.

    That the draft can be commented on is taken back where nobody read it yet.
    """
    check = locked(by, check, version)
    comments = list(check.comments.values_list("state", flat=True))
    if left := comments.count(CommentState.OPEN):
        raise ValidationError(
            f"{plural(left, 'comment is', 'comments are')} not decided. Decide each before you close."
        )
    if check.takes_comments(at.date()) and not reason:
        words = f"The force may comment until {in_words(check.last_day)}: say why the check is closed before that."
        raise ValidationError({"reason": words})
    check.state, check.closed_by, check.closed_at = CheckState.CLOSED, by, at
    check = save(check)
    to = contacts_of(check.report.inspection)
    Notice.objects.unread().filter(kind=check_notices.TO_CHECK, address=check.get_absolute_url()).delete()
    give_notice(check_notices.CLOSED, check_notices.told_closed(check, len(comments)), to, at)
    transaction.on_commit(partial(mail.post, [check_letters.answered(check, to, len(comments))]))
    return check
