"""The pages that plan a file review, with what people send."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from inspections.models import Exercise, ReviewPlan
from tests import factories
from tests.inspections.test_exercises_actions import plan_of, planned, team

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


def sent(lead: Any, template: Any, /, **changes: Any) -> dict[str, Any]:
    """Return what the form sends for a random sample of 60."""
    window = {f"window_from-{part}": value for part, value in (("day", 1), ("month", 1), ("year", 2018))}
    window |= {f"window_to-{part}": value for part, value in (("day", 31), ("month", 3), ("year", 2018))}
    data = {"title": "Review of 60 files", "design": "random", "target": 60, "population": "Crimes of two types"}
    data |= {"template": template.pk, "lead": lead.pk, "second_share": 10, "second_lowest": "on"}
    return {**data, **window, "type-1": "Rape", "type-2": "Stalking", **changes}


def test_the_form_begins_with_the_seven_types_and_the_cycle_s_number_of_files() -> None:
    inspection, lead, _ = team()
    ReviewPlan.objects.create(cycle=inspection.cycle, size=45)
    page = as_(lead).get(f"/inspections/{inspection.reference}/file-reviews/new/").content.decode()
    assert 'value="Theft from person"' in page
    assert 'value="Actual bodily harm"' in page
    assert 'value="45"' in page


def test_a_plan_is_made_and_its_references_go_a_year_from_today() -> None:
    inspection, lead, _ = team(reference="BED-2018-P")
    url = f"/inspections/{inspection.reference}/file-reviews/new/"
    response = as_(lead).post(url, sent(lead, plan_of(lead).template))
    made = Exercise.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/file-reviews/BED-2018-P-FR1/")
    assert (made.purge_on.isoformat(), made.target, made.lead, made.second_lowest) == ("2019-06-01", 60, lead, True)
    assert list(made.strata.values_list("title", flat=True)) == ["Rape", "Stalking"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": ""}, "Enter how many files are drawn"),
        ({"type-1": "", "type-2": ""}, "Enter at least one offence type"),
        ({"type-2": "rape"}, "rape is there already"),
        ({"window_to-year": 2017}, "must not be before the first"),
        ({"template": ""}, "Select criteria"),
        ({"design": "stratified", "number-1": 10}, "Enter how many files of stalking are drawn"),
        ({"lead": "999"}, "is not one of the choices"),
        ({"purge_on-day": 1, "purge_on-month": 6, "purge_on-year": 2018}, "Choose a day after today"),
    ],
)
def test_the_form_says_what_is_missing(changes: dict[str, Any], told: str) -> None:
    inspection, lead, _ = team()
    data = sent(lead, plan_of(lead).template, **changes)
    response = as_(lead).post(f"/inspections/{inspection.reference}/file-reviews/new/", data)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Exercise.objects.exists()


def test_a_dip_has_its_own_number_of_files() -> None:
    inspection, lead, _ = team()
    data = sent(lead, plan_of(lead).template, design="targeted-dip", dip_target=40)
    as_(lead).post(f"/inspections/{inspection.reference}/file-reviews/new/", data)
    assert Exercise.objects.get().target == 40


def test_the_seed_is_shown_and_what_is_sent_for_it_is_not_heard() -> None:
    made, lead = planned()
    page = as_(lead).get("/file-reviews/BED-2018-P-FR1/plan/").content.decode()
    assert made.seed in page
    data = sent(lead, made.template, version=1, seed="mine", target=30)
    assert as_(lead).post("/file-reviews/BED-2018-P-FR1/plan/", data).status_code == 302
    again = Exercise.objects.get()
    assert (again.seed, again.target) == (made.seed, 30)


def test_a_stale_plan_is_told_and_keeps_what_was_typed() -> None:
    made, lead = planned()
    client = as_(lead)
    client.post("/file-reviews/BED-2018-P-FR1/plan/", sent(lead, made.template, version=1, target=30))
    response = client.post("/file-reviews/BED-2018-P-FR1/plan/", sent(lead, made.template, version=1, target=31))
    assert response.status_code == 409
    assert 'value="31"' in response.content.decode()


def test_the_button_is_on_the_inspection_for_those_who_may_plan() -> None:
    inspection, lead, member = team()
    manager = factories.user(Role.MANAGER)
    for person, shown in ((lead, True), (manager, True), (member, False), (factories.user(Role.AUDITOR), False)):
        page = as_(person).get(inspection.get_absolute_url()).content.decode()
        assert ("Plan a file review" in page) is shown


def test_a_plan_whose_files_are_drawn_is_shown_without_its_form() -> None:
    made, lead = planned()
    Exercise.objects.update(state="drawn")
    page = as_(lead).get("/file-reviews/BED-2018-P-FR1/plan/").content.decode()
    assert "The files have been drawn, so the plan stays as it is" in page
    assert "Save the plan" not in page
    data = sent(lead, made.template, version=1, target=30)
    assert as_(lead).post("/file-reviews/BED-2018-P-FR1/plan/", data).status_code == 422
