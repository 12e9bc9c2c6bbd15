"""From the filters of an address to findings: what the register lists and what the numbers count is chosen here alone.

As at a past day everything is as it stood then, from events; without one it is as it stands today.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from findings.models import Event, Finding
from findings.models.findings import FindingQuerySet
from findings.rules.standing import AGE_BANDS
from forces.models import Region

BANDS = {slugify(band): band for band in AGE_BANDS}
REGIONS = {slugify(region.label): region.value for region in Region}
NATIONS = {"england": "England", "wales": "Wales"}
NO_THEME, OWN = "none", "me"


@dataclass(frozen=True)
class Reader:
    """Who looks, today, and perhaps at a past day: as at it, and as far as was recorded by `known_on`."""

    user: Any
    today: date
    as_at: date | None = None
    known_on: date | None = None

    @classmethod
    def of(cls, user: Any, today: date, filters: Mapping[str, Any]) -> Reader:
        """Return who looks at what an address names."""
        return cls(user, today, filters.get("as_at"), filters.get("known_on"))

    @property
    def on(self) -> date:
        """Return the day looked at; what was known on a day, and no more said, is looked at as at that day."""
        return self.as_at or self.known_on or self.today

    @property
    def is_past(self) -> bool:
        """Say whether an address names a day: even today's is then told from events."""
        return bool(self.as_at or self.known_on)

    def findings(self) -> FindingQuerySet:
        """Return what the person may see, as it stands or stood."""
        if self.is_past:
            return Finding.objects.as_at(self.user, self.on, self.known_on)
        return Finding.objects.standing(self.user, self.today)

    def told(self) -> QuerySet[Event]:
        """Return the events to go by."""
        events = Event.objects.done_before(self.user)
        return events.told_by(self.on, self.known_on) if self.is_past else events


Choosing = Callable[[FindingQuerySet, Reader, Any], FindingQuerySet]


def chosen(reader: Reader, filters: Mapping[str, Any]) -> FindingQuerySet:
    """Return the findings that match every part of a filter."""
    found = reader.findings()
    for name, choose in CHOOSE.items():
        if filters.get(name):
            found = choose(found, reader, filters[name])
    return found


def by(path: str) -> Choosing:
    """Return how to choose by a field."""
    return lambda found, reader, value: found.filter(**{path: value})


def by_status(found: FindingQuerySet, reader: Reader, status: str) -> FindingQuerySet:
    """Choose by the status the person may see."""
    groups = {"not-closed": found.live, "closed": found.ended, "out": found.out}
    return groups[status]() if status in groups else found.filter(shown_status=status)


def by_due(found: FindingQuerySet, reader: Reader, due: str) -> FindingQuerySet:
    """Choose those whose due date has passed and which are not closed, or which have one, or none."""
    if due == "overdue":
        return found.past_due(reader.on)
    return found.filter(shown_due_on__isnull=due == "none")


def by_lead(found: FindingQuerySet, reader: Reader, lead: str) -> FindingQuerySet:
    """Choose by whose it is among us."""
    return found.filter(lead=reader.user.pk if lead == OWN else int(lead))


def by_verification(found: FindingQuerySet, reader: Reader, verified: str) -> FindingQuerySet:
    """Choose by whether a manager agreed with the last word on it, and at which level of assurance."""
    found = found.with_level(reader.told())
    if verified in {"yes", "no"}:
        return found.filter(level__isnull=verified == "no")
    return found.filter(level=int(verified))


# the register's filters, in the order in which they narrow
CHOOSE: dict[str, Choosing] = {
    "force": by("force__slug"),
    "region": lambda found, reader, slug: found.filter(force__region=REGIONS[slug]),
    "nation": lambda found, reader, slug: found.filter(force__country=NATIONS[slug]),
    "cycle": by("cycle__slug"),
    "question": by("question__slug"),
    "theme": lambda found, reader, theme: found.filter(theme="" if theme == NO_THEME else slugify(theme)),
    "kind": by("kind"),
    "national": by("national__reference__iexact"),
    "owner": by("owner__icontains"),
    "lead": by_lead,
    "raised_year": by("raised_on__year"),
    "accelerated": lambda found, reader, _: found.filter(acceleration__isnull=False),
    "status": by_status,
    "due": by_due,
    "age": lambda found, reader, slug: found.aged(BANDS[slug], reader.on),
    "rag": lambda found, reader, word: found.with_rag(word, reader.on),
    "response": by("shown_response"),
    "stale": lambda found, reader, _: found.stale(reader.user, reader.on, reader.known_on),
    "moved": lambda found, reader, _: found.saying_if_moved(reader.told()).filter(is_moved=True),
    "closed_within": lambda found, reader, months: found.closed_within(reader.told(), int(months)),
    "closed_late": lambda found, reader, _: found.closed_late(reader.told()),
    "ever_closed": lambda found, reader, _: found.ever_closed(reader.told()),
    "reopened": lambda found, reader, _: found.saying_if_reopened(reader.told()).filter(is_reopened=True),
    "verified": by_verification,
    "repeats": lambda found, reader, _: found.saying_if_repeat().filter(is_repeat=True),
    "still_open_in": lambda found, reader, cycle: found.still_open_in(reader.told(), cycle),
    "q": lambda found, reader, words: found.with_words(words),
}
