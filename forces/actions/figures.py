"""Freezing a figure as it is printed: the set of forces, both sums and every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Q, Subquery

from core import clock
from core.actions import action, explained, lock
from core.words import plural
from forces import figures
from forces.figures import Figure, Line
from forces.models import Collection, Force, FrozenFigure, FrozenLine, Measure, Period, Value
from forces.models.values import PUBLIC

NOTE = 700


@action("forces.confirm_returns")
def freeze(
    *, by: Any, measure: Measure, period: Period, purpose: str, collection: Collection | None = None
) -> FrozenFigure:
    """Keep a figure as it is printed now; refuse while any value in it is not published."""
    lock(measure)
    unpublished = unpublished_values(measure, period)
    if unpublished:
        raise ValidationError(
            f"This figure cannot be frozen: {plural(len(unpublished), 'figure')} in it "
            f"{'is' if len(unpublished) == 1 else 'are'} not published yet ({in_words(unpublished)})."
        )
    found = printed_now([(measure, period)])
    if not any(line.value for line in found[0].lines):
        raise ValidationError("There is nothing to freeze: no force’s figure is held for this period.")
    return keep(by, found, last_numbers(found), purpose, collection)[0]


def freeze_collection(by: Any, collection: Collection) -> list[FrozenFigure]:
    """Keep every figure of a collection that has a rate, inside the action that publishes it.

    The measures are locked in the same query that says how often each figure was frozen before.
    """
    before = FrozenFigure.objects.filter(measure=OuterRef("measure"), period=OuterRef("period")).order_by("-number")
    items = collection.items.select_related("measure", "period").order_by("measure_id", "number")
    items = items.annotate(last=Subquery(before.values("number")[:1])).select_for_update(of=("measure",))
    rows: list[Any] = list(items)
    found = printed_now([(item.measure, item.period) for item in rows], bare=True)
    numbers = {(item.measure_id, item.period_id): item.last or 0 for item in rows}
    return keep(by, [figure for figure in found if figure.rate is not None], numbers, collection.title, collection)


def unpublished_in(asked: Sequence[tuple[Measure, Period]]) -> list[Value]:
    """Return the values of some figures, and of what they are divided by, that not everyone may see; one query."""
    wanted = Q(pk__in=[])
    for measure, period in asked:
        wanted |= Q(measure__in=[pk for pk in (measure.pk, measure.denominator_measure_id) if pk], period=period)
    held = Value.objects.filter(wanted, force__is_in_scope=True).exclude(PUBLIC)
    return list(held.select_related("force", "collection").order_by("force__name"))


def unpublished_values(measure: Measure, period: Period) -> list[Value]:
    """Return the values of a figure, and of what it is divided by, that not everyone may see."""
    return unpublished_in([(measure, period)])


def in_words(values: Sequence[Value]) -> str:
    """Name up to five forces and the collections they answer."""
    forces = [value.force.name for value in values]
    more = f" and {len(forces) - 5} more" if len(forces) > 5 else ""
    collections = sorted({value.collection.title for value in values if value.collection})
    return f"{', '.join(forces[:5])}{more}; {', '.join(collections)}"


def printed_now(asked: Sequence[tuple[Measure, Period]], *, bare: bool = False) -> list[Figure]:
    """Work out figures from what is published; the period before matters only where the chart needs it."""
    if not asked:
        return []
    needs_before = any(measure.figure_needs_both_periods for measure, _ in asked)
    periods = list(Period.objects.all()) if needs_before else []
    wanted = [(measure, period, figures.period_before(period, periods)) for measure, period in asked]
    return figures.figures_of(wanted, Value.objects.published(), Force.objects.in_scope(), bare=bare)


def keep(
    by: Any,
    found: Sequence[Figure],
    numbers: Mapping[tuple[int, int], int],
    purpose: str,
    collection: Collection | None,
) -> list[FrozenFigure]:
    """Write figures and their lines, two statements however many; `numbers` says how often each was frozen before."""
    if not found:
        return []
    now = clock.now()
    kept = [
        FrozenFigure(
            measure=figure.measure,
            period=figure.period,
            number=numbers.get((figure.measure.pk, figure.period.pk), 0) + 1,
            purpose=purpose,
            collection=collection,
            numerator=None if figure.rate is None else figure.national.numerator,
            denominator=None if figure.rate is None else figure.national.denominator,
            printed=printed(figure),
            unit=figure.measure.unit,
            per=figure.measure.per,
            decimals=figure.measure.decimals,
            frozen_by=by,
            frozen_at=now,
        )
        for figure in found
    ]
    try:
        with transaction.atomic():
            FrozenFigure.objects.bulk_create(kept)
    except IntegrityError as error:
        raise explained(error, FrozenFigure) from error
    lines = [frozen_line(row, line, figure) for row, figure in zip(kept, found, strict=True) for line in figure.lines]
    FrozenLine.objects.bulk_create(lines, batch_size=2000)
    return kept


def printed(figure: Figure) -> str:
    """Return the England and Wales rate as printed: worked out, else as a source printed it, else nothing."""
    if figure.rate is not None:
        return figure.shown
    return figure.published.printed if figure.published else ""


def last_numbers(found: Sequence[Figure]) -> dict[tuple[int, int], int]:
    """Return how often each of some figures was frozen before."""
    measures = {figure.measure.pk for figure in found}
    rows = FrozenFigure.objects.filter(measure__in=measures).order_by().values("measure", "period")
    return {(row["measure"], row["period"]): row["last"] for row in rows.annotate(last=Max("number"))}


def frozen_line(kept: FrozenFigure, line: Line, figure: Figure) -> FrozenLine:
    """Return one force's line as it is printed."""
    return FrozenLine(
        figure=kept,
        force=line.force,
        numerator=line.entry.numerator if line.value else None,
        denominator=line.entry.denominator if line.value else None,
        printed=line.shown[:60],
        status=line.entry.status if line.value else "",
        note=line.note_in_files[:NOTE],
        is_in_rate=line.value is not None and line.entry.in_rate,
        is_in_figure=line.value is not None and line.is_drawn,
    )
