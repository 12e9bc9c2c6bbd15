"""Who answers for a force and who is barred from one: set in the admin, through the actions, with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccessLog, Role, User
from findings.models import Finding
from forces.actions import people
from forces.models import Bar, ForceContact
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_bar_set_in_the_admin_hides_the_force_and_is_in_the_access_log(administrator: User, client: Any) -> None:
    draft = factories.FindingFactory(inspection=factories.InspectionFactory(open=True), status="draft")
    manager = factories.user(Role.MANAGER)
    assert Finding.objects.visible_to(manager).filter(pk=draft.pk).exists()
    client.force_login(administrator)
    answer = client.post(
        "/admin/forces/bar/add/",
        {"user": manager.pk, "force": draft.force.pk, "reason": "Served there", "since": "2018-06-01"},
    )
    assert answer.status_code == 302
    assert not Finding.objects.visible_to(User.objects.get(pk=manager.pk)).filter(pk=draft.pk).exists()
    entry = AccessLog.objects.get(kind="permission change")
    assert (entry.by, entry.what) == (administrator, f"{manager} barred from {draft.force} ({manager.email})")
    row = Bar.history.get()
    assert (row.history_user, row.history_change_reason) == (administrator, "Served there")


def test_a_bar_that_is_lifted_leaves_its_trace(administrator: User, client: Any) -> None:
    bar = factories.BarFactory()
    client.force_login(administrator)
    assert client.post(f"/admin/forces/bar/{bar.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Bar.objects.exists()
    assert Bar.history.first().history_type == "-"
    assert AccessLog.objects.filter(kind="permission change", what__startswith="no longer: ").count() == 1


def test_a_contact_is_given_a_force(administrator: User) -> None:
    person, force = factories.UserFactory(role=Role.FORCE_CONTACT), factories.ForceFactory()
    people.save(by=administrator, rule=ForceContact(user=person, force=force))
    assert person.force_contact.force == force


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.FORCE_CONTACT, Role.AUDITOR])
def test_nobody_else_sets_or_lifts_a_bar(role: Role, client: Any) -> None:
    person, bar = factories.user(role), factories.BarFactory()
    with pytest.raises(PermissionDenied):
        people.save(by=person, rule=bar)
    with pytest.raises(PermissionDenied):
        people.remove(by=person, rule=bar)
    client.force_login(person)
    assert client.post(f"/admin/forces/bar/{bar.pk}/delete/", {"post": "yes"}).status_code in {302, 403}
    assert Bar.objects.filter(pk=bar.pk).exists()
