"""A template with questions and an exercise with allocated files, for the tests of file reviews."""

from __future__ import annotations

from typing import Any

from accounts.models import Role, User
from inspections.models import AssignmentRole, Criterion, Exercise, FileState, Rating, ReviewFile, Stratum
from inspections.rules.file_reviews import Given
from tests import factories


def template(questions: int = 2) -> Any:
    """Return a template: questions in themes of four, ratings good (counts) and poor (does not)."""
    made = factories.TemplateFactory()
    for start in range(0, questions, 4):
        theme = factories.ThemeFactory(template=made, number=start // 4 + 1, title=f"Theme {start // 4 + 1}")
        for number in range(start + 1, min(start + 4, questions) + 1):
            factories.CriterionFactory(theme=theme, number=number, text=f"Was step {number} taken?", guidance="Look.")
    factories.RatingFactory(template=made, number=1, slug="good", label="Good", counts_as_good=True)
    factories.RatingFactory(template=made, number=2, slug="poor", label="Poor", counts_as_good=False)
    return made


def exercise(files: int = 3, questions: int = 2, reviewer: User | None = None, **fields: Any) -> Exercise:
    """Return an exercise of an open inspection led by a manager, its files allocated to one inspector of the team."""
    inspection = fields.pop("inspection", None) or factories.InspectionFactory(open=True)
    reviewer = reviewer or factories.UserFactory(name="Reviewer")
    lead = factories.user(Role.MANAGER, name="Lead")
    factories.AssignmentFactory(inspection=inspection, user=reviewer)
    factories.AssignmentFactory(inspection=inspection, user=lead, role=AssignmentRole.LEAD)
    made: Exercise = factories.ExerciseFactory(
        state="drawn", inspection=inspection, template=template(questions), lead=lead, target=files, **fields
    )
    kinds = [Stratum.objects.create(exercise=made, number=n, slug=s, title=s.title()) for n, s in enumerate("ab", 1)]
    ReviewFile.objects.bulk_create(
        ReviewFile(exercise=made, number=n, slot=n, stratum=kinds[n % 2], state=FileState.ALLOCATED, reviewer=reviewer)
        for n in range(1, files + 1)
    )
    return made


def file_of(made: Exercise, number: int = 1) -> ReviewFile:
    """Return a file of an exercise, with what its pages load."""
    return ReviewFile.objects.first_marks().with_setting().get(exercise=made, number=number)


def second_of(made: Exercise, number: int = 1) -> ReviewFile:
    """Return the second mark of a file, with what its pages load."""
    return ReviewFile.objects.second_marks().with_setting().get(exercise=made, number=number)


def colleague(made: Exercise, name: str = "Second") -> User:
    """Return one more inspector of the team."""
    user: User = factories.AssignmentFactory(inspection=made.inspection, user__name=name).user
    return user


def criteria(made: Exercise) -> list[Criterion]:
    """Return the questions of an exercise."""
    return list(Criterion.objects.of_template(made.template_id))


def rating(made: Exercise, slug: str = "good") -> Rating:
    """Return a rating of an exercise's template."""
    return Rating.objects.get(template=made.template, slug=slug)


def all_yes(made: Exercise) -> dict[int, Given]:
    """Return yes to every question."""
    return {criterion.pk: Given("yes", "") for criterion in criteria(made)}


def form_data(made: Exercise, version: int = 1, then: str = "mark", **changes: str) -> dict[str, str]:
    """Return what the form sends when every question is answered yes; `q1="no"`, `n1="Not done."` change one."""
    data = {"version": str(version), "then": then, "rating": str(rating(made).pk), "rating_reason": "Thorough."}
    for number, criterion in enumerate(criteria(made), start=1):
        data[f"answer-{criterion.pk}"] = changes.pop(f"q{number}", "yes")
        data[f"note-{criterion.pk}"] = changes.pop(f"n{number}", "")
    return data | changes
