"""The pages of file reviews, asked for as each person and with what people send."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessKind, AccessLog, Role
from core import clock
from inspections.actions import file_reviews as actions
from inspections.models import Answer, Draft, Exercise, FileState, ReviewFile
from tests import factories
from tests.inspections import file_review_samples as samples

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def url(made: Exercise, number: int = 1, tail: str = "") -> str:
    """Return the address of a file."""
    return f"/file-reviews/{made.reference}/files/{number}/{tail}"


def counted(client: Client, method: str, *args: Any) -> tuple[int, Any]:
    """Ask once and return the number of queries, savepoints left out, and the response."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(*args)
    return len([q for q in queries if "SAVEPOINT" not in q["sql"]]), response


def settle(made: Exercise, good: int, poor: int) -> None:
    """Rate so many files good, and so many poor."""
    for file in made.files.filter(number__lte=good + poor):
        file.state, file.marked_by, file.marked_at = FileState.MARKED, file.reviewer, clock.now()
        file.rating = file.settled_rating = samples.rating(made, "good" if file.number <= good else "poor")
        file.rating_reason = "So."
        file.save()


# --- the list ----------------------------------------------------------------------------------------------
def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return the list's file as rows."""
    response = client.get(f"/file-reviews/?format=csv{query}")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_file_of_the_list_begins_with_the_agreed_headings() -> None:
    made = samples.exercise(files=3, inspection=factories.InspectionFactory())
    settle(made, good=1, poor=1)
    [row] = rows(as_(factories.user(Role.AUDITOR)))
    assert list(row)[:8] == ["reference", "force", "cycle", "design", "target", "drawn", "reviewed", "good"]
    assert list(row.values())[:8] == [
        made.reference, made.inspection.force.name, "2017", "random", "3", "3", "2", "1",
    ]  # fmt: skip


@pytest.mark.parametrize("design", ["targeted-dip", "without-count"])
def test_a_dip_and_a_look_without_count_have_no_number_of_good_files(design: str) -> None:
    made = samples.exercise(files=2, inspection=factories.InspectionFactory(), design=design)
    settle(made, good=2, poor=0)
    client = as_(factories.user(Role.AUDITOR))
    [row] = rows(client)
    assert (row["drawn"], row["reviewed"], row["good"]) == ("2", "2", "")
    page = client.get(made.get_absolute_url()).content.decode()
    assert "good so far" not in page
    assert "2 of 2 files good" not in page
    assert "no number" in page


def test_files_that_are_not_held_are_not_counted_as_none() -> None:
    factories.ExerciseFactory(design="targeted-dip", seed="", target=40)
    [row] = rows(as_(factories.user(Role.AUDITOR)))
    assert (row["target"], row["drawn"], row["reviewed"], row["good"]) == ("40", "", "", "")


def test_the_list_is_filtered_by_its_address_and_says_what_it_does_not_know() -> None:
    made = samples.exercise(inspection=factories.InspectionFactory())
    samples.exercise(inspection=factories.InspectionFactory())
    client = as_(factories.user(Role.AUDITOR))
    assert [row["reference"] for row in rows(client, f"&force={made.inspection.force.slug}")] == [made.reference]
    assert rows(client, "&design=without-count") == []
    assert client.get("/file-reviews/?design=nonsense").status_code == 400


def test_the_list_asks_as_little_for_many_as_for_few() -> None:
    auditor = factories.user(Role.AUDITOR)
    made = [factories.ExerciseFactory() for _ in range(10)]
    few, _ = counted(as_(auditor), "get", f"/file-reviews/?force={made[0].inspection.force.slug}&cycle=2017")
    factories.ExerciseFactory.create_batch(40)
    many, response = counted(as_(auditor), "get", "/file-reviews/")
    assert (few, many, response.status_code) == (7, 7, 200)


# --- one exercise ------------------------------------------------------------------------------------------
def test_a_finished_sample_of_sixty_says_its_share_with_its_interval_beside_the_report_s_own() -> None:
    made = samples.exercise(files=60, inspection=factories.InspectionFactory(), as_published="46 of 60")
    settle(made, good=46, poor=14)
    page = as_(factories.user(Role.FORCE_CONTACT)).get(made.get_absolute_url()).content.decode()
    assert "46 of 60 files good (77%, 95% interval 65% to 86%)" in page
    assert "The report says 46 of 60: the same as our count" in page


def test_under_thirty_files_no_percentage_stands_on_the_page() -> None:
    made = samples.exercise(files=20, as_published="14 of 20")
    settle(made, good=9, poor=4)
    page = as_(made.lead).get(made.get_absolute_url()).content.decode()
    assert "9 of 13 files good so far" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]
    assert "not the same as our count" in page


