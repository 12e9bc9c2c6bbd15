"""The page of one inspection: who sees what of it, what is to follow up, and the progress of each part."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from accounts.models import Role, User
from core import history
from findings import follow_up_gate
from findings.models import Finding, Status, Verdict
from inspections.models import AssignmentRole, Inspection
from reports.document.findings import follow_up_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def upcoming(inspector: User) -> Inspection:
    """Return an inspection in fieldwork, of a force with one open and one closed finding of the year before."""
    kent = factories.ForceFactory(name="Kent", slug="kent", code="KEN")
    earlier = factories.InspectionFactory(force=kent, reference="KEN-2017-E")
    factories.QuestionFactory(framework=earlier.framework, slug="prevention", number=1)
    factories.FindingFactory(inspection=earlier, reference="KEN-2017-01", title="Local teams")
    factories.FindingFactory(inspection=earlier, reference="KEN-2017-02", status=Status.CLOSED_ACHIEVED)
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    for number, slug in ((1, "prevention"), (2, "investigation")):
        factories.QuestionFactory(framework=framework, slug=slug, number=number)
    inspection = factories.InspectionFactory(force=kent, framework=framework, reference="KEN-2018-E", open=True)
    factories.AssignmentFactory(inspection=inspection, user=inspector, role=AssignmentRole.LEAD)
    return inspection


def page(client: Client, address: str = "/inspections/KEN-2018-E/") -> str:
    """Return the page as text."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def assess(inspection: Inspection, reference: str, by: User) -> None:
    """Record a follow-up of a finding in an inspection."""
    finding = Finding.objects.get(reference=reference)
    factories.EventFactory(finding=finding, inspection=inspection, recorded_by=by, verdict=Verdict.GOOD_PROGRESS)


def test_the_open_findings_of_earlier_cycles_are_to_be_followed_up(upcoming, sign_in, inspector):
    factories.FindingFactory(inspection=upcoming, reference="KEN-2018-01", status=Status.DRAFT, title="A new one")
    factories.FindingFactory(reference="SUS-2017-01")
    text = page(sign_in(inspector))
    assert "0 of 1 earlier findings followed up" in text
    assert "Not assessed yet" in text
    assert "/findings/KEN-2017-01/follow-up/?inspection=KEN-2018-E" in text
    assert "KEN-2017-02" not in text
    assert "SUS-2017-01" not in text
    assert "/findings/KEN-2018-01/follow-up/" not in text
    assert "A new one" in text


def test_what_this_inspection_assessed_stays_on_the_list_even_when_it_is_closed_since(upcoming, sign_in, inspector):
    assess(upcoming, "KEN-2017-02", inspector)
    text = page(sign_in(inspector))
    assert "1 of 2 earlier findings followed up" in text
    assert "Assessed: good progress" in text
    assert "/findings/KEN-2017-02/follow-up/" not in text  # it is closed: nothing more is recorded on it


def test_home_counts_a_closed_finding_that_was_assessed_among_those_to_assess(upcoming, sign_in, inspector):
    assess(upcoming, "KEN-2017-02", inspector)
    assert "1 of 2 earlier findings followed up" in sign_in(inspector).get("/").content.decode()


def test_one_of_its_own_cycle_that_it_followed_up_is_on_its_list_and_in_every_count(upcoming, sign_in, inspector):
    factories.FindingFactory(reference="KEN-2018-01", force=upcoming.force, cycle=upcoming.cycle)
    assess(upcoming, "KEN-2018-01", inspector)
    client = sign_in(inspector)
    text = page(client)
    assert "1 of 2 earlier findings followed up" in text
    assert "KEN-2018-01" in text
    assert "1 finding of last time is not assessed." not in text  # that is asked before moderation: not yet
    assert "1 of 2 earlier findings followed up" in page(client, "/")
    assert [finding.reference for finding in follow_up_gate.unassessed(upcoming)] == ["KEN-2017-01"]


def test_not_assessed_without_a_reason_counts_nowhere(upcoming, sign_in, inspector):
    assess(upcoming, "KEN-2017-01", inspector)
    finding = Finding.objects.get(reference="KEN-2017-01")
    factories.EventFactory(finding=finding, inspection=upcoming, verdict=Verdict.NOT_ASSESSED, narrative="")
    client = sign_in(inspector)
    assert "0 of 1 earlier findings followed up" in page(client)
    assert "0 of 1 earlier findings followed up" in page(client, "/")


