"""Two administrators at once on one template, on PostgreSQL with real threads: the loser is told, nothing is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from core.actions import Stale
from inspections.actions import criteria as templates
from inspections.actions import criteria_parts as parts
from inspections.models import CriteriaTemplate, Criterion, Theme
from tests import factories
from tests.findings.test_concurrency import at_once
from tests.inspections import criteria_samples as samples
from tests.inspections.criteria_samples import asked, put, question, theme, version

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_administrators_change_different_questions_and_the_second_is_told() -> None:
    made, by = samples.template(), samples.administrator()
    first, second = question(made, "Attended?"), question(made, "Directed?")
    outcomes = at_once(
        lambda: put(by, made, first, text="First?", version=1), lambda: put(by, made, second, text="Second?", version=1)
    )
    assert {type(outcome) for outcome in outcomes} == {Criterion, Stale}
    written = [isinstance(outcome, Criterion) for outcome in outcomes]
    texts = list(Criterion.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("text", flat=True))
    assert texts == ["First?" if written[0] else "Attended?", "Second?" if written[1] else "Directed?"]
    assert version(made) == 2


def test_a_question_removed_while_another_is_made_to_depend_on_it_is_one_or_the_other() -> None:
    for _ in range(5):
        CriteriaTemplate.objects.filter(slug="quality").update(slug=f"quality-{CriteriaTemplate.objects.count()}")
        made, by = samples.template(), samples.administrator()
        named, later = question(made, "Scene kept?"), question(made, "Directed?")
        key = named.pk
        removed, depends = at_once(
            lambda made=made, named=named, by=by: parts.remove(by=by, template=made, version=1, part=named),  # type: ignore[misc]
            lambda made=made, later=later, named=named, by=by: put(  # type: ignore[misc]
                by, made, later, asked_after=named, asked_when="no", version=1
            ),
        )
        assert sorted(type(outcome).__name__ for outcome in (removed, depends)) == ["Criterion", "Stale"]
        is_there = Criterion.objects.filter(pk=key).exists()
        assert is_there == isinstance(removed, Stale)
        assert (question(made, "Directed?").asked_after_id == key) == is_there


def test_two_new_versions_asked_for_at_once_are_one() -> None:
    made, by = samples.template(), samples.administrator()
    factories.ExerciseFactory(template=made)
    outcomes = at_once(*(lambda: templates.make_version(by=by, template=made) for _ in range(2)))
    assert {type(outcome) for outcome in outcomes} == {CriteriaTemplate, ValidationError}
    assert list(CriteriaTemplate.objects.filter(slug="quality").values_list("version_number", flat=True)) == [1, 2]
    assert Theme.objects.filter(template__version_number=2).count() == 3


def test_a_template_put_to_use_while_it_is_changed_is_changed_before_or_not_at_all() -> None:
    for _ in range(5):
        CriteriaTemplate.objects.filter(slug="quality").update(slug=f"quality-{CriteriaTemplate.objects.count()}")
        made, by = samples.template(), samples.administrator()
        exercise = factories.ExerciseFactory(template=None)

        def use(exercise=exercise, made=made) -> None:  # type: ignore[no-untyped-def]
            exercise.template = made
            exercise.save()

        changed, _used = at_once(
            lambda made=made, by=by: parts.put_theme(by=by, template=made, version=1, title="New"),  # type: ignore[misc]
            use,
        )
        assert isinstance(changed, Theme | ValidationError)
        assert made.themes.count() == (4 if isinstance(changed, Theme) else 3)
        assert made.exercises.count() == 1


def test_two_moves_of_one_question_do_not_pass_each_other() -> None:
    made, by = samples.template(), samples.administrator()
    kept = question(made, "Scene kept?")
    outcomes = at_once(*(lambda: parts.move(by=by, template=made, version=1, part=kept, up=True) for _ in range(2)))
    assert {type(outcome) for outcome in outcomes} == {Criterion, Stale}
    assert asked(made)[:3] == ["1.1 Attended?", "1.2 Scene kept?", "1.3 In time?"]
    assert theme(made, "Response").criteria.count() == 3
