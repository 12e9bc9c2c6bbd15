"""Collections edited in the product: made, changed, the figures they ask for, the checks they use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.actions import Stale
from forces.actions import asking, collections, uploads
from forces.actions.asking import Setting
from forces.models import Collection, CollectionCheck, Return, UploadState, Value
from forces.returns import checks, reading
from tests import factories
from tests.forces.conftest import TODAY, Spring
from tests.sent_editing import COLLECTION

pytestmark = pytest.mark.django_db
BEFORE = date(2018, 5, 1)  # the spring return opens on 14 May


def refused(call: Any, **arguments: Any) -> dict[str, list[str]]:
    """Return what an action says when it refuses."""
    with pytest.raises(ValidationError) as error:
        call(**arguments)
    return error.value.message_dict


def pairs_of(collection: Collection) -> list[tuple[int, int]]:
    """Return what a collection asks for, in order."""
    return list(collection.items.order_by("number").values_list("measure", "period"))


def chosen(spring: Spring, pairs: Any, on: date = TODAY, reason: str = "Agreed", version: int = 1) -> Collection:
    """Ask for figures."""
    return asking.choose(
        by=spring.administrator, collection=spring.collection, version=version, pairs=pairs, on=on, reason=reason
    )


# --- made and changed ---------------------------------------------------------------------------------------
def test_a_collection_of_returns_has_one_for_each_force_inspected(administrator: Any, sign_in: Any) -> None:
    factories.ForceFactory.create_batch(3)
    factories.ForceFactory(is_in_scope=False)
    cycle = factories.CycleFactory()
    answer = sign_in(administrator).post("/collections/new/", {**COLLECTION, "cycle": cycle.pk}, follow=True)
    assert answer.redirect_chain == [("/collections/autumn-2018/figures/", 302)]
    assert Return.objects.filter(collection__slug="autumn-2018").count() == 3


def test_published_statistics_owe_no_return(administrator: Any, sign_in: Any) -> None:
    factories.ForceFactory()
    data = {**COLLECTION, "cycle": factories.CycleFactory().pk, "kind": "statistics", "slug": "recorded"}
    assert sign_in(administrator).post("/collections/new/", data).status_code == 302
    assert Collection.objects.get(slug="recorded").kind == "statistics"
    assert not Return.objects.exists()


def test_a_refused_collection_keeps_what_was_typed(administrator: Any, sign_in: Any) -> None:
    cycle = factories.CycleFactory()
    factories.CollectionFactory(slug="autumn-2018")
    client = sign_in(administrator)
    data = {**COLLECTION, "cycle": cycle.pk, "guidance": "Count each once"}
    answer = client.post("/collections/new/", {**data, "closes_on-day": "31", "closes_on-month": "8"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "closes on the day it opens, or later" in page
    assert "Count each once</textarea>" in page
    assert "A collection has this name already." in client.post("/collections/new/", data).content.decode()
    answer = client.post("/collections/new/", {**data, "title": "New"})
    assert "a name of words" in answer.content.decode()
    assert Collection.objects.count() == 1


def change(spring: Spring, version: int = 1, **fields: Any) -> Collection:
    """Change the spring return."""
    held = {name: getattr(spring.collection, name) for name in ("title", "cycle", "opens_on", "closes_on", "guidance")}
    return collections.change(
        by=spring.administrator,
        collection=spring.collection,
        version=version,
        fields={**held, **fields},
        reason="More time for all",
    )


def test_a_later_last_day_takes_returns_again_and_loses_nothing(spring: Spring) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 10)))
    assert not Collection.objects.open(date(2018, 7, 2)).exists()
    changed = change(spring, closes_on=date(2018, 7, 31))
    assert Collection.objects.open(date(2018, 7, 2)).get() == changed
    assert upload.rows.count() == 1
    assert changed.history.first().history_change_reason == "More time for all"


def test_an_extension_that_the_last_day_overtakes_falls_away_and_a_longer_one_stays(spring: Spring) -> None:
    for force, day in ((spring.bedfordshire, 10), (spring.cambridgeshire, 20)):
        Return.objects.filter(force=force).update(due_on=date(2018, 7, day), extension_reason="Snow")
    change(spring, closes_on=date(2018, 7, 15))
    short, long = Return.objects.select_related("collection").order_by("force__name")
    assert (short.due_on, short.extension_reason, short.version) == (None, "", 2)
    assert short.last_day == date(2018, 7, 15)
    assert (long.due_on, long.version) == (date(2018, 7, 20), 1)


def test_the_dates_of_a_published_collection_stay_and_its_words_do_not(spring: Spring) -> None:
    collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 30))
    with pytest.raises(ValidationError, match="published, so its dates stay"):
        change(spring, version=2, closes_on=date(2018, 7, 15))
    assert change(spring, version=2, title="Return of spring").title == "Return of spring"


def test_a_stale_form_shows_what_changed_in_any_part_and_keeps_what_was_typed(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    chosen(spring, [(spring.crime.pk, spring.period.pk)], reason="Too much was asked")
    data = {**COLLECTION, "cycle": spring.collection.cycle_id, "title": "Mine", "version": 1, "reason": "x"}
    answer = client.post("/collections/spring/edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asked: Referrals, 12 months to 30 June 2017: record" in page
    assert 'value="Mine"' in page
    assert client.post("/collections/spring/edit/", {**data, "version": 2}).status_code == 302


# --- what is asked ------------------------------------------------------------------------------------------
def test_figures_are_in_the_order_of_sheet_and_title_with_the_newest_period_first(spring: Spring) -> None:
    late = factories.MeasureFactory(title="Zebra crossings", group="Arrests")
    first = factories.MeasureFactory(title="Arrests", group="crime")
    before = factories.PeriodFactory(year=2016)
    now, then = spring.period.pk, before.pk
    chosen(
        spring,
        {(spring.crime.pk, then), (spring.crime.pk, now), (first.pk, now), (late.pk, now), (spring.referrals.pk, now)},
    )
    assert pairs_of(spring.collection) == [
        (late.pk, now), (first.pk, now), (spring.crime.pk, now), (spring.crime.pk, then), (spring.referrals.pk, now),
    ]  # fmt: skip


def test_a_change_before_it_opens_needs_no_reason_and_keeps_the_template(spring: Spring) -> None:
    changed = chosen(spring, {(spring.crime.pk, spring.period.pk)}, on=BEFORE, reason="")
    assert (changed.template_version, changed.version) == (1, 2)
    assert pairs_of(changed) == [(spring.crime.pk, spring.period.pk)]


def test_a_change_after_it_opened_needs_a_reason_and_makes_a_new_template(spring: Spring, ask: Any) -> None:
    pairs = {(spring.crime.pk, spring.period.pk)}
    spring.value(spring.bedfordshire, spring.crime)  # stands in the template, so it is filled in
    old = ask(spring.administrator, "/collections/spring/template/?force=bedfordshire").content
    arguments = {"by": spring.administrator, "collection": spring.collection, "version": 1, "on": TODAY, "pairs": pairs}
    assert "Say why" in refused(asking.choose, reason="", **arguments)["reason"][0]
    assert asking.choose(reason="Referrals are known", **arguments).template_version == 2
    new = ask(spring.administrator, "/collections/spring/template/?force=bedfordshire").content
    assert reading.read(new).about["Template version"] == "2"
    upload = spring.send(old, name="return.xlsx")
    assert upload.state == UploadState.UNREADABLE
    assert "version 1 of the template" in upload.refusal[0]["message"]


def test_the_first_figures_of_a_collection_that_opens_today_need_no_reason(spring: Spring) -> None:
    spring.collection.items.all().delete()
    assert chosen(spring, {(spring.crime.pk, spring.period.pk)}, reason="").template_version == 1


def test_the_same_figures_again_change_nothing(spring: Spring) -> None:
    same = chosen(spring, pairs_of(spring.collection), reason="")
    assert (same.version, same.template_version) == (1, 1)


def test_something_is_asked_and_a_published_collection_asks_for_what_it_asked(spring: Spring) -> None:
    arguments = {"by": spring.administrator, "collection": spring.collection, "on": TODAY, "reason": "x"}
    assert refused(asking.choose, version=1, pairs=[], **arguments)["ask"] == ["Tick at least one figure."]
    collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 30))
    with pytest.raises(ValidationError, match="what it asked for stays"):
        asking.choose(version=2, pairs=[(spring.crime.pk, spring.period.pk)], **arguments)


@pytest.mark.parametrize("how", ["staged", "value", "query"])
def test_a_figure_that_forces_have_sent_or_are_asked_about_stays_and_is_named(spring: Spring, how: str) -> None:
    if how == "staged":
        spring.send(spring.rows(("BED", "crime", 10)))
    elif how == "value":
        spring.value(spring.bedfordshire, spring.crime, collection=spring.collection)
    else:
        held = Return.objects.get(force=spring.bedfordshire)
        factories.QueryFactory(held=held, measure=spring.crime, period=spring.period)
    arguments = {"by": spring.administrator, "collection": spring.collection, "version": 1, "on": TODAY, "reason": "x"}
    said = refused(asking.choose, pairs={(spring.referrals.pk, spring.period.pk)}, **arguments)
    assert said["ask"] == ["Crime, 12 months to 30 June 2017 cannot be left out: forces have sent figures for it."]
    assert chosen(spring, {(spring.crime.pk, spring.period.pk)}).items.count() == 1


def test_nothing_is_left_out_while_a_file_is_being_read(spring: Spring) -> None:
    upload = spring.receive(spring.rows(("BED", "crime", 10)))
    arguments = {"by": spring.administrator, "collection": spring.collection, "version": 1, "on": TODAY, "reason": "x"}
    said = refused(asking.choose, pairs={(spring.crime.pk, spring.period.pk)}, **arguments)["ask"][0]
    assert said.startswith("A file is being read")
    uploads.withdraw(by=spring.administrator, upload=upload)
    assert chosen(spring, {(spring.crime.pk, spring.period.pk)}).template_version == 2


def test_only_the_first_of_many_figures_that_stay_are_named(spring: Spring) -> None:
    for number in range(5):
        measure = factories.MeasureFactory(title=f"Measure {number}")
        spring.value(spring.bedfordshire, measure, collection=spring.collection)
        factories.CollectionItemFactory(collection=spring.collection, measure=measure, period=spring.period)
    arguments = {"by": spring.administrator, "collection": spring.collection, "version": 1, "on": TODAY, "reason": "x"}
    said = refused(asking.choose, pairs={(spring.crime.pk, spring.period.pk)}, **arguments)["ask"][0]
    assert "Measure 0, 12 months" in said
    assert "Measure 3" not in said
    assert "2 others cannot be left out" in said


def test_figures_of_a_withdrawn_file_can_be_left_out(spring: Spring) -> None:
    upload = spring.send(spring.rows(("BED", "crime", 10)))
    uploads.withdraw(by=spring.administrator, upload=upload)
    assert chosen(spring, {(spring.referrals.pk, spring.period.pk)}).template_version == 2


def test_the_matrix_has_a_named_box_where_a_measure_has_the_period(spring: Spring, client: Any) -> None:
    day = factories.PeriodFactory(slug="at-2017-07-01", kind="as-at", label="As at 1 July 2017",
                                  starts_on=date(2017, 7, 1), ends_on=date(2017, 7, 1))  # fmt: skip
    groups = factories.MeasureFactory(title="Organised “groups”", group="Groups", period_kind="as-at")
    client.force_login(spring.administrator)
    page = client.get("/collections/spring/figures/").content.decode()
    assert (
        f'value="{spring.crime.pk}-{spring.period.pk}" aria-label="Crime, 12 months to 30 June 2017" checked>' in page
    )
    assert f'value="{groups.pk}-{day.pk}" aria-label="Organised “groups”, As at 1 July 2017">' in page
    assert f'value="{groups.pk}-{spring.period.pk}"' not in page
    assert "2 figures are asked of each force, in version 1 of the template." in page
    data = {"version": 1, "ask": [f"{groups.pk}-{day.pk}", f"{spring.crime.pk}-{spring.period.pk}"]}
    answer = client.post("/collections/spring/figures/", {**data, "reason": "Groups matter"}, follow=True)
    assert answer.redirect_chain == [("/collections/spring/figures/", 302)]
    assert pairs_of(spring.collection) == [(spring.crime.pk, spring.period.pk), (groups.pk, day.pk)]


def test_refused_ticks_stay_as_they_were_set(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    crime, referrals = (f"{measure.pk}-{spring.period.pk}" for measure in (spring.crime, spring.referrals))
    answer = client.post("/collections/spring/figures/", {"version": 1, "ask": [crime], "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why: the collection has opened" in page
    assert f'value="{crime}" aria-label="Crime, 12 months to 30 June 2017" checked>' in page
    assert f'value="{referrals}" aria-label="Referrals, 12 months to 30 June 2017">' in page
    answer = client.post("/collections/spring/figures/", {"version": 1, "ask": ["7-7x"], "reason": "x"})
    assert "7-7x is not one of the choices for Figures" in answer.content.decode()
    assert spring.collection.items.count() == 2


def test_a_stale_matrix_keeps_its_ticks_and_says_what_was_asked_meanwhile(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    chosen(spring, {(spring.crime.pk, spring.period.pk)})
    data = {"version": 1, "ask": [f"{spring.referrals.pk}-{spring.period.pk}"], "reason": "x"}
    client.post("/collections/spring/figures/", data)
    factories.CollectionItemFactory(collection=spring.collection, measure=spring.referrals, period=spring.period)
    answer = client.post("/collections/spring/figures/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asked: Referrals, 12 months to 30 June 2017: record" in page
    assert 'aria-label="Referrals, 12 months to 30 June 2017" checked' in page


def test_only_the_newest_periods_are_offered_and_all_when_asked_for(spring: Spring, client: Any) -> None:
    for year in range(2005, 2017):
        factories.PeriodFactory(year=year)
    old = factories.PeriodFactory(year=2004)
    factories.CollectionItemFactory(collection=spring.collection, measure=spring.crime, period=old)
    client.force_login(spring.administrator)
    page = client.get("/collections/spring/figures/").content.decode()
    assert "12 months to 30 June 2014" in page
    assert "12 months to 30 June 2013" not in page
    assert "12 months to 30 June 2004" in page  # asked for
    assert "Show 9 older periods too" in page
    assert "12 months to 30 June 2013" in client.get("/collections/spring/figures/?periods=all").content.decode()


# --- checks -------------------------------------------------------------------------------------------------
CHANGE = SimpleNamespace(NAME="change-on-last-year", TITLE="Change on the year before", LIMIT=Decimal("25.00"),
                         LIMIT_IN="per cent", WHAT="Sets a count against the year before.")  # fmt: skip
SAME = SimpleNamespace(NAME="same-as-last-year", TITLE="Same as the year before", LIMIT=None, LIMIT_IN="",
                       WHAT="Finds a count that did not change.")  # fmt: skip


@pytest.fixture
def two_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two checks, one of which has a limit."""
    monkeypatch.setattr(checks, "FIGURE_CHECKS", [CHANGE, SAME])


