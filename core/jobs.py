"""Work in the background: started by an action, followed on a page, picked up again when its worker died.

A kind of job is a function registered with `@job("read-return")`; it takes the key of the record it works on and a
`Progress`. It may be run twice, so each of its steps must be able to find itself already done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core.models import Job, JobState

logger = logging.getLogger(__name__)

SILENCE = timedelta(minutes=2)  # a job unheard of for so long has lost its worker
ATTEMPTS = 3

Work = Callable[[int, "Progress"], str]
KINDS: dict[str, Work] = {}
HOUSEKEEPING: list[Callable[[], None]] = []


class Cancelled(Exception):
    """The owner asked the job to stop."""


def job(kind: str) -> Callable[[Work], Work]:
    """Register a function as the work of a kind of job; what it returns is the job's last message."""

    def register(work: Work) -> Work:
        KINDS[kind] = work
        return work

    return register


def housekeeping(work: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker does beside its jobs, every half minute: something short that may be done twice."""
    HOUSEKEEPING.append(work)
    return work


class Progress:
    """What a job reports through: each report is a heartbeat, and the moment at which it may be stopped."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def report(self, done: int, total: int, message: str) -> None:
        """Say how far the work is; raise `Cancelled` when it is no longer wanted. Never inside a transaction."""
        still = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts)
        if not still.update(done=done, total=total, message=message[:300], heartbeat_at=timezone.now()):
            raise Cancelled


def start(*, by: Any, kind: str, subject: int, title: str, result_address: str, queued: bool = True) -> Job:
    """Make a job inside the action that asks for it; it is queued once that action is committed."""
    now = timezone.now()
    made = Job.objects.create(
        kind=kind,
        subject=subject,
        title=title,
        owner=by,
        created_at=now,
        heartbeat_at=now,
        result_address=result_address,
    )
    if queued:
        transaction.on_commit(lambda: enqueue(made.pk))
    return made


def enqueue(pk: int) -> None:
    """Put a job in the queue."""
    work.enqueue(pk)


@task()
def work(pk: int) -> None:
    """Run a queued job; what the worker calls."""
    run(pk)


def run(pk: int) -> Job:
    """Run a job here and now, unless somebody else has it or it is over."""
    mine = claim(pk)
    if mine is None:
        return Job.objects.get(pk=pk)
    try:
        message = KINDS[mine.kind](mine.subject, Progress(mine))
    except Cancelled:
        finish(mine, JobState.CANCELLED, "Cancelled.")
    except Exception:
        logger.exception("job %s failed", mine.pk)
        finish(mine, JobState.FAILED, "Something went wrong on our side; the log has the details. Nothing was changed.")
    else:
        finish(mine, JobState.DONE, message)
    return Job.objects.get(pk=pk)


def claim(pk: int) -> Job | None:
    """Take a queued job, counting the attempt; return nothing when it is not there to be taken."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=pk, state=JobState.QUEUED).first()
        if job is None:
            return None
        job.state, job.attempts, job.heartbeat_at = JobState.RUNNING, job.attempts + 1, timezone.now()
        job.save(update_fields=["state", "attempts", "heartbeat_at"])
        return job


def finish(job: Job, state: JobState, message: str) -> None:
    """Write how it ended, unless a later attempt has it or it was cancelled meanwhile."""
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    mine.update(state=state, message=message[:300], heartbeat_at=timezone.now())


def cancel(*, by: Any, job: Job) -> Job:
    """Stop one's own job: a waiting one at once, a running one at its next report."""
    Job.objects.visible_to(by).unfinished().filter(pk=job.pk).update(
        state=JobState.CANCELLED, message="Cancelled.", heartbeat_at=timezone.now()
    )
    job.refresh_from_db()
    return job


def sweep() -> int:
    """Queue again the jobs whose worker died; give up after a few attempts. Return how many were dealt with."""
    lost = 0
    for pk in Job.objects.abandoned(since=timezone.now() - SILENCE).values_list("pk", flat=True):
        lost += revive(pk)
    return lost


def keep_house() -> None:
    """Do the housekeeping of every app; what fails is logged and tried again the next time."""
    for work in HOUSEKEEPING:
        try:
            work()
        except OSError:
            logger.exception("housekeeping failed; it is tried again")


def revive(pk: int) -> bool:
    """Queue one abandoned job again, or fail it when it has had its attempts."""
    since = timezone.now() - SILENCE
    with transaction.atomic():
        job = Job.objects.select_for_update().abandoned(since=since).filter(pk=pk).first()
        if job is None:
            return False
        job.heartbeat_at = timezone.now()
        if job.attempts >= ATTEMPTS:
            job.state, job.message = JobState.FAILED, f"Stopped {ATTEMPTS} times before its end. Nothing was changed."
        else:
            job.state, job.message = JobState.QUEUED, "The worker stopped; waiting for another."
            transaction.on_commit(lambda: enqueue(pk))
        job.save(update_fields=["state", "message", "heartbeat_at"])
    return True
