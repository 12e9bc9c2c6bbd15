"""Notices of the small world: everybody holds one of each kind about each force, as if they had been told it once."""

from __future__ import annotations

from typing import Any

from core.models import Notice
from findings.models import Finding, Status
from tests import factories

# what may be read of it by whom → the kinds
KINDS = {"notice of a date": ["due", "overdue"], "notice inside": ["verification", "not-accepted"]}


def add(world: Any, subject: Any) -> None:
    """Add them: about the published finding of each force, and what is told inside about its draft, too."""
    made = []
    for finding in Finding.objects.select_related("force").order_by("reference"):
        facts = {"force": finding.force.slug, "published": finding.published_status != Status.DRAFT}
        for rule, kinds in KINDS.items():
            text = f"MARK-{rule.replace(' ', '-')}-{finding.reference}"
            if rule == "notice of a date" and not facts["published"]:
                continue
            world.subjects.append(subject(rule, (), mark=text, **facts))
            made += [notice(person.user, kind, finding, text) for person in world.people.values() for kind in kinds]
    Notice.objects.bulk_create(made)


def notice(owner: Any, kind: str, finding: Finding, text: str) -> Notice:
    """Return a notice about a finding."""
    held: Notice = factories.NoticeFactory.build(
        owner=owner, kind=kind, key=f"{kind}:{finding.reference}", text=text, address=finding.get_absolute_url()
    )
    return held
