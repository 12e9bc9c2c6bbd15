"""Rounds of updates: who has given what, counted by hand; reminders go once a day to whoever is late."""

from __future__ import annotations

import csv
import io
import logging
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core.actions import Stale
from findings import rounds as progress
from findings.actions import rounds
from findings.models import EventKind, Reminder, UpdateRound
from forces.models import Force
from reports.home import sections
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)
URL = "/findings/rounds/spring-2018-updates/"


@pytest.fixture
def held() -> UpdateRound:
    """Return the round of April to June 2018."""
    return factories.UpdateRoundFactory(slug="spring-2018-updates", title="Spring 2018 updates")


def force(name: str, *given: date | None, contacts: int = 1) -> Force:
    """Return a force with a finding for each date: updated on that day, or never."""
    made: Force = factories.ForceFactory(name=name, slug=name.lower())
    inspection = factories.InspectionFactory(force=made)
    for day in given:
        finding = factories.FindingFactory(inspection=inspection)
        if day:
            factories.UpdateFactory(finding=finding, effective_on=day, recorded_on=day)
    for number in range(contacts):
        user = factories.UserFactory(role=Role.FORCE_CONTACT, email=f"{name.lower()}{number}@example.test")
        factories.ForceContactFactory(force=made, user=user)
    return made


def counted(held: UpdateRound, user: User) -> dict[str, tuple[int, int]]:
    """Return given and asked of every force."""
    fetched = UpdateRound.objects.with_end().get(pk=held.pk)
    return {one.name: (one.given, one.asked) for one in progress.forces_in(fetched, user)}  # type: ignore[attr-defined]


def test_updates_count_from_the_day_a_round_opens_until_the_next_one_does(held: UpdateRound, manager: User) -> None:
    factories.UpdateRoundFactory(opens_on=date(2018, 7, 1), closes_on=date(2018, 9, 30))
    force("Kent", date(2018, 3, 31), date(2018, 4, 1), date(2018, 6, 30), date(2018, 7, 1), None)
    assert counted(held, manager) == {"Kent": (2, 5)}


def test_the_last_round_has_no_end_but_its_closing_is_not_one(held: UpdateRound, manager: User) -> None:
    force("Kent", date(2018, 8, 15))
    assert counted(held, manager) == {"Kent": (1, 1)}


def test_a_declaration_is_an_update_and_a_response_a_follow_up_or_a_second_update_is_none(
    held: UpdateRound, manager: User
) -> None:
    kent = force("Kent", date(2018, 5, 1), None, None, None)
    updated, declared, answered, followed = kent.findings.order_by("pk")
    days = {"effective_on": date(2018, 5, 2), "recorded_on": date(2018, 5, 2)}
    factories.UpdateFactory(finding=updated, **days)
    factories.UpdateFactory(finding=declared, kind=EventKind.DECLARATION, **days)
    factories.UpdateFactory(finding=answered, kind=EventKind.RESPONSE, rag="", **days)
    factories.EventFactory(finding=followed, **days)
    assert counted(held, manager) == {"Kent": (2, 4)}


def test_drafts_and_closed_findings_are_not_asked_about(held: UpdateRound, manager: User) -> None:
    kent = force("Kent", None)
    factories.FindingFactory(inspection=factories.InspectionFactory(force=kent, open=True), status="draft")
    factories.FindingFactory(inspection__force=kent, status="closed-achieved")
    # closed by an inspection that is not out: the force does not know, and is asked
    factories.FindingFactory(inspection__force=kent, status="closed-achieved", published_status="open")
    assert counted(held, manager) == {"Kent": (0, 2)}


def test_forces_that_are_barred_or_not_inspected_are_not_shown(held: UpdateRound, manager: User) -> None:
    barred, _ = force("Kent", None), force("Surrey", None)
    factories.ForceFactory(name="British Transport Police", is_in_scope=False)
    factories.BarFactory(user=manager, force=barred)
    assert counted(held, manager) == {"Surrey": (0, 1)}


