"""Editions of reports that wait for a manager: to be read and approved, to be published, held back at their hour."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.words import moment
from reports.home.items import SHOWN, Item, Section
from reports.models import Edition, EditionState


def to_publish(user: Any) -> Section:
    """Return what a manager may take further, approvals first: one query."""
    found = Edition.objects.waiting_for(user).defer("snapshot")
    found = found.select_related("report__inspection__force", "prepared_by").order_by("-state", "prepared_at")
    return Section(
        "Reports to approve and publish",
        "No report waits for you to approve or publish it.",
        [item(edition) for edition in found[:SHOWN]],
        Item("All reports", reverse("reports:list")),
    )


def item(edition: Edition) -> Item:
    """Return an edition with what it waits for, leading to where that is done."""
    inspection = edition.report.inspection
    href = reverse("reports:publish", args=[inspection.reference])
    return Item(f"{inspection.reference}: {inspection.force}, edition {edition.number}", href, told(edition))


def told(edition: Edition) -> str:
    """Return what an edition waits for."""
    if edition.state == EditionState.PREPARED:
        return f"to be approved; prepared by {edition.prepared_by.name}"
    if edition.held_back:
        return f"not published at its hour: {edition.held_back}"
    return f"to be published at {moment(edition.embargo_until)}" if edition.embargo_until else "approved: publish it"
