"""The pages about all findings, beside one another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# (text, url name, permission)
AREAS = [
    ("Register", "findings:list", "findings.read_findings"),
    ("Numbers", "findings:numbers", "findings.read_findings"),
]


def areas(request: HttpRequest) -> list[dict[str, Any]]:
    """Return those this person's role may open, the current one marked."""
    return [
        {"text": text, "href": href, "active": request.path == href}
        for text, name, permission in AREAS
        for href in [reverse(name)]
        if request.user.has_perm(permission)
    ]
