"""Urgent referrals: a victim at risk now, told to the force from a file; no effect on the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AccessKind, AccessLog, Role, User
from core import clock
from core.actions import Stale
from inspections.actions import file_reviews, referrals
from inspections.models import Exercise, FileState, Referral, ReviewFile
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import draft, mark
from tests.inspections.test_file_reviews_pages import as_, counted, url

pytestmark = pytest.mark.django_db
MADE = datetime(2018, 5, 30, 10, 0, tzinfo=UTC)
SENT = {"what": "The suspect came back today.", "to_whom": "Control room"}
DAY = {"acknowledged_on-day": "1", "acknowledged_on-month": "6", "acknowledged_on-year": "2018"}
ANSWER = {**DAY, "acknowledgement": "A patrol was sent.", "outcome": "The victim is safe."}


def refer(by: User, file: ReviewFile, **changes: Any) -> Referral:
    """Make a referral on 30 May 2018."""
    return referrals.refer(by=by, file=file, **{**SENT, "at": MADE, **changes})


def answer(by: User, referral: Referral, **changes: Any) -> Referral:
    """Record on 1 June 2018 that the force answered on 31 May."""
    given = {"acknowledged_on": date(2018, 5, 31), "acknowledgement": "A patrol was sent.", "outcome": ""}
    held = {"version": referral.version, "on": date(2018, 6, 1)}
    return referrals.answer(by=by, referral=referral, **{**given, **held, **changes})


def one(made: Exercise) -> Referral:
    """Return the referral of an exercise."""
    return Referral.objects.get(file__exercise=made)


def with_second_mark() -> tuple[Exercise, ReviewFile]:
    """Return an exercise whose first file is marked, and its second mark, given to somebody."""
    made = samples.exercise(files=1)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    person = samples.colleague(made)
    file_reviews.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=person, second=True)
    return made, samples.second_of(made)


# --- who may -------------------------------------------------------------------------------------------------
def test_the_reviewer_and_the_lead_refer_and_nobody_else() -> None:
    made = samples.exercise(files=1)
    file = samples.file_of(made)
    for person in (file.reviewer, made.lead):
        assert refer(person, file).made_by == person
    others = (samples.colleague(made), *map(factories.user, (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)))
    for person in others:
        with pytest.raises(PermissionDenied):
            refer(person, file)
    factories.BarFactory(user=file.reviewer, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        refer(file.reviewer, file)
    with pytest.raises(PermissionDenied):
        answer(file.reviewer, Referral.objects.earliest("pk"))


def test_a_referral_changes_nothing_about_the_file_or_its_draft() -> None:
    made = samples.exercise(files=1)
    kept = draft(samples.file_of(made).reviewer, samples.file_of(made))
    refer(kept.reviewer, samples.file_of(made))
    now = samples.file_of(made)
    assert (now.version, now.state, now.rating, now.draft.content["rating_reason"]) == (
        2,
        "in-progress",
        None,
        "So far.",
    )
    mark(now.reviewer, now)


@pytest.mark.parametrize("state", [FileState.MARKED, FileState.NOT_PROVIDED])
def test_a_victim_at_risk_is_referred_from_a_file_that_is_finished_and_from_a_locked_review(state: str) -> None:
    made = samples.exercise(files=1, second_share=0)
    file = samples.file_of(made)
    if state == FileState.MARKED:
        mark(file.reviewer, file)
    else:
        made.files.update(state=state, state_reason="Lost")
    Exercise.objects.filter(pk=made.pk).update(state="locked", locked_by=made.lead, locked_at=clock.now())
    client = as_(file.reviewer)
    assert f'href="{url(made, 1, "refer/")}"' in client.get(url(made)).content.decode()
    assert client.post(url(made, 1, "refer/"), SENT).status_code == 302
    assert (one(made).what, samples.file_of(made).state) == ("The suspect came back today.", state)


# --- the force's answer --------------------------------------------------------------------------------------
def test_the_force_s_answer_and_what_came_of_it_are_kept_with_their_history() -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    answered = answer(made.lead, referral)
    answer(made.lead, answered, outcome="The victim is safe.")
    assert (one(made).acknowledged_on, one(made).outcome, one(made).version) == (
        date(2018, 5, 31), "The victim is safe.", 3,
    )  # fmt: skip
    assert [row.outcome for row in one(made).history.order_by("history_id")] == ["", "", "The victim is safe."]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2018, 5, 29), "This is before the referral was made"),
        (date(2018, 6, 2), "This day is still to come"),
        (None, "Give the day on which the force answered"),
    ],
)
def test_an_answer_has_a_day_between_the_referral_and_today(day: date | None, message: str) -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    with pytest.raises(ValidationError, match=message):
        answer(made.lead, referral, acknowledged_on=day)


def test_the_day_of_a_referral_is_london_s() -> None:
    made = samples.exercise(files=1)
    after_midnight = datetime(2018, 5, 30, 23, 30, tzinfo=UTC)  # 0:30 on 31 May, British summer time
    referral = refer(made.lead, samples.file_of(made), at=after_midnight)
    with pytest.raises(ValidationError, match="before the referral was made"):
        answer(made.lead, referral, acknowledged_on=date(2018, 5, 30))
    answer(made.lead, referral, acknowledged_on=date(2018, 5, 31))


def test_two_people_answer_from_the_same_page_and_the_second_is_told() -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    answer(made.lead, referral)
    with pytest.raises(Stale):
        answer(samples.file_of(made).reviewer, referral, version=1)


# --- the pages -----------------------------------------------------------------------------------------------
def test_a_reviewer_refers_on_the_page_and_records_the_answer_there() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    assert f'href="{url(made, 1, "refer/")}"' in client.get(url(made)).content.decode()
    response = client.post(url(made, 1, "refer/"), SENT, follow=True)
    address = url(made, 1, f"referrals/{one(made).pk}/")
    assert response.redirect_chain == [(address, 302)]
    assert "The suspect came back today." in response.content.decode()
    assert f'href="{address}"' in client.get(url(made)).content.decode()
    answered = client.post(address, {"version": "1", **ANSWER}, follow=True)
    assert answered.redirect_chain == [(address, 302)]
    assert "The force&#39;s answer is saved." in answered.content.decode()
    assert (one(made).acknowledged_on, one(made).acknowledgement) == (date(2018, 6, 1), "A patrol was sent.")


def test_a_referral_with_gaps_is_shown_again_as_it_was_typed() -> None:
    made = samples.exercise(files=1)
    response = as_(made.lead).post(url(made, 1, "refer/"), {"what": "The suspect came back today.", "to_whom": ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Answer the question: Who in the force did you tell?" in text
    assert "The suspect came back today." in text
    assert not Referral.objects.exists()


def test_an_answer_that_cannot_be_is_shown_again_as_it_was_typed() -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    sent = {"version": "1", **ANSWER, "acknowledged_on-day": "29", "acknowledged_on-month": "5"}
    response = as_(made.lead).post(url(made, 1, f"referrals/{referral.pk}/"), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert "This is before the referral was made." in text
    assert "A patrol was sent." in text
    assert one(made).acknowledgement == ""


def test_an_answer_saved_meanwhile_is_shown_and_what_was_typed_is_kept() -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    answer(made.lead, referral, acknowledgement="We know of it.")
    client, address = as_(samples.file_of(made).reviewer), url(made, 1, f"referrals/{referral.pk}/")
    stale = client.post(address, {"version": "1", **ANSWER})
    text = stale.content.decode()
    assert stale.status_code == 409
    assert "We know of it." in text
    assert "A patrol was sent." in text
    assert client.post(address, {"version": "2", **ANSWER}).status_code == 302
    assert one(made).acknowledgement == "A patrol was sent."


def test_reading_a_referral_is_logged_as_reading_the_file() -> None:
    made = samples.exercise(files=1)
    referral = refer(made.lead, samples.file_of(made))
    as_(made.lead).get(url(made, 1, f"referrals/{referral.pk}/"))
    [entry] = AccessLog.objects.filter(kind=AccessKind.CASE_FILE_READ)
    assert (entry.by, entry.what) == (made.lead, f"{made.reference}, file 1")


def test_a_referral_is_found_under_its_own_file_only() -> None:
    made = samples.exercise(files=2)
    referral = refer(made.lead, samples.file_of(made, 1))
    client = as_(made.lead)
    assert client.get(url(made, 1, f"referrals/{referral.pk}/")).status_code == 200
    assert client.get(url(made, 2, f"referrals/{referral.pk}/")).status_code == 404
    assert as_(samples.colleague(made)).get(url(made, 1, f"referrals/{referral.pk}/")).status_code == 404


# --- from a second mark --------------------------------------------------------------------------------------
def test_a_second_marker_refers_from_the_second_mark_and_the_first_reviewer_does_not_see_it() -> None:
    made, second = with_second_mark()
    client, address = as_(second.reviewer), url(made, 1, "second/refer/")
    assert f'href="{address}"' in client.get(url(made, 1, "second/")).content.decode()
    response = client.post(address, SENT, follow=True)
    there = url(made, 1, f"second/referrals/{one(made).pk}/")
    assert response.redirect_chain == [(there, 302)]
    page = client.get(url(made, 1, "second/")).content.decode()
    assert f'href="{there}"' in page
    assert "not-provided" not in page
    first = as_(samples.file_of(made).reviewer)
    assert first.get(there).status_code == 404
    assert first.get(url(made, 1, f"referrals/{one(made).pk}/")).status_code == 404
    assert "Control room" not in first.get(url(made)).content.decode()
    assert as_(made.lead).get(there).status_code == 200


def test_a_second_marker_does_not_see_the_first_reviewer_s_referral() -> None:
    made, second = with_second_mark()
    referral = refer(samples.file_of(made).reviewer, samples.file_of(made))
    client = as_(second.reviewer)
    assert f"referrals/{referral.pk}" not in client.get(url(made, 1, "second/")).content.decode()
    for where in ("referrals", "second/referrals"):
        assert client.get(url(made, 1, f"{where}/{referral.pk}/")).status_code == 404


# --- queries -------------------------------------------------------------------------------------------------
def test_referring_and_answering_ask_little() -> None:
    made = samples.exercise(files=1)
    client = as_(samples.file_of(made).reviewer)
    opened, _ = counted(client, "get", url(made, 1, "refer/"))
    referred, response = counted(client, "post", url(made, 1, "refer/"), SENT)
    assert response.status_code == 302
    address = url(made, 1, f"referrals/{one(made).pk}/")
    read, _ = counted(client, "get", address)
    answered, response = counted(client, "post", address, {"version": "1", **ANSWER})
    assert response.status_code == 302
    assert max(opened, read) <= 12
    assert max(referred, answered) <= 15


def test_the_lead_sees_on_the_review_s_page_what_the_force_has_not_acknowledged_and_nobody_else() -> None:
    made = samples.exercise()
    held = refer(made.lead, samples.file_of(made))
    heading = "Urgent referrals the force has not acknowledged"
    text = as_(made.lead).get(made.get_absolute_url()).content.decode()
    assert heading in text
    assert held.get_absolute_url() in text
    for person in (samples.file_of(made).reviewer, factories.user(Role.AUDITOR)):
        assert heading not in as_(person).get(made.get_absolute_url()).content.decode()
    answer(made.lead, held)
    assert heading not in as_(made.lead).get(made.get_absolute_url()).content.decode()
