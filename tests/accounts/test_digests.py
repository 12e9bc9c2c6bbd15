"""E-mails with notices: on the right days, once, by hand and by the worker, and not lost when they cannot go."""

from __future__ import annotations

import smtplib
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import digests
from accounts.actions import users
from accounts.models import Digest, Role, User
from accounts.rules import mailed_until
from core import daily
from core.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
FRIDAY = date(2018, 6, 1)
MONDAY = date(2018, 6, 4)


class Away(EmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages: Any) -> int:
        """Refuse."""
        raise ConnectionRefusedError("nobody answers at mail.example.test")


class Picky(EmailBackend):
    """A mail server that does not know Ann."""

    def send_messages(self, messages: Any) -> int:
        """Refuse her address; take the others."""
        for message in messages:
            if message.to == ["ann@example.test"]:
                raise smtplib.SMTPRecipientsRefused({"ann@example.test": (550, b"unknown")})
        return super().send_messages(messages)


AWAY, PICKY = f"{__name__}.Away", f"{__name__}.Picky"


def at(on: date) -> datetime:
    """Return the morning of a day."""
    return datetime(on.year, on.month, on.day, 6, 0, tzinfo=UTC)


def send(on: date = FRIDAY) -> digests.Sent:
    """Do a day's work."""
    return digests.send(on, at(on))


