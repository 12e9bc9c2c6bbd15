"""The pages of criteria templates, asked for as each person and with what people send."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from inspections.models import CriteriaTemplate, Criterion
from tests import factories
from tests.inspections import criteria_samples as samples
from tests.inspections import file_review_samples
from tests.inspections.criteria_samples import asked, question, rating, theme, version
from tests.inspections.test_file_reviews_pages import as_, counted

pytestmark = pytest.mark.django_db

PAGE = "/criteria/quality/1/"


@pytest.fixture
def made() -> CriteriaTemplate:
    """Return a template that may change."""
    return samples.template()


@pytest.fixture
def client() -> Client:
    """Return a client signed in as an administrator."""
    return as_(samples.administrator())


def text(response: Any) -> str:
    """Return what a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def question_form(made: CriteriaTemplate, **changes: Any) -> dict[str, Any]:
    """Return what the form of a question sends."""
    data = {"version": version(made), "theme": theme(made, "Response").pk, "text": "New?", "guidance": ""}
    return {**data, "answer_set": "standard", "asked": "always", "asked_after": "", "asked_when": "", **changes}


# --- reading -----------------------------------------------------------------------------------------------
def test_the_list_says_of_each_version_whether_it_may_change_and_gives_it_as_a_file(made: CriteriaTemplate) -> None:
    used = factories.TemplateFactory(slug="quality", version_number=2, title="Quality")
    factories.ExerciseFactory.create_batch(2, template=used)
    auditor = as_(factories.user(Role.AUDITOR))
    content = b"".join(auditor.get("/criteria/?format=csv").streaming_content).decode()
    assert list(csv.reader(io.StringIO(content))) == [
        ["title", "version", "state", "questions", "exercises", "illustrative"],
        ["Quality", "1", "Being edited", "5", "0", "no"],
        ["Quality", "2", "In use by 2 exercises: frozen", "0", "2", "no"],
    ]
    assert "Start a new template" not in text(auditor.get("/criteria/"))
    assert "In use by 2 exercises: frozen" in text(auditor.get("/criteria/?state=in-use"))
    assert "1 row." in text(auditor.get("/criteria/?state=being-edited&q=qual"))


def test_the_page_shows_when_a_question_is_asked_what_it_offers_and_which_ratings_are_good(
    made: CriteriaTemplate,
) -> None:
    Criterion.objects.filter(text="Directed?").update(
        guidance="Look for advice.", is_critical=True, answer_set="yes-no"
    )
    page = text(as_(factories.user(Role.INSPECTOR)).get(PAGE))
    assert "4. Directed? Look for advice. Critical Yes or no." in page
    assert "5. Reviewed? Asked only when question 4 is answered no. Yes, no, not applicable, not evidenced." in page
    assert "1. Good Counts as a good standard. 2. Poor Does not count as a good standard." in page
    assert "No exercise uses it yet." in page
    assert "Add a question to “Outcome”, or remove the theme." in page
    assert "Move up" not in page


def test_the_page_names_the_exercises_that_a_person_may_read_and_counts_the_others(made: CriteriaTemplate) -> None:
    factories.ExerciseFactory(template=made, reference="BED-2017-E-FR1")
    hidden = factories.ExerciseFactory(template=made, inspection=factories.InspectionFactory(open=True))
    page = text(as_(factories.user(Role.INSPECTOR)).get(PAGE))
    assert "In use by 2 exercises: frozen" in page
    assert "BED-2017-E-FR1" in page
    assert hidden.reference not in page
    assert "1 more exercise you may not read." in page


def test_a_contact_of_a_force_is_told_who_reads_criteria(made: CriteriaTemplate) -> None:
    response = as_(factories.user(Role.FORCE_CONTACT)).get(PAGE)
    assert response.status_code == 403
    assert "inspector" in text(response)


def test_a_page_of_fifty_questions_asks_as_little_as_one_of_two(client: Client) -> None:
    small, large = file_review_samples.template(2), file_review_samples.template(50)
    few, _ = counted(client, "get", small.get_absolute_url())
    many, response = counted(client, "get", large.get_absolute_url())
    assert (few, response.status_code) == (many, 200)
    assert many <= 15


