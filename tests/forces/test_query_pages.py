"""The pages of queries: who sees which, what a thread says, the outliers, and what asking does."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from accounts.models import Role, User
from forces import previews
from forces.actions import queries, uploads
from forces.models import Query, QueryState, Return, Upload, Value
from forces.views.queries import COLOURS, queries_of
from tests import factories
from tests.forces.conftest import Ask, Spring
from tests.test_access import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(spring: Spring) -> User:
    """Return a contact of Bedfordshire."""
    return factories.ForceContactFactory(force=spring.bedfordshire, user__name="Chris Contact").user


@pytest.fixture
def query(spring: Spring) -> Query:
    """Return a query about Bedfordshire's referrals: 742 of 2,470 after 472 of 2,470."""
    before = factories.PeriodFactory(year=2016)
    factories.ValueFactory(
        force=spring.bedfordshire, measure=spring.referrals, period=before, numerator=472, denominator=2470
    )
    upload = spring.send(spring.rows(("BED", "referrals", 742, 2470)), spring.bedfordshire)
    uploads.confirm(by=spring.administrator, upload=upload)
    return Query.objects.get()


def test_a_thread_shows_what_was_found_against_what_and_what_was_said(
    query: Query, contact: User, spring: Spring, ask: Ask
) -> None:
    queries.answer(by=contact, query=query, text="A new station opened.")
    text = body(ask(spring.administrator, query.get_absolute_url()))
    assert "30.0% (742 of 2,470) is 57% above the 19.1% (472 of 2,470)" in text
    assert "<svg" in text
    assert "by Chris Contact" in text
    assert "A new station opened." in text
    assert "What do you do?" in text
    assert "It waits for the inspectorate" in text
    assert f"/measures/referrals/?period={query.period.slug}&amp;force=bedfordshire" in text


def test_a_querys_history_is_for_those_inside(query: Query, contact: User, spring: Spring, ask: Ask) -> None:
    address = f"{query.get_absolute_url()}history/"
    assert "created" in body(ask(spring.administrator, address))
    assert ask(contact, address).status_code == 403


def test_a_force_is_not_told_who_asked(query: Query, contact: User, ask: Ask, spring: Spring) -> None:
    text = body(ask(contact, query.get_absolute_url()))
    assert "by the inspectorate" in text
    assert spring.administrator.name not in text
    assert "Why is the figure right?" in text


def test_whoever_may_do_nothing_reads_whose_turn_it_is(query: Query, ask: Ask, manager: User) -> None:
    text = body(ask(manager, query.get_absolute_url()))
    assert "It waits for Bedfordshire" in text
    assert "<textarea" not in text


def test_a_person_who_may_not_write_is_refused(query: Query, manager: User, sign_in: Any) -> None:
    assert sign_in(manager).post(query.get_absolute_url(), {"version": 1, "text": "So."}).status_code == 403


def test_another_forces_query_is_not_there(query: Query, spring: Spring, ask: Ask) -> None:
    other = factories.ForceContactFactory(force=spring.cambridgeshire).user
    assert ask(other, query.get_absolute_url()).status_code == 404
    barred = factories.BarFactory(force=spring.bedfordshire, user=factories.user(Role.INSPECTOR)).user
    assert ask(barred, query.get_absolute_url()).status_code == 404
    wrong = query.get_absolute_url().replace("bedfordshire", "cambridgeshire")
    assert ask(spring.administrator, wrong).status_code == 404


def test_a_contact_answers_on_the_page(query: Query, contact: User, sign_in: Any) -> None:
    client = sign_in(contact)
    url = query.get_absolute_url()
    assert client.post(url, {"version": query.version, "text": ""}).status_code == 422
    response = client.post(url, {"version": query.version, "text": "A new station opened."}, follow=True)
    assert "Answered. The inspectorate looks at it." in body(response)
    query.refresh_from_db()
    assert query.state == QueryState.ANSWERED


@pytest.mark.parametrize(
    ("what", "text", "state"),
    [("accept", "", "accepted"), ("ask-again", "When?", "open"), ("withdraw", "Our mistake.", "withdrawn")],
)
def test_an_administrator_settles_on_the_page(
    query: Query, contact: User, spring: Spring, sign_in: Any, what: str, text: str, state: str
) -> None:
    query = queries.answer(by=contact, query=query, text="Yes.")
    client = sign_in(spring.administrator)
    data = {"version": query.version, "what": what, "text": text}
    assert client.post(query.get_absolute_url(), data).status_code == 302
    query.refresh_from_db()
    assert query.state == state


def test_asking_again_needs_words(query: Query, contact: User, spring: Spring, sign_in: Any) -> None:
    query = queries.answer(by=contact, query=query, text="Yes.")
    data = {"version": query.version, "what": "ask-again", "text": " "}
    response = sign_in(spring.administrator).post(query.get_absolute_url(), data)
    assert response.status_code == 422
    assert "Write what you say to the force" in body(response)


