"""The way from the pages of an inspection to its other parts, for those inside."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from inspections.models import AssignmentRole, Inspection
from tests import factories, report_factories

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a href="([^"]+)"( aria-current="location")?>([^<]+)</a>')


@pytest.fixture
def inspection(inspector: User) -> Inspection:
    """Return an inspection in fieldwork that the inspector leads."""
    kent = factories.ForceFactory(name="Kent", slug="kent", code="KEN")
    made: Inspection = factories.InspectionFactory(force=kent, reference="KEN-2018-E", open=True)
    factories.AssignmentFactory(inspection=made, user=inspector, role=AssignmentRole.LEAD)
    return made


def ways(client: Client, address: str) -> list[tuple[str, str, bool]]:
    """Return what stands beside a page: words, address, and if the page is of that part."""
    text = client.get(address).content.decode()
    _, _, after = text.partition('aria-label="Parts of this inspection"')
    return [(words, href, bool(here)) for href, here, words in LINK.findall(after.partition("</nav>")[0])]


def test_a_page_of_an_inspection_leads_to_its_other_parts(inspection, inspector, sign_in):
    assert ways(sign_in(inspector), "/inspections/KEN-2018-E/evidence/") == [
        ("Overview", "/inspections/KEN-2018-E/", False),
        ("Scope and judgments", "/inspections/KEN-2018-E/#judgments", False),
        ("Evidence", "/inspections/KEN-2018-E/evidence/", True),
        ("Findings", "/inspections/KEN-2018-E/#findings", False),
        ("Follow-up", "/inspections/KEN-2018-E/#follow-up", False),
        ("Report", "/reports/KEN-2018-E/write/", False),
    ]


def test_check_and_publication_are_led_to_once_there_is_a_report(inspection, inspector, manager, sign_in):
    overview = sign_in(manager).get("/inspections/KEN-2018-E/").content.decode()
    assert "not begun" in overview
    assert "/reports/KEN-2018-E/checks/" not in overview
    report_factories.ReportFactory(inspection=inspection)
    for person, expected in (
        (inspector, ["Report", "Factual accuracy"]),
        (manager, ["Report", "Factual accuracy", "Publication"]),
    ):
        client = sign_in(person)
        assert "/reports/KEN-2018-E/checks/" in client.get("/inspections/KEN-2018-E/").content.decode()
        found = ways(client, "/reports/KEN-2018-E/checks/")
        assert [words for words, _, _ in found][5:] == expected
        assert [words for words, _, here in found if here] == ["Factual accuracy"]


def test_the_force_that_checks_a_draft_is_led_nowhere_inside(inspection, sign_in):
    contact = factories.ForceContactFactory(force=inspection.force).user
    Inspection.objects.update(stage="with-force")
    report_factories.AccuracyCheckFactory(report=report_factories.ReportFactory(inspection=inspection))
    client = sign_in(contact)
    assert "Draft 1" in client.get("/reports/KEN-2018-E/checks/").content.decode()
    assert ways(client, "/reports/KEN-2018-E/checks/") == []
