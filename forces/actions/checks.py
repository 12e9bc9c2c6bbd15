"""What the checks of a confirmed file ask: queries raised, and those settled whose figure was corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Keys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from core import clock, history
from core.actions import action
from core.words import number
from forces import checking, rules
from forces.checking import Held, HeldFigures, Key, Limits
from forces.models import (
    Collection,
    CollectionKind,
    MessageKind,
    Query,
    QueryMessage,
    QueryState,
    Return,
    Status,
    Upload,
)
from forces.returns.checked import Found
from forces.returns.checks import BY_A_PERSON, missing_figure

WRITTEN = ("found", "comparison", "numerator", "denominator", "state", "upload", "version")


@action("forces.confirm_returns")
def check(*, by: Any, upload: Upload, figures: Iterable[Any], locked: Locked) -> None:
    """Run the warnings over the figures that a file wrote: raise queries, and settle those that no longer hold.

    Inside the action that wrote them, or took them back, with the returns it locked.
    """
    collection = upload.collection
    held, limits = locked.open, locked.limits
    wanted = {key for key in figures if key[0] in held}
    if not wanted or collection.kind != CollectionKind.RETURNS:
        return
    history.because(f"Return {upload.original_name} for {collection}")
    board = HeldFigures(checking.rows_of(checking.beside(wanted)))
    said = Said(by=by, upload=upload, at=clock.now(), wanted=wanted)
    unsettled, accepted = asked_before(held.values())
    for key in sorted(key for key in board.touched(wanted, collection.pk) if key[0] in held):
        fired = checking.warnings_on(board.figure(key), limits)
        row = board.rows.get(key)
        for query in unsettled.get(key, {}).values():
            said.again(query, fired.get(query.check_name), row, key)
        for name, found in checking.telling(fired).items():
            counts = (row.numerator, row.denominator) if row else (None, None)
            if name not in unsettled.get(key, {}) and (key, name, counts) not in accepted:
                said.anew(held[key[0]], key, name, found, counts)
    said.keep()


class Locked(NamedTuple):
    """The returns an action has locked: those open by force, the names of forces whose return is closed, the limits."""

    open: dict[int, int]
    closed: dict[int, str]
    limits: dict[str, Limits]


def lock_returns(collection: Collection, forces: Iterable[Any]) -> Locked:
    """Lock the returns of some forces, with the collection's limits of checks: one query."""
    found = Return.objects.select_for_update(of=("self",)).filter(collection=collection, force__in=list(forces))
    limits = [f"collection__checks__{name}" for name in ("check_name", "limit", "is_on")]
    rows = list(found.order_by("pk").values_list("pk", "force", "force__name", "state", *limits))
    return Locked(
        open={force: pk for pk, force, _, state, *_ in rows if state not in rules.CLOSED_RETURNS},
        closed={force: name for _, force, name, state, *_ in rows if state in rules.CLOSED_RETURNS},
        limits={name: Limits(limit, is_on) for *_, name, limit, is_on in rows if name},
    )


def asked_before(
    returns: Iterable[int],
) -> tuple[dict[Key, dict[str, Query]], set[tuple[Key, str, tuple[int | None, int | None]]]]:
    """Return the queries that are not settled, by figure and check, and the counts that were accepted."""
    unsettled: dict[Key, dict[str, Query]] = defaultdict(dict)
    accepted = set()
    for query in (
        Query.objects.filter(held__in=list(returns)).exclude(state=QueryState.WITHDRAWN).select_related("held")
    ):
        key = (query.held.force_id, query.measure_id, query.period_id)
        if query.state == QueryState.ACCEPTED:
            accepted.add((key, query.check_name, (query.numerator, query.denominator)))
        else:
            unsettled[key][query.check_name] = query
    return unsettled, accepted


@dataclass
class Said:
    """What the checks of one file have to say, gathered and then written at once."""

    by: Any
    upload: Upload
    at: datetime
    wanted: Keys[Key]
    raised: list[Query] = field(default_factory=list)
    changed: list[Query] = field(default_factory=list)
    messages: list[QueryMessage] = field(default_factory=list)

    def anew(self, held: int, key: Key, name: str, found: Found, counts: tuple[int | None, int | None]) -> None:
        """Ask about a figure for the first time."""
        query = Query(
            held_id=held,
            measure_id=key[1],
            period_id=key[2],
            check_name=name,
            found=found.message,
            comparison=found.comparison,
            numerator=counts[0],
            denominator=counts[1],
            upload=self.upload,
            raised_at=self.at,
        )
        self.raised.append(query)
        self.say(query, MessageKind.ASKED, found.message, self.by.pk)

    def again(self, query: Query, found: Found | None, row: Held | None, key: Key) -> None:
        """Say what became of a query when its figure, or one it hangs on, was written again."""
        counts = (row.numerator, row.denominator) if row else (None, None)
        is_same = counts == (query.numerator, query.denominator) and row is not None
        if row is None:
            if query.check_name != missing_figure.NAME:
                self.move(query, QueryState.WITHDRAWN, MessageKind.WITHDRAWN, "The figure is no longer held.")
        elif found is None:
            is_checked = query.check_name not in {BY_A_PERSON, missing_figure.NAME}
            if not is_same or is_checked:
                text = f"Now {counts_in_words(row)}, from {self.upload}."
                self.move(query, QueryState.ANSWERED, MessageKind.CORRECTED, text)
        elif not is_same or (key not in self.wanted and found.message != query.found):
            text = f"Changed by {self.upload}, and it is still asked: {found.message}"
            query.found, query.comparison = found.message, found.comparison
            query.numerator, query.denominator = counts
            self.move(query, QueryState.OPEN, MessageKind.CORRECTED, text)

    def move(self, query: Query, state: QueryState, kind: MessageKind, text: str) -> None:
        """Move a query and say so in the name of whoever sent the file."""
        query.state, query.upload, query.version = state, self.upload, query.version + 1
        self.changed.append(query)
        self.say(query, kind, text, self.upload.uploaded_by_id if kind == MessageKind.CORRECTED else self.by.pk)

    def say(self, query: Query, kind: MessageKind, text: str, by: int) -> None:
        """Add to the thread."""
        self.messages.append(QueryMessage(query=query, kind=kind, text=text, said_by_id=by, said_at=self.at))

    def keep(self) -> None:
        """Write it all, in as many statements however much it is."""
        if self.raised:
            history.bulk_create(Query, self.raised)
        if self.changed:
            history.bulk_update(Query, self.changed, WRITTEN)
        for message in self.messages:
            message.query_id = message.query.pk
        if self.messages:
            QueryMessage.objects.bulk_create(self.messages, batch_size=1000)


def counts_in_words(row: Held) -> str:
    """Return what is held of a figure."""
    if row.numerator is None:
        return f"{Status(row.status).label}: {row.reason}".removesuffix(": ")
    return number(row.numerator) + (f" of {number(row.denominator)}" if row.denominator is not None else "")
