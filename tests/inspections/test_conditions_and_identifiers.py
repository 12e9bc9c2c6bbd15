"""The form of a file: questions that others call for, the answers each offers, likely identifiers in notes."""

from __future__ import annotations

import pytest
from django.test import Client

from inspections.models import Answer, AnswerSet, Exercise, KeptIdentifier
from tests.inspections import file_review_samples as samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Exercise:
    """Return an exercise whose second question is asked only after a no to the first, and whose third is critical."""
    made = samples.exercise(files=2, questions=3)
    first, second, third = samples.criteria(made)
    second.asked_after, second.asked_when, second.answer_set = first, "no", AnswerSet.YES_NO
    second.save()
    third.is_critical = True
    third.save()
    return made


@pytest.fixture
def reviewing(made: Exercise, client: Client) -> Client:
    """Return a client signed in as the reviewer."""
    client.force_login(samples.file_of(made).reviewer)
    return client


def address(made: Exercise, tail: str = "") -> str:
    """Return the address of the first file's form."""
    return f"{samples.file_of(made).get_absolute_url()}{tail}"


def test_a_question_nothing_calls_for_needs_no_answer_and_keeps_none(made: Exercise, reviewing: Client) -> None:
    data = samples.form_data(made, q1="yes", q2="yes", n3="Read in the log.")
    assert reviewing.post(address(made), data).status_code == 302
    first, _second, third = samples.criteria(made)
    assert list(Answer.objects.order_by("criterion").values_list("criterion", flat=True)) == [first.pk, third.pk]


def test_a_question_that_is_called_for_must_be_answered(made: Exercise, reviewing: Client) -> None:
    data = samples.form_data(made, q1="no", n1="Eleven days late.", q2="", n3="Read in the log.")
    answer = reviewing.post(address(made), data)
    assert answer.status_code == 422
    assert "Answer question 2" in answer.content.decode()


def test_a_question_offers_only_its_own_answers_each_under_its_own_key(made: Exercise, reviewing: Client) -> None:
    page = reviewing.get(address(made)).content.decode()
    _first, second, third = samples.criteria(made)
    offered = [f'data-key="{key}" name="answer-{second.pk}"' in page for key in (1, 2, 3, 4)]
    assert offered == [True, True, False, False]
    assert f'data-key="4" name="answer-{third.pk}"' in page
    data = samples.form_data(made, q1="no", n1="Late.", q2="not-applicable", n3="Read.")
    answer = reviewing.post(address(made), data)
    assert answer.status_code == 422
    assert "Question 2 does not offer that answer" in answer.content.decode()


def test_the_condition_is_said_in_words_and_counts_are_of_what_is_asked(made: Exercise, reviewing: Client) -> None:
    page = reviewing.get(address(made)).content.decode()
    assert "Asked only when question 1 is answered “no”." in page
    assert "<span data-answered>0</span> of <span data-asked>2</span> questions answered" in page


def test_a_critical_question_answered_yes_needs_its_note(made: Exercise, reviewing: Client) -> None:
    answer = reviewing.post(address(made), samples.form_data(made, q1="yes", q2=""))
    assert answer.status_code == 422
    assert "Write a note on question 3: it is critical" in answer.content.decode()


def test_a_likely_identifier_is_warned_of_and_what_was_typed_stays(made: Exercise, reviewing: Client) -> None:
    data = samples.form_data(made, q2="", n3="Rang 07700 900123 twice.")
    answer = reviewing.post(address(made), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This looks like a phone number: 07700 900123" in page
    assert "Rang 07700 900123 twice." in page
    assert 'name="keep_identifiers"' in page
    assert not KeptIdentifier.objects.exists()


def test_what_is_knowingly_kept_is_marked_and_the_decision_is_kept_without_the_words(
    made: Exercise, reviewing: Client
) -> None:
    note = "Rang 07700 900123, then 07700 900456."
    data = samples.form_data(made, q2="", n3=note, keep_identifiers="on")
    assert reviewing.post(address(made), data).status_code == 302
    kept = KeptIdentifier.objects.get()
    third = samples.criteria(made)[2]
    assert (kept.file, kept.where, kept.kind, kept.number) == (samples.file_of(made), f"note-{third.pk}", "phone", 2)
    assert kept.by == samples.file_of(made).marked_by


def test_a_clean_form_offers_nothing_to_keep(made: Exercise, reviewing: Client) -> None:
    assert 'name="keep_identifiers"' not in reviewing.get(address(made)).content.decode()


def test_a_draft_is_saved_with_a_warning(made: Exercise, reviewing: Client) -> None:
    data = samples.form_data(made, then="draft", n3="Mail to someone@example.org")
    answer = reviewing.post(address(made, "draft/"), data)
    assert answer.status_code == 200
    assert answer.json()["warnings"] == ["This looks like an email address: someone@example.org"]


def test_other_free_text_is_scanned_too_and_the_decision_kept(made: Exercise, reviewing: Client) -> None:
    data = {"version": 1, "reason": "Asked pc Jones; not on the system."}
    answer = reviewing.post(address(made, "not-provided/"), data)
    assert answer.status_code == 422
    assert "This looks like an officer’s name or number: pc Jones" in answer.content.decode()
    assert reviewing.post(address(made, "not-provided/"), {**data, "keep_identifiers": "on"}).status_code == 302
    assert samples.file_of(made).state == "not-provided"
    assert (KeptIdentifier.objects.get().where, KeptIdentifier.objects.get().kind) == ("reason", "officer")


def test_a_referral_names_nobody_unless_it_is_meant(made: Exercise, reviewing: Client) -> None:
    data = {"what": "Mrs Smith is at home with him.", "to_whom": "Control room"}
    assert reviewing.post(address(made, "refer/"), data).status_code == 422
    assert reviewing.post(address(made, "refer/"), {**data, "keep_identifiers": "on"}).status_code == 302
    assert KeptIdentifier.objects.get().where == "what"
