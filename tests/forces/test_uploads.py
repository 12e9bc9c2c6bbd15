"""From a file to values: received, read, previewed, confirmed; once, whole, and never blindly."""

from __future__ import annotations

import hashlib
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from core import jobs
from core.actions import Stale
from core.models import Job, JobState
from core.sent_files import moved
from forces import rules
from forces.actions import collections, uploads
from forces.models import Collection, Measure, Return, StagedRow, Upload, UploadState, Value
from tests import factories
from tests.forces.conftest import TODAY, Spring
from tests.forces.files import as_ods, as_xlsx

BED_CRIME = ("BED", "crime", 44472)


def confirm(spring: Spring, upload: Upload) -> Upload:
    return uploads.confirm(by=spring.administrator, upload=upload, version=upload.version)


def states(spring: Spring) -> dict[str, str]:
    return dict(Return.objects.filter(collection=spring.collection).values_list("force__code", "state"))


# --- receiving -----------------------------------------------------------------------------------------------
def test_the_file_is_kept_under_a_random_name_with_its_hash(spring: Spring, storage: Path) -> None:
    data = spring.rows(BED_CRIME)
    upload = spring.send(data, spring.bedfordshire, name="../../Bedfordshire return.csv")
    kept = storage / upload.file.name
    assert kept.read_bytes() == data
    assert "Bedfordshire" not in upload.file.name
    assert len(kept.name) == 40
    assert upload.original_name == "Bedfordshire return.csv"
    assert upload.sha256 == hashlib.sha256(data).hexdigest()
    assert (upload.size, upload.uploaded_by) == (len(data), spring.administrator)


def test_a_refused_file_is_kept_with_its_reasons(spring: Spring, storage: Path) -> None:
    upload = spring.send(b"%PDF-1.4", spring.bedfordshire)
    assert upload.state == UploadState.UNREADABLE
    assert upload.refusal[0]["message"] == "This is a PDF, not a spreadsheet we can read."
    assert (storage / upload.file.name).exists()
    assert states(spring) == {"BED": "not started", "CAM": "not started"}


def test_an_empty_file_is_kept_and_refused(spring: Spring) -> None:
    upload = spring.send(b"", spring.bedfordshire)
    assert [problem["code"] for problem in upload.refusal] == ["empty-file"]


def test_a_file_beyond_the_limit_keeps_its_outcome_and_not_its_content(
    spring: Spring, settings: Any, storage: Path
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    upload = spring.receive(spring.rows(BED_CRIME), spring.bedfordshire)
    assert [problem["code"] for problem in upload.refusal] == ["too-large"]
    assert (upload.state, upload.job, list(storage.iterdir())) == (UploadState.UNREADABLE, None, [])


def test_a_limit_that_was_lowered_meanwhile_keeps_the_file_from_being_loaded(
    spring: Spring, settings: Any, monkeypatch: Any
) -> None:
    upload = spring.receive(spring.rows(BED_CRIME), spring.bedfordshire)
    settings.UPLOAD_LIMIT_BYTES = 10
    monkeypatch.setattr("forces.returns.reading.read", lambda data: pytest.fail("it was loaded"))
    jobs.run(upload.job_id)
    upload.refresh_from_db()
    assert [problem["code"] for problem in upload.refusal] == ["too-large"]


def test_a_contact_sends_for_their_own_force_only(spring: Spring) -> None:
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    assert spring.send(spring.rows(BED_CRIME), spring.bedfordshire, by=contact).state == UploadState.READ
    for force in (spring.cambridgeshire, None):
        with pytest.raises(PermissionDenied):
            spring.send(spring.rows(BED_CRIME), force, by=contact)
    assert Upload.objects.count() == 1


def test_an_administrator_barred_from_a_force_sends_neither_its_file_nor_one_of_several(spring: Spring) -> None:
    factories.BarFactory(user=spring.administrator, force=spring.bedfordshire)
    for force in (spring.bedfordshire, None):
        with pytest.raises(PermissionDenied):
            spring.send(spring.rows(BED_CRIME), force)
    assert spring.send(spring.rows(("CAM", "crime", 1)), spring.cambridgeshire).state == UploadState.READ


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.AUDITOR])
def test_others_send_nothing(spring: Spring, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        spring.send(spring.rows(BED_CRIME), spring.bedfordshire, by=factories.user(role))


def test_a_collection_that_is_not_open_takes_nothing(spring: Spring) -> None:
    with pytest.raises(ValidationError, match="does not take returns on this day"):
        uploads.receive(
            by=spring.administrator,
            collection=spring.collection,
            force=None,
            file=ContentFile(b"x", name="x"),
            on=date(2018, 7, 1),
        )


# --- reading -------------------------------------------------------------------------------------------------
def test_rows_are_added_changed_unchanged_or_refused(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472)
    spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470)
    upload = spring.send(
        spring.rows(
            BED_CRIME,
            ("BED", "referrals", 742, 2470),
            ("CAM", "crime", 61699),
            ("CAM", "referrals", 50, 40),
        )
    )
    assert upload.state == UploadState.READ
    assert upload.tally == {"rows": 4, "empty": 0, "refused": 1, "changed": 1, "added": 1, "unchanged": 1}
    rows = {(row.force.code, row.measure.slug): row for row in upload.rows.all()}
    assert rows["BED", "referrals"].before["numerator"] == 472
    assert rows["BED", "referrals"].after["numerator"] == 742
    problem = rows["CAM", "referrals"].problems[0]
    assert (problem["row"], problem["heading"], problem["found"]) == (5, "Numerator", "50")
    assert Value.objects.count() == 2


