"""The access log: who reached for what."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import access, users
from accounts.models import AccessKind, AccessLog, Role, User
from core import logs
from tests import factories
from tests.test_access import body, client_of
from tests.world import World


def logged(kind: AccessKind) -> list[tuple[str, str]]:
    """Return who reached for what."""
    return [(e.by.name if e.by else "", e.what) for e in AccessLog.objects.filter(kind=kind).order_by("pk")]


def test_opening_a_case_file_is_logged_each_time(world: World) -> None:
    client = client_of(world, world.people["inspector on the team"])
    for _ in range(2):
        client.get("/file-reviews/FIR-2018-E-FR1/files/2/")
    assert logged(AccessKind.CASE_FILE_READ) == [("Inspector on the team", "FIR-2018-E-FR1, file 2")] * 2


def test_a_file_taken_away_is_logged_with_its_filter(world: World) -> None:
    body(client_of(world, world.people["auditor"]).get("/findings/?status=open&format=csv"))
    assert logged(AccessKind.EXPORT) == [("Auditor", "/findings/?status=open&format=csv")]


def test_a_page_that_is_only_read_is_not_logged(world: World) -> None:
    client_of(world, world.people["auditor"]).get("/findings/")
    assert logged(AccessKind.EXPORT) == []


def test_the_log_is_read_by_kind_person_and_day(world: World) -> None:
    client_of(world, world.people["contact of first"]).get("/access-log/")
    client = client_of(world, world.people["administrator"])
    text = body(client.get("/access-log/?format=csv&kind=refusal&who=contact.of&since=2018-06-01"))
    lines = text.splitlines()
    assert lines[0] == "at,kind,by,what,request"
    assert len(lines) == 2
    assert "refusal,contact.of.first@example.test,GET /access-log/," in lines[1]
    assert len(body(client.get("/access-log/?format=csv&until=2018-05-31")).splitlines()) == 1


def test_an_entry_carries_its_request_and_fits_its_column(db: None) -> None:
    token = logs.request_id.set("a1b2c3d4")
    entry = access.log(by=None, kind=AccessKind.EXPORT, what="x" * 400)
    logs.request_id.reset(token)
    assert (entry.request_id, len(entry.what)) == ("a1b2c3d4", 300)
    assert str(entry).startswith("Export: xxx")


def test_a_change_of_role_is_logged_and_keeps_its_history(administrator: User) -> None:
    person = factories.UserFactory(role=Role.INSPECTOR, email="someone@example.test")
    person.role = Role.MANAGER
    users.save(by=administrator, user=person)
    assert logged(AccessKind.PERMISSION_CHANGE) == [
        (administrator.name, "someone@example.test is now manager, may sign in")
    ]
    assert person.history.first().history_user == administrator
    person.name = "A new name"
    users.save(by=administrator, user=person)
    assert len(logged(AccessKind.PERMISSION_CHANGE)) == 1


def test_a_new_person_and_one_who_leaves_are_logged(administrator: User) -> None:
    person = User(email="new@example.test", name="New", role=Role.AUDITOR)
    users.save(by=administrator, user=person)
    person.is_active = False
    users.save(by=administrator, user=person)
    assert [what for _, what in logged(AccessKind.PERMISSION_CHANGE)] == [
        "new@example.test made, role auditor", "new@example.test is now auditor, may not sign in",
    ]  # fmt: skip


def test_only_an_administrator_gives_access(manager: User) -> None:
    with pytest.raises(PermissionDenied):
        users.save(by=manager, user=User(email="new@example.test", name="New", role=Role.MANAGER))
    assert not User.objects.filter(email="new@example.test").exists()


def test_the_admins_form_goes_through_the_action(sign_in: Any, administrator: User) -> None:
    client = sign_in(administrator)
    data = {"email": "new@example.test", "name": "New", "role": "manager", "is_active": "on"}
    assert client.post("/admin/accounts/user/add/", data).status_code == 302
    made = User.objects.get(email="new@example.test")
    assert not made.has_usable_password()
    assert logged(AccessKind.PERMISSION_CHANGE) == [(administrator.name, "new@example.test made, role manager")]
    assert client.post(f"/admin/accounts/user/{made.pk}/delete/", {"post": "yes"}).status_code == 403
