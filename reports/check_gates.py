"""What stands between a draft that is with its force and its approval."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from core import clock
from core.dates import in_words
from core.words import plural
from findings.publication import Blocker
from inspections.models import Inspection
from reports.gates import Facts, gate
from reports.models import AccuracyCheck


@gate("with-force", "approved")
def the_force_has_checked_the_draft(facts: Facts) -> Iterable[Blocker]:
    """The force had its time with the draft, and all it said is decided."""
    return before_approval(facts.inspection, clock.today())


def before_approval(inspection: Inspection, on: date) -> list[Blocker]:
    """Return what is left of the factual accuracy check of an inspection's report, on a day; one query."""
    checks = AccuracyCheck.objects.filter(report__inspection=inspection).with_comment_counts().order_by("number")
    found = list(checks)
    if not found:
        href = reverse("reports:checks", args=[inspection.reference])
        return [Blocker("The draft was not sent to the force for a factual accuracy check.", href)]
    return [blocker for check in found if not check.is_closed for blocker in left_of(check, on)]


def left_of(check: AccuracyCheck, on: date) -> list[Blocker]:
    """Return what is left of a check that is not closed."""
    href = check.get_absolute_url()
    found = []
    if check.takes_comments(on):
        found.append(Blocker(f"The draft is with the force until {in_words(check.last_day)}.", href))
    open_count: int = check.open_count  # type: ignore[attr-defined]
    if open_count:
        href_of_comments = reverse("reports:check-comments", args=[check.report.inspection.reference, check.number])
        found.append(Blocker(f"{plural(open_count, 'comment is', 'comments are')} open.", href_of_comments))
    found.append(Blocker(f"The factual accuracy check of draft {check.number} is not closed.", href))
    return found
