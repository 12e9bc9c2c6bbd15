"""What the demonstration holds about Bedfordshire, and that loading it again changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from core import clock
from findings.actions import verifications
from findings.models import Event, Finding, Lineage
from forces.models import Force, Return, Vintage
from inspections import gaps
from inspections.models import Exercise, Inspection
from reports.demonstration import load
from reports.follow_up import Grid
from reports.gates import Facts
from reports.gates.registry import GATES
from reports.home import sections
from reports.models import AccuracyCheck
from tests import factories

pytestmark = pytest.mark.django_db
People = dict[str, User]


def test_loading_it_again_changes_nothing(people: People) -> None:
    before = {model: model._default_manager.count() for model in apps.get_models()}
    load.load()
    after = {model: model._default_manager.count() for model in apps.get_models()}
    assert after == before


def test_bedfordshire_2017_raised_fourteen_areas_for_improvement_and_no_cause_of_concern(people: People) -> None:
    raised = Finding.objects.filter(inspection__reference="BED-2017-E")
    by_question = [
        raised.filter(question__slug=slug).count()
        for slug in ("prevention", "investigation", "vulnerability", "serious-and-organised-crime")
    ]
    assert by_question == [4, 3, 5, 2]
    assert set(raised.values_list("kind", flat=True)) == {"area-for-improvement"}
    assert list(raised.values_list("reference", flat=True)) == [f"BED-2017-{n:02d}" for n in range(1, 15)]


def test_community_policing_is_one_thread_from_2015_to_2017(people: People) -> None:
    assert list(Lineage.objects.values_list("earlier__reference", "kind", "later__reference")) == [
        ("BED-2015-01", "escalated", "BED-2016-01"),
        ("BED-2016-01", "de-escalated", "BED-2017-01"),
    ]


def test_a_concern_that_had_gone_is_still_in_progress_because_the_register_says_so(people: People) -> None:
    concern = Finding.objects.get(reference="BED-2016-01")
    assert concern.status == "in-progress"
    assert concern.events.get(kind="follow-up").verdict == "no-longer-a-concern"
    assert concern.recommendations.count() == 1


def test_missing_children_were_followed_up_twice_in_one_year(people: People) -> None:
    concern = Finding.objects.get(reference="BED-2016-04")
    follow_ups = concern.events.filter(kind="follow-up").order_by("effective_on")
    assert [(str(e.effective_on), e.effective_precision, e.verdict) for e in follow_ups] == [
        ("2017-03-01", "season", "some-progress"),
        ("2017-09-01", "season", "no-longer-a-concern"),
    ]
    assert concern.recommendations.count() == 2


def test_two_managers_may_close_the_concern_about_missing_children(people: People) -> None:
    concern = Finding.objects.get(reference="BED-2016-04")
    concern.recommendations.update(status="closed-achieved", published_status="closed-achieved")
    last = concern.events.get(kind="follow-up", verdict="no-longer-a-concern")
    when = clock.now()
    verifications.verify(
        by=people["manager"],
        settler=last,
        version=1,
        at=when,
        is_agreed=True,
        assurance=3,
        tested_on=when.date(),
        narrative="Files of missing children read with the team.",
    )
    closing = {"to": "closed-achieved", "successor": None, "effective_on": when.date(), "effective_precision": "day"}
    with pytest.raises(ValidationError, match="second manager"):
        verifications.close(by=people["manager"], finding=concern, version=2, at=when, reason="Met.", **closing)
    verifications.close(by=people["manager2"], finding=concern, version=2, at=when, reason="Met.", **closing)
    concern.refresh_from_db()
    assert concern.published_status == "closed-achieved"


def test_the_grid_shows_what_each_cycle_found(people: People) -> None:
    shown = Grid(Force.objects.get(code="BED"), people["inspector"])
    words = {finding.reference: [cell.words for cell in cells] for finding, cells in shown.rows(shown.findings)}
    assert [cycle.slug for cycle in shown.cycles] == ["2015", "2016", "2017", "2018-19"]
    assert words["BED-2015-01"] == ["Raised", "Closed – superseded", "Closed earlier", "Closed earlier"]
    assert words["BED-2016-01"] == ["", "Raised", "No longer a concern", "Not assessed yet"]
    assert words["BED-2016-09"] == ["", "Raised", "Some progress", "Not assessed yet"]
    assert words["BED-2017-14"] == ["", "", "Raised", "Not assessed yet"]


def test_a_force_does_not_see_the_inspection_under_way_in_its_grid(people: People) -> None:
    shown = Grid(Force.objects.get(code="BED"), people["force.bedfordshire"])
    assert [cycle.slug for cycle in shown.cycles] == ["2015", "2016", "2017"]


def test_the_sample_of_sixty_has_forty_six_good(people: People) -> None:
    exercise = Exercise.objects.with_tally().get(reference="BED-2017-E-FR1")
    assert (exercise.drawn, exercise.reviewed, exercise.good) == (60, 60, 46)


HOMES = {
    "inspector": ["Files allocated to you", "Inspections under way"],
    "manager": [
        "Judgments awaiting moderation",
        "Findings awaiting verification",
        "Overdue findings",
        "Not accepted by the force",
        "Drafts with forces",
        "Reports to approve and publish",
        "Responses of local policing bodies overdue",
        "Updates from forces",
        "File reviews you lead",
        "Inspections under way",
    ],
    "administrator": [
        "Collections open",
        "Queries answered, waiting for you",
        "Files to look over and confirm",
        "Look after",
    ],
    "force.bedfordshire": [
        "Drafts to check",
        "Returns due from Bedfordshire",
        "Queries to answer",
        "Updates due: 3 of 24 given, by 30 June 2018",
        "About your force",
    ],
    "auditor": ["Reached for today", "Inspections under way"],
}


@pytest.mark.parametrize("name", list(HOMES))
def test_each_role_finds_its_work_at_home(people: People, name: str) -> None:
    assert [section.title for section in sections(people[name], clock.today())] == HOMES[name]


def test_the_administrator_is_led_to_what_loads_past_years(people: People, client: Client) -> None:
    client.force_login(people["administrator"])
    home = {
        item.text: item.href for section in sections(people["administrator"], clock.today()) for item in section.items
    }
    for text in ("Load published grades", "Read old reports"):
        assert client.get(home[text]).status_code == 200


def test_a_contact_whose_force_is_not_set_yet_is_told_whom_to_ask(people: People) -> None:
    person = factories.UserFactory(role="force contact")
    assert [section.title for section in sections(person, clock.today())] == ["Your force"]


def notes(user: User) -> dict[str, str]:
    """Return what waits for a person, by its text."""
    return {item.text: item.note for section in sections(user, clock.today()) for item in section.items}


def test_the_inspector_goes_on_at_twelve_of_twenty(people: People) -> None:
    waiting = notes(people["inspector"])
    assert waiting["Bedfordshire: BED-2018-P-FR1"] == "12 of 20 files marked, continue"
    assert (
        waiting["BED-2018-P: Bedfordshire"]
        == "fieldwork; 1 file review not locked; 0 of 24 earlier findings followed up"
    )


def test_the_administrator_sees_how_many_returns_are_in(people: People) -> None:
    waiting = notes(people["administrator"])
    assert "returns received 31 of 43" in waiting["Force data return, spring 2018"]


def test_the_contact_sees_the_return_due_and_own_open_findings(people: People) -> None:
    waiting = notes(people["force.bedfordshire"])
    assert waiting["Force data return, spring 2018"] == "due 29 June 2018"
    assert "BED-2016-01 Community policing too thinly staffed" in waiting
    assert not any("BED" in text for text in notes(people["force.cambridgeshire"]))


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("auditor", "BED-2017-01", ["BED-2017-01"]),
        ("auditor", "trigger plans", ["BED-2016-06"]),
        ("auditor", "BED-2018-P", ["BED-2018-P"]),
        ("force.bedfordshire", "BED-2018-P", []),
    ],
)
def test_the_search_box_finds_what_one_may_see(people: People, name: str, words: str, found: list[str]) -> None:
    client = Client()
    client.force_login(people[name])
    page = client.get("/search/", {"q": words}).content.decode()
    assert [
        reference for reference in ("BED-2017-01", "BED-2016-06", "BED-2018-P") if f">{reference}</a>" in page
    ] == found


def test_every_event_takes_effect_by_the_day_it_is_recorded(people: People) -> None:
    late: list[Any] = [event for event in Event.objects.all() if event.effective_on > event.recorded_on]
    assert late == []


def test_the_open_collection_is_part_way(people: People) -> None:
    returns = Return.objects.filter(collection__slug="spring-2018")
    assert returns.count() == 43
    assert returns.exclude(state="not started").count() == 31
    assert {held.force.code for held in returns.filter(state="submitted").select_related("force")} == {"ESX", "SFK"}


def test_recorded_crime_is_held_as_two_releases_had_it(people: People) -> None:
    def total(release: str) -> int:
        found = Vintage.objects.filter(release__slug=release, value__measure__slug="recorded-crime")
        return sum(found.values_list("numerator", flat=True))

    assert total("home-office-2019-01") == 4_459_433
    assert total("home-office-2026-04") == 4_458_435


def test_a_figure_of_west_midlands_was_revised_between_releases(people: People) -> None:
    found = Vintage.objects.filter(value__measure__slug="asb-incidents", value__force__code="WMD")
    of_2016 = found.filter(value__period__slug="ye-2016-03").order_by("release__released_on")
    assert list(of_2016.values_list("numerator", flat=True)) == [58_348, 61_405]


def test_the_open_inspection_has_evidence_with_gaps_to_see(people: People) -> None:
    inspection = Inspection.objects.get(reference="BED-2018-P")
    assert Counter(words for one in gaps.covered(inspection) if one.part is None for words in one.missing) == {
        "no primary evidence": 2,
        "only file review and survey: never the only evidence for a grade": 1,
    }
    assert inspection.evidence.filter(marking="official-sensitive").count() == 1
    assert all(item.text.startswith("Illustrative.") for item in inspection.evidence.all())


def test_the_open_inspection_has_a_scope_with_its_worksheet_and_dates(people: People) -> None:
    """Of ten questions four are inspected; on 27 April 2018 prevention last had the grade of 2017."""
    inspection = Inspection.objects.get(reference="BED-2018-P")
    assert (str(inspection.fieldwork_from), str(inspection.fieldwork_to)) == ("2018-05-08", "2018-06-15")
    assert (inspection.stage, inspection.is_illustrative) == ("fieldwork", True)
    decided = list(inspection.scope.order_by("question__number").values_list("decision", flat=True))
    assert decided == ["inspected"] * 4 + ["carried-over"] * 6
    entry = inspection.scope.get(question__slug="prevention")
    assert (entry.decided_by, str(entry.decided_on)) == (people["manager"], "2018-04-27")
    assert entry.worksheet["last grade"] == "requires improvement"
    assert entry.worksheet["last inspected"] == "2017, 1 year ago"


@pytest.mark.parametrize("reference", ["BED-2018-P", "CAM-2018-P", "CAM-2018-T1"])
def test_illustrative_inspections_came_through_their_own_gates(people: People, reference: str) -> None:
    facts = Facts(Inspection.objects.get(reference=reference))
    passed = [gate for move in (("planned", "scoped"), ("scoped", "fieldwork")) for gate in GATES[move]]
    assert [one.text for gate in passed for one in gate(facts)] == []


def test_a_contact_finds_an_illustrative_draft_to_check_with_no_word_said_of_it(people: People) -> None:
    """Sent on Friday 25 May 2018; Monday was a bank holiday, so ten working days end on 11 June."""
    waiting = notes(people["force.cambridgeshire"])
    assert waiting["Illustrative thematic report: Cambridgeshire, draft 1"] == "until 11 June 2018; 0 comments sent"
    check = AccuracyCheck.objects.get()
    assert (check.report.inspection.reference, check.comments.count()) == ("CAM-2018-T1", 0)
    assert check.report.inspection.is_illustrative
    client = Client()
    client.force_login(people["force.cambridgeshire"])
    assert "this draft says nothing about the force" in client.get(check.get_absolute_url()).content.decode()
    drafts = next(one for one in sections(people["manager"], clock.today()) if one.title == "Drafts with forces")
    assert [(item.text, item.note) for item in drafts.items] == [
        ("CAM-2018-T1: Cambridgeshire", "no comments; with the force until 11 June 2018")
    ]