def test_the_outside_and_the_barred_see_the_tally_and_not_who_has_which_file() -> None:
    made = samples.exercise(files=3, inspection=factories.InspectionFactory())
    settle(made, good=2, poor=0)
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=made.inspection.force)
    for person in (factories.user(Role.FORCE_CONTACT), barred):
        page = as_(person).get(made.get_absolute_url()).content.decode()
        assert "2 of 2 files good so far" in page
        assert "Reviewer" not in page
        assert "files/1/" not in page
    page = as_(factories.user(Role.AUDITOR)).get(made.get_absolute_url()).content.decode()
    assert "2 of 3 files marked" in page
    assert "files/1/" not in page


def test_an_unpublished_exercise_is_not_there_for_the_outside() -> None:
    made = samples.exercise()
    for role in (Role.FORCE_CONTACT, Role.ADMINISTRATOR, Role.INSPECTOR):
        assert as_(factories.user(role)).get(made.get_absolute_url()).status_code == 404


def test_an_exercise_is_read_in_few_queries_however_many_its_files() -> None:
    small, large = samples.exercise(files=2, questions=25), samples.exercise(files=60, questions=25)
    for made in (small, large):
        file = samples.file_of(made)
        as_(file.reviewer).post(url(made), samples.form_data(made))
    as_(small.lead).get(small.get_absolute_url())  # the permissions of a role are read once and kept
    few, _ = counted(as_(small.lead), "get", small.get_absolute_url())
    many, response = counted(as_(large.lead), "get", large.get_absolute_url())
    assert few == many <= 15
    assert response.status_code == 200


# --- the form for one file ---------------------------------------------------------------------------------
def test_marking_goes_on_to_the_next_file_of_the_same_reviewer() -> None:
    made = samples.exercise(files=4)
    made.files.filter(number=2).update(reviewer=made.lead)
    client = as_(samples.file_of(made).reviewer)
    response = client.post(url(made), samples.form_data(made), follow=True)
    assert response.redirect_chain == [(url(made, 3), 302)]
    text = response.content.decode()
    assert "File 1 is marked. 1 of 3 done." in text
    assert "<strong>1 of 3</strong> files marked" in text
    assert Answer.objects.filter(file__number=1).count() == 2


def test_after_the_last_file_come_those_passed_over_and_then_the_exercise() -> None:
    made = samples.exercise(files=2)
    client = as_(samples.file_of(made).reviewer)
    assert client.post(url(made, 2), samples.form_data(made)).headers["Location"] == url(made, 1)
    assert client.post(url(made, 1), samples.form_data(made)).headers["Location"] == made.get_absolute_url()


def test_gaps_are_named_on_top_and_beside_their_questions_and_nothing_typed_is_lost() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    data = samples.form_data(made, q1="no", q2="", rating="", rating_reason="Because of supervision.")
    response = client.post(url(made), data)
    text = response.content.decode()
    first, second = samples.criteria(made)
    assert response.status_code == 422
    assert f'<a href="#id_note-{first.pk}">Write a note on question 1: its answer is no</a>' in text
    assert f'<a href="#id_answer-{second.pk}">Answer question 2</a>' in text
    assert '<a href="#id_rating">Choose an overall rating</a>' in text
    assert "Because of supervision." in text
    assert samples.file_of(made).state == "allocated"


def test_a_draft_may_have_gaps_and_comes_back_as_it_was_left() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    data = samples.form_data(made, then="draft", q1="no", n1="", q2="", rating="", rating_reason="Half way.")
    response = client.post(url(made), data, follow=True)
    text = response.content.decode()
    first = samples.criteria(made)[0]
    assert response.redirect_chain == [(url(made), 302)]
    assert f'name="answer-{first.pk}" type="radio" value="no" checked' in text
    assert "Half way." in text
    assert "<span data-answered>1</span> of <span data-asked>2</span> questions answered" in text
    assert samples.file_of(made).state == "in-progress"


def test_each_opening_is_logged_and_nothing_else_is_written() -> None:
    made = samples.exercise(files=1)
    reviewer = samples.file_of(made).reviewer
    for person in (reviewer, made.lead):
        as_(person).get(url(made))
        as_(person).get(url(made, 1, "history/"))
    log = AccessLog.objects.filter(kind=AccessKind.CASE_FILE_READ)
    assert list(log.values_list("by", "what").order_by("pk")) == [
        (person.pk, f"{made.reference}, file 1") for person in (reviewer, reviewer, made.lead, made.lead)
    ]


