"""Letters to a force about its factual accuracy check: that there is something to read, never what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage

from core.dates import in_words
from core.notices import absolute
from core.words import plural
from reports.models import AccuracyCheck


def letter(check: AccuracyCheck, to: Sequence[Any], subject: str, *lines: str) -> EmailMessage:
    """Write to the contacts of the force: plain text, with the way to the draft."""
    inspection = check.report.inspection
    body = [f"To the contacts of {inspection.force.name},", "", *lines, "", absolute(check.get_absolute_url())]
    return EmailMessage(f"{inspection}: {subject}", "\n".join(body), to=[person.email for person in to])


def sent(check: AccuracyCheck, to: Sequence[Any]) -> EmailMessage:
    """Say that a draft has come, and until when it can be commented on."""
    day = in_words(check.due_on)
    return letter(
        check,
        to,
        f"a draft to check until {day}",
        f"A draft of {check.report} is ready for you to check for factual accuracy.",
        f"You can comment on it until the end of {day}, {plural(check.working_days, 'working day')} from when it was "
        "sent.",
        "Do not pass it on: it is not published. Sign in to read it:",
    )


def leave_given(check: AccuracyCheck, to: Sequence[Any]) -> EmailMessage:
    """Say that late comments are let in."""
    day = in_words(check.late_until)
    return letter(
        check,
        to,
        f"late comments until {day}",
        f"You can still comment on the draft of {check.report}, until the end of {day}.",
        "Sign in to go on:",
    )


def answered(check: AccuracyCheck, to: Sequence[Any], count: int) -> EmailMessage:
    """Say that the check is closed, and that what was made of each comment can be read."""
    lines = [f"The factual accuracy check of {check.report} is closed."]
    lines.append(
        f"{plural(count, 'comment was', 'comments were')} decided. Sign in to read each decision and its reason:"
        if count
        else "No comment was made. Sign in to read the draft as it was sent:"
    )
    return letter(check, to, "the factual accuracy check is closed", *lines)
