"""A force's profile: judgments across cycles, open findings by age, inspections."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from accounts.models import Role, User
from findings.models import FindingKind, Status
from forces.models import Force
from inspections.rules.grades import Key
from reports import grades
from reports.demonstration import reference
from reports.steps import Step, steps_of
from reports.views.force_profile import ages, years_open
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(sign_in, inspector: User) -> Client:
    """Return a signed-in client."""
    return sign_in(inspector)


def test_judgments_go_across_the_cycles_as_steps(reader):
    reference.load()
    response = reader.get("/forces/bedfordshire/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    overall = [
        (row["cycle"], row["grade"], row["last_inspected"])
        for row in rows
        if (row["question"], row["pillar"]) == ("overall", "Effectiveness")
    ]
    assert overall == [
        ("2015", "requires improvement", "2015"),
        ("2016", "inadequate", "2016"),
        ("2017", "requires improvement", "2017"),
        ("2018-19", "requires improvement", "2017"),
    ]
    (prevention,) = [row for row in rows if (row["question"], row["cycle"]) == ("prevention", "2018-19")]
    assert (prevention["grade"], prevention["last_inspected"], prevention["carried_over"]) == (
        "requires improvement",
        "2017",
        "yes",
    )


def test_what_stands_today_comes_from_the_latest_framework_that_asks(reader):
    reference.load()
    editions = grades.editions()
    assert steps_by_slug("norfolk", editions)["overall"].now.grade == "not held"
    steps = steps_by_slug("greater-manchester", editions)
    assert (
        steps["serious-and-organised-crime"].now.grade,
        steps["serious-and-organised-crime"].now.last_inspected,
    ) == (
        "outstanding",
        2016,
    )
    assert "2016, grade not held" in reader.get("/forces/greater-manchester/").content.decode()


def steps_by_slug(slug: str, editions: dict[Key, grades.Edition]) -> dict[str, Step]:
    """Return a force's steps on the demonstration's day."""
    steps, _ = steps_of(Force.objects.get(slug=slug), editions, date(2018, 6, 1))
    return {step.slug: step for step in reversed(steps)}  # of the overall ones, effectiveness


def test_open_findings_are_counted_by_the_cycle_that_raised_them_and_lead_to_the_register(reader, inspector):
    kent = factories.ForceFactory(name="Kent", slug="kent")
    for year, kind, status in (
        (2015, FindingKind.CAUSE_OF_CONCERN, Status.IN_PROGRESS),
        (2015, FindingKind.AREA_FOR_IMPROVEMENT, Status.CLOSED_ACHIEVED),
        (2017, FindingKind.AREA_FOR_IMPROVEMENT, Status.OPEN),
        (2017, FindingKind.RECOMMENDATION, Status.AWAITING_VERIFICATION),
    ):
        framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=year))
        inspection, _ = kent.inspections.get_or_create(
            reference=f"KEN-{year}-E",
            defaults={"framework": framework, "cycle": framework.cycle, "kind": "peel", "stage": "published"},
        )
        factories.FindingFactory(inspection=inspection, kind=kind, status=status, raised_on=date(year + 1, 2, 1))
    factories.FindingFactory()
    page = reader.get("/forces/kent/").content.decode()
    aged = ages(kent, inspector, date(2018, 6, 1))
    found = [
        (row["cycle__slug"], row["cause_of_concern"], row["area_for_improvement"], row["recommendation"], row["total"])
        for row in aged
    ]
    assert found == [("2015", 1, 0, 0, 1), ("2017", 0, 1, 1, 2)]
    assert [row["open_for"] for row in aged] == ["more than 2 years", "less than a year"]
    assert "/findings/?force=kent&amp;status=not-closed&amp;cycle=2015" in page
    assert len(rows_of(reader, "/findings/?force=kent&status=not-closed&format=csv")) == 3


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of the register that a link of the profile leads to."""
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))  # type: ignore[attr-defined]


def test_a_finding_counts_by_the_status_its_reader_may_see(sign_in):
    """Closed by an inspection that is not published yet: the force still sees it open."""
    contact = factories.user(Role.FORCE_CONTACT)
    force = contact.force_contact.force
    inspection = factories.InspectionFactory(force=force)
    factories.FindingFactory(inspection=inspection, status=Status.CLOSED_ACHIEVED, published_status=Status.OPEN)
    assert "1 open finding in the register" in sign_in(contact).get(force.get_absolute_url()).content.decode()


def test_a_force_contact_sees_published_inspections_only(sign_in):
    contact = factories.user(Role.FORCE_CONTACT)
    force = contact.force_contact.force
    factories.InspectionFactory(force=force, reference="OWN-2017-E")
    factories.InspectionFactory(force=force, reference="OWN-2018-E", open=True)
    page = sign_in(contact).get(force.get_absolute_url()).content.decode()
    assert "OWN-2017-E" in page
    assert "OWN-2018-E" not in page


def test_a_force_outside_the_inspections_has_a_profile_without_judgments(reader):
    factories.ForceFactory(name="British Transport Police", slug="british-transport-police", is_in_scope=False)
    page = reader.get("/forces/british-transport-police/").content.decode()
    assert "is not one of the forces inspected in PEEL" in page
    assert "/findings/?force=" not in page  # the register offers the forces that are inspected
    assert reader.get("/forces/atlantis/").status_code == 404


def test_the_history_tab_shows_a_change_to_the_force(sign_in, manager):
    force = factories.ForceFactory(name="Kent", slug="kent")
    force.official_name = "Kent Constabulary"
    force.save()
    page = sign_in(manager).get("/forces/kent/history/").content.decode()
    assert "Kent Police" in page
    assert "Kent Constabulary" in page


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2018, 5, 31), "less than a year"),
        (date(2017, 6, 2), "less than a year"),
        (date(2017, 6, 1), "more than 1 year"),
        (date(2016, 2, 18), "more than 2 years"),
    ],
)
def test_an_age_is_told_in_whole_years(since, words):
    assert years_open(since, date(2018, 6, 1)) == words