def test_the_lead_reads_what_was_recorded_and_not_an_unfinished_draft() -> None:
    made = samples.exercise(files=2)
    client = as_(samples.file_of(made).reviewer)
    client.post(url(made), samples.form_data(made, then="draft", q1="no", n1="Secret draft."))
    lead = as_(made.lead)
    before = lead.get(url(made)).content.decode()
    assert "This file is not marked yet" in before
    assert "Secret draft." not in before
    client.post(url(made), samples.form_data(made, version=2, q1="no", n1="Not done."))
    after = lead.get(url(made)).content.decode()
    assert "Not done." in after
    assert "Thorough." in after
    assert "<form" not in after.split("<main")[1]
    history = lead.get(url(made, 1, "history/")).content.decode()
    assert "No: Not done." in history


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AUDITOR, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.FORCE_CONTACT, 403),
        (Role.MANAGER, 404),
        (Role.INSPECTOR, 404),
    ],
)
def test_nobody_else_opens_a_file(role: str, status: int) -> None:
    made = samples.exercise(files=1, inspection=factories.InspectionFactory())
    client = as_(factories.user(role))
    for tail in ("", "history/"):
        assert client.get(url(made, 1, tail)).status_code == status
    for tail in ("", "draft/"):
        assert client.post(url(made, 1, tail), {}).status_code == status


def test_a_barred_reviewer_finds_no_file() -> None:
    made = samples.exercise(files=1)
    reviewer = samples.file_of(made).reviewer
    factories.BarFactory(user=reviewer, force=made.inspection.force)
    assert as_(reviewer).get(url(made)).status_code == 404
    assert as_(reviewer).post(url(made), samples.form_data(made)).status_code == 404


# --- two at once, one after the other ------------------------------------------------------------------------
def test_a_second_tab_is_told_what_differs_keeps_what_was_typed_and_saves_the_next_time() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    client.post(url(made), samples.form_data(made, then="draft", q1="not-evidenced"))
    data = samples.form_data(made, q1="no", n1="Nobody asked.")
    response = client.post(url(made), data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Where it differs from what you have here" in text
    table = text.split("Where it differs from what you have here</caption>")[1].split("</table>")[0]
    assert "Question 1" in table
    assert '<td class="govuk-table__cell">Not evidenced</td>' in table
    assert '<td class="govuk-table__cell">No: Nobody asked.</td>' in table
    assert "Question 2" not in table
    assert 'name="version" value="2"' in text
    assert client.post(url(made), data | {"version": "2"}).status_code == 302
    assert Answer.objects.get(file__exercise=made, note="Nobody asked.").value == "no"


def test_a_second_tab_on_a_marked_file_keeps_its_text_and_cannot_change_the_marks() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    client.post(url(made), samples.form_data(made))
    response = client.post(url(made), samples.form_data(made, q1="no", n1="Nobody asked.", rating_reason="Mine."))
    text = response.content.decode()
    assert response.status_code == 409
    assert "marks never change" in text
    assert "Nobody asked." in text
    assert "Mine." in text
    assert "Save and next file" not in text
    assert Answer.objects.filter(value="no").count() == 0


def test_a_file_given_to_somebody_else_meanwhile_shows_what_was_typed() -> None:
    made = samples.exercise(files=1)
    reviewer = factories.UserFactory()
    factories.AssignmentFactory(inspection=made.inspection, user=reviewer)
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=reviewer, reason="Leave")
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=made.lead, reason="Back")
    response = as_(reviewer).post(url(made), samples.form_data(made, q1="no", n1="Nobody asked."))
    text = response.content.decode()
    assert response.status_code == 409
    assert "was given to somebody else while you worked on it" in text
    assert "Nobody asked." in text
    assert "Thorough." in text
    factories.BarFactory(user=reviewer, force=made.inspection.force)
    assert as_(reviewer).post(url(made), samples.form_data(made)).status_code == 404


# --- drafts by script ----------------------------------------------------------------------------------------
def test_a_draft_sent_by_the_script_answers_with_the_next_version() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    response = client.post(url(made, 1, "draft/"), samples.form_data(made, then="mark", q2=""))
    assert (response.status_code, response.json()["version"]) == (200, 2)
    assert samples.file_of(made).state == "in-progress"
    assert ReviewFile.history.filter(exercise=made).latest().state == "in-progress"
    again = client.post(url(made, 1, "draft/"), samples.form_data(made, version=1))
    assert (again.status_code, again.json()) == (409, {"version": 2})
    assert client.get(url(made, 1, "draft/")).status_code == 405


