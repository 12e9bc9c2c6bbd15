"""The job that reads a file: stopped by its owner, killed half-way, taken up again; nothing is left half-done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import jobs
from core.models import Job, JobState
from forces.actions import returns, uploads
from forces.models import Return, StagedRow, Upload, UploadState
from forces.returns import staging
from tests.forces.conftest import Ask, Spring

BED_CRIME = ("BED", "crime", 44472)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def is_untouched(upload: Upload) -> bool:
    """Say whether a file is as it was received, and nobody's return moved."""
    upload.refresh_from_db()
    states = set(Return.objects.values_list("state", flat=True))
    return (upload.state, StagedRow.objects.count(), states) == (UploadState.RECEIVED, 0, {"not started"})


def heard_of_long_ago(job: int) -> None:
    """Make a running job one whose worker is not heard of any more."""
    Job.objects.filter(pk=job).update(heartbeat_at=timezone.now() - jobs.SILENCE - timedelta(seconds=1))


def cancelled_when(spring: Spring, upload: Upload, monkeypatch: Any, module: Any, name: str) -> None:
    """Run the job; its owner cancels it as soon as a function is called."""
    real = getattr(module, name)

    def cancel(*args: Any, **kwargs: Any) -> Any:
        jobs.cancel(by=spring.administrator, job=upload.job)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, cancel)
    jobs.run(upload.job_id)
    monkeypatch.undo()


@pytest.mark.parametrize(("module", "name"), [(uploads, "opened"), (staging, "stage"), (uploads, "stage")])
def test_a_job_cancelled_at_any_point_keeps_nothing_and_its_page_says_what_to_do(
    spring: Spring, ask: Ask, monkeypatch: Any, module: Any, name: str
) -> None:
    upload = spring.receive(spring.rows(BED_CRIME), spring.bedfordshire)
    cancelled_when(spring, upload, monkeypatch, module, name)
    assert Job.objects.get().state == JobState.CANCELLED
    assert is_untouched(upload)
    page = words(ask(spring.administrator, upload.get_absolute_url()))
    assert "The file was not read: Cancelled. Withdraw it and send it again." in page
    assert "Withdraw the file" in page
    uploads.withdraw(by=spring.administrator, upload=upload)
    again = spring.send(spring.rows(BED_CRIME), spring.bedfordshire)
    assert (again.state, again.tally["added"]) == (UploadState.READ, 1)


@pytest.mark.parametrize(("module", "name"), [(uploads, "opened"), (staging, "settle"), (returns, "settle")])
def test_a_worker_killed_half_way_leaves_a_job_that_another_takes_up(
    spring: Spring, ask: Ask, monkeypatch: Any, module: Any, name: str
) -> None:
    upload = spring.receive(spring.rows(BED_CRIME, ("BED", "referrals", 472, 2470)), spring.bedfordshire)

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, name, die)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(upload.job_id)
    monkeypatch.undo()
    assert is_untouched(upload)
    assert Job.objects.get().state == JobState.RUNNING
    assert "The file is being read." in words(ask(spring.administrator, upload.get_absolute_url()))
    heard_of_long_ago(upload.job_id)
    assert jobs.sweep() == 1
    assert jobs.run(upload.job_id).state == JobState.DONE
    upload.refresh_from_db()
    assert (upload.state, upload.tally["added"], StagedRow.objects.count()) == (UploadState.READ, 2, 2)


def test_a_file_whose_worker_dies_every_time_is_given_up_and_its_page_says_so(
    spring: Spring, ask: Ask, monkeypatch: Any
) -> None:
    upload = spring.receive(spring.rows(BED_CRIME), spring.bedfordshire)

    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(staging, "stage", die)
    for _ in range(jobs.ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            jobs.run(upload.job_id)
        heard_of_long_ago(upload.job_id)
        jobs.sweep()
    assert is_untouched(upload)
    page = words(ask(spring.administrator, upload.get_absolute_url()))
    assert "The file was not read: Stopped 3 times before its end. Nothing was changed." in page
    assert "Withdraw the file" in page


def test_a_worker_thought_dead_that_comes_back_keeps_no_row_twice(spring: Spring) -> None:
    upload = spring.receive(spring.rows(BED_CRIME), spring.bedfordshire)
    late = Upload.objects.get(pk=upload.pk)
    jobs.run(upload.job_id)
    uploads.stage(by=spring.administrator, upload=late, force=None, format="csv", rows=[], empty=9)
    read = Upload.objects.get()
    assert (read.tally["rows"], read.tally["empty"], StagedRow.objects.count()) == (1, 0, 1)
