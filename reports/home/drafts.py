"""What waits of factual accuracy checks: drafts for a force to check, comments for the inspectorate to decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Role
from core.dates import in_words
from core.words import plural
from inspections.models import Assignment, AssignmentRole, Stage
from reports.home.items import SHOWN, Item, Section
from reports.models import AccuracyCheck


def to_check(user: Any, on: date) -> Section:
    """Return the drafts sent to a contact's force whose report is not out yet: one query."""
    sent = AccuracyCheck.objects.visible_to(user).exclude(report__inspection__stage=Stage.PUBLISHED)
    found = sent.with_comment_counts().order_by("state", "due_on")[:SHOWN]
    return Section(
        "Drafts to check",
        "No draft of a report waits for your check.",
        [to_check_item(check, on) for check in found],
    )


def to_check_item(check: Any, on: date) -> Item:
    """Return a draft sent to a force; one that is made up says so."""
    tag = "Illustrative" if check.report.inspection.is_illustrative else ""
    return Item(f"{check.report}, draft {check.number}", check.get_absolute_url(), told(check, on), tag=tag)


def told(check: Any, on: date) -> str:
    """Return how far a check is, as the force may know it."""
    if check.is_closed:
        return f"closed: {check.accepted_count} accepted, {check.rejected_count} rejected"
    count = plural(check.open_count + check.accepted_count + check.rejected_count, "comment")
    if check.takes_comments(on):
        return f"until {in_words(check.last_day)}; {count} sent"
    return f"comments ended on {in_words(check.last_day)}; the inspectorate decides on {count}"


def to_decide(user: Any, on: date) -> Section:
    """Return the open checks a person runs, with how many comments are left to decide: one query."""
    found = AccuracyCheck.objects.visible_to(user).open()
    if user.role == Role.INSPECTOR:
        led = Assignment.objects.filter(user=user, role=AssignmentRole.LEAD).values("inspection")
        found = found.filter(report__inspection__in=led)
    return Section(
        "Drafts with forces",
        "No draft is with a force.",
        [item(check, on) for check in found.with_comment_counts().order_by("due_on", "pk")[:SHOWN]],
    )


def item(check: Any, on: date) -> Item:
    """Return how many of a draft's comments are decided, and what comes next."""
    reference = check.report.inspection.reference
    decided = check.accepted_count + check.rejected_count
    total = check.open_count + decided
    words = f"{decided} of {plural(total, 'comment')} decided" if total else "no comments"
    ahead = f"with the force until {in_words(check.last_day)}" if check.takes_comments(on) else "comments have ended"
    href = reverse("reports:check-comments", args=[reference, check.number])
    return Item(f"{reference}: {check.report.inspection.force}", href, f"{words}; {ahead}", decided, total)
