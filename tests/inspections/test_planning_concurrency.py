"""Two who plan the same forces at once, on PostgreSQL: one plans them and the other is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role
from inspections.actions import planning
from inspections.models import Inspection
from tests import factories
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("kind", "references"), [("peel", ["AAA-2018-E", "BBB-2018-E"]),
                                                  ("revisit", ["AAA-2018-R1", "BBB-2018-R1"])])  # fmt: skip
def test_the_same_forces_are_planned_once_and_whoever_comes_second_is_told(kind: str, references: list[str]) -> None:
    framework = factories.FrameworkFactory(cycle__first_year=2018)
    forces = [factories.ForceFactory(code=code) for code in ("AAA", "BBB")]
    by = [factories.user(Role.MANAGER) for _ in range(2)]
    about: dict[str, Any] = {
        "cycle": framework.cycle, "kind": kind, "framework": framework if kind == "peel" else None, "tranche": 1,
        "fieldwork_from": date(2018, 9, 3), "fieldwork_to": date(2018, 9, 14),
    }  # fmt: skip
    outcomes = at_once(
        lambda: planning.plan(by=by[0], forces=forces, **about),
        lambda: planning.plan(by=by[1], forces=forces[::-1], **about),  # in the other order: neither waits for ever
    )
    assert {type(outcome) for outcome in outcomes} == {list, ValidationError}
    [refused] = [outcome for outcome in outcomes if isinstance(outcome, ValidationError)]
    assert refused.messages[0].startswith(f"Planned already in {framework.cycle}: ")
    assert list(Inspection.objects.order_by("reference").values_list("reference", flat=True)) == references
