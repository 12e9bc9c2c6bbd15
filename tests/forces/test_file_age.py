"""An older file than the one in force: the preview warns, and says both days."""

from __future__ import annotations

from typing import Any

import pytest

from forces.actions import uploads
from forces.models import Force, Upload
from forces.returns import lookup
from tests import factories
from tests.forces.conftest import Ask, Spring
from tests.forces.files import HEADINGS, as_book

EARLY, LATE = "2018-05-20T09:00:00+01:00", "2018-05-28T16:30:00+01:00"


def sent(spring: Spring, made_at: str, *rows: tuple[Any, ...], force: Force | None = None) -> Upload:
    """Send a workbook that says when it was downloaded."""
    cells = [[code, measure, spring.period.slug, count] for code, measure, count in rows]
    return spring.send(as_book({"Figures": [HEADINGS, *cells]}, about={"Downloaded at": made_at}), force)


def confirmed(spring: Spring, *args: Any, **kwargs: Any) -> Upload:
    """Send a workbook and confirm it."""
    return uploads.confirm(by=spring.administrator, upload=sent(spring, *args, **kwargs))


def test_an_older_file_warns_with_both_days(spring: Spring, ask: Ask) -> None:
    confirmed(spring, LATE, ("BED", "crime", 2), force=spring.bedfordshire)
    older = sent(spring, EARLY, ("BED", "crime", 1), force=spring.bedfordshire)
    warning = lookup.warning_of_age(older)
    assert warning.startswith("This file was downloaded on 20 May 2018, 09:00, before the one confirmed on 1 June 2018")
    assert warning.endswith("which was downloaded on 28 May 2018, 16:30: it may hold older figures.")
    assert warning in ask(spring.administrator, older.get_absolute_url()).content.decode()
    uploads.confirm(by=spring.administrator, upload=older)  # a warning, no refusal
    assert "older figures" not in ask(spring.administrator, older.get_absolute_url()).content.decode()


def test_a_file_of_several_forces_is_set_against_each_of_them(spring: Spring) -> None:
    confirmed(spring, LATE, ("BED", "crime", 2), force=spring.bedfordshire)
    assert lookup.warning_of_age(sent(spring, EARLY, ("BED", "crime", 1), ("CAM", "crime", 5)))
    assert not lookup.warning_of_age(sent(spring, EARLY, ("CAM", "crime", 5)))
    confirmed(spring, LATE, ("CAM", "crime", 6))
    assert lookup.warning_of_age(sent(spring, EARLY, ("CAM", "crime", 5), force=spring.cambridgeshire))


@pytest.mark.parametrize("made_at", [LATE, "2018-05-29T08:00:00+01:00", "", "soon"])
def test_a_file_as_new_or_of_no_known_age_warns_of_nothing(spring: Spring, made_at: str) -> None:
    confirmed(spring, LATE, ("BED", "crime", 2), force=spring.bedfordshire)
    assert lookup.warning_of_age(sent(spring, made_at, ("BED", "crime", 1), force=spring.bedfordshire)) == ""


def test_neither_a_file_that_waits_nor_one_refused_nor_another_collection_counts(spring: Spring) -> None:
    sent(spring, LATE, ("BED", "crime", 2))  # waits
    confirmed(spring, LATE, ("BED", "crime", "many"), ("CAM", "crime", 2))  # nothing of Bedfordshire's was taken
    other = factories.UploadFactory(force=spring.bedfordshire)
    factories.StagedRowFactory(upload=other)
    Upload.objects.filter(pk=other.pk).update(
        state="confirmed", confirmed_by=spring.administrator, confirmed_at=other.uploaded_at, made_at=other.uploaded_at
    )
    assert lookup.warning_of_age(sent(spring, EARLY, ("BED", "crime", 1), force=spring.bedfordshire)) == ""