def test_an_answer_written_while_it_was_accepted_is_kept_and_not_sent(
    query: Query, contact: User, spring: Spring, sign_in: Any
) -> None:
    queries.accept(by=spring.administrator, query=query)
    response = sign_in(contact).post(query.get_absolute_url(), {"version": query.version, "text": "It is right."})
    assert response.status_code == 409
    text = body(response)
    assert "It is right." in text
    assert "Nothing is left to do" in text


def test_the_list_filters_by_state_force_check_and_measure(query: Query, spring: Spring, sign_in: Client) -> None:
    other = factories.QueryFactory(
        held=Return.objects.get(force=spring.cambridgeshire), measure=spring.crime, check_name="", state="answered"
    )
    client = sign_in(spring.administrator)  # type: ignore[operator]

    def found(address: str) -> list[str]:
        response = client.get(f"/collections/spring/queries/?format=csv&{address}")
        return [row["force"] for row in csv.DictReader(body(response).splitlines())]

    assert sorted(found("")) == ["Bedfordshire", "Cambridgeshire"]
    assert found("state=answered") == [other.held.force.name]
    assert found("force=bedfordshire") == ["Bedfordshire"]
    assert found("check=by-hand") == ["Cambridgeshire"]
    assert found("check=change-on-last-year") == ["Bedfordshire"]
    assert found("measure=crime") == ["Cambridgeshire"]
    assert client.get("/collections/spring/queries/?check=nonsense").status_code == 400


def test_a_contact_lists_their_own_forces_queries(query: Query, spring: Spring, contact: User, ask: Ask) -> None:
    factories.QueryFactory(held=Return.objects.get(force=spring.cambridgeshire), found="Cambridgeshire’s own")
    text = body(ask(contact, "/collections/spring/queries/"))
    assert "57% above" in text
    assert "Cambridgeshire" not in text


def test_the_outliers_say_how_far_each_query_is(query: Query, spring: Spring, ask: Ask) -> None:
    text = body(ask(spring.administrator, "/collections/spring/outliers/"))
    assert "57% above" in text
    assert "With the force" in text
    queries.accept(by=spring.administrator, query=query)
    text = body(ask(spring.administrator, "/collections/spring/outliers/"))
    assert "57% above" in text
    assert "Accepted" in text


def test_an_outlier_nobody_asked_about_can_be_asked_about(query: Query, spring: Spring, ask: Ask) -> None:
    Query.objects.filter(pk=query.pk).update(check_name="unit-slip")
    address = f"/collections/spring/bedfordshire/queries/new/?figure=referrals/{spring.period.slug}"
    assert f'href="{address}"' in body(ask(spring.administrator, "/collections/spring/outliers/"))
    text = body(ask(spring.administrator, address))
    assert f'<option value="referrals/{spring.period.slug}" selected>' in text
    assert address not in body(ask(factories.user(Role.MANAGER), "/collections/spring/outliers/"))


def test_the_furthest_beyond_its_limit_comes_first(query: Query, spring: Spring, ask: Ask) -> None:
    factories.ValueFactory(
        force=spring.cambridgeshire, measure=spring.referrals, period=query.period, numerator=0, denominator=90
    )
    last = factories.PeriodFactory(year=2016)
    factories.ValueFactory(
        force=spring.cambridgeshire, measure=spring.referrals, period=last, numerator=80, denominator=90
    )
    text = body(ask(spring.administrator, "/collections/spring/outliers/?format=csv"))
    rows = list(csv.DictReader(text.splitlines()))
    # 80 ÷ 10 = 8 times; 57.2 ÷ 30 = 1.9 times
    assert [(row["force"], row["check"], f"{float(row['weight']):.1f}") for row in rows] == [
        ("Cambridgeshire", "Zero where nothing was meant", "8.0"),
        ("Bedfordshire", "Change on last year", "1.9"),
    ]


def test_asking_by_hand_leads_to_the_thread(query: Query, spring: Spring, sign_in: Any) -> None:
    client = sign_in(spring.administrator)
    data = {"figure": f"crime/{spring.period.slug}", "text": "Is fraud left out?"}
    response = client.post("/collections/spring/bedfordshire/queries/new/", data, follow=True)
    text = body(response)
    assert "Sent: the force is asked." in text
    assert "Asked by a person" in text


def test_asking_about_what_is_missing_says_how_many(query: Query, spring: Spring, sign_in: Any) -> None:
    client = sign_in(spring.administrator)
    url = "/collections/spring/bedfordshire/queries/missing/"
    assert "Bedfordshire is asked about 1 missing figure." in body(client.post(url, follow=True))
    assert "No figure is missing" in body(client.post(url, follow=True))