def test_a_revisit_lists_what_is_out_of_its_own_cycle_and_must_follow_up_none_of_it(sign_in, manager):
    """Of 2017 before it: one of 2016, two of 2017's inspection that is out; it looked at one of these."""
    kent = factories.ForceFactory(name="Kent", slug="kent", code="KEN")
    of_2016 = factories.CycleFactory(first_year=2016)
    factories.FindingFactory(reference="KEN-2016-01", force=kent, cycle=of_2016)
    out = factories.InspectionFactory(force=kent, reference="KEN-2017-E")
    for number in (1, 2):
        factories.FindingFactory(inspection=out, reference=f"KEN-2017-0{number}")
    revisit = factories.InspectionFactory(
        force=kent,
        reference="KEN-2017-R2",
        kind="revisit",
        framework=None,
        cycle=out.cycle,
        open=True,
        stage="drafting",
    )
    client = sign_in(manager)
    text = page(client, "/inspections/KEN-2017-R2/")
    for reference in ("KEN-2016-01", "KEN-2017-01", "KEN-2017-02"):
        assert f"/findings/{reference}/follow-up/?inspection=KEN-2017-R2" in text
        assert f"/findings/{reference}/leave/" not in text
    assert text.count("Not followed up") == 3
    assert "0 earlier findings followed up" in text
    assert "earlier finding" not in page(client, "/")
    assert follow_up_of(revisit) == []
    assess(revisit, "KEN-2017-02", manager)
    text = page(client, "/inspections/KEN-2017-R2/")
    assert "1 earlier finding followed up" in text
    assert "1 followed up" in text
    assert text.index("KEN-2017-02") < text.index("KEN-2016-01")
    assert "not assessed." not in text  # nothing stands in the way of moderation
    assert "KEN-2017-R2: Kent" in (home := page(client, "/"))
    assert "drafting; 1 earlier finding followed up" in home
    assert [part["reference"] for part in follow_up_of(revisit)] == ["KEN-2017-02"]


def test_a_follow_up_made_by_another_inspection_does_not_count(upcoming, sign_in, inspector):
    elsewhere = factories.InspectionFactory(force=upcoming.force, framework=None, cycle=upcoming.cycle, open=True)
    assess(elsewhere, "KEN-2017-01", inspector)
    assert "0 of 1 earlier findings followed up" in page(sign_in(inspector))


def test_an_administrator_sees_plan_and_progress_of_an_unpublished_inspection_and_nothing_it_found(
    upcoming, sign_in, administrator, inspector
):
    prevention = upcoming.framework.questions.get(slug="prevention")
    factories.ScopeEntryFactory(inspection=upcoming, question=prevention)
    factories.JudgmentFactory(inspection=upcoming, question=prevention, grade=factories.GradeFactory(slug="inadequate"))
    factories.FindingFactory(inspection=upcoming, reference="KEN-2018-01", title="A new one")
    assess(upcoming, "KEN-2017-01", inspector)
    client = sign_in(administrator)
    text = page(client)
    assert "1 of 2 questions scoped" in text
    assert "1 earlier finding followed up so far" in text
    for hidden in ("Inadequate", "A new one", "KEN-2018-01", "KEN-2017-01", "ood progress"):
        assert hidden not in text
    assert client.get("/inspections/KEN-2018-E/history/").status_code == 404


def test_its_team_sees_proposed_grades_beside_what_is_published(upcoming, sign_in, inspector):
    prevention = upcoming.framework.questions.get(slug="prevention")
    factories.ScopeEntryFactory(inspection=upcoming, question=prevention)
    factories.JudgmentFactory(inspection=upcoming, question=prevention, grade=factories.GradeFactory(slug="inadequate"))
    factories.JudgmentFactory(
        inspection=Inspection.objects.get(reference="KEN-2017-E"),
        question=Inspection.objects.get(reference="KEN-2017-E").framework.questions.get(),  # type: ignore[union-attr]
    )
    text = page(sign_in(inspector))
    assert "Inadequate" in text
    assert "2017, carried over" in text
    assert "Not decided yet" in text
    assert "1 of 2 proposed, 1 moderated" in text  # overall and prevention; investigation is not decided yet


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.FORCE_CONTACT])
def test_an_unpublished_inspection_is_not_there_for_who_is_not_on_it(role, upcoming, sign_in):
    assert sign_in(factories.user(role)).get("/inspections/KEN-2018-E/").status_code == 404


def test_a_manager_barred_from_the_force_does_not_find_it(upcoming, sign_in, manager):
    factories.BarFactory(user=manager, force=upcoming.force)
    client = sign_in(manager)
    assert client.get("/inspections/KEN-2018-E/").status_code == 404
    assert client.get("/inspections/KEN-2017-E/").status_code == 200


