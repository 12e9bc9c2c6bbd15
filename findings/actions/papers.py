"""Writing committee papers: making a draft, our lines on its findings, issuing it, withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from core import history
from core.actions import action, lock, save
from findings import policies
from findings.models import Paper, PaperComment, PaperScope, PaperState
from findings.papers import gathering, scopes
from findings.rules import papers as rules
from forces.models import Bar

TRIES = 5  # of finding a number that nobody else takes in the same moment
BARRED = "You are barred from this force: another manager writes about it."
NOT_AS_SEEN = "What the paper holds has changed since you opened this page. Look it over again, then issue it."


@action("findings.write_papers")
def make(*, by: Any, scope: str, subject: str, as_at: date, title: str, at: datetime) -> Paper:
    """Begin a draft under the next number of the year; without a title it is named for its scope and day."""
    check_day(as_at, at.date())
    paper = Paper(
        title=title or scopes.suggested_title(scopes.name_of(scope, subject), as_at),
        scope=scope,
        subject=subject,
        as_at=as_at,
        state=PaperState.DRAFT,
        made_by=by,
        made_on=at.date(),
    )
    if not policies.may_write_paper(by, paper):
        raise PermissionDenied(BARRED)
    return numbered(paper, at.year)


def numbered(paper: Paper, year: int, tries: int = TRIES) -> Paper:
    """Save a new paper under the year's next number; somebody else may take that in the same moment."""
    paper.reference = next_reference(year)
    try:
        return save(paper)
    except IntegrityError:
        if tries == 1:
            raise
    return numbered(paper, year, tries - 1)


def next_reference(year: int) -> str:
    """Return the next reference of a year: "PAPER-2018-01". The number of a withdrawn draft is not given again."""
    start = f"PAPER-{year}-"
    held = Paper.history.filter(reference__startswith=start).values_list("reference", flat=True).distinct()
    numbers = [int(tail) for tail in (reference.removeprefix(start) for reference in held) if tail.isdecimal()]
    return f"{start}{max(numbers, default=0) + 1:02}"


def check_day(as_at: date, today: date) -> None:
    """Refuse a day that is still to come: nobody knows where findings stand on it."""
    if as_at > today:
        raise ValidationError({"as_at": "The day cannot be after today."})


@action("findings.write_papers")
def change(*, by: Any, paper: Paper, version: int | None, as_at: date, title: str, at: datetime) -> Paper:
    """Give a draft another day or title; its lines stay."""
    paper = draft(by, paper, version)
    check_day(as_at, at.date())
    paper.as_at, paper.title = as_at, title
    return save(paper)


@action("findings.write_papers")
def comment(*, by: Any, paper: Paper, version: int | None, lines: Mapping[str, str]) -> Paper:
    """Write our lines on some findings of a draft: reference → line; an empty one says that we have none."""
    paper = draft(by, paper, version)
    findings = scopes.findings_of(paper.scope, paper.subject).filter(reference__in=lines)
    held = {line.finding_id: line for line in PaperComment.objects.filter(paper=paper)}
    is_wide = paper.scope != PaperScope.FORCE
    barred = set(Bar.objects.filter(user=by).values_list("force", flat=True)) if is_wide else set()
    created, changed = [], []
    for finding in findings:
        if finding.force_id in barred:
            raise PermissionDenied(f"{finding.reference}: {BARRED}")
        text, line = lines[finding.reference], held.get(finding.pk)
        if line is None and text != finding.comment:
            created.append(PaperComment(paper=paper, finding=finding, text=text))
        elif line is not None and line.text != text:
            line.text = text
            changed.append(line)
    if created:
        history.bulk_create(PaperComment, created)
    if changed:
        history.bulk_update(PaperComment, changed, ["text"])
    return save(paper) if created or changed else paper


@action("findings.write_papers")
def issue(*, by: Any, paper: Paper, version: int | None, seen: str, at: datetime) -> Paper:
    """Freeze a draft as it is; `seen` is the hash of what whoever issues it has looked at, "" where nobody looked."""
    # two drafts about the same thing issued at once: the second waits, and follows the first
    list(Paper.objects.of_scope(paper.scope, paper.subject).order_by("pk").select_for_update().values_list("pk"))
    paper = draft(by, paper, version)
    last = gathering.last_before(paper)
    content = gathering.content_of(paper, last)
    if seen and rules.digest(content) != seen:
        raise ValidationError(NOT_AS_SEEN, code="not-as-seen")
    content["issued_on"] = at.date().isoformat()
    paper.state = PaperState.ISSUED
    paper.issued_by, paper.issued_at = by, at
    paper.follows = last
    paper.content, paper.sha256 = content, rules.digest(content)
    history.because("Issued")
    return save(paper)


@action("findings.write_papers")
def withdraw(*, by: Any, paper: Paper, version: int | None, reason: str) -> None:
    """Remove a draft that is not wanted, with its lines; the history keeps them."""
    paper = draft(by, paper, version)
    history.bulk_delete(paper.comments.all())
    paper.delete()


def draft(by: Any, paper: Paper, version: int | None) -> Paper:
    """Return a draft locked; refuse an issued one, and one about a force that is barred to the person."""
    paper = lock(paper, version=version)
    if not policies.may_write_paper(by, paper):
        raise PermissionDenied(BARRED)
    if not rules.may_move(paper.state, PaperState.ISSUED):
        raise ValidationError("This paper is issued: it never changes.", code="issued")
    return paper
