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
    ("Papers", "findings:papers", "findings.read_papers"),
    ("Measures", "forces:measures", "forces.read_measures"),
    ("Collections", "forces:collections", "forces.read_collections"),
    ("Access log", "people:access-log", "accounts.read_access_log"),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the items this person's role may open, the current one marked."""
    items = [
        {"text": text, "href": reverse(name)} for text, name, permission in ITEMS if request.user.has_perm(permission)
    ]
    # one address may lie under another's, as papers do under findings: the longest is where one is
    here = max((item["href"] for item in items if is_under(request.path, item["href"])), key=len, default="")
    return [{**item, "active": item["href"] == here} for item in items]


def is_under(path: str, href: str) -> bool:
    """Say whether a page is one of an item's; only the home page itself is Home's."""
    return path == href if href == "/" else path.startswith(href)
