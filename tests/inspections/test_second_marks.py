"""Second marks: which files, by whom, blind until both are in, and what counts where they disagree."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from accounts.models import AccessKind, AccessLog, Role, User
from core import clock
from inspections.actions import file_reviews as actions
from inspections.actions import second_marks, settling
from inspections.models import Answer, Exercise, FileState, Resolution, ReviewFile
from inspections.rules.file_reviews import Given
from tests import access, factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import mark
from tests.inspections.test_file_reviews_pages import as_, url

pytestmark = pytest.mark.django_db


def mark_all(made: Exercise, poor: tuple[int, ...] = ()) -> None:
    """Mark every file, some of them in the lowest rating."""
    for file in made.files.first_marks().with_setting().order_by("number"):
        mark(file.reviewer, file, rating=samples.rating(made, "poor" if file.number in poor else "good"))


def marked_again(made: Exercise) -> list[int]:
    """Return the numbers of the files that are marked a second time."""
    return list(made.files.second_marks().order_by("number").values_list("number", flat=True))


def said(made: Exercise, who: str) -> dict[str, Any]:
    """Return answers and a reason in which everything carries a person's name."""
    answers = {criterion.pk: Given("no", f"{who}-NOTE") for criterion in samples.criteria(made)}
    return {"answers": answers, "rating_reason": f"{who}-REASON"}


def first_marked(files: int = 1, **fields: Any) -> Exercise:
    """Return an exercise whose first file is marked good; it is the seed’s, so its second mark waits."""
    made = samples.exercise(files=files, **fields)
    mark(samples.file_of(made).reviewer, samples.file_of(made), **said(made, "FIRST"))
    return made


def given_to(made: Exercise, person: User) -> ReviewFile:
    """Give the second mark of file 1 to somebody."""
    actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=person, second=True)
    return samples.second_of(made)


def marked_twice(second: str = "poor") -> Exercise:
    """Return an exercise of one file with both marks in: good first, then as given."""
    made = first_marked()
    file = given_to(made, samples.colleague(made))
    mark(file.reviewer, file, rating=samples.rating(made, second), **said(made, "SECOND"))
    return made


def resolve(by: User, made: Exercise, rating: str = "poor", reason: str = "The second is right.") -> Resolution:
    """Say which rating of file 1 counts."""
    file = samples.file_of(made)
    return second_marks.resolve(by=by, file=file, rating=samples.rating(made, rating), reason=reason, at=clock.now())


# --- which files ---------------------------------------------------------------------------------------------
def test_one_file_in_ten_rounded_up_is_marked_again_and_the_seed_says_which() -> None:
    # printf 'a seed\nsecond mark\n1' | sha256sum, and so on to 12: the lowest are 11fa56… (6) and 182c8f… (1)
    made = samples.exercise(files=12, seed="a seed")
    mark_all(made)
    assert marked_again(made) == [1, 6]


def test_the_same_seed_chooses_the_same_slots_and_another_seed_others() -> None:
    again, other = samples.exercise(files=20, seed="a seed"), samples.exercise(files=20, seed="another seed")
    mark_all(again)
    mark_all(other)
    assert (marked_again(again), marked_again(other)) == ([13, 20], [5, 9])


def test_every_file_in_the_lowest_rating_is_marked_again_once() -> None:
    made = samples.exercise(files=12, seed="a seed")
    mark_all(made, poor=(2, 6, 9))
    assert marked_again(made) == [1, 2, 6, 9]


def test_without_a_share_only_the_lowest_rating_is_marked_again_and_without_either_nothing() -> None:
    lowest = samples.exercise(files=5, second_share=0)
    nothing = samples.exercise(files=5, second_share=0, second_lowest=False)
    for made in (lowest, nothing):
        mark_all(made, poor=(4,))
    assert (marked_again(lowest), marked_again(nothing)) == ([4], [])


def test_without_the_lowest_rating_only_the_seed_chooses() -> None:
    made = samples.exercise(files=12, seed="a seed", second_lowest=False)
    mark_all(made, poor=(2, 9))
    assert marked_again(made) == [1, 6]


