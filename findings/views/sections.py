"""The pages beside the register: what else is kept about findings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# what the page is called, its address, who may open it
SECTIONS = [
    ("Register", "findings:list", "findings.read_findings"),
    ("National recommendations", "findings:national-list", "findings.read_national"),
    ("Observations", "findings:observations", "findings.read_findings"),
]


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages this person’s role may open, the current one marked."""
    found = [{"text": text, "href": reverse(name)} for text, name, may in SECTIONS if request.user.has_perm(may)]
    return [{**one, "active": one["href"] == request.path} for one in found]
