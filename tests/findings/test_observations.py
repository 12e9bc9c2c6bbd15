"""Observations: who records and edits them, who reads them, and that nothing counts them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from findings.actions import observations
from findings.models import Observation
from inspections.models import Inspection
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> Inspection:
    """Return an inspection whose report is out, with one question."""
    force = factories.ForceFactory(slug="kent", name="Kent", code="KEN")
    inspection: Inspection = factories.InspectionFactory(reference="KEN-2017-E", force=force)
    factories.QuestionFactory(framework=inspection.framework, slug="prevention", title="Preventing crime")
    return inspection


@pytest.fixture
def under_way(published: Inspection) -> Inspection:
    """Return the force's inspection of the next year."""
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    inspection: Inspection = factories.InspectionFactory(
        reference="KEN-2018-E", force=published.force, framework=framework, open=True
    )
    return inspection


def record(by: User, inspection: Inspection, **changed: Any) -> Observation:
    """Record a piece of advice."""
    given = {"kind": "advice", "question": None, "text": "It could tell its neighbours.", "source": "p. 9"}
    return observations.record(by=by, inspection=inspection, at=clock.now(), **{**given, **changed})


def edit(by: User, observation: Observation, **changed: Any) -> Observation:
    """Put an observation in better words."""
    given = {
        "version": None, "kind": "innovative-practice", "question": None, "text": "It tells its neighbours.",
        "source": "p. 10", "reason": "Read again",
    }  # fmt: skip
    return observations.edit(by=by, observation=observation, **{**given, **changed})


def test_the_team_and_managers_record_before_and_after_publication(
    published: Inspection, under_way: Inspection, manager: User
) -> None:
    for inspection in (published, under_way):
        member = factories.AssignmentFactory(inspection=inspection).user
        for person in (member, manager):
            made = record(person, inspection)
            assert (made.recorded_by, str(made.recorded_on)) == (person, "2018-06-01")
            assert made.history.get().history_user == person


def test_others_and_the_barred_are_refused(published: Inspection) -> None:
    held = factories.ObservationFactory(inspection=published)
    barred_member = factories.AssignmentFactory(inspection=published).user
    factories.BarFactory(user=barred_member, force=published.force)
    barred_manager = factories.BarFactory(user__role=Role.MANAGER, force=published.force).user
    others = [factories.user(role) for role in Role if role != Role.MANAGER]
    for person in (barred_member, barred_manager, *others):
        with pytest.raises(PermissionDenied):
            record(person, published)
        with pytest.raises(PermissionDenied):
            edit(person, held)


def test_the_question_is_one_of_the_inspections_framework(
    published: Inspection, under_way: Inspection, manager: User
) -> None:
    question = published.framework.questions.get()  # type: ignore[union-attr]
    assert record(manager, published, question=question).question == question
    with pytest.raises(ValidationError, match="this inspection’s framework"):
        record(manager, under_way, question=question)


def test_an_edit_has_its_history_and_a_stale_one_is_refused(published: Inspection, manager: User) -> None:
    held = record(manager, published)
    edited = edit(manager, held, version=1)
    assert (edited.kind, edited.text, edited.source) == ("innovative-practice", "It tells its neighbours.", "p. 10")
    assert (edited.version, edited.history.first().history_change_reason) == (2, "Read again")
    with pytest.raises(Stale) as refused:
        edit(manager, held, version=1)
    assert "It could tell its neighbours." in {change.before for change in refused.value.changes}


def test_those_of_an_unpublished_inspection_are_read_by_those_who_read_it(under_way: Inspection) -> None:
    held = factories.ObservationFactory(inspection=under_way)
    member = factories.AssignmentFactory(inspection=under_way).user
    contact = factories.ForceContactFactory(force=under_way.force).user
    barred = factories.BarFactory(user__role=Role.MANAGER, force=under_way.force).user
    people = [member, factories.user(Role.AUDITOR), factories.user(Role.INSPECTOR), contact, barred]
    assert [held in Observation.objects.visible_to(person) for person in people] == [True, True, False, False, False]
    Inspection.objects.filter(pk=under_way.pk).update(stage="published")
    for person in people:
        fresh = User.objects.get(pk=person.pk)
        assert held in Observation.objects.visible_to(fresh)


