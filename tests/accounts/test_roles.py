"""The table of roles: applied to groups, named in words, and the only place a permission comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.backends import permissions_of_group
from accounts.models import Role, User
from accounts.roles import TABLE, apply_roles, permissions_of, roles_with
from core.views import Page
from tests import factories

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = re.compile(r"""(?:permission_required = |@action\(|has_perm\()"([a-z]+\.[a-z_]+)\"""")


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_holds_in_the_database_what_the_table_says(role: Role) -> None:
    held = Permission.objects.filter(group__name=role.value).values_list("content_type__app_label", "codename")
    assert {f"{app}.{name}" for app, name in held} == permissions_of(role)


@pytest.mark.django_db
def test_what_was_changed_behind_the_table_is_put_right() -> None:
    auditors = Group.objects.get(name=Role.AUDITOR.value)
    auditors.permissions.add(Permission.objects.get(codename="verify"))
    apply_roles()
    assert not auditors.permissions.filter(codename="verify").exists()


def test_every_permission_named_in_the_code_is_in_the_table() -> None:
    apps = ("accounts", "core", "forces", "inspections", "findings", "reports", "peel")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    named = {name for path in files for name in NAMED.findall(path.read_text())}
    assert len(named) > 10
    assert named - set(TABLE) == set()


def test_every_permission_of_the_table_is_asked_for_somewhere() -> None:
    apps = ("accounts", "core", "forces", "inspections", "findings", "reports", "peel")
    text = "".join(p.read_text() for app in apps for p in (ROOT / app).rglob("*.py") if p.name != "roles.py")
    assert [name for name in TABLE if f'"{name}"' not in text] == []


def test_a_page_without_a_permission_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="does not say which permission it needs"):
        type("Forgetful", (Page,), {})


def test_roles_are_named_in_their_order() -> None:
    assert roles_with("findings.record_follow_up") == ["Inspector", "Manager"]
    assert roles_with("no.such_permission") == []


# What the domain says outright; the rest of the table follows from the pages.
@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("findings.verify", {Role.MANAGER}),
        ("findings.record_follow_up", {Role.INSPECTOR, Role.MANAGER}),
        ("forces.confirm_returns", {Role.ADMINISTRATOR}),
        ("accounts.manage_users", {Role.ADMINISTRATOR}),
        ("accounts.read_access_log", {Role.ADMINISTRATOR, Role.AUDITOR}),
    ],
)
def test_who_holds_what(permission: str, holders: set[Role]) -> None:
    assert TABLE[permission][0] == holders


@pytest.mark.django_db
def test_an_auditor_changes_nothing() -> None:
    assert all(".read_" in name or name == "accounts.use_product" for name in permissions_of(Role.AUDITOR))


@pytest.mark.django_db
def test_a_person_who_left_may_nothing() -> None:
    person = factories.user(Role.MANAGER)
    assert person.has_perm("findings.verify")
    gone = User.objects.get(pk=person.pk)
    gone.is_active = False
    assert not gone.has_perm("findings.verify")
    assert not gone.has_perms(["accounts.use_product"])
    assert not gone.has_module_perms("findings")


@pytest.mark.django_db
def test_a_role_s_permissions_are_read_once(django_assert_num_queries: pytest.FixtureRequest) -> None:
    person = User.objects.get(pk=factories.user(Role.MANAGER).pk)
    permissions_of_group.cache_clear()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert person.has_perm("findings.verify")
        assert person.has_perm("findings.read_findings")
        assert not person.has_perm("forces.confirm_returns")
        assert person.has_module_perms("findings")
        assert not person.has_module_perms("import_export")
