"""National recommendations and observations of the small world, and an earlier finding nobody has looked at."""

from __future__ import annotations

from typing import Any

from findings.models import Addressee, Finding, FindingKind, NationalRecommendation, Observation
from forces.models import Force
from tests import factories

REFERENCE = "NAT-2017-01"


def add(world: Any, subject: Any) -> None:
    """Add one to all forces, one to another body, and an observation of every inspection."""
    national = factories.NationalFactory(reference=REFERENCE, cycle=world.cycles[0])
    factories.NationalFactory(
        reference="NAT-2017-02", cycle=world.cycles[0], addressed_to=Addressee.BODY, body="College of Policing"
    )
    world.records[REFERENCE] = national
    world.subjects += [subject("national", (reference,)) for reference in (REFERENCE, "NAT-2017-02")]
    for slug, force in world.forces.items():
        held = instance(national, force)
        upcoming = next(s for s in world.of("inspection") if s.force == slug and not s.published)
        facts = {"force": slug, "team": upcoming.team, "team_lead": upcoming.team_lead}
        world.subjects.append(subject("finding", (held.reference,), **facts))
        args = (held.reference, upcoming.args[0])
        world.subjects.append(subject("earlier finding", args, published=False, **facts))
    for of in world.of("inspection"):
        text = f"MARK-observation-{of.args[0]}"
        held = observation(world.records[of.args[0]], text)
        facts = {"force": of.force, "published": of.published, "team": of.team}
        world.subjects.append(subject("observation", (held.pk,), mark=text, **facts))


def instance(national: NationalRecommendation, force: Force, **fields: Any) -> Finding:
    """Return a force's instance of a recommendation, open."""
    facts = {"cycle": national.cycle, "kind": FindingKind.RECOMMENDATION, "title": national.title, **fields}
    reference = f"{national.reference}-{force.code}"
    held: Finding = factories.FindingFactory(
        reference=reference, inspection=None, national=national, force=force, wording=national.wording, **facts
    )
    return held


def observation(inspection: Any, text: str) -> Observation:
    """Return an observation of an inspection's first question."""
    question = inspection.framework.questions.first()
    held: Observation = factories.ObservationFactory(inspection=inspection, question=question, text=text)
    return held


def grow(world: Any, number: int, force: Force) -> None:
    """Add one more recommendation, one more instance for a new force, and an observation of either inspection."""
    factories.NationalFactory(reference=f"NAT-2017-{number + 10:03d}", cycle=world.cycles[0])
    factories.EventFactory(finding=instance(world.records[REFERENCE], force), inspection=None)
    for reference in ("FIR-2017-E", "FIR-2018-E"):
        observation(world.records[reference], "The force could tell its neighbours what works.")
