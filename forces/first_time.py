"""First time right: how many of a return's figures were never refused, never asked about and never sent again."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from core.words import number
from forces import rules
from forces.models import Collection, Outcome, Query, QueryState, StagedRow, UploadState, Value

WRITTEN = Q(outcome__in=[Outcome.ADDED, Outcome.CHANGED], upload__state=UploadState.CONFIRMED)


class Score(NamedTuple):
    """Of the figures held, how many were right the first time."""

    right: int
    held: int

    @property
    def words(self) -> str:
        """Return the score in words; a percentage only of 30 figures or more."""
        if not self.held:
            return ""
        said = f"{number(self.right)} of {number(self.held)}"
        share = rules.rate(self.right, self.held, 100, is_share=True)
        return said if share is None else f"{said} ({rules.shown(share, 0, is_share=True)})"


def not_right(collection: Collection) -> Counter[int]:
    """Return of how many figures held each force was refused a row, asked, or sent them twice: one query."""
    held = Value.objects.filter(upload__collection=collection, measure=OuterRef("measure"), period=OuterRef("period"))
    rows = StagedRow.objects.filter(upload__collection=collection, force__isnull=False, period__isnull=False)
    again = (
        rows.order_by()
        .values("force", "measure", "period")
        .annotate(refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)), written=Count("pk", filter=WRITTEN))
        .filter(Q(refused__gt=0) | Q(written__gt=1))
        .annotate(is_held=Exists(held.filter(force=OuterRef("force"))))
        .values_list("force", "measure", "period", "is_held")
    )
    asked = (
        Query.objects.filter(held__collection=collection)
        .exclude(state=QueryState.WITHDRAWN)
        .order_by()
        .annotate(is_held=Exists(held.filter(force=OuterRef("held__force"))))
        .values_list("held__force", "measure", "period", "is_held")
    )
    return Counter(force for force, _, _, is_held in again.union(asked) if is_held)


def scores(collection: Collection) -> dict[int, Score]:
    """Return the score of each force of which a collection holds figures: two queries, however many there are."""
    held = Value.objects.filter(upload__collection=collection).order_by().values_list("force").annotate(Count("pk"))
    wrong = not_right(collection)
    return {force: Score(count - wrong[force], count) for force, count in held}
