"""The response of a local policing body to a report: when it is due, what is recorded of it, who reads it."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core.actions import Stale
from findings.actions import body_responses
from findings.actions.body_responses import Answer
from findings.models import BodyResponse, BodyResponseItem, Finding
from inspections.models import Inspection
from reports.home import sections
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)
URL = "/findings/responses/BED-2017-E/"


@pytest.fixture
def inspection() -> Inspection:
    """Return a report published on 22 March 2018 with two findings."""
    made: Inspection = factories.InspectionFactory(reference="BED-2017-E", force__name="Bedfordshire")
    for number in (1, 2):
        factories.FindingFactory(reference=f"BED-2017-0{number}", inspection=made)
    return made


def record(by: User, inspection: Inspection, **changed: Any) -> BodyResponse:
    """Record a response received on 10 May 2018."""
    given: dict[str, Any] = {
        "by": by,
        "inspection": inspection,
        "version": 0,
        "on": TODAY,
        "body": "The commissioner",
        "received_on": date(2018, 5, 10),
        "published_on": None,
        "address": "",
        "note": "",
    }
    return body_responses.record(**{**given, **changed})


def table(response: Any) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_list_has_each_report_with_findings_and_its_last_day(
    inspection: Inspection, auditor: User, client: Client
) -> None:
    factories.InspectionFactory()  # raised nothing
    factories.FindingFactory(inspection=factories.InspectionFactory(open=True), status="draft")
    factories.FindingFactory(inspection=factories.InspectionFactory(published_on=None))  # its day is not held
    client.force_login(auditor)
    (row,) = table(client.get("/findings/responses/?format=csv"))
    assert (row["inspection"], row["published_on"], row["due_on"], row["state"]) == (
        "BED-2017-E",
        "2018-03-22",
        "2018-05-16",
        "overdue",
    )


def test_the_list_is_filtered_by_state_and_by_force(auditor: User, manager: User, client: Client) -> None:
    days = {"AWA": date(2018, 4, 7), "OVE": date(2018, 4, 6), "REC": date(2018, 3, 1), "PUB": date(2018, 3, 1)}
    held = {code: factories.InspectionFactory(reference=code, published_on=day) for code, day in days.items()}
    for one in held.values():
        factories.FindingFactory(inspection=one)
    record(manager, held["REC"])
    record(manager, held["PUB"], published_on=date(2018, 5, 12))
    client.force_login(auditor)
    for state, code in (("awaited", "AWA"), ("overdue", "OVE"), ("received", "REC"), ("published", "PUB")):
        rows = table(client.get(f"/findings/responses/?state={state}&format=csv"))
        assert [(row["inspection"], row["state"]) for row in rows] == [(code, state)]
    slug = held["PUB"].force.slug
    assert [r["inspection"] for r in table(client.get(f"/findings/responses/?force={slug}&format=csv"))] == ["PUB"]


def test_the_page_says_when_it_was_due_and_by_how_much_it_was_late(
    inspection: Inspection, manager: User, client: Client
) -> None:
    record(manager, inspection, published_on=date(2018, 5, 18), address="https://example.test/response")
    client.force_login(factories.ForceContactFactory().user)
    page = client.get(URL).content.decode()
    for words in ("16 May 2018, the last of 56 days", "18 May 2018, 2 days late", "https://example.test/response"):
        assert words in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_record_a_response(inspection: Inspection, role: Role, client: Client) -> None:
    client.force_login(factories.user(role))
    assert "Record the response" in client.get(URL).content.decode()
    assert client.get(f"{URL}answers/").status_code == 404
    day = {"received_on-day": "10", "received_on-month": "5", "received_on-year": "2018"}
    data = {"version": 0, "body": "The commissioner", "note": "By post", "address": "", **day}
    assert client.post(f"{URL}record/", data)["Location"] == URL
    held = BodyResponse.objects.get()
    assert (held.body, held.received_on, held.note, held.due_on) == (
        "The commissioner",
        date(2018, 5, 10),
        "By post",
        date(2018, 5, 16),
    )
    assert "The commissioner" in client.get(f"{URL}record/").content.decode()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.FORCE_CONTACT])
def test_nobody_else_does(inspection: Inspection, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        record(factories.user(role), inspection)


def test_whoever_is_barred_records_nothing(inspection: Inspection, manager: User) -> None:
    factories.BarFactory(user=manager, force=inspection.force)
    with pytest.raises(PermissionDenied, match="not barred"):
        record(manager, inspection)


def test_a_report_without_findings_has_no_response(manager: User) -> None:
    with pytest.raises(ValidationError, match="no published findings"):
        record(manager, factories.InspectionFactory())


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2018, 6, 2), "still to come"), (date(2018, 3, 21), "before the report was published")],
)
def test_a_day_before_the_report_or_to_come_is_refused(
    inspection: Inspection, manager: User, day: date, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        record(manager, inspection, received_on=day)


def test_two_who_begin_it_make_one_and_the_second_is_told(inspection: Inspection, manager: User) -> None:
    record(manager, inspection)
    with pytest.raises(Stale):
        record(manager, inspection)
    assert record(manager, inspection, version=1, body="The mayor").body == "The mayor"
    assert BodyResponse.objects.count() == 1


def answers(**said: tuple[str, str]) -> dict[Finding, Answer]:
    """Return answers by the number of the finding: `f1=("action", "Done.")`."""
    return {Finding.objects.get(reference=f"BED-2017-0{key[1:]}"): Answer(*value) for key, value in said.items()}


def test_each_finding_gets_its_action_or_the_reason_for_none(inspection: Inspection, manager: User) -> None:
    held = record(manager, inspection)
    body_responses.answer(
        by=manager, held=held, version=1, answers=answers(f1=("action", "Money."), f2=("no-action", "Not ours."))
    )
    assert list(held.items.values_list("answer", "text")) == [("action", "Money."), ("no-action", "Not ours.")]
    body_responses.answer(by=manager, held=held, version=2, answers=answers(f1=("action", "More money."), f2=("", "")))
    assert list(held.items.values_list("answer", "text")) == [("action", "More money.")]
    assert BodyResponseItem.history.filter(history_user=manager).count() == 4


def test_an_answer_has_its_words_and_words_have_their_answer(inspection: Inspection, manager: User) -> None:
    held = record(manager, inspection)
    one, two = Finding.objects.order_by("reference")
    with pytest.raises(ValidationError) as error:
        body_responses.answer(by=manager, held=held, version=1, answers=answers(f1=("action", ""), f2=("", "Words")))
    assert set(error.value.error_dict) == {f"text-{one.pk}", f"answer-{two.pk}"}
    factories.BarFactory(user=manager, force=inspection.force)
    with pytest.raises(PermissionDenied):
        body_responses.answer(by=manager, held=held, version=1, answers={})


def test_a_stale_form_shows_the_answers_recorded_meanwhile_and_keeps_what_was_typed(
    inspection: Inspection, manager: User, client: Client
) -> None:
    held = record(manager, inspection)
    colleague = factories.UserFactory(role=Role.MANAGER, name="A colleague")
    client.force_login(manager)
    one, two = Finding.objects.order_by("reference")
    page = client.get(f"{URL}answers/").content.decode()
    assert "What does it say of BED-2017-01?" in page
    body_responses.answer(by=colleague, held=held, version=1, answers=answers(f1=("action", "A new team.")))
    data = {f"answer-{one.pk}": "no-action", f"text-{one.pk}": "Typed by me", f"answer-{two.pk}": "nothing"}
    response = client.post(f"{URL}answers/", {"version": 1, **data})
    text = response.content.decode()
    assert response.status_code == 409
    for words in ("Action: A new team.", "A colleague", "Typed by me"):
        assert words in text
    assert client.post(f"{URL}answers/", {"version": 2, **data})["Location"] == URL
    assert held.items.get().text == "Typed by me"


def test_what_a_body_says_is_for_everybody_once_it_is_published(
    inspection: Inspection, manager: User, client: Client
) -> None:
    held = record(manager, inspection, note="Said on the telephone")
    body_responses.answer(by=manager, held=held, version=1, answers=answers(f1=("action", "A new team.")))
    contact = factories.ForceContactFactory(force=inspection.force).user
    barred = factories.BarFactory(force=inspection.force).user
    for person in (contact, barred):
        client.force_login(person)
        page = client.get(URL).content.decode()
        assert "A new team." not in page
        assert "once the body has published it" in page
    client.force_login(factories.user(Role.INSPECTOR))
    assert "A new team." in client.get(URL).content.decode()
    BodyResponse.objects.update(published_on=date(2018, 5, 12))
    for person in (contact, barred):
        client.force_login(User.objects.get(pk=person.pk))
        page = client.get(URL).content.decode()
        assert "A new team." in page
        assert "Said on the telephone" not in page


def test_its_history_says_who_changed_it_and_there_is_none_before(
    inspection: Inspection, manager: User, client: Client
) -> None:
    client.force_login(manager)
    assert client.get(f"{URL}history/").status_code == 404
    held = record(manager, inspection)
    body_responses.answer(by=manager, held=held, version=1, answers=answers(f1=("action", "Money.")))
    body_responses.answer(by=manager, held=held, version=2, answers=answers(f1=("action", "More money.")))
    page = client.get(f"{URL}history/").content.decode()
    for words in (manager.name, "BED-2017-01: text", "More money."):
        assert words in page


def test_a_manager_finds_overdue_responses_at_home(inspection: Inspection, manager: User) -> None:
    def overdue() -> list[str]:
        section = next(s for s in sections(manager, TODAY) if s.title.endswith("overdue"))
        return [f"{item.text}, {item.note}" for item in section.items]

    assert overdue() == ["BED-2017-E: Bedfordshire, due 16 May 2018"]
    record(manager, inspection)
    assert overdue() == []
