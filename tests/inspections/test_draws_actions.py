"""Drawing: what becomes files, when it may be done again, what a list leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import AccessKind, AccessLog, Role
from core import clock, jobs
from core.actions import Stale
from core.models import JobState
from core.sealing import unseal
from inspections.actions import crime_lists, draws
from inspections.actions import file_reviews as files
from inspections.crime_lists import Columns
from inspections.models import CrimeList, Draw, DrawnReference, ExerciseState, FileState, ReviewFile
from inspections.rules.list_formats import likely_columns, likely_type, looks_like_types
from tests import factories
from tests.inspections import draw_samples as made_up

pytestmark = pytest.mark.django_db


def stored() -> list[str]:
    """Return what lies in the folder of the lists."""
    return crime_lists._in_folder()


# --- the draw -----------------------------------------------------------------------------------------------
def test_a_draw_makes_files_in_the_drawn_order_with_sealed_references_and_counts_by_type() -> None:
    made = made_up.planned(4)
    drawn = made_up.draw(made)
    made.refresh_from_db()
    assert (made.state, drawn.drawn, drawn.reserves) == (ExerciseState.DRAWN, 4, 4)
    assert list(made.files.values_list("number", "slot", "state")) == [(n, n, "drawn") for n in (1, 2, 3, 4)]
    assert list(made.strata.values_list("slug", "frame_count")) == [("theft-from-person", 6), ("stalking", 4)]
    references = list(DrawnReference.objects.order_by("position"))
    assert [one.position for one in references] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [one.file.number if one.file else None for one in references] == [1, 2, 3, 4, None, None, None, None]
    for one in references:
        kind = "stalking" if unseal(bytes(one.sealed)).startswith("SECRET-S") else "theft-from-person"
        assert one.stratum.slug == kind
    assert ReviewFile.history.filter(history_type="+", history_user=made.lead).count() == 4


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_another() -> None:
    def order(seed: str, rows: list[str]) -> list[str]:
        made = made_up.planned(5, seed=seed)
        made_up.draw(made, rows)
        return [unseal(bytes(one)) for one in made.references.order_by("position").values_list("sealed", flat=True)]

    rows = made_up.lines(thefts=30)
    assert order("one", rows) == order("one", rows[::-1])
    assert order("one", rows) != order("two", rows)


def test_a_stratified_draw_takes_the_number_of_each_type() -> None:
    made = made_up.planned(5, design="stratified")
    made.strata.filter(slug="theft-from-person").update(target=2)
    made.strata.filter(slug="stalking").update(target=3)
    drawn = made_up.draw(made)
    assert drawn.counts["drawn"] == {"theft-from-person": 2, "stalking": 3}
    assert made.files.filter(stratum__slug="stalking").count() == 3


def test_a_dry_run_is_logged_and_changes_nothing_else() -> None:
    made = made_up.planned()
    drawn = made_up.draw(made, is_dry_run=True)
    made.refresh_from_db()
    assert (drawn.number, drawn.is_dry_run, made.state, made.version) == (1, True, ExerciseState.PLANNED, 1)
    assert not made.files.exists()
    assert not DrawnReference.objects.exists()


def test_drawing_again_needs_a_reason_and_takes_the_earlier_files_away() -> None:
    made = made_up.planned(4)
    first = made_up.draw(made)
    with pytest.raises(ValidationError, match="Give the reason for drawing again"):
        made_up.draw(made)
    second = made_up.draw(made, made_up.lines(thefts=9), reason="The list lacked February.")
    assert list(Draw.objects.values_list("number", "reason")) == [(1, ""), (2, "The list lacked February.")]
    assert (made.files.count(), first.references.count(), second.references.count()) == (4, 0, 8)
    assert set(ReviewFile.history.filter(history_type="-").values_list("history_change_reason", flat=True)) == {
        "The list lacked February."
    }


def test_nothing_is_drawn_again_once_a_file_was_given_out() -> None:
    made = made_up.planned(4)
    made_up.draw(made)
    reviewer = factories.UserFactory()
    factories.AssignmentFactory(inspection=made.inspection, user=reviewer)
    files.allocate(by=made.lead, exercise=made, numbers=[2], reviewer=reviewer)
    with pytest.raises(ValidationError, match="File 2 has been given to a reviewer"):
        made_up.draw(made, reason="I like others better.")
    assert made_up.draw(made, is_dry_run=True).number == 2
    assert made.files.get(number=2).state == FileState.ALLOCATED


def test_nothing_is_drawn_in_a_locked_exercise_or_one_whose_references_are_due_to_go() -> None:
    lead = factories.user(Role.MANAGER)
    locked = made_up.planned(lead=lead, state="locked", locked_by=lead, locked_at=clock.now())
    with pytest.raises(ValidationError, match="is locked"):
        made_up.draw(locked, reason="Again.")
    due = made_up.planned(lead=factories.user(Role.MANAGER), purge_on=date(2018, 6, 1))
    with pytest.raises(ValidationError, match="are purged from 1 June 2018"):
        made_up.draw(due)


@pytest.mark.parametrize("design", ["targeted-dip", "without-count"])
def test_a_dip_and_a_look_without_count_are_not_drawn(design: str) -> None:
    with pytest.raises(ValidationError, match="not drawn by its seed"):
        made_up.draw(made_up.planned(design=design))


def test_only_the_lead_draws_and_a_bar_stops_even_them() -> None:
    made = made_up.planned()
    for person in (factories.user(Role.MANAGER), factories.UserFactory(), factories.user(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            made_up.draw(made, by=person)
    factories.BarFactory(user=made.lead, force=made.inspection.force)
    with pytest.raises(PermissionDenied):
        made_up.draw(made)
    assert not Draw.objects.exists()


def test_an_exercise_without_a_lead_is_drawn_by_a_manager() -> None:
    made = made_up.planned()
    made.lead = None
    made.save()
    assert made_up.draw(made, by=factories.user(Role.MANAGER)).number == 1
    with pytest.raises(PermissionDenied):
        made_up.draw(made, by=factories.UserFactory(), reason="Again.")


def test_a_list_without_a_crime_to_draw_takes_no_earlier_files_away() -> None:
    made = made_up.planned(4)
    made_up.draw(made)
    with pytest.raises(ValidationError, match="No crime of the list"):
        made_up.draw(made, ["A1,2016-01,Stalking"], reason="Another list.")
    assert made_up.draw(made, ["A1,2016-01,Stalking"], is_dry_run=True).drawn == 0
    assert made.files.count() == 4


def test_draws_cannot_be_changed_or_removed() -> None:
    made_up.draw(made_up.planned())
    for write in (lambda: Draw.objects.update(seed="other"), lambda: Draw.objects.all().delete()):
        with pytest.raises(TypeError, match="append-only"):
            write()


# --- the list -----------------------------------------------------------------------------------------------
def test_a_list_is_kept_under_a_name_that_says_nothing_and_goes_with_the_draw(
    django_capture_on_commit_callbacks: Any,
) -> None:
    made, before = made_up.planned(), len(stored())
    made_up.know_format(made)
    held = made_up.received(made)
    assert "crimes" not in held.file.name
    assert len(stored()) == before + 1
    with django_capture_on_commit_callbacks(execute=True):
        job = made_up.run(made, held)
    held.refresh_from_db()
    assert (job.state, job.message, job.result_address) == (
        JobState.DONE, "4 drawn.", f"/file-reviews/{made.reference}/draws/1/",
    )  # fmt: skip
    assert (held.is_held, held.file.name, len(stored())) == (False, "", before)
    assert held.sha256 == Draw.objects.get().file_checksum


def test_a_list_stays_after_a_dry_run_and_can_be_deleted_by_hand(django_capture_on_commit_callbacks: Any) -> None:
    made, before = made_up.planned(), len(stored())
    made_up.know_format(made)
    held = made_up.received(made)
    made_up.run(made, held, is_dry_run=True)
    held.refresh_from_db()
    assert (held.is_held, Draw.objects.get().is_dry_run) == (True, True)
    with django_capture_on_commit_callbacks(execute=True):
        crime_lists.delete(by=made.lead, held=held, at=timezone.now())
    assert len(stored()) == before


def test_a_list_goes_after_a_day_and_so_does_what_was_left_in_the_folder(
    django_capture_on_commit_callbacks: Any,
) -> None:
    held, now = made_up.received(made_up.planned()), timezone.now()
    default_storage.save("crime-lists/left-over", SimpleUploadedFile("x", b"SECRET"))
    crime_lists.delete_old(at=now + timedelta(hours=23))
    held.refresh_from_db()
    assert held.is_held
    with django_capture_on_commit_callbacks(execute=True):
        crime_lists.delete_old(at=now + timedelta(hours=24, minutes=1))
    held.refresh_from_db()
    assert (held.is_held, stored()) == (False, [])


def test_the_worker_does_the_housekeeping(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(jobs, "HOUSEKEEPING", [lambda: done.append("lists")])
    jobs.keep_house()
    assert done == ["lists"]


def test_a_second_list_takes_the_place_of_the_first() -> None:
    made = made_up.planned()
    first, second = made_up.received(made), made_up.received(made)
    first.refresh_from_db()
    assert (first.is_held, second.is_held) == (False, True)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"%PDF-1.7 a report", "PDF"), (b"", "empty"), (b"just some words\nand more of them\n", "headings")],
)
def test_what_is_no_list_by_its_content_is_refused(content: bytes, told: str) -> None:
    made = made_up.planned()
    with pytest.raises(ValidationError, match=told):
        crime_lists.receive(
            by=made.lead, exercise=made, file=SimpleUploadedFile("crimes.csv", content), at=timezone.now()
        )
    assert not CrimeList.objects.exists()


def test_a_list_beyond_the_limit_is_refused(settings: Any) -> None:
    settings.CRIME_LIST_LIMIT_BYTES = 100
    with pytest.raises(ValidationError, match="larger than 0 MB"):
        made_up.received(made_up.planned())


def test_a_job_that_cannot_draw_says_why_and_the_list_s_page_repeats_it() -> None:
    made = made_up.planned()
    kept = made_up.know_format(made)
    kept.identifier = "Number"
    kept.save()
    held = made_up.received(made)
    job = made_up.run(made, held)
    held.refresh_from_db()
    assert job.message == (
        "Nothing was drawn. The list has no column “Number”, or has it twice. Choose the columns again."
    )
    assert crime_lists.outcome(held) == job.message
    assert not Draw.objects.exists()


def test_a_job_run_a_second_time_draws_no_second_time() -> None:
    made = made_up.planned()
    made_up.know_format(made)
    held = made_up.received(made)
    job = made_up.run(made, held, is_dry_run=True)
    job.state = JobState.QUEUED
    job.save()
    assert jobs.run(job.pk).message == "It was done already."
    assert Draw.objects.count() == 1


def test_a_draw_is_not_started_while_another_reads_the_list_or_from_a_stale_page() -> None:
    made = made_up.planned()
    made_up.know_format(made)
    held = made_up.received(made)
    ask = {"by": made.lead, "held": held, "is_dry_run": True, "on": clock.today()}
    with pytest.raises(Stale):
        crime_lists.start(version=7, **ask)
    begun = crime_lists.start(version=1, **ask)
    assert begun.job
    begun.job.state = JobState.RUNNING
    begun.job.save()
    for again in (lambda: crime_lists.start(version=1, **ask), lambda: made_up.received(made)):
        with pytest.raises(ValidationError, match="is going on"):
            again()


def test_the_columns_and_types_are_said_once_for_a_force() -> None:
    made = made_up.planned()
    columns = Columns("Crime ID", "Month", "Crime type")
    ask = {"by": made.lead, "exercise": made}
    crime_lists.name_columns(version=0, columns=columns, headings=["Crime ID", "Month", "Crime type"], **ask)
    crime_lists.map_types(version=1, types={"Stalking": "stalking", "Burglary": "", "Treason": None}, **ask)
    kept = crime_lists.map_types(version=2, types={"Treason": ""}, **ask)
    assert kept.types == {"Burglary": "", "Stalking": "stalking", "Treason": ""}
    with pytest.raises(Stale):
        crime_lists.map_types(version=1, types={}, **ask)
    with pytest.raises(ValidationError, match="columns of their own"):
        crime_lists.name_columns(version=3, columns=Columns("A", "", "A"), headings=["A", "B"], **ask)
    with pytest.raises(PermissionDenied):
        crime_lists.map_types(by=factories.user(Role.MANAGER), exercise=made, version=3, types={})


# --- the references -----------------------------------------------------------------------------------------
def test_a_reference_is_shown_to_reviewer_and_lead_and_each_showing_is_logged() -> None:
    made = made_up.planned()
    made_up.draw(made)
    reviewer = factories.UserFactory()
    factories.AssignmentFactory(inspection=made.inspection, user=reviewer)
    files.allocate(by=made.lead, exercise=made, numbers=[1], reviewer=reviewer)
    file = ReviewFile.objects.select_related("exercise__inspection").get(exercise=made, number=1)
    expected = unseal(bytes(DrawnReference.objects.get(file=file).sealed))
    for person in (reviewer, made.lead):
        assert draws.show(by=person, file=file) == expected
    for person in (factories.UserFactory(), factories.user(Role.AUDITOR), factories.user(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            draws.show(by=person, file=file)
    log = AccessLog.objects.filter(kind=AccessKind.REFERENCE_SHOWN).order_by("pk")
    assert [(entry.by, entry.what) for entry in log] == [
        (reviewer, f"{made.reference}, file 1"),
        (made.lead, f"{made.reference}, file 1"),
    ]


def test_a_file_without_a_reference_shows_none_and_logs_nothing() -> None:
    made = made_up.planned()
    file = ReviewFile.objects.create(exercise=made, number=1, slot=1)
    assert draws.show(by=made.lead, file=file) == ""
    assert not AccessLog.objects.filter(kind=AccessKind.REFERENCE_SHOWN).exists()


# --- what a list most likely means --------------------------------------------------------------------------
def test_the_headings_of_police_uk_and_of_a_force_are_known_again() -> None:
    street = ["Crime ID", "Month", "Reported by", "Location", "Crime type"]
    assert likely_columns(street) == {
        "identifier": "Crime ID", "recorded_on": "Month", "offence_type": "Crime type",
    }  # fmt: skip
    assert likely_columns(["Crime_Ref", "Date recorded", "OFFENCE"]) == {
        "identifier": "Crime_Ref", "recorded_on": "Date recorded", "offence_type": "OFFENCE",
    }  # fmt: skip
    assert likely_columns(["A", "B"]) == {"identifier": "", "recorded_on": "", "offence_type": ""}


def test_a_value_that_says_the_same_as_a_type_is_found_small_words_aside() -> None:
    titles = {"theft-from-person": "Theft from person", "rape": "Rape (including attempts)"}
    assert likely_type("Theft from the person", titles) == "theft-from-person"
    assert likely_type("RAPE", titles) == "rape"
    assert likely_type("GBH (wounding)", {"grievous-bodily-harm": "Grievous bodily harm"}) == "grievous-bodily-harm"
    assert [likely_type(value, titles) for value in ("Other theft", "Robbery", "")] == ["", "", ""]


def test_a_column_with_a_value_of_its_own_in_most_rows_does_not_hold_types() -> None:
    assert looks_like_types(20, 20)
    assert looks_like_types(50, 100)
    assert not looks_like_types(51, 100)
