"""The published report of the demonstration: Bedfordshire 2017, prepared by one manager and approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from core import clock
from reports.actions import editions
from reports.demonstration.report import REFERENCE
from reports.models import Edition, Report


def load(*, people: Mapping[str, User]) -> None:
    """Publish the first edition on the day the real report came out, unless an edition was ever prepared."""
    report = Report.objects.select_related("inspection").get(inspection__reference=REFERENCE)
    if not report.editions.exists():
        publish_edition(report, on=report.inspection.published_on or clock.today(), people=people)


def publish_edition(report: Report, *, on: date, people: Mapping[str, User]) -> Edition:
    """Prepare, approve and publish a report's next edition; the days before are the demonstration's own."""
    first, second = people["manager"], people["manager2"]
    edition = editions.prepare(by=first, report=report, version=None, at=morning(on - timedelta(days=3)))
    editions.approve(by=second, edition=edition, seen=edition.sha256, at=morning(on - timedelta(days=1)))
    return editions.publish(by=first, edition=edition, at=morning(on))


def morning(day: date) -> datetime:
    """Return half past nine in the morning of a day."""
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
