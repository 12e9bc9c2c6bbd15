"""What the database says to a published table: names of forces, measures, periods, releases. Reads, never writes."""

from __future__ import annotations

from datetime import date

from forces.models import Collection, Force, ForceAlias, PeriodKind, Release
from forces.returns.gathered import Known, KnownMeasure
from forces.returns.lookup import items_of
from forces.returns.names import plain

STRETCHES = {PeriodKind.YEAR_TO, PeriodKind.QUARTER}


def known(collection: Collection, release: Release | None) -> Known:
    """Return everything a table's texts may stand for."""
    items = items_of(collection)
    inspected, others = force_names()
    periods: dict[str, int] = {}
    days: dict[tuple[date, date], int] = {}
    for item in items:
        period = item.period
        periods[plain(period.slug)] = periods[plain(period.label)] = period.pk
        if period.kind in STRETCHES:
            days[period.starts_on, period.ends_on] = period.pk
    releases = list(Release.objects.all())
    return Known(
        forces=inspected,
        out_of_scope=frozenset(others),
        measures={
            item.measure.slug: KnownMeasure(
                item.measure.pk,
                item.measure.is_share,
                item.measure.is_denominator_sent,
                item.measure.denominator_label,
            )
            for item in items
        },
        periods=periods,
        days=days,
        items=frozenset((item.measure_id, item.period_id) for item in items),
        releases={plain(name): r.pk for r in releases for name in (r.slug, r.title)},
        release_titles=tuple(r.title for r in releases),
        release=release.pk if release else None,
    )


def force_names() -> tuple[dict[str, int], dict[str, int]]:
    """Return the forces by every name they are known under: those inspected, and the others."""
    names: dict[bool, dict[str, int]] = {True: {}, False: {}}
    scope = {}
    for force in Force.objects.all():
        scope[force.pk] = force.is_in_scope
        called = (force.name, force.official_name, force.slug, force.slug.replace("-", " "), force.code, force.ons_code)
        names[force.is_in_scope] |= {plain(name): force.pk for name in called if name}
    for name, pk in ForceAlias.objects.values_list("name", "force"):
        names[scope[pk]][plain(name)] = pk
    return names[True], names[False]
