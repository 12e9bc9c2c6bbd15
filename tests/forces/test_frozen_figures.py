"""Freezing a figure: what is kept, what refuses it, what differs later, and that it never changes."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from accounts.models import Role
from forces.actions import collections
from forces.actions.figures import freeze
from forces.models import Collection, Force, FrozenFigure, FrozenLine, Measure
from tests import factories
from tests.forces.conftest import Spring

ADDRESS = "/measures/crime/ye-2017-06/freeze/"


@pytest.fixture
def held(spring: Spring) -> Spring:
    """Hold 60,000 crimes of Bedfordshire; Cambridgeshire could not give any."""
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    spring.value(spring.cambridgeshire, spring.crime, numerator=None, status="not-supplied", reason="A new system")
    return spring


def frozen(spring: Spring, **changed: Any) -> FrozenFigure:
    fields = {"by": spring.administrator, "measure": spring.crime, "period": spring.period, "purpose": "A report"}
    return freeze(**{**fields, **changed})


def test_the_set_both_sums_and_every_line_are_kept(held: Spring) -> None:
    kept = frozen(held)
    assert (kept.number, kept.numerator, kept.denominator, kept.printed) == (1, 60_000, 600_000, "100.0")
    assert (kept.unit, kept.per, kept.decimals) == ("per 1,000 population", 1000, 1)
    lines = kept.lines.values_list("force__code", "numerator", "denominator", "printed", "status", "note", "is_in_rate")
    assert list(lines) == [
        ("BED", 60_000, 600_000, "100.0", "supplied", "", True),
        ("CAM", None, 800_000, "–", "not-supplied", "A new system", False),
    ]


def test_a_figure_that_is_printed_again_is_the_next_number(held: Spring) -> None:
    assert [frozen(held).number, frozen(held).number] == [1, 2]
    other = factories.PeriodFactory(year=2016)
    factories.ValueFactory(force=held.bedfordshire, measure=held.crime, period=other)
    assert frozen(held, period=other).number == 1


def test_a_force_that_is_not_held_is_a_line_without_a_status_and_not_in_the_rate(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=60_000)
    kept = frozen(spring)
    assert (kept.printed, kept.numerator, kept.denominator) == ("", None, None)
    line = kept.lines.get(force=spring.cambridgeshire)
    assert (line.status, line.printed, line.is_in_rate, line.denominator) == ("", "not held", False, None)


def test_a_figure_that_a_source_printed_is_kept_as_printed(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=None, printed="56.3")
    factories.PublishedFigureFactory(measure=spring.crime, period=spring.period, printed="45.5")
    kept = frozen(spring)
    assert (kept.printed, kept.numerator) == ("45.5", None)
    assert kept.lines.get(force=spring.bedfordshire).printed == "56.3"


def test_nothing_is_frozen_while_a_value_in_it_is_not_published(held: Spring) -> None:
    held.bedfordshire.values.update(collection=held.collection)
    with pytest.raises(ValidationError, match=r"1 figure in it is not published yet \(Bedfordshire; Spring return\)"):
        frozen(held)
    assert not FrozenFigure.objects.exists()


def test_what_it_is_divided_by_must_be_published_too(held: Spring) -> None:
    arrests = factories.MeasureFactory(denominator="measure", denominator_measure=held.crime)
    held.value(held.bedfordshire, arrests)
    held.bedfordshire.values.filter(measure=held.crime).update(collection=held.collection)
    with pytest.raises(ValidationError, match="not published yet"):
        frozen(held, measure=arrests)


def test_more_than_five_forces_are_counted_not_named(spring: Spring) -> None:
    for number in range(7):
        force = factories.ForceFactory(name=f"Force {number}")
        spring.value(force, spring.crime, collection=spring.collection)
    with pytest.raises(ValidationError, match="Force 4 and 2 more; Spring return"):
        frozen(spring)


def test_nothing_held_is_nothing_to_freeze(spring: Spring) -> None:
    with pytest.raises(ValidationError, match="nothing to freeze"):
        frozen(spring)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.AUDITOR, Role.FORCE_CONTACT])
def test_only_administrators_freeze(held: Spring, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        frozen(held, by=factories.user(role))


def test_the_marks_of_a_survey_stay_with_every_line(spring: Spring) -> None:
    survey = factories.MeasureFactory(share=True, survey_method="A panel", is_indicative=True, decimals=0)
    spring.value(spring.bedfordshire, survey, numerator=45, denominator=120)
    line = frozen(spring, measure=survey).lines.get(force=spring.bedfordshire)
    assert line.printed == "45 of 120 responses (38%)"
    assert line.note == "Indicative only; No margin of error: not a random sample"


# --- published with its collection -----------------------------------------------------------------------------
@pytest.fixture
def closing(spring: Spring) -> Spring:
    """Hold both measures the collection asks for; of one, a force's figure is missing."""
    for force in (spring.bedfordshire, spring.cambridgeshire):
        spring.value(force, spring.crime, numerator=70_000, collection=spring.collection)
    spring.value(spring.bedfordshire, spring.referrals, numerator=30, denominator=60, collection=spring.collection)
    return spring


def publish(spring: Spring, collection: Collection | None = None) -> None:
    collections.publish(by=spring.administrator, collection=collection or spring.collection, on=date(2018, 7, 1))


