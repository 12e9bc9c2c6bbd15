"""A published report read in: what is confirmed is recorded once, nothing else is, and nothing held is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from findings.actions import back_catalogue
from findings.models import Event, Finding, SourceRow
from inspections.models import Exercise, Grade, Inspection, Judgment, JudgmentState, Question, ScopeEntry
from reports.actions import readings, recording
from reports.actions.readings import Printed
from reports.models import Proposal, ProposalKind, ReportFile
from reports.reading import files
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = """PEEL: Police effectiveness 2017
An inspection of Cleveland Police
Judgments
Overall effectiveness 2017 Good
Preventing crime and tackling anti-social behaviour Inadequate 2017
Protecting vulnerable people Good 2016
Specialist capabilities Ungraded 2017
Summary

Inspectors reviewed 60 files of the depot and found 46 to be of a good standard.
We then looked at a further 40 files from the lower shelf.

Preventing crime and tackling anti-social behaviour
Inadequate

Cause of concern
The lamps of the depot are not counted.
Recommendations
To address this cause of concern, the force should:
• count the lamps; and
• write the number down.

Areas for improvement
• The force should sweep the yard of the depot before the first frost.
• The force should lend its shears to
"""


@dataclass
class Shelf:
    """A force, a framework, and who reads its reports."""

    by: User
    force: Any
    framework: Any

    def send(self, text: str = TEXT, by: User | None = None) -> ReportFile:
        """Send a report in."""
        file = ContentFile(text.encode(), name="cleveland-2017.txt")
        return readings.receive(by=by or self.by, file=file, at=clock.now())

    def place(self, report: ReportFile, on: date = date(2018, 3, 22), **changed: Any) -> ReportFile:
        """Confirm which inspection it is of."""
        said = {"force": self.force, "framework": self.framework, "published_on": on, "source": "The report, 2018"}
        said |= {"by": self.by, "version": report.version, "at": clock.now(), **changed}
        return readings.confirm_about(report=report, **said)

    def placed(self, text: str = TEXT) -> ReportFile:
        """Send a report in and say which inspection it is of."""
        return self.place(self.send(text))

    def one(self, report: ReportFile, kind: str, place: int = 0) -> Proposal:
        """Return a proposal as it stands now."""
        held = Proposal.objects.select_related("report__inspection__force", "report__inspection__cycle")
        held = held.select_related("report__inspection__framework")
        return list(held.filter(report=report, kind=kind).order_by("number"))[place]

    def judge(self, proposal: Proposal, slug: str, grade: str, last: str = "2017", **changed: Any) -> Proposal:
        """Confirm a judgment."""
        of_scale = Grade.objects.filter(scale=self.framework.scale, slug=grade).first()
        said = {"question": Question.objects.filter(framework=self.framework, slug=slug).first(), "grade": of_scale}
        said |= {"state": JudgmentState.GRADED if of_scale else grade, "last_inspected": last, "reason": ""}
        said |= {"by": self.by, "version": proposal.version, "at": clock.now(), **changed}
        return readings.confirm_judgment(proposal=proposal, **said)

    def find(self, proposal: Proposal, by: User | None = None, **said: Any) -> Proposal:
        """Confirm a finding."""
        question = "Preventing crime and tackling anti-social behaviour"
        printed = Printed(**{"title": "", "wording": proposal.read["wording"], "question": question, **said})
        return readings.confirm_finding(
            by=by or self.by, proposal=proposal, version=proposal.version, printed=printed, at=clock.now()
        )


def build() -> Shelf:
    """Make one."""
    factories.CycleFactory(first_year=2016, slug="2016")
    framework = factories.FrameworkFactory(
        cycle=factories.CycleFactory(first_year=2017, slug="2017"), pillar="E", slug="effectiveness-2017"
    )
    titles = {
        "prevention": "Preventing crime and tackling anti-social behaviour",
        "vulnerability": "Protecting vulnerable people",
        "specialist-capabilities": "Specialist capabilities",
    }
    for number, (slug, title) in enumerate(titles.items(), 1):
        grading = "ungraded" if slug == "specialist-capabilities" else "graded"
        factories.QuestionFactory(framework=framework, number=number, slug=slug, title=title, grading=grading)
    for rank, slug in enumerate(("good", "inadequate"), 1):
        factories.GradeFactory(scale=framework.scale, slug=slug, rank=rank, label=slug.capitalize())
    force = factories.ForceFactory(code="CLV", slug="cleveland", name="Cleveland", official_name="Cleveland Police")
    return Shelf(factories.user(Role.ADMINISTRATOR), force, framework)


@pytest.fixture
def shelf() -> Shelf:
    return build()


def counts() -> tuple[int, ...]:
    """Return how much is recorded."""
    models = (Inspection, Judgment, ScopeEntry, Finding, Event, SourceRow, Exercise)
    return tuple(model._default_manager.count() for model in models)


JUDGMENT, FINDING, REVIEW = ProposalKind.JUDGMENT, ProposalKind.FINDING, ProposalKind.FILE_REVIEW


def test_a_report_is_kept_with_its_proposals_and_records_nothing(shelf: Shelf) -> None:
    report = shelf.send()
    kinds = [(one.kind, one.is_damaged, one.lines) for one in report.proposals.order_by("number")]
    assert kinds == [
        (JUDGMENT, False, [4]),
        (JUDGMENT, False, [5]),
        (JUDGMENT, False, [6]),
        (JUDGMENT, False, [7]),
        (FINDING, False, [17]),
        (FINDING, False, [20]),
        (FINDING, False, [21]),
        (FINDING, False, [24]),
        (FINDING, True, [25]),
        (REVIEW, False, [10]),
        (REVIEW, False, [11]),
    ]
    assert {one.parent and one.parent.lines[0] for one in report.proposals.filter(number__in=[6, 7])} == {17}
    assert counts() == (0,) * 7


def test_the_same_file_again_is_the_one_that_is_held(shelf: Shelf) -> None:
    first = shelf.send()
    again = shelf.send(by=factories.user(Role.MANAGER))
    assert (again.pk, again.version, ReportFile.objects.count(), Proposal.objects.count()) == (first.pk, 1, 1, 11)


def test_a_file_that_cannot_be_read_is_kept_with_the_reason(shelf: Shelf) -> None:
    report = shelf.send("")
    assert (report.state, report.problems[0]["message"]) == ("unreadable", "The file is empty.")
    with pytest.raises(ValidationError, match="settled already"):
        shelf.place(report)
    points = "".join(f"• The force should mend gate {number}.\n" for number in range(500))
    long = shelf.send(f"Areas for improvement\n{points}")
    assert long.problems[0]["message"] == "The file has 500 findings and judgments and the limit is 400."


def test_of_a_file_that_is_too_large_only_the_outcome_is_kept(shelf: Shelf) -> None:
    file = ContentFile(b"%PDF-1.4" + b" " * files.PDF_LIMIT, name="a.pdf")
    report = readings.receive(by=shelf.by, file=file, at=clock.now())
    assert (report.problems[0]["message"], bool(report.file)) == ("The file is 20.0 MB and the limit is 20 MB.", False)


def test_nothing_is_confirmed_before_its_inspection_is(shelf: Shelf) -> None:
    report = shelf.send()
    with pytest.raises(ValidationError, match="Confirm first which inspection"):
        shelf.judge(shelf.one(report, JUDGMENT), "", "good")
    assert counts() == (0,) * 7


def test_the_inspection_is_made_as_published_or_found(shelf: Shelf) -> None:
    report = shelf.placed()
    made = Inspection.objects.get()
    assert (made.reference, made.stage, made.published_on, made.source) == (
        "CLV-2017-E", "published", date(2018, 3, 22), "The report, 2018",
    )  # fmt: skip
    assert report.inspection == made
    other = shelf.placed(TEXT + "\nOf another copy.")
    assert (other.inspection, Inspection.objects.count()) == (made, 1)


def test_whoever_places_a_report_that_changed_meanwhile_is_told(shelf: Shelf) -> None:
    report = shelf.send()
    with pytest.raises(Stale):
        shelf.place(report, version=2)


def test_an_inspection_that_is_held_otherwise_is_not_used(shelf: Shelf) -> None:
    report = shelf.send()
    held = factories.InspectionFactory(
        reference="CLV-2017-E", force=shelf.force, framework=shelf.framework, published_on=date(2018, 3, 1)
    )
    other = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2016, slug="2016"), pillar="E")
    with pytest.raises(ValidationError, match="CLV-2017-E is held as published on 1 March 2018"):
        shelf.place(report)
    Inspection.objects.filter(pk=held.pk).update(is_illustrative=True)
    with pytest.raises(ValidationError, match="is illustrative"):
        shelf.place(report)
    Inspection.objects.filter(pk=held.pk).update(is_illustrative=False, stage="fieldwork", published_on=None)
    with pytest.raises(ValidationError, match="not published yet"):
        shelf.place(report)
    Inspection.objects.filter(pk=held.pk).update(stage="published", framework=other)
    with pytest.raises(ValidationError, match="with another framework"):
        shelf.place(report)
    Inspection.objects.filter(pk=held.pk).update(framework=shelf.framework, out_by=date(2018, 5, 1))
    shelf.place(report)
    held.refresh_from_db()
    assert (held.published_on, held.out_by) == (date(2018, 3, 22), None)  # a day that was not held is filled in


def test_a_day_that_cannot_be_is_refused_and_so_is_a_barred_person(shelf: Shelf) -> None:
    report = shelf.send()
    for on, words in ((date(2018, 6, 2), "after today"), (date(2016, 12, 31), "before the cycle")):
        with pytest.raises(ValidationError, match=words):
            shelf.place(report, on)
    factories.BarFactory(user=shelf.by, force=shelf.force)
    with pytest.raises(ValidationError, match="not barred"):
        shelf.place(report)


def test_judgments_are_recorded_with_their_scope_and_a_grade_carried_over_is_none_of_this_inspection(
    shelf: Shelf,
) -> None:
    report = shelf.placed()
    shelf.judge(shelf.one(report, JUDGMENT, 0), "", "good")
    shelf.judge(shelf.one(report, JUDGMENT, 1), "prevention", "inadequate")
    carried = shelf.judge(shelf.one(report, JUDGMENT, 2), "vulnerability", "good", last="2016")
    shelf.judge(shelf.one(report, JUDGMENT, 3), "specialist-capabilities", "ungraded-by-design")
    held = {one.question and one.question.slug: one.in_words for one in Judgment.objects.all()}
    assert held == {None: "Good", "prevention": "Inadequate", "specialist-capabilities": "Ungraded"}
    scope = dict(ScopeEntry.objects.values_list("question__slug", "decision"))
    assert scope == {
        "prevention": "inspected", "vulnerability": "carried-over", "specialist-capabilities": "inspected",
    }  # fmt: skip
    assert (carried.outcome, carried.judgment, carried.decided_by) == ("made", None, shelf.by)


def test_a_judgment_that_is_held_is_recognised_and_another_is_never_overwritten(shelf: Shelf) -> None:
    report = shelf.placed()
    shelf.judge(shelf.one(report, JUDGMENT, 1), "prevention", "inadequate")
    other = shelf.placed(TEXT + "\nOf another copy.")
    with pytest.raises(ValidationError, match="Inadequate"):
        shelf.judge(shelf.one(other, JUDGMENT, 1), "prevention", "good")
    with pytest.raises(ValidationError, match="holds otherwise of this question"):
        shelf.judge(shelf.one(other, JUDGMENT, 1), "prevention", "inadequate", last="2016")
    with pytest.raises(ValidationError, match="never graded"):
        shelf.judge(shelf.one(other, JUDGMENT, 3), "specialist-capabilities", "good")
    with pytest.raises(ValidationError, match="Say why"):
        shelf.judge(shelf.one(other, JUDGMENT, 2), "vulnerability", "not-graded")
    for year in ("2107", "2018"):
        with pytest.raises(ValidationError, match=f"{year} is no cycle before 2017"):
            shelf.judge(shelf.one(other, JUDGMENT, 2), "vulnerability", "good", last=year)
    before = counts()
    again = shelf.judge(shelf.one(other, JUDGMENT, 1), "prevention", "inadequate")
    assert (again.outcome, counts()) == ("held", before)


def test_a_carried_over_grade_that_is_held_otherwise_is_not_taken(shelf: Shelf) -> None:
    report = shelf.placed()
    earlier = factories.FrameworkFactory(
        cycle=factories.CycleFactory(first_year=2016, slug="2016"), pillar="E", scale=shelf.framework.scale
    )
    question = factories.QuestionFactory(framework=earlier, slug="vulnerability")
    inspection = factories.InspectionFactory(force=shelf.force, framework=earlier, published_on=date(2017, 3, 2))
    bad = Grade.objects.get(scale=shelf.framework.scale, slug="inadequate")
    held = factories.JudgmentFactory(inspection=inspection, question=question, grade=bad)
    with pytest.raises(ValidationError, match="Inadequate"):
        shelf.judge(shelf.one(report, JUDGMENT, 2), "vulnerability", "good", last="2016")
    taken = shelf.judge(shelf.one(report, JUDGMENT, 2), "vulnerability", "inadequate", last="2016")
    assert (taken.judgment, ScopeEntry.objects.get().decision) == (held, "carried-over")
    undecided = ScopeEntry.objects.get()
    ScopeEntry.objects.filter(pk=undecided.pk).update(decision="not-known")
    other = shelf.placed(TEXT + "\nOf another copy.")
    assert shelf.judge(shelf.one(other, JUDGMENT, 2), "vulnerability", "inadequate", last="2016").outcome == "made"
    assert ScopeEntry.objects.get().decision == "carried-over"


def test_a_finding_is_recorded_as_printed_and_the_same_words_again_make_nothing(shelf: Shelf) -> None:
    report = shelf.placed()
    made = shelf.find(shelf.one(report, FINDING, 3), title="The yard").finding
    assert made is not None
    assert (made.reference, made.title, made.kind, made.status, made.source) == (
        "CLV-2017-01", "The yard", "area-for-improvement", "open", "The report, 2018",
    )  # fmt: skip
    assert (made.theme, made.raised_on, made.inspection) == ("prevention", date(2018, 3, 22), report.inspection)
    before = counts()
    other = shelf.placed(TEXT + "\nOf another copy.")
    again = shelf.find(shelf.one(other, FINDING, 3))
    assert (again.outcome, again.finding, counts()) == ("held", made, before)


def test_a_damaged_finding_is_completed_by_hand_first(shelf: Shelf) -> None:
    damaged = shelf.one(shelf.placed(), FINDING, 4)
    with pytest.raises(ValidationError, match="Complete it by hand"):
        shelf.find(damaged)
    whole = shelf.find(damaged, wording="The force should lend its shears to the parish.")
    assert whole.finding is not None
    assert whole.finding.wording.endswith("to the parish.")
    assert whole.read["wording"].endswith("its shears to")


def test_recommendations_stand_under_their_concern_which_says_it_has_none_until_the_first(shelf: Shelf) -> None:
    report = shelf.placed()
    with pytest.raises(ValidationError, match="Confirm its cause of concern first"):
        shelf.find(shelf.one(report, FINDING, 1), parent=5)
    concern = shelf.find(shelf.one(report, FINDING, 0)).finding
    assert concern is not None
    assert concern.recommendation_not_held
    for place in (1, 2):  # the second reads like the first
        shelf.find(shelf.one(report, FINDING, place), parent=5, same_as=recording.NEW)
    concern.refresh_from_db()
    assert not concern.recommendation_not_held
    below = list(concern.recommendations.values_list("reference", "theme"))
    assert below == [("CLV-2017-02", "prevention"), ("CLV-2017-03", "prevention")]
    copy = shelf.placed(TEXT + "\nA copy.")
    outcomes = [shelf.find(shelf.one(copy, FINDING, 0)), shelf.find(shelf.one(copy, FINDING, 1), parent=5)]
    assert [one.outcome for one in outcomes] == ["held", "held"]


def test_a_recommendation_may_be_put_under_another_concern_or_under_none(shelf: Shelf) -> None:
    report = shelf.placed(
        TEXT.replace("Areas for improvement", "Cause of concern\nThe hedge is not cut.\n\nAreas for improvement")
    )
    hedge = shelf.find(shelf.one(report, FINDING, 3)).finding
    under = shelf.find(shelf.one(report, FINDING, 1), parent=shelf.one(report, FINDING, 3).number).finding
    alone = shelf.find(shelf.one(report, FINDING, 2), parent=None, same_as=recording.NEW).finding
    assert under is not None
    assert alone is not None
    assert (under.parent, alone.parent) == (hedge, None)


def test_a_finding_held_in_other_words_is_chosen_and_then_known(shelf: Shelf) -> None:
    report = shelf.placed()
    copy = shelf.placed(TEXT + "\nA copy.")
    held = factories.FindingFactory(
        inspection=report.inspection, reference="CLV-2017-07", theme="prevention", title="Yards", wording="Sweep yards."
    )
    with pytest.raises(ValidationError, match="Choose a finding of this kind"):
        shelf.find(shelf.one(report, FINDING, 3), same_as="CLV-2017-99")
    before = Finding.objects.count()
    for of, same_as in ((report, "CLV-2017-07"), (copy, "")):
        taken = shelf.find(shelf.one(of, FINDING, 3), same_as=same_as)
        assert (taken.outcome, taken.finding) == ("held", held)
    assert (Finding.objects.count(), SourceRow.objects.count()) == (before, 1)
    third = shelf.placed(f"{TEXT}\nA third.")
    assert shelf.find(shelf.one(third, FINDING, 3), same_as="CLV-2017-07").finding == held
    assert SourceRow.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "raised"), [("reference is taken", ValidationError), ("another fault", IntegrityError)]
)
def test_a_reference_that_somebody_took_meanwhile_is_said_and_any_other_fault_is_one(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, said: str, raised: type[Exception]
) -> None:
    def taken(plan: Any) -> None:
        raise IntegrityError(said)

    monkeypatch.setattr(back_catalogue, "apply", taken)
    with pytest.raises(raised):
        shelf.find(shelf.one(shelf.placed(), FINDING, 3))


def test_a_count_is_recognised_where_its_review_is_held_and_else_kept_with_the_report(shelf: Shelf) -> None:
    report = shelf.placed()
    sample = factories.ExerciseFactory(inspection=report.inspection, as_published="46 of 60")
    said = {"by": shelf.by, "at": clock.now()}
    first, second = shelf.one(report, REVIEW, 0), shelf.one(report, REVIEW, 1)
    with pytest.raises(ValidationError, match="more good files"):
        readings.confirm_review(proposal=first, version=1, files=60, good=61, **said)
    taken = readings.confirm_review(proposal=first, version=1, files=60, good=46, **said)
    assert (taken.outcome, taken.exercise) == ("held", sample)
    kept = readings.confirm_review(proposal=second, version=1, files=40, good=None, **said)
    assert (kept.outcome, kept.exercise, kept.settled) == ("kept", None, {"files": 40, "good": None})
    dip = factories.ExerciseFactory(inspection=report.inspection, design="targeted-dip", seed="", target=40)
    other = shelf.one(shelf.placed(TEXT + "\nA copy."), REVIEW, 1)
    assert readings.confirm_review(proposal=other, version=1, files=40, good=None, **said).exercise == dip


def test_what_is_refused_says_why_and_can_still_be_confirmed_but_not_the_other_way_round(shelf: Shelf) -> None:
    report = shelf.placed()
    proposal = shelf.one(report, FINDING, 3)
    refused = readings.refuse(by=shelf.by, proposal=proposal, version=1, reason="It is advice.", at=clock.now())
    assert (refused.state, refused.reason, Finding.objects.count()) == ("refused", "It is advice.", 0)
    with pytest.raises(Stale):
        shelf.find(proposal)
    shelf.find(shelf.one(report, FINDING, 3))
    with pytest.raises(ValidationError, match="confirmed this on 1 June 2018"):
        readings.refuse(by=shelf.by, proposal=proposal, version=3, reason="No.", at=clock.now())
    with pytest.raises(ValidationError, match="confirmed this on 1 June 2018"):
        shelf.find(shelf.one(report, FINDING, 3))


def test_a_person_barred_from_the_force_confirms_nothing(shelf: Shelf) -> None:
    report = shelf.placed()
    factories.BarFactory(user=shelf.by, force=shelf.force)
    with pytest.raises(PermissionDenied):
        shelf.judge(shelf.one(report, JUDGMENT), "", "good")
    with pytest.raises(PermissionDenied):
        readings.confirm_review(
            by=shelf.by, proposal=shelf.one(report, REVIEW), version=1, files=60, good=46, at=clock.now()
        )
    with pytest.raises(ValidationError, match="conflict of interest"):
        shelf.find(shelf.one(report, FINDING, 3))
    with pytest.raises(PermissionDenied):
        readings.refuse(
            by=shelf.by, proposal=shelf.one(report, FINDING, 3), version=1, reason="It is advice.", at=clock.now()
        )
    assert counts()[1:] == (0,) * 6


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.FORCE_CONTACT, Role.AUDITOR])
def test_only_managers_and_administrators_read_reports_in(shelf: Shelf, role: str) -> None:
    with pytest.raises(PermissionDenied):
        shelf.send(by=factories.user(role))
    assert not ReportFile.objects.visible_to(factories.user(role)).exists()
    assert not Proposal.objects.visible_to(factories.user(role)).exists()
