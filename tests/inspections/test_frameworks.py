"""Frameworks: started, copied, mapped, and fixed once an inspection is bound to one."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core.actions import Stale
from findings.models import Finding
from inspections.actions import framework_questions, frameworks
from inspections.models import Diagnostic, Framework, Grade, Question
from tests import factories

pytestmark = pytest.mark.django_db
ASKED = {"slug": "", "pillar": "", "grading": "graded", "diagnostics": [], "source": ""}


@pytest.fixture
def person() -> User:
    """An administrator."""
    return factories.UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def framework() -> Framework:
    """Effectiveness 2017, no inspection bound to it."""
    return factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2017))


def test_a_second_framework_of_a_cycle_is_its_second_version(person: User, framework: Framework) -> None:
    made = frameworks.start(
        by=person,
        cycle=framework.cycle,
        pillar="E",
        title="Revised",
        scale=framework.scale,
        has_overall=True,
        source="",
    )
    assert (made.version_number, made.slug) == (2, f"effectiveness-{framework.cycle.slug}-v2")


def test_a_copy_has_the_questions_with_their_short_names_and_diagnostics(person: User, framework: Framework) -> None:
    framework_questions.put(
        by=person, framework=framework, version=1, title="Preventing crime", **{**ASKED, "diagnostics": ["One", "Two"]}
    )
    later = factories.CycleFactory(first_year=2018)
    made = frameworks.make_version(by=person, framework=framework, cycle=later, title="Effectiveness 2018")
    [question] = made.questions.all()
    assert (question.slug, question.number) == ("preventing-crime", 1)
    assert list(question.diagnostics.values_list("number", "title")) == [(1, "One"), (2, "Two")]
    assert (made.cycle, made.version_number) == (later, 1)
    with pytest.raises(ValidationError, match="later one"):
        frameworks.make_version(by=person, framework=made, cycle=framework.cycle, title="Back")


def test_a_version_within_the_cycle_keeps_where_its_questions_come_from(person: User, framework: Framework) -> None:
    question = factories.QuestionFactory(framework=framework, slug="vulnerability")
    earlier = factories.QuestionFactory(slug="protecting-people", framework__cycle__first_year=2016)
    factories.QuestionMappingFactory(earlier=earlier, later=question, kind="same", note="Renamed")
    second = frameworks.make_version(by=person, framework=framework, cycle=framework.cycle, title="Revised")
    [mapping] = second.questions.get().came_from.all()
    assert (mapping.earlier, mapping.kind, mapping.note, mapping.history.count()) == (earlier, "same", "Renamed", 1)
    later = frameworks.make_version(
        by=person, framework=framework, cycle=factories.CycleFactory(first_year=2018), title="Effectiveness 2018"
    )
    assert not later.questions.get().came_from.exists()  # its short name says that it comes from 2017


def test_all_versions_of_a_cycles_framework_grade_on_one_scale(person: User, framework: Framework) -> None:
    five = factories.ScaleFactory(slug="five-grade", title="Five grades")
    told = {"title": "Revised", "has_overall": True, "source": ""}
    frameworks.change(by=person, framework=framework, version=1, scale=five, **told)
    four = factories.ScaleFactory(slug="four-grade")
    with pytest.raises(ValidationError, match="grades on “Five grades”"):
        frameworks.start(by=person, cycle=framework.cycle, pillar="E", scale=four, **told)
    second = frameworks.start(by=person, cycle=framework.cycle, pillar="E", scale=five, **told)
    with pytest.raises(ValidationError, match="grades on “Five grades”"):
        frameworks.change(by=person, framework=second, version=1, scale=four, **told)
    before = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2016), scale=four)
    with pytest.raises(ValidationError, match="grades on “Five grades”"):
        frameworks.make_version(by=person, framework=before, cycle=framework.cycle, title="Copied")
    frameworks.start(by=person, cycle=framework.cycle, pillar="L", scale=four, **told)
    assert set(Framework.objects.filter(cycle=framework.cycle).values_list("pillar", "scale__slug")) == {
        ("E", "five-grade"),
        ("L", "four-grade"),
    }


def test_a_framework_an_inspection_is_bound_to_no_longer_changes(person: User, framework: Framework) -> None:
    question = factories.QuestionFactory(framework=framework, number=1)
    factories.InspectionFactory(framework=framework)
    for change in (
        lambda: framework_questions.put(by=person, framework=framework, version=1, title="New", **ASKED),
        lambda: framework_questions.remove(by=person, framework=framework, version=1, question=question),
        lambda: frameworks.change(
            by=person, framework=framework, version=1, title="T", scale=framework.scale, has_overall=False, source=""
        ),
    ):
        with pytest.raises(ValidationError, match="1 inspection is bound to it"):
            change()
    with pytest.raises(ValidationError, match="in use"):
        frameworks.put_scale(by=person, scale=framework.scale, title="S", grades=[("A", ""), ("B", "")])


def test_questions_are_moved_and_removed_and_numbered_from_one(person: User, framework: Framework) -> None:
    for title in ("First", "Second", "Third"):
        framework.refresh_from_db()
        framework_questions.put(by=person, framework=framework, version=framework.version, title=title, **ASKED)
    rows = {question.title: question for question in framework.questions.all()}
    framework_questions.move(by=person, framework=framework, version=4, question=rows["Third"], up=True)
    framework_questions.remove(by=person, framework=framework, version=5, question=rows["First"])
    assert list(framework.questions.order_by("number").values_list("number", "title")) == [(1, "Third"), (2, "Second")]
    with pytest.raises(ValidationError, match="last already"):
        framework_questions.move(by=person, framework=framework, version=6, question=rows["Second"], up=False)


def test_what_a_finding_is_about_is_not_removed(person: User, framework: Framework) -> None:
    told = {**ASKED, "title": "Preventing crime", "diagnostics": ["One", "Two"]}
    question = framework_questions.put(by=person, framework=framework, version=1, **told)
    second = question.diagnostics.get(number=2)
    of = {"question": question, "inspection": None, "force": factories.ForceFactory(), "cycle": framework.cycle}
    factories.FindingFactory(diagnostic=second, **of)
    factories.FindingFactory(**of)
    with pytest.raises(ValidationError, match="1 finding is about “Two”"):
        framework_questions.put(
            by=person, framework=framework, version=2, question=question, **{**told, "diagnostics": ["One"]}
        )
    with pytest.raises(ValidationError, match="1 finding is about “Two”"):
        framework_questions.remove(by=person, framework=framework, version=2, question=question)
    Finding.objects.update(diagnostic=None)
    with pytest.raises(ValidationError, match="2 findings are about “Preventing crime”"):
        framework_questions.remove(by=person, framework=framework, version=2, question=question)
    assert question.diagnostics.count() == 2


@pytest.mark.parametrize("named", [{"slug": "overall"}, {"slug": "overall-effectiveness"}, {"title": "Overall view"}])
def test_short_names_that_begin_with_overall_are_of_overall_judgments(
    person: User, framework: Framework, named: dict[str, str]
) -> None:
    told = {**ASKED, "title": "Leading"} | named
    with pytest.raises(ValidationError, match="begin with “overall”"):
        framework_questions.put(by=person, framework=framework, version=1, **told)


def test_two_people_changing_one_framework_do_not_pass_each_other(person: User, framework: Framework) -> None:
    framework_questions.put(by=person, framework=framework, version=1, title="First", **ASKED)
    with pytest.raises(Stale):
        framework_questions.put(by=person, framework=framework, version=1, title="Second", **ASKED)


def test_short_names_are_one_to_a_framework(person: User, framework: Framework) -> None:
    factories.QuestionFactory(framework=framework, number=1, slug="prevention")
    with pytest.raises(ValidationError, match="called prevention already"):
        framework_questions.put(by=person, framework=framework, version=1, title="P", **{**ASKED, "slug": "prevention"})


def test_a_question_with_the_same_short_name_needs_no_mapping(person: User, framework: Framework) -> None:
    earlier = factories.QuestionFactory(slug="prevention", framework__cycle__first_year=2016)
    later = factories.QuestionFactory(framework=framework, slug="prevention")
    with pytest.raises(ValidationError, match="same question already"):
        frameworks.map_question(
            by=person, framework=framework, version=1, question=later, earlier=earlier, kind="same", note=""
        )
    made = frameworks.map_question(
        by=person, framework=framework, version=1, question=later, earlier=earlier, kind="split", note="Of three"
    )
    with pytest.raises(ValidationError, match="come from it"):
        framework_questions.remove(by=person, framework=earlier.framework, version=1, question=earlier)
    frameworks.unmap_question(by=person, framework=framework, version=2, mapping=made)
    assert not later.came_from.exists()


def test_a_scale_has_its_grades_in_order_with_what_each_means(person: User) -> None:
    grades = [("Outstanding", "Far above"), ("Good", ""), ("Adequate", "")]
    made = frameworks.put_scale(by=person, title="Three grades", grades=grades)
    assert list(Grade.objects.filter(scale=made).order_by("rank").values_list("rank", "slug", "descriptor")) == [
        (1, "outstanding", "Far above"),
        (2, "good", ""),
        (3, "adequate", ""),
    ]
    with pytest.raises(ValidationError, match="name of its own"):
        frameworks.put_scale(by=person, scale=made, title="S", grades=[("Good", ""), ("good", "")])


def test_a_grade_is_not_called_as_what_is_no_grade_and_its_short_name_is_cut(person: User) -> None:
    for label in ("Not graded", "graded", "To be graded", "Narrative only", "Ungraded by design"):
        with pytest.raises(ValidationError, match=f"“{label}” says whether there is a grade"):
            frameworks.put_scale(by=person, title="Two grades", grades=[("Good", ""), (label, "")])
    longest = "㎒" * 40  # in letters of the alphabet 120
    made = frameworks.put_scale(by=person, title="Two grades", grades=[("Good", ""), (longest, "")])
    grade = made.grades.get(rank=2)
    assert (grade.label, grade.slug) == (longest, ("mhz" * 40)[:50])


def test_only_administrators_change_frameworks(framework: Framework) -> None:
    manager = factories.UserFactory(role=Role.MANAGER)
    with pytest.raises(PermissionDenied):
        framework_questions.put(by=manager, framework=framework, version=1, title="New", **ASKED)
    assert not Question.objects.exists()
    assert not Diagnostic.objects.exists()
