"""The commands of the draw: draw_sample, verify_draw, purge_references, delete_crime_lists."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessKind, AccessLog, Role
from inspections.models import DrawnReference, ListFormat, PurgeCertificate, ReviewFile
from tests import factories
from tests.inspections import draw_samples as made_up

pytestmark = pytest.mark.django_db


def command(name: str, *args: Any, **options: Any) -> str:
    """Run a command and return what it printed."""
    out = io.StringIO()
    call_command(name, *map(str, args), stdout=out, **options)
    return out.getvalue()


def drawn(made: Any, path: Path, *args: str) -> dict[str, Any]:
    """Run draw_sample and return its JSON."""
    printed = command("draw_sample", "--exercise", made.reference, "--frame", path, "--json", *args)
    found: dict[str, Any] = json.loads(printed)
    return found


@pytest.mark.shared
def test_sixty_of_the_city_s_140_thefts_from_the_person_are_the_same_whatever_the_order_of_the_rows(
    shared: Path, tmp_path: Path
) -> None:
    rows: list[list[str]] = []
    for month in ("01", "02", "03"):
        with (shared / "data" / "originals" / f"2017-{month}-city-of-london-street.csv").open(newline="") as file:
            headings, *more = csv.reader(file)
            rows += more
    made, answers = made_up.planned(60), []
    for order in (rows, random.Random(1).sample(rows, len(rows))):
        path = tmp_path / "city.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([headings, *order])
        answers.append(drawn(made, path, "--dry-run"))
        assert command("verify_draw", "--exercise", made.reference, "--frame", path) == "match\n"
    first, second = answers
    assert (first["rows"], first["left_out"]["without_identifier"]) == (1795, 454)
    assert first["strata"]["theft-from-person"] == {"title": "Theft from person", "population": 140, "drawn": 60}
    assert len(set(first["references"])) == 60
    assert (first["references"], first["reserves"]) == (second["references"], second["reserves"])
    assert first["frame_sha256"] == second["frame_sha256"]
    assert first["file_sha256"] != second["file_sha256"]


def test_every_row_that_is_left_out_is_told_with_its_reason(tmp_path: Path) -> None:
    answer = drawn(made_up.planned(), made_up.on_disk(tmp_path), "--type", "Burglary=")
    assert answer["rows"] == 17
    assert answer["left_out"] == {
        "without_identifier": 1, "without_date": 1, "outside_window": 1, "unmapped": 1, "other_types": 2, "repeated": 1,
    }  # fmt: skip
    assert answer["unmapped"] == {"Treason": 1}
    assert answer["population"] == 10
    assert (answer["drawn"], len(answer["references"]), len(answer["reserves"])) == (4, 4, 4)


def test_the_words_begin_with_the_references_in_their_order(tmp_path: Path) -> None:
    made, path = made_up.planned(), made_up.on_disk(tmp_path)
    order = drawn(made, path, "--dry-run")["references"]
    printed = command("draw_sample", "--exercise", made.reference, "--frame", path)
    assert printed.splitlines()[:4] == order
    assert f"Draw 2 of {made.reference}: 4 drawn of 10." in printed
    assert "1 without a crime reference" in printed
    assert "Treason: 1" in printed


def test_a_dry_run_makes_no_file_and_a_draw_makes_them_in_the_drawn_order(tmp_path: Path) -> None:
    made, path = made_up.planned(), made_up.on_disk(tmp_path)
    drawn(made, path, "--dry-run")
    assert not ReviewFile.objects.exists()
    answer = drawn(made, path)
    numbers = ReviewFile.objects.filter(exercise=made).values_list("number", "slot", "reference__position")
    assert list(numbers) == [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)]
    assert DrawnReference.objects.filter(file=None).count() == 4
    assert answer["draw"] == 2


def test_printing_references_is_in_the_access_log(tmp_path: Path) -> None:
    made = made_up.planned()
    drawn(made, made_up.on_disk(tmp_path))
    entry = AccessLog.objects.get(kind=AccessKind.REFERENCE_SHOWN)
    assert (entry.by, entry.what) == (made.lead, f"4 of {made.reference}, by draw_sample")


def test_a_list_smaller_than_the_target_is_drawn_whole_and_says_so(tmp_path: Path) -> None:
    made = made_up.planned(60)
    printed = command("draw_sample", "--exercise", made.reference, "--frame", made_up.on_disk(tmp_path))
    assert "10 drawn of 10." in printed
    assert "fewer than the 60 wanted: all were drawn" in printed


def test_the_columns_are_kept_for_the_force_and_may_be_set_again(tmp_path: Path) -> None:
    made, path = made_up.planned(), tmp_path / "odd.csv"
    path.write_text("Ours,When,What\nA1,2017-01-05,Stalking\nA2,2017-02-05,Stalking\n")
    where = ("--identifier", "Ours", "--recorded-on", "When", "--offence-type", "What")
    assert drawn(made, path, "--dry-run", *where)["references"]
    kept = ListFormat.objects.get(force=made.inspection.force)
    assert (kept.identifier, kept.recorded_on, kept.offence_type) == ("Ours", "When", "What")
    assert kept.types == {"Stalking": "stalking"}
    assert len(drawn(made, path, "--dry-run")["references"]) == 2


def test_what_cannot_be_drawn_is_told_in_words(tmp_path: Path) -> None:
    made, path = made_up.planned(), made_up.on_disk(tmp_path)
    elsewhere = factories.user(Role.MANAGER, email="elsewhere@example.test").email
    odd = tmp_path / "odd.csv"
    odd.write_text("Ours,What\nA1,Stalking\n")
    for args, told in [
        (("--exercise", "NONE", "--frame", path), "There is no exercise NONE"),
        (("--exercise", made.reference, "--frame", tmp_path / "none.csv"), "cannot be opened"),
        (("--exercise", made.reference, "--frame", odd), "--identifier"),
        (("--exercise", made.reference, "--frame", path, "--identifier", "Nothing"), "no column “Nothing”"),
        (("--exercise", made.reference, "--frame", path, "--by", elsewhere), "Only the lead"),
        (("--exercise", made.reference, "--frame", path, "--type", "Stalking=none"), "no offence type none"),
    ]:
        with pytest.raises(CommandError, match=told):
            command("draw_sample", *args)
    assert not made.draws.exists()


def test_a_column_of_crimes_is_not_taken_for_offence_types(tmp_path: Path) -> None:
    made = made_up.planned()
    path = made_up.on_disk(tmp_path, made_up.lines(thefts=40))
    args = ("--exercise", made.reference, "--frame", path, "--identifier", "Month", "--offence-type", "Crime ID")
    with pytest.raises(CommandError, match="does not hold offence types"):
        command("draw_sample", *args, "--recorded-on", "Crime type")


def test_verifying_says_where_a_draw_differs_and_ends_with_status_1(tmp_path: Path) -> None:
    made, path = made_up.planned(), made_up.on_disk(tmp_path)
    drawn(made, path)
    assert command("verify_draw", "--exercise", made.reference, "--frame", path) == "match\n"
    made_up.on_disk(tmp_path, made_up.lines(stalkings=5))
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_draw", "--exercise", made.reference, "--frame", str(path), "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (ended.value.code, answer["match"]) == (1, False)
    assert "The population has 11 crimes; 10 were recorded" in answer["differences"]
    assert "SECRET" not in out.getvalue()


def test_a_draw_can_be_verified_after_its_references_are_purged(tmp_path: Path) -> None:
    made, path = made_up.planned(purge_on=date(2018, 6, 2)), made_up.on_disk(tmp_path)
    drawn(made, path)
    DrawnReference.objects.all().delete()
    assert command("verify_draw", "--exercise", made.reference, "--frame", path) == "match\n"


def test_references_are_purged_on_their_day_and_certified_once(tmp_path: Path, settings: Any) -> None:
    made = made_up.planned(purge_on=date(2019, 3, 31))
    drawn(made, made_up.on_disk(tmp_path))
    settings.FIXED_TODAY = date(2019, 3, 30)
    assert command("purge_references") == "No references are due.\n"
    settings.FIXED_TODAY = date(2019, 3, 31)
    assert command("purge_references").startswith(f"{made.reference}: 8 references deleted, 31 March 2019")
    assert command("purge_references") == "No references are due.\n"
    assert (DrawnReference.objects.count(), ReviewFile.objects.count()) == (0, 4)
    assert PurgeCertificate.objects.get().references == 8
