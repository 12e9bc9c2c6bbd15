"""Two people with files of published findings at once, on PostgreSQL with real threads: everything is loaded once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role
from core import clock
from core.sent_files import PreviewStale
from findings.actions import back_catalogue, raising
from findings.models import Event, Finding, FindingKind, FindingsFile, SourceRow
from tests import factories
from tests.findings.catalogue_samples import build, row
from tests.findings.test_concurrency import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROWS = [row(), row(subject_paraphrased="Another matter altogether", status_as_of_cycle="2017", status="in progress")]


def test_two_people_confirm_one_file_and_it_is_loaded_once() -> None:
    catalogue = build()
    file = catalogue.send(*ROWS)
    people = [catalogue.administrator, catalogue.manager]
    outcomes = at_once(
        *(lambda by=by: back_catalogue.confirm(by=by, file=file, at=clock.now(), version=1) for by in people)  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {FindingsFile, ValidationError}
    assert "confirmed this file" in str(next(o for o in outcomes if isinstance(o, ValidationError)))
    assert (Finding.objects.count(), Event.objects.count(), SourceRow.objects.count()) == (2, 3, 2)


def test_two_people_confirm_two_files_of_the_same_rows_and_the_second_looks_again() -> None:
    catalogue = build()
    files = [catalogue.send(*ROWS), catalogue.send(*ROWS)]
    outcomes = at_once(
        *(
            lambda file=file: back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now())  # type: ignore[misc]
            for file in files
        )
    )
    assert {type(outcome) for outcome in outcomes} == {FindingsFile, PreviewStale}
    assert (Finding.objects.count(), Event.objects.count(), SourceRow.objects.count()) == (2, 3, 2)


def test_two_files_of_other_rows_of_one_force_take_different_numbers() -> None:
    catalogue = build()
    other = factories.user(Role.MANAGER)
    files = [catalogue.send(row(subject_paraphrased="Dogs")), catalogue.send(row(subject_paraphrased="Horses"))]
    outcomes = at_once(
        *(lambda file=file: back_catalogue.confirm(by=other, file=file, at=clock.now()) for file in files)  # type: ignore[misc]
    )
    assert all(isinstance(outcome, FindingsFile) for outcome in outcomes)
    assert set(Finding.objects.values_list("reference", flat=True)) == {"CLV-2016-01", "CLV-2016-02"}


def test_a_finding_raised_while_a_file_is_confirmed_takes_another_number() -> None:
    catalogue = build()
    framework = catalogue.cycles["2016"].frameworks.get()
    inspection = factories.InspectionFactory(open=True, force=catalogue.cleveland, framework=framework)
    file = catalogue.send(*ROWS)
    draft = raising.Draft(kind=FindingKind.AREA_FOR_IMPROVEMENT, title="Dogs", wording="Count the dogs.")
    outcomes = at_once(
        lambda: back_catalogue.confirm(by=catalogue.administrator, file=file, at=clock.now()),
        lambda: raising.raise_finding(by=catalogue.manager, inspection=inspection, draft=draft, at=clock.now()),
    )
    assert [type(outcome) for outcome in outcomes] == [FindingsFile, Finding]
    references = set(Finding.objects.values_list("reference", flat=True))
    assert references == {"CLV-2016-01", "CLV-2016-02", "CLV-2016-03"}
