"""The small world's framework to come: no inspection is bound to it, so an administrator may change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspections.models import Question
from tests import factories

SLUG = "framework-being-edited"


def add(world: Any, subject: Callable[..., Any]) -> None:
    """Make a framework with two questions, one of which comes from an earlier one, and a scale nobody is graded on."""
    bound = Question.objects.filter(framework__cycle=world.cycles[-1]).order_by("number").first()
    scale = factories.ScaleFactory(slug="scale-being-edited")
    framework = factories.FrameworkFactory(slug=SLUG, cycle=world.cycles[-1], version_number=2)
    first, _second = [
        factories.QuestionFactory(framework=framework, number=number, slug=f"to-come-{number}") for number in (1, 2)
    ]
    mapping = factories.QuestionMappingFactory(earlier=bound, later=first)
    world.records[SLUG] = framework
    world.subjects += [
        subject("framework", (bound.framework.slug,)),
        subject("framework being edited", (SLUG,)),
        subject("question being edited", (SLUG, first.pk)),
        subject("mapping being edited", (SLUG, first.pk, mapping.pk)),
        subject("scale being edited", (scale.slug,)),
    ]
