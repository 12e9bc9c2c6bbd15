"""The service navigation: what each role finds along the top."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# (text, url name, permission)
ITEMS = [
    ("Home", "home", "accounts.use_product"),
    ("Forces", "forces:list", "forces.read_forces"),
    ("Inspections", "inspections:list", "inspections.read_inspections"),
    ("National picture", "inspections:national-latest", "inspections.read_national"),
    ("File reviews", "inspections:file-reviews", "inspections.read_file_reviews"),
    ("Findings", "findings:list", "findings.read_findings"),
    ("Reports", "reports:list", "reports.read_reports"),
    ("Measures", "forces:measures", "forces.read_measures"),
    ("Collections", "forces:collections", "forces.read_collections"),
    ("Access log", "people:access-log", "accounts.read_access_log"),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the items this person's role may open, the current one marked."""
    items = []
    for text, name, permission in ITEMS:
        if request.user.has_perm(permission):
            href = reverse(name)
            active = request.path == href if href == "/" else request.path.startswith(href)
            items.append({"text": text, "href": href, "active": active})
    return items
