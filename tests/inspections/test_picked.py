"""Files that were picked, not drawn: added by their references to a dip, never to a sample drawn at random."""

from __future__ import annotations

import csv

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Role
from core.sealing import unseal
from inspections.actions import draws
from inspections.models import DrawnReference, Exercise
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_actions import mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def dip() -> Exercise:
    """Return a planned dip led by a manager."""
    return factories.ExerciseFactory(
        inspection=factories.InspectionFactory(open=True),
        design="targeted-dip",
        seed="",
        template=samples.template(),
        lead=factories.user(Role.MANAGER, name="Lead"),
    )


def test_the_lead_adds_picked_files_which_are_numbered_on_and_sealed(dip: Exercise, client: Client) -> None:
    client.force_login(dip.lead)
    address = f"/file-reviews/{dip.reference}/add-files/"
    assert client.post(address, {"references": "40/1/17\r\n 40/2/17 \r\n\r\n"}).status_code == 302
    assert client.post(address, {"references": "40/3/17"}).status_code == 302
    dip.refresh_from_db()
    assert dip.state == "drawn"
    assert list(dip.files.values_list("number", "state")) == [(1, "drawn"), (2, "drawn"), (3, "drawn")]
    held = DrawnReference.objects.filter(exercise=dip)
    assert [unseal(bytes(one.sealed)) for one in held] == ["40/1/17", "40/2/17", "40/3/17"]
    assert dip.files.first().history.get().history_user == dip.lead


def test_a_crime_that_is_there_is_told_by_its_line_and_what_was_typed_stays(dip: Exercise, client: Client) -> None:
    client.force_login(dip.lead)
    address = f"/file-reviews/{dip.reference}/add-files/"
    answer = client.post(address, {"references": "40/1/17\n40/2/17\n40/1/17"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 3: this crime is there already" in page
    assert "40/2/17" in page
    assert not dip.files.exists()


def test_a_sample_drawn_at_random_takes_no_file_by_hand() -> None:
    made = samples.exercise()
    with pytest.raises(ValidationError, match="Nobody adds a file by hand"):
        draws.add_picked(by=made.lead, exercise=made, references=["40/1/17"])


def test_only_the_lead_adds_files(dip: Exercise) -> None:
    with pytest.raises(PermissionDenied):
        draws.add_picked(by=factories.user(Role.MANAGER), exercise=dip, references=["40/1/17"])


def test_too_many_lines_and_too_long_ones_are_refused(dip: Exercise, client: Client) -> None:
    client.force_login(dip.lead)
    address = f"/file-reviews/{dip.reference}/add-files/"
    many = client.post(address, {"references": "\n".join(f"40/{n}/17" for n in range(201))})
    assert "There are 201 lines; add at most 200 files at a time." in many.content.decode()
    long = client.post(address, {"references": "x" * 101})
    assert "Line 1 is too long to be a crime reference." in long.content.decode()


def test_whoever_still_has_a_second_mark_to_make_does_not_see_counts_by_question(client: Client) -> None:
    made = samples.exercise(files=1, second_share=100)
    mark(samples.file_of(made).reviewer, samples.file_of(made))
    second = made.files.second_marks().get()
    other = factories.AssignmentFactory(inspection=made.inspection).user
    second.reviewer, second.state = other, "allocated"
    second.save()
    client.force_login(other)
    page = client.get(f"/file-reviews/{made.reference}/results/").content.decode()
    assert "You still have a second mark to make" in page
    assert "Answers by theme" not in page
    review = client.get(f"/file-reviews/{made.reference}/").content.decode()
    assert "shown to you when your marks are in" in review
    for address in (f"/file-reviews/{made.reference}/", f"/file-reviews/{made.reference}/results/?format=csv"):
        assert "1 of 1 files good" not in client.get(address).content.decode()
    rows = b"".join(client.get("/file-reviews/?format=csv").streaming_content).decode().splitlines()
    [row] = csv.DictReader(rows)
    assert (row["reviewed"], row["good"]) == ("1", "")
    client.force_login(made.lead)
    assert "Answers by theme" in client.get(f"/file-reviews/{made.reference}/results/").content.decode()
