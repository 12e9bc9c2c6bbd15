"""What waits between forces and the inspectorate: updates due, findings not accepted, responses overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from core import dates
from findings import rounds
from findings.models import Finding, ForceResponse
from findings.models.force_side import in_state, inspections_responded_to
from findings.rules.body_responses import OVERDUE
from findings.rules.due import response_due
from forces.models import Force
from forces.models.people import barred_forces
from reports.home.items import SHOWN, Item, Section, finding_item, register_of


def not_accepted(user: Any) -> Section:
    """Return the open findings that forces do not accept, those of barred forces left out."""
    found = Finding.objects.visible_to(user).to_update().filter(response=ForceResponse.NOT_ACCEPTED)
    found = found.exclude(force__in=barred_forces(user)).select_related("force").order_by("reference")
    return Section(
        "Not accepted by the force",
        "No force has refused an open finding.",
        [finding_item(finding) for finding in found[:SHOWN]],
        Item("Rounds of updates", reverse("findings:rounds")),
    )


def late_responses(on: date) -> Section:
    """Return the reports whose response by the local policing body is overdue."""
    overdue = in_state(inspections_responded_to(), OVERDUE, on).select_related("force").order_by("published_on", "pk")
    return Section(
        "Responses of local policing bodies overdue",
        "No response is overdue.",
        [
            Item(
                f"{one.reference}: {one.force}",
                reverse("findings:response", args=[one.reference]),
                f"due {dates.in_words(response_due(one.published_on))}",
            )
            for one in overdue[:SHOWN]
            if one.published_on
        ],
        Item("All responses", reverse("findings:responses")),
    )


def updates_due(user: Any, force: Force, on: date) -> list[Section]:
    """Return the updates still to give in the round that is open, with how many are given; nothing without a round."""
    held = rounds.current(on)
    if held is None:
        return []
    asked = list(rounds.findings_of(held).filter(force=force).order_by("due_on", "reference"))
    missing = [finding for finding in asked if not finding.is_given]
    title = f"Updates due: {len(asked) - len(missing)} of {len(asked)} given, by {dates.in_words(held.closes_on)}"
    more = Item(f"{len(missing) - SHOWN} more are to be updated: all open findings", register_of(force))
    return [
        Section(
            title,
            f"{held.title}: nothing is left to give.",
            [
                Item(
                    str(finding),
                    reverse("findings:update", args=[finding.reference]),
                    f"due {dates.in_words(finding.due_on)}" if finding.due_on else "give an update",
                )
                for finding in missing[:SHOWN]
            ],
            more if len(missing) > SHOWN else None,
        )
    ]
