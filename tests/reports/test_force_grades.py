"""A force's grades over time: steps within a scale, and a break where it changes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from forces.models import Force
from inspections.models import Scale
from tests import factories

pytestmark = pytest.mark.django_db
FOUR = ["outstanding", "good", "requires-improvement", "inadequate"]
FIVE = ["outstanding", "good", "adequate", "requires-improvement", "inadequate"]


def scale(slug: str, grades: list[str]) -> Scale:
    """Make a scale, best grade first."""
    made: Scale = factories.ScaleFactory(slug=slug)
    for rank, grade in enumerate(grades, 1):
        factories.GradeFactory(scale=made, slug=grade, rank=rank)
    return made


def graded(force: Force, of: Scale, cycle: tuple[int, str], out: date, grade: str, **framework: Any) -> None:
    """Grade a force on preventing crime in a cycle."""
    asked = factories.FrameworkFactory(
        cycle=factories.CycleFactory(first_year=cycle[0], slug=cycle[1]), scale=of, has_overall=False, **framework
    )
    question = factories.QuestionFactory(framework=asked, slug="prevention", title="Preventing crime")
    inspection = factories.InspectionFactory(force=force, framework=asked, published_on=out)
    factories.JudgmentFactory(inspection=inspection, question=question, grade=of.grades.get(slug=grade))


@pytest.fixture
def drawing(settings: Any, sign_in: Any, manager: Any) -> str:
    """Return what is drawn for a force graded in 2016 and 2017, and in 2021/22 on the scale of that cycle."""
    settings.FIXED_TODAY = date(2023, 1, 1)
    four, five = scale("four-grade", FOUR), scale("five-grade", FIVE)
    force = factories.ForceFactory(name="Kent", slug="kent")
    graded(force, four, (2016, "2016"), date(2017, 3, 2), "good")
    graded(force, four, (2017, "2017"), date(2018, 3, 22), "requires-improvement")
    graded(force, five, (2021, "2021-22"), date(2022, 5, 1), "adequate", pillar="P", slug="peel-2021-22")
    page = sign_in(manager).get("/forces/kent/grades/").content.decode()
    [found] = re.findall(r"<svg[^>]*aria-labelledby=\"steps-.*?</svg>", page, re.DOTALL)
    return str(found)


def test_a_force_graded_on_two_scales_is_drawn_with_a_break_and_no_line_across(drawing: str) -> None:
    # over 2,131 days and 696 units: the scale changes after 1,886 days; good and requires improvement are a third and
    # two thirds of the way down from 52 to 88, adequate of five is half way
    assert re.findall(r'd="([^"]*)" fill="none"', drawing) == ["M8.0 64H133.7V76H624.0M624.0 70H704.0"]
    assert re.findall(r'd="M([\d.]+) [^"]*"[^>]*stroke-dasharray', drawing) == ["624.0"]


def test_the_drawing_is_told_in_words(drawing: str) -> None:
    said = "Good from March 2017, then Requires improvement from March 2018, then Adequate from May 2022."
    assert f"Preventing crime: {said}</desc>" in drawing
    assert re.findall(r"<text[^>]*>([^<]*)<", drawing) == [
        "2018", "2019", "2020", "2021", "2022", "2023", "Preventing crime", "Good", "Requires improvement", "Adequate",
    ]  # fmt: skip
