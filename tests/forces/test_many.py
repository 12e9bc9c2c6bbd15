"""What an administrator does with many forces at once: files sent and confirmed together, reminders, locking."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from core import jobs
from core.models import Job
from forces.actions import uploads
from forces.models import Return, Upload, Value
from tests import factories
from tests.forces.conftest import Spring
from tests.forces.test_upload_pages import words


@pytest.fixture
def administrator(spring: Spring, client: Client) -> Client:
    """Sign the administrator in."""
    client.force_login(spring.administrator)
    return client


def read_all() -> None:
    for pk in Job.objects.unfinished().values_list("pk", flat=True):
        jobs.run(pk)


def test_many_files_are_each_read_by_themselves(spring: Spring, administrator: Client) -> None:
    good = SimpleUploadedFile("bed.csv", spring.rows(("BED", "crime", 44472, "")))
    bad = SimpleUploadedFile("cam.pdf", b"%PDF-1.7")
    answer = administrator.post("/collections/spring/upload-many/", {"files": [good, bad]}, follow=True)
    read_all()
    assert "2 files arrived" in words(answer)
    states = dict(Upload.objects.values_list("original_name", "state"))
    assert states == {"bed.csv": "read", "cam.pdf": "unreadable"}


def test_more_files_than_are_taken_at_once_are_refused_with_the_number(spring: Spring, administrator: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(51)]
    answer = administrator.post("/collections/spring/upload-many/", {"files": files})
    assert answer.status_code == 422
    assert "Send at most 50 files at once; these are 51." in words(answer)
    assert not Upload.objects.exists()


def test_whoever_is_barred_from_a_force_sends_no_files_of_many(spring: Spring, client: Client) -> None:
    barred = factories.user(Role.ADMINISTRATOR)
    factories.BarFactory(user=barred, force=spring.bedfordshire)
    client.force_login(barred)
    file = SimpleUploadedFile("bed.csv", spring.rows(("BED", "crime", 44472, "")))
    assert client.post("/collections/spring/upload-many/", {"files": [file]}).status_code == 403
    assert not Upload.objects.exists()


def test_files_are_confirmed_together_and_the_one_that_cannot_be_is_named(
    spring: Spring, administrator: Client
) -> None:
    first = spring.send(spring.rows(("BED", "crime", 44472, "")), name="first.csv")
    rival = spring.send(spring.rows(("BED", "crime", 44548, "")), name="rival.csv")
    other = spring.send(spring.rows(("CAM", "crime", 61699, "")), name="other.csv")
    chosen = [f"{upload.pk}-{upload.version}" for upload in (first, rival, other)]
    answer = administrator.post("/collections/spring/confirm-many/", {"files": chosen})
    page = words(answer)
    assert answer.status_code == 422
    assert "2 files confirmed; not confirmed:" in page
    assert "rival.csv: 1 figure changed after this preview was made" in page
    assert dict(Value.objects.values_list("force__code", "numerator")) == {"BED": 44472, "CAM": 61699}


def test_confirming_one_file_more_asks_no_oftener_than_confirming_it_by_itself(
    spring: Spring, administrator: Client
) -> None:
    def asked(*codes: str) -> int:
        files = [spring.send(spring.rows((code, "crime", 44472, ""))) for code in codes]
        chosen = {"files": [f"{upload.pk}-{upload.version}" for upload in files]}
        with CaptureQueriesContext(connection) as queries:
            assert administrator.post("/collections/spring/confirm-many/", chosen).status_code == 302
        Value.objects.all().delete()
        return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])

    alone = asked("BED")
    assert asked("BED", "CAM") - alone <= 15


def test_a_file_with_a_refused_row_is_not_ticked(spring: Spring, administrator: Client) -> None:
    clean = spring.send(spring.rows(("BED", "crime", 44472, "")), name="clean.csv")
    torn = spring.send(spring.rows(("CAM", "crime", 61699, ""), ("CAM", "referrals", 5, 4)), name="torn.csv")
    page = words(administrator.get("/collections/spring/confirm-many/"))
    found = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    boxes = {box.partition('value="')[2].partition("-")[0]: " checked" in box for box in found}
    assert boxes == {str(clean.pk): True, str(torn.pk): False}


def test_the_board_gives_the_addresses_of_forces_of_which_nothing_has_come(
    spring: Spring, administrator: Client
) -> None:
    for force, address in ((spring.bedfordshire, "bed@example.test"), (spring.cambridgeshire, "cam@example.test")):
        person = factories.UserFactory(role=Role.FORCE_CONTACT, email=address)
        factories.ForceContactFactory(user=person, force=force)
    uploads.confirm(by=spring.administrator, upload=spring.send(spring.rows(("BED", "crime", 44472, ""))))
    page = words(administrator.get("/collections/spring/"))
    assert "cam@example.test" in page
    assert "bed@example.test" not in page


def test_signed_returns_are_locked_together(spring: Spring, administrator: Client) -> None:
    Return.objects.filter(force=spring.bedfordshire).update(state="signed off")
    Return.objects.filter(force=spring.cambridgeshire).update(state="accepted")
    answer: Any = administrator.post("/collections/spring/lock/", {"returns": ["bedfordshire"]}, follow=True)
    assert "1 return locked." in words(answer)
    assert dict(Return.objects.values_list("force__code", "state")) == {"BED": "locked", "CAM": "accepted"}