def held(spring: Spring) -> list[tuple[str, Decimal | None, bool]]:
    """Return how the collection uses checks."""
    return list(CollectionCheck.objects.filter(collection=spring.collection).values_list(
        "check_name", "limit", "is_on"))  # fmt: skip


def set_checks(
    spring: Spring, version: int = 1, on: date = TODAY, reason: str = "x", **settings: Setting
) -> Collection:
    """Set checks, named with an underscore for each stroke."""
    named = {name.replace("_", "-"): one for name, one in settings.items()}
    return asking.set_checks(
        by=spring.administrator, collection=spring.collection, version=version, settings=named, on=on, reason=reason
    )


def test_a_check_that_is_used_as_usual_has_no_row(spring: Spring) -> None:
    set_checks(spring, change=Setting(limit=Decimal(10)), same=Setting(is_on=False))
    assert held(spring) == [("change", Decimal(10), True), ("same", None, False)]
    set_checks(spring, version=2, change=Setting(limit=Decimal(12)), same=Setting())
    assert held(spring) == [("change", Decimal(12), True)]
    assert set_checks(spring, version=3, change=Setting(limit=Decimal("12.00"))).version == 3
    assert [row.history_type for row in CollectionCheck.history.filter(check_name="same")] == ["-", "+"]


def test_a_limit_changed_after_it_opened_needs_a_reason(spring: Spring) -> None:
    assert set_checks(spring, on=BEFORE, reason="", change=Setting(limit=Decimal(10))).version == 2
    with pytest.raises(ValidationError, match="Say why"):
        set_checks(spring, version=2, reason="", change=Setting())
    with pytest.raises(Stale):
        set_checks(spring, version=1, change=Setting())
    collections.publish(by=spring.administrator, collection=spring.collection, on=date(2018, 6, 30))
    with pytest.raises(ValidationError, match="its checks stay"):
        set_checks(spring, version=3, change=Setting())


