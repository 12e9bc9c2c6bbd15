"""A person who leaves: signed out at once and for good, and their open files are somebody else's to give away."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions import users
from accounts.models import User
from tests import factories
from tests.inspections import file_review_samples as samples

pytestmark = pytest.mark.django_db


def leaves(person: User, administrator: User) -> None:
    """Take a person's access away."""
    person.is_active = False
    users.save(by=administrator, user=person)


def client_of(person: User) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def test_every_session_of_a_person_who_leaves_ends_at_once_and_nobody_else_s(administrator: User) -> None:
    person, other = factories.UserFactory(), factories.UserFactory()
    first, second, stays = client_of(person), client_of(person), client_of(other)
    assert Session.objects.count() == 3
    leaves(person, administrator)
    assert Session.objects.count() == 1
    for client in (first, second):
        assert client.get("/").headers["Location"] == "/accounts/login/?next=/"
    assert stays.get("/").status_code == 200


def test_a_session_that_outlived_its_person_opens_nothing() -> None:
    person = factories.UserFactory()
    client = client_of(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_an_old_session_stays_ended_when_the_person_is_let_in_again(administrator: User) -> None:
    person = factories.UserFactory()
    client = client_of(person)
    leaves(person, administrator)
    person.is_active = True
    users.save(by=administrator, user=person)
    assert client.get("/").status_code == 302


def test_a_change_of_name_or_role_ends_no_session(administrator: User) -> None:
    person = factories.UserFactory()
    client = client_of(person)
    person.name = "A new name"
    users.save(by=administrator, user=person)
    assert client.get("/").status_code == 200


def test_what_a_leaver_sends_from_an_open_page_is_not_saved(administrator: User) -> None:
    made = samples.exercise(files=1)
    client = client_of(samples.file_of(made).reviewer)
    leaves(samples.file_of(made).reviewer, administrator)
    address = f"/file-reviews/{made.reference}/files/1/"
    for url in (address, f"{address}draft/"):
        assert client.post(url, samples.form_data(made, then="draft")).status_code == 302
    assert samples.file_of(made).state == "allocated"


def left(client: Client, url: str) -> list[str]:
    """Return the lines of a page about files left behind."""
    text = client.get(url).content.decode()
    return [line for line in text.splitlines() if "who may no longer sign in" in line]


def test_open_files_of_a_leaver_are_listed_for_the_lead_until_others_have_them(administrator: User) -> None:
    made = samples.exercise(files=4)
    reviewer, lead = samples.file_of(made).reviewer, client_of(made.lead)
    page, allocation = made.get_absolute_url(), f"/file-reviews/{made.reference}/allocate/"
    client_of(reviewer).post(f"/file-reviews/{made.reference}/files/1/", samples.form_data(made))
    assert [left(lead, url) for url in ("/", page, allocation)] == [[], [], []]
    leaves(reviewer, administrator)
    [line] = left(lead, "/")
    assert f'href="{allocation}">{made.reference}: 3 files of people who may no longer sign in' in line
    [line] = left(lead, page)
    assert "3 files of Reviewer, who may no longer sign in." in line
    assert len(left(lead, allocation)) == 4
    given = {"how": "by-hand", "files": "2-4", "reviewer": str(made.lead.pk), "reason": "Left"}
    assert lead.post(allocation, given).status_code == 302
    assert [left(lead, url) for url in ("/", page)] == [[], []]


def test_an_inspector_who_leads_is_told_too_and_other_people_are_not(administrator: User) -> None:
    made = samples.exercise(files=2)
    inspector: Any = factories.UserFactory(name="Leading inspector")
    factories.AssignmentFactory(inspection=made.inspection, user=inspector)
    made.lead = inspector
    made.save()
    leaves(samples.file_of(made).reviewer, administrator)
    assert len(left(client_of(inspector), "/")) == 1
    team = factories.AssignmentFactory(inspection=made.inspection).user
    for url in ("/", made.get_absolute_url()):
        assert left(client_of(team), url) == []


def test_a_second_mark_left_behind_is_listed_too(administrator: User) -> None:
    made = samples.exercise(files=1)
    first = samples.file_of(made)
    second = factories.AssignmentFactory(inspection=made.inspection, user__name="Second").user
    factories.ReviewFileFactory(
        exercise=made, number=1, slot=1, second_of=first, reviewer=second, state="allocated", stratum=first.stratum
    )
    leaves(second, administrator)
    [line] = left(client_of(made.lead), "/")
    assert "1 file of people who may no longer sign in" in line
    [line] = left(client_of(made.lead), made.get_absolute_url())
    assert "1 file of Second, who may no longer sign in" in line