def test_empty_rows_change_nothing(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472)
    upload = spring.send(spring.rows(("BED", "crime"), ("CAM", "crime", 1)))
    assert (upload.tally["rows"], upload.tally["empty"]) == (1, 1)


def test_a_file_that_was_read_is_not_read_again(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME), spring.bedfordshire)
    job = factories.JobFactory(subject=upload.pk, owner=spring.administrator)
    assert jobs.run(job.pk).message == "The file was read already."
    assert upload.rows.count() == 1


def test_a_worker_that_dies_while_reading_leaves_nothing_half_done(spring: Spring, monkeypatch: Any) -> None:
    def die(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("forces.actions.returns.settle", die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        spring.send(spring.rows(BED_CRIME), spring.bedfordshire)
    assert StagedRow.objects.count() == 0


@pytest.mark.parametrize("make", [as_xlsx, as_ods], ids=["xlsx", "ods"])
def test_a_workbook_does_the_same_as_a_csv(spring: Spring, make: Any) -> None:
    data = make([["BED", "crime", spring.period.slug, 44472, "", "estimated", "one month missing", ""]])
    confirm(spring, spring.send(data, spring.bedfordshire))
    value = Value.objects.get()
    assert (value.numerator, value.status, value.reason) == (44472, "estimated", "one month missing")


# --- confirming ----------------------------------------------------------------------------------------------
def test_confirming_applies_the_accepted_rows_and_leaves_the_refused(spring: Spring) -> None:
    old = spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470, source="the report")
    upload = confirm(
        spring, spring.send(spring.rows(("BED", "referrals", 742, 2470), BED_CRIME, ("BED", "crime", "many")))
    )
    # the crime of Bedfordshire is there twice: both rows are refused
    assert upload.tally["refused"] == 2
    assert (upload.state, upload.confirmed_by) == (UploadState.CONFIRMED, spring.administrator)
    old.refresh_from_db()
    assert (old.numerator, old.version, old.upload) == (742, 2, upload)
    assert Value.objects.count() == 1


def test_a_new_value_is_hidden_until_its_collection_is_published_and_a_changed_one_stays_public(spring: Spring) -> None:
    old = spring.value(spring.bedfordshire, spring.crime, numerator=1)
    confirm(spring, spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 61699))))
    assert list(Value.objects.published()) == [old]
    assert Value.objects.get(force=spring.cambridgeshire).collection == spring.collection


def test_history_says_who_when_and_from_which_file(spring: Spring) -> None:
    old = spring.value(spring.bedfordshire, spring.crime, numerator=1)
    confirm(spring, spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 61699)), name="both.csv"))
    changed, created = old.history.first(), Value.objects.get(force=spring.cambridgeshire).history.get()
    for row, kind in ((changed, "~"), (created, "+")):
        assert (row.history_type, row.history_user) == (kind, spring.administrator)
        assert row.history_change_reason == "Return both.csv for Spring return"
        assert timezone.localdate(row.history_date) == TODAY
    assert (changed.numerator, changed.version, created.numerator) == (44472, 2, 61699)
    assert old.history.count() == 2


def test_the_same_file_again_changes_nothing(spring: Spring) -> None:
    data = spring.rows(BED_CRIME, ("CAM", "referrals", 40, 50, "estimated", "a guess", "a note"))
    confirm(spring, spring.send(data))
    held = list(Value.objects.order_by("pk").values())
    again = spring.send(data)
    assert again.tally["unchanged"] == again.tally["rows"] == 2
    confirm(spring, again)
    assert list(Value.objects.order_by("pk").values()) == held
    assert Value.history.count() == 2


