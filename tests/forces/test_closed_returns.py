"""A return that is signed off or locked takes no change: neither when a file is read, nor when it is confirmed."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from forces import rules
from forces.actions import uploads
from forces.models import Force, Return, ReturnState, Upload, UploadState, Value
from tests.forces.conftest import Spring

BED_CRIME, CAM_CRIME = ("BED", "crime", 44472), ("CAM", "crime", 61699)


def put(spring: Spring, force: Force, state: str) -> None:
    """Put a force's return into a state."""
    Return.objects.filter(collection=spring.collection, force=force).update(state=state)


def confirm(spring: Spring, upload: Upload) -> Upload:
    return uploads.confirm(by=spring.administrator, upload=upload, version=upload.version)


@pytest.mark.parametrize("state", ReturnState.values)
def test_rows_of_a_closed_return_are_refused_and_the_others_are_not(spring: Spring, state: str) -> None:
    put(spring, spring.bedfordshire, state)
    upload = spring.send(spring.rows(BED_CRIME, CAM_CRIME))
    refused = [problem["code"] for row in upload.rows.filter(outcome="refused") for problem in row.problems]
    assert refused == (["return-closed"] if state in rules.CLOSED_RETURNS else [])
    assert upload.tally["added"] == (1 if state in rules.CLOSED_RETURNS else 2)
    if refused:
        problem = upload.rows.get(outcome="refused").problems[0]
        assert problem["message"] == "The return of Bedfordshire is signed off, so nothing in it changes."
        assert "opened again" in problem["mend"]


def test_a_return_of_another_collection_closes_nothing_here(spring: Spring) -> None:
    from tests import factories

    factories.ReturnFactory(force=spring.bedfordshire, state="locked")
    assert spring.send(spring.rows(BED_CRIME)).tally["added"] == 1


@pytest.mark.parametrize("state", sorted(rules.CLOSED_RETURNS))
def test_a_file_read_before_its_return_was_signed_is_not_applied_at_all(spring: Spring, state: str) -> None:
    upload = spring.send(spring.rows(BED_CRIME, CAM_CRIME))
    put(spring, spring.bedfordshire, state)
    with pytest.raises(ValidationError, match="Signed off meanwhile: the return of Bedfordshire"):
        confirm(spring, upload)
    upload.refresh_from_db()
    assert (upload.state, Value.objects.count()) == (UploadState.READ, 0)


def test_the_page_says_why_a_file_was_not_applied(spring: Spring, client: Any) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    put(spring, spring.bedfordshire, "signed off")
    client.force_login(spring.administrator)
    page = client.post(f"/uploads/{upload.pk}/confirm/", {"version": upload.version}, follow=True)
    assert "Signed off meanwhile: the return of Bedfordshire." in page.content.decode()


def test_a_row_that_changes_nothing_does_not_stand_in_the_way(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472)
    upload = spring.send(spring.rows(BED_CRIME, CAM_CRIME))
    put(spring, spring.bedfordshire, "locked")
    confirm(spring, upload)
    assert Value.objects.get(force=spring.cambridgeshire).numerator == 61699


def test_a_return_being_revised_takes_changes_again(spring: Spring) -> None:
    put(spring, spring.bedfordshire, "revised")
    confirm(spring, spring.send(spring.rows(BED_CRIME)))
    assert Value.objects.get().numerator == 44472


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_confirmation_waits_for_a_signature_and_then_applies_nothing(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    is_locked, results = threading.Event(), []

    def sign() -> None:
        with transaction.atomic():
            Return.objects.select_for_update(of=("self",)).get(force=spring.bedfordshire)
            is_locked.set()
            time.sleep(0.5)
            put(spring, spring.bedfordshire, "signed off")
        connection.close()

    def apply() -> None:
        is_locked.wait()
        try:
            confirm(spring, upload)
        except ValidationError as error:
            results.extend(error.messages)
        connection.close()

    threads = [threading.Thread(target=work) for work in (sign, apply)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0].startswith("Signed off meanwhile: the return of Bedfordshire.")
    assert Value.objects.count() == 0