def test_a_list_of_rounds_counts_what_came_of_each(held: UpdateRound, manager: User, client: Client) -> None:
    factories.UpdateRoundFactory(title="Winter 2018 updates", opens_on=date(2018, 1, 1), closes_on=date(2018, 3, 31))
    kent = force("Kent", date(2018, 3, 31), date(2018, 4, 1), date(2018, 5, 1), None)
    factories.ReminderFactory(round=held, force=kent)
    client.force_login(manager)
    rows = table(client.get("/findings/rounds/?format=csv"))
    assert [(row["round"], row["state"], row["updated"], row["reminders"]) for row in rows] == [
        ("Spring 2018 updates", "open", "2", "1"),
        ("Winter 2018 updates", "closed", "1", "0"),
    ]


def table(response: Any) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


@pytest.fixture
def three(held: UpdateRound) -> list[Force]:
    """Return a force that has given all, one that is late with two contacts, and one that nobody answers for."""
    return [
        force("Kent", date(2018, 5, 1)),
        force("Surrey", date(2018, 5, 3), None, contacts=2),
        force("Sussex", None, contacts=0),
    ]


def test_the_chase_list_says_who_is_late_and_whom_to_write_to(
    three: list[Force], manager: User, client: Client
) -> None:
    client.force_login(manager)
    page = client.get(URL).content.decode()
    assert "2 of 4, counted over the findings that are open today" in page
    assert "2 of 3" in page
    assert ">surrey0@example.test; surrey1@example.test</textarea>" in page
    assert [row["force"] for row in table(client.get(f"{URL}?show=missing&format=csv"))] == ["Surrey", "Sussex"]
    assert table(client.get(f"{URL}?format=csv"))[1] == {
        "force": "Surrey",
        "state": "still to give",
        "given": "1",
        "asked": "2",
        "missing": "1",
        "last_update": "2018-05-03",
        "last_reminder": "",
        "contacts": "surrey0@example.test, surrey1@example.test",
    }


def test_the_list_is_sorted_by_what_is_missing(three: list[Force], auditor: User, client: Client) -> None:
    client.force_login(auditor)
    rows = table(client.get(f"{URL}?sort=missing&format=csv"))
    assert [row["force"] for row in rows] == ["Kent", "Surrey", "Sussex"]
    assert "Remind the late forces" not in client.get(URL).content.decode()


def test_a_contact_who_may_no_longer_sign_in_is_not_written_to(three: list[Force], manager: User) -> None:
    User.objects.filter(email="surrey0@example.test").update(is_active=False)
    remind(manager)
    assert Reminder.objects.get().addresses == "surrey1@example.test"


def remind(by: User, on: date = TODAY) -> list[Reminder]:
    """Remind the late forces of the spring round."""
    held = UpdateRound.objects.get(slug="spring-2018-updates")
    return rounds.remind(by=by, held=held, on=on, address="https://peel.example.test/")


