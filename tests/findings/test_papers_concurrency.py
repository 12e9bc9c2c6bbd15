"""Two managers and one paper, or two papers, at once, on PostgreSQL; and that the database itself keeps issued ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from core.actions import Stale
from findings.actions import papers
from findings.models import Paper, PaperComment
from tests import factories
from tests.findings.paper_samples import MAY, at, draft, issue, manager, raised
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_managers_issue_one_paper_and_one_of_them_is_told() -> None:
    raised("BED-2017-01", factories.ForceFactory(slug="bedfordshire"))
    people = [manager(), manager()]
    paper = draft(people[0])
    outcomes = at_once(
        *(lambda by=by: papers.issue(by=by, paper=paper, version=1, seen="", at=at(6)) for by in people)  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {Paper, Stale}
    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Paper)]
    held = Paper.objects.get()
    assert (held.issued_by, held.version, held.sha256) == (winner.issued_by, 2, winner.sha256)


def test_without_a_version_the_second_finds_it_issued() -> None:
    people = [manager(), manager()]
    paper = draft(people[0])
    outcomes = at_once(*(lambda by=by: issue(by, paper) for by in people))  # type: ignore[misc]
    assert {type(outcome) for outcome in outcomes} == {Paper, ValidationError}


def test_two_papers_made_at_once_get_two_numbers() -> None:
    people = [manager(), manager(), manager()]
    outcomes = at_once(*(lambda by=by: draft(by) for by in people))  # type: ignore[misc]
    assert {paper.reference for paper in outcomes} == {"PAPER-2018-01", "PAPER-2018-02", "PAPER-2018-03"}


def test_of_two_papers_about_one_thing_issued_at_once_one_follows_the_other() -> None:
    people = [manager(), manager()]
    drafts = [draft(people[0], MAY), draft(people[1], MAY)]
    outcomes = at_once(lambda: issue(people[0], drafts[0]), lambda: issue(people[1], drafts[1], day=3))
    assert all(isinstance(outcome, Paper) for outcome in outcomes)
    followers = list(Paper.objects.exclude(follows=None))
    assert len(followers) == 1
    assert followers[0].content["follows"]["reference"] == followers[0].follows.reference


def test_of_two_managers_writing_from_one_page_the_second_is_told() -> None:
    raised("BED-2017-01", factories.ForceFactory(slug="bedfordshire"))
    people = [manager(), manager()]
    paper = draft(people[0])
    outcomes = at_once(
        *(
            lambda by=by: papers.comment(by=by, paper=paper, version=1, lines={"BED-2017-01": f"By {by.pk}."})  # type: ignore[misc]
            for by in people
        )
    )
    assert {type(outcome) for outcome in outcomes} == {Paper, Stale}
    assert PaperComment.objects.count() == 1


def test_the_database_refuses_to_change_or_remove_an_issued_paper_and_lets_a_draft_go() -> None:
    by = manager()
    paper, other = issue(by, draft(by)), draft(by, MAY)
    for change in (
        lambda: Paper.objects.filter(pk=paper.pk).update(title="Another"),
        lambda: Paper.objects.filter(pk=paper.pk).update(state="draft", content=None, sha256=""),
        lambda: Paper.objects.filter(pk=paper.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="PAPER-2018-01 is issued and never changes"), transaction.atomic():
            change()
    assert Paper.objects.filter(pk=other.pk).update(as_at=date(2018, 5, 1)) == 1
    papers.withdraw(by=by, paper=other, version=None, reason="Not wanted.")
    assert list(Paper.objects.values_list("reference", "title")) == [
        ("PAPER-2018-01", "Findings: bedfordshire as at 31 March 2018")
    ]