def test_a_draft_whose_answer_was_lost_is_no_conflict_for_the_page_that_sent_it() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    client.post(url(made, 1, "draft/"), samples.form_data(made, tab="one"))
    again = client.post(url(made, 1, "draft/"), samples.form_data(made, version=1, tab="one", q1="not-evidenced"))
    assert (again.status_code, again.json()["version"]) == (200, 3)
    other = client.post(url(made, 1, "draft/"), samples.form_data(made, version=1, tab="two"))
    assert other.status_code == 409
    marked = client.post(url(made), samples.form_data(made, version=1, tab="one"))
    assert marked.status_code == 302
    assert samples.file_of(made).state == "marked"


def test_a_draft_that_makes_no_sense_is_refused_with_words() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    first = samples.criteria(made)[0]
    response = client.post(url(made, 1, "draft/"), samples.form_data(made, q1="perhaps", n1="x" * 4001))
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 2
    assert not Draft.objects.exists()
    ignored = samples.form_data(made, **{"answer-999999": "yes"})
    client.post(url(made, 1, "draft/"), ignored)
    assert set(Draft.objects.get().content["answers"]) == {str(first.pk), str(first.pk + 1)}


# --- queries -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("questions", [1, 25])
def test_the_form_and_its_saving_ask_as_little_for_many_questions_as_for_one(questions: int) -> None:
    made = samples.exercise(files=3, questions=questions)
    client = as_(samples.file_of(made).reviewer)
    client.get(url(made))  # what a process asks once is not counted
    opened, page = counted(client, "get", url(made))
    drafted, _ = counted(client, "post", url(made, 1, "draft/"), samples.form_data(made, then="draft"))
    again, _ = counted(client, "post", url(made, 1, "draft/"), samples.form_data(made, version=2, then="draft"))
    marked, response = counted(client, "post", url(made), samples.form_data(made, version=3))
    assert response.status_code == 302
    assert (opened, drafted, again, marked) == QUERIES
    assert len(page.content) <= 100_000


QUERIES = (7, 9, 8, 15)  # opening again, first draft, later draft, marking


# --- allocation ----------------------------------------------------------------------------------------------
def test_the_lead_allocates_evenly_and_by_hand() -> None:
    made = samples.exercise(files=5)
    reviewer = samples.file_of(made).reviewer
    made.files.update(state=FileState.DRAWN, reviewer=None)
    client, address = as_(made.lead), f"/file-reviews/{made.reference}/allocate/"
    people = [str(reviewer.pk), str(made.lead.pk)]
    client.post(address, {"how": "evenly", "reviewers": people})
    assert sorted(made.files.filter(reviewer=p).count() for p in people) == [2, 3]
    response = client.post(address, {"how": "by-hand", "files": "1, 3-4", "reviewer": people[0], "reason": "Leave"})
    assert response.headers["Location"] == made.get_absolute_url()
    assert set(made.files.filter(number__in=[1, 3, 4]).values_list("reviewer", flat=True)) == {reviewer.pk}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Answer the question: How do you want to allocate files?"),
        ({"how": "evenly"}, "Choose who to give files to"),
        ({"how": "by-hand"}, "Enter the numbers of the files"),
        ({"how": "by-hand", "files": "1-2"}, "Choose a reviewer"),
        ({"how": "by-hand", "files": "one"}, "one is not the number of a file or a range such as 7-12"),
        ({"how": "by-hand", "files": "7-3"}, "7-3 is not the number of a file"),
    ],
)
def test_an_allocation_with_gaps_says_what_is_missing(sent: dict[str, str], message: str) -> None:
    made = samples.exercise(files=2)
    response = as_(made.lead).post(f"/file-reviews/{made.reference}/allocate/", sent)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_only_the_lead_finds_the_allocation() -> None:
    made = samples.exercise(files=2)
    address = f"/file-reviews/{made.reference}/allocate/"
    assert as_(samples.file_of(made).reviewer).get(address).status_code == 403
    assert as_(factories.user(Role.AUDITOR)).get(address).status_code == 403
    assert as_(factories.UserFactory()).get(address).status_code == 404
    few, _ = counted(as_(made.lead), "get", address)
    assert few <= 12


def test_the_history_of_an_exercise_is_for_those_who_may_read_histories() -> None:
    made = samples.exercise(inspection=factories.InspectionFactory())
    address = f"/file-reviews/{made.reference}/history/"
    assert as_(factories.user(Role.AUDITOR)).get(address).status_code == 200
    assert as_(factories.user(Role.FORCE_CONTACT)).get(address).status_code == 403