def test_publishing_a_collection_freezes_what_has_a_rate(closing: Spring) -> None:
    publish(closing)
    kept = FrozenFigure.objects.get()
    assert (kept.measure, kept.period, kept.printed) == (closing.crime, closing.period, "100.0")
    assert (kept.purpose, kept.collection) == ("Spring return", closing.collection)
    assert kept.lines.count() == 2


def test_a_collection_of_many_figures_is_frozen_in_as_many_queries_as_one_of_few(
    closing: Spring, django_assert_max_num_queries: Any
) -> None:
    measures = factories.MeasureFactory.create_batch(30)
    for measure in measures:
        for force in (closing.bedfordshire, closing.cambridgeshire):
            closing.value(force, measure, numerator=10, collection=closing.collection)
        factories.CollectionItemFactory(collection=closing.collection, measure=measure, period=closing.period)
    with django_assert_max_num_queries(22):  # savepoints counted
        publish(closing)
    assert FrozenFigure.objects.count() == 31
    assert FrozenLine.objects.count() == 62


def test_a_collection_without_a_rate_is_published_all_the_same(spring: Spring) -> None:
    publish(spring)
    assert Collection.objects.get(pk=spring.collection.pk).published_on == date(2018, 7, 1)
    assert not FrozenFigure.objects.exists()


# --- the pages -------------------------------------------------------------------------------------------------
def test_the_page_shows_the_working_and_that_today_gives_the_same(held: Spring, ask: Any) -> None:
    kept = frozen(held)
    contact = factories.ForceContactFactory(force=held.cambridgeshire).user
    page = ask(contact, f"/figures/{kept.pk}/").content.decode()
    assert "60,000 divided by 600,000, times 1,000" in page
    assert "1 force of 2" in page
    assert "Included: Bedfordshire." in page
    assert "Cambridgeshire: not supplied. A new system" in page
    assert "Same: today’s figures give what was printed." in page
    assert "/measures/crime/ye-2017-06/bedfordshire/" in page


def test_the_page_lists_what_differs_today(held: Spring, ask: Any) -> None:
    kept = frozen(held)
    held.bedfordshire.values.update(numerator=66_000)
    held.cambridgeshire.values.update(numerator=40_000, status="supplied", reason="")
    page = ask(held.administrator, f"/figures/{kept.pk}/").content.decode()
    assert "Differs" in page
    for then, now in (("100.0", "75.7"), ("60,000", "66,000"), ("not supplied", "supplied"), ("no", "yes")):
        row = f'<td class="govuk-table__cell">{then}</td>\n<td class="govuk-table__cell">{now}</td>'
        assert row in page, (then, now)
    assert "60,000 divided by 600,000" in page  # what was printed stands


def test_an_unpublished_correction_makes_no_difference_yet(held: Spring, ask: Any) -> None:
    kept = frozen(held)
    held.bedfordshire.values.update(numerator=66_000, collection=held.collection)
    page = ask(held.administrator, f"/figures/{kept.pk}/").content.decode()
    assert "66,000" not in page


def test_the_lines_as_a_file(held: Spring, ask: Any) -> None:
    response = ask(held.administrator, f"/figures/{frozen(held).pk}/?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert rows[1] == {
        "force": "Cambridgeshire",
        "numerator": "",
        "denominator": "800000",
        "printed": "–",
        "status": "not supplied",
        "included": "no",
        "in_figure": "no",
        "note": "A new system",
    }


def test_an_administrator_freezes_from_the_measure_s_page(held: Spring, client: Any) -> None:
    client.force_login(held.administrator)
    assert ADDRESS in client.get("/measures/crime/").content.decode()
    response = client.post(ADDRESS, {"purpose": "State of policing 2018"})
    kept = FrozenFigure.objects.get()
    assert response.headers["Location"] == f"/figures/{kept.pk}/"
    assert "State of policing 2018: 12 months to 30 June 2017, 100.0" in client.get("/measures/crime/").content.decode()


def test_a_refusal_keeps_what_was_typed(held: Spring, client: Any) -> None:
    held.bedfordshire.values.update(collection=held.collection)
    client.force_login(held.administrator)
    response = client.post(ADDRESS, {"purpose": "State of policing 2018"})
    assert response.status_code == 422
    assert "not published yet" in response.content.decode()
    assert "State of policing 2018" in response.content.decode()
    assert client.post(ADDRESS, {"purpose": ""}).status_code == 422


def test_others_have_no_button(held: Spring, ask: Any) -> None:
    assert ADDRESS not in ask(factories.user(Role.MANAGER), "/measures/crime/").content.decode()


# --- never changed ---------------------------------------------------------------------------------------------
def test_the_same_number_is_given_once(held: Spring) -> None:
    kept = frozen(held)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.FrozenFigureFactory(measure=kept.measure, period=kept.period, number=1)


@pytest.mark.postgres
def test_postgresql_refuses_to_change_or_remove_what_is_frozen(held: Spring) -> None:
    kept = frozen(held)
    rows: list[Any] = [FrozenFigure.objects.filter(pk=kept.pk), FrozenLine.objects.filter(figure=kept)]
    for found in rows:
        with pytest.raises((IntegrityError, InternalError), match="never change"), transaction.atomic():
            found.update(printed="1.0")
        with pytest.raises((IntegrityError, InternalError), match="never change"), transaction.atomic():
            found._raw_delete("default")


def test_measures_and_forces_of_a_frozen_figure_stay(held: Spring) -> None:
    frozen(held)
    for record in (Measure.objects.get(slug="crime"), Force.objects.get(code="CAM")):
        with pytest.raises(IntegrityError), transaction.atomic():
            record.delete()
