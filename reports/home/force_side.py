"""What waits between forces and the inspectorate: updates due, findings not accepted, responses overdue."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core import dates
from findings import rounds
from findings.models import Finding, ForceResponse, Status
from findings.models.findings import CLOSED
from findings.models.force_side import in_state, inspections_responded_to
from findings.rules.body_responses import OVERDUE
from findings.rules.due import response_due
from findings.rules.moves import LIVE
from findings.rules.standing import is_overdue
from forces.models import Force
from forces.models.people import barred_forces
from reports.home.items import SHOWN, Item, Section, finding_item, register_of

LISTED = 50  # updates still to give: more than any force has findings


def pressing(user: Any, on: date) -> list[Section]:
    """Return the findings that wait for a manager, are overdue, or are not accepted by their force: one query."""
    visible = Finding.objects.visible_to(user).order_by("due_on", "reference")
    live = visible.exclude(shown_status__in=[*CLOSED, Status.DRAFT])
    told = visible.to_update().exclude(force__in=barred_forces(user))
    firsts = [
        visible.filter(shown_status=Status.AWAITING_VERIFICATION),
        live.filter(due_on__lt=on),
        told.filter(response=ForceResponse.NOT_ACCEPTED),
    ]
    any_first = reduce(or_, (Q(pk__in=first.values("pk")[:SHOWN]) for first in firsts))
    found = list(visible.filter(any_first).select_related("force"))
    waiting = [one for one in found if one.shown_status == Status.AWAITING_VERIFICATION]
    overdue = [one for one in found if is_overdue(one.shown_status, one.due_on, on)]
    hidden = barred_forces(user)
    refused = [one for one in found if one.response == ForceResponse.NOT_ACCEPTED and one.force_id not in hidden]
    register = reverse("findings:list")
    return [
        Section(
            "Findings awaiting verification",
            "No finding waits for a manager.",
            [finding_item(finding) for finding in waiting[:SHOWN]],
            Item("All awaiting verification", f"{register}?status=awaiting-verification"),
        ),
        Section(
            "Overdue findings",
            "No open finding is past its due date.",
            [finding_item(finding, f"due {dates.in_words(finding.due_on)}") for finding in overdue[:SHOWN]],
            Item("All overdue", f"{register}?due=overdue"),
        ),
        Section(
            "Not accepted by the force",
            "No force has refused an open finding.",
            [finding_item(finding) for finding in refused if finding.published_status in LIVE][:SHOWN],
        ),
    ]


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


def update_round(user: Any, on: date) -> list[Section]:
    """Return how far the round that opened last is; nothing before the first."""
    held = rounds.with_progress(user).opened(on).first()
    if held is None:
        return []
    words = f"{held.given:,} of {held.asked:,} updates given, closes {dates.in_words(held.closes_on)}"
    item = Item(held.title, held.get_absolute_url(), words, held.given, held.asked)
    return [Section("Updates from forces", "", [item], Item("All rounds", reverse("findings:rounds")))]


def updates_due(force: Force, on: date) -> Section | None:
    """Return every update still to give in the round that opened last, and how many are given; None before a first."""
    held = rounds.current(on)
    if held is None:
        return None
    asked = list(rounds.findings_of(held).filter(force=force).order_by("due_on", "reference"))
    missing = [finding for finding in asked if not finding.is_given]
    return Section(
        f"Updates due: {len(asked) - len(missing)} of {len(asked)} given, by {dates.in_words(held.closes_on)}",
        f"{held.title}: nothing is left to give.",
        [Item(str(one), reverse("findings:update", args=[one.reference]), standing(one)) for one in missing[:LISTED]],
        Item(f"{len(missing) - LISTED:,} more", register_of(force)) if len(missing) > LISTED else None,
    )


def standing(finding: Finding) -> str:
    """Return where a finding is, as its force knows it, and by when it is due."""
    due = f", due {dates.in_words(finding.due_on)}" if finding.due_on else ""
    return f"{finding.get_published_status_display().lower()}{due}"
