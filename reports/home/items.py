"""What a home page is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from findings.models import Status
from forces.models import Force

SHOWN = 8


@dataclass(frozen=True)
class Item:
    """One thing that waits: where it leads, and what is left of it in words; `done` of `total` where it is counted.

    `tag` is said beside it.
    """

    text: str
    href: str
    note: str = ""
    done: int | None = None
    total: int | None = None
    tag: str = ""


@dataclass(frozen=True)
class Section:
    """A heading of the home page with what waits under it; `empty` says so when nothing does."""

    title: str
    empty: str
    items: list[Item] = field(default_factory=list)
    more: Item | None = None


def finding_item(finding: Any, note: str = "") -> Item:
    """Return a finding as something that waits."""
    words = note or str(Status(finding.shown_status).label).lower()
    return Item(str(finding), finding.get_absolute_url(), f"{finding.force}, {words}")


def register_of(force: Force) -> str:
    """Return the address of a force's open findings in the register."""
    return f"{reverse('findings:list')}?force={force.slug}&status=not-closed"
