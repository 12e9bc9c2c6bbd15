"""Two managers at the same edition at once, and a published one that the database itself keeps as it is."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from findings.models import Finding
from reports.actions import editions
from reports.document import shape
from reports.models import Edition
from tests.findings.test_concurrency import at_once
from tests.reports.edition_samples import AT, approved, manager, prepared, published, ready

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
]


def test_of_two_approvers_at_once_one_wins_and_the_other_is_told_who_it_was() -> None:
    edition, people = prepared(ready()), [manager("First"), manager("Second")]
    outcomes = at_once(
        *(lambda by=by: editions.approve(by=by, edition=edition, seen=edition.sha256, at=AT) for by in people)  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {Edition, ValidationError}
    refused = next(outcome for outcome in outcomes if isinstance(outcome, ValidationError))
    edition.refresh_from_db()
    assert edition.approved_by is not None
    assert refused.messages == [f"The edition is approved already: {edition.approved_by.name}, 29 May 2018, 10:00."]


def test_of_two_who_publish_at_once_one_does_and_its_findings_open_once() -> None:
    edition, people = approved(ready()), [manager(), manager()]
    outcomes = at_once(
        *(lambda by=by: editions.publish(by=by, edition=edition, at=AT) for by in people)  # type: ignore[misc]
    )
    assert {type(outcome) for outcome in outcomes} == {Edition, ValidationError}
    assert Finding.objects.get(reference="DRA-2018-01").events.filter(kind="published").count() == 1


def test_of_two_who_prepare_at_once_one_does() -> None:
    report = ready()
    outcomes = at_once(lambda: prepared(report), lambda: prepared(report))
    assert {type(outcome) for outcome in outcomes} == {Edition, ValidationError}


def test_the_database_refuses_to_change_or_remove_what_is_out() -> None:
    edition = published(ready())
    for statement in ("update reports_edition set snapshot = '{}'", "delete from reports_edition"):
        with (
            pytest.raises(DatabaseError, match="a published edition never changes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    edition.refresh_from_db()
    assert edition.sha256 == shape.hash_of(edition.snapshot)
