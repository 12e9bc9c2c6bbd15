"""Allocating on the page: evenly, balanced by offence type, by hand; files and second marks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from accounts.models import User
from inspections.models import Exercise, FileState
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import mark
from tests.inspections.test_file_reviews_pages import as_, counted

pytestmark = pytest.mark.django_db


def waiting(kinds: str, **fields: Any) -> Exercise:
    """Return an exercise whose files wait for a reviewer, their offence types in this order."""
    made = samples.exercise(files=len(kinds), **fields)
    made.files.update(state=FileState.DRAWN, reviewer=None)
    for number, kind in enumerate(kinds, start=1):
        made.files.filter(number=number).update(stratum=made.strata.get(slug=kind))
    return made


def sent(made: Exercise, how: str, *people: User, **more: str) -> Any:
    """Send the form as the lead; follow where it leads."""
    data = {"how": how, "reviewers": [str(person.pk) for person in people], **more}
    return as_(made.lead).post(f"/file-reviews/{made.reference}/allocate/", data, follow=True)


def held(made: Exercise) -> dict[tuple[str, str], int]:
    """Return how many files of each offence type each person has."""
    return dict(Counter(made.files.values_list("reviewer__name", "stratum__slug")))


def test_evenly_gives_equal_totals_in_the_order_of_the_files_whatever_their_types() -> None:
    made = waiting("abab")
    people = [samples.colleague(made, name) for name in ("Ann", "Ben")]
    response = sent(made, "evenly", *people)
    assert "4 files allocated." in response.content.decode()
    assert held(made) == {("Ann", "a"): 2, ("Ben", "b"): 2}


def test_balanced_gives_equal_totals_and_each_person_as_many_of_each_type() -> None:
    made = waiting("abab")
    people = [samples.colleague(made, name) for name in ("Ann", "Ben")]
    sent(made, "balanced", *people)
    assert held(made) == {("Ann", "a"): 1, ("Ann", "b"): 1, ("Ben", "a"): 1, ("Ben", "b"): 1}


@pytest.mark.parametrize("how", ["evenly", "balanced"])
def test_files_and_second_marks_are_shared_out_together_and_said_apart(how: str) -> None:
    made = samples.exercise(files=3)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    made.files.filter(number__gt=1).update(state=FileState.DRAWN, reviewer=None)
    response = sent(made, how, samples.colleague(made))
    assert "2 files and 1 second mark allocated." in response.content.decode()
    assert samples.second_of(made).reviewer.name == "Second"


def test_nobody_to_mark_again_is_said_and_the_choice_is_kept() -> None:
    made = samples.exercise(files=1)
    first = samples.file_of(made).reviewer
    mark(first, samples.file_of(made))
    response = sent(made, "evenly", first)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Nobody of these may mark file 1 again" in text
    assert f'value="{first.pk}" checked' in text


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("balanced", "Choose who to give files to"),
        ("second-by-hand", "Enter the numbers of the files"),
        ("somehow", "somehow is not one of the choices"),
    ],
)
def test_what_a_way_needs_is_asked_for(how: str, message: str) -> None:
    made = waiting("ab")
    response = sent(made, how)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_whoever_may_not_be_given_files_is_no_choice() -> None:
    made = waiting("ab")
    outsider = factories.UserFactory()
    response = sent(made, "evenly", outsider)
    assert response.status_code == 422
    assert not made.files.exclude(reviewer=None).exists()


def test_allocating_asks_as_little_for_many_files_as_for_few() -> None:
    asked = []
    for files in (2, 2, 40):  # the first lap asks for what a process asks once
        made = waiting("ab" * (files // 2))
        client, address = as_(made.lead), f"/file-reviews/{made.reference}/allocate/"
        read, _ = counted(client, "get", address)
        shared, response = counted(client, "post", address, {"how": "balanced", "reviewers": [str(made.lead.pk)]})
        assert response.status_code == 302
        asked.append((read, shared))
    assert asked[1] == asked[2]
    assert asked[2][0] <= 12
    assert asked[2][1] <= 15
