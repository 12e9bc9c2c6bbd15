"""An inspection against a framework of several pillars that looks at one of them: what stands for the others."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.template import engines

from inspections.actions import judgments as proposals
from inspections.judging import subject
from inspections.models import Inspection, Judgment, Stage
from inspections.rules.grades import Effective
from reports import grades, publication
from reports.document import judgments, shape
from reports.document.files import table_of
from reports.document.gathering import gather
from reports.document.records import Records
from reports.gates import Facts
from reports.models import Report
from reports.steps import runs_of, steps_of
from tests import factories, report_factories
from tests.inspections.judging_samples import AT
from tests.report_samples import sample as snapshot_sample

pytestmark = pytest.mark.django_db
ASKED = {"prevention": "E", "vulnerability": "E", "demand": "F", "fairness": "L"}
OUT, LATER = date(2018, 3, 22), date(2018, 5, 31)


@pytest.fixture
def report() -> Report:
    """Return one of an inspection that looks at prevention alone; in 2017 the three overall grades were given.

    Of the four questions prevention is judged, and so is effectiveness overall.
    """
    kent = factories.ForceFactory(name="Kent", slug="kent", code="KEN")
    for pillar, grade in (("E", "inadequate"), ("F", "requires-improvement"), ("L", "good")):
        framework = factories.FrameworkFactory(slug=f"{pillar}-2017", pillar=pillar)
        factories.QuestionFactory(framework=framework, slug=f"of-{pillar.lower()}")
        earlier = factories.InspectionFactory(
            reference=f"KEN-2017-{pillar}", force=kent, framework=framework, published_on=OUT
        )
        factories.JudgmentFactory(inspection=earlier, grade=factories.GradeFactory(slug=grade))
    cycle = factories.CycleFactory(first_year=2018)
    whole = factories.FrameworkFactory(cycle=cycle, slug="peel-2018-19", pillar="P")
    inspection = factories.InspectionFactory(
        reference="KEN-2018-P", force=kent, framework=whole, stage=Stage.WITH_FORCE, published_on=None
    )
    for number, (slug, pillar) in enumerate(ASKED.items(), start=1):
        question = factories.QuestionFactory(framework=whole, slug=slug, number=number, pillar=pillar)
        decision = "inspected" if slug == "prevention" else "carried-over"
        factories.ScopeEntryFactory(inspection=inspection, question=question, decision=decision, reason="By risk")
    judge(inspection, "prevention")
    factories.JudgmentFactory(inspection=inspection, pillar="E")
    factories.bear_out(inspection)
    return report_factories.ReportFactory(inspection=inspection)  # type: ignore[no-any-return]


def judge(inspection: Inspection, slug: str, **judged: Any) -> Judgment:
    """Judge a question; "good" if nothing else is said."""
    question = inspection.framework.questions.get(slug=slug)  # type: ignore[union-attr]
    return factories.JudgmentFactory(inspection=inspection, question=question, **judged)  # type: ignore[no-any-return]


def standing(report: Report) -> dict[str, tuple[str, int | None, bool]]:
    """Return what the report says stands on each question."""
    parts = Records(report).judgments
    return {part["question"]: (part["grade"], part["last_inspected"], part["is_carried_over"]) for part in parts}


STANDS = {
    "overall-effectiveness": ("good", 2018, False),
    "overall-efficiency": ("requires improvement", 2017, True),
    "overall-legitimacy": ("good", 2017, True),
}


def blocked(report: Report) -> list[str]:
    """Return which judgments stand in the way of publication."""
    fresh = Report.objects.get(pk=report.pk)
    gates = (publication.moderation, publication.judgments)
    return [one.text for gate in gates for one in gate(Records(fresh), OUT)]


def test_the_report_prints_what_stands_from_before_for_a_pillar_left_out(report: Report) -> None:
    said = standing(report)
    assert {slug: said[slug] for slug in STANDS} == STANDS
    assert said["prevention"] == ("good", 2018, False)
    assert set(Facts(report.inspection).to_judge) == {"overall-effectiveness", "prevention"}
    assert blocked(report) == []


def test_the_scope_counts_questions_and_no_overall_judgment(report: Report) -> None:
    records = Records(report)
    words, table = judgments.scope(records.lines, records.judgments)
    assert words["text"] == (
        "This inspection looked at 1 of 4 questions. It left out Vulnerability, Demand and Fairness; "
        "the earlier grade stands there, from the year shown."
    )
    assert [row[0] for row in table["rows"]] == ["Prevention", "Vulnerability", "Demand", "Fairness"]


def test_nothing_is_published_that_says_to_be_graded(report: Report) -> None:
    report.inspection.judgments.get(question=None).delete()
    assert standing(report)["overall-effectiveness"] == ("to be graded", 2018, False)
    assert blocked(report) == [
        "The judgment is not moderated: Effectiveness overall.",
        "Effectiveness, overall is still to be graded.",
    ]
    factories.JudgmentFactory(inspection=report.inspection, pillar="E", state="to-be-graded", grade=None)
    assert blocked(report) == ["Effectiveness, overall is still to be graded."]


def test_what_stood_before_is_still_there_in_the_national_picture_and_over_time(report, sign_in, manager) -> None:
    held = report.inspection
    Inspection.objects.filter(pk=held.pk).update(stage=Stage.PUBLISHED, published_on=LATER)
    response = sign_in(manager).get("/national/2018/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    said = {row["question"]: (row["grade"], row["last_inspected"], row["carried_over"]) for row in rows}
    assert {slug: said[slug] for slug in STANDS} == {
        slug: (grade, str(year), "yes" if is_carried else "no") for slug, (grade, year, is_carried) in STANDS.items()
    }
    steps, books = steps_of(held.force, grades.editions(), LATER)
    runs = {step.pillar: runs_of(step, held.force, books, LATER) for step in steps if step.slug == "overall"}
    assert {pillar: [(day, one.grade) for day, one in found] for pillar, found in runs.items()} == {
        "E": [(OUT, "inadequate"), (LATER, "good")],
        "F": [(OUT, "requires improvement")],
        "L": [(OUT, "good")],
    }
    held.refresh_from_db()
    assert {slug: standing(report)[slug] for slug in STANDS} == STANDS  # as a correction would print it


def test_the_workspace_counts_questions_and_says_which_overall_is_left_out(report, sign_in) -> None:
    inspection = report.inspection
    Inspection.objects.filter(pk=inspection.pk).update(stage=Stage.DRAFTING)
    inspection.refresh_from_db()
    lead = factories.AssignmentFactory(inspection=inspection, role="lead").user
    client = sign_in(lead)
    page = client.get("/inspections/KEN-2018-P/").content.decode()
    assert "4 of 4 questions scoped" in page
    assert "2 of 2 proposed, 2 moderated" in page
    assert "no scope decision" not in page
    assert page.count("Left out: the earlier grade stands") == 5  # three questions, two overalls
    left_out = client.get("/inspections/KEN-2018-P/judgments/overall-legitimacy/").content.decode()
    assert "does not look at the question" in left_out
    legitimacy = subject(inspection, "overall-legitimacy")
    assert legitimacy
    with pytest.raises(ValidationError, match="does not look at the question"):
        proposals.propose(
            by=lead, inspection=inspection, subject=legitimacy, version=0, state="to-be-graded", grade=None,
            not_graded_because="", rationale="None", evidence=[], at=AT,
        )  # fmt: skip


def test_a_question_that_only_a_later_version_of_the_framework_asks_is_not_in_the_report(report: Report) -> None:
    later = factories.FrameworkFactory(
        cycle=report.inspection.cycle, slug="peel-2018-19-2", pillar="P", version_number=2
    )
    for slug in (*ASKED, "custody"):
        factories.QuestionFactory(framework=later, slug=slug, pillar=ASKED.get(slug, "L"))
    assert set(standing(report)) == {*STANDS, *ASKED}
    assert standing(report)["overall-legitimacy"] == ("good", 2017, True)
    assert blocked(report) == []


def test_why_a_question_is_not_graded_is_printed(report: Report) -> None:
    why = "The force could not be visited."
    report.inspection.judgments.all().delete()
    judge(report.inspection, "prevention", state="not-graded", grade=None, reason=why)
    overall = factories.JudgmentFactory(
        inspection=report.inspection, pillar="E", state="not-graded", grade=None, reason="One question is not graded."
    )
    for position, kind in enumerate(("scope", "judgments"), start=1):
        report_factories.SectionFactory(report=report, kind=kind, heading=kind, text="", position=position)
    question = report.inspection.framework.questions.get(slug="prevention")  # type: ignore[union-attr]
    report_factories.SectionFactory(report=report, kind="question", question=question, heading="Prevention", position=3)
    snapshot = gather(Records(report))
    scope, judged, prevention = snapshot["sections"]
    assert scope["blocks"][1]["rows"][0] == ["Prevention", "Inspected", "By risk", "Not graded, 2018"]
    assert judged["blocks"][0]["rows"][0][:2] == ["Effectiveness, overall", "Not graded: One question is not graded."]
    assert prevention["grade"] == f"Not graded: {why}"
    rows = {row[1]: row[3:] for row in table_of(snapshot, "judgments")}
    assert rows["prevention"] == ["not graded", 2018, False, why]
    assert rows["overall-legitimacy"] == ["good", 2017, True, ""]
    Inspection.objects.filter(pk=report.inspection.pk).update(stage=Stage.PUBLISHED, published_on=LATER)
    factories.CorrectionFactory(judgment=overall, corrected_on=LATER)
    (part, *_) = Records(report).judgments
    assert (part["grade"], "reason" in part) == ("good", False)


def test_a_snapshot_from_before_reasons_were_kept_still_reads() -> None:
    stored = shape.from_text(shape.as_text(snapshot_sample()))
    assert "reason" not in stored["judgments"][0]
    assert next(iter(table_of(stored, "judgments"))) == [
        "FIR-2018-E", "overall", "Overall", "requires improvement", 2018, False, "",
    ]  # fmt: skip
    assert judgments.shown(stored["judgments"][0]) == "Requires improvement"


def test_where_nothing_is_held_nothing_is_carried_over() -> None:
    part = {"question": "x", "title": "X", "grade": "not held", "last_inspected": None, "is_carried_over": True}
    assert judgments.shown(part) == "Not held"  # type: ignore[arg-type]
    assert judgments.shown({**part, "last_inspected": 2016}) == "2016, grade not held"  # type: ignore[typeddict-item]
    assert judgments.shown({**part, "grade": "good"}) == "Good (carried over)"  # type: ignore[typeddict-item]
    draw = engines["jinja2"].env.get_template("components/grade.html").module.grade
    assert draw(Effective("not held", carried_over=True)).strip() == "Not held"
    assert draw(Effective("not held", last_inspected=2016, carried_over=True)).strip() == "2016, grade not held"
    assert "2016, carried over" in draw(Effective("good", last_inspected=2016, carried_over=True))
