"""Forms that edit frameworks, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from inspections.models import Question
from tests import world_frameworks
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def framework_started(world: World) -> Sent:
    """A framework of another pillar."""
    framework = world.records[world_frameworks.SLUG]
    data = {"cycle": framework.cycle_id, "pillar": "L", "title": "Legitimacy", "scale": framework.scale_id}
    return "administrator", "/frameworks/start/", data


def framework_copied(world: World) -> Sent:
    """A new version of a framework with two questions."""
    framework = world.records[world_frameworks.SLUG]
    data = {"cycle": framework.cycle_id, "title": "The next version"}
    return "administrator", f"/frameworks/{framework.slug}/new-version/", data


def question_changed(world: World) -> Sent:
    """A question given two diagnostics."""
    question = Question.objects.get(slug="to-come-1")
    data = {"version": 1, "title": "To come", "slug": "to-come-1", "grading": "narrative", "diagnostics": "One\nTwo"}
    return "administrator", f"/frameworks/{world_frameworks.SLUG}/questions/{question.pk}/", data


def question_moved(world: World) -> Sent:
    """A question moved down."""
    question = Question.objects.get(slug="to-come-1")
    address = f"/frameworks/{world_frameworks.SLUG}/questions/{question.pk}/move/"
    return "administrator", address, {"version": 1, "to": "down"}


def question_mapped(world: World) -> Sent:
    """A question said to come from two merged ones."""
    question = Question.objects.get(slug="to-come-2")
    earlier = Question.objects.filter(framework__cycle=world.cycles[0]).order_by("number").first()
    data = {"version": 1, "earlier": earlier.pk, "kind": "merged", "note": "With another"}
    return "administrator", f"/frameworks/{world_frameworks.SLUG}/questions/{question.pk}/comes-from/", data


def scale_changed(world: World) -> Sent:
    """A scale of five grades."""
    lines = "Outstanding: Far above\nGood\nAdequate\nRequires improvement\nInadequate: Far below"
    return "administrator", "/scales/scale-being-edited/", {"version": 1, "title": "Five grades", "grades": lines}


SENT = [framework_started, framework_copied, question_changed, question_moved, question_mapped, scale_changed]