@pytest.mark.parametrize("design", ["targeted-dip", "without-count"])
def test_what_was_not_drawn_at_random_is_never_marked_again(design: str) -> None:
    made = samples.exercise(files=5, design=design, second_share=100)
    mark_all(made, poor=(1, 2))
    assert marked_again(made) == []


def test_a_file_that_takes_a_chosen_slot_is_marked_again_in_its_place() -> None:
    made = samples.exercise(files=12, seed="a seed")
    draw = factories.DrawFactory(exercise=made)
    factories.DrawnReferenceFactory(draw=draw, position=13)
    file = samples.file_of(made, 6)
    settling.void(by=made.lead, file=file, version=file.version, reason="Recorded in error")
    taker = samples.file_of(made, 13)
    mark(taker.reviewer, taker)
    assert marked_again(made) == [13]


def test_a_second_mark_is_not_marked_a_third_time_whatever_its_rating() -> None:
    made = marked_twice("poor")
    assert made.files.count() == 2


# --- by whom -------------------------------------------------------------------------------------------------
def test_a_second_mark_waits_for_the_lead_to_give_it_to_somebody() -> None:
    made = first_marked()
    second = samples.second_of(made)
    assert (second.state, second.reviewer, second.slot) == ("drawn", None, 1)


def test_whoever_marked_first_and_the_lead_never_mark_again() -> None:
    made = first_marked()
    first = samples.file_of(made).reviewer
    with pytest.raises(ValidationError, match="Reviewer marked file 1 first"):
        given_to(made, first)
    with pytest.raises(ValidationError, match="Lead leads the exercise and can read the first marks"):
        given_to(made, made.lead)
    assert samples.second_of(made).reviewer is None


def test_sharing_out_keeps_a_second_mark_from_its_first_marker_and_the_lead() -> None:
    made = first_marked(files=3)
    first, other = samples.file_of(made).reviewer, samples.colleague(made)
    with pytest.raises(ValidationError, match="Nobody of these may mark file 1 again"):
        actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[first, made.lead])
    [given] = actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[first, made.lead, other])
    assert (given.is_second, given.number, given.reviewer) == (True, 1, other)


def test_second_marks_go_to_whoever_holds_least() -> None:
    made = samples.exercise(files=4, second_share=100)
    busy, free = samples.colleague(made, "Busy"), samples.colleague(made, "Free")
    made.files.filter(number__in=[3, 4]).update(reviewer=busy)
    for number in (1, 2):
        mark(samples.file_of(made, number).reviewer, samples.file_of(made, number))
    given = actions.allocate_evenly(by=made.lead, exercise=made, reviewers=[busy, free])
    assert [(file.number, file.reviewer) for file in given] == [(1, free), (2, free)]


def test_a_number_without_a_second_mark_is_named() -> None:
    made = first_marked(files=2)
    with pytest.raises(ValidationError, match="This exercise has no second mark of file 2"):
        actions.allocate(
            by=made.lead, exercise=made, numbers=[1, 2], reviewer=samples.colleague(made), second=True
        )  # fmt: skip


def test_the_lead_gives_second_marks_by_hand_on_the_page_and_sees_them_as_rows_of_their_own() -> None:
    made = first_marked(files=2)
    first, other = samples.file_of(made).reviewer, samples.colleague(made)
    client, address = as_(made.lead), f"/file-reviews/{made.reference}/allocate/"
    assert ">1, second mark<" in client.get(address).content.decode()
    sent = {"how": "second-by-hand", "files": "1", "reviewer": str(first.pk), "reason": "Holiday"}
    refused = client.post(address, sent)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Reviewer marked file 1 first" in text
    assert "Holiday" in text
    response = client.post(address, {**sent, "reviewer": str(other.pk)}, follow=True)
    assert "1 second mark allocated." in response.content.decode()
    assert samples.second_of(made).reviewer == other
    assert samples.file_of(made).reviewer == first


