"""Editions of the small world: one that is out of each published inspection, one to come of each open one."""

from __future__ import annotations

from typing import Any

from core import clock
from core.models import Notice
from reports.document import shape
from reports.models import Edition, FileFormat, Report
from reports.notices import KIND
from tests import factories, report_factories, report_samples
from tests.world_checks import team_of
from tests.world_reports import report_of


def add(world: Any, subject: Any) -> None:
    """Publish and prepare."""
    for slug, force in world.forces.items():
        add_published(world, subject, slug, world.records[f"{force.code}-2017-E"])
        add_to_come(world, subject, slug, world.records[f"{force.code}-2018-E"])


def add_published(world: Any, subject: Any, slug: str, inspection: Any) -> None:
    """Publish an edition, and make its files."""
    snapshot = report_samples.sample(reference=inspection.reference)
    edition = edition_of(world, report_of(inspection), snapshot, out=True)
    for kind in FileFormat:  # drawing is slow, and who may take a file does not hang on what is in it
        report_factories.EditionFileFactory(edition=edition, format=kind)
    facts = {"force": slug, **team_of(world, inspection)}
    add_subjects(world, subject, inspection, facts, files=("pdf", "docx", "json", "csv"))


def add_to_come(world: Any, subject: Any, slug: str, inspection: Any) -> None:
    """Prepare an edition that is approved and was not published at its hour."""
    text, why = f"MARK-edition-{inspection.reference}", f"MARK-held-back-{inspection.reference}"
    snapshot = report_samples.sample(reference=inspection.reference, title=text)
    edition = edition_of(world, report_of(inspection), snapshot)
    facts = {"force": slug, "published": False, **team_of(world, inspection)}
    add_subjects(world, subject, inspection, facts, mark=text)
    address = f"/reports/{inspection.reference}/publish/"
    given = {"kind": KIND, "key": f"{KIND}:{edition.pk}", "text": why, "address": address}
    Notice.objects.bulk_create(
        factories.NoticeFactory.build(owner=person.user, **given) for person in world.people.values()
    )
    world.subjects.append(subject("notice of an edition", (), mark=why, **facts))


def edition_of(world: Any, report: Report, snapshot: Any, **state: Any) -> Edition:
    """Make an edition; a manager who leads file reviews prepared it."""
    text = shape.as_text(snapshot)
    made: Edition = report_factories.EditionFactory(
        report=report, snapshot=text, sha256=shape.hash_of(text), prepared_by=world.people["manager leading"].user,
        prepared_at=clock.now(), **state,
    )  # fmt: skip
    return made


def add_subjects(
    world: Any, subject: Any, inspection: Any, facts: dict[str, Any], *, files: tuple[str, ...] = (), mark: str = ""
) -> None:
    """Add the rows that addresses are asked for."""
    reference = inspection.reference
    world.subjects += [
        subject("report page", (reference,), **facts),
        subject("edition", (reference, 1), mark=mark, **facts),
        *(subject("report file", (reference, kind), **facts) for kind in files),
        *(subject("edition file", (reference, 1, kind), **facts) for kind in files),
    ]
    if mark:
        world.subjects.append(subject("edition to come", (reference, 1), **facts))