@pytest.mark.usefixtures("two_checks")
def test_the_page_sets_each_limit_against_the_usual_one(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    page = client.get("/collections/spring/checks/").content.decode()
    assert "Usually 25; so too when it is left empty." in page
    assert 'name="limit-change-on-last-year" type="text" value="25"' in page
    assert "limit-same-as-last-year" not in page
    data = {"version": 1, "on-change-on-last-year": "on", "limit-change-on-last-year": "12.5", "reason": "Small counts"}
    answer = client.post("/collections/spring/checks/", data, follow=True)
    page = answer.content.decode()
    assert "Here beyond 12.5, usually beyond 25." in page
    assert "Not used by this collection; usually it is." in page
    assert held(spring) == [("change-on-last-year", Decimal("12.50"), True), ("same-as-last-year", None, False)]
    data |= {"version": 2, "limit-change-on-last-year": "25", "on-same-as-last-year": "on"}
    client.post("/collections/spring/checks/", data)
    assert held(spring) == []
    page = client.get("/collections/spring/history/").content.decode()
    assert "Check change-on-last-year: record" in page
    assert "Small counts" in page


@pytest.mark.usefixtures("two_checks")
def test_a_limit_that_is_none_keeps_what_was_typed(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    data = {"version": 1, "on-change-on-last-year": "on", "limit-change-on-last-year": "-3", "reason": "x"}
    answer = client.post("/collections/spring/checks/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Limit, per cent must be 0 or more" in page
    assert 'value="-3"' in page


# --- who may, and the list ----------------------------------------------------------------------------------
def test_only_administrators_write_collections(spring: Spring, manager: Any) -> None:
    held = {"collection": spring.collection, "version": 1, "reason": "x"}
    for call, arguments in (
        (collections.begin, {"collection": Collection(slug="x")}),
        (collections.change, {**held, "fields": {}}),
        (asking.choose, {**held, "pairs": [], "on": TODAY}),
        (asking.set_checks, {**held, "settings": {}, "on": TODAY}),
    ):
        with pytest.raises(PermissionDenied):
            call(by=manager, **arguments)


@pytest.mark.parametrize("page", ["new/", "spring/edit/", "spring/figures/", "spring/checks/"])
def test_its_forms_are_for_administrators(spring: Spring, ask: Any, manager: Any, page: str) -> None:
    assert ask(spring.administrator, f"/collections/{page}").status_code == 200
    for person in (manager, factories.ForceContactFactory(force=spring.bedfordshire).user):
        assert ask(person, f"/collections/{page}").status_code == 403
        assert f"/collections/{page}" not in ask(person, "/collections/spring/").content.decode()


def test_the_list_says_how_many_returns_are_in_of_those_one_may_see(spring: Spring, ask: Any) -> None:
    Return.objects.filter(force=spring.bedfordshire).update(state="submitted")
    factories.CollectionFactory(slug="statistics", kind="statistics")
    contact = factories.ForceContactFactory(force=spring.cambridgeshire).user
    assert "1 of 2" in ask(spring.administrator, "/collections/").content.decode()
    assert "0 of 1" in ask(contact, "/collections/").content.decode()
    text = b"".join(ask(spring.administrator, "/collections/?format=csv").streaming_content).decode("utf-8-sig")
    heading, *rows = text.splitlines()
    assert heading.startswith("slug,cycle,opens_on,closes_on,state,kind,returns_in,returns_asked,figures_asked")
    assert [row.split(",")[5:9] for row in sorted(rows)] == [["returns", "1", "2", "2"], ["statistics", "0", "0", "0"]]
    assert Value.objects.count() == 0
