"""Measures edited in the product: what is refused, what stays once figures are held, breaks of their series."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions import Stale
from forces.actions import measures
from forces.models import Measure, SeriesBreak
from tests import factories
from tests.forces.conftest import Spring
from tests.sent_editing import MEASURE

pytestmark = pytest.mark.django_db


def sent(**fields: Any) -> dict[str, Any]:
    """Return the fields of a measure as a form gives them."""
    held = {"slug": "arrests", "title": "Arrests", "definition": "Arrests made", "group": "Arrests",
            "source": "A source", "unit": "per 1,000 population", "numerator_label": "Arrests", "per": 1000,
            "numerator_source": "",
            "denominator": "population", "denominator_label": "Residents", "denominator_source": "", "decimals": 1,
            "denominator_measure": None, "part_of": None, "do_parts_sum": False, "direction": "neutral",
            "period_kind": "year-to", "comparable_group": "", "figure_needs_both_periods": False,
            "survey_method": "", "is_indicative": False}  # fmt: skip
    return {**held, **fields}


def of(measure: Measure, **fields: Any) -> dict[str, Any]:
    """Return the fields of a measure as they are, with some changed."""
    return {**{name: getattr(measure, name) for name in sent() if name != "slug"}, **fields}


def refused(call: Any, **arguments: Any) -> dict[str, list[str]]:
    """Return what an action says when it refuses."""
    with pytest.raises(ValidationError) as error:
        call(**arguments)
    return error.value.message_dict


def test_a_measure_is_made_with_its_history(administrator: Any) -> None:
    made = measures.create(by=administrator, fields=sent(numerator_source="Custody records"))
    assert (made.slug, made.numerator_source, made.history.get().history_user) == (
        "arrests", "Custody records", administrator,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"slug": "new"}, "slug", "a name of words"),
        ({"slug": ""}, "slug", "a name of words"),
        ({"slug": "crime"}, "slug", "has this name already"),
        ({"group": "A/B"}, "group", "holds no /"),
        ({"group": "Instructions"}, "group", "cannot be called Instructions"),
        ({"group": "'quoted"}, "group", "cannot be called"),
        ({"group": "figures"}, "group", "There is a sheet Figures: write it the same way"),
        ({"denominator": "share", "per": 1000}, "per", "choose per 100"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(
    administrator: Any, fields: dict[str, Any], field: str, words: str
) -> None:
    factories.MeasureFactory(slug="crime")
    assert words in refused(measures.create, by=administrator, fields=sent(**fields))[field][0]
    assert Measure.objects.count() == 1


def test_a_measure_is_not_divided_by_itself_nor_in_a_circle(administrator: Any) -> None:
    first = factories.MeasureFactory(title="First")
    second = factories.MeasureFactory(title="Second", denominator="measure", denominator_measure=first)
    third = factories.MeasureFactory(title="Third", denominator="measure", denominator_measure=second)

    def said(by: Measure) -> str:
        fields = of(first, denominator="measure", denominator_measure=by)
        arguments = {"by": administrator, "measure": first, "version": 1, "fields": fields, "reason": "x"}
        return refused(measures.change, **arguments)["denominator_measure"][0]

    assert said(first) == "A measure cannot be divided by itself."
    assert said(second) == "Second is itself divided by this measure, so they would go round in a circle."
    assert said(third) == "Third is itself divided by this measure, so they would go round in a circle."


def test_only_a_measure_divided_by_another_count_names_one(administrator: Any) -> None:
    fields = sent(denominator_measure=factories.MeasureFactory())
    assert "Only a measure divided by another count" in str(refused(measures.create, by=administrator, fields=fields))


def test_measures_that_rest_on_one_another_are_about_one_kind_of_period(administrator: Any) -> None:
    day = factories.MeasureFactory(title="Groups", period_kind="as-at")
    for fields in (sent(denominator="measure", denominator_measure=day), sent(part_of=day)):
        said = str(refused(measures.create, by=administrator, fields=fields))
        assert "Groups is about another kind of period: as at a day." in said
    factories.MeasureFactory(title="Own groups", period_kind="as-at", part_of=day)
    fields = of(day, period_kind="year-to")
    said = refused(measures.change, by=administrator, measure=day, version=1, fields=fields, reason="x")
    assert said["period_kind"] == ["Own groups rests on this measure and is about another: as at a day."]


def test_parts_have_one_whole_and_no_parts(administrator: Any) -> None:
    whole = factories.MeasureFactory(title="Whole", do_parts_sum=True)
    part = factories.MeasureFactory(title="Part", part_of=whole)
    change = {"by": administrator, "version": 1, "reason": "x"}
    other = factories.MeasureFactory(title="Other")
    cases = [
        (part, of(part, part_of=part), "part_of", "A measure is not part of itself."),
        (other, of(other, part_of=part), "part_of", "Part is itself part of another measure"),
        (whole, of(whole, part_of=other), "part_of", "This measure has parts"),
        (other, of(other, part_of=whole, do_parts_sum=True), "do_parts_sum", "no parts of its own to add up"),
    ]
    for measure, fields, field, words in cases:
        assert words in refused(measures.change, measure=measure, fields=fields, **change)[field][0]
    measures.change(measure=other, fields=of(other, part_of=whole), **change)
    assert list(whole.parts.order_by("title").values_list("title", flat=True)) == ["Other", "Part"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("denominator", "measure", "what it is divided by"),
        ("per", 100, "per how many it is shown"),
        ("period_kind", "as-at", "its kind of period"),
    ],
)
def test_what_figures_rest_on_stays_once_they_are_held(administrator: Any, field: str, value: Any, words: str) -> None:
    measure = factories.MeasureFactory()
    factories.ValueFactory.create_batch(3, measure=measure)
    arguments = {"by": administrator, "measure": measure, "version": 1, "reason": "x"}
    said = refused(measures.change, fields=of(measure, **{field: value}), **arguments)[field][0]
    assert said == (
        f"3 values are held on this measure, so {words} cannot change. "
        "Make a new measure for figures that are worked out otherwise."
    )


def test_what_it_is_divided_by_and_part_of_stay_too(administrator: Any) -> None:
    measure = factories.MeasureFactory(denominator="measure")
    other = factories.MeasureFactory()
    factories.ValueFactory(measure=measure)
    arguments = {"by": administrator, "measure": measure, "version": 1, "reason": "x"}
    for field in ("denominator_measure", "part_of"):
        said = refused(measures.change, fields=of(measure, **{field: other}), **arguments)[field][0]
        assert said.startswith("1 value is held on this measure, so ")


def test_words_sources_direction_and_decimals_change_with_figures_held(administrator: Any) -> None:
    measure = factories.MeasureFactory()
    factories.ValueFactory(measure=measure)
    fields = of(measure, title="Better", source="Another", direction="lower-better", decimals=2, is_indicative=True)
    changed = measures.change(by=administrator, measure=measure, version=1, fields=fields, reason="Clearer")
    assert (changed.title, changed.decimals, changed.is_indicative, changed.version) == ("Better", 2, True, 2)
    assert changed.history.first().history_change_reason == "Clearer"


def test_rows_that_wait_to_be_confirmed_hold_it_as_values_do(spring: Spring) -> None:
    spring.send(spring.rows(("BED", "crime", 10)))
    arguments = {"by": spring.administrator, "measure": spring.crime, "version": 1, "reason": "x"}
    said = refused(measures.change, fields=of(spring.crime, per=100), **arguments)["per"][0]
    assert said.startswith("Files that wait to be confirmed have 1 row about this measure")


def test_a_stale_change_is_refused(administrator: Any) -> None:
    measure = factories.MeasureFactory()
    fields = of(measure, title="First")
    measures.change(by=administrator, measure=measure, version=1, fields=fields, reason="x")
    with pytest.raises(Stale):
        measures.change(by=administrator, measure=measure, version=1, fields=fields, reason="x")


def test_only_administrators_write_measures(manager: Any) -> None:
    measure = factories.MeasureFactory()
    held = factories.SeriesBreakFactory(measure=measure)
    calls = [
        (measures.create, {"fields": sent()}),
        (measures.change, {"measure": measure, "version": 1, "fields": of(measure), "reason": "x"}),
        (measures.add_break, {"measure": measure, "on": date(2017, 4, 1), "force": None, "reason": "x"}),
        (measures.remove_break, {"held": held, "reason": "x"}),
    ]
    for call, arguments in calls:
        with pytest.raises(PermissionDenied):
            call(by=manager, **arguments)


# --- breaks -------------------------------------------------------------------------------------------------
def test_a_break_is_there_once_in_all_forces_and_in_each(administrator: Any) -> None:
    measure, kent = factories.MeasureFactory(), factories.ForceFactory()
    day = {"by": administrator, "measure": measure, "on": date(2017, 4, 1), "reason": "New rules"}
    measures.add_break(force=None, **day)
    measures.add_break(force=kent, **day)
    for force in (None, kent):
        assert refused(measures.add_break, force=force, **day)["on"] == ["This break is there already."]
    assert SeriesBreak.objects.count() == 2


def test_a_removed_break_stays_in_the_history_of_the_measure(administrator: Any, sign_in: Any) -> None:
    measure = factories.MeasureFactory()
    client = sign_in(administrator)
    data = {"on-day": "1", "on-month": "4", "on-year": "2017", "force": "", "reason": "New rules"}
    address = f"/measures/{measure.slug}/breaks/"
    page = client.post(f"{address}new/", data, follow=True).content.decode()
    assert "Remove the break of 1 April 2017" in page
    assert "All forces" in page
    assert "New rules" in page
    held = SeriesBreak.objects.get()
    assert "From 1 April 2017 in all forces: New rules." in client.get(f"{address}{held.pk}/remove/").content.decode()
    client.post(f"{address}{held.pk}/remove/", {"reason": "Only a rumour"})
    assert not SeriesBreak.objects.exists()
    page = client.get(f"/measures/{measure.slug}/history/").content.decode()
    assert "Break “New rules”" in page
    assert "removed" in page
    assert "Only a rumour" in page


# --- pages --------------------------------------------------------------------------------------------------
def test_an_administrator_makes_a_measure_named_by_its_title(administrator: Any, sign_in: Any) -> None:
    data = {**MEASURE, "title": "Arrests of women", "definition": "Arrests of women.", "survey_method": ""}
    answer = sign_in(administrator).post("/measures/new/", data, follow=True)
    assert answer.redirect_chain == [("/measures/arrests-of-women/", 302)]
    made = Measure.objects.get(slug="arrests-of-women")
    assert (made.definition, made.group, made.per) == ("Arrests of women", "Arrests", 1000)


def test_a_refused_measure_keeps_what_was_typed_and_names_every_fault(administrator: Any, sign_in: Any) -> None:
    data = {**MEASURE, "title": "", "group": "A" * 29, "definition": "As typed", "decimals": "one"}
    answer = sign_in(administrator).post("/measures/new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Enter title", "must be 28 characters or fewer", "Decimals must be a whole number", "As typed</text"):
        assert words in page
    answer = sign_in(administrator).post("/measures/new/", {**MEASURE, "group": "Use: arrests"})
    assert "holds no :" in answer.content.decode()
    assert 'value="Use: arrests"' in answer.content.decode()


def test_a_measure_with_figures_says_what_stays_and_refuses_to_change_it(administrator: Any, sign_in: Any) -> None:
    measure = factories.MeasureFactory(slug="crime")
    factories.ValueFactory.create_batch(2, measure=measure)
    client = sign_in(administrator)
    assert "2 values are held on this measure." in client.get("/measures/crime/edit/").content.decode()
    data = {**MEASURE, "title": "Kept title", "group": "Figures", "per": "100", "version": 1, "reason": "x"}
    answer = client.post("/measures/crime/edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "so per how many it is shown cannot change" in page
    assert 'value="Kept title"' in page
    measure.refresh_from_db()
    assert measure.per == 1000


def test_errors_are_listed_in_the_order_of_the_page(administrator: Any, sign_in: Any) -> None:
    page = sign_in(administrator).post("/measures/new/", {}).content.decode()
    links = re.findall(r'<a href="#id_(\w+)">', page.partition("<h1")[0])
    assert links == [
        *("title", "definition", "unit", "source", "numerator_label", "denominator", "denominator_label", "per"),
        *("decimals", "period_kind", "direction", "group"),
    ]


def test_an_odd_rate_stays_on_offer(administrator: Any, sign_in: Any) -> None:
    factories.MeasureFactory(slug="crime", per=12_345)
    page = sign_in(administrator).get("/measures/crime/edit/").content.decode()
    assert '<option value="12345" selected>12,345</option>' in page


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(administrator: Any, sign_in: Any) -> None:
    factories.MeasureFactory(slug="crime")
    client = sign_in(administrator)
    data = {**MEASURE, "group": "Figures", "version": 1, "reason": "Clearer"}
    client.post("/measures/crime/edit/", {**data, "title": "First"})
    answer = client.post("/measures/crime/edit/", {**data, "title": "Second"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Changed meanwhile" in page
    assert "First" in page
    assert 'value="Second"' in page
    assert client.post("/measures/crime/edit/", {**data, "title": "Second", "version": 2}).status_code == 302
    assert Measure.objects.get().title == "Second"


def test_what_was_chosen_for_another_kind_of_divisor_is_let_go(administrator: Any, sign_in: Any) -> None:
    other = factories.MeasureFactory(group="Arrests")
    sign_in(administrator).post("/measures/new/", {**MEASURE, "denominator_measure": other.pk})
    assert Measure.objects.get(slug="arrests").denominator_measure is None


def test_the_pages_of_a_measure_are_for_those_who_may_open_them(administrator: Any, manager: Any, sign_in: Any) -> None:
    factories.MeasureFactory(slug="crime")
    contact = factories.ForceContactFactory().user
    for person, history, edit in ((administrator, True, True), (manager, True, False), (contact, False, False)):
        page = sign_in(person).get("/measures/crime/").content.decode()
        assert ('href="/measures/crime/history/"' in page, 'href="/measures/crime/edit/"' in page) == (history, edit)
        assert ("New measure" in sign_in(person).get("/measures/").content.decode()) == edit
        assert sign_in(person).get("/measures/crime/edit/").status_code == (200 if edit else 403)
        assert sign_in(person).get("/measures/new/").status_code == (200 if edit else 403)


def test_two_hundred_measures_are_asked_for_as_often_as_ten(administrator: Any, sign_in: Any) -> None:
    client = sign_in(administrator)
    collection = factories.CollectionFactory(slug="autumn")
    addresses = ("/measures/new/", f"/collections/{collection.slug}/figures/?periods=all")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    factories.MeasureFactory.create_batch(10)
    factories.PeriodFactory(year=2017)
    few = asked()
    factories.MeasureFactory.create_batch(190)
    for year in range(2000, 2012):
        factories.PeriodFactory(year=year)
    assert asked() == few
    assert max(few) <= 12
