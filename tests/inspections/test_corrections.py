"""Correcting a published judgment: what was published stays, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from core import clock
from inspections.actions import corrections
from inspections.models import Correction, Inspection, Judgment
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Data supplied by the force was incorrect."


@pytest.fixture
def judgment(settings: Any) -> Judgment:
    """Return Northamptonshire's grade of 2023–25 on responding to the public, published as adequate."""
    settings.FIXED_TODAY = date(2024, 9, 1)
    scale = factories.ScaleFactory(slug="five-grade", title="Five grades")
    for rank, slug in enumerate(("outstanding", "good", "adequate", "requires-improvement", "inadequate"), 1):
        factories.GradeFactory(scale=scale, slug=slug, rank=rank)
    cycle = factories.CycleFactory(first_year=2023, slug="2023-25", title="PEEL 2023–25")
    framework = factories.FrameworkFactory(
        cycle=cycle, pillar="P", slug="peel-2023-25", title="PEEL 2023–25", scale=scale, has_overall=False
    )
    question = factories.QuestionFactory(framework=framework, slug="responding-to-the-public")
    force = factories.ForceFactory(name="Northamptonshire", slug="northamptonshire", code="NTH")
    inspection = factories.InspectionFactory(
        force=force, framework=framework, cycle=cycle, reference="NTH-2023-P", published_on=date(2024, 5, 1)
    )
    grade = scale.grades.get(slug="adequate")
    return factories.JudgmentFactory(inspection=inspection, question=question, grade=grade)


def grade_of(judgment: Judgment, slug: str) -> Any:
    return judgment.inspection.framework.scale.grades.get(slug=slug)  # type: ignore[union-attr]


def correct(by: Any, judgment: Judgment, **given: Any) -> Correction:
    sent: dict[str, Any] = {"corrected_on": date(2024, 8, 8), "reason": WHY} | given
    if "grade" not in sent:
        sent["grade"] = grade_of(judgment, "requires-improvement")
    return corrections.correct(by=by, judgment=judgment, at=clock.now(), **sent)


def shown(client: Any, address: str) -> str:
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def test_northamptonshires_grade_stands_as_published_until_8_august_2024_and_both_are_shown(judgment, sign_in, manager):
    client = sign_in(manager)
    sent = {
        "judgment": judgment.pk, "outcome": "requires-improvement", "reason": WHY,
        "corrected_on-day": "8", "corrected_on-month": "8", "corrected_on-year": "2024",
    }  # fmt: skip
    assert client.post("/inspections/NTH-2023-P/correct/", sent).status_code == 302
    before = shown(client, "/national/2023-25/?format=csv&as_at=2024-08-07")
    after = shown(client, "/national/2023-25/?format=csv&as_at=2024-08-08")
    assert "Northamptonshire,responding-to-the-public,adequate,2023,no" in before
    assert "Northamptonshire,responding-to-the-public,requires improvement,2023,no" in after
    assert f"adequate,2024-08-08,{WHY}" in after
    for address in ("/national/2023-25/", "/forces/northamptonshire/", "/forces/northamptonshire/grades/"):
        assert "corrected 8 August 2024" in shown(client, address)
    words = f"Published as adequate; corrected to requires improvement on 8 August 2024: {WHY}"
    assert words in shown(client, "/inspections/NTH-2023-P/")
    assert words in shown(client, "/inspections/NTH-2023-P/?format=csv")
    assert "Adequate" in shown(client, "/forces/northamptonshire/grades/")
    steps = shown(client, "/forces/northamptonshire/grades/?format=csv").splitlines()[1:]
    assert [line.split(",")[3:5] for line in steps] == [
        ["2024-05-01", "adequate"], ["2024-08-08", "requires improvement"],
    ]  # fmt: skip
    judgment.refresh_from_db()
    assert judgment.grade.slug == "adequate"
    assert "Corrections so far" in shown(client, "/inspections/NTH-2023-P/correct/")


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"corrected_on": date(2024, 4, 30)}, "corrected_on", "before the report was published"),
        ({"corrected_on": date(2024, 9, 2)}, "corrected_on", "after today"),
        ({"reason": " "}, "reason", "Say why"),
    ],
)
def test_a_correction_has_a_day_between_publication_and_today_and_a_reason(judgment, manager, given, field, words):
    with pytest.raises(ValidationError, match=words) as refused:
        correct(manager, judgment, **given)
    assert list(refused.value.error_dict) == [field]


def test_a_correction_is_on_the_frameworks_scale_and_changes_something(judgment, manager):
    with pytest.raises(ValidationError, match="not on the scale"):
        correct(manager, judgment, grade=factories.GradeFactory(slug="inadequate"))
    with pytest.raises(ValidationError, match="stands already"):
        correct(manager, judgment, grade=judgment.grade)
    correct(manager, judgment)
    later = {"corrected_on": date(2024, 8, 9)}
    with pytest.raises(ValidationError, match="stands already"):
        correct(manager, judgment, **later)
    with pytest.raises(ValidationError, match="on this day already, or later"):
        correct(manager, judgment, grade=None)
    assert correct(manager, judgment, grade=None, **later).state == "not-graded"


def test_the_day_a_grade_was_loaded_is_not_its_publication_so_an_earlier_correction_is_taken(judgment, manager):
    Inspection.objects.update(published_on=None, out_by=date(2024, 8, 30))
    assert correct(manager, judgment).corrected_on == date(2024, 8, 8)


def test_a_question_never_graded_has_nothing_to_correct(judgment, manager):
    question = factories.QuestionFactory(framework=judgment.inspection.framework, grading="ungraded")
    ungraded = factories.JudgmentFactory(
        inspection=judgment.inspection, question=question, state="ungraded-by-design", grade=None
    )
    with pytest.raises(ValidationError, match="never grades"):
        correct(manager, ungraded)


def test_only_a_manager_who_is_not_barred_corrects_and_only_what_is_published(
    judgment, sign_in, manager, administrator
):
    with pytest.raises(PermissionDenied):
        correct(administrator, judgment)
    under_way = factories.JudgmentFactory(inspection=factories.InspectionFactory(open=True, reference="KEN-2017-E"))
    with pytest.raises(PermissionDenied):
        correct(manager, under_way, grade=None)
    factories.BarFactory(user=manager, force=judgment.inspection.force)
    with pytest.raises(PermissionDenied):
        correct(manager, judgment)
    assert sign_in(manager).get("/inspections/NTH-2023-P/correct/").status_code == 403


@pytest.mark.postgres
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_keeps_corrections_as_they_are(judgment, manager, change):
    made = correct(manager, judgment)
    rows = Correction.objects.filter(pk=made.pk)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        rows.update(reason="Other") if change == "update" else rows.delete()