def test_a_confirmed_file_says_how_many_of_its_figures_are_asked_about(query: Query, spring: Spring, ask: Ask) -> None:
    assert query.upload is not None
    text = body(ask(spring.administrator, query.upload.get_absolute_url()))
    assert "1 figure is asked about." in text
    assert "/collections/spring/queries/?force=bedfordshire" in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"numerator": None, "denominator": None, "printed": "56.3"}, "56.3"),
        (
            {"numerator": None, "denominator": None, "status": "not-supplied", "reason": "A new system"},
            "not supplied, A new system",
        ),
    ],
)
def test_a_thread_says_what_is_held_by_now(
    query: Query, spring: Spring, ask: Ask, fields: dict[str, Any], words: str
) -> None:
    value = Value.objects.filter(force=spring.bedfordshire, measure=spring.referrals, period=query.period)
    value.update(**fields)
    assert words in body(ask(spring.administrator, query.get_absolute_url()))
    value.delete()
    assert "not held" in body(ask(spring.administrator, query.get_absolute_url()))


def test_nobody_is_offered_a_form_on_a_signed_return(query: Query, contact: User, spring: Spring, ask: Ask) -> None:
    Return.objects.update(state="signed off")
    for person in (contact, spring.administrator):
        assert "<textarea" not in body(ask(person, query.get_absolute_url()))


def test_a_collection_that_asks_for_nothing_yet_has_no_outliers(administrator: User, ask: Ask) -> None:
    empty = factories.CollectionFactory(slug="empty")
    assert "No warning fires" in body(ask(administrator, f"{empty.get_absolute_url()}outliers/"))
    assert ask(administrator, "/collections/nowhere/outliers/").status_code == 404


def test_the_outliers_are_filtered_by_force_check_and_measure(query: Query, spring: Spring, ask: Ask) -> None:
    def found(address: str) -> int:
        text = body(ask(spring.administrator, f"/collections/spring/outliers/?format=csv&{address}"))
        return len(text.splitlines()) - 1

    assert found("force=bedfordshire&check=change-on-last-year&measure=referrals") == 1
    assert found("force=cambridgeshire") == found("check=unit-slip") == found("measure=crime") == 0


# --- before a file is confirmed ------------------------------------------------------------------------------
def preview(spring: Spring, ask: Ask, *rows: tuple[Any, ...]) -> str:
    """Return the page of a file of Bedfordshire that waits to be confirmed."""
    upload = spring.send(spring.rows(*[("BED", *row) for row in rows]), spring.bedfordshire)
    return body(ask(spring.administrator, upload.get_absolute_url()))


def test_the_preview_says_what_confirming_would_ask(query: Query, spring: Spring, ask: Ask) -> None:
    text = preview(spring, ask, ("referrals", 800, 2470))  # changed
    assert "What confirming would ask the force about these rows" in text
    assert "32.4% (800 of 2,470) is 69% above" in text
    assert "69% above" not in preview(spring, ask, ("referrals", 480, 2470))


def test_the_preview_sets_added_rows_against_last_year_and_one_another(spring: Spring, ask: Ask) -> None:
    spring.crime.do_parts_sum = True
    spring.crime.save()
    part = factories.MeasureFactory(slug="own", title="Own", part_of=spring.crime)
    spring.collection.items.create(number=3, measure=part, period=spring.period)
    assert "The parts add up to 46 and the whole is 47" in preview(spring, ask, ("crime", 47), ("own", 46))
    assert "add up" not in preview(spring, ask, ("crime", 46), ("own", 46))


def test_the_preview_does_not_promise_to_ask_what_was_accepted(query: Query, spring: Spring, ask: Ask) -> None:
    queries.accept(by=spring.administrator, query=query)
    upload = spring.send(spring.rows(("BED", "referrals", 480, 2470)), spring.bedfordshire)
    uploads.confirm(by=spring.administrator, upload=upload)
    assert "would ask" not in preview(spring, ask, ("referrals", 742, 2470))
    assert "would ask" in preview(spring, ask, ("referrals", 743, 2470))


def test_the_preview_passes_over_populations(query: Query, spring: Spring, ask: Ask) -> None:
    upload = spring.send(spring.rows(("BED", "referrals", 800, 2470)), spring.bedfordshire)
    upload.rows.update(measure=None, period=None, mid_year=2017, outcome="added")
    upload.tally = {**upload.tally, "added": 1, "changed": 0}
    assert previews.would_ask(upload, upload.rows.all()) == []


def test_the_preview_of_statistics_asks_nothing(query: Query, spring: Spring, ask: Ask) -> None:
    assert "would ask" in preview(spring, ask, ("referrals", 800, 2470))
    spring.collection.kind = "statistics"
    spring.collection.save()
    upload = Upload.objects.latest("pk")
    assert "would ask" not in body(ask(spring.administrator, upload.get_absolute_url()))


# --- what the return's own page includes ---------------------------------------------------------------------
def test_a_return_lists_its_queries_those_that_wait_first_and_what_is_missing(query: Query) -> None:
    settled = factories.QueryFactory(held=query.held, measure=factories.MeasureFactory(title="A"), state="accepted")
    assert list(queries_of(query.held)) == [query, settled]
    macros: Any = engines["jinja2"].env.get_template("forces/_queries.html").module
    text = macros.queries_table(queries_of(query.held), COLOURS)
    assert f'href="{query.get_absolute_url()}"' in text
    assert "With the force" in text
    assert [item.measure.slug for item in queries.missing_of(query.held)] == ["crime"]
