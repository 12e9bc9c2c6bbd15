"""Threads of the small world: in each force a draft says its published finding again, which is not out yet."""

from __future__ import annotations

from typing import Any

from findings.models import Finding
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Link them, with a reason that only readers of the draft may read."""
    for of in [one for one in world.of("finding") if not one.published]:
        draft = Finding.objects.get(reference=of.args[0])
        out = Finding.objects.get(reference=f"{draft.force.code}-2017-01")
        text = f"MARK-lineage-{draft.reference}"
        factories.LineageFactory(earlier=out, later=draft, reason=text, recorded_by=world.people["manager"].user)
        world.subjects.append(
            subject("lineage", (), of.force, published=False, team=of.team, team_lead=of.team_lead, mark=text)
        )
