"""Editing criteria: what is written, what is refused and in which words, and what a new version holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core.actions import Stale
from inspections import criteria
from inspections.actions import criteria as templates
from inspections.actions import criteria_parts as parts
from inspections.models import AnswerSet, CriteriaTemplate, Criterion, Rating, Theme
from tests import factories
from tests.inspections import criteria_samples as samples
from tests.inspections.criteria_samples import asked, press, put, question, rating, theme, version

pytestmark = pytest.mark.django_db

AS_MADE = ["1.1 Attended?", "1.2 In time?", "1.3 Scene kept?", "2.1 Directed?", "2.2 Reviewed?"]


@pytest.fixture
def by() -> Any:
    """Return an administrator."""
    return samples.administrator()


@pytest.fixture
def made() -> CriteriaTemplate:
    """Return a template that may change."""
    return samples.template()


def refusal(error: Any) -> Any:
    """Return the messages of a refusal, by field where it names one."""
    return error.value.message_dict if hasattr(error.value, "error_dict") else error.value.messages


# --- starting and naming -----------------------------------------------------------------------------------
def test_a_template_is_started_empty_at_an_address_made_of_its_title(by: Any) -> None:
    begun = templates.start(by=by, title="Rape: early decisions")
    assert (begun.slug, begun.version_number, begun.is_illustrative) == ("rape-early-decisions", 1, False)
    assert begun.get_absolute_url() == "/criteria/rape-early-decisions/1/"
    assert begun.history.get().history_user == by


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("quality", "“Quality” has this address already: choose another title."),
        ("!!!", "The title needs letters or figures: the template's address is made of them."),
    ],
)
def test_a_title_that_makes_no_address_of_its_own_is_refused(
    by: Any, made: CriteriaTemplate, title: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        templates.start(by=by, title=title)
    assert refusal(refused) == {"title": [words]}


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.AUDITOR, Role.FORCE_CONTACT])
def test_only_administrators_change_criteria(made: CriteriaTemplate, role: Role) -> None:
    by = factories.user(role)
    for attempt in (
        lambda: templates.start(by=by, title="Mine"),
        lambda: templates.rename(by=by, template=made, version=1, title="Mine"),
        lambda: templates.make_version(by=by, template=made),
        lambda: put(by, made),
        lambda: press(by, made, theme(made, "Outcome"), "remove"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert (version(made), asked(made)) == (1, AS_MADE)


# --- parts -------------------------------------------------------------------------------------------------
def test_every_change_of_a_part_counts_the_templates_version_up(by: Any, made: CriteriaTemplate) -> None:
    parts.put_theme(by=by, template=made, version=1, title="Victim contact")
    parts.put_rating(by=by, template=made, version=2, label="Unsafe", counts_as_good=False)
    put(by, made)
    press(by, made, theme(made, "Outcome"), "up")
    press(by, made, rating(made, "Unsafe"), "remove")
    templates.rename(by=by, template=made, version=6, title="Better")
    assert version(made) == 7


def test_what_is_added_comes_last(by: Any, made: CriteriaTemplate) -> None:
    assert parts.put_theme(by=by, template=made, version=1, title="Victim contact").number == 4
    assert parts.put_rating(by=by, template=made, version=2, label="Unsafe", counts_as_good=False).number == 3
    assert put(by, made).number == 4
    assert asked(made)[3] == "1.4 New?"


def test_a_question_is_changed_in_all_its_words(by: Any, made: CriteriaTemplate) -> None:
    changed = put(
        by, made, question(made, "Scene kept?"), text="Was the scene kept?", guidance="Look in the log.",
        is_critical=True, answer_set=AnswerSet.YES_NO, asked_after=question(made, "In time?"), asked_when="no",
    )  # fmt: skip
    held = question(made, "Was the scene kept?")
    assert held.pk == changed.pk
    assert (held.slug, held.guidance, held.is_critical, held.answer_set) == (
        "scene kept", "Look in the log.", True, "yes-no",
    )  # fmt: skip
    assert (held.asked_after.text, held.asked_when) == ("In time?", "no")


def test_two_questions_of_the_same_words_have_short_names_of_their_own(by: Any, made: CriteriaTemplate) -> None:
    assert [put(by, made, text="Was it right?").slug for _ in range(2)] == ["was-it-right", "was-it-right-2"]


def test_a_second_rating_of_a_name_is_refused(by: Any, made: CriteriaTemplate) -> None:
    with pytest.raises(ValidationError) as refused:
        parts.put_rating(by=by, template=made, version=1, label="good", counts_as_good=False)
    assert refusal(refused) == {"label": ["There is a rating called “good” already."]}


def test_removing_a_question_leaves_no_gap_in_its_theme(by: Any, made: CriteriaTemplate) -> None:
    press(by, made, question(made, "In time?"), "remove")
    assert asked(made) == ["1.1 Attended?", "1.2 Scene kept?", "2.1 Directed?", "2.2 Reviewed?"]
    press(by, made, question(made, "Attended?"), "remove")
    assert asked(made) == ["1.1 Scene kept?", "2.1 Directed?", "2.2 Reviewed?"]


def test_a_question_given_another_theme_goes_to_its_end_and_leaves_no_gap(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, question(made, "In time?"), theme=theme(made, "Supervision"))
    assert asked(made) == ["1.1 Attended?", "1.2 Scene kept?", "2.1 Directed?", "2.2 Reviewed?", "2.3 In time?"]


def test_parts_move_one_place_and_no_further_than_the_end(by: Any, made: CriteriaTemplate) -> None:
    press(by, made, question(made, "Scene kept?"), "up")
    press(by, made, theme(made, "Response"), "down")
    press(by, made, rating(made, "Poor"), "up")
    assert asked(made) == ["1.1 Directed?", "1.2 Reviewed?", "2.1 Attended?", "2.2 Scene kept?", "2.3 In time?"]
    assert list(made.ratings.values_list("label", flat=True)) == ["Poor", "Good"]
    for part, to, words in (
        (question(made, "In time?"), "down", "“In time?” is last already."),
        (theme(made, "Supervision"), "up", "“Supervision” is first already."),
    ):
        with pytest.raises(ValidationError) as refused:
            press(by, made, part, to)
        assert refusal(refused) == [words]


def test_a_theme_with_questions_is_not_removed(by: Any, made: CriteriaTemplate) -> None:
    with pytest.raises(ValidationError) as refused:
        press(by, made, theme(made, "Response"), "remove")
    assert refusal(refused) == ["“Response” has 3 questions: remove or move them first."]
    press(by, made, theme(made, "Outcome"), "remove")
    assert list(made.themes.values_list("title", flat=True)) == ["Response", "Supervision"]


# --- conditions --------------------------------------------------------------------------------------------
def test_a_condition_names_an_earlier_question(by: Any, made: CriteriaTemplate) -> None:
    other = factories.CriterionFactory(text="Elsewhere?")
    for after in (question(made, "Directed?"), question(made, "Scene kept?"), other):
        with pytest.raises(ValidationError) as refused:
            put(by, made, question(made, "Scene kept?"), asked_after=after, asked_when="no")
        assert refusal(refused) == {"asked_after": ["Choose a question of this template that comes before this one."]}
    assert question(made, "Scene kept?").asked_after is None


def test_a_condition_names_an_answer_that_is_offered(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, question(made, "Scene kept?"), answer_set=AnswerSet.YES_NO)
    with pytest.raises(ValidationError) as refused:
        put(by, made, asked_after=question(made, "Scene kept?"), asked_when="not-evidenced")
    assert refusal(refused) == {"asked_when": ["That question does not offer this answer. It offers: yes, no."]}


def test_half_a_condition_is_refused(by: Any, made: CriteriaTemplate) -> None:
    for half in ({"asked_after": question(made, "Attended?")}, {"asked_when": "no"}):
        with pytest.raises(ValidationError) as refused:
            put(by, made, **half)
        assert list(refused.value.message_dict) == ["asked_when" if "asked_after" in half else "asked_after"]


DEPENDS = "Question 2 is asked only when question 1 is answered yes: change that first."


@pytest.mark.parametrize(
    ("text", "to", "words"),
    [
        ("Attended?", "down", DEPENDS),
        ("In time?", "up", DEPENDS),
        ("Attended?", "remove", DEPENDS),
        ("Reviewed?", "up", "Question 5 is asked only when question 4 is answered no: change that first."),
    ],
)
def test_a_question_that_another_depends_on_stays_before_it(
    by: Any, made: CriteriaTemplate, text: str, to: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        press(by, made, question(made, text), to)
    assert refusal(refused) == [words]
    assert (asked(made), version(made)) == (AS_MADE, 1)


def test_a_question_that_another_depends_on_does_not_go_to_a_later_theme(by: Any, made: CriteriaTemplate) -> None:
    with pytest.raises(ValidationError) as refused:
        put(by, made, question(made, "Attended?"), theme=theme(made, "Outcome"))
    assert refusal(refused) == {"theme": [DEPENDS]}


def test_a_theme_that_another_depends_on_does_not_go_after_it(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, theme=theme(made, "Supervision"), asked_after=question(made, "Attended?"), asked_when="no")
    with pytest.raises(ValidationError) as refused:
        press(by, made, theme(made, "Response"), "down")
    assert refusal(refused) == ["Question 6 is asked only when question 1 is answered no: change that first."]


def test_a_question_keeps_the_answer_that_another_waits_for(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, question(made, "In time?"), asked_when="not-applicable")
    with pytest.raises(ValidationError) as refused:
        put(by, made, question(made, "Attended?"), answer_set=AnswerSet.ALWAYS_APPLIES)
    words = "Question 2 is asked only when question 1 is answered not applicable: change that first."
    assert refusal(refused) == {"answer_set": [words]}
    assert question(made, "Attended?").answer_set == "standard"


# --- in use ------------------------------------------------------------------------------------------------
def test_a_template_in_use_refuses_every_change_and_names_an_exercise(by: Any, made: CriteriaTemplate) -> None:
    for reference in ("BED-2017-E-FR1", "BED-2018-P-FR1", "BED-2018-P-FR2"):
        factories.ExerciseFactory(template=made, reference=reference)
    words = (
        "Quality, version 1 is used by BED-2017-E-FR1 and 2 other exercises, so it no longer changes. "
        "Make a new version and change that."
    )
    for attempt in (
        lambda: templates.rename(by=by, template=made, version=1, title="Mine"),
        lambda: parts.put_theme(by=by, template=made, version=1, title="Mine"),
        lambda: parts.put_rating(by=by, template=made, version=1, label="Mine", counts_as_good=True),
        lambda: put(by, made),
        lambda: put(by, made, question(made, "Attended?"), text="Mine?"),
        lambda: press(by, made, question(made, "Scene kept?"), "up"),
        lambda: press(by, made, question(made, "Scene kept?"), "remove"),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refusal(refused) == [words]
    assert (version(made), asked(made)) == (1, AS_MADE)


def test_an_exercise_that_a_person_may_not_know_of_is_counted_and_not_named(by: Any, made: CriteriaTemplate) -> None:
    hidden = factories.ExerciseFactory(template=made, inspection=factories.InspectionFactory(open=True))
    with pytest.raises(ValidationError) as refused:
        put(by, made)
    [words] = refusal(refused)
    assert words.startswith("Quality, version 1 is used by 1 exercise, so it no longer changes.")
    assert hidden.reference not in words


def test_a_new_version_is_a_copy_whose_conditions_point_to_its_own_questions(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, theme=theme(made, "Outcome"), asked_after=question(made, "In time?"), asked_when="no")
    factories.ExerciseFactory(template=made)
    copy = templates.make_version(by=by, template=made)
    assert (copy.slug, copy.version_number, copy.title, copy.version) == ("quality", 2, "Quality", 1)
    assert asked(copy) == [*AS_MADE, "3.1 New?"]
    conditions = {one.text: (one.asked_after.text, one.asked_when)
                  for one in Criterion.objects.of_template(copy.pk) if one.asked_after}  # fmt: skip
    assert conditions == {
        "In time?": ("Attended?", "yes"), "Reviewed?": ("Directed?", "no"), "New?": ("In time?", "no"),
    }  # fmt: skip
    own = set(Criterion.objects.of_template(copy.pk).values_list("pk", flat=True))
    pointed_to = Criterion.objects.of_template(copy.pk).exclude(asked_after=None).values_list("asked_after", flat=True)
    assert set(pointed_to) <= own
    assert list(copy.ratings.values_list("slug", "counts_as_good")) == [("good", True), ("poor", False)]
    assert [r.history_change_reason for r in Theme.history.filter(template_id=copy.pk)] == ["Copied from version 1"] * 3
    assert asked(made) == [*AS_MADE, "3.1 New?"]


def test_a_copy_numbers_the_questions_of_each_theme_from_one(by: Any) -> None:
    made = factories.TemplateFactory()
    for number in (1, 2):
        part = factories.ThemeFactory(template=made, number=number)
        for place in (2 * number - 1, 2 * number):
            factories.CriterionFactory(theme=part, number=place, text=f"Step {place}?")
    factories.ExerciseFactory(template=made)
    copy = templates.make_version(by=by, template=made)
    assert asked(copy) == ["1.1 Step 1?", "1.2 Step 2?", "2.1 Step 3?", "2.2 Step 4?"]


def test_only_the_newest_version_is_copied_or_changed(by: Any, made: CriteriaTemplate) -> None:
    exercise = factories.ExerciseFactory(template=made)
    templates.make_version(by=by, template=made)
    with pytest.raises(ValidationError) as refused:
        templates.make_version(by=by, template=made)
    assert refusal(refused) == ["Quality, version 2 is the newest: only the newest can be copied."]
    exercise.template = None
    exercise.save()
    with pytest.raises(ValidationError) as refused:
        put(by, made)
    words = "Quality, version 2 is the newest: version 1 no longer changes. Change the newest."
    assert refusal(refused) == [words]


def test_a_version_that_nobody_uses_is_changed_and_not_copied(by: Any, made: CriteriaTemplate) -> None:
    with pytest.raises(ValidationError) as refused:
        templates.make_version(by=by, template=made)
    assert refusal(refused) == ["No exercise uses Quality, version 1 yet: change it as it is."]


# --- two people, and who did what --------------------------------------------------------------------------
def test_a_page_opened_before_a_change_of_any_part_is_refused(by: Any, made: CriteriaTemplate) -> None:
    put(by, made)
    for attempt in (
        lambda: templates.rename(by=by, template=made, version=1, title="Mine"),
        lambda: put(by, made, question(made, "Attended?"), version=1),
        lambda: parts.move(by=by, template=made, version=1, part=rating(made, "Poor"), up=True),
        lambda: parts.remove(by=by, template=made, version=1, part=rating(made, "Poor")),
    ):
        with pytest.raises(Stale):
            attempt()
    assert version(made) == 2


def test_history_tells_the_changes_of_every_part_removed_ones_too(by: Any, made: CriteriaTemplate) -> None:
    put(by, made, text="Told?")
    put(by, made, question(made, "Told?"), text="Was the victim told?")
    press(by, made, question(made, "Was the victim told?"), "remove")
    parts.put_rating(by=by, template=made, version=4, part=rating(made, "Poor"), label="Bad", counts_as_good=False)
    found = [(c.record, c.field, c.before, c.after, c.by) for c in criteria.changes_after(made, 1)]
    assert ("Question “Told?”", "record", "", "created", "Administrator") in found
    assert ("Question “Was the victim told?”", "text", "Told?", "Was the victim told?", "Administrator") in found
    assert ("Question “Was the victim told?”", "record", "", "removed", "Administrator") in found
    assert ("Rating “Bad”", "label", "Poor", "Bad", "Administrator") in found
    assert [c.after for c in criteria.changes_after(made, 4)] == ["Bad"]


# --- ready or not ------------------------------------------------------------------------------------------
def test_a_template_says_what_it_lacks_before_an_exercise_may_use_it(by: Any, made: CriteriaTemplate) -> None:
    assert criteria.why_not_usable(made) == ["Add a question to “Outcome”, or remove the theme."]
    press(by, made, theme(made, "Outcome"), "remove")
    assert criteria.why_not_usable(made) == []
    press(by, made, rating(made, "Poor"), "up")
    assert criteria.why_not_usable(made) == [
        "Move the ratings that count as good above those that do not: the best comes first."
    ]
    press(by, made, rating(made, "Poor"), "remove")
    assert criteria.why_not_usable(made) == [
        "Add another rating: there must be at least 2.",
        "Leave at least one rating that does not count as a good standard.",
    ]
    Rating.objects.filter(template=made).delete()
    assert criteria.why_not_usable(factories.TemplateFactory()) == [
        "Add a theme with its questions.",
        "Add ratings: there must be at least 2.",
        "Say of at least one rating that it counts as a good standard.",
    ]
