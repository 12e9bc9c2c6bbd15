"""The small world's criteria: one template that no exercise uses, so that an administrator may change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import factories

SLUG = "criteria-being-edited"


def add(world: Any, subject: Callable[..., Any]) -> None:
    """Make the template with a theme, two questions and two ratings, and name every page about it."""
    template = factories.TemplateFactory(slug=SLUG)
    theme = factories.ThemeFactory(template=template, number=1)
    questions = [factories.CriterionFactory(theme=theme, number=number) for number in (1, 2)]
    ratings = [
        factories.RatingFactory(template=template, number=1),
        factories.RatingFactory(template=template, number=2, slug="poor", label="Poor", counts_as_good=False),
    ]
    world.records[SLUG] = template
    kinds = {"themes": [theme], "questions": questions, "ratings": ratings}
    world.subjects += [subject("criteria", (SLUG, 1)), subject("criteria being edited", (SLUG, 1))]
    world.subjects += [subject("kind of criteria", (SLUG, 1, kind)) for kind in kinds]
    world.subjects += [subject("part of criteria", (SLUG, 1, kind, rows[0].pk)) for kind, rows in kinds.items()]
