"""The thread of a finding, as each person may see it."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from findings.models import Finding, FindingKind
from findings.threads import AT_MOST, Thread
from forces.models import Force
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return factories.ForceFactory(slug="bedfordshire", code="BED", name="Bedfordshire")


def raised(force: Force, reference: str, **fields: Any) -> Finding:
    """Return a finding published in the March after its cycle's year."""
    year = int(reference.split("-")[1])
    inspection = fields.pop("inspection", None) or factories.InspectionFactory(
        force=force, cycle=factories.CycleFactory(first_year=year)
    )
    return factories.FindingFactory(
        reference=reference, inspection=inspection, force=force, raised_on=date(year + 1, 3, 2), **fields
    )


def seen(finding: Finding, user: User) -> Thread:
    """Return the thread of a finding as a person sees it."""
    user = User.objects.get(pk=user.pk)
    return Thread.of(Finding.objects.visible_to(user).select_related("cycle", "force").get(pk=finding.pk), user)


def references(thread: Thread) -> list[str]:
    return [finding.reference for finding in thread.findings]


@pytest.fixture
def bedfordshire(force: Force) -> list[Finding]:
    """Return three cycles of too few people in community teams."""
    found = [
        raised(force, "BED-2015-01", title="Resourcing of community teams", status="closed-superseded"),
        raised(force, "BED-2016-01", title="Community policing", kind=FindingKind.CAUSE_OF_CONCERN),
        raised(force, "BED-2017-01", title="Local teams"),
    ]
    factories.LineageFactory(earlier=found[0], later=found[1], kind="escalated", reason="Now serious.")
    factories.LineageFactory(earlier=found[1], later=found[2], kind="de-escalated", reason="It had eased.")
    return found


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_whole_thread_is_told_from_any_of_its_findings(bedfordshire: list[Finding], place: int) -> None:
    thread = seen(bedfordshire[place], factories.user(Role.AUDITOR))
    assert references(thread) == ["BED-2015-01", "BED-2016-01", "BED-2017-01"]
    assert [cycle.first_year for cycle in thread.cycles] == [2015, 2016, 2017]
    assert [row["is_here"] for row in thread.rows] == [number == place for number in range(3)]
    assert [[came["said"] for came in row["came"]] for row in thread.rows] == [
        [],
        ["escalated from"],
        ["de-escalated from"],
    ]
    assert [row["status"] for row in thread.rows] == ["Closed – superseded", "Open", "Open"]
    assert thread.description == (
        "3 findings from PEEL 2015 to PEEL 2017. BED-2015-01 escalated to BED-2016-01; "
        "BED-2016-01 de-escalated to BED-2017-01."
    )


def test_the_drawing_has_a_column_for_each_cycle_and_marks_the_finding_of_the_page(bedfordshire: list[Finding]) -> None:
    chart = seen(bedfordshire[1], factories.user(Role.AUDITOR)).chart
    assert [name for name, _x in chart.columns] == ["PEEL 2015", "PEEL 2016", "PEEL 2017"]
    assert [placed.box.marked for placed in chart.boxes] == [False, True, False]
    assert [arrow.label for arrow in chart.arrows] == ["escalated to", "de-escalated to"]
    assert (chart.boxes[1].box.note, chart.boxes[1].box.foot) == ("Cause of concern", "Open")


def test_two_findings_of_one_cycle_are_told_as_of_it(force: Force) -> None:
    one, two = raised(force, "BED-2017-01"), raised(force, "BED-2017-02")
    factories.LineageFactory(earlier=one, later=two, kind="merged")
    thread = seen(one, factories.user(Role.AUDITOR))
    assert thread.description == "2 findings of PEEL 2017. BED-2017-01 merged into BED-2017-02."


def test_a_finding_linked_to_nothing_stands_alone(force: Force, bedfordshire: list[Finding]) -> None:
    thread = seen(raised(force, "BED-2017-02"), factories.user(Role.AUDITOR))
    assert (references(thread), thread.is_alone) == (["BED-2017-02"], True)


