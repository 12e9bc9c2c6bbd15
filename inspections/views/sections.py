"""The lists of inspections and what they follow, side by side."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

# what the page is called, its address, who may open it
LISTS = [
    ("Inspections", "inspections:list", "inspections.read_inspections"),
    ("Plan", "inspections:plan", "inspections.read_inspections"),
    ("Panels", "inspections:panels", "inspections.read_moderation"),
    ("Frameworks", "inspections:frameworks", "inspections.read_inspections"),
]


def sections(user: Any, current: str) -> list[dict[str, Any]]:
    """Return the lists that a person's role may open, the one at an address marked."""
    found = [(text, reverse(name)) for text, name, may in LISTS if user.has_perm(may)]
    return [{"text": text, "href": href, "active": href == current} for text, href in found]
