"""Notices in general: told once, taken back when no longer so, mailed once, and only what may still be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import notices
from core.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
FRIDAY = date(2018, 6, 1)
AT = datetime(2018, 6, 1, 6, 0, tzinfo=UTC)


class Board:
    """What two kinds of notice tell everybody, and whether they may be read: "secret" ones by nobody, when so set."""

    def __init__(self) -> None:
        self.open = ["a", "b"]
        self.secret: list[str] = []
        self.is_secret = False

    def tell_open(self, person: Any, on: date) -> Iterator[notices.Told]:
        """Tell what is on the board."""
        return (notices.Told(f"open:{key}", f"Parcel {key} has come", f"/parcels/{key}/") for key in self.open)

    def tell_secret(self, person: Any, on: date) -> Iterator[notices.Told]:
        """Tell what is on the board's back."""
        return (notices.Told(f"secret:{key}", f"Letter {key} has come", f"/letters/{key}/") for key in self.secret)

    def readable_open(self, person: Any) -> Q:
        """Let everybody read it."""
        return Q(address__startswith="/parcels/")

    def readable_secret(self, person: Any) -> Q | None:
        """Let everybody read it, or nobody."""
        return None if self.is_secret else Q(address__startswith="/letters/")


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    """Register the two kinds and no others."""
    board = Board()
    monkeypatch.setattr(notices, "KINDS", {})
    notices.notices("open", "Parcels", readable=board.readable_open)(board.tell_open)
    notices.notices("secret", "Letters", readable=board.readable_secret)(board.tell_secret)
    return board


@pytest.fixture
def person() -> User:
    """Return somebody to tell."""
    return factories.UserFactory(email="ann@example.test")


def keys(person: User) -> list[str]:
    """Return the keys of the notices a person may read."""
    return sorted(notices.readable_by(person).values_list("key", flat=True))


def send(person: User, until: date = FRIDAY) -> bool:
    """Mail a person."""
    return notices.digest(person, until=until, at=AT, foot="Enough of these? Say so.")


# --- telling -------------------------------------------------------------------------------------------------
def test_what_is_so_is_told_once(board: Board, person: User) -> None:
    assert notices.tell(person, on=FRIDAY, at=AT) == (2, 0)
    assert notices.tell(person, on=FRIDAY, at=AT + timedelta(days=1)) == (0, 0)
    assert keys(person) == ["open:a", "open:b"]
    assert set(Notice.objects.values_list("made_at", flat=True)) == {AT}