def test_one_plain_message_goes_to_each_late_force_when_the_reminder_is_logged(
    three: list[Force], manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remind(manager)
        assert mail.outbox == []
    (letter,) = mail.outbox
    missing = three[1].findings.get(events__isnull=True)
    assert letter.to == ["surrey0@example.test", "surrey1@example.test"]
    assert letter.subject == "Spring 2018 updates: 1 update to give by 30 June 2018"
    assert f"- {missing.reference} {missing.title}" in letter.body
    assert "https://peel.example.test/" in letter.body
    reminder = Reminder.objects.get()
    assert (reminder.force.name, reminder.sent_on, reminder.sent_by) == ("Surrey", TODAY, manager)


def test_a_force_is_reminded_once_a_day(three: list[Force], manager: User) -> None:
    remind(manager)
    with pytest.raises(ValidationError, match="nobody to remind now"):
        remind(factories.user(Role.MANAGER))
    assert len(remind(manager, on=date(2018, 6, 2))) == 1


def test_a_force_barred_to_the_manager_is_not_reminded_by_them(three: list[Force], manager: User) -> None:
    factories.BarFactory(user=manager, force=three[1])
    with pytest.raises(ValidationError, match="nobody to remind now"):
        remind(manager)


def test_a_long_list_is_cut_in_the_message(
    held: UpdateRound, manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    force("Kent", *[None] * 31)
    with django_capture_on_commit_callbacks(execute=True):
        remind(manager)
    assert mail.outbox[0].body.count("\n- ") == 31
    assert "- and 1 more finding" in mail.outbox[0].body


def test_nobody_is_late_before_a_round_opens_or_after_a_later_one_has(three: list[Force], manager: User) -> None:
    with pytest.raises(ValidationError, match="has not opened yet"):
        remind(manager, on=date(2018, 3, 31))
    factories.UpdateRoundFactory(opens_on=date(2018, 7, 1), closes_on=date(2018, 9, 30))
    with pytest.raises(ValidationError, match="A later round is open"):
        remind(manager, on=date(2018, 7, 1))


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_only_managers_run_rounds(held: UpdateRound, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        remind(factories.user(role))


def test_a_message_that_fails_is_logged_and_holds_up_no_other(
    held: UpdateRound, manager: User, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    force("Kent", None)
    force("Surrey", None)
    with (
        caplog.at_level(logging.ERROR),
        patch("django.core.mail.EmailMessage.send", side_effect=[ConnectionError("gone"), 1]) as send,
        django_capture_on_commit_callbacks(execute=True),
    ):
        remind(manager)
    assert send.call_count == 2
    assert "A letter could not be sent" in caplog.text


def test_a_mail_server_that_does_not_answer_is_logged(
    held: UpdateRound, manager: User, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    force("Kent", None)
    with (
        caplog.at_level(logging.ERROR),
        patch("django.core.mail.backends.locmem.EmailBackend.open", side_effect=ConnectionError("gone")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        remind(manager)
    assert "the mail server does not answer" in caplog.text
    assert mail.outbox == []


def test_the_page_says_who_is_written_to_before_anybody_is(three: list[Force], manager: User, client: Client) -> None:
    client.force_login(manager)
    page = client.get(f"{URL}remind/").content.decode()
    assert "surrey0@example.test, surrey1@example.test" in page
    assert "no contact to write to: Sussex" in page
    assert "Send 1 reminder" in page
    assert client.post(f"{URL}remind/")["Location"] == URL
    page = client.get(f"{URL}remind/").content.decode()
    assert "Reminded today already: Surrey" in page
    assert client.post(f"{URL}remind/").status_code == 422


# --- making one --------------------------------------------------------------------------------------------
def dates(opens: str, closes: str) -> dict[str, str]:
    """Return the boxes of two dates."""
    parts = [*zip(("year", "month", "day"), opens.split("-"), strict=True)]
    found = {f"opens_on-{part}": value for part, value in parts}
    return found | {f"closes_on-{p}": v for p, v in zip(("year", "month", "day"), closes.split("-"), strict=True)}


def test_a_round_is_made_and_the_next_quarter_is_suggested(held: UpdateRound, manager: User, client: Client) -> None:
    client.force_login(manager)
    page = client.get("/findings/rounds/new/").content.decode()
    assert 'value="Summer 2018 updates"' in page
    data = {"title": "Summer 2018 updates", **dates("2018-07-01", "2018-09-30")}
    assert client.post("/findings/rounds/new/", data)["Location"] == "/findings/rounds/summer-2018-updates/"


@pytest.mark.parametrize(
    ("title", "opens", "closes", "said"),
    [
        ("Spring 2018 updates", "2018-07-01", "2018-09-30", "A round has this title already."),
        ("Summer", "2018-04-01", "2018-09-30", "Spring 2018 updates opens on that day already."),
        ("Summer", "2018-07-01", "2018-06-30", "A round closes on the day it opens, or later."),
        ("New", "2018-07-01", "2018-09-30", "Give the round a title of words"),
        ("!!!", "2018-07-01", "2018-09-30", "Give the round a title of words"),
    ],
)
def test_a_round_that_cannot_be_says_why(
    held: UpdateRound, manager: User, client: Client, title: str, opens: str, closes: str, said: str
) -> None:
    client.force_login(manager)
    response = client.post("/findings/rounds/new/", {"title": title, **dates(opens, closes)})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_round_is_mended_and_its_history_says_so(held: UpdateRound, manager: User, client: Client) -> None:
    client.force_login(manager)
    data = {"version": 1, "title": "Spring updates", **dates("2018-04-03", "2018-06-29")}
    assert client.post(f"{URL}change/", data)["Location"] == URL
    assert "Spring updates" in client.get(f"{URL}history/").content.decode()
    assert client.post(f"{URL}change/", data).status_code == 409


def test_a_stale_change_is_refused(held: UpdateRound, manager: User) -> None:
    changed: dict[str, Any] = {"title": "Spring", "opens_on": held.opens_on, "closes_on": held.closes_on}
    rounds.change(by=manager, held=held, version=1, **changed)
    with pytest.raises(Stale):
        rounds.change(by=manager, held=held, version=1, **changed)


# --- home --------------------------------------------------------------------------------------------------
def test_a_contact_finds_the_updates_still_to_give(held: UpdateRound) -> None:
    kent = force("Kent", date(2018, 5, 1), date(2018, 5, 2), *[None] * 3)
    contact = kent.contacts.get().user
    due = next(section for section in sections(contact, TODAY) if section.title.startswith("Updates due"))
    assert due.title == "Updates due: 2 of 5 given, by 30 June 2018"
    missing = kent.findings.filter(events__isnull=True).order_by("reference")
    assert [item.href for item in due.items] == [f"/findings/{one.reference}/update/" for one in missing]
    assert {item.note for item in due.items} == {"open"}


def test_a_contact_without_a_round_finds_the_open_findings() -> None:
    contact = force("Kent", None).contacts.get().user
    titles = [section.title for section in sections(contact, TODAY)]
    assert "Open findings about Kent" in titles
    assert not any(title.startswith("Updates due") for title in titles)


def test_a_manager_finds_how_far_the_round_is(held: UpdateRound, manager: User) -> None:
    force("Kent", date(2018, 5, 1), None)
    (item,) = next(s for s in sections(manager, TODAY) if s.title == "Updates from forces").items
    assert (item.note, item.href) == ("1 of 2 updates given, closes 30 June 2018", URL)


def test_a_manager_finds_what_forces_do_not_accept_but_nothing_of_a_barred_one(manager: User) -> None:
    kept = factories.FindingFactory(response="not-accepted")
    factories.FindingFactory(response="not-accepted", status="closed-achieved")
    factories.FindingFactory(response="accepted")
    barred = factories.FindingFactory(response="not-accepted")
    factories.BarFactory(user=manager, force=barred.force)
    section = next(s for s in sections(manager, TODAY) if s.title == "Not accepted by the force")
    assert [item.text for item in section.items] == [str(kept)]


def test_each_section_of_a_managers_home_has_its_own_first_eight(manager: User) -> None:
    for number in range(9):
        due = {"due_kind": "absolute", "due_on": date(2018, 5, number + 1)}
        factories.FindingFactory(status="awaiting-verification", **due)
        factories.FindingFactory(**due)
        factories.FindingFactory(response="not-accepted")
    _moderation, waiting, overdue, refused, *_ = sections(manager, TODAY)
    assert [len(section.items) for section in (waiting, overdue, refused)] == [8, 8, 8]
    assert {item.note.split(", ")[1] for item in overdue.items} == {f"due {day} May 2018" for day in (1, 2, 3, 4)}
