"""Loading published findings: what rows become, rows that come again, rows about what is held, what stays refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from core import clock
from core.actions import Stale
from core.dates import Precision
from core.sent_files import PreviewStale
from findings.actions import back_catalogue, raising
from findings.back_catalogue.messages import MESSAGES
from findings.models import (
    DueKind,
    Event,
    EventKind,
    Finding,
    FindingKind,
    FindingsFile,
    NationalRecommendation,
    SourceRow,
    Status,
)
from findings.rules.back_catalogue import STATUS_WORDS
from findings.rules.replay import Step, status_as_at
from inspections.models import Stage
from tests import factories
from tests.findings.catalogue_samples import Catalogue, build, events, row, tally

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)
STOP_AND_SEARCH = {
    "raised_cycle": "2017",
    "pillar": "legitimacy",
    "question": "stop and search (national recommendation to all forces)",
    "type": "recommendation",
    "subject_paraphrased": "Look for disparities in what is recorded",
    "status_as_of_cycle": "2018/19",
    "status": "partly complied",
    "due_date": "2018-07-31",
}


@pytest.fixture
def catalogue() -> Catalogue:
    return build()


def replayed(finding: Finding) -> str:
    """Return the status that the finding's events tell as at today."""
    steps = [Step(e.pk, e.effective_on, e.recorded_on, e.status_after) for e in finding.events.order_by("pk")]
    return status_as_at(steps, TODAY)


# --- what a row becomes ------------------------------------------------------------------------------------


def test_a_row_becomes_a_finding_with_what_the_source_says_and_nothing_more(catalogue: Catalogue) -> None:
    file = catalogue.load(row())
    finding = Finding.objects.get()
    assert tally(file) == {"added": 1}
    assert (finding.reference, finding.force, finding.cycle.slug) == ("CLV-2016-01", catalogue.cleveland, "2016")
    assert (finding.inspection, finding.question.slug, finding.theme) == (None, "prevention", "prevention")
    assert finding.title == finding.wording == "Share with partners what was learned from burglary patrols"
    assert finding.source == "https://example.test/cleveland-2016; wording not held, subject only"
    assert (finding.raised_on, finding.raised_precision) == (date(2016, 1, 1), Precision.YEAR)
    assert (finding.status, finding.published_status, finding.due_kind) == (Status.OPEN, Status.OPEN, DueKind.NONE)
    event = Event.objects.get()
    assert (event.kind, event.status_after, event.recorded_on) == (EventKind.RAISED, Status.OPEN, TODAY)
    assert (event.recorded_by, timezone.localdate(event.entered_at)) == (catalogue.administrator, TODAY)
    assert event.narrative == "PEEL 2016, effectiveness: Q1 preventing crime and tackling ASB"
    assert finding.history.get().history_user == catalogue.administrator
    assert finding.history.get().history_change_reason == "Back catalogue: findings.csv"


def test_a_finding_is_about_the_question_as_the_inspection_asked_it_else_the_version_in_use(catalogue) -> None:
    def asked(row: dict[str, str]) -> int:
        catalogue.load(row)
        return Finding.objects.latest("pk").question.framework.version_number

    cycle = catalogue.cycles["2016"]
    second, third = (
        factories.FrameworkFactory(cycle=cycle, slug=f"e-2016-v{number}", version_number=number) for number in (2, 3)
    )
    for framework in (second, third):
        factories.QuestionFactory(framework=framework, slug="prevention", title="Preventing crime")
    assert asked(row()) == 1  # none is in use: the oldest
    factories.InspectionFactory(framework=second, force=catalogue.cheshire)
    assert asked(row(subject_paraphrased="Ask victims how they were treated")) == 2
    factories.InspectionFactory(framework=third, force=catalogue.cleveland, reference="CLV-2016-E")
    assert asked(row(subject_paraphrased="Write down why a crime was closed")) == 3
    assert asked(row(force="Cheshire", subject_paraphrased="Visit every burgled home")) == 2


def test_a_finding_is_tied_to_the_inspection_that_is_held_and_takes_its_day(catalogue: Catalogue) -> None:
    held = catalogue.inspect("2016", published_on=date(2017, 3, 2))
    later = catalogue.inspect("2017", published_on=date(2018, 3, 22))
    catalogue.load(row(status_as_of_cycle="2017", status="in progress"))
    finding = Finding.objects.get()
    assert (finding.inspection, finding.raised_on, finding.raised_precision) == (held, date(2017, 3, 2), "day")
    raised, followed_up = finding.events.order_by("pk")
    assert (raised.inspection, raised.recorded_on) == (held, date(2017, 3, 2))
    assert (followed_up.inspection, followed_up.recorded_on) == (later, date(2018, 3, 22))
    # in 2017, and not before it was raised
    assert (followed_up.effective_on, followed_up.effective_precision) == (date(2017, 3, 2), Precision.YEAR)


