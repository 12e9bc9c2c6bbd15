"""The pages about all findings, beside one another."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# what the page is called, its address, who may open it
SECTIONS = [
    ("Register", "findings:list", "findings.read_findings"),
    ("Numbers", "findings:numbers", "findings.read_findings"),
    ("Recurring issues", "findings:recurring", "findings.read_findings"),
    ("National recommendations", "findings:national-list", "findings.read_national"),
    ("Papers", "findings:papers", "findings.read_papers"),
    ("Update rounds", "findings:rounds", "findings.read_rounds"),
    ("Responses", "findings:responses", "findings.read_responses"),
    ("Observations", "findings:observations", "findings.read_findings"),
    ("Load from a file", "findings:import", "findings.import_findings"),
    ("Read old reports", "reports:report-files", "reports.read_reports_in"),
]


class InFindings:
    """A page that stands beside the register; it shows the way to the others."""

    request: HttpRequest

    def sections(self) -> list[dict[str, Any]]:
        """Return those this person's role may open, the current one marked."""
        found = [
            {"text": text, "href": reverse(name)} for text, name, may in SECTIONS if self.request.user.has_perm(may)
        ]
        path, register = self.request.path, reverse("findings:list")
        here = register if path == register else next((o["href"] for o in found[1:] if path.startswith(o["href"])), "")
        return [{**one, "active": one["href"] == here} for one in found]
