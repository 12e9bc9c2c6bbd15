"""The part of the small world that forces send: a measure, a collection, each force's return, figures, file and job."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock
from core.models import Job, JobState
from forces.models import (
    Collection,
    CollectionItem,
    Denominator,
    Measure,
    Outcome,
    Period,
    PeriodKind,
    Return,
    ReturnState,
    StagedRow,
    Upload,
    UploadState,
    Value,
)
from forces.models.values import Status

SENDERS = {"first": "contact of first", "second": "contact of second"}


def add(world: Any, subject: Any) -> None:
    """Add the measure, an open collection, and what each force sent; `subject` is the class of subjects."""
    measure = Measure.objects.create(
        slug="recorded-crime",
        title="Recorded crime",
        definition="Crimes recorded, fraud left out.",
        unit="per 1,000 population",
        numerator_label="Crimes",
        denominator=Denominator.POPULATION,
        denominator_label="Residents",
        per=1000,
        period_kind=PeriodKind.YEAR_TO,
        source="a source",
    )
    published, asked = (period(year) for year in (2016, 2017))
    collection = Collection.objects.create(
        slug="spring-2018",
        title="Spring 2018",
        cycle=world.cycles[0],
        opens_on=date(2018, 4, 1),
        closes_on=date(2018, 7, 31),
    )
    CollectionItem.objects.create(collection=collection, number=1, measure=measure, period=asked)
    world.subjects += [subject("measure", (measure.slug,)), subject("collection", (collection.slug,))]
    for slug in world.forces:
        add_value(world, subject, measure, published, slug, None)
        upload = add_upload(world, subject, collection, slug)
        add_row(upload, measure, asked, world.forces[slug])
        add_value(world, subject, measure, asked, slug, collection)
    upload = add_upload(world, subject, collection, "")
    for force in world.forces.values():
        add_row(upload, measure, asked, force)


def period(year: int) -> Period:
    """Make a year to 31 December."""
    return Period.objects.create(
        slug=f"year-to-{year}-12",
        kind=PeriodKind.YEAR_TO,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        label=f"Year to December {year}",
        population_year=year,
    )


def add_value(
    world: Any, subject: Any, measure: Measure, when: Period, slug: str, collection: Collection | None
) -> None:
    """Give a force a figure with a note; one of an open collection is not published."""
    text = f"MARK-value-{slug}-{when.slug}"
    Value.objects.create(
        force=world.forces[slug],
        measure=measure,
        period=when,
        numerator=40,
        status=Status.SUPPLIED,
        caveat=text,
        source="a source",
        collection=collection,
    )
    facts = {"force": slug, "published": collection is None, "mark": text}
    world.subjects.append(subject("value", (measure.slug, when.slug, slug), **facts))


def add_upload(world: Any, subject: Any, collection: Collection, slug: str) -> Upload:
    """Make a file that was read and waits to be confirmed, with its job; one without a force holds several."""
    sender = SENDERS.get(slug, "administrator")
    text = f"MARK-upload-{slug or 'several'}"
    job = Job.objects.create(
        kind="read-return",
        subject=0,
        title=f"Read {text}.csv",
        owner=world.people[sender].user,
        state=JobState.RUNNING,
        done=1,
        total=2,
        created_at=clock.now(),
        heartbeat_at=clock.now(),
        result_address="/",
    )
    upload = Upload.objects.create(
        collection=collection,
        force=world.forces.get(slug),
        file=f"returns/{text}",
        original_name=f"{text}.csv",
        size=100,
        sha256="0" * 64,
        format="csv",
        state=UploadState.READ,
        tally={"rows": 1, "added": 0, "changed": 1, "unchanged": 0, "refused": 0, "empty": 0},
        uploaded_by=world.people[sender].user,
        uploaded_at=clock.now(),
        job=job,
    )
    if slug:
        state = ReturnState.SUBMITTED
        Return.objects.create(collection=collection, force=world.forces[slug], state=state)
        world.subjects.append(subject("return", (collection.slug, slug), slug, published=False))
        for item in collection.items.select_related("measure", "period"):
            where = (collection.slug, slug, item.measure.slug, item.period.slug)
            world.subjects.append(subject("figure asked", where, slug, published=False))
    several = {} if slug else {"team": frozenset(world.forces)}
    world.subjects.append(subject("upload", (upload.pk,), slug, published=False, mark=text, **several))
    world.subjects.append(subject("job", (job.pk,), slug, published=False, reviewer=sender))
    return upload


def add_row(upload: Upload, measure: Measure, when: Period, force: Any) -> None:
    """Add a row that would change a force's figure from 40 to 41."""
    held = {
        "numerator": 40,
        "denominator": None,
        "printed": "",
        "status": "supplied",
        "reason": "",
        "caveat": f"MARK-value-{force.slug}-{when.slug}",
    }
    StagedRow.objects.create(
        upload=upload,
        number=upload.rows.count() + 2,
        outcome=Outcome.CHANGED,
        force=force,
        measure=measure,
        period=when,
        found=["", "", "", "41", "", "", "", ""],
        before=held,
        after={**held, "numerator": 41},
    )