@pytest.mark.parametrize("why", ["unpublished", "illustrative", "another kind"])
def test_an_inspection_that_is_not_the_published_one_is_not_tied(catalogue: Catalogue, why: str) -> None:
    fields: dict[str, Any] = {
        "unpublished": {"stage": Stage.FIELDWORK, "published_on": None},
        "illustrative": {"is_illustrative": True},
        "another kind": {"kind": "thematic"},
    }[why]
    catalogue.inspect("2016", **fields)
    catalogue.load(row())
    assert Finding.objects.get().inspection is None


def test_one_framework_for_all_pillars_serves_each(catalogue: Catalogue) -> None:
    whole = catalogue.cycles["2018-19"].frameworks.get()
    held = factories.InspectionFactory(force=catalogue.cleveland, framework=whole, published_on=date(2018, 5, 1))
    catalogue.load(row(raised_cycle="2018/19", status_as_of_cycle="2018/19", question="Protecting vulnerable people"))
    finding = Finding.objects.get()
    assert (finding.reference, finding.inspection) == ("CLV-2018-01", held)
    assert finding.question == whole.questions.get(slug="vulnerability")


def test_a_status_was_so_in_the_fieldwork_that_saw_it_where_its_days_are_held(catalogue: Catalogue) -> None:
    days = {"fieldwork_from": date(2017, 10, 9), "fieldwork_to": date(2017, 10, 20)}
    catalogue.inspect("2017", published_on=date(2018, 3, 22), **days)
    catalogue.load(row(status_as_of_cycle="2017", status="good progress"))
    event = Event.objects.get(kind=EventKind.FOLLOW_UP)
    assert (event.effective_on, event.effective_precision) == (date(2017, 10, 1), Precision.MONTH)


def test_a_status_of_the_cycle_that_raised_it_was_so_from_the_first(catalogue: Catalogue) -> None:
    catalogue.inspect("2016", published_on=date(2017, 3, 2))
    catalogue.load(row(status="remains open - found again in a second visit"))
    assert set(Event.objects.values_list("effective_on", "effective_precision")) == {(date(2017, 3, 2), "day")}


def test_fieldwork_after_the_report_is_no_fieldwork(catalogue: Catalogue) -> None:
    days = {"fieldwork_from": date(2018, 4, 9), "fieldwork_to": date(2018, 4, 20)}
    catalogue.inspect("2017", published_on=date(2018, 3, 22), **days)
    catalogue.load(row(status_as_of_cycle="2017", status="good progress"))
    assert Event.objects.get(kind=EventKind.FOLLOW_UP).effective_precision == Precision.YEAR


def test_a_question_no_framework_has_leaves_its_words_as_theme(catalogue: Catalogue) -> None:
    catalogue.load(
        row(pillar="legitimacy", question="stop and search", subject_paraphrased="One"),
        row(pillar="legitimacy", question="Q1 Treating people with fairness and respect", subject_paraphrased="Two"),
        row(question="", subject_paraphrased="Three"),
    )
    themes = Finding.objects.order_by("pk").values_list("question", "theme")
    assert list(themes) == [(None, "stop-and-search"), (None, "fair-treatment-of-the-public"), (None, "")]


def test_a_cause_of_concern_says_that_its_recommendation_is_not_held(catalogue: Catalogue) -> None:
    catalogue.load(row(type="cause of concern"), row(subject_paraphrased="Something else"))
    assert list(Finding.objects.order_by("pk").values_list("kind", "recommendation_not_held")) == [
        (FindingKind.CAUSE_OF_CONCERN, True),
        (FindingKind.AREA_FOR_IMPROVEMENT, False),
    ]


MADE = {  # status words → what follows "raised": kind, verdict, status; and where the finding is then
    "raised": (None, "open"),
    "discharged": (("closure", "", "closed-achieved"), "closed-achieved"),
    "good progress": (("follow-up", "good-progress", "in-progress"), "in-progress"),
    "in progress": (("follow-up", "some-progress", "in-progress"), "in-progress"),
    "partly complied": (("follow-up", "some-progress", "in-progress"), "in-progress"),
    "no longer such a concern": (("follow-up", "no-longer-a-concern", "in-progress"), "in-progress"),
    "not discharged": (("status", "", "open"), "open"),
    "remains open": (("status", "", "open"), "open"),
    "revisited": (("status", "", ""), "open"),
    "not revisited": (("follow-up", "not-assessed", ""), "open"),
}


