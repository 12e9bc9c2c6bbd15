"""Populations of published tables: each release's estimate is kept, and the newest is the one that counts.

A population is staged as any count is. People who come in by day are never touched: no release tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import history
from forces.models import Outcome, Population, PopulationVintage, Release, StagedRow, Status
from forces.returns.comparing import COMPARED
from forces.returns.gathered import Key

BASES = ("unrounded", "rounded to 100", "rounded to 1,000")  # the first that the release's title says
NOT_SAID = "not said"


def basis_of(release: Release) -> str:
    """Return how a release prints its estimates, as far as its title or source says."""
    said = f"{release.title} {release.source}".lower()
    return next((basis for basis in BASES if basis in said), NOT_SAID)


def held_of(releases: Iterable[int]) -> dict[Key, dict[str, Any]]:
    """Return what is held of some releases, as rows are compared."""
    found = PopulationVintage.objects.filter(release__in=list(releases)).order_by()
    rows = found.values_list("population__force", "population__mid_year", "release", "resident")
    return {Key(force, None, None, year, release): as_row(resident) for force, year, release, resident in rows}


def as_row(resident: int) -> dict[str, Any]:
    """Return a population as the rows of any table are compared."""
    texts = dict.fromkeys(("printed", "reason", "caveat"), "")
    return {**dict.fromkeys(COMPARED), **texts, "numerator": resident, "status": Status.SUPPLIED.value}


def populations_of(rows: Iterable[StagedRow]) -> dict[tuple[int | None, int | None], Population]:
    """Return the populations now held of what rows are about."""
    years = {row.mid_year for row in rows}
    found = Population.objects.filter(mid_year__in=years).select_related("release")
    return {(held.force_id, held.mid_year): held for held in found}


def apply(rows: Sequence[StagedRow], releases: Mapping[int, Release]) -> None:
    """Write each release's estimates; a population takes the newest one."""
    by_slug = {release.slug: release for release in releases.values()}
    held = populations_of(rows)
    added: dict[tuple[int | None, int | None], Population] = {}
    changed: dict[tuple[int | None, int | None], Population] = {}
    ordered = sorted(rows, key=lambda row: age_of(by_slug[(row.after or {})["release"]]))
    for row in ordered:
        key, release = (row.force_id, row.mid_year), by_slug[(row.after or {})["release"]]
        population = held.get(key)
        if population is None:
            population = held[key] = added[key] = Population(force_id=row.force_id, mid_year=row.mid_year)
        elif population.release is not None and age_of(release) < age_of(population.release):
            continue
        elif key not in added:
            changed[key] = population
        with_estimate(population, (row.after or {})["numerator"], release)
    write(added.values(), changed.values())
    vintages: dict[bool, list[PopulationVintage]] = {True: [], False: []}
    for row in rows:
        release = by_slug[(row.after or {})["release"]]
        vintages[row.outcome == Outcome.CHANGED].append(
            PopulationVintage(
                population=held[row.force_id, row.mid_year],
                release=release,
                basis=basis_of(release),
                resident=(row.after or {})["numerator"],
            )
        )
    history.bulk_write(
        PopulationVintage,
        vintages[False],
        vintages[True],
        unique=["population", "release"],
        fields=["basis", "resident"],
    )


def age_of(release: Release) -> tuple[Any, int]:
    """Return what releases are ordered by: the day, then the order in which they were entered."""
    return release.released_on, release.pk


def with_estimate(population: Population, resident: int, release: Release) -> Population:
    """Give a population a release's estimate."""
    population.resident, population.release = resident, release
    population.basis, population.source = basis_of(release), release.source[:300]
    return population


def write(added: Iterable[Population], changed: Iterable[Population]) -> None:
    """Write populations with their history; who comes in by day stays as it is."""
    written = ["basis", "resident", "source", "release"]
    history.bulk_write(Population, list(added), list(changed), unique=["force", "mid_year"], fields=written)


def take_back(rows: Sequence[StagedRow], releases: Mapping[int, Release]) -> None:
    """Put the estimates of a table's releases back to what they were, and each population to the newest left."""
    before = {
        (row.force_id, row.mid_year, (row.after or {})["release"]): row.before["numerator"]
        for row in rows
        if row.outcome == Outcome.CHANGED and row.before
    }
    added = {(row.force_id, row.mid_year, (row.after or {})["release"]) for row in rows if row.outcome == Outcome.ADDED}
    years = {row.mid_year for row in rows}
    found = PopulationVintage.objects.filter(release__in=list(releases), population__mid_year__in=years)
    restored, gone, touched = [], [], set()
    for vintage in found.select_related("population"):
        key = (vintage.population.force_id, vintage.population.mid_year, releases[vintage.release_id].slug)
        if key in before:
            vintage.resident = before[key]
            restored.append(vintage)
        elif key in added:
            gone.append(vintage.pk)
        else:
            continue
        touched.add(vintage.population_id)
    history.bulk_write(PopulationVintage, [], restored, unique=["population", "release"], fields=["basis", "resident"])
    history.bulk_delete(PopulationVintage.objects.filter(pk__in=gone))
    follow_newest(touched)


def follow_newest(pks: Iterable[int]) -> None:
    """Give populations the newest estimate left; without one, what was held before any release, or nothing."""
    pks = list(pks)
    newest: dict[int, PopulationVintage] = {}
    left = PopulationVintage.objects.filter(population__in=pks).select_related("release")
    for vintage in left.order_by("release__released_on", "release_id"):
        newest[vintage.population_id] = vintage
    rows = Population.history.filter(id__in=pks, release__isnull=True)
    rows = rows.exclude(history_type="-").order_by("history_id")
    first = {row.id: row for row in rows}
    changed, gone = [], []
    for population in Population.objects.filter(pk__in=pks):
        if vintage_left := newest.get(population.pk):
            changed.append(with_estimate(population, vintage_left.resident, vintage_left.release))
        elif row := first.get(population.pk):
            population.resident, population.basis = row.resident, row.basis
            population.source, population.release = row.source, None
            changed.append(population)
        else:
            gone.append(population.pk)
    write([], changed)
    history.bulk_delete(Population.objects.filter(pk__in=gone))
