"""The file reviews of the demonstration: sixty drawn and forty-six good, twelve of twenty marked, again the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from inspections import worklists
from inspections.models import Answer, Exercise, Resolution, ReviewFile
from inspections.rules.drawing import draw
from inspections.rules.file_reviews import Tally
from reports.demonstration import load as demonstration

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> dict[str, Any]:
    """Load the demonstration; return its people."""
    settings.VAR_DIR = tmp_path
    return demonstration.load()


def words(reference: str) -> str:
    """Return the tally of an exercise in words."""
    exercise: Any = Exercise.objects.with_tally().get(reference=reference)
    return Tally(exercise.good, exercise.reviewed, exercise.drawn).in_words


def test_the_demonstration_has_its_reviews_and_loading_it_again_changes_nothing(people: dict[str, Any]) -> None:
    assert words("BED-2017-E-FR1") == "46 of 60 files good (77%, 95% interval 65% to 86%)"
    assert words("BED-2018-P-FR1") == "9 of 12 files good so far"
    [work] = worklists.files_of(people["inspector"])
    assert (work.words, str(work.next)) == ("12 of 20 files marked", "file 13")
    always_asked = Answer.objects.filter(criterion__asked_after__isnull=True)
    assert always_asked.count() == 23 * (60 + 12 + 7)  # seven second marks
    assert not Answer.objects.filter(value="no", note="").exists()
    assert not Answer.objects.filter(criterion__is_critical=True, note="").exists()
    without = Exercise.objects.filter(inspection__reference="BED-2017-E").exclude(design="random")
    assert sorted(without.values_list("reference", flat=True)) == [f"BED-2017-E-FR{n}" for n in (2, 3, 4)]
    before = ReviewFile.history.count()
    demonstration.load()
    assert (ReviewFile.objects.count(), ReviewFile.history.count()) == (60 + 7 + 20 + 1, before)


def test_the_sixty_are_those_the_seed_draws_from_the_made_up_list(people: dict[str, Any]) -> None:
    exercise = Exercise.objects.get(reference="BED-2017-E-FR1")
    frame = {
        f"{stratum.slug}-{number:04d}": stratum.slug
        for stratum in exercise.strata.all()
        for number in range(1, stratum.frame_count + 1)
    }
    assert len(frame) == 137 + 85 + 19 + 487 + 890 + 70 + 900
    drawn = [one.stratum for one in draw(frame, seed="bed-2017-e-fr1", size=60)]
    files = exercise.files.first_marks()
    assert [file.stratum.slug for file in files.select_related("stratum")] == drawn
    assert Counter(files.values_list("reviewer__name", flat=True)) == {"Inspector": 30, "Second inspector": 30}


@pytest.mark.usefixtures("people")
def test_a_question_that_the_answers_do_not_call_for_has_no_answer_and_one_of_yes_or_no_no_other() -> None:
    pairs = {"risk-revisited": "risk-recorded", "supervisor-reviews": "supervisor-direction"}
    for asked, earlier in pairs.items():
        called_for = set(Answer.objects.filter(criterion__slug=earlier, value="yes").values_list("file", flat=True))
        answered = set(Answer.objects.filter(criterion__slug=asked).values_list("file", flat=True))
        assert answered == called_for
        assert 0 < len(answered) < 79
    values = Answer.objects.filter(criterion__slug="recorded-promptly").values_list("value", flat=True)
    assert (len(values), set(values)) == (79, {"yes", "no"})


def test_the_sample_of_sixty_is_locked_with_its_second_marks_and_one_resolved_disagreement(
    people: dict[str, Any],
) -> None:
    exercise = Exercise.objects.get(reference="BED-2017-E-FR1")
    assert (exercise.state, exercise.locked_by) == ("locked", people["manager"])
    seconds = list(exercise.files.second_marks().select_related("second_of"))
    assert len(seconds) == 7
    # six slots of sixty by the seed, and every file in the lowest rating
    assert {second.second_of.pk for second in seconds} >= set(
        exercise.files.first_marks().filter(rating__slug="poor").values_list("pk", flat=True)
    )
    assert all(second.reviewer_id != second.second_of.reviewer_id for second in seconds)
    [differs] = [second for second in seconds if second.rating_id != second.second_of.rating_id]
    resolution = Resolution.objects.get()
    assert (resolution.file_id, resolution.rating, resolution.by) == (
        differs.second_of_id, differs.second_of.rating, people["manager"],
    )  # fmt: skip


def test_the_open_review_was_drawn_as_its_lead_draws_it(people: dict[str, Any]) -> None:
    exercise = Exercise.objects.get(reference="BED-2018-P-FR1")
    [made] = exercise.draws.all()
    assert (exercise.state, made.by, made.is_dry_run) == ("drawn", people["manager"], False)
    assert (made.drawn, made.reserves, exercise.references.count()) == (20, 20, 40)
    assert exercise.references.filter(file__isnull=False).count() == 20
    [work] = worklists.files_of(people["inspector2"])
    assert (work.words, str(work.next)) == ("0 of 1 files marked", "the second mark of file 11")
