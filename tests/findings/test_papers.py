"""Committee papers: what they hold as at a day, what is left out, freezing, numbers, who writes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.actions import Stale
from findings.actions import papers
from findings.models import DueKind, EventKind, Finding, ForceResponse, Paper, PaperComment, Status, Verdict
from findings.papers import gathering
from findings.rules.papers import digest
from forces.models import Force
from tests import factories
from tests.findings.paper_samples import MARCH, MAY, at, draft, issue, manager, raised, rows, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def bedfordshire() -> Force:
    """Return the force the papers are about."""
    force: Force = factories.ForceFactory(slug="bedfordshire", name="Bedfordshire", code="BED")
    return force


@pytest.fixture
def by(db: None) -> User:
    """Return the manager who writes them."""
    return manager()


def content(paper: Paper) -> dict[str, Any]:
    """Return what is shown of a paper."""
    return gathering.content_shown(Paper.objects.get(pk=paper.pk))


# --- as at a day -------------------------------------------------------------------------------------------
def test_a_status_is_that_of_the_day_whatever_came_later(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire)
    told(finding, EventKind.STATUS, date(2018, 4, 15), status_after=Status.IN_PROGRESS)
    assert rows(content(draft(by, MARCH)))["BED-2017-01"]["status"] == "open"
    assert rows(content(draft(by, MAY)))["BED-2017-01"]["status_label"] == "In progress"


def test_a_finding_raised_after_the_day_is_not_in_the_paper(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    assert list(rows(content(draft(by, date(2018, 3, 21))))) == []
    assert list(rows(content(draft(by, date(2018, 3, 22))))) == ["BED-2017-01"]


def test_both_due_dates_are_told_as_they_were_first_and_on_the_day(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire, due_kind=DueKind.ABSOLUTE, due_on=date(2018, 6, 30))
    first, second = date(2018, 4, 30), date(2018, 6, 30)
    told(finding, EventKind.EXTENSION, date(2018, 4, 10), due_before=first, due_after=second)
    told(finding, EventKind.UPDATE, date(2018, 3, 25), due_after=date(2018, 4, 20), narrative="SECRET of the force")
    told(finding, EventKind.UPDATE, date(2018, 5, 5), due_after=date(2018, 7, 20))
    names = ("due_first", "due_now", "force_due_first", "force_due_now")
    in_march, in_may = (rows(content(draft(by, on)))["BED-2017-01"] for on in (MARCH, MAY))
    assert [in_march[name] for name in names] == ["2018-04-30", "2018-04-30", "2018-04-20", "2018-04-20"]
    assert [in_may[name] for name in names] == ["2018-04-30", "2018-06-30", "2018-04-20", "2018-07-20"]
    assert "SECRET" not in json.dumps(content(draft(by, MAY)))


def test_the_colour_is_that_of_the_day_with_its_reason(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire, due_kind=DueKind.ABSOLUTE, due_on=date(2018, 5, 1))
    in_march, in_may = (rows(content(draft(by, on)))["BED-2017-01"] for on in (MARCH, MAY))
    assert (in_march["rag"], in_march["rag_why"]) == ("amber", "Open, due on 1 May 2018.")
    assert (in_may["rag"], in_may["rag_why"]) == ("red", "Overdue by 30 days: it was due on 1 May 2018.")


@pytest.mark.parametrize(("kind", "words"), [("none", "None set"), ("immediate", "Immediately")])
def test_where_no_day_is_set_the_paper_says_what_is(bedfordshire: Force, by: User, kind: str, words: str) -> None:
    raised("BED-2017-01", bedfordshire, due_kind=kind)
    assert rows(content(draft(by)))["BED-2017-01"]["due_none"] == words


def test_the_force_s_declaration_moves_the_status_though_its_words_are_not_told(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire)
    done = Status.AWAITING_VERIFICATION
    told(finding, EventKind.DECLARATION, date(2018, 5, 1), status_after=done, narrative="SECRET of the force")
    found = content(draft(by, MAY))
    assert rows(found)["BED-2017-01"]["status"] == "awaiting-verification"
    assert "SECRET" not in json.dumps(found)


# --- only what is public -----------------------------------------------------------------------------------
def test_nothing_of_an_unpublished_inspection_is_in_a_paper(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire)
    under_way = factories.InspectionFactory(force=bedfordshire, open=True)
    achieved = {"verdict": Verdict.ACHIEVED, "status_after": Status.AWAITING_VERIFICATION}
    told(finding, EventKind.FOLLOW_UP, date(2018, 5, 1), inspection=under_way, **achieved)
    moved = {"due_before": None, "due_after": date(2018, 9, 1)}
    told(finding, EventKind.EXTENSION, date(2018, 5, 1), inspection=under_way, **moved)
    factories.FindingFactory(reference="BED-2018-01", inspection=under_way, status=Status.DRAFT, title="SECRET")
    found = content(draft(by, MAY))
    assert (rows(found)["BED-2017-01"]["status"], rows(found)["BED-2017-01"]["due_now"]) == ("open", None)
    assert list(rows(found)) == ["BED-2017-01"]


def test_that_a_force_does_not_accept_a_finding_colours_nothing(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire, response=ForceResponse.NOT_ACCEPTED)
    told(finding, EventKind.RESPONSE, date(2018, 4, 1), narrative="SECRET of the force")
    found = content(draft(by, MAY))
    assert rows(found)["BED-2017-01"]["rag"] == "amber"
    assert "accept it" not in json.dumps(found["rows"])


# --- scopes ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scope", "subject", "expected"),
    [
        ("force", "bedfordshire", ["BED-1", "BED-2"]),
        ("question", "prevention", ["BED-1", "GWE-1"]),
        ("region", "east", ["BED-1", "BED-2"]),
        ("region", "wales", ["GWE-1"]),
        ("nation", "england", ["BED-1", "BED-2"]),
        ("nation", "wales", ["GWE-1"]),
        ("nation", "england-and-wales", ["BED-1", "BED-2", "GWE-1"]),
    ],
)
def test_a_paper_holds_the_findings_of_its_scope(
    bedfordshire: Force, by: User, scope: str, subject: str, expected: list[str]
) -> None:
    gwent = factories.ForceFactory(slug="gwent", name="Gwent", country="Wales", region="Wales")
    outside = factories.ForceFactory(country="Great Britain", region="Non-geographic", is_in_scope=False)
    inspection = factories.InspectionFactory(force=bedfordshire)
    question = factories.QuestionFactory(framework=inspection.framework, slug="prevention", title="Prevention")
    raised("BED-1", bedfordshire, inspection=inspection, question=question)
    raised("BED-2", bedfordshire, theme="custody")
    raised("GWE-1", gwent, theme="prevention")  # of a source without our questions
    raised("OUT-1", outside, theme="prevention")
    found = content(draft(by, MAY, scope=scope, subject=subject))
    assert list(rows(found)) == expected
    assert found["scope"]["several_forces"] is (scope != "force")


def test_a_draft_is_gathered_in_as_many_queries_for_sixty_findings_as_for_two(bedfordshire: Force, by: User) -> None:
    paper = draft(by, MAY)
    counts = []
    for many in (2, 60):
        for number in range(many):
            raised(f"BED-{many}-{number}", bedfordshire)
        with CaptureQueriesContext(connection) as queries:
            gathering.content_shown(paper)
        counts.append(len(queries))
    assert counts == [5, 5]


# --- comments ----------------------------------------------------------------------------------------------
def test_the_finding_s_own_line_is_offered_until_one_is_written(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire, comment="Held by the finding.")
    paper = draft(by)
    assert rows(content(paper))["BED-2017-01"]["comment"] == "Held by the finding."
    papers.comment(by=by, paper=paper, version=1, lines={"BED-2017-01": "Ours."})
    assert rows(content(paper))["BED-2017-01"]["comment"] == "Ours."
    papers.comment(by=by, paper=paper, version=2, lines={"BED-2017-01": ""})
    assert rows(content(paper))["BED-2017-01"]["comment"] == ""
    assert list(PaperComment.history.values_list("text", "history_user")) == [("", by.pk), ("Ours.", by.pk)]


def test_a_line_that_only_repeats_the_finding_s_own_is_not_kept(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire, comment="Held by the finding.")
    paper = papers.comment(by=by, paper=draft(by), version=1, lines={"BED-2017-01": "Held by the finding."})
    assert not PaperComment.objects.exists()
    assert paper.version == 1


def test_a_line_sent_from_a_stale_form_is_refused(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    paper = draft(by)
    papers.comment(by=by, paper=paper, version=1, lines={"BED-2017-01": "First."})
    with pytest.raises(Stale):
        papers.comment(by=manager(), paper=paper, version=1, lines={"BED-2017-01": "Second."})
    assert PaperComment.objects.get().text == "First."


def test_a_line_on_a_finding_of_another_scope_is_not_written(bedfordshire: Force, by: User) -> None:
    raised("KEN-2017-01", factories.ForceFactory(slug="kent"))
    papers.comment(by=by, paper=draft(by), version=1, lines={"KEN-2017-01": "Elsewhere."})
    assert not PaperComment.objects.exists()


# --- freezing ----------------------------------------------------------------------------------------------
def test_an_issued_paper_stays_as_it_was_whatever_happens_afterwards(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire, comment="Held by the finding.")
    paper = issue(by, draft(by))
    before = content(paper)
    told(finding, EventKind.STATUS, date(2018, 3, 25), status_after=Status.IN_PROGRESS)
    Finding.objects.update(comment="Another line.", title="Another title", owner="Another post")
    PaperComment.objects.create(paper=paper, finding=finding, text="Too late.")
    bedfordshire.name = "Bedfordshire renamed"
    bedfordshire.save()
    after = content(paper)
    assert after == before
    assert rows(after)["BED-2017-01"]["status"] == "open"
    assert digest(after) == Paper.objects.get().sha256


def test_issuing_says_who_when_and_what_it_follows(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    first = issue(by, draft(by, MARCH))
    second = issue(by, draft(by, MAY), day=3)
    third = issue(by, draft(by, date(2018, 4, 30)), day=4)
    assert (second.state, second.issued_by, second.issued_at) == ("issued", by, at(6, 3))
    assert (first.follows, second.follows) == (None, first)
    assert third.follows == first  # of the earlier day, though another was issued last
    assert Paper.history.filter(reference=second.reference).latest().history_change_reason == "Issued"


def test_a_paper_follows_none_of_another_scope(bedfordshire: Force, by: User) -> None:
    issue(by, draft(by, scope="region", subject="east"))
    assert issue(by, draft(by, MAY)).follows is None


@pytest.mark.parametrize("write", ["issue", "comment", "change", "withdraw"])
def test_nothing_is_done_to_an_issued_paper(bedfordshire: Force, by: User, write: str) -> None:
    paper = issue(by, draft(by))
    said = {
        "issue": {"seen": "", "at": at(6)},
        "comment": {"lines": {}},
        "change": {"as_at": MARCH, "title": "Another", "at": at(6)},
        "withdraw": {"reason": "Not wanted."},
    }
    with pytest.raises(ValidationError, match="it never changes"):
        getattr(papers, write)(by=by, paper=paper, version=None, **said[write])


def test_a_paper_that_is_no_longer_what_was_looked_at_is_not_issued(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-2017-01", bedfordshire)
    paper = draft(by)
    seen = digest(content(paper))
    told(finding, EventKind.STATUS, date(2018, 3, 25), status_after=Status.IN_PROGRESS)
    with pytest.raises(ValidationError, match="has changed since you opened this page"):
        papers.issue(by=by, paper=paper, version=1, seen=seen, at=at(6))
    papers.issue(by=by, paper=paper, version=1, seen=digest(content(paper)), at=at(6))


# --- changes since the last paper --------------------------------------------------------------------------
def test_changes_since_the_last_paper_come_from_what_was_frozen(bedfordshire: Force, by: User) -> None:
    due = {"due_kind": DueKind.ABSOLUTE, "due_on": date(2018, 5, 15)}
    closing, moving = raised("BED-1", bedfordshire), raised("BED-2", bedfordshire)
    raised("BED-3", bedfordshire, **due)
    gone = raised("BED-4", bedfordshire)
    raised("BED-5", bedfordshire)
    long_closed = raised("BED-6", bedfordshire)
    told(long_closed, EventKind.CLOSURE, date(2018, 3, 30), status_after=Status.CLOSED_ACHIEVED)
    issue(by, draft(by, MARCH))
    told(closing, EventKind.CLOSURE, date(2018, 4, 20), status_after=Status.CLOSED_ACHIEVED)
    told(moving, EventKind.STATUS, date(2018, 4, 20), status_after=Status.IN_PROGRESS)
    Finding.objects.filter(pk=gone.pk).update(force=factories.ForceFactory(slug="kent"))
    raised("BED-7", bedfordshire, on=date(2018, 4, 1))
    found = content(draft(by, MAY))
    assert list(rows(found)) == ["BED-1", "BED-2", "BED-3", "BED-5", "BED-7"]
    assert [(line["kind"], line["reference"], line["after"]) for line in found["changes"]["lines"]] == [
        ("new", "BED-7", "Open"),
        ("closed", "BED-1", "Closed – achieved"),
        ("status", "BED-2", "In progress"),
        ("rag", "BED-3", "Red"),
        ("gone", "BED-4", ""),
    ]
    assert (found["changes"]["counts"]["unchanged"], found["totals"]["open"], found["totals"]["closed"]) == (1, 4, 1)


def test_a_closure_told_in_one_paper_is_not_told_again_in_the_next(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-1", bedfordshire)
    issue(by, draft(by, MARCH))
    told(finding, EventKind.CLOSURE, date(2018, 4, 20), status_after=Status.CLOSED_ACHIEVED)
    issue(by, draft(by, date(2018, 4, 30)), day=3)
    found = content(draft(by, MAY))
    assert found["rows"] == []
    assert found["changes"]["counts"]["left_out"] == 1


def test_a_closure_recorded_late_of_a_day_before_the_last_paper_is_still_told(bedfordshire: Force, by: User) -> None:
    finding = raised("BED-1", bedfordshire)
    issue(by, draft(by, MARCH))
    closed = {"status_after": Status.CLOSED_ACHIEVED, "recorded": date(2018, 4, 20)}
    told(finding, EventKind.CLOSURE, date(2018, 3, 29), **closed)
    assert rows(content(draft(by, MAY)))["BED-1"]["status"] == "closed-achieved"


# --- making and withdrawing --------------------------------------------------------------------------------
def test_papers_are_numbered_in_their_year_and_named_for_scope_and_day(bedfordshire: Force, by: User) -> None:
    first, second = draft(by), draft(by, MAY)
    assert [first.reference, second.reference] == ["PAPER-2018-01", "PAPER-2018-02"]
    assert first.title == "Findings: Bedfordshire as at 31 March 2018"
    own = papers.make(by=by, scope="force", subject="bedfordshire", as_at=MAY, title="For the June panel", at=at(6))
    assert own.title == "For the June panel"


def test_the_number_of_a_withdrawn_draft_is_not_given_again(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    paper = papers.comment(by=by, paper=draft(by), version=1, lines={"BED-2017-01": "Ours."})
    papers.withdraw(by=by, paper=paper, version=2, reason="Asked for by mistake.")
    assert not Paper.objects.exists()
    removed = Paper.history.filter(reference="PAPER-2018-01").latest()
    assert (removed.history_type, removed.history_user, removed.history_change_reason) == (
        "-", by, "Asked for by mistake.",
    )  # fmt: skip
    assert PaperComment.history.latest().history_type == "-"
    assert draft(by).reference == "PAPER-2018-02"


def test_a_number_taken_meanwhile_is_passed_over_and_not_for_ever(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = draft(by, subject="kent").reference
    numbers = iter([taken, taken, "PAPER-2018-77"])
    monkeypatch.setattr(papers, "next_reference", lambda year: next(numbers))
    assert draft(by, subject="kent").reference == "PAPER-2018-77"
    monkeypatch.setattr(papers, "next_reference", lambda year: taken)
    with pytest.raises(IntegrityError):
        draft(by, subject="kent")


def test_a_day_to_come_is_refused(bedfordshire: Force, by: User) -> None:
    with pytest.raises(ValidationError, match="cannot be after today"):
        draft(by, date(2018, 6, 2))


def test_a_draft_takes_another_day_and_title_and_keeps_its_lines(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    paper = papers.comment(by=by, paper=draft(by), version=1, lines={"BED-2017-01": "Ours."})
    papers.change(by=by, paper=paper, version=2, as_at=MAY, title="For the June panel", at=at(6))
    found = content(paper)
    assert (found["as_at"], found["title"]) == ("2018-05-31", "For the June panel")
    assert rows(found)["BED-2017-01"]["comment"] == "Ours."


# --- who writes --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["inspector", "administrator", "auditor", "force contact"])
def test_only_managers_write_papers(bedfordshire: Force, role: str) -> None:
    with pytest.raises(PermissionDenied):
        draft(factories.user(role))


def test_a_manager_writes_nothing_about_a_force_barred_to_them(bedfordshire: Force, by: User) -> None:
    raised("BED-2017-01", bedfordshire)
    paper, wide = draft(by), draft(by, scope="nation", subject="england")
    factories.BarFactory(user=by, force=bedfordshire)
    with pytest.raises(PermissionDenied, match="barred"):
        draft(by)
    with pytest.raises(PermissionDenied, match="barred"):
        issue(by, paper)
    with pytest.raises(PermissionDenied, match="BED-2017-01: You are barred"):
        papers.comment(by=by, paper=wide, version=1, lines={"BED-2017-01": "Ours."})
    assert issue(by, wide).state == "issued"
