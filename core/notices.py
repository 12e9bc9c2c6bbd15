"""Notices: what a person is told once, on their page of notices and by e-mail. What there is to tell, the apps say.

A kind of notice is a function registered with `@notices("overdue", "Overdue findings", readable=…)`: it takes a person
and a day and yields what that person is to be told on it. `readable` takes a person and returns the condition under
which notices of the kind may be read by them, today: what a person may no longer know of is neither listed nor mailed,
in the same query that fetches the notices. It returns nothing where the kind is not for such a person at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from core import dates
from core.actions import action
from core.models import Notice, NoticeQuerySet
from core.words import plural

LISTED = 20  # of a kind in one e-mail; the others are on the page


class Told(NamedTuple):
    """Something to tell: `key` keeps it from being told again, `address` is the page it is about."""

    key: str
    text: str
    address: str


class Count(NamedTuple):
    """How many notices were given, and how many taken back."""

    given: int
    withdrawn: int


Telling = Callable[[Any, date], Iterable[Told]]
Readable = Callable[[Any], Q | None]


@dataclass(frozen=True)
class Kind:
    """A kind of notice: its heading, what there is to tell of it, and who may read it."""

    name: str
    heading: str
    tell: Telling
    readable: Readable


KINDS: dict[str, Kind] = {}


def notices(name: str, heading: str, *, readable: Readable) -> Callable[[Telling], Telling]:
    """Register a function as what there is to tell of a kind."""

    def register(tell: Telling) -> Telling:
        KINDS[name] = Kind(name, heading, tell, readable)
        return tell

    return register


def kinds_for(person: Any) -> list[Kind]:
    """Return the kinds there are for a person."""
    return [kind for kind in KINDS.values() if kind.readable(person) is not None]


def readable_by(person: Any) -> NoticeQuerySet:
    """Return a person's notices of which they may still know."""
    allowed = Q(pk__in=[])
    for readable in {kind.readable for kind in KINDS.values()}:
        rule = readable(person)
        if rule is not None:
            allowed |= Q(kind__in=[kind.name for kind in KINDS.values() if kind.readable is readable]) & rule
    return Notice.objects.visible_to(person).filter(allowed)


# --- making them -------------------------------------------------------------------------------------------
def give(made: Iterable[Notice]) -> None:
    """Give many notices at once; what a person was told already, by now or meanwhile, is left out."""
    Notice.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)


def tell(person: Any, *, on: date, at: datetime) -> Count:
    """Give a person what is so on a day and was not told yet; take back, unread, what is not so any more.

    What was read stays as it was told. What comes to be so again after it was taken back is told again.
    """
    told = {note.key: (kind.name, note) for kind in KINDS.values() for note in kind.tell(person, on)}
    with transaction.atomic():
        own = Notice.objects.visible_to(person).filter(kind__in=KINDS)
        held = dict(own.values_list("key", "read_at"))
        new = [
            Notice(owner=person, kind=kind, key=note.key, text=note.text[:300], address=note.address, made_at=at)
            for kind, note in told.values()
            if note.key not in held
        ]
        give(new)
        past = [key for key, read_at in held.items() if read_at is None and key not in told]
        withdrawn, _ = own.unread().filter(key__in=past).delete() if past else (0, {})
    return Count(len(new), withdrawn)


@action("accounts.use_product")
def mark_read(*, by: Any, chosen: NoticeQuerySet, at: datetime) -> int:
    """Mark one's own notices as read; return how many were not."""
    return chosen.filter(owner=by).unread().update(read_at=at)


# --- mailing them ------------------------------------------------------------------------------------------
def digest(person: Any, *, until: date, at: datetime, foot: str) -> bool:
    """Mail a person what they have neither read nor been mailed of what was made by a day; say whether there was any.

    They are marked before the e-mail goes, so that two workers never send it twice, and unmarked when it does not go,
    so that it is tried again. Never inside a transaction.
    """
    with transaction.atomic():
        unsent = readable_by(person).unread().filter(mailed_at__isnull=True, made_at__date__lte=until)
        taken = list(unsent.select_for_update(of=("self",)).order_by("made_at", "pk"))
        marked = Notice.objects.filter(pk__in=[notice.pk for notice in taken])
        marked.update(mailed_at=at)
    if not taken:
        return False
    try:
        letter(person, taken, on=until, foot=foot).send()
    except BaseException:
        marked.update(mailed_at=None)
        raise
    return True


def letter(person: Any, told: list[Notice], *, on: date, foot: str) -> EmailMessage:
    """Return the e-mail with a person's notices under their headings, in plain text."""
    lines = [f"You have {plural(len(told), 'notice')} that you have not read.", ""]
    order = list(KINDS)
    for name, group in groupby(sorted(told, key=lambda n: order.index(n.kind)), key=lambda n: n.kind):
        lines += [KINDS[name].heading, *listed(list(group)), ""]
    lines += [f"All your notices: {absolute(reverse('core:notices'))}", foot, ""]
    subject = f"Peel: {plural(len(told), 'notice')}, {dates.in_words(on)}"
    return EmailMessage(subject, "\n".join(lines), to=[person.email])


def listed(group: list[Notice]) -> Iterator[str]:
    """Yield the lines of one heading: each notice with its address, and how many more there are."""
    for notice in group[:LISTED]:
        yield f"- {notice.text}"
        yield f"  {absolute(notice.address)}"
    if len(group) > LISTED:
        yield f"- and {len(group) - LISTED:,} more: {absolute(reverse('core:notices'))}?kind={group[0].kind}"


def absolute(address: str) -> str:
    """Return an address as an e-mail needs it: no request says what this installation is called."""
    return f"{settings.SITE_ADDRESS}{address}"