def test_a_column_the_file_does_not_have_leaves_what_is_held(spring: Spring) -> None:
    spring.value(
        spring.bedfordshire, spring.crime, numerator=1, status="estimated", reason="residents only", caveat="a note"
    )
    data = spring.rows(("BED", "crime", 2), headings=["Force code", "Measure", "Period", "Numerator"])
    confirm(spring, spring.send(data))
    value = Value.objects.get()
    assert (value.numerator, value.status, value.reason, value.caveat) == (2, "estimated", "residents only", "a note")


def test_a_figure_known_as_printed_is_replaced_by_its_counts(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.referrals, numerator=None, printed="19.1%")
    confirm(spring, spring.send(spring.rows(("BED", "referrals", 472, 2470))))
    value = Value.objects.get()
    assert (value.printed, value.numerator) == ("", 472)


def test_a_file_is_confirmed_once(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    confirm(spring, upload)
    with pytest.raises(ValidationError, match="confirmed this file on 1 June 2018"):
        confirm(spring, upload)


def test_only_an_administrator_confirms(spring: Spring) -> None:
    contact = factories.ForceContactFactory(force=spring.bedfordshire).user
    upload = spring.send(spring.rows(BED_CRIME), spring.bedfordshire, by=contact)
    with pytest.raises(PermissionDenied):
        uploads.confirm(by=contact, upload=upload, version=upload.version)
    assert Value.objects.count() == 0


@pytest.mark.parametrize("is_held", [True, False])
def test_a_preview_is_not_applied_when_what_is_held_changed_meanwhile(spring: Spring, is_held: bool) -> None:
    if is_held:
        spring.value(spring.bedfordshire, spring.crime, numerator=1)
    upload = spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 5)))
    confirm(spring, spring.send(spring.rows(("BED", "crime", 2))))
    with pytest.raises(uploads.PreviewStale, match="1 figure changed after this preview was made"):
        confirm(spring, upload)
    assert Value.objects.get().numerator == 2
    fresh = uploads.compare_again(by=spring.administrator, upload=upload)
    assert (fresh.tally["changed"], fresh.tally["added"]) == (1, 1)
    assert upload.rows.get(force=spring.bedfordshire).before["numerator"] == 2
    with pytest.raises(Stale):
        confirm(spring, upload)  # the page that was open before
    confirm(spring, fresh)
    assert Value.objects.get(force=spring.bedfordshire).numerator == 44472


def test_a_row_that_became_true_meanwhile_is_unchanged_when_compared_again(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    confirm(spring, spring.send(spring.rows(BED_CRIME)))
    assert uploads.compare_again(by=spring.administrator, upload=upload).tally["unchanged"] == 1


def test_nothing_is_half_applied(spring: Spring, monkeypatch: Any) -> None:
    upload = spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 5)))

    def fail(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("the disk is full")

    monkeypatch.setattr("forces.actions.returns.settle", fail)
    with pytest.raises(IntegrityError):
        confirm(spring, upload)
    upload.refresh_from_db()
    assert (Value.objects.count(), Value.history.count(), upload.state) == (0, 0, UploadState.READ)


def test_a_confirmation_costs_the_same_for_two_rows_and_for_eighty(
    spring: Spring, django_assert_max_num_queries: Any
) -> None:
    measures = factories.MeasureFactory.create_batch(40)
    for number, measure in enumerate(measures, start=3):
        factories.CollectionItemFactory(
            collection=spring.collection, number=number, measure=measure, period=spring.period
        )
    few = spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 5)))
    many = spring.send(spring.rows(*((code, m.slug, 7) for m in measures for code in ("BED", "CAM"))))
    for upload in (few, many):
        with django_assert_max_num_queries(24):  # savepoints among them
            confirm(spring, upload)
    assert Value.objects.count() == 82


