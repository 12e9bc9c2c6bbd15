"""The committee papers of the demonstration: Bedfordshire, one issued and one draft; their comments are made up."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from findings.actions import papers
from findings.models import Paper

FIRST, SECOND = "PAPER-2018-01", "PAPER-2018-02"
# made up, and says so: no comment of the inspectorate's on these findings is held
FIRST_LINES = {
    "BED-2016-01": "Illustrative: we look at staffing again in the autumn.",
    "BED-2016-05": "Illustrative: due at once and still not closed; we have asked for a date.",
    "BED-2016-09": "Illustrative: little movement so far.",
    "BED-2017-06": "Illustrative: the queue for digital devices is the risk to watch.",
}
SECOND_LINES = {
    "BED-2016-05": "Illustrative: the date we asked for has not come.",
    "BED-2017-01": "Illustrative: carries on what is left of the 2016 cause of concern.",
}


def load(*, by: User) -> None:
    """Make the two papers, where they were never made; a draft that was withdrawn stays so."""
    if Paper.history.filter(reference__in=[FIRST, SECOND]).exists():
        return
    first = make(by, date(2018, 3, 31), made(2018, 4, 10), FIRST_LINES)
    papers.issue(by=by, paper=first, version=None, seen="", at=made(2018, 4, 12))
    make(by, date(2018, 6, 1), made(2018, 6, 1), SECOND_LINES)


def make(by: User, as_at: date, at: datetime, lines: dict[str, str]) -> Paper:
    """Make a draft about Bedfordshire with some lines."""
    paper = papers.make(by=by, scope="force", subject="bedfordshire", as_at=as_at, title="", at=at)
    return papers.comment(by=by, paper=paper, version=None, lines=lines)


def made(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning of a day."""
    return timezone.make_aware(datetime.combine(date(year, month, day), time(9)))
