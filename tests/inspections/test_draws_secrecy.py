"""Where a force's references are: sealed in their one table until they are purged, then nowhere; and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from core.sealing import unseal
from inspections.actions import crime_lists
from inspections.actions import file_reviews as files
from inspections.models import Answer, DrawnReference, Exercise, PurgeCertificate, ReviewFile
from tests import factories
from tests.inspections import draw_samples as made_up
from tests.inspections.test_file_reviews_actions import mark

pytestmark = pytest.mark.django_db
SECRET = "SECRET"  # every reference of the made-up lists begins so


def cells() -> Iterator[tuple[str, str]]:
    """Yield every column of every row of every table, history among them, as (table, text)."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for row in model._base_manager.values_list():
                yield from ((model._meta.db_table, in_text(value)) for value in row)


def in_text(value: Any) -> str:
    """Return a column's value as text; bytes as they would read."""
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


def tables_telling() -> set[str]:
    """Return the tables in which a reference can be read."""
    return {table for table, text in cells() if SECRET in text}


def stored() -> list[Path]:
    """Return the files of the storage folder in which a reference can be read."""
    return [p for p in Path(configured.MEDIA_ROOT).rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]


def opened(made: Exercise, people: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield every page and file about an exercise that people can open, but for the showing itself."""
    base = f"/file-reviews/{made.reference}/"
    tails = ["", "results/", "history/", "plan/", "allocate/", "draw/", "draws/", "draws/1/", "draws/2/",
             "draws/?format=csv", "results/?format=csv", "files/1/", "files/1/history/", "files/2/"]  # fmt: skip
    urls = [*(base + tail for tail in tails), "/file-reviews/?format=csv", "/access-log/?format=csv", "/"]
    for person in people:
        client = Client()
        client.force_login(person)
        for url in [*urls, f"/search/?q={SECRET}-T001"]:
            response = client.get(url)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            yield (
                f"{person}: {url}",
                content.decode().replace(f"{SECRET}-T001", ""),
            )  # what was searched for is repeated


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    """Keep what is stored apart from other tests'."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reviewed(django_capture_on_commit_callbacks: Any) -> Exercise:
    """Return an exercise tried, drawn by the job, given out, one file marked, its reference shown."""
    made = made_up.planned(4, purge_on=date(2019, 3, 31))
    made_up.know_format(made)
    with django_capture_on_commit_callbacks(execute=True):
        held = made_up.received(made)
        made_up.run(made, held, is_dry_run=True)
        made_up.run(made, held)
    reviewer = factories.UserFactory(name="Reviewer")
    factories.AssignmentFactory(inspection=made.inspection, user=reviewer)
    files.allocate(by=made.lead, exercise=made, numbers=[1, 2], reviewer=reviewer)
    client = Client()
    client.force_login(reviewer)
    assert SECRET in client.get(f"/file-reviews/{made.reference}/files/1/reference/").content.decode()
    mark(reviewer, ReviewFile.objects.with_setting().get(exercise=made, number=1), version=2)
    made.refresh_from_db()
    return made


def people_of(made: Exercise) -> list[Any]:
    """Return everybody who may open something of it."""
    others = [factories.user(role) for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR)]
    return [made.lead, made.files.first_marks().get(number=1).reviewer, *others]


def test_before_the_purge_references_are_nowhere_but_sealed(reviewed: Exercise) -> None:
    assert all(SECRET in unseal(bytes(one.sealed)) for one in DrawnReference.objects.all())
    assert DrawnReference.objects.count() == 8
    assert (tables_telling(), stored()) == (set(), [])
    assert [where for where, text in opened(reviewed, people_of(reviewed)) if SECRET in text] == []


def test_after_the_purge_they_are_gone_and_answers_and_results_stay(reviewed: Exercise, settings: Any) -> None:
    sealed = [in_text(one) for one in DrawnReference.objects.values_list("sealed", flat=True)]
    hashed = list(DrawnReference.objects.values_list("digest", flat=True))
    answers, given = Answer.objects.count(), reviewed.files.first_marks().get(number=1).rating
    settings.FIXED_TODAY = date(2019, 3, 31)
    out = io.StringIO()
    call_command("purge_references", stdout=out)
    assert "8 references deleted" in out.getvalue()
    assert [(table, text) for table, text in cells() if SECRET in text or text in sealed or text in hashed] == []
    assert stored() == []
    assert (Answer.objects.count(), reviewed.files.first_marks().get(number=1).rating) == (answers, given)
    certificate = PurgeCertificate.objects.get()
    assert (certificate.references, certificate.exercise, certificate.by) == (8, reviewed, None)
    client = Client()
    client.force_login(reviewed.lead)
    shown = client.get(f"/file-reviews/{reviewed.reference}/files/1/reference/").content.decode()
    assert "were deleted on 31 March 2019" in shown
    shown = client.get(f"/file-reviews/{reviewed.reference}/draws/").content.decode()
    assert "8 references deleted on 31 March 2019" in shown


def test_a_list_that_was_only_tried_is_gone_after_a_day(django_capture_on_commit_callbacks: Any) -> None:
    made = made_up.planned()
    made_up.know_format(made)
    held = made_up.received(made)
    made_up.run(made, held, is_dry_run=True)
    assert len(stored()) == 1
    assert tables_telling() == set()
    with django_capture_on_commit_callbacks(execute=True):
        crime_lists.delete_old(at=timezone.now() + timedelta(hours=24))
    assert stored() == []


def test_the_search_would_find_a_reference() -> None:
    made = made_up.planned()
    made.population = f"{SECRET}-T001"
    made.save()
    assert tables_telling() == {"inspections_exercise", "inspections_historicalexercise"}