def test_a_published_inspection_shows_what_stood_when_it_came_out(sign_in, manager):
    kent = factories.ForceFactory(name="Kent", code="KEN")
    grades = {}
    for year, published_on in ((2016, date(2017, 3, 2)), (2017, date(2018, 3, 22))):
        framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=year))
        question = factories.QuestionFactory(framework=framework, slug="prevention")
        grades[year] = (
            factories.InspectionFactory(
                reference=f"KEN-{year}-E", force=kent, framework=framework, published_on=published_on
            ),
            question,
        )
    factories.JudgmentFactory(
        inspection=grades[2016][0], question=grades[2016][1], grade=factories.GradeFactory(slug="outstanding")
    )
    factories.ScopeEntryFactory(
        inspection=grades[2017][0], question=grades[2017][1], decision="carried-over", reason="Risk-based"
    )
    response = sign_in(manager).get("/inspections/KEN-2017-E/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["question"], row["grade"], row["last_inspected"], row["carried_over"]) for row in rows] == [
        ("overall", "not held", "2016", "yes"),  # all it asks is left out, and with it overall
        ("prevention", "outstanding", "2016", "yes"),
    ]
    text = page(sign_in(manager), "/inspections/KEN-2017-E/")
    assert "2016, carried over" in text
    assert "Risk-based" in text
    assert "Follow-up of earlier findings" not in text


def test_file_reviews_are_tallied_one_by_one_and_never_added_together(sign_in, manager):
    contact = factories.user(Role.FORCE_CONTACT)
    inspection = factories.InspectionFactory(force=contact.force_contact.force, reference="KEN-2017-E")
    exercise = factories.ExerciseFactory(inspection=inspection, reference="KEN-2017-E-FR1")
    for number in range(1, 4):
        factories.ReviewFileFactory(exercise=exercise, number=number)
    text = page(sign_in(manager), "/inspections/KEN-2017-E/")
    assert "0 of 3 files marked" in text
    assert "no count" in text
    factories.ExerciseFactory(inspection=inspection, reference="KEN-2017-E-FR2")
    assert "2 exercises" in page(sign_in(contact), "/inspections/KEN-2017-E/")


def test_a_force_is_not_told_who_was_on_the_team(sign_in):
    contact = factories.user(Role.FORCE_CONTACT)
    inspection = factories.InspectionFactory(force=contact.force_contact.force, reference="KEN-2017-E")
    factories.AssignmentFactory(inspection=inspection, user__name="Somebody of ours")
    assert "Somebody of ours" not in page(sign_in(contact), "/inspections/KEN-2017-E/")


def test_an_inspection_without_a_framework_gives_no_grades(sign_in, manager):
    cycle = factories.CycleFactory(first_year=2017)
    factories.InspectionFactory(reference="KEN-2017-R1", framework=None, cycle=cycle, kind="revisit", published_on=None)
    text = page(sign_in(manager), "/inspections/KEN-2017-R1/")
    assert "this kind of inspection gives no grades" in text
    assert "Date not held" in text


def test_a_framework_that_asks_nothing_yet_has_no_judgments_to_show(sign_in, manager):
    factories.InspectionFactory(reference="KEN-2017-E")
    assert "Scope and judgments" not in page(sign_in(manager), "/inspections/KEN-2017-E/")


def test_the_history_tab_shows_who_moved_the_inspection_on(upcoming, sign_in, manager):
    upcoming.fieldwork_from = date(2018, 5, 14)
    upcoming.save()
    text = page(sign_in(manager), "/inspections/KEN-2018-E/history/")
    assert "14 May 2018" in text
    assert "fieldwork from" in text


def test_the_history_tab_shows_how_a_grade_moved(upcoming, sign_in, manager, inspector):
    prevention = upcoming.framework.questions.get(slug="prevention")
    judgment = factories.JudgmentFactory(inspection=upcoming, question=prevention)
    with history.acting(manager, "Moderated nationally"):
        judgment.grade = factories.GradeFactory(slug="inadequate")
        judgment.save()
    text = page(sign_in(inspector), "/inspections/KEN-2018-E/history/")
    row = text[text.index("Judgment, Prevention: grade") :]
    assert row.index("Good") < row.index("Inadequate") < row.index("Moderated nationally")


def test_the_list_filters_by_address_and_gives_the_same_rows_as_a_file(upcoming, sign_in, manager):
    client = sign_in(manager)
    text = page(client, "/inspections/?force=kent&stage=fieldwork")
    assert "KEN-2018-E" in text
    assert "KEN-2017-E" not in text
    response = client.get("/inspections/?force=kent&format=csv&sort=-published_on")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert list(rows[0])[:6] == ["reference", "force", "cycle", "kind", "stage", "published_on"]
    assert {row["reference"]: (row["stage"], row["published_on"]) for row in rows} == {
        "KEN-2017-E": ("published", "2018-03-22"),
        "KEN-2018-E": ("fieldwork", ""),
    }
    assert client.get("/inspections/?stage=finished").status_code == 400
    assert client.get("/inspections/?sort=colour").status_code == 400
