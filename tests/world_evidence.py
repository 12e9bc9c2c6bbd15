"""Evidence of the small world's inspections: each has an item with a file, on which its finding rests."""

from __future__ import annotations

from typing import Any

from inspections.models import EvidenceItem, Inspection
from tests import factories


def add(world: Any, subject: Any) -> None:
    """Add an item to every inspection that is there."""
    for of in world.of("inspection"):
        inspection = Inspection.objects.get(reference=of.args[0])
        facts = {"force": of.force, "published": of.published, "team": of.team, "team_lead": of.team_lead}
        text, name = (f"MARK-{what}-{inspection.reference}" for what in ("evidence", "evidence-file"))
        author = world.people[sorted(of.team)[0]].user
        item: EvidenceItem = factories.EvidenceItemFactory(
            inspection=inspection, number=1, title=text, text=text, source=text, captured_by=author
        )
        factories.EvidenceLinkFactory(item=item, question=inspection.framework.questions.get(number=1))  # type: ignore[union-attr]
        held = factories.EvidenceFileFactory(item=item, name=f"{name}.pdf")
        finding = inspection.findings.order_by("reference").first()
        factories.ItemEvidenceFactory(finding=finding, item=item)
        args = (inspection.reference, 1)
        world.records[f"evidence of {inspection.reference}"] = item
        world.subjects.append(subject("evidence", args, mark=text, **facts))
        world.subjects.append(subject("evidence file", (*args, held.pk), mark=name, **facts))


def grow(world: Any, number: int, author: Any) -> None:
    """Add an item with a file to the first force's open inspection, on which its draft finding rests too."""
    inspection = world.records["FIR-2018-E"]
    item = factories.EvidenceItemFactory(inspection=inspection, number=number + 10, captured_by=author)
    for question in inspection.framework.questions.all():
        factories.EvidenceLinkFactory(item=item, question=question)
    first = world.records["evidence of FIR-2018-E"]
    factories.EvidenceFileFactory(item=first)
    factories.ItemEvidenceFactory(finding=world.records["FIR-2018-01"], item=item)
