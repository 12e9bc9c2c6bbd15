"""The page of one's own notices: what is on it, marking as read, the file."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from core import clock
from core.models import Notice
from findings.models import Finding
from tests import factories
from tests.findings.test_views import table

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding() -> Finding:
    """Return a finding of Bedfordshire."""
    force = factories.ForceFactory(name="Bedfordshire", slug="bedfordshire")
    made: Finding = factories.FindingFactory(reference="BED-2017-01", inspection__force=force)
    return made


@pytest.fixture
def manager(finding: Finding) -> User:
    """Return a manager who was told three things about it, one of which they have read."""
    person = factories.user(Role.MANAGER)
    now = clock.now()
    for number, (kind, read_at) in enumerate([("overdue", now), ("due", None), ("verification", None)]):
        tell(person, finding, kind, read_at=read_at, made_at=now - timedelta(days=number))
    return person


def tell(person: User, finding: Finding, kind: str, **fields: Any) -> Notice:
    """Tell a person something about a finding."""
    address, text = finding.get_absolute_url(), f"{finding.reference} is {kind}"
    notice: Notice = factories.NoticeFactory(
        owner=person, kind=kind, key=f"{kind}:{finding.reference}", text=text, address=address, **fields
    )
    return notice


@pytest.fixture
def page(manager: User, sign_in: Any) -> Client:
    """Return the manager's browser."""
    client: Client = sign_in(manager)
    return client


def rows(client: Client, query: str = "") -> list[str]:
    """Return the texts in the order of the page."""
    answer = client.get(f"/notices/{query}")
    assert answer.status_code == 200
    return re.findall(r'href="/findings/BED-2017-01/">BED-2017-01 is ([a-z-]+)</a>', answer.content.decode())


def unread(person: User) -> list[str]:
    """Return the kinds a person has not read."""
    return sorted(Notice.objects.visible_to(person).unread().values_list("kind", flat=True))


def test_new_notices_come_first_the_newest_first_and_lead_to_their_finding(page: Client) -> None:
    assert rows(page) == ["due", "verification", "overdue"]


def test_they_are_filtered_by_kind_and_by_whether_they_were_read(page: Client) -> None:
    assert rows(page, "?state=new") == ["due", "verification"]
    assert rows(page, "?state=read") == ["overdue"]
    assert rows(page, "?kind=verification") == ["verification"]
    assert rows(page, "?kind=verification&state=read") == []
    assert page.get("/notices/?kind=nonsense").status_code == 400
    assert page.post("/notices/?kind=nonsense", {"notice": "all", "last": "1"}).status_code == 400


def test_a_contact_is_offered_the_kinds_there_are_for_contacts(finding: Finding, sign_in: Any) -> None:
    client = sign_in(factories.ForceContactFactory(force=finding.force).user)
    text = client.get("/notices/").content.decode()
    assert '<option value="overdue"' in text
    assert '<option value="verification"' not in text
    assert "There is nothing to tell you." in text
    assert 'id="mark-read"' not in text
    assert client.get("/notices/?kind=verification").status_code == 400


def test_the_file_has_what_the_filter_shows(page: Client) -> None:
    found = table(page.get("/notices/?state=new&format=csv"))
    assert [(row["text"], row["kind"], row["new"]) for row in found] == [
        ("BED-2017-01 is due", "due", "yes"),
        ("BED-2017-01 is verification", "verification", "yes"),
    ]


def test_one_is_marked_as_read(page: Client, manager: User) -> None:
    notice = Notice.objects.get(kind="due")
    answer = page.post("/notices/", {"notice": notice.pk}, follow=True)
    assert "1 notice marked as read." in answer.content.decode()
    assert unread(manager) == ["verification"]
    again = page.post("/notices/?state=read", {"notice": notice.pk}, follow=True)
    assert again.redirect_chain == [("/notices/?state=read", 302)]
    assert "marked as read." not in again.content.decode()


def test_all_of_the_filter_are_marked_as_read(page: Client, manager: User) -> None:
    last = Notice.objects.latest("pk").pk
    page.post("/notices/?kind=due", {"notice": "all", "last": last})
    assert unread(manager) == ["verification"]
    answer = page.post("/notices/", {"notice": "all", "last": last}, follow=True)
    assert unread(manager) == []
    assert 'id="mark-read"' not in answer.content.decode()


def test_what_came_after_the_page_was_opened_stays_new(page: Client, manager: User, finding: Finding) -> None:
    text = page.get("/notices/").content.decode()
    assert "Mark all 2 as read" in text
    last = re.findall(r'name="last" value="(\d+)"', text)[0]
    tell(manager, finding, "not-accepted")
    page.post("/notices/", {"notice": "all", "last": last})
    assert unread(manager) == ["not-accepted"]


@pytest.mark.parametrize("sent", [{}, {"notice": "all"}, {"notice": "all", "last": "x"}, {"notice": "9" * 30}])
def test_what_makes_no_sense_marks_nothing(page: Client, manager: User, sent: dict[str, str]) -> None:
    assert page.post("/notices/", sent).status_code == 404
    assert len(unread(manager)) == 2


def test_anothers_notice_is_not_there(page: Client, finding: Finding) -> None:
    other = tell(factories.user(Role.MANAGER), finding, "overdue")
    assert page.post("/notices/", {"notice": other.pk}).status_code == 404
    page.post("/notices/", {"notice": "all", "last": other.pk})
    other.refresh_from_db()
    assert other.read_at is None


def test_of_a_force_that_is_barred_since_nothing_is_shown_nor_marked(
    page: Client, manager: User, finding: Finding
) -> None:
    factories.BarFactory(user=manager, force=finding.force)
    assert rows(page) == []
    page.post("/notices/", {"notice": "all", "last": Notice.objects.latest("pk").pk})
    assert len(unread(manager)) == 2


def test_whoever_is_told_nothing_by_their_role_is_told_so(sign_in: Any) -> None:
    text = sign_in(factories.user(Role.AUDITOR)).get("/notices/").content.decode()
    assert "There are no notices for people of your role." in text


@pytest.mark.parametrize("role", list(Role))
def test_every_page_leads_to_ones_notices(role: str, sign_in: Any) -> None:
    assert '<a href="/notices/">Notices</a>' in sign_in(factories.user(role)).get("/").content.decode()