# --- changing ----------------------------------------------------------------------------------------------
def test_an_administrator_starts_a_template_and_fills_it_until_it_can_be_used(client: Client) -> None:
    begun = client.post("/criteria/start/", {"title": "Early advice"})
    assert begun.headers["Location"] == "/criteria/early-advice/1/"
    here = "/criteria/early-advice/1/"
    client.post(f"{here}themes/add/", {"version": 1, "title": "Advice"})
    made = CriteriaTemplate.objects.get(slug="early-advice")
    chosen = theme(made, "Advice").pk
    client.post(f"{here}questions/add/", {**question_form_of(2), "theme": chosen, "text": "Was advice given?"})
    client.post(f"{here}ratings/add/", {"version": 3, "label": "Good", "counts_as_good": "on"})
    assert "No exercise can use these criteria yet" in text(client.get(here))
    client.post(f"{here}ratings/add/", {"version": 4, "label": "Poor"})
    page = text(client.get(here))
    assert "No exercise can use these criteria yet" not in page
    assert "1. Was advice given?" in page


def question_form_of(seen: int) -> dict[str, Any]:
    """Return the rest of a question's form."""
    return {"version": seen, "guidance": "", "answer_set": "always-applies", "asked": "always"}


def test_a_question_is_made_to_depend_on_an_earlier_one_by_its_form(client: Client, made: CriteriaTemplate) -> None:
    changed = question(made, "Scene kept?")
    address = f"{PAGE}questions/{changed.pk}/"
    page = client.get(address).content.decode()
    assert "1. Attended?" in page
    assert "4. Directed?" not in page  # only those before it are offered
    after = {"asked": "after", "asked_after": question(made, "Attended?").pk, "asked_when": "no"}
    response = client.post(address, question_form(made, text="Scene kept?", **after))
    assert response.headers["Location"] == PAGE
    assert (question(made, "Scene kept?").asked_after.text, question(made, "Scene kept?").asked_when) == (
        "Attended?", "no",
    )  # fmt: skip
    client.post(address, question_form(made, text="Scene kept?", asked="always", asked_when="no"))
    assert question(made, "Scene kept?").asked_after is None


def test_what_is_wrong_stands_by_its_field_and_what_was_typed_stays(client: Client, made: CriteriaTemplate) -> None:
    response = client.post(f"{PAGE}questions/add/", question_form(made, text="", guidance="Mine.", asked="after"))
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("Enter the question", "Choose the earlier question", "Choose the answer to it", "Mine."):
        assert words in page
    changed = question(made, "Attended?")
    data = question_form(made, text="Mine?", theme=theme(made, "Outcome").pk)
    response = client.post(f"{PAGE}questions/{changed.pk}/", data)
    assert response.status_code == 422
    assert "Question 2 is asked only when question 1 is answered yes: change that first." in text(response)
    assert "Mine?" in response.content.decode()


def test_a_part_is_moved_and_removed_by_plain_buttons(client: Client, made: CriteriaTemplate) -> None:
    moved = question(made, "Scene kept?")
    response = client.post(f"{PAGE}questions/{moved.pk}/move/", {"version": 1, "to": "up"})
    assert response.headers["Location"] == f"{PAGE}#question-{moved.pk}"
    assert asked(made)[1] == "1.2 Scene kept?"
    response = client.post(f"{PAGE}questions/{moved.pk}/remove/", {"version": 2}, follow=True)
    assert "Removed: “Scene kept?”." in text(response)
    assert client.get(f"{PAGE}questions/{moved.pk}/").status_code == 404


def test_a_button_that_is_refused_says_why(client: Client, made: CriteriaTemplate) -> None:
    first = question(made, "Attended?")
    refused = client.post(f"{PAGE}questions/{first.pk}/remove/", {"version": 1}, follow=True)
    assert "Question 2 is asked only when question 1 is answered yes: change that first." in text(refused)
    stale = client.post(f"{PAGE}questions/{first.pk}/move/", {"version": 7, "to": "down"}, follow=True)
    assert "Somebody changed this meanwhile. Look at it as it is now, then try again." in text(stale)