# --- returns and withdrawing ---------------------------------------------------------------------------------
def test_a_return_is_submitted_then_applied(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    assert states(spring) == {"BED": "submitted", "CAM": "not started"}
    confirm(spring, upload)
    assert states(spring) == {"BED": "checked", "CAM": "not started"}


def test_a_file_of_refused_rows_submits_nothing(spring: Spring) -> None:
    spring.send(spring.rows(("BED", "crime", "many")))
    assert states(spring)["BED"] == "not started"


def test_withdrawing_puts_the_return_back_where_it_was(spring: Spring) -> None:
    first = spring.send(spring.rows(BED_CRIME))
    second = spring.send(spring.rows(BED_CRIME))
    uploads.withdraw(by=spring.administrator, upload=second)
    assert states(spring)["BED"] == "submitted"  # the first still waits
    confirm(spring, first)
    third = spring.send(spring.rows(("BED", "crime", 2)))
    assert states(spring)["BED"] == "submitted"
    uploads.withdraw(by=spring.administrator, upload=third)
    assert states(spring)["BED"] == "checked"
    assert Value.objects.get().numerator == 44472


def test_withdrawing_the_only_file_starts_over(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME))
    uploads.withdraw(by=spring.administrator, upload=upload)
    assert states(spring)["BED"] == "not started"
    with pytest.raises(ValidationError, match="This file is withdrawn; it cannot be confirmed"):
        confirm(spring, Upload.objects.get())


@pytest.mark.parametrize("before", rules.UPLOAD_MOVES)
@pytest.mark.parametrize("after", rules.UPLOAD_MOVES)
def test_every_move_of_a_file(before: str, after: str) -> None:
    upload = Upload(state=before)
    if after in rules.UPLOAD_MOVES[before]:
        assert moved(upload, UploadState(after), rules.UPLOAD_MOVES).state == after
    else:
        with pytest.raises(ValidationError):
            moved(upload, UploadState(after), rules.UPLOAD_MOVES)


def test_the_moves_name_every_state() -> None:
    assert set(rules.UPLOAD_MOVES) == set(UploadState.values)
    assert set(rules.RETURN_MOVES) == set(
        Return._meta.get_field("state").flatchoices and dict(Return._meta.get_field("state").flatchoices)
    )


# --- collections ---------------------------------------------------------------------------------------------
def test_a_collection_asks_every_force_in_scope(spring: Spring) -> None:
    assert set(states(spring)) == {"BED", "CAM"}


def test_a_collection_that_asks_nothing_is_refused(spring: Spring) -> None:
    with pytest.raises(ValidationError, match="at least one measure"):
        collections.create(by=spring.administrator, collection=Collection(slug="x"), items=[])


def test_publishing_makes_values_public_once_it_is_closed(spring: Spring) -> None:
    confirm(spring, spring.send(spring.rows(BED_CRIME)))
    with pytest.raises(ValidationError, match="after it closes"):
        collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 29))
    with pytest.raises(ValidationError, match="signed and locked first"):
        collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 30))
    Return.objects.filter(force=spring.bedfordshire).update(state="locked")
    published = collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 30))
    assert Value.objects.published().count() == 1
    with pytest.raises(ValidationError, match="published already"):
        collections.publish(by=spring.administrator, collection=published, on=date(2018, 7, 1))


# --- two people at once --------------------------------------------------------------------------------------
def at_once(*works: Any) -> list[str]:
    """Run functions in threads that start together; return what each came to."""
    barrier, results = threading.Barrier(len(works)), [""] * len(works)

    def run(index: int, work: Any) -> None:
        try:
            barrier.wait()
            work()
            results[index] = "done"
        except Exception as error:
            results[index] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_one_file_apply_it_once(spring: Spring) -> None:
    upload = spring.send(spring.rows(BED_CRIME, ("CAM", "crime", 5)))
    other = factories.user(Role.ADMINISTRATOR)
    results = at_once(
        lambda: confirm(spring, upload), lambda: uploads.confirm(by=other, upload=upload, version=upload.version)
    )
    assert results == ["ValidationError", "done"]
    assert (Value.objects.count(), Value.history.count()) == (2, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_files_about_one_new_figure_do_not_overwrite_one_another(spring: Spring) -> None:
    one, two = spring.send(spring.rows(("BED", "crime", 1))), spring.send(spring.rows(("BED", "crime", 2)))
    assert at_once(lambda: confirm(spring, one), lambda: confirm(spring, two)) == ["PreviewStale", "done"]
    assert Value.history.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_job_read_the_file_once(spring: Spring) -> None:
    upload = uploads.receive(
        by=spring.administrator,
        collection=spring.collection,
        force=None,
        file=ContentFile(spring.rows(BED_CRIME), name="a.csv"),
        on=TODAY,
        queued=False,
    )
    at_once(lambda: jobs.run(upload.job_id), lambda: jobs.run(upload.job_id))
    assert StagedRow.objects.count() == 1
    assert Job.objects.get().state == JobState.DONE
    assert Measure.objects.count() == 2
