"""Who sees which values, returns and files: rows that must and rows that must not be seen."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Role, User
from forces.models import Collection, Force, Return, Upload, Value
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def forces() -> tuple[Force, Force]:
    return factories.ForceFactory(name="Own"), factories.ForceFactory(name="Other")


def contact_of(force: Force) -> User:
    return factories.ForceContactFactory(force=force).user


def barred_from(force: Force, role: Role = Role.ADMINISTRATOR) -> User:
    return factories.BarFactory(user=factories.user(role), force=force).user


def values_seen(user: User) -> set[Value]:
    return set(Value.objects.visible_to(user))


def test_a_contact_sees_published_values_and_their_own_force(forces: tuple[Force, Force]) -> None:
    own, other = forces
    open_one = factories.CollectionFactory()
    published = factories.CollectionFactory(published_on=date(2018, 5, 1))
    public = factories.ValueFactory(force=other)
    out = factories.ValueFactory(force=other, collection=published)
    mine = factories.ValueFactory(force=own, collection=open_one)
    hidden = factories.ValueFactory(force=other, collection=open_one)
    assert values_seen(contact_of(own)) == {public, out, mine}
    assert set(Value.objects.published()) == {public, out}
    assert hidden in values_seen(factories.user(Role.INSPECTOR))


def test_a_bar_hides_unpublished_values_and_leaves_published_ones(forces: tuple[Force, Force]) -> None:
    own, other = forces
    open_one = factories.CollectionFactory()
    public = factories.ValueFactory(force=own)
    hidden = factories.ValueFactory(force=own, collection=open_one)
    others = factories.ValueFactory(force=other, collection=open_one)
    assert values_seen(barred_from(own)) == {public, others}
    assert values_seen(factories.user(Role.AUDITOR)) == {public, hidden, others}


def test_one_value_is_seen_once_however_many_contacts_a_force_has(forces: tuple[Force, Force]) -> None:
    own, _ = forces
    factories.ForceContactFactory(force=own)
    person = contact_of(own)
    factories.ValueFactory(force=own)
    assert Value.objects.visible_to(person).count() == 1


def test_returns(forces: tuple[Force, Force]) -> None:
    own, other = forces
    mine, theirs = factories.ReturnFactory(force=own), factories.ReturnFactory(force=other)
    assert set(Return.objects.visible_to(contact_of(own))) == {mine}
    assert set(Return.objects.visible_to(barred_from(own))) == {theirs}
    assert set(Return.objects.visible_to(factories.user(Role.INSPECTOR))) == {mine, theirs}


def test_files(forces: tuple[Force, Force]) -> None:
    own, other = forces
    mine, theirs = factories.UploadFactory(force=own), factories.UploadFactory(force=other)
    several = factories.UploadFactory(force=None)
    assert set(Upload.objects.visible_to(contact_of(own))) == {mine}
    assert set(Upload.objects.visible_to(factories.user(Role.AUDITOR))) == {mine, theirs, several}
    # a file of several forces may hold the barred one
    assert set(Upload.objects.visible_to(barred_from(own))) == {theirs}


def test_outstanding_returns_and_waiting_files() -> None:
    waiting = factories.ReturnFactory()
    factories.ReturnFactory(state="submitted")
    assert set(Return.objects.outstanding()) == {waiting}
    read = factories.UploadFactory()
    factories.UploadFactory(state="received")
    assert set(Upload.objects.waiting()) == {read}


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2018, 5, 13), False),
        (date(2018, 5, 14), True),
        (date(2018, 6, 29), True),
        (date(2018, 6, 30), False),
    ],
)
def test_a_collection_is_open_between_its_dates(day: date, is_open: bool) -> None:
    factories.CollectionFactory()
    factories.CollectionFactory(published_on=date(2018, 6, 1))
    assert Collection.objects.open(day).count() == int(is_open)