def test_a_stale_form_shows_what_changed_in_other_parts_and_saves_when_sent_again(
    client: Client, made: CriteriaTemplate
) -> None:
    other = as_(factories.user(Role.ADMINISTRATOR, name="Other"))
    other.post(f"{PAGE}ratings/{rating(made, 'Poor').pk}/", {"version": 1, "label": "Bad"})
    mine = question_form(made, text="Mine?", version=1)
    response = client.post(f"{PAGE}questions/add/", mine)
    assert response.status_code == 409
    assert "Rating “Bad”: label Poor Bad Other" in text(response)
    assert 'name="version" value="2"' in response.content.decode()
    assert client.post(f"{PAGE}questions/add/", {**mine, "version": 2}).status_code == 302
    assert question(made, "Mine?").number == 4


def test_a_frozen_template_has_no_forms_and_offers_a_new_version(client: Client, made: CriteriaTemplate) -> None:
    factories.ExerciseFactory(template=made, reference="BED-2017-E-FR1")
    words = "Quality, version 1 is used by BED-2017-E-FR1, so it no longer changes. Make a new version and change that."
    page = text(client.get(PAGE))
    assert words in page
    assert "Move up" not in page
    assert words in text(client.get(f"{PAGE}themes/add/", follow=True))
    typed = client.post(f"{PAGE}themes/add/", {"version": 1, "title": "Typed"})
    assert (typed.status_code, words in text(typed), "Typed" in typed.content.decode()) == (422, True, True)
    copied = client.post(f"{PAGE}new-version/")
    assert copied.headers["Location"] == "/criteria/quality/2/"
    assert "Go to version 2" in text(client.get(PAGE))
    assert "Move up" in text(client.get("/criteria/quality/2/"))
    again = client.post(f"{PAGE}new-version/", follow=True)
    assert "Quality, version 2 is the newest: only the newest can be copied." in text(again)


def test_a_new_version_costs_the_same_for_many_questions_as_for_few(client: Client) -> None:
    counts = []
    for questions in (2, 50):
        made = file_review_samples.template(questions)
        factories.ExerciseFactory(template=made)
        counts.append(counted(client, "post", f"{made.get_absolute_url()}new-version/")[0])
    assert counts[0] == counts[1]


def test_sending_a_change_asks_little(client: Client, made: CriteriaTemplate) -> None:
    changed = question(made, "Scene kept?")
    outcome = theme(made, "Outcome").pk
    sent = [
        (f"{PAGE}questions/add/", question_form(made)),
        (f"{PAGE}questions/{changed.pk}/", question_form(made, version=2, theme=outcome)),
        (f"{PAGE}questions/{question(made, 'In time?').pk}/move/", {"version": 3, "to": "down"}),
        (f"{PAGE}themes/{outcome}/move/", {"version": 4, "to": "up"}),
        (f"{PAGE}ratings/{rating(made, 'Poor').pk}/", {"version": 5, "label": "Bad"}),
        (f"{PAGE}title/", {"version": 6, "title": "Better"}),
    ]
    for address, data in sent:
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address, data)
        asked_ = [q["sql"] for q in queries.captured_queries if "SAVEPOINT" not in q["sql"] and q["sql"] != "BEGIN"]
        assert response.status_code == 302, text(response)
        assert len(asked_) <= 15, f"{address}\n" + "\n".join(asked_)


@pytest.mark.parametrize("tail", ["nonsense/add/", "questions/0/", "themes/0/move/"])
def test_what_is_not_there_answers_404(client: Client, made: CriteriaTemplate, tail: str) -> None:
    send = client.post if tail.endswith("move/") else client.get
    assert send(f"{PAGE}{tail}").status_code == 404


def test_a_part_of_another_template_is_not_reached_through_this_one(client: Client, made: CriteriaTemplate) -> None:
    other = factories.CriterionFactory()
    assert client.get(f"{PAGE}questions/{other.pk}/").status_code == 404
    assert client.post(f"{PAGE}questions/{other.pk}/remove/", {"version": 1}).status_code == 404
    assert Criterion.objects.filter(pk=other.pk).exists()


def test_the_history_tab_tells_of_every_part(client: Client, made: CriteriaTemplate) -> None:
    client.post(f"{PAGE}ratings/{rating(made, 'Poor').pk}/", {"version": 1, "label": "Bad"})
    client.post(f"{PAGE}themes/{theme(made, 'Outcome').pk}/remove/", {"version": 2})
    page = text(as_(factories.user(Role.AUDITOR)).get(f"{PAGE}history/"))
    assert "Administrator Rating “Bad”: label Poor Bad" in page
    assert "Administrator Theme “Outcome”: record – removed" in page
