"""The worksheet of a scope: last grades and open findings by question, also under earlier names, and what is far."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from forces.models import Force
from inspections.models import Framework, Inspection, Question, ScopeEntry
from reports.scoping import Last, Open, far_measures, worksheet
from tests import factories

pytestmark = pytest.mark.django_db
ON = date(2018, 6, 1)


@pytest.fixture
def kent() -> Force:
    """Return a force of a thousand people; another, of three thousand, is there too."""
    factories.PopulationFactory(force=factories.ForceFactory(name="Sussex", code="SUS"), resident=3000)
    force: Force = factories.ForceFactory(name="Kent", code="KEN", slug="kent")
    factories.PopulationFactory(force=force, resident=1000)
    return force


@pytest.fixture
def upcoming(kent: Force) -> Inspection:
    """Return a planned inspection against a framework of 2018 that grades on a scale of five."""
    cycle = factories.CycleFactory(first_year=2018)
    framework = factories.FrameworkFactory(cycle=cycle, scale=factories.ScaleFactory(slug="five", title="Five"))
    return factories.InspectionFactory(  # type: ignore[no-any-return]
        force=kent, framework=framework, reference="KEN-2018-E", stage="planned", published_on=None
    )


def earlier(kent: Force, year: int, **graded: str) -> Inspection:
    """Return a published inspection of a year with a grade by question; "" is a question with none."""
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=year))
    held: Inspection = factories.InspectionFactory(
        force=kent, framework=framework, reference=f"KEN-{year}-E", published_on=date(year + 1, 3, 22)
    )
    for slug, grade in graded.items():
        question = factories.QuestionFactory(framework=framework, slug=slug)
        if grade:
            factories.JudgmentFactory(inspection=held, question=question, grade=factories.GradeFactory(slug=grade))
    return held


def ask(framework: Framework, slug: str, **came_from: str) -> Question:
    """Return a question that came from earlier ones, by their slug how."""
    question: Question = factories.QuestionFactory(framework=framework, slug=slug)
    for name, kind in came_from.items():
        old = Question.objects.filter(slug=name).exclude(framework=framework).get()
        factories.QuestionMappingFactory(earlier=old, later=question, kind=kind)
    return question


def known(inspection: Inspection, user: User) -> dict[str, tuple[list[Last], Open]]:
    """Return what the worksheet says, by question."""
    questions = list(inspection.framework.questions.order_by("number"))  # type: ignore[union-attr]
    found = worksheet(inspection, questions, user, ON).questions
    return {one.slug: (found[one.pk].last, found[one.pk].open) for one in questions}


def same_scale(inspection: Inspection) -> None:
    """Let it grade on the scale of the years before."""
    Framework.objects.filter(pk=inspection.framework_id).update(scale=factories.ScaleFactory())
    inspection.refresh_from_db()


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        ("same", ""),
        ("split", " on Tackling, of which this is a part"),
        ("merged", " on Tackling, merged into this"),
        ("partial", " on Tackling, partly the same"),
    ],
)
def test_the_last_grade_is_followed_to_the_question_this_one_came_from(kent, upcoming, manager, kind, on) -> None:
    same_scale(upcoming)
    earlier(kent, 2016, tackling="good")
    ask(upcoming.framework, "preventing", tackling=kind)
    assert known(upcoming, manager) == {"preventing": ([Last("good", "2016, 2 years ago", on)], Open(0, 0))}


def test_a_question_merged_from_two_has_the_last_grade_of_each(kent, upcoming, manager) -> None:
    same_scale(upcoming)
    earlier(kent, 2017, crime="inadequate", disorder="good", custody="")
    ask(upcoming.framework, "prevention", crime="merged", disorder="merged", custody="merged")
    ask(upcoming.framework, "cells", custody="split")
    ask(upcoming.framework, "new")
    found = known(upcoming, manager)
    assert found["prevention"][0] == [
        Last("inadequate", "2017, 1 year ago", " on Crime, merged into this"),
        Last("good", "2017, 1 year ago", " on Disorder, merged into this"),
    ]
    assert found["cells"][0] == found["new"][0] == [Last("not held", "not held")]


def test_a_grade_of_another_scale_is_shown_as_given_with_its_cycle(kent, upcoming, manager) -> None:
    earlier(kent, 2017, prevention="good", disorder="inadequate")
    ask(upcoming.framework, "prevention")
    ask(upcoming.framework, "order", disorder="partial")
    found = known(upcoming, manager)
    assert found["prevention"][0] == [Last("good on the scale of PEEL 2017", "2017, 1 year ago")]
    assert found["order"][0] == [
        Last("inadequate on the scale of PEEL 2017", "2017, 1 year ago", " on Disorder, partly the same")
    ]


def finding(held: Inspection, slug: str, **fields: Any) -> None:
    """Record an open finding on a question."""
    question = held.framework.questions.get(slug=slug)  # type: ignore[union-attr]
    due = {"due_kind": "absolute"} if "due_on" in fields else {}
    factories.FindingFactory(inspection=held, question=question, **due, **fields)


def test_open_findings_count_to_every_question_that_came_from_theirs_and_the_rest_are_told(
    kent, upcoming, manager
) -> None:
    old = earlier(kent, 2016, crime="good", disorder="good", custody="good")
    later = earlier(kent, 2017, prevention="good")
    factories.QuestionMappingFactory(
        earlier=old.framework.questions.get(slug="crime"), later=later.framework.questions.get(), kind="partial"
    )
    ask(upcoming.framework, "neighbourhoods", prevention="split")
    ask(upcoming.framework, "order", disorder="same")
    ask(upcoming.framework, "prevention")
    finding(old, "crime", due_on=date(2018, 5, 31))  # a day overdue
    finding(old, "crime", status="closed-achieved")
    finding(later, "prevention", due_on=date(2018, 6, 1))
    finding(old, "disorder")
    finding(old, "custody")
    finding(old, "custody", due_on=date(2018, 1, 1))
    factories.FindingFactory(inspection=old)  # on no question
    factories.FindingFactory(inspection=factories.InspectionFactory(), theme="prevention")  # of another force
    found = {slug: one[1] for slug, one in known(upcoming, manager).items()}
    assert found == {"neighbourhoods": Open(2, 1), "order": Open(1, 0), "prevention": Open(2, 1)}
    sheet = worksheet(upcoming, list(upcoming.framework.questions.all()), manager, ON)
    assert sheet.others == Open(3, 1)
    assert sheet.others_in_words == "3 open findings on other questions, 1 of them overdue."


def measured(kent: Force, title: str, ours: int, theirs: int) -> None:
    """Give both forces a figure; a thousand people here, three thousand there."""
    measure = factories.MeasureFactory(title=title, slug=title.lower())
    factories.ValueFactory(measure=measure, force=kent, numerator=ours)
    factories.ValueFactory(measure=measure, force=Force.objects.get(code="SUS"), numerator=theirs)


def test_a_measure_is_far_at_a_quarter_above_or_below_the_furthest_first(kent, upcoming, manager) -> None:
    measured(kent, "Burglary", 20, 40)  # 20.0 to 15.0 of 4,000 people: 1.33
    measured(kent, "Robbery", 10, 110)  # 10.0 to 30.0: 0.33
    measured(kent, "Theft", 12, 36)  # 12.0 to 12.0
    found = far_measures(upcoming, manager)
    assert [(one.title, one.shown, one.national, one.words) for one in found] == [
        ("Robbery", "10.0", "30.0", "0.33 times"),
        ("Burglary", "20.0", "15.0", "1.33 times"),
    ]
    assert found[1].times == Decimal(4) / Decimal(3)
    assert (found[0].period, found[0].address) == (
        "12 months to 30 June 2017", "/measures/robbery/ye-2017-06/kent/",
    )  # fmt: skip


def test_what_the_page_shows_is_kept_with_each_decision(kent, upcoming, manager, sign_in) -> None:
    held = earlier(kent, 2017, crime="good", custody="good")
    question = ask(upcoming.framework, "prevention", crime="partial")
    finding(held, "crime", due_on=date(2018, 5, 31))
    finding(held, "custody")
    measured(kent, "Burglary", 20, 40)
    client = sign_in(manager)
    text = client.get("/inspections/KEN-2018-E/scope/").content.decode()
    assert text.count("The report prints each reason, and the force reads it") == 1
    for words in (
        "<strong>good on the scale of PEEL 2017</strong> on Crime, partly the same (2017, 1 year ago)",
        "1 open finding on it, 1 of them overdue.",
        "1 open finding on other questions.",
        "1.33 times",
    ):
        assert words in text
    (signed,) = re.findall(r'name="worksheet" value="([^"]+)"', text)
    sent = {
        "version": 1, "worksheet": signed, f"decision-{question.pk}": "inspected",
        f"reason-{question.pk}": "Crime was good long ago",
    }  # fmt: skip
    refused = client.post("/inspections/KEN-2018-E/scope/", {**sent, f"reason-{question.pk}": ""})
    assert refused.status_code == 422
    tampered = client.post("/inspections/KEN-2018-E/scope/", {**sent, "worksheet": "{}"})
    assert "What was known is not as it was sent" in tampered.content.decode()
    assert client.post("/inspections/KEN-2018-E/scope/", sent).status_code == 302
    assert ScopeEntry.objects.get().worksheet == {
        "last grade": "good on the scale of PEEL 2017 on Crime, partly the same",
        "last inspected": "2017, 1 year ago",
        "open findings": 1,
        "overdue findings": 1,
        "open findings on other questions": 1,
        "overdue findings on other questions": 0,
        "measures far from England and Wales": [
            "Burglary, 12 months to 30 June 2017: 20.0, England and Wales 15.0, 1.33 times"
        ],
    }


def test_a_closed_scope_is_shown_as_it_was_decided_and_what_was_typed_meanwhile_is_kept(
    kent, upcoming, manager, sign_in
) -> None:
    question = ask(upcoming.framework, "prevention")
    ask(upcoming.framework, "custody")
    address, client = "/inspections/KEN-2018-E/scope/", sign_in(manager)
    text = client.get(address).content.decode()
    assert "Save the scope" in text
    (signed,) = re.findall(r'name="worksheet" value="([^"]+)"', text)
    factories.ScopeEntryFactory(inspection=upcoming, question=question, decision="inspected", reason="It is far")
    Inspection.objects.update(stage="fieldwork")
    closed = client.get(address).content.decode()
    assert "until fieldwork begins" in closed
    assert [words in closed for words in ("Inspected", "It is far", "Not decided")] == [True, True, True]
    assert [words in closed for words in ("Save the scope", 'type="radio"')] == [False, False]
    sent = {"version": 1, "worksheet": signed}
    for one in Question.objects.filter(framework=upcoming.framework):
        sent |= {f"decision-{one.pk}": "carried-over", f"reason-{one.pk}": "Typed meanwhile"}
    late = client.post(address, sent)
    assert late.status_code == 422
    assert "Typed meanwhile" in late.content.decode()
