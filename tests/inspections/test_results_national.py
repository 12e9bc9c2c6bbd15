"""How far every force's file reviews are: planned by the cycle's rule, drawn, reviewed, locked; no ranking."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from core import clock
from forces.models import Cycle
from inspections.models import Exercise, FileState
from inspections.models.draws import ReviewPlan
from inspections.rules.planning import reconciled
from tests import factories
from tests.inspections import file_review_samples as samples
from tests.inspections.test_file_reviews_pages import as_, counted, settle

pytestmark = pytest.mark.django_db
ADDRESS = "/file-reviews/national/2017/"


@pytest.fixture
def cycle() -> Cycle:
    """Return the cycle of 2017 with 43 forces and its plan: 60 files, 90 in three of them."""
    made: Cycle = factories.CycleFactory(slug="2017", title="PEEL 2017", first_year=2017)
    forces = [factories.ForceFactory(name=f"Force {number:02d}") for number in range(1, 44)]
    factories.ForceFactory(name="British Transport Police", is_in_scope=False)
    plan = ReviewPlan.objects.create(cycle=made, published_total=2700, source="The report")
    plan.larger_in.set(forces[10:13])
    return made


def exercise(force: str, cycle: Cycle, files: int = 4, is_open: bool = False, **fields: Any) -> Exercise:
    """Return an exercise of a force, half of its files marked and good."""
    inspection = factories.InspectionFactory(force=factories.Force.objects.get(name=force), cycle=cycle, open=is_open)
    made = samples.exercise(files=files, inspection=inspection, **fields)
    settle(made, good=files // 2, poor=0)
    return made


def lock(made: Exercise) -> None:
    """Lock an exercise."""
    Exercise.objects.filter(pk=made.pk).update(state="locked", locked_by=made.lead, locked_at=clock.now())


def rows(client: Client) -> list[dict[str, str]]:
    """Return the file as rows."""
    response = client.get(f"{ADDRESS}?format=csv")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def words(client: Client) -> str:
    """Return the words of the page."""
    text = client.get(ADDRESS).content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_plan_of_2017_does_not_reconcile_with_the_total_as_published(cycle: Cycle) -> None:
    # 40 forces of 60 and 3 of 90
    text = words(as_(factories.user(Role.AUDITOR)))
    assert (
        "Computed from the plan: 2,670 files. As published: 2,700, which is 30 more. The two do not reconcile" in text
    )
    assert "All 43 forces 2,670 0 0 0 of 0 –" in text


def test_a_force_has_one_row_in_the_order_of_names_whatever_its_results(cycle: Cycle) -> None:
    done, begun = exercise("Force 30", cycle, files=6), exercise("Force 02", cycle)
    lock(done)
    made = rows(as_(factories.user(Role.MANAGER)))
    assert list(made[0]) == ["force", "code", "planned", "drawn", "reviewed", "locked", "exercises"]
    assert [row["force"] for row in made] == [f"Force {number:02d}" for number in range(1, 44)]
    assert list(made[29].values())[2:] == ["60", "6", "3", "yes", done.reference]
    assert list(made[1].values())[2:] == ["60", "4", "2", "no", begun.reference]
    assert list(made[10].values())[2:] == ["90", "", "", "", ""]
    text = words(as_(factories.user(Role.MANAGER)))
    assert "Force 02 60 4 2 No" in text
    assert "Force 30 60 6 3 Yes" in text
    assert "All 43 forces 2,670 10 5 1 of 2 –" in text
    assert "%" not in text


def test_the_order_cannot_be_changed_by_the_address(cycle: Cycle) -> None:
    client = as_(factories.user(Role.MANAGER))
    response = client.get(f"{ADDRESS}?format=csv&sort=-reviewed")
    first = b"".join(response.streaming_content).decode().splitlines()[1]
    assert first.startswith("Force 01,")


def test_dips_and_looks_without_count_and_void_files_are_not_in_it(cycle: Cycle) -> None:
    exercise("Force 01", cycle, design="targeted-dip")
    exercise("Force 02", cycle, design="without-count")
    made = exercise("Force 03", cycle, files=5, design="stratified")
    made.files.filter(number=5).update(state=FileState.VOID, state_reason="Not a crime.")
    found = rows(as_(factories.user(Role.AUDITOR)))
    assert [list(row.values())[3:5] for row in found[:3]] == [["", ""], ["", ""], ["4", "2"]]


def test_an_exercise_a_person_may_not_see_is_a_dash(cycle: Cycle) -> None:
    made = exercise("Force 01", cycle, is_open=True)
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=made.inspection.force)
    for person in (barred, factories.user(Role.INSPECTOR), factories.user(Role.ADMINISTRATOR)):
        assert list(rows(as_(person))[0].values())[2:] == ["60", "", "", "", ""]
    assert rows(as_(made.lead))[0]["drawn"] == "4"


def test_the_page_is_for_the_inspectorate_and_its_cycles(cycle: Cycle) -> None:
    assert as_(factories.user(Role.FORCE_CONTACT)).get(ADDRESS).status_code == 403
    assert as_(factories.user(Role.AUDITOR)).get("/file-reviews/national/1999/").status_code == 404


def test_a_cycle_without_a_plan_says_so() -> None:
    factories.CycleFactory(slug="2017", title="PEEL 2017", first_year=2017)
    factories.ForceFactory(name="Force 01")
    client = as_(factories.user(Role.AUDITOR))
    assert "No plan of this cycle’s file reviews is held" in words(client)
    assert rows(client)[0]["planned"] == ""


def test_the_list_of_file_reviews_leads_to_it_inside_the_inspectorate_only(cycle: Cycle) -> None:
    link = f'href="{ADDRESS}"'
    assert link in as_(factories.user(Role.AUDITOR)).get("/file-reviews/").content.decode()
    assert link not in as_(factories.user(Role.FORCE_CONTACT)).get("/file-reviews/").content.decode()


def test_it_asks_as_little_for_many_exercises_as_for_few(cycle: Cycle) -> None:
    exercise("Force 01", cycle)
    few, _ = counted(as_(factories.user(Role.AUDITOR)), "get", ADDRESS)
    for number in range(2, 30):
        exercise(f"Force {number:02d}", cycle)
    many, response = counted(as_(factories.user(Role.AUDITOR)), "get", ADDRESS)
    assert few == many <= 15
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("computed", "published", "said"),
    [
        (2670, 2700, "As published: 2,700, which is 30 more. The two do not reconcile."),
        (2670, 2600, "As published: 2,600, which is 70 fewer. The two do not reconcile."),
        (2670, 2670, "The published total is the same."),
        (2670, None, "No published total is recorded."),
        (None, 2700, "there is no total to compute."),
    ],
)
def test_a_computed_total_beside_the_published_one(computed: int | None, published: int | None, said: str) -> None:
    assert reconciled(computed, published).endswith(said)