# --- blind ---------------------------------------------------------------------------------------------------
def addresses(made: Exercise) -> Iterator[str]:
    """Yield every address of the product, filled in with this exercise, its inspection and its first file."""
    keys = {*made.files.values_list("pk", flat=True), 1}
    for name, pattern in access.patterns():
        if name in access.FRAMEWORK or access.is_admin(name):
            continue
        for reference in (made.reference, made.inspection.reference):
            for key in keys:
                force, cycle = made.inspection.force.slug, made.inspection.cycle.slug
                known = {"reference": reference, "number": 1, "pk": key, "slug": force, "cycle": cycle, "force": force}
                wanted = {part: known.get(part, force) for part in pattern.pattern.converters if part != "which"}
                try:
                    yield reverse(name, kwargs=wanted)
                except NoReverseMatch:
                    continue


def read_by(person: User, made: Exercise) -> str:
    """Return everything a person may read by GET: every page, its files, its history, a search for the words."""
    client, found = as_(person), []
    for address in sorted(set(addresses(made))):
        for query in ("", "?format=csv", "?format=xlsx", "?format=pdf"):
            response = client.get(address + query)
            if response.status_code != 200 or (query and response.headers["Content-Type"].startswith("text/html")):
                break  # a refusal, or the page again: whatever has files has a CSV
            content = b"".join(response.streaming_content) if response.streaming else response.content
            found.append(text_of(content))
    searches = (client.get(f"/search/?q={word}").content.decode() for word in ("FIRST", "SECOND"))
    return "\n".join([*found, *searches])


