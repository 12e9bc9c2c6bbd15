"""Jobs: run once, followed by their owner, stopped, and picked up when their worker died."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import Role
from core import jobs
from core.management.commands import worker
from core.models import Job, JobState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Register a kind of job that counts how often it was run."""
    runs: list[int] = []

    def count(subject: int, progress: jobs.Progress) -> str:
        progress.report(1, 2, "Half way")
        runs.append(subject)
        return "Counted."

    monkeypatch.setitem(jobs.KINDS, "count", count)
    return runs


def lost(**fields: Any) -> Job:
    """Return a job that nothing has been heard of for too long."""
    heard = timezone.now() - jobs.SILENCE - timedelta(seconds=1)
    return factories.JobFactory(
        **{"kind": "count", "state": JobState.RUNNING, "attempts": 1, "heartbeat_at": heard} | fields
    )


def test_a_job_is_run_and_says_how_it_ended(work: list[int]) -> None:
    job = jobs.run(factories.JobFactory(kind="count", subject=7).pk)
    assert (job.state, job.message, job.attempts, job.done, job.total) == ("done", "Counted.", 1, 1, 2)
    assert work == [7]


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_a_job_that_is_not_waiting_is_not_run(work: list[int], state: str) -> None:
    jobs.run(factories.JobFactory(kind="count", state=state).pk)
    assert work == []