@pytest.mark.parametrize("words", STATUS_WORDS)
def test_every_status_makes_its_event_and_leaves_the_finding_there(catalogue: Catalogue, words: str) -> None:
    made, status = MADE[words]
    catalogue.load(row(status_as_of_cycle="2017", status=f"{words} - and a remark"))
    finding = Finding.objects.get()
    raised = ("raised", "", "open", "2016")
    assert events(finding) == ([raised, (*made, "2017")] if made else [raised])
    assert (finding.status, finding.published_status, replayed(finding)) == (status, status, status)
    assert made is None or Event.objects.latest("pk").narrative == f"{words} - and a remark"


def test_raised_in_2015_and_still_open_in_2017_is_an_event_of_2017_that_leaves_it_open(catalogue: Catalogue) -> None:
    catalogue.load(
        row(raised_cycle="2015", status_as_of_cycle="2017", status="remains open (carried over)"),
        row(raised_cycle="2015", status_as_of_cycle="2016", status="revisited", subject_paraphrased="Other"),
        row(raised_cycle="2015", status_as_of_cycle="2017", status="discharged", subject_paraphrased="Third"),
        row(raised_cycle="2016", status_as_of_cycle="2017", status="remains open", subject_paraphrased="Fourth"),
    )
    found = Event.objects.filter(finding__cycle__slug="2015", effective_on__year=2017, status_after=Status.OPEN)
    assert list(found.values_list("finding__reference", flat=True)) == ["CLV-2015-01"]


# --- when it became known ----------------------------------------------------------------------------------