def text_of(content: bytes) -> str:
    """Return what can be read in a page, a workbook or a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode()


def test_until_both_marks_are_in_neither_marker_finds_the_other_s_words_anywhere() -> None:
    made = first_marked()
    first, second = samples.file_of(made).reviewer, samples.colleague(made)
    file = given_to(made, second)
    content = {"answers": {str(samples.criteria(made)[0].pk): ["no", "SECOND-NOTE"]}, "rating_reason": "SECOND-REASON"}
    actions.save_draft(by=second, file=file, version=file.version, content=content, at=clock.now())
    of_first, of_second, of_lead = (read_by(person, made) for person in (first, second, made.lead))
    for words in ("FIRST-NOTE", "FIRST-REASON"):
        assert words in of_first
        assert words in of_lead
        assert words not in of_second
    for words in ("SECOND-NOTE", "SECOND-REASON"):
        assert words in of_second
        assert words not in of_first
        assert words not in of_lead


def test_the_addresses_asked_reach_the_pages_of_both_marks() -> None:
    made = first_marked()
    asked = set(addresses(made))
    pages = ("", "history/", "marks/", "second/", "second/history/")
    assert {url(made, 1, page) for page in pages} <= asked
    assert {made.get_absolute_url(), f"/file-reviews/{made.reference}/allocate/", "/", "/search/"} <= asked


def test_the_second_marker_finds_the_first_file_s_pages_missing_and_the_first_the_second_s() -> None:
    made = first_marked()
    first, second = samples.file_of(made).reviewer, samples.colleague(made)
    given_to(made, second)
    pages = ("", "history/", "marks/", "refer/", "void/", "not-provided/")
    assert {as_(second).get(url(made, 1, page)).status_code for page in pages} == {404}
    assert {as_(first).get(url(made, 1, f"second/{page}")).status_code for page in ("", "history/", "refer/")} == {404}
    sent = samples.form_data(made)
    for page in ("", "draft/", "marks/", "refer/", "void/", "not-provided/"):
        assert as_(second).post(url(made, 1, page), sent).status_code == 404, page
    assert as_(first).post(url(made, 1, "second/"), sent).status_code == 404
    assert as_(first).post(url(made, 1, "second/draft/"), sent).status_code == 404


def test_once_both_are_in_both_markers_and_the_lead_compare_them_and_nobody_else_does() -> None:
    made = marked_twice()
    outsider = samples.colleague(made, "Outsider")
    people = [samples.file_of(made).reviewer, samples.second_of(made).reviewer, made.lead]
    for person in people:
        text = as_(person).get(url(made, 1, "marks/")).content.decode()
        for words in ("FIRST-REASON", "SECOND-REASON", "The two marks disagree"):
            assert words in text
    assert as_(outsider).get(url(made, 1, "marks/")).status_code == 404
    assert as_(factories.user(Role.AUDITOR)).get(url(made, 1, "marks/")).status_code == 403
    factories.BarFactory(user=people[1], force=made.inspection.force)
    assert as_(people[1]).get(url(made, 1, "marks/")).status_code == 404


def test_comparing_is_logged_as_reading_the_file() -> None:
    made = marked_twice()
    AccessLog.objects.all().delete()
    as_(made.lead).get(url(made, 1, "marks/"))
    [entry] = AccessLog.objects.filter(kind=AccessKind.CASE_FILE_READ)
    assert (entry.by, entry.what) == (made.lead, f"{made.reference}, file 1")


def test_only_the_questions_answered_differently_are_set_side_by_side() -> None:
    made = first_marked()
    one, two = samples.criteria(made)
    file = given_to(made, samples.colleague(made))
    answers = {one.pk: Given("no", "Other words."), two.pk: Given("yes", "")}
    mark(file.reviewer, file, answers=answers)
    table = as_(made.lead).get(url(made, 1, "marks/")).content.decode().split("Questions answered differently")[-1]
    assert "2. Was step 2 taken?" in table
    assert "No: FIRST-NOTE" in table
    assert "1. Was step 1 taken?" not in table


# --- what counts ---------------------------------------------------------------------------------------------
def good(made: Exercise) -> tuple[int, int, int]:
    """Return how many files are drawn, marked and good."""
    row = Exercise.objects.with_tally().get(pk=made.pk)
    return row.drawn, row.reviewed, row.good


def test_a_second_mark_is_counted_nowhere_until_the_lead_says_it_counts() -> None:
    made = marked_twice("poor")
    assert good(made) == (1, 1, 1)
    resolve(made.lead, made, "poor")
    assert good(made) == (1, 1, 0)
    text = as_(made.lead).get(made.get_absolute_url()).content.decode()
    assert "0 of 1 files good" in text


def test_resolving_changes_neither_mark() -> None:
    made = marked_twice("poor")
    before = list(Answer.objects.order_by("pk").values_list("file", "value", "note"))
    made_resolution = resolve(made.lead, made, "poor")
    first, second = samples.file_of(made), samples.second_of(made)
    assert (first.rating.slug, first.rating_reason, first.settled_rating.slug) == ("good", "FIRST-REASON", "poor")
    assert (second.rating.slug, second.rating_reason, second.settled_rating) == ("poor", "SECOND-REASON", None)
    assert list(Answer.objects.order_by("pk").values_list("file", "value", "note")) == before
    assert (made_resolution.by, made_resolution.reason) == (made.lead, "The second is right.")
    assert first.history.first().history_change_reason == "The second is right."
    with pytest.raises(PermissionDenied):
        mark(first.reviewer, first)
    with pytest.raises(ValidationError, match="Marks never change: file 1 is marked already"):
        actions.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=made.lead, reason="x", second=True)


def test_where_the_marks_agree_there_is_nothing_to_resolve() -> None:
    made = marked_twice("good")
    assert not settling.disagreements(made).exists()
    with pytest.raises(ValidationError, match="There is nothing to resolve"):
        resolve(made.lead, made)
    text = as_(made.lead).get(url(made, 1, "marks/")).content.decode()
    assert "The two marks agree: good." in text
    assert "Resolve the disagreement" not in text


def test_nothing_is_resolved_before_the_second_mark_is_in() -> None:
    made = first_marked()
    given_to(made, samples.colleague(made))
    with pytest.raises(ValidationError, match="There is nothing to resolve"):
        resolve(made.lead, made)


def test_only_the_lead_resolves_once_with_a_reason_and_a_rating_of_the_scale() -> None:
    made, other = marked_twice("poor"), samples.exercise()
    for person in (samples.file_of(made).reviewer, samples.second_of(made).reviewer, factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            resolve(person, made)
    with pytest.raises(ValidationError, match="Give the reason"):
        resolve(made.lead, made, reason="")
    with pytest.raises(ValidationError, match="Choose a rating of this exercise's criteria"):
        second_marks.resolve(
            by=made.lead, file=samples.file_of(made), rating=samples.rating(other), reason="x", at=clock.now()
        )
    resolve(made.lead, made)
    with pytest.raises(ValidationError, match="resolved already"):
        resolve(made.lead, made, "good")
    assert samples.file_of(made).settled_rating.slug == "poor"


def test_a_lead_who_is_barred_meanwhile_does_not_resolve() -> None:
    made = marked_twice()
    factories.BarFactory(user=made.lead, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        resolve(made.lead, made)


def test_a_locked_exercise_resolves_nothing() -> None:
    made = marked_twice("poor")
    Exercise.objects.filter(pk=made.pk).update(state="locked", locked_by=made.lead, locked_at=clock.now())
    with pytest.raises(ValidationError, match="locked"):
        resolve(made.lead, made)
    assert "Resolve the disagreement" not in as_(made.lead).get(url(made, 1, "marks/")).content.decode()


def test_the_lead_resolves_on_the_page_which_keeps_what_was_typed() -> None:
    made = marked_twice("poor")
    client, address = as_(made.lead), url(made, 1, "marks/")
    assert f'href="{address}">Resolve the marks of file 1' in client.get(made.get_absolute_url()).content.decode()
    refused = client.post(address, {"rating": "", "reason": "The note shows it."})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Select the rating that counts" in text
    assert "The note shows it." in text
    sent = {"rating": str(samples.rating(made, "poor").pk), "reason": "The note shows it."}
    response = client.post(address, sent, follow=True)
    assert "The disagreement is resolved." in response.content.decode()
    after = client.get(address).content.decode()
    assert "that poor counts. The note shows it." in after
    assert "The note shows it." in after
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "This disagreement is resolved already." in again.content.decode()


def test_a_marker_who_is_not_the_lead_is_refused_the_resolving() -> None:
    made = marked_twice("poor")
    sent = {"rating": str(samples.rating(made, "poor").pk), "reason": "Mine."}
    for person in (samples.file_of(made).reviewer, samples.second_of(made).reviewer):
        assert as_(person).post(url(made, 1, "marks/"), sent).status_code == 403
    assert not Resolution.objects.exists()


def test_the_two_marks_are_read_and_resolved_in_few_queries_however_many_the_questions() -> None:
    found = []
    for questions in (2, 25):
        made = first_marked(questions=questions)
        file = given_to(made, samples.colleague(made))
        mark(file.reviewer, file, rating=samples.rating(made, "poor"), **said(made, "SECOND"))
        client = as_(made.lead)
        sent = {"rating": str(samples.rating(made, "poor").pk), "reason": "So."}
        found.append((asked(client, "get", made), asked(client, "post", made, sent)))
    assert found[0] == found[1]
    assert max(found[0]) <= 15


def asked(client: Client, method: str, made: Exercise, *data: Any) -> int:
    """Return how many queries the page of both marks asks, savepoints left out."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(url(made, 1, "marks/"), *data)
    assert response.status_code == (302 if data else 200)
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_the_second_marker_marks_on_the_page_and_goes_on_from_there() -> None:
    made = first_marked(files=2)
    second = samples.colleague(made)
    given_to(made, second)
    client = as_(second)
    assert url(made, 1, "second/") in client.get("/").content.decode()
    page = client.get(url(made, 1, "second/")).content.decode()
    assert "Somebody else has marked this file already." in page
    response = client.post(url(made, 1, "second/"), samples.form_data(made, version=2), follow=True)
    assert response.redirect_chain == [(made.get_absolute_url(), 302)]
    assert samples.second_of(made).state == FileState.MARKED
    assert url(made, 1, "marks/") in client.get(url(made, 1, "second/")).content.decode()


def test_the_page_of_an_exercise_counts_second_marks_apart_from_files() -> None:
    made = marked_twice()
    page = as_(made.lead).get(made.get_absolute_url()).content.decode()
    assert "1 of 1 second mark made" in page
    assert "1 of 1 file marked" in page