def table(client: Client, query: str) -> list[dict[str, str]]:
    """Return the list as a file gives it."""
    response = client.get(f"/findings/observations/?format=csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["one", "two"]),
        ("&force=kent", ["one"]),
        ("&cycle=2016", ["two"]),
        ("&question=prevention", ["one"]),
        ("&kind=promising-practice", ["two"]),
        ("&q=KEN-2017+one", ["one"]),
        ("&q=neither", []),
        ("&sort=-inspection", ["two", "one"]),
    ],
)
def test_the_list_is_filtered_by_its_address(
    published: Inspection, auditor: User, client: Client, query: str, shown: list[str]
) -> None:
    question = published.framework.questions.get()  # type: ignore[union-attr]
    factories.ObservationFactory(inspection=published, text="one", question=question)
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2016))
    other = factories.InspectionFactory(reference="SUS-2016-E", framework=framework)
    factories.ObservationFactory(inspection=other, text="two", kind="promising-practice")
    client.force_login(auditor)
    assert [row["text"] for row in table(client, query)] == shown
    page = client.get("/findings/observations/").content.decode()
    assert "These are no findings" in page
    assert "are in no count of findings" in page


def test_they_are_recorded_and_edited_from_the_inspections_page(
    published: Inspection, manager: User, client: Client
) -> None:
    client.force_login(manager)
    page = client.get("/inspections/KEN-2017-E/").content.decode()
    assert "Observations, which are not findings" in page
    assert 'href="/findings/observations/new/KEN-2017-E/"' in page
    data = {"kind": "advice", "question": "", "text": "It could tell its neighbours.", "source": "p. 9"}
    made = client.post("/findings/observations/new/KEN-2017-E/", data)
    assert made.headers["Location"] == "/inspections/KEN-2017-E/#observations"
    held = Observation.objects.get()
    url = f"/findings/observations/{held.pk}/edit/"
    assert f'href="{url}"' in client.get("/inspections/KEN-2017-E/").content.decode()
    assert "It could tell its neighbours." in client.get(url).content.decode()
    assert client.post(url, {**data, "version": "1", "text": "Changed."}).status_code == 302
    stale = client.post(url, {**data, "version": "1", "text": "What the other one typed."})
    assert stale.status_code == 409
    assert "What the other one typed." in stale.content.decode()
    history = client.get(f"/findings/observations/{held.pk}/history/").content.decode()
    assert "Changed." in history


def test_the_inspections_page_shows_the_first_25_and_leads_to_all(
    published: Inspection, auditor: User, client: Client
) -> None:
    factories.ObservationFactory.create_batch(26, inspection=published, text="It could tell its neighbours.")
    client.force_login(auditor)
    page = client.get("/inspections/KEN-2017-E/").content.decode()
    assert page.count("It could tell its neighbours.") == 25
    assert "/findings/observations/?force=kent&amp;cycle=2017" in page.replace("&cycle", "&amp;cycle")
    assert "Record an observation" not in page


PAGES = ["/", "/findings/", "/findings/?format=csv", "/forces/kent/", "/forces/kent/follow-up/", "/inspections/",
         "/findings/national/", "/findings/numbers/", "/findings/numbers/?format=csv", "/findings/recurring/",
         "/search/?q=neighbours"]  # fmt: skip


def test_nothing_counts_them(published: Inspection, under_way: Inspection, manager: User, client: Client) -> None:
    factories.FindingFactory(inspection=published, reference="KEN-2017-01")
    client.force_login(manager)

    def read() -> list[str]:
        """Return what every page that counts findings says; the forms' tokens change each time."""
        answers = [client.get(url) for url in PAGES]
        bodies = [b"".join(a.streaming_content) if a.streaming else a.content for a in answers]  # type: ignore[attr-defined]
        return ["\n".join(line for line in b.decode().splitlines() if "csrf" not in line) for b in bodies]

    before = read()
    for inspection in (published, under_way):
        record(manager, inspection)
    assert read() == before
    page = client.get("/inspections/KEN-2018-E/").content.decode()
    assert "0 of 1 earlier findings followed up" in page
    assert "0 raised" in page
