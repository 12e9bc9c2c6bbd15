"""The results of the demonstration's file reviews, as its people read them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
RESULTS = "/file-reviews/BED-2017-E-FR1/results/"


def as_(person: User) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def test_the_locked_review_of_bedfordshire_says_what_the_report_says(people: dict[str, User]) -> None:
    text = as_(people["auditor"]).get(RESULTS).content.decode()
    assert "46 of 60 files good (77%, 95% interval 65% to 86%)" in text
    assert "The report says 46 of 60: the same as our count" in text
    assert "6 of 7 agree; 1 of 1 disagreement resolved" in text
    assert "Illustrative files" in text


def test_its_lead_sees_every_offence_type_and_an_auditor_none_under_five(people: dict[str, User]) -> None:
    def types(person: User) -> list[list[Any]]:
        text = b"".join(as_(person).get(f"{RESULTS}?format=csv").streaming_content).decode()
        return [row[4:6] for row in csv.reader(io.StringIO(text)) if row[2] == "offence-type"]

    full, outside = types(people["manager"]), types(people["auditor"])
    assert (sum(int(good) for good, _ in full), sum(int(reviewed) for _, reviewed in full)) == (46, 60)
    shown = [row for row in outside if row != ["", ""]]
    assert 0 < len(shown) < len(full)
    assert all(int(count) >= 5 for row in shown for count in row)
    assert len(full) - len(shown) != 1  # one alone could be worked out from the total


def test_the_dip_and_the_looks_without_count_give_no_number(people: dict[str, User]) -> None:
    for number in (2, 3, 4):
        text = as_(people["manager"]).get(f"/file-reviews/BED-2017-E-FR{number}/results/").content.decode()
        assert "no number" in text
        assert "files good" not in text


def test_the_planned_files_of_2017_do_not_reconcile_with_the_report(people: dict[str, User]) -> None:
    text = as_(people["auditor"]).get("/file-reviews/national/2017/").content.decode()
    assert (
        "Computed from the plan: 2,670 files. As published: 2,700, which is 30 more. The two do not reconcile." in text
    )
