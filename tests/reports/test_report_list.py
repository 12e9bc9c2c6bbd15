"""The list of reports and what waits on a manager's home: published to all, what is to come to those who make it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from findings.models import Finding
from reports.actions import editions
from reports.models import Edition, Report
from reports.models.editions import with_editions
from tests import factories
from tests.reports.edition_samples import AT, approved, manager, prepared, published, ready

pytestmark = pytest.mark.django_db


def listed(user: User) -> list[tuple[str, int | None, str | None]]:
    """Return the reports a person is shown, with the edition that is out and where the next one is."""
    found = with_editions(user).order_by("inspection__reference").select_related("inspection")
    return [(one.inspection.reference, one.out_number, one.next_state) for one in found]


def corrected(report: Report) -> Edition:
    """Return the second edition of a published report, prepared."""
    summary = report.sections.get(kind="summary")
    summary.text = "Corrected."
    summary.save()
    return prepared(report, notice="A figure was wrong.")


def test_a_draft_is_listed_for_its_team_and_managers_and_for_no_contact_administrator_or_barred_manager() -> None:
    report = ready(reference="DRA-2018-E")
    force = report.inspection.force
    lead = report.inspection.assignments.get().user
    elsewhere, auditor = factories.user(Role.INSPECTOR), factories.user(Role.AUDITOR)
    contact = factories.ForceContactFactory(force=force).user
    barred = factories.BarFactory(user=manager("Barred"), force=force).user
    draft = [("DRA-2018-E", None, None)]
    assert [listed(one) for one in (lead, manager(), auditor)] == [draft] * 3
    assert [listed(one) for one in (elsewhere, contact, barred, factories.user(Role.ADMINISTRATOR))] == [[]] * 4


def test_a_correction_under_way_is_named_only_to_those_who_make_it() -> None:
    report = ready(reference="OUT-2018-E")
    published(report)
    contact = factories.ForceContactFactory(force=report.inspection.force).user
    barred = factories.BarFactory(user=manager("Barred"), force=report.inspection.force).user
    corrected(report)
    assert listed(manager()) == [("OUT-2018-E", 1, "prepared")]
    assert listed(contact) == listed(barred) == [("OUT-2018-E", 1, None)]


def test_the_page_tells_the_edition_its_day_and_what_is_under_way_and_filters_by_it(client: Client) -> None:
    published(ready(reference="OUT-2018-E"))
    Finding.objects.update(reference="OUT-2018-01")
    edition = approved(ready(reference="COM-2018-E"))
    editions.schedule(by=manager(), edition=edition, until=AT + timedelta(days=1), at=AT)
    client.force_login(manager("Reader"))
    text = client.get(reverse("reports:list"), {"format": "csv"}).getvalue().decode("utf-8-sig")
    told = [
        (r["reference"], r["edition"], r["published_on"], r["under_way"]) for r in csv.DictReader(io.StringIO(text))
    ]
    assert told == [
        ("COM-2018-E", "", "", "To be published at 30 May 2018, 10:00"),
        ("OUT-2018-E", "1", "2018-05-29", ""),
    ]
    only = client.get(reverse("reports:list"), {"state": "to-come"}).content.decode()
    assert "COM-2018-E" in only
    assert "OUT-2018-E" not in only


def test_home_asks_a_second_manager_to_approve_and_neither_the_preparer_nor_the_lead(client: Client) -> None:
    report = ready(reference="COM-2018-E")
    lead, preparer, other = report.inspection.assignments.get().user, manager("Preparer"), manager("Other")
    prepared(report, by=preparer)
    assert [Edition.objects.waiting_for(one).count() for one in (lead, preparer, other)] == [0, 0, 1]
    client.force_login(other)
    home = client.get("/").content.decode()
    assert "to be approved; prepared by Preparer" in home
    client.force_login(preparer)
    assert "No report waits for you to approve or publish it." in client.get("/").content.decode()


def test_home_names_an_approved_edition_to_every_free_manager_and_why_it_was_held_back(client: Client) -> None:
    edition = approved(ready(reference="COM-2018-E"))
    client.force_login(edition.prepared_by)
    assert "approved: publish it" in client.get("/").content.decode()
    editions.schedule(by=manager(), edition=edition, until=AT + timedelta(days=1), at=AT)
    assert "to be published at 30 May 2018, 10:00" in client.get("/").content.decode()
    editions.hold_back(edition, "File review X is not locked.")
    assert "not published at its hour: File review X is not locked." in client.get("/").content.decode()