def test_what_is_no_longer_so_is_taken_back_unless_it_was_read(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    notices.mark_read(by=person, chosen=Notice.objects.filter(key="open:a"), at=AT)
    board.open = ["c"]
    assert notices.tell(person, on=FRIDAY, at=AT) == (1, 1)
    assert keys(person) == ["open:a", "open:c"]


def test_what_comes_to_be_so_again_is_told_again(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    board.open = []
    notices.tell(person, on=FRIDAY, at=AT)
    board.open = ["a"]
    assert notices.tell(person, on=FRIDAY, at=AT) == (1, 0)


def test_telling_one_leaves_others_and_other_kinds_alone(board: Board, person: User) -> None:
    other = factories.NoticeFactory(key="open:x", kind="open")
    own = factories.NoticeFactory(owner=person, kind="told by nobody here", key="x")
    notices.tell(person, on=FRIDAY, at=AT)
    assert Notice.objects.filter(pk__in=[other.pk, own.pk]).count() == 2


def test_giving_what_somebody_gave_meanwhile_is_no_fault(person: User) -> None:
    factories.NoticeFactory(owner=person, key="open:a", text="First")
    notices.give(
        [Notice(owner=person, kind="open", key=key, text="Second", made_at=AT) for key in ("open:a", "open:b")]
    )
    assert dict(Notice.objects.values_list("key", "text")) == {"open:a": "First", "open:b": "Second"}


def test_a_long_text_is_cut(board: Board, person: User) -> None:
    long = notices.Told("open:long", "y" * 301, "/parcels/long/")
    notices.notices("open", "Parcels", readable=board.readable_open)(lambda person, on: [long])
    notices.tell(person, on=FRIDAY, at=AT)
    assert len(Notice.objects.get().text) == 300


def test_it_asks_as_often_for_two_hundred_as_for_ten(board: Board, person: User) -> None:
    counts = []
    for many in (10, 200):
        board.open = [f"{many}-{number}" for number in range(many)]
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            notices.tell(person, on=FRIDAY, at=AT)
            send(person)
        # SQLite takes a hundred rows or so at a time
        counts.append(sum(not query["sql"].startswith("INSERT") for query in queries.captured_queries))
    assert counts[0] == counts[1]
    assert len(mail.outbox) == 2


# --- reading -------------------------------------------------------------------------------------------------
def test_what_may_no_longer_be_read_is_neither_listed_nor_mailed(board: Board, person: User) -> None:
    board.secret = ["s"]
    notices.tell(person, on=FRIDAY, at=AT)
    assert keys(person) == ["open:a", "open:b", "secret:s"]
    assert [kind.name for kind in notices.kinds_for(person)] == ["open", "secret"]
    board.is_secret = True
    assert keys(person) == ["open:a", "open:b"]
    assert [kind.name for kind in notices.kinds_for(person)] == ["open"]
    assert send(person) is True
    assert "Letter" not in mail.outbox[0].body
    assert Notice.objects.get(key="secret:s").mailed_at is None


def test_a_kind_that_nobody_registers_is_read_by_nobody(board: Board, person: User) -> None:
    factories.NoticeFactory(owner=person, kind="forgotten")
    assert keys(person) == []


def test_nobody_marks_or_reads_anothers_notices(board: Board, person: User) -> None:
    other = factories.UserFactory()
    notices.tell(other, on=FRIDAY, at=AT)
    assert keys(person) == []
    assert notices.mark_read(by=person, chosen=Notice.objects.all(), at=AT) == 0
    assert Notice.objects.unread().count() == 2


def test_marking_twice_keeps_when_it_was_first_read(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    assert notices.mark_read(by=person, chosen=Notice.objects.all(), at=AT) == 2
    assert notices.mark_read(by=person, chosen=Notice.objects.all(), at=AT + timedelta(days=1)) == 0
    assert set(Notice.objects.values_list("read_at", flat=True)) == {AT}


def test_whoever_left_marks_nothing(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    person.is_active = False
    with pytest.raises(PermissionDenied):
        notices.mark_read(by=person, chosen=Notice.objects.all(), at=AT)


# --- mailing -------------------------------------------------------------------------------------------------
def test_the_e_mail_has_the_notices_under_their_headings_with_whole_addresses(
    board: Board, person: User, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://peel.example.test"
    board.secret = ["s & t"]
    notices.tell(person, on=FRIDAY, at=AT)
    assert send(person) is True
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ann@example.test"], "Peel: 3 notices, 1 June 2018")
    assert sent.body.splitlines() == [
        "You have 3 notices that you have not read.",
        "",
        "Parcels",
        "- Parcel a has come",
        "  https://peel.example.test/parcels/a/",
        "- Parcel b has come",
        "  https://peel.example.test/parcels/b/",
        "",
        "Letters",
        "- Letter s & t has come",
        "  https://peel.example.test/letters/s & t/",
        "",
        "All your notices: https://peel.example.test/notices/",
        "Enough of these? Say so.",
    ]


def test_a_long_heading_is_cut_and_says_where_the_rest_is(board: Board, person: User, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://peel.example.test"
    board.open = [f"{number:02}" for number in range(23)]
    notices.tell(person, on=FRIDAY, at=AT)
    send(person)
    lines = mail.outbox[0].body.splitlines()
    assert sum(line.startswith("- Parcel") for line in lines) == 20
    assert "- and 3 more: https://peel.example.test/notices/?kind=open" in lines


def test_nothing_is_mailed_twice_and_what_was_read_not_at_all(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    notices.mark_read(by=person, chosen=Notice.objects.filter(key="open:a"), at=AT)
    assert send(person) is True
    assert "Parcel a" not in mail.outbox[0].body
    assert send(person) is False
    assert len(mail.outbox) == 1


def test_only_what_was_made_by_the_day_is_mailed(board: Board, person: User) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    assert send(person, until=FRIDAY - timedelta(days=1)) is False
    assert mail.outbox == []


def test_what_could_not_be_sent_is_kept_for_the_next_time(
    board: Board, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.tell(person, on=FRIDAY, at=AT)
    marked_meanwhile: list[bool] = []

    def refuse(letter: Any) -> None:
        marked_meanwhile.append(Notice.objects.filter(mailed_at=None).exists())
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("core.notices.EmailMessage.send", refuse)
        with pytest.raises(ConnectionRefusedError):
            send(person)
    assert marked_meanwhile == [False]  # nobody else sends it in between
    assert Notice.objects.filter(mailed_at=None).count() == 2
    assert send(person) is True
    assert len(mail.outbox) == 1