def test_a_job_starts_once_its_action_is_committed(work: list[int], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start(by=factories.user(Role.INSPECTOR), kind="count", subject=1, title="x", result_address="/")
        assert work == []
    job.refresh_from_db()
    assert (work, job.state) == ([1], JobState.DONE)


def test_a_fault_is_logged_and_told_plainly(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(subject: int, progress: jobs.Progress) -> str:
        raise ZeroDivisionError

    monkeypatch.setitem(jobs.KINDS, "count", fail)
    with caplog.at_level(logging.ERROR):
        job = jobs.run(factories.JobFactory(kind="count").pk)
    assert job.state == JobState.FAILED
    assert "Nothing was changed" in job.message
    assert "ZeroDivisionError" in caplog.text


def test_a_running_job_stops_at_its_next_report(monkeypatch: pytest.MonkeyPatch) -> None:
    after: list[str] = []

    def long(subject: int, progress: jobs.Progress) -> str:
        jobs.cancel(by=progress.job.owner, job=progress.job)
        progress.report(1, 2, "Half way")
        after.append("went on")
        return "Done."

    monkeypatch.setitem(jobs.KINDS, "count", long)
    assert jobs.run(factories.JobFactory(kind="count").pk).state == JobState.CANCELLED
    assert after == []


def test_nobody_else_stops_a_job() -> None:
    job = factories.JobFactory()
    jobs.cancel(by=factories.user(Role.MANAGER), job=job)
    assert job.state == JobState.QUEUED


def test_a_job_whose_worker_died_is_run_again(work: list[int], django_capture_on_commit_callbacks: Any) -> None:
    job = lost()
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.sweep() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, work) == (JobState.DONE, 2, [0])


def test_a_job_that_never_reached_a_worker_is_queued_again(
    work: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    lost(state=JobState.QUEUED, attempts=0)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.sweep() == 1
    assert work == [0]


def test_a_job_that_keeps_dying_is_given_up() -> None:
    job = lost(attempts=jobs.ATTEMPTS)
    jobs.sweep()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.message.startswith("Stopped 3 times")


def test_the_sweep_leaves_what_is_alive_or_over() -> None:
    factories.JobFactory(state=JobState.RUNNING, attempts=1)
    lost(state=JobState.DONE)
    assert jobs.sweep() == 0
    assert jobs.revive(factories.JobFactory().pk) is False


def test_a_worker_that_was_thought_dead_no_longer_writes(work: list[int]) -> None:
    job = factories.JobFactory(state=JobState.RUNNING, attempts=2)
    stale = Job.objects.get(pk=job.pk)
    stale.attempts = 1
    with pytest.raises(jobs.Cancelled):
        jobs.Progress(stale).report(1, 2, "still here")
    jobs.finish(stale, JobState.DONE, "Done.")
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_the_words_of_jobs() -> None:
    owner = factories.user(Role.INSPECTOR)
    mine = factories.JobFactory(owner=owner)
    over = factories.JobFactory(owner=owner, state=JobState.DONE)
    other = factories.JobFactory()
    assert set(Job.objects.visible_to(owner)) == {mine, over}
    assert set(Job.objects.unfinished()) == {mine, other}


# --- the page ------------------------------------------------------------------------------------------------
def test_the_page_follows_the_job(client: Any) -> None:
    job = factories.JobFactory(state=JobState.RUNNING, done=2000, total=10_000, message="Checking the rows")
    client.force_login(job.owner)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Checking the rows: 2,000 of 10,000" in page
    answer = client.get(f"{job.get_absolute_url()}?format=json").json()
    assert answer == {
        "done": 2000,
        "total": 10000,
        "status": "Checking the rows: 2,000 of 10,000",
        "finished": False,
    }


def test_a_job_that_is_done_leads_to_its_result(client: Any) -> None:
    job = factories.JobFactory(state=JobState.DONE, message="Read 4 rows.", result_address="/uploads/4/")
    client.force_login(job.owner)
    assert client.get(job.get_absolute_url())["Location"] == "/uploads/4/"
    assert json.loads(client.get(f"{job.get_absolute_url()}?format=json").content)["finished"] is True


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_a_job_that_ended_badly_says_so(client: Any, state: str) -> None:
    job = factories.JobFactory(state=state, message="Stopped 3 times before its end.")
    client.force_login(job.owner)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Stopped 3 times before its end." in page
    assert "<progress" not in page


def test_a_job_is_nobody_elses_business(client: Any) -> None:
    job = factories.JobFactory()
    client.force_login(factories.user(Role.ADMINISTRATOR))
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.post(job.get_absolute_url()).status_code == 404


def test_cancelling_from_the_page(client: Any) -> None:
    job = factories.JobFactory()
    client.force_login(job.owner)
    page = client.post(job.get_absolute_url(), follow=True).content.decode()
    assert "Cancelled. Nothing was changed." in page
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_cancelling_what_is_over_changes_nothing(client: Any) -> None:
    job = factories.JobFactory(state=JobState.FAILED, message="It failed.")
    client.force_login(job.owner)
    assert "It failed." in client.post(job.get_absolute_url(), follow=True).content.decode()


# --- the worker ----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_queued_and_sweeps(settings: Any, work: list[int], monkeypatch: Any) -> None:
    from django_tasks import task_backends

    swept = []
    monkeypatch.setattr("core.management.commands.worker.keep_sweeping", swept.append)
    monkeypatch.setattr("signal.signal", lambda *args: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    task_backends.close_all()
    waiting = jobs.start(by=factories.user(Role.INSPECTOR), kind="count", subject=5, title="x", result_address="/")
    waiting.refresh_from_db()
    assert waiting.state == JobState.QUEUED
    call_command("worker", batch=True, startup_delay=False, interval=0, verbosity=0)
    waiting.refresh_from_db()
    assert waiting.state == JobState.DONE
    assert work == [5]
    assert swept[0].is_set()


def test_the_sweep_goes_on_after_a_fault_and_stops_when_told(monkeypatch: Any, caplog: Any) -> None:
    answers = iter([DatabaseError("away"), 0, 2])

    def sweep() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    class Stopped:
        waits = 0

        def wait(self, seconds: float) -> bool:
            self.waits += 1
            return self.waits == 3

    monkeypatch.setattr(jobs, "sweep", sweep)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    with caplog.at_level(logging.INFO):
        worker.keep_sweeping(Stopped())
    assert "it is tried again" in caplog.text
    assert "picked up 2 abandoned jobs" in caplog.text
