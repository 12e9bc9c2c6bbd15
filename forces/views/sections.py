"""The pages about the data of forces, beside one another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# what the page is called, its address, who may open it
SECTIONS = [
    ("Collections", "forces:collections", "forces.read_collections"),
    ("Mappings", "forces:mappings", "forces.manage_reference"),
    ("Releases", "forces:releases", "forces.manage_reference"),
    ("Force names", "forces:aliases", "forces.manage_reference"),
]


class InData:
    """A page that stands beside the collections; it shows the way to the others, where there are any."""

    request: HttpRequest

    def sections(self) -> list[dict[str, Any]]:
        """Return those this person's role may open, the current one marked."""
        found = [
            {"text": text, "href": reverse(name)} for text, name, may in SECTIONS if self.request.user.has_perm(may)
        ]
        if len(found) == 1:
            return []
        return [{**one, "active": one["href"] == self.request.path} for one in found]
