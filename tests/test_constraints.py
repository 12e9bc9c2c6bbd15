"""What the database itself holds: choices, and that every record of a force says who may see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from forces.models import Force

OURS = ("accounts", "core", "forces", "inspections", "findings", "reports")
MODELS = [
    model
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    if not hasattr(model, "history_type") and model._meta.managed and not model._meta.proxy
]
CHOICES = [(model, field) for model in MODELS for field in model._meta.concrete_fields if field.choices]
# A force's records that nobody fetches by themselves, and why.
NOT_ASKED_FOR = {
    "forces.population": "published figures, shown with the force",
    "forces.forcecontact": "what visible_to is computed from",
    "forces.bar": "what visible_to is computed from",
    "forces.stagedrow": "shown with its upload, which has visible_to",
    "inspections.listformat": "shown with the exercise that is drawn, which has visible_to",
    "forces.datanote": "the published annex",
    "forces.forcealias": "another name of a force",
    "forces.frozenline": "shown with its frozen figure, of published values only",
    "forces.seriesbreak": "a fact about a measure",
    "findings.reminder": "shown with its round, inside the inspectorate",
}


def allowed(model: type[models.Model], name: str) -> set[Any]:
    """Return the values that a check constraint lets a field have."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            children = constraint.condition.children
            if len(children) == 1 and isinstance(children[0], tuple) and children[0][0] == f"{name}__in":
                return set(children[0][1])
    return set()


@pytest.mark.parametrize(("model", "field"), CHOICES, ids=lambda x: getattr(x, "__name__", None) or x.name)
def test_a_choice_is_held_by_the_database(model: type[models.Model], field: models.Field[Any, Any]) -> None:
    expected = {value for value, _ in field.flatchoices}
    assert allowed(model, field.name) in (expected, expected | {""})


def test_a_choice_that_may_be_empty_may_be_empty_in_the_database() -> None:
    wrong = [
        f"{model.__name__}.{field.name}"
        for model, field in CHOICES
        if field.blank and not field.null and not field.has_default() and "" not in allowed(model, field.name)
    ]
    assert wrong == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_record_of_a_force_says_who_may_see_it(model: type[models.Model]) -> None:
    try:
        field = model._meta.get_field("force")
    except FieldDoesNotExist:
        return
    if field.related_model is not Force or model._meta.label_lower in NOT_ASKED_FOR:
        return
    assert callable(getattr(model._default_manager.all(), "visible_to", None))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_constraint_has_a_message_of_its_own(model: type[models.Model]) -> None:
    default = models.BaseConstraint.default_violation_error_message
    assert [c.name for c in model._meta.constraints if c.violation_error_message == default] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_says_what_it_is(model: type[models.Model]) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
    assert model.__str__ is not models.Model.__str__
