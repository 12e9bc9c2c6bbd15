"""What ends a file or an exercise: void and replaced, not provided by the force, locked; then nothing moves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core import clock
from core.actions import Stale
from inspections.actions import file_reviews as actions
from inspections.actions import second_marks, settling
from inspections.models import Draft, DrawnReference, Exercise, FileState, ReviewFile
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import draft, mark
from tests.inspections.test_file_reviews_pages import as_, counted, url

pytestmark = pytest.mark.django_db


def drawn_order(made: Exercise, reserves: str = "ab") -> None:
    """Give every file its reference, and after them a reserve of each offence type named, in this order."""
    draw = factories.DrawFactory(exercise=made)
    for file in made.files.order_by("number"):
        factories.DrawnReferenceFactory(draw=draw, position=file.number, file=file, stratum=file.stratum)
    for position, kind in enumerate(reserves, start=made.files.count() + 1):
        stratum = made.strata.get(slug=kind)
        factories.DrawnReferenceFactory(draw=draw, position=position, stratum=stratum)


def void(by: User, file: ReviewFile, **changes: Any) -> ReviewFile | None:
    """Set a file aside."""
    return settling.void(by=by, file=file, **{"version": file.version, "reason": "Recorded in error", **changes})


def not_provided(by: User, file: ReviewFile, **changes: Any) -> ReviewFile:
    """Say that the force did not provide a file."""
    return settling.not_provided(by=by, file=file, **{"version": file.version, "reason": "Lost", **changes})


def lock(by: User, made: Exercise, **changes: Any) -> Exercise:
    """Lock an exercise."""
    return settling.lock_exercise(by=by, exercise=made, **{"version": made.version, "at": clock.now(), **changes})


def settled(files: int = 2, **fields: Any) -> Exercise:
    """Return an exercise with every file marked and no second marks."""
    made = samples.exercise(files=files, second_share=0, **fields)
    for file in made.files.with_setting():
        mark(file.reviewer, file)
    return made


def locked(**fields: Any) -> Exercise:
    """Return a locked exercise: one file marked, one not provided, one void."""
    made = samples.exercise(files=3, second_share=0, **fields)
    mark(samples.file_of(made, 1).reviewer, samples.file_of(made, 1))
    not_provided(made.lead, samples.file_of(made, 2))
    void(made.lead, samples.file_of(made, 3))
    return lock(made.lead, Exercise.objects.get(pk=made.pk))


# --- void ----------------------------------------------------------------------------------------------------
def test_a_void_file_keeps_its_number_and_the_next_of_the_drawn_order_takes_its_slot() -> None:
    made = samples.exercise(files=3)
    drawn_order(made, "ab")
    file = samples.file_of(made, 2)
    taker = void(made.lead, file)
    assert taker is not None
    now = samples.file_of(made, 2)
    assert (now.state, now.state_reason, now.slot) == ("void", "Recorded in error", 2)
    assert (taker.number, taker.slot, taker.replaces, taker.reviewer, taker.state) == (
        4, 2, now, file.reviewer, "allocated",
    )  # fmt: skip
    assert list(DrawnReference.objects.order_by("position").values_list("position", "file__number")) == [
        (1, 1), (2, 2), (3, 3), (4, 4), (5, None),
    ]  # fmt: skip
    assert (now.history.first().history_user, now.history.first().history_change_reason) == (
        made.lead, "Recorded in error",
    )  # fmt: skip


def test_reserves_are_taken_in_the_drawn_order_and_a_replacement_may_be_void_too() -> None:
    made = samples.exercise(files=2)
    drawn_order(made, "bab")
    first = void(made.lead, samples.file_of(made, 1))
    assert first is not None
    second = void(made.lead, samples.file_of(made, 3))
    third = void(made.lead, samples.file_of(made, 2))
    assert second is not None
    assert third is not None
    assert [(one.number, one.slot, one.reference.position) for one in map(fresh, (first, second, third))] == [
        (3, 1, 3), (4, 1, 4), (5, 2, 5),
    ]  # fmt: skip


def fresh(file: ReviewFile) -> ReviewFile:
    """Return a file as it is now."""
    return ReviewFile.objects.get(pk=file.pk)


def test_in_a_stratified_sample_a_reserve_of_the_same_offence_type_takes_the_place() -> None:
    made = samples.exercise(files=2, design="stratified")
    drawn_order(made, "abba")
    for number, position in ((1, 4), (2, 3)):  # file 1 is of type b, file 2 of type a
        file = samples.file_of(made, number)
        taker = void(made.lead, file)
        assert taker is not None
        assert (taker.stratum, fresh(taker).reference.position) == (file.stratum, position)


def test_a_reserve_of_another_offence_type_keeps_its_own_type_in_a_simple_sample() -> None:
    made = samples.exercise(files=2)
    drawn_order(made, "a")
    taker = void(made.lead, samples.file_of(made, 1))
    assert taker is not None
    assert (samples.file_of(made, 1).stratum.slug, taker.stratum.slug) == ("b", "a")


def test_when_no_reserve_is_left_the_slot_stays_empty_and_the_page_says_so() -> None:
    made = samples.exercise(files=2, design="stratified")
    drawn_order(made, "a")
    sent = {"version": "1", "reason": "Recorded in error"}
    response = as_(made.lead).post(url(made, 1, "void/"), sent, follow=True)
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    assert "No crime of the drawn order is left to take its place." in response.content.decode()
    assert made.files.count() == 2
    row = Exercise.objects.with_tally().get(pk=made.pk)
    assert (row.drawn, row.reviewed) == (1, 0)


def test_the_page_names_the_file_that_takes_the_place_and_the_void_file_leads_to_it() -> None:
    made = samples.exercise(files=2)
    drawn_order(made, "a")
    client = as_(made.lead)
    client.post(url(made, 1, "void/"), {"version": "1", "reason": "Recorded in error"})
    text = client.get(url(made, 1)).content.decode()
    assert "Recorded in error" in text
    assert f'href="{url(made, 3)}">File 3 takes its place' in text


def test_a_replacement_of_a_file_nobody_had_waits_to_be_given_to_somebody() -> None:
    made = samples.exercise(files=1)
    drawn_order(made, "a")
    made.files.update(state=FileState.DRAWN, reviewer=None)
    assert url(made, 1, "void/") in as_(made.lead).get(url(made, 1)).content.decode()
    taker = void(made.lead, samples.file_of(made))
    assert taker is not None
    assert (taker.state, taker.reviewer) == ("drawn", None)


def test_the_draft_of_a_void_file_stays_with_it_and_nobody_marks_it_any_more() -> None:
    made = samples.exercise(files=2)
    reviewer = samples.file_of(made).reviewer
    draft(reviewer, samples.file_of(made))
    void(made.lead, samples.file_of(made))
    assert Draft.objects.get().content["rating_reason"] == "So far."
    with pytest.raises(PermissionDenied):
        mark(reviewer, samples.file_of(made))
    response = as_(reviewer).post(url(made), samples.form_data(made, version=3, rating_reason="Mine."))
    assert response.status_code == 409
    assert "Mine." in response.content.decode()


def test_only_the_lead_sets_a_file_aside_with_a_reason() -> None:
    made = samples.exercise(files=2)
    file = samples.file_of(made)
    for person in (file.reviewer, factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            void(person, file)
    with pytest.raises(ValidationError, match="Give the reason"):
        void(made.lead, file, reason="")
    assert as_(file.reviewer).get(url(made, 1, "void/")).status_code == 403
    assert samples.file_of(made).state == "allocated"


def test_a_marked_file_is_never_void_and_never_missing() -> None:
    made = samples.exercise(files=2)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    with pytest.raises(ValidationError, match="This file is marked: it cannot become void"):
        void(made.lead, samples.file_of(made))
    with pytest.raises(ValidationError, match="This file is marked: it cannot become not provided by the force"):
        not_provided(made.lead, samples.file_of(made))


def test_a_second_mark_is_neither_void_nor_missing() -> None:
    made = samples.exercise(files=1)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    for end in (void, not_provided):
        with pytest.raises(ValidationError, match="open the file itself"):
            end(made.lead, samples.second_of(made))


def test_a_page_opened_before_a_draft_was_saved_is_refused_and_keeps_the_reason() -> None:
    made = samples.exercise(files=2)
    client, file = as_(made.lead), samples.file_of(made)
    draft(file.reviewer, file)
    with pytest.raises(Stale):
        void(made.lead, file)
    sent = {"version": "1", "reason": "Recorded in error"}
    for page, state in (("void/", "void"), ("not-provided/", "not-provided")):
        made.files.filter(number=1).update(state="in-progress", state_reason="", version=2)
        stale = client.post(url(made, 1, page), sent)
        text = stale.content.decode()
        assert stale.status_code == 409
        assert "Recorded in error" in text
        assert 'name="version" value="2"' in text
        assert client.post(url(made, 1, page), {**sent, "version": "2"}).status_code == 302
        assert samples.file_of(made).state == state


@pytest.mark.parametrize("page", ["void/", "not-provided/"])
def test_a_form_without_its_reason_is_shown_again(page: str) -> None:
    made = samples.exercise(files=2)
    response = as_(made.lead).post(url(made, 1, page), {"version": "1", "reason": ""})
    assert response.status_code == 422
    assert "Enter reason" in response.content.decode()
    assert samples.file_of(made).state == "allocated"


# --- not provided --------------------------------------------------------------------------------------------
def test_the_reviewer_or_the_lead_says_that_the_force_did_not_provide_a_file() -> None:
    made = samples.exercise(files=3)
    reviewer = samples.file_of(made).reviewer
    response = as_(reviewer).post(url(made, 1, "not-provided/"), {"version": "1", "reason": "Lost"}, follow=True)
    assert "Recorded as not provided by the force." in response.content.decode()
    not_provided(made.lead, samples.file_of(made, 2))
    states = made.files.order_by("number").values_list("state", "state_reason")
    assert list(states) == [("not-provided", "Lost"), ("not-provided", "Lost"), ("allocated", "")]
    for person in (samples.colleague(made), factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            not_provided(person, samples.file_of(made, 3))


def test_a_reviewer_barred_meanwhile_says_nothing_of_the_file() -> None:
    made = samples.exercise(files=1)
    file = samples.file_of(made)
    factories.BarFactory(user=file.reviewer, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        not_provided(file.reviewer, file)


def test_a_file_not_provided_stays_in_the_sample_without_marks() -> None:
    made = samples.exercise(files=2)
    not_provided(made.lead, samples.file_of(made))
    row = Exercise.objects.with_tally().get(pk=made.pk)
    assert (row.drawn, row.reviewed, row.good) == (2, 0, 0)


def test_a_file_the_force_found_after_all_goes_back_to_the_same_reviewer_or_another() -> None:
    made = samples.exercise(files=2)
    reviewer, other = samples.file_of(made).reviewer, samples.colleague(made)
    for number in (1, 2):
        not_provided(reviewer, samples.file_of(made, number))
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=reviewer)
    with pytest.raises(ValidationError, match="Give the reason for taking file 2"):
        actions.allocate(by=made.lead, exercise=made, numbers=[2], reviewer=other)
    actions.allocate(by=made.lead, exercise=made, numbers=[2], reviewer=other, reason="Leave")
    rows = made.files.order_by("number").values_list("state", "state_reason", "reviewer")
    assert list(rows) == [("allocated", "", reviewer.pk), ("allocated", "", other.pk)]
    mark(reviewer, samples.file_of(made))


def test_files_set_aside_do_not_weigh_when_the_rest_is_shared_out() -> None:
    made = samples.exercise(files=6)
    reviewer = samples.file_of(made).reviewer
    made.files.filter(number__gt=2).update(state=FileState.DRAWN, reviewer=None)
    not_provided(made.lead, samples.file_of(made, 1))
    void(made.lead, samples.file_of(made, 2))
    given = actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[reviewer, made.lead])
    assert sorted(file.reviewer_id for file in given) == sorted([reviewer.pk, made.lead.pk] * 2)


# --- locking -------------------------------------------------------------------------------------------------
def test_what_stands_in_the_way_of_locking_is_listed() -> None:
    made = samples.exercise(files=4, second_share=0)
    for number in (1, 2):
        file = samples.file_of(made, number)
        mark(file.reviewer, file, rating=samples.rating(made, "poor"))
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=samples.colleague(made), second=True)
    second = samples.second_of(made, 1)
    mark(second.reviewer, second)
    expected = [
        "2 files still to be marked.",
        "1 second mark still to be made.",
        "1 disagreement still to be resolved.",
    ]
    assert settling.why_not_lock(made) == expected
    with pytest.raises(ValidationError) as refused:
        lock(made.lead, made)
    assert refused.value.messages == expected
    client = as_(made.lead)
    for address in (made.get_absolute_url(), f"/file-reviews/{made.reference}/lock/"):
        text = client.get(address).content.decode()
        assert all(words in text for words in expected), address
    refused_page = client.post(f"/file-reviews/{made.reference}/lock/", {"version": made.version})
    assert refused_page.status_code == 422
    assert Exercise.objects.get(pk=made.pk).state == "drawn"


def test_an_exercise_without_drawn_files_is_not_locked() -> None:
    made = samples.exercise(files=0)
    Exercise.objects.filter(pk=made.pk).update(state="planned")
    with pytest.raises(ValidationError, match="No files are drawn yet"):
        lock(made.lead, Exercise.objects.get(pk=made.pk))


def test_the_lead_locks_when_every_file_is_settled_and_the_results_stand() -> None:
    made = settled()
    client, address = as_(made.lead), f"/file-reviews/{made.reference}/lock/"
    assert address in client.get(made.get_absolute_url()).content.decode()
    response = client.post(address, {"version": made.version}, follow=True)
    text = response.content.decode()
    assert "This review is locked. Its results stand." in text
    assert "Lead locked this review on" in text
    assert f"/file-reviews/{made.reference}/allocate/" not in text
    now = Exercise.objects.get(pk=made.pk)
    assert (now.state, now.locked_by, now.history.first().history_user) == ("locked", made.lead, made.lead)


def test_only_the_lead_locks_and_only_once_and_only_what_was_seen() -> None:
    made = settled()
    for person in (samples.file_of(made).reviewer, factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            lock(person, made)
    assert as_(samples.file_of(made).reviewer).get(f"/file-reviews/{made.reference}/lock/").status_code == 403
    Exercise.objects.filter(pk=made.pk).update(version=made.version + 1)
    with pytest.raises(Stale):
        lock(made.lead, made)
    stale = as_(made.lead).post(f"/file-reviews/{made.reference}/lock/", {"version": made.version})
    assert stale.status_code == 409
    lock(made.lead, Exercise.objects.get(pk=made.pk))
    with pytest.raises(ValidationError, match="Lead locked this exercise already"):
        lock(made.lead, Exercise.objects.get(pk=made.pk))


def test_once_locked_nothing_moves_and_each_refusal_says_why() -> None:
    made = locked(seed="a seed")
    marked, missing = samples.file_of(made, 1), samples.file_of(made, 2)
    words = "This exercise is locked. Nothing of it changes any more."
    other = samples.colleague(made)
    attempts: list[Any] = [
        lambda: mark(missing.reviewer, missing),
        lambda: draft(missing.reviewer, missing),
        lambda: actions.allocate(by=made.lead, exercise=made, numbers=[2], reviewer=other, reason="Found"),
        lambda: actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[other]),
        lambda: void(made.lead, missing),
        lambda: not_provided(made.lead, marked),
        lambda: second_marks.resolve(
            by=made.lead, file=marked, rating=samples.rating(made, "poor"), reason="x", at=clock.now()
        ),
    ]
    for attempt in attempts:
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert refused.value.messages == [words]
    rows = made.files.order_by("number").values_list("state", "version")
    assert list(rows) == [("marked", 2), ("not-provided", 2), ("void", 2)]


def test_the_pages_of_a_locked_review_refuse_with_words() -> None:
    made = locked()
    client = as_(made.lead)
    people = [str(made.lead.pk)]
    for address, sent in (
        (url(made, 2, "void/"), {"version": "2", "reason": "x"}),
        (url(made, 2, "not-provided/"), {"version": "2", "reason": "x"}),
        (f"/file-reviews/{made.reference}/allocate/", {"how": "evenly", "reviewers": people}),
        (f"/file-reviews/{made.reference}/lock/", {"version": str(made.version)}),
    ):
        response = client.post(address, sent)
        assert response.status_code == 422, address
        assert "locked" in response.content.decode()
    assert "See its results" in client.get(f"/file-reviews/{made.reference}/lock/").content.decode()


# --- queries -------------------------------------------------------------------------------------------------
def test_setting_aside_and_locking_ask_as_little_for_many_files_as_for_few() -> None:
    asked = []
    for files in (2, 2, 30):  # the first lap asks for what a process asks once
        made = samples.exercise(files=files, second_share=0)
        drawn_order(made, "ab")
        client = as_(made.lead)
        sent = {"version": "1", "reason": "So."}
        page, _ = counted(client, "get", url(made, 1, "void/"))
        voided, response = counted(client, "post", url(made, 1, "void/"), sent)
        assert response.status_code == 302
        missing, response = counted(client, "post", url(made, 2, "not-provided/"), sent)
        assert response.status_code == 302
        made.files.exclude(state__in=["void", "not-provided"]).update(state="not-provided", state_reason="So.")
        address = f"/file-reviews/{made.reference}/lock/"
        opened, _ = counted(client, "get", address)
        ended, response = counted(client, "post", address, {"version": "1"})
        assert response.status_code == 302
        asked.append((page, voided, missing, opened, ended))
    assert asked[1] == asked[2]
    assert max(asked[2]) <= 15
    assert max(asked[2][0], asked[2][3]) <= 12