@pytest.fixture
def hidden(force: Force, bedfordshire: list[Finding]) -> Finding:
    """Return a draft of an open inspection that says the last finding again, and was itself merged into another."""
    inspection = factories.InspectionFactory(open=True, force=force, cycle=factories.CycleFactory(first_year=2018))
    draft = raised(force, "BED-2018-01", inspection=inspection, status="draft", title="MARK-draft")
    beyond = raised(force, "BED-2018-02", title="Beyond it")
    factories.LineageFactory(earlier=bedfordshire[2], later=draft, reason="MARK-reason")
    factories.LineageFactory(earlier=draft, later=beyond, kind="merged")
    return draft


def test_a_draft_is_in_the_thread_for_those_who_may_read_it(bedfordshire: list[Finding], hidden: Finding) -> None:
    member = factories.AssignmentFactory(inspection=hidden.inspection).user
    for person in (member, factories.user(Role.MANAGER), factories.user(Role.AUDITOR)):
        assert references(seen(bedfordshire[0], person))[3:] == ["BED-2018-01", "BED-2018-02"]


def test_a_hidden_finding_in_the_middle_is_not_told_of_nor_what_hangs_on_it_alone(
    force: Force, bedfordshire: list[Finding], hidden: Finding, client: Client
) -> None:
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=force)
    contact = factories.ForceContactFactory(force=force).user
    elsewhere = factories.user(Role.INSPECTOR)
    for person in (barred, contact, elsewhere, factories.user(Role.ADMINISTRATOR)):
        thread = seen(bedfordshire[0], person)
        assert references(thread) == ["BED-2015-01", "BED-2016-01", "BED-2017-01"]
        assert seen(Finding.objects.get(reference="BED-2018-02"), person).is_alone
        client.force_login(person)
        for reference in ("BED-2015-01", "BED-2017-01", "BED-2018-02"):
            page = client.get(f"/findings/{reference}/").content.decode()
            assert "MARK-" not in page
            assert "BED-2018-01" not in page


def test_a_draft_that_was_taken_back_is_in_no_thread(bedfordshire: list[Finding], hidden: Finding) -> None:
    Finding.objects.filter(pk=hidden.pk).update(status="closed-no-longer-relevant")
    assert references(seen(bedfordshire[0], factories.user(Role.MANAGER))) == [
        "BED-2015-01",
        "BED-2016-01",
        "BED-2017-01",
    ]


def test_an_instance_in_another_force_is_named_with_its_force(force: Force) -> None:
    kent = factories.ForceFactory(name="Kent")
    national = factories.NationalFactory()
    one = raised(force, "BED-2017-01", national=national)
    other = raised(kent, "KEN-2017-01", national=national)
    factories.LineageFactory(earlier=one, later=other)
    rows = seen(one, factories.user(Role.AUDITOR)).rows
    assert [row["note"] for row in rows] == ["Area for improvement", "Area for improvement, Kent"]


def test_a_very_long_thread_is_cut_to_the_nearest(force: Force) -> None:
    chain = [raised(force, f"BED-2017-{number:02d}") for number in range(AT_MOST + 3)]
    for earlier, later in itertools.pairwise(chain):
        factories.LineageFactory(earlier=earlier, later=later)
    thread = seen(chain[0], factories.user(Role.AUDITOR))
    assert (len(thread.findings), thread.is_cut) == (AT_MOST, True)
    assert references(thread)[-1] == f"BED-2017-{AT_MOST - 1:02d}"


def test_a_thread_costs_two_queries_and_a_finding_alone_one(
    force: Force, bedfordshire: list[Finding], django_assert_num_queries: Any
) -> None:
    user = factories.user(Role.ADMINISTRATOR)
    with django_assert_num_queries(2):
        Thread.of(bedfordshire[0], user)
    alone = raised(force, "BED-2017-02")
    with django_assert_num_queries(1):
        Thread.of(alone, user)