def test_the_day_the_source_came_out_may_stand_in_the_file(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2017", status="in progress", published_on="22/03/2018"))
    assert set(Event.objects.values_list("recorded_on", flat=True)) == {date(2018, 3, 22)}


def test_the_day_of_a_held_inspection_counts_and_the_file_is_doubted(catalogue: Catalogue) -> None:
    catalogue.inspect("2017", published_on=date(2018, 3, 22))
    file = catalogue.load(row(status_as_of_cycle="2017", status="in progress", published_on="2018-04-01"))
    assert Event.objects.get(kind=EventKind.FOLLOW_UP).recorded_on == date(2018, 3, 22)
    assert "CLV-2017-E was published on 22 March 2018, which is used" in file.rows[0]["warnings"][0]


def test_a_later_status_is_known_no_earlier_than_what_it_goes_on_from(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2017", status="in progress"))
    catalogue.load(row(status_as_of_cycle="2018/19", status="discharged", published_on="2018-05-01"))
    finding = Finding.objects.get()
    assert Event.objects.get(kind=EventKind.CLOSURE).recorded_on == TODAY
    assert (finding.status, replayed(finding)) == (Status.CLOSED_ACHIEVED, Status.CLOSED_ACHIEVED)


# --- a row that comes again --------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(catalogue: Catalogue) -> None:
    rows = (row(status_as_of_cycle="2017", status="in progress", due_date="2018-09-01"), row(force="CHE"))
    catalogue.load(*rows)
    held = (Finding.history.count(), Event.objects.count(), SourceRow.history.count())
    file = catalogue.load(*rows)
    assert tally(file) == {"unchanged": 2}
    assert (Finding.history.count(), Event.objects.count(), SourceRow.history.count()) == held


def test_a_finding_told_of_in_several_cycles_is_one_in_whatever_order_and_again_changes_nothing(
    catalogue: Catalogue,
) -> None:
    rows = [
        row(status_as_of_cycle="2018/19", status="discharged", source="https://example.test/2018"),
        row(status_as_of_cycle="2017", status="good progress", source="https://example.test/2017"),
    ]
    file = catalogue.load(*rows)
    assert [kept["outcome"] for kept in file.rows] == ["changed", "added"]
    finding = Finding.objects.get()
    assert events(finding) == [
        ("raised", "", "open", "2016"),
        ("follow-up", "good-progress", "in-progress", "2017"),
        ("closure", "", "closed-achieved", "2018"),
    ]
    assert (finding.status, replayed(finding)) == (Status.CLOSED_ACHIEVED, Status.CLOSED_ACHIEVED)
    assert finding.source.startswith("https://example.test/2018;")
    assert tally(catalogue.load(*rows)) == {"unchanged": 2}


def test_the_same_row_twice_in_a_file_counts_once(catalogue: Catalogue) -> None:
    assert tally(catalogue.load(row(), row(force="cleveland police"))) == {"added": 1, "unchanged": 1}


def test_another_status_adds_what_it_says(catalogue: Catalogue) -> None:
    catalogue.load(row())
    finding = Finding.objects.get()
    file = catalogue.load(row(status_as_of_cycle="2017", status="good progress"), by=catalogue.manager)
    changed = Finding.objects.get()
    assert tally(file) == {"changed": 1}
    assert (changed.status, changed.version) == (Status.IN_PROGRESS, finding.version + 1)
    event = Event.objects.latest("pk")
    assert (event.status_before, event.recorded_by) == (Status.OPEN, catalogue.manager)
    assert Finding.history.first().history_user == catalogue.manager


def test_a_status_older_than_the_one_held_is_told_and_moves_nothing(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2018/19", status="good progress"))
    file = catalogue.load(
        row(status_as_of_cycle="2017", status="not discharged"),
    )
    finding = Finding.objects.get()
    assert events(finding)[-1] == ("status", "", "", "2017")
    assert (finding.status, replayed(finding)) == (Status.IN_PROGRESS, Status.IN_PROGRESS)
    assert file.rows[0]["does"][0].endswith("A later status is held and stays.")


def test_an_older_discharge_closes_nothing(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2018/19", status="remains open"))
    catalogue.load(row(status_as_of_cycle="2017", status="discharged"))
    assert events(Finding.objects.get())[-1] == ("status", "", "", "2017")
    assert Finding.objects.get().status == Status.OPEN


def test_open_says_no_more_than_not_closed(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2017", status="good progress"))
    catalogue.load(row(status_as_of_cycle="2018/19", status="not discharged"))
    assert Finding.objects.get().status == Status.IN_PROGRESS
    assert Event.objects.latest("pk").status_after == Status.IN_PROGRESS


def test_a_closed_finding_is_not_opened_by_a_file(catalogue: Catalogue) -> None:
    catalogue.load(row(status_as_of_cycle="2017", status="discharged"))
    file = catalogue.load(row(status_as_of_cycle="2018/19", status="in progress"))
    assert tally(file) == {"refused": 1}
    assert file.rows[0]["problems"][0]["message"].startswith("CLV-2016-01 is closed – achieved")
    assert tally(catalogue.load(row(status_as_of_cycle="2018/19", status="discharged"))) == {"changed": 1}


def test_a_status_of_the_same_words_under_another_cycle_is_new_and_raised_never_is(catalogue: Catalogue) -> None:
    catalogue.load(row())
    assert tally(catalogue.load(row(status_as_of_cycle="2017"))) == {"unchanged": 1}
    assert Event.objects.count() == 1


def test_a_due_date_is_set_where_there_was_none_and_moved_where_there_was(catalogue: Catalogue) -> None:
    catalogue.load(row())
    file = catalogue.load(row(due_date="2018-09-01"))
    assert tally(file) == {"changed": 1}
    assert (Finding.objects.get().due_kind, Finding.objects.get().due_on) == (DueKind.ABSOLUTE, date(2018, 9, 1))
    assert not Event.objects.filter(kind=EventKind.EXTENSION).exists()
    catalogue.load(row(due_date="2018-12-31"))
    moved = Event.objects.get(kind=EventKind.EXTENSION)
    assert (moved.due_before, moved.due_after) == (date(2018, 9, 1), date(2018, 12, 31))
    assert Finding.objects.get().due_on == date(2018, 12, 31)
    for said in ("2018-09-01", "2018-12-31", ""):
        assert tally(catalogue.load(row(due_date=said))) == {"unchanged": 1}


def test_a_date_for_what_was_due_at_once_leaves_it_due_at_once(catalogue: Catalogue) -> None:
    catalogue.load(row())
    Finding.objects.update(due_kind=DueKind.IMMEDIATE)
    catalogue.load(row(due_date="2018-09-01"))
    assert (Finding.objects.get().due_kind, Finding.objects.get().due_on) == ("immediate", date(2018, 9, 1))


def test_another_source_is_kept(catalogue: Catalogue) -> None:
    catalogue.load(row())
    assert tally(catalogue.load(row(source="https://example.test/moved"))) == {"changed": 1}
    assert Finding.objects.get().source.startswith("https://example.test/moved;")
    assert tally(catalogue.load(row())) == {"unchanged": 1}


# --- a row about what is held from elsewhere ---------------------------------------------------------------


def hold(catalogue: Catalogue, title: str = "What burglary patrols learned", **fields: Any) -> Finding:
    """Hold a finding of Cleveland's 2016 prevention, from elsewhere."""
    inspection = catalogue.inspect("2016", published_on=date(2017, 3, 2))
    question = inspection.framework.questions.get(slug="prevention")
    return factories.FindingFactory(
        reference="CLV-2016-07",
        inspection=inspection,
        question=question,
        title=title,
        wording="Tell partners what was learned from burglary patrols.",
        raised_on=date(2017, 3, 2),
        **fields,
    )


def test_a_row_joins_the_one_finding_that_reads_alike(catalogue: Catalogue) -> None:
    held = hold(catalogue)
    file = catalogue.load(row(status_as_of_cycle="2017", status="good progress", due_date="2018-09-01"))
    held.refresh_from_db()
    assert tally(file) == {"merged": 1}
    assert file.rows[0]["reference"] == "CLV-2016-07"
    assert (held.status, held.due_on, held.title) == ("in-progress", date(2018, 9, 1), "What burglary patrols learned")
    assert SourceRow.objects.get().finding == held
    assert tally(catalogue.load(row(status_as_of_cycle="2017", status="good progress", due_date="2018-09-01"))) == {
        "unchanged": 1
    }
    assert tally(catalogue.load(row(status_as_of_cycle="2018-19", status="discharged"))) == {"changed": 1}


def test_what_the_held_finding_says_of_that_cycle_is_not_said_again(catalogue: Catalogue) -> None:
    held = hold(catalogue)
    factories.EventFactory(finding=held, effective_on=date(2017, 9, 1), verdict="no-longer-a-concern")
    catalogue.load(row(status_as_of_cycle="2017", status="no longer such a concern, but"))
    assert held.events.count() == 1


def test_what_it_says_of_that_cycle_otherwise_is_added(catalogue: Catalogue) -> None:
    held = hold(catalogue)
    factories.EventFactory(finding=held, effective_on=date(2017, 9, 1))
    factories.EventFactory(
        finding=held, kind="status", verdict="", status_after="in-progress", effective_on=date(2017, 9, 1)
    )
    catalogue.load(row(status_as_of_cycle="2017", status="revisited - see the letter"))
    assert events(held)[-1] == ("status", "", "", "2017")


def test_a_closure_the_held_finding_has_is_not_made_again(catalogue: Catalogue) -> None:
    held = hold(catalogue, status=Status.CLOSED_ACHIEVED)
    factories.EventFactory(
        finding=held, kind="closure", verdict="", status_after="closed-achieved", effective_on=date(2017, 9, 1)
    )
    catalogue.load(row(status_as_of_cycle="2017", status="discharged"))
    assert held.events.count() == 1


def test_another_due_date_of_a_held_finding_is_doubted_and_stays(catalogue: Catalogue) -> None:
    held = hold(catalogue, due_kind=DueKind.ABSOLUTE, due_on=date(2018, 5, 1))
    file = catalogue.load(row(due_date="2018-09-01"))
    held.refresh_from_db()
    assert held.due_on == date(2018, 5, 1)
    assert "due 1 September 2018 and the finding 1 May 2018, which stays" in file.rows[0]["warnings"][0]


@pytest.mark.parametrize("why", ["two of the theme", "another theme", "another kind"])
def test_in_doubt_a_row_is_added_and_the_likeness_pointed_out(catalogue: Catalogue, why: str) -> None:
    held = hold(catalogue)
    if why == "two of the theme":
        factories.FindingFactory(
            inspection=held.inspection, question=held.question, title="Something", wording="About other matters."
        )
    changes = {"another theme": {"question": "Q3 protecting vulnerable people"}}
    kind = {"type": "cause of concern"} if why == "another kind" else {}
    file = catalogue.load(row(**changes.get(why, {}), **kind))
    assert tally(file) == {"added": 1}
    assert ("It reads like CLV-2016-07" in " ".join(file.rows[0]["warnings"])) == (why != "another kind")
    assert file.rows[0]["reference"] == "CLV-2016-08"


def test_the_same_words_join_also_where_there_are_several(catalogue: Catalogue) -> None:
    held = hold(catalogue, title="Share with partners what was learned from burglary patrols.")
    factories.FindingFactory(inspection=held.inspection, question=held.question, title="Something", wording="Other.")
    assert catalogue.load(row()).rows[0]["reference"] == "CLV-2016-07"


def test_two_rows_never_join_one_finding(catalogue: Catalogue) -> None:
    hold(catalogue)
    other = row(subject_paraphrased="What was learned from burglary patrols is not told to partners")
    file = catalogue.load(row(), other)
    assert tally(file) == {"merged": 1, "added": 1}
    assert "It reads like CLV-2016-07" in file.rows[1]["warnings"][0]


def test_rows_of_one_file_that_read_alike_are_pointed_out(catalogue: Catalogue) -> None:
    file = catalogue.send(
        row(), row(subject_paraphrased="Share what was learned from burglary patrols with all partners")
    )
    assert "It reads like row 2 of this file" in file.rows[1]["warnings"][0]


def test_a_draft_of_an_open_inspection_is_no_finding_to_join_and_is_not_told_of(catalogue: Catalogue) -> None:
    inspection = factories.InspectionFactory(
        open=True, force=catalogue.cleveland, framework=catalogue.cycles["2016"].frameworks.get()
    )
    factories.FindingFactory(
        reference="CLV-2016-01",
        inspection=inspection,
        question=inspection.framework.questions.get(slug="prevention"),
        title=row()["subject_paraphrased"],
        status=Status.DRAFT,
    )
    file = catalogue.load(row())
    assert (file.rows[0]["reference"], file.rows[0]["warnings"]) == ("CLV-2016-02", [])


def test_what_an_unpublished_inspection_did_to_a_finding_stays_as_it_is(catalogue: Catalogue) -> None:
    held = hold(catalogue, status=Status.AWAITING_VERIFICATION, published_status=Status.OPEN)
    working = factories.InspectionFactory(open=True, force=catalogue.cleveland)
    factories.EventFactory(finding=held, inspection=working, verdict="achieved", status_after="awaiting-verification")
    catalogue.load(row(status_as_of_cycle="2017", status="good progress"))
    held.refresh_from_db()
    assert (held.status, held.published_status) == (Status.AWAITING_VERIFICATION, Status.IN_PROGRESS)


# --- national recommendations ------------------------------------------------------------------------------


def test_rows_of_several_forces_become_one_national_recommendation_with_instances(catalogue: Catalogue) -> None:
    file = catalogue.load(row(**STOP_AND_SEARCH), row(**STOP_AND_SEARCH, force="Cheshire"))
    national = NationalRecommendation.objects.get()
    assert tally(file) == {"added": 1, "merged": 1}
    assert (national.reference, national.cycle.slug, national.theme) == ("NAT-2017-01", "2017", "stop-and-search")
    assert (national.published_on, national.published_precision) == (date(2017, 1, 1), Precision.YEAR)
    assert (national.due_on, national.wording) == (date(2018, 7, 31), "Look for disparities in what is recorded")
    assert set(national.instances.values_list("reference", "status", "due_on")) == {
        ("NAT-2017-01-CLV", "in-progress", date(2018, 7, 31)),
        ("NAT-2017-01-CHE", "in-progress", date(2018, 7, 31)),
    }
    again = catalogue.load(row(**STOP_AND_SEARCH), row(**STOP_AND_SEARCH, force="Cheshire"))
    assert tally(again) == {"unchanged": 2}


def test_a_row_joins_a_national_recommendation_that_is_held_and_the_forces_instance_of_it(
    catalogue: Catalogue,
) -> None:
    national = factories.NationalFactory(
        reference="NAT-2017-04", cycle=catalogue.cycles["2017"], wording="Look for disparities in what is recorded."
    )
    mine = factories.FindingFactory(
        reference="CHE-2017-09",
        inspection=None,
        force=catalogue.cheshire,
        cycle=catalogue.cycles["2017"],
        kind=FindingKind.RECOMMENDATION,
        national=national,
        theme="stop-and-search",
    )
    file = catalogue.load(row(**STOP_AND_SEARCH), row(**STOP_AND_SEARCH, force="Cheshire"))
    assert tally(file) == {"merged": 2}
    assert [kept["reference"] for kept in file.rows] == ["NAT-2017-04-CLV", "CHE-2017-09"]
    assert national.instances.count() == 2
    assert mine.events.get().verdict == "some-progress"


def test_a_national_recommendation_held_in_full_is_joined_where_the_only_one_reads_alike(catalogue: Catalogue) -> None:
    held = factories.NationalFactory(
        cycle=catalogue.cycles["2017"],
        title="Disparities in what is recorded",
        wording="Every force should look at what it records, and act on the disparities it finds there.",
    )
    assert catalogue.load(row(**STOP_AND_SEARCH)).rows[0]["warnings"] == []
    assert held.instances.get().reference == f"{held.reference}-CLV"


@pytest.mark.parametrize("why", ["several", "of a file"])
def test_in_doubt_another_national_recommendation_is_made_and_the_likeness_pointed_out(
    catalogue: Catalogue, why: str
) -> None:
    words = "Look at what is recorded for disparities and act"
    source = "https://example.test; wording not held, subject only" if why == "of a file" else "a source"
    held = factories.NationalFactory(cycle=catalogue.cycles["2017"], title=words, wording=words, source=source)
    if why == "several":
        factories.NationalFactory(cycle=catalogue.cycles["2017"], title="Dogs", wording="Count the dogs.")
    file = catalogue.load(row(**STOP_AND_SEARCH))
    assert tally(file) == {"added": 1}
    assert f"It reads like the national recommendation {held.reference}" in file.rows[0]["warnings"][0]


def test_another_national_recommendation_takes_the_next_number(catalogue: Catalogue) -> None:
    other = {"title": "Dogs", "wording": "Count the dogs."}
    factories.NationalFactory(reference="NAT-2017-04", cycle=catalogue.cycles["2017"], **other)
    factories.NationalFactory(reference="NAT-old", cycle=catalogue.cycles["2016"])
    catalogue.load(row(**{**STOP_AND_SEARCH, "due_date": ""}))
    held = NationalRecommendation.objects.get(reference="NAT-2017-05")
    assert (held.due_kind, held.due_on) == (DueKind.NONE, None)


def test_a_force_has_one_instance_however_its_rows_name_the_question(catalogue: Catalogue) -> None:
    other = {**STOP_AND_SEARCH, "question": "Q9 stop and search (recommendation to all forces)"}
    file = catalogue.load(row(**STOP_AND_SEARCH), row(**other))
    assert tally(file) == {"added": 1, "merged": 1}
    assert file.rows[1]["does"] == ["Joins the finding of row 2."]
    assert Finding.objects.count() == 1


# --- what is refused ---------------------------------------------------------------------------------------

REFUSED = {  # code → what is wrong in the row, the column it is said of
    "empty": ({"status": " "}, "status"),
    "formula": ({"subject_paraphrased": "=1+1"}, "subject_paraphrased"),
    "text-too-long": ({"source": "x" * 251}, "source"),
    "force-unknown": ({"force": "Clevelant"}, "force"),
    "force-out-of-scope": ({"force": "British Transport Police"}, "force"),
    "cycle-unknown": ({"raised_cycle": "2014"}, "raised_cycle"),
    "cycle-before-raised": ({"status_as_of_cycle": "2015"}, "status_as_of_cycle"),
    "pillar-unknown": ({"pillar": "economy"}, "pillar"),
    "type-unknown": ({"type": "praise"}, "type"),
    "status-unknown": ({"status": "discharged in part"}, "status"),
    "not-a-date": ({"due_date": "soon"}, "due_date"),
    "due-before-raised": ({"due_date": "2015-12-31"}, "due_date"),
    "published-later": ({"published_on": "2018-06-02"}, "published_on"),
    "published-before": ({"published_on": "2015-12-31"}, "published_on"),
}
ELSEWHERE = {"force-barred", "cycle-to-come", "closed"}  # shown by tests of their own
OF_THE_FILE = {
    "empty-file", "too-large", "expands-too-far", "too-many-cells", "too-many-rows", "no-headings", "heading-missing",
    "heading-doubled", "heading-unknown", "no-rows",
}  # fmt: skip


def test_every_message_has_its_row() -> None:
    assert {*REFUSED, *ELSEWHERE, *OF_THE_FILE} == set(MESSAGES)


@pytest.mark.parametrize("code", REFUSED)
def test_a_wrong_cell_is_refused_with_place_and_mend_and_stops_no_other_row(catalogue: Catalogue, code: str) -> None:
    changes, heading = REFUSED[code]
    file = catalogue.load(row(**changes), row(force="Cheshire"))
    [problem] = file.rows[0]["problems"]
    assert (problem["code"], problem["heading"], problem["row"]) == (code, heading, 2)
    assert problem["message"]
    assert problem["mend"]
    assert tally(file) == {"added": 1, "refused": 1}
    assert Finding.objects.get().force == catalogue.cheshire


def test_a_force_nearly_named_is_suggested_and_a_cycle_is_one_of_those_held(catalogue: Catalogue) -> None:
    file = catalogue.send(row(force="Clevelant", raised_cycle="1999"), row(force="Narnia"))
    force, cycle = file.rows[0]["problems"]
    assert force["mend"] == "Did you mean Cleveland?"
    assert cycle["mend"] == "Write one of these: 2015, 2016, 2017, 2018-19."
    assert "three-letter code" in file.rows[1]["problems"][0]["mend"]


def test_a_cycle_that_has_not_begun_is_refused(catalogue: Catalogue) -> None:
    factories.CycleFactory(first_year=2021, slug="2021-22")
    file = catalogue.send(row(raised_cycle="2021/22", status_as_of_cycle="2021/22"))
    assert [found["code"] for found in file.rows[0]["problems"]] == ["cycle-to-come", "cycle-to-come"]


def test_whoever_is_barred_from_a_force_does_not_load_its_rows(catalogue: Catalogue) -> None:
    factories.BarFactory(user=catalogue.manager, force=catalogue.cleveland)
    file = catalogue.load(row(), row(force="CHE"), by=catalogue.manager)
    assert file.rows[0]["problems"][0]["code"] == "force-barred"
    assert Finding.objects.get().force == catalogue.cheshire


def test_a_row_without_a_source_is_doubted(catalogue: Catalogue) -> None:
    file = catalogue.load(row(source=""))
    assert file.rows[0]["warnings"] == ["No source is given."]
    assert Finding.objects.get().source == "wording not held, subject only"


# --- the way of a file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.FORCE_CONTACT, Role.AUDITOR])
def test_only_managers_and_administrators_load_findings(catalogue: Catalogue, role: Role) -> None:
    file = catalogue.send(row())
    someone = factories.user(role)
    for write in (
        lambda: catalogue.send(row(), by=someone),
        lambda: back_catalogue.confirm(by=someone, file=file, at=clock.now()),
        lambda: back_catalogue.plan_again(by=someone, file=file, at=clock.now()),
        lambda: back_catalogue.withdraw(by=someone, file=file),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_a_preview_changes_nothing_and_the_file_is_kept(catalogue: Catalogue) -> None:
    file = catalogue.send(row())
    assert (Finding.objects.count(), Event.objects.count(), SourceRow.objects.count()) == (0, 0, 0)
    assert (file.state, file.name, file.sent_by) == ("read", "findings.csv", catalogue.administrator)
    with default_storage.open(file.file.name) as kept:
        assert kept.read().startswith(b"force,raised_cycle")
    assert "findings" not in file.file.name


def test_a_file_is_confirmed_once(catalogue: Catalogue) -> None:
    file = catalogue.load(row())
    with pytest.raises(ValidationError, match=r"confirmed this file on 1 June 2018"):
        back_catalogue.confirm(by=catalogue.manager, file=file, at=clock.now())
    with pytest.raises(ValidationError, match=r"This file is confirmed; it cannot be withdrawn"):
        back_catalogue.withdraw(by=catalogue.manager, file=file)
    assert Finding.objects.count() == 1


def test_a_withdrawn_file_loads_nothing(catalogue: Catalogue) -> None:
    file = back_catalogue.withdraw(by=catalogue.manager, file=catalogue.send(row()))
    assert file.state == "withdrawn"
    with pytest.raises(ValidationError, match="it cannot be confirmed"):
        back_catalogue.confirm(by=catalogue.manager, file=file, at=clock.now())


def test_a_preview_out_of_date_is_not_applied_and_made_again(catalogue: Catalogue) -> None:
    file = catalogue.send(row())
    hold(catalogue)
    with pytest.raises(PreviewStale, match="The preview has been made again"):
        back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())
    assert Event.objects.count() == 0
    again = back_catalogue.plan_again(by=catalogue.administrator, file=file, at=clock.now())
    assert tally(again) == {"merged": 1}
    with pytest.raises(Stale):
        back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now(), version=file.version)
    back_catalogue.confirm(by=catalogue.administrator, file=again, at=clock.now(), version=again.version)
    assert Finding.objects.count() == 1


def test_a_preview_of_yesterday_can_be_confirmed_today(catalogue: Catalogue, settings: Any) -> None:
    file = catalogue.send(row(status_as_of_cycle="2017", status="in progress"))
    settings.FIXED_TODAY = date(2018, 6, 2)
    back_catalogue.confirm(by=catalogue.manager, file=file, at=clock.now())
    assert set(Event.objects.values_list("recorded_on", "recorded_by")) == {(date(2018, 6, 2), catalogue.manager.pk)}


def test_what_the_database_refuses_is_put_down_to_a_preview_out_of_date(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.FindingFactory(reference="CLV-2016-01")  # of another force: its number is not seen
    file = catalogue.send(row())
    with pytest.raises(PreviewStale):
        back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())
    assert (Event.objects.count(), FindingsFile.objects.get().state) == (0, "read")


def test_another_fault_of_the_database_is_no_preview_out_of_date(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise IntegrityError("event_effective_by_recorded")

    file = catalogue.send(row())
    monkeypatch.setattr(back_catalogue, "apply", fail)
    with pytest.raises(IntegrityError):
        back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())


def test_many_rows_ask_as_often_as_few(catalogue: Catalogue) -> None:
    def rows(count: int, start: int = 0) -> list[dict[str, str]]:
        subjects = [f"Matter {start + number} of kind {number * 7}" for number in range(count)]
        plain = [
            row(subject_paraphrased=subject, status_as_of_cycle="2017", status="in progress") for subject in subjects
        ]
        return [*plain, row(**{**STOP_AND_SEARCH, "subject_paraphrased": f"National {start}"})]

    def asked(*sent: dict[str, str]) -> int:
        file = catalogue.send(*sent)
        with CaptureQueriesContext(connection) as queries:
            back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())
        # SQLite takes some thirty rows in one statement
        statements = (query["sql"] for query in queries.captured_queries)
        return len({sql[:40] for sql in statements if "SAVEPOINT" not in sql})

    few, many = asked(*rows(2)), asked(*rows(200, 1000))
    assert many == few
    later = [{**one, "status_as_of_cycle": "2018/19", "status": "good progress"} for one in rows(200, 1000)]
    assert asked(*later) <= few + 6


def test_a_finding_raised_from_a_file_takes_the_number_after_what_was_loaded(catalogue: Catalogue) -> None:
    catalogue.load(row(), row(subject_paraphrased="Another matter"))
    assert raising.next_reference(catalogue.cleveland, catalogue.cycles["2016"]) == "CLV-2016-03"
    assert raising.next_reference(catalogue.cheshire, catalogue.cycles["2018-19"]) == "CHE-2018-01"
