"""Two administrators who edit measures or a collection at once: nothing is lost, and the loser is told."""

from __future__ import annotations

from typing import Any

import pytest

from forces.actions import asking, measures, periods
from forces.models import Measure, Period
from tests import factories
from tests.forces.conftest import TODAY, Spring
from tests.forces.test_measure_editing import of
from tests.forces.test_measure_editing import sent as a_measure
from tests.forces.test_periods import sent as a_period
from tests.forces.test_uploads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_links_made_at_once_do_not_close_a_circle(administrator: Any) -> None:
    one, two = factories.MeasureFactory(denominator="measure"), factories.MeasureFactory(denominator="measure")

    def link(held: Measure, to: Measure) -> Any:
        fields = of(held, denominator_measure=to)
        return lambda: measures.change(by=administrator, measure=held, version=1, fields=fields, reason="x")

    assert at_once(link(one, two), link(two, one)) == ["ValidationError", "done"]
    assert Measure.objects.filter(denominator_measure=None).count() == 1


def test_a_value_that_comes_at_once_keeps_what_it_rests_on_or_comes_after_the_change(spring: Spring) -> None:
    measure, force = factories.MeasureFactory(), spring.bedfordshire
    change = {"by": spring.administrator, "measure": measure, "version": 1, "reason": "x"}
    results = at_once(
        lambda: measures.change(fields=of(measure, per=100), **change),
        lambda: spring.value(force, measure),
    )
    measure.refresh_from_db()
    assert (results, measure.per) in [(["done", "done"], 100), (["ValidationError", "done"], 1000)]


def test_two_records_made_at_once_under_one_name_are_one(administrator: Any) -> None:
    make: Any = lambda: measures.create(by=administrator, fields=a_measure())  # noqa: E731
    assert at_once(make, make) == ["ValidationError", "done"]
    make = lambda: periods.create(by=administrator, fields=a_period())  # noqa: E731
    assert at_once(make, make) == ["ValidationError", "done"]
    assert (Measure.objects.count(), Period.objects.count()) == (1, 1)


def test_two_who_choose_figures_at_once_do_not_mix_them(spring: Spring) -> None:
    def choose(measure: Measure) -> Any:
        pairs = {(measure.pk, spring.period.pk)}
        held = {"by": spring.administrator, "collection": spring.collection, "version": 1, "on": TODAY, "reason": "x"}
        return lambda: asking.choose(pairs=pairs, **held)

    assert at_once(choose(spring.crime), choose(spring.referrals)) == ["Stale", "done"]
    assert spring.collection.items.count() == 1
