"""A finding that rests on an item of evidence: raised from it, and listed to those who may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Role
from core import clock
from findings.actions import raising
from findings.models import Finding, ItemEvidence
from inspections.models import EvidenceItem, Inspection
from tests import factories
from tests.inspections import evidence_samples as samples

pytestmark = pytest.mark.django_db
DRAFT = {"kind": "area-for-improvement", "title": "Supervision", "wording": "Supervise each file.", "due_kind": "none"}


@pytest.fixture
def made() -> Inspection:
    """Return an inspection in fieldwork."""
    return samples.inspection()


def test_a_finding_is_raised_from_an_item_under_the_question_it_speaks_to(made: Inspection, client: Client) -> None:
    item = samples.recorded(made, marking="official-sensitive")
    client.force_login(samples.recorder(made))
    page = client.get("/findings/from-evidence/BED-2018-E/1/").content.decode()
    assert "It will rest on BED-2018-E-EV1: Head of crime" in page
    assert f'<option value="{item.links.get().question_id}" selected>' in page
    answer = client.post("/findings/from-evidence/BED-2018-E/1/", DRAFT)
    finding = Finding.objects.get()
    assert answer["Location"] == finding.get_absolute_url()
    assert finding.item_evidence.get().item == item
    assert ItemEvidence.history.get().history_user == samples.recorder(made)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert (
        f'<a class="govuk-link" href="{item.get_absolute_url()}">BED-2018-E-EV1</a>, interview: Head of crime' in page
    )
    assert "OFFICIAL-SENSITIVE</p>" in page


def test_a_published_finding_lists_its_items_only_to_who_may_read_evidence(made: Inspection, client: Client) -> None:
    item = samples.recorded(made)
    finding = factories.FindingFactory(inspection=made, force=made.force)
    factories.ItemEvidenceFactory(finding=finding, item=item)
    Inspection.objects.update(stage="published")
    reads = {
        samples.recorder(made): True,
        factories.user(Role.MANAGER): True,
        factories.user(Role.AUDITOR): True,
        factories.UserFactory(): False,  # an inspector who was not on the team
        factories.user(Role.ADMINISTRATOR): False,
        factories.user(Role.FORCE_CONTACT): False,
    }
    for person, may in reads.items():
        client.force_login(person)
        page = client.get(finding.get_absolute_url())
        assert (page.status_code, item.reference in page.content.decode()) == (200, may), person


@pytest.mark.parametrize("wrong", ["withdrawn", "of another inspection"])
def test_no_finding_rests_on_what_is_withdrawn_or_of_another_inspection(made: Inspection, wrong: str) -> None:
    item = samples.recorded(made)
    inspection: Any = made
    if wrong == "withdrawn":
        EvidenceItem.objects.update(state="withdrawn", withdrawn_because="Twice")
    else:
        inspection = factories.InspectionFactory(open=True)
        factories.AssignmentFactory(inspection=inspection, user=samples.recorder(made))
    draft = raising.Draft(**DRAFT)
    with pytest.raises(ValidationError, match="held and was not withdrawn"):
        raising.raise_finding(by=samples.recorder(made), inspection=inspection, draft=draft, item=item, at=clock.now())