def mailed() -> list[str]:
    """Return to whom e-mails went since the last asking, in the order of their addresses."""
    found = sorted(message.to[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


def leads(name: str, digest: str) -> User:
    """Return an inspector who leads an overdue finding."""
    person: User = factories.UserFactory(email=f"{name}@example.test", digest=digest)
    factories.FindingFactory(lead=person, due_kind="absolute", due_on=date(2018, 5, 1), reference=f"BED-{name}")
    return person


@pytest.fixture
def people() -> list[User]:
    """Return one person of each choice."""
    return [leads("ann", Digest.DAILY), leads("bob", Digest.WEEKLY), leads("cas", Digest.NONE)]


# --- which day -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("digest", "on", "until"),
    [
        ("daily", date(2018, 6, 1), date(2018, 6, 1)),
        ("weekly", date(2018, 6, 4), date(2018, 6, 4)),  # a Monday
        ("weekly", date(2018, 6, 3), date(2018, 5, 28)),  # a Sunday
        ("weekly", date(2018, 6, 1), date(2018, 5, 28)),
        ("weekly", date(2018, 1, 1), date(2018, 1, 1)),
        ("none", date(2018, 6, 4), None),
    ],
)
def test_the_day_up_to_which_notices_are_mailed(digest: str, on: date, until: date | None) -> None:
    assert mailed_until(digest, on) == until


def test_daily_weekly_and_never(people: list[User]) -> None:
    assert send() == (3, 0, 1, 0)
    assert mailed() == ["ann@example.test"]
    for day in (1, 2):
        assert send(FRIDAY + timedelta(days=day)) == (0, 0, 0, 0)
    assert send(MONDAY).mailed == 1
    assert mailed() == ["bob@example.test"]
    assert send(MONDAY + timedelta(days=7)) == (0, 0, 0, 0)
    assert Notice.objects.get(owner=people[2]).mailed_at is None


def test_what_came_after_monday_waits_for_the_next_one(people: list[User]) -> None:
    send(MONDAY)
    mailed()
    factories.FindingFactory(lead=people[1], due_kind="absolute", due_on=date(2018, 5, 2), reference="BED-later")
    for day in range(1, 7):
        assert send(MONDAY + timedelta(days=day)).mailed == 0
    send(MONDAY + timedelta(days=7))
    assert mailed() == ["bob@example.test"]


def test_what_could_not_go_on_monday_goes_on_tuesday(people: list[User], settings: Any) -> None:
    send(FRIDAY)
    mailed()
    settings.EMAIL_BACKEND = AWAY
    with pytest.raises(ConnectionRefusedError):
        send(MONDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(MONDAY + timedelta(days=1))
    assert mailed() == ["bob@example.test"]


def test_the_e_mail_says_how_often_it_comes_and_where_to_change_that(people: list[User], settings: Any) -> None:
    settings.SITE_ADDRESS = "https://peel.example.test"
    send()
    lines = mail.outbox[0].body.splitlines()
    assert lines[-1] == (
        "By e-mail: Every day. To change that, or to stop it: https://peel.example.test/notices/settings/"
    )
    assert "  https://peel.example.test/findings/BED-ann/" in lines


def test_whoever_left_gets_no_e_mail(people: list[User], settings: Any) -> None:
    settings.EMAIL_BACKEND = AWAY
    with pytest.raises(ConnectionRefusedError):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(email="ann@example.test").update(is_active=False)
    assert send().mailed == 0


def test_whoever_was_barred_since_gets_no_e_mail(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("core.notices.digest", lambda *args, **kwargs: False)
        send()
    factories.BarFactory(user=people[0], force=people[0].findings_led.get().force)
    monkeypatch.setattr("core.notices.tell", lambda *args, **kwargs: digests.notices.Count(0, 0))
    assert send().mailed == 0


# --- when it does not go -------------------------------------------------------------------------------------
def test_a_mail_server_that_is_away_loses_nothing_and_doubles_nothing(people: list[User], settings: Any) -> None:
    leads("dan", Digest.DAILY)
    settings.EMAIL_BACKEND = AWAY
    with pytest.raises(ConnectionRefusedError):
        send()
    assert not Notice.objects.exclude(mailed_at=None).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == (0, 0, 2, 0)
    assert send() == (0, 0, 0, 0)
    assert mailed() == ["ann@example.test", "dan@example.test"]


def test_one_address_that_is_refused_keeps_nobody_else_from_theirs(
    people: list[User], settings: Any, caplog: Any
) -> None:
    leads("dan", Digest.DAILY)
    settings.EMAIL_BACKEND = PICKY
    assert send() == (4, 0, 1, 1)
    assert mailed() == ["dan@example.test"]
    assert f"refuses the address of person {people[0].pk}" in caplog.text
    assert "ann@example.test" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(FRIDAY + timedelta(days=1)).mailed == 1


def test_the_worker_tries_again_the_same_day_and_then_no_more(people: list[User], settings: Any) -> None:
    now = timezone.now().replace(hour=12)  # the pauses do not go past midnight
    settings.EMAIL_BACKEND = AWAY
    assert daily.attempt("notices", now) is False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert daily.attempt("notices", now + daily.PAUSE) is True
    assert mailed() == ["ann@example.test"]
    leads("dan", Digest.DAILY)
    assert daily.attempt("notices", now + 2 * daily.PAUSE) is False
    assert mailed() == []


# --- by hand -------------------------------------------------------------------------------------------------
def test_the_command_says_what_it_did_and_does_nothing_again(people: list[User]) -> None:
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("send_notices", stdout=out)
    assert said[0].getvalue() == "3 notices given, 0 taken back; 1 e-mail sent.\n"
    assert said[1].getvalue() == "0 notices given, 0 taken back; 0 e-mails sent.\n"
    assert {timezone.localdate(notice.made_at) for notice in Notice.objects.all()} == {FRIDAY}
    assert mailed() == ["ann@example.test"]


def test_the_command_tells_of_refused_addresses_and_of_a_server_that_is_away(people: list[User], settings: Any) -> None:
    settings.EMAIL_BACKEND = PICKY
    out = StringIO()
    call_command("send_notices", stdout=out)
    assert out.getvalue() == "3 notices given, 0 taken back; 0 e-mails sent, 1 address refused.\n"
    settings.EMAIL_BACKEND = AWAY
    with pytest.raises(CommandError, match=r"nobody answers.*run this again to mail them"):
        call_command("send_notices")


# --- one's own choice ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_everybody_chooses_for_themselves_and_the_change_is_in_their_history(role: str) -> None:
    person = factories.user(role)
    users.choose_digest(by=person, digest="none")
    person.refresh_from_db()
    assert person.digest == Digest.NONE
    last = person.history.latest()
    assert (last.digest, last.history_user) == ("none", person)


def test_choosing_keeps_what_an_administrator_changed_meanwhile() -> None:
    person = factories.user(Role.MANAGER)
    User.objects.filter(pk=person.pk).update(role=Role.AUDITOR)
    users.choose_digest(by=person, digest="daily")
    person.refresh_from_db()
    assert (person.role, person.digest) == (Role.AUDITOR, Digest.DAILY)


def test_whoever_left_chooses_nothing() -> None:
    person = factories.user(Role.MANAGER)
    person.is_active = False
    with pytest.raises(PermissionDenied):
        users.choose_digest(by=person, digest="none")


def test_the_page_shows_the_choice_saves_it_and_refuses_none(sign_in: Any) -> None:
    client = sign_in(factories.UserFactory(email="ann@example.test", digest="daily"))
    page = client.get("/notices/settings/").content.decode()
    assert "ann@example.test" in page
    assert 'value="daily" checked' in page
    answer = client.post("/notices/settings/", {"digest": ""})
    assert answer.status_code == 422
    assert "Select how often your notices should come by e-mail" in answer.content.decode()
    assert client.post("/notices/settings/", {"digest": "hourly"}).status_code == 422
    answer = client.post("/notices/settings/", {"digest": "none"}, follow=True)
    assert answer.redirect_chain == [("/notices/", 302)]
    assert "By e-mail: Never." in answer.content.decode()
