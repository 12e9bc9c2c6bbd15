"""A force's figures beside England and Wales."""

from __future__ import annotations

import pytest

from accounts.models import User
from forces.models import Force
from reports.measures import Comparison, comparisons
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kent() -> Force:
    """Return a force of a thousand people; another, of three thousand, is there too."""
    sussex = factories.ForceFactory(name="Sussex", code="SUS")
    factories.PopulationFactory(force=sussex, resident=3000)
    force = factories.ForceFactory(name="Kent", code="KEN", slug="kent")
    factories.PopulationFactory(force=force, resident=1000)
    return force


def found(force: Force, user: User) -> list[Comparison]:
    """Return the comparisons as the profile asks for them."""
    return comparisons(force, user)


def test_a_rate_from_counts_stands_beside_the_rate_of_all_forces(kent, manager):
    measure = factories.MeasureFactory(slug="recorded-crime", decimals=1)
    factories.ValueFactory(measure=measure, force=kent, numerator=20)
    factories.ValueFactory(measure=measure, force=Force.objects.get(code="SUS"), numerator=40)
    (one,) = found(kent, manager)
    assert (one.force, one.national) == ("20.0", "15.0")  # 20 of 1,000; 60 of 4,000
    assert one.address == "/measures/recorded-crime/?period=ye-2017-06&force=kent"


def test_a_force_left_out_by_name_is_not_in_the_national_rate(kent, manager):
    measure = factories.MeasureFactory(decimals=1)
    factories.ValueFactory(measure=measure, force=kent, numerator=20)
    sussex = Force.objects.get(code="SUS")
    factories.ValueFactory(
        measure=measure, force=sussex, numerator=None, status="not-supplied", reason="Could not provide it"
    )
    assert [one.national for one in found(kent, manager)] == ["20.0"]
    assert [one.force for one in found(sussex, manager)] == ["–"]


def test_no_national_rate_is_worked_out_while_a_force_is_not_held(kent, manager):
    factories.ValueFactory(force=kent, numerator=20)
    assert [one.national for one in found(kent, manager)] == ["not held"]


def test_a_figure_as_published_is_shown_as_printed(kent, manager):
    value = factories.ValueFactory(force=kent, numerator=None, printed="56.3")
    factories.PublishedFigureFactory(measure=value.measure, period=value.period, printed="just under 6 percent")
    assert [(one.force, one.national) for one in found(kent, manager)] == [
        ("56.3", "just under 6 percent, as published")
    ]


def test_only_the_newest_period_of_a_measure_is_shown(kent, manager):
    measure = factories.MeasureFactory()
    for year in (2017, 2016):
        period = factories.PeriodFactory(year=year)
        factories.ValueFactory(measure=measure, force=kent, period=period, numerator=year - 2000)
    assert [one.value.numerator for one in found(kent, manager)] == [17]


def test_the_profile_leads_to_the_measure_and_says_when_nothing_is_held(kent, sign_in, manager):
    client = sign_in(manager)
    assert "No figure is held for Kent." in client.get("/forces/kent/").content.decode()
    value = factories.ValueFactory(force=kent, numerator=20)
    page = client.get("/forces/kent/").content.decode()
    assert f'href="/measures/{value.measure.slug}/?period=ye-2017-06&amp;force=kent"' in page
    assert client.get(f"/measures/{value.measure.slug}/?period=ye-2017-06&force=kent").status_code == 200
