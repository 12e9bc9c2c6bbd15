"""Saying how findings descend from one another, and taking back what was said wrongly."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import action, save
from core.dates import first_day, last_day
from findings import policies
from findings.models import Finding, Lineage, LineageKind, Status
from findings.rules import threads
from forces.models import Force

NOT_LINKER = "Only the team of an open inspection of the force, or a manager who is not barred from it, links findings."
UNSEEN = "There is no such finding that you may see."
GONE = "Somebody has taken this link back already."
CIRCLE = "They are linked the other way round already, so this would close a circle."


@action("findings.link")
def link(*, by: Any, earlier: Finding, later: Finding, kind: str, reason: str, at: datetime) -> Lineage:
    """Say that a finding descends from an earlier one. Whether it closes the earlier one is said by closing it."""
    earlier, later = held(by, earlier, later)
    return enter(by=by, earlier=earlier, later=later, kind=kind, reason=reason, on=at.date())


@action("findings.link")
def unlink(*, by: Any, link: Lineage, reason: str) -> None:
    """Take a wrong link back; its history keeps what it said, who took it back and why."""
    earlier, _later = held(by, link.earlier, link.later)
    fresh = Lineage.objects.select_for_update(of=("self",)).filter(pk=link.pk).first()
    if fresh is None:
        raise ValidationError(GONE)
    others = Lineage.objects.filter(earlier=earlier).exclude(pk=fresh.pk)
    if earlier.status == Status.CLOSED_SUPERSEDED and not others.exists():
        raise ValidationError(
            f"{earlier.reference} is closed as superseded, and this link names what took its place. A manager opens it "
            "again first."
        )
    fresh.delete()


def held(by: Any, earlier: Finding, later: Finding) -> tuple[Finding, Finding]:
    """Return both findings locked, for somebody who may see and link them.

    Their forces are locked first, so that links are made one at a time in a force: two at once, each right by itself,
    could close a circle. Everything is locked in the order of its key, and so that a finding being closed meanwhile can
    still name one of these as its successor.
    """
    forces = Force.objects.select_for_update(no_key=True).filter(pk__in={earlier.force_id, later.force_id})
    list(forces.order_by("pk"))
    wanted = {earlier.pk, later.pk}
    seen = Finding.objects.visible_to(by).filter(pk__in=wanted).order_by("pk")
    fresh = {finding.pk: finding for finding in seen.select_for_update(of=("self",), no_key=True)}
    if wanted != set(fresh):
        raise ValidationError({"other": UNSEEN})
    for finding in {finding.force_id: finding for finding in fresh.values()}.values():
        if not policies.may_link(by, finding):
            raise PermissionDenied(NOT_LINKER)
    return fresh[earlier.pk], fresh[later.pk]


def enter(
    *, by: Any, earlier: Finding, later: Finding, kind: str, reason: str, on: date, is_new: bool = False
) -> Lineage:
    """Add a link that makes sense; who calls has looked at who asks, and holds the locks.

    From a later finding that `is_new`, made a moment ago, nothing leads back.
    """
    if found := threads.refusals(kind, end(earlier), end(later)):
        raise ValidationError({refusal.about: refusal.text for refusal in found})
    if crossed := crossing(by, kind, earlier, later):
        raise ValidationError({"relation": crossed})
    if not is_new and descends(earlier, later):
        raise ValidationError({"relation": CIRCLE})
    return save(
        Lineage(earlier=earlier, later=later, kind=LineageKind(kind), reason=reason, recorded_by=by, recorded_on=on)
    )


def name_successor(*, by: Any, finding: Finding, successor: Finding, reason: str, on: date) -> Lineage:
    """Name what takes a finding's place; a link there is between the two already, of whatever kind, names it."""
    said = Lineage.objects.filter(earlier=finding, later=successor).first()
    kind = LineageKind.SUPERSEDED
    return said or enter(by=by, earlier=finding, later=successor, kind=kind, reason=reason, on=on)


def end(finding: Finding) -> threads.End:
    """Return what the rules read of a finding."""
    return threads.End(
        reference=finding.reference,
        kind=finding.kind,
        force=finding.force_id,
        national=finding.national_id,
        raised_from=first_day(finding.raised_on, finding.raised_precision),
        raised_by=last_day(finding.raised_on, finding.raised_precision),
    )


def crossing(by: Any, kind: str, earlier: Finding, later: Finding) -> str:
    """Say why the link would part and join at once, if it would; what the person may not see is not named."""
    if kind == threads.SPLIT:
        found = Finding.objects.filter(leads_to__kind=kind, leads_to__later=later).exclude(pk=earlier.pk).first()
        return threads.crossing(kind, parted_from=name(by, found), gone_into="")
    if kind == threads.MERGED:
        found = Finding.objects.filter(comes_from__kind=kind, comes_from__earlier=earlier).exclude(pk=later.pk).first()
        return threads.crossing(kind, parted_from="", gone_into=name(by, found))
    return ""


def name(by: Any, finding: Finding | None) -> str:
    """Return how a finding is called before a person; "" for none."""
    if finding is None:
        return ""
    seen = Finding.objects.visible_to(by).filter(pk=finding.pk).exists()
    return finding.reference if seen else "another finding"


def descends(finding: Finding, ancestor: Finding) -> bool:
    """Say whether a finding descends from another; a query for each step on the way down."""
    seen: set[int] = set()
    reached = {ancestor.pk}
    while reached:
        if finding.pk in reached:
            return True
        seen |= reached
        reached = set(Lineage.objects.filter(earlier__in=reached).values_list("later", flat=True)) - seen
    return False
