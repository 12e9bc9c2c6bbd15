"""Every address, as everybody: the table of who sees what, computed in tests/access.py; and looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client

from accounts.backends import permissions_of_group
from accounts.models import AccessKind, AccessLog
from findings.models.findings import FindingQuerySet
from forces.models import Force
from tests import access
from tests.access import Place
from tests.world import Person, Subject, World

READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
LOGS = ('"accounts_accesslog"', '"django_session"')


def client_of(world: World, person: Person) -> Client:
    """Return a client signed in as a person."""
    client = Client(raise_request_exception=True)
    client.force_login(world.user(person.name))
    return client


def body(response: Any) -> str:
    """Return what was answered, streamed or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode("utf-8", "replace"))


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the statements that do more than read; the access log and sessions aside."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.lstrip("( \n").upper().startswith(READING) and not any(log in sql for log in LOGS):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def told_too_much(world: World, person: Person, text: str) -> list[str]:
    """Return the marks in a text that this person may not read."""
    return sorted({s.mark for s in world.subjects if s.mark and s.mark in text and not access.MARKS[s.kind](person, s)})


def asked(world: World, person: Person, client: Client, name: str, place: Place, subject: Subject) -> Iterator[str]:
    """Ask one page, and its file, as one person; yield what is not as the table says."""
    url = access.address(name, subject)
    for query in ("", "?format=csv") if place.is_table else ("",):
        with written() as writes:
            response = client.get(url + query)
            text = body(response)
        expected = place.expected(person, subject)
        if place.post_only:
            expected = 405 if person.role in place.roles else 403
        yield from (f"{person.name}: GET {url}{query} wrote: {sql}" for sql in writes)
        if response.status_code != expected:
            yield f"{person.name}: GET {url}{query} answered {response.status_code}, not {expected}"
        elif response.status_code == 200:
            yield from (f"{person.name}: GET {url}{query} tells {m}" for m in told_too_much(world, person, text))


def posted(person: Person, client: Client, name: str, place: Place, subject: Subject) -> Iterator[str]:
    """Send an empty form as one person: refused as the table says, or taken as a form and never as a fault."""
    url = access.address(name, subject)
    expected = place.expected(person, subject)
    with transaction.atomic():
        response = client.post(url, {})
        transaction.set_rollback(True)
    refused = {403, 404}
    # 405: a lead reads others' files and sends nothing; 409: the record's state has passed it by
    taken = {302, 200, 400, 405, 409, 422} if expected not in refused else {expected}
    if expected == 403 and person.role in place.roles:
        taken.add(422)  # an empty form may be found empty before its record is looked at
    if response.status_code not in taken:
        yield f"{person.name}: POST {url} answered {response.status_code}; the table says {expected}"


def mismatches(world: World, names: set[str] | None = None) -> list[str]:
    """Ask everything as everybody and return what is not as the table says."""
    found: list[str] = []
    sent = access.sent_documents()
    for person in world.people.values():
        client = client_of(world, person)
        for name, place in access.live().items():
            if names and name not in names:
                continue
            for subject in place.targets(world):
                found += asked(world, person, client, name, place, subject)
                if place.page == "form" or place.post_only or name in sent:
                    found += posted(person, client, name, place, subject)
    return found


def test_every_address_has_its_place_in_the_table() -> None:
    assert access.unplaced() == []


def test_every_name_in_the_table_is_an_address() -> None:
    assert sorted(set(access.PLACES) - set(access.live())) == []


@pytest.fixture
def permissions_put_back() -> Iterator[None]:
    """Forget what a test changed, as the database does."""
    yield
    permissions_of_group.cache_clear()


@pytest.mark.usefixtures("permissions_put_back")
def test_a_permission_given_to_the_wrong_role_is_seen(world: World) -> None:
    contacts = Group.objects.get(name="force contact")
    contacts.permissions.add(Permission.objects.get(codename="read_history"))
    found = mismatches(world, {"findings:history"})
    assert "contact of first: GET /findings/FIR-2017-01/history/ answered 200, not 403" in found


@pytest.mark.usefixtures("permissions_put_back")
def test_a_permission_taken_from_the_right_role_is_seen(world: World) -> None:
    auditors = Group.objects.get(name="auditor")
    auditors.permissions.remove(Permission.objects.get(codename="read_findings"))
    assert "auditor: GET /findings/ answered 403, not 200" in mismatches(world, {"findings:list"})


def test_rows_that_stop_asking_who_is_looking_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = FindingQuerySet.readable_by

    def readable_by(self: FindingQuerySet, user: Any) -> FindingQuerySet:
        return everything(self, world.user("manager"))

    monkeypatch.setattr(FindingQuerySet, "readable_by", readable_by)
    found = mismatches(world, {"findings:list", "findings:detail"})
    assert "manager barred: GET /findings/FIR-2018-01/ answered 200, not 404" in found
    assert "contact of first: GET /findings/?format=csv tells MARK-finding-FIR-2018-E" in found


def test_a_get_that_writes_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    readable = FindingQuerySet.readable_by

    def readable_by(self: FindingQuerySet, user: Any) -> FindingQuerySet:
        Force.objects.filter(slug="first").update(name="First")
        return readable(self, user)

    monkeypatch.setattr(FindingQuerySet, "readable_by", readable_by)
    [first, *_] = mismatches(world, {"findings:list"})
    assert first.startswith("inspector on the team: GET /findings/ wrote: UPDATE ")


LISTED = {  # what each list is to show of the small world, and to whom
    "/findings/?format=csv": ("finding", access.reads_contents),
    "/findings/observations/?format=csv": ("observation", access.reads_contents),
    "/search/?q=MARK": ("finding", access.reads_contents),
    "/file-reviews/?format=csv": ("exercise", access.reads_contents),
    "/collections/spring-2018/uploads/?format=csv": ("upload", access.reads_upload),
    "/collections/spring-2018/queries/?format=csv": ("query", access.reads_return),
}


@pytest.mark.parametrize("url", LISTED)
def test_a_list_shows_each_person_every_row_they_may_see_and_no_other(world: World, url: str) -> None:
    kind, rule = LISTED[url]
    for person in world.people.values():
        text = body(client_of(world, person).get(url))
        theirs = {s.mark for s in world.of(kind) if rule(person, s)}
        assert {s.mark for s in world.of(kind) if s.mark in text} == theirs, person.name


def test_a_measure_shows_each_person_every_figure_they_may_see_and_no_other(world: World) -> None:
    for person in world.people.values():
        client = client_of(world, person)
        text = "".join(
            body(client.get(f"/measures/recorded-crime/?format=csv&period=year-to-{year}-12")) for year in (2016, 2017)
        )
        theirs = {s.mark for s in world.of("value") if access.reads_value(person, s)}
        assert {s.mark for s in world.of("value") if s.mark in text} == theirs, person.name


def test_a_board_shows_a_contact_their_own_force_and_hides_a_barred_one(world: World) -> None:
    for person in world.people.values():
        lines = body(client_of(world, person).get("/collections/spring-2018/?format=csv")).splitlines()[1:]
        theirs = {s.force for s in world.of("force") if access.reads_return(person, s)}
        assert {line.split(" ")[0].lower() for line in lines} == theirs, person.name


STATUSES = {  # the status of FIR-2017-01, moved by the open inspection of the force
    "inspector on the team": "awaiting verification",
    "inspector elsewhere": "open",
    "inspector barred": "open",
    "manager": "awaiting verification",
    "manager leading": "awaiting verification",
    "manager barred": "open",
    "administrator": "open",
    "administrator barred": "open",
    "contact of first": "open",
    "contact of second": "open",
    "auditor": "awaiting verification",
    "auditor barred": "open",
}


def test_a_status_that_unpublished_work_set_is_told_to_those_who_read_that_work(world: World) -> None:
    for name, status in STATUSES.items():
        text = body(client_of(world, world.people[name]).get("/findings/?format=csv&q=FIR-2017-01"))
        assert status in text.splitlines()[1], name


def test_a_history_does_not_tell_what_unpublished_work_did(world: World) -> None:
    for name, status in STATUSES.items():
        client = client_of(world, world.people[name])
        response = client.get("/findings/FIR-2017-01/history/")
        if response.status_code == 200:
            assert ("Awaiting verification" in body(response)) == (status == "awaiting verification"), name


def test_the_admin_is_for_administrators(world: World) -> None:
    for person in world.people.values():
        client = client_of(world, person)
        for name, pattern in access.patterns():
            if not access.is_admin(name) or pattern.pattern.regex.groups or name in {"admin:login", "admin:logout"}:
                continue
            url = access.address(name, Subject("", ()))
            response = client.get(url)
            if person.role == "administrator":
                assert response.status_code < 500, (person.name, url)
            else:
                assert response.status_code in {302, 403}, (person.name, url)


def test_no_case_record_is_in_the_admin() -> None:
    from django.contrib import admin

    case = {"inspections.inspection", "inspections.judgment", "inspections.exercise", "inspections.reviewfile",
            "inspections.answer", "findings.finding", "findings.event", "findings.lineage"}  # fmt: skip
    assert not case & {model._meta.label_lower for model in admin.site._registry}


def test_nobody_in_daily_use_is_a_superuser(world: World) -> None:
    assert not any(getattr(person.user, "is_superuser", False) for person in world.people.values())


def test_a_refusal_is_logged_with_who_was_refused(world: World) -> None:
    client_of(world, world.people["contact of first"]).get("/findings/FIR-2017-01/history/")
    entry = AccessLog.objects.filter(kind=AccessKind.REFUSAL).latest("pk")
    assert (entry.by.name, entry.what) == ("Contact of first", "GET /findings/FIR-2017-01/history/")
