"""Daily work: once a day, by one worker, and again when it failed or was lost."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core import daily, jobs
from core.models import DailyRun

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Register work that notes the days it was done for."""
    days: list[date] = []
    monkeypatch.setattr(daily, "DAILY", {"sweep": lambda on, at: days.append(on)})
    return days


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register work that fails the first time."""
    tries: list[str] = []

    def work(on: date, at: datetime) -> None:
        tries.append("tried")
        if len(tries) == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(daily, "DAILY", {"sweep": work})
    return tries


def test_it_is_done_once_a_day_for_the_day_the_product_has(done: list[date]) -> None:
    assert daily.attempt("sweep", MORNING) is True
    assert daily.attempt("sweep", MORNING + timedelta(hours=12)) is False
    assert done == [date(2018, 6, 1)]
    assert daily.attempt("sweep", MORNING + timedelta(days=1)) is True
    assert list(DailyRun.objects.order_by("on").values_list("on", flat=True)) == [date(2026, 3, 2), date(2026, 3, 3)]


def test_what_failed_is_logged_and_tried_again_after_a_pause_the_same_day(failing: list[str], caplog: Any) -> None:
    with caplog.at_level(logging.ERROR):
        assert daily.attempt("sweep", MORNING) is False
    assert "ZeroDivisionError" in caplog.text
    assert daily.attempt("sweep", MORNING + timedelta(minutes=14)) is False
    assert failing == ["tried"]
    assert daily.attempt("sweep", MORNING + timedelta(minutes=15)) is True
    assert daily.attempt("sweep", MORNING + timedelta(hours=2)) is False
    assert failing == ["tried", "tried"]


def test_a_run_whose_worker_was_killed_is_taken_over_by_one(done: list[date]) -> None:
    run = daily.claim("sweep", MORNING)
    assert run is not None
    assert daily.claim("sweep", MORNING + timedelta(minutes=5)) is None
    later = MORNING + timedelta(minutes=20)
    assert daily.claim("sweep", later) == run
    assert daily.claim("sweep", later) is None


def test_the_worker_does_it_among_its_housekeeping(done: list[date]) -> None:
    assert daily.do_daily in jobs.HOUSEKEEPING
    daily.do_daily()
    daily.do_daily()
    assert done == [date(2018, 6, 1)]


def test_a_run_says_what_it_is() -> None:
    assert str(DailyRun(name="notices", on=date(2018, 6, 1))) == "notices on 2018-06-01"
