"""The national picture, on the demonstration's published grades."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from reports.demonstration import reference
from tests import factories

pytestmark = pytest.mark.django_db
BEDFORDSHIRE = "Bedfordshire"


def table(client: Client, address: str) -> list[dict[str, str]]:
    """Return a CSV answer as rows."""
    response: Any = client.get(address)
    assert response.status_code == 200, response
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def one(rows: list[dict[str, str]], force: str, question: str = "overall") -> tuple[str, str, str]:
    """Return what a file says of a force on a question."""
    (row,) = [row for row in rows if row["force"] == force and row["question"] == question]
    return row["grade"], row["last_inspected"], row["carried_over"]


def overall(rows: list[dict[str, str]]) -> Counter:
    """Return the overall grades of a file, counted."""
    return Counter(row["grade"] for row in rows if row["question"] == "overall")


@pytest.fixture
def published(sign_in, inspector: User) -> Client:
    """Load the published grades of the demonstration; return a signed-in client."""
    reference.load()
    return sign_in(inspector)


def test_the_overall_grades_of_each_year_are_as_published(published):
    year_2016 = overall(table(published, "/national/2016/?format=csv"))
    year_2017 = table(published, "/national/2017/?format=csv")
    assert year_2016 == {"outstanding": 1, "good": 28, "requires improvement": 13, "inadequate": 1}
    assert overall(year_2017) == {"outstanding": 1, "good": 28, "requires improvement": 12, "not held": 2}
    assert {row["force"] for row in year_2017 if row["question"] == "overall" and row["grade"] == "not held"} == {
        "Norfolk",
        "South Yorkshire",
    }
    assert len(year_2017) == 43 * 6


def test_bedfordshires_overall_grade_is_what_was_published_by_the_day(published):
    found = [
        one(table(published, f"/national/2017/?format=csv&as_at={day}"), BEDFORDSHIRE)
        for day in ("2016-02-17", "2017-03-01", "2017-03-02", "2018-03-21", "2018-03-22")
    ]
    assert found == [
        ("not held", "", "no"),
        ("requires improvement", "2015", "yes"),
        ("inadequate", "2016", "yes"),
        ("inadequate", "2016", "yes"),
        ("requires improvement", "2017", "no"),
    ]


def test_what_greater_manchesters_inspection_left_out_is_carried_over(published):
    rows = table(published, "/national/2017/?format=csv")
    assert one(rows, "Greater Manchester") == ("requires improvement", "2017", "no")
    assert one(rows, "Greater Manchester", "prevention") == ("not held", "2016", "yes")
    assert one(rows, "Greater Manchester", "serious-and-organised-crime") == ("outstanding", "2016", "yes")
    assert one(rows, "Greater Manchester", "investigation") == ("not held", "2017", "no")
    page = published.get("/national/2017/").content.decode()
    assert "2016, grade not held" in page
    assert "2016, carried over" in page


def test_the_page_counts_every_force_and_names_the_missing(published):
    response = published.get("/national/2017/")
    page = response.content.decode()
    tally = page[page.index("How many forces stood at each grade") : page.index("Not held in this system")]
    headings, *rows = [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in re.findall(r"<tr.*?</tr>", tally, re.DOTALL)]
    assert headings == [
        "Judgment", "Outstanding", "Good", "Requires improvement", "Inadequate", "Ungraded by design", "Not held",
        "Forces",
    ]  # fmt: skip
    assert rows[0] == ["Overall", "1", "28", "12", "0", "0", "2", "43"]
    assert [sum(map(int, row[1:-1])) for row in rows] == [43] * 6
    assert "Norfolk, South Yorkshire." in page
    assert "average of the others" in page
    assert len(response.content) < 100_000


def test_the_file_is_in_the_order_of_the_page(published):
    def order(address: str) -> list[str]:
        return [row["force"] for row in table(published, address) if row["question"] == "overall"]

    assert order("/national/2017/?format=csv")[:2] == ["Avon and Somerset", BEDFORDSHIRE]
    assert order("/national/2017/?format=csv&sort=-force")[0] == "Wiltshire"
    best_first = order("/national/2017/?format=csv&sort=overall")
    assert best_first[:2] == ["Durham", "Avon and Somerset"]
    assert best_first[-2:] == ["Norfolk", "South Yorkshire"]
    worst_first = order("/national/2017/?format=csv&sort=-overall")
    assert worst_first[0] == BEDFORDSHIRE
    assert worst_first[-3:] == ["Durham", "Norfolk", "South Yorkshire"]
    regions = [row["region"] for row in table(published, "/national/2017/?format=csv&group=region&sort=overall")]
    assert regions == sorted(regions)


def test_the_file_is_long_with_the_headings_agreed(published):
    rows = table(published, "/national/2017/?format=csv&as_at=2018-05-01")
    assert list(rows[0])[:5] == ["force", "question", "grade", "last_inspected", "carried_over"]
    assert {row["as_at"] for row in rows} == {"2018-05-01"}
    assert {row["carried_over"] for row in rows} == {"yes", "no"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("as_at=2018-13-45", "2018-13-45 is not a date"),
        ("colour=red", "colour: this page has no such filter"),
        ("pillar=L", "L is not one of the choices"),
        ("pillar=Z", "Z is not one of the choices"),
        ("sort=average", "sort: average is not a column"),
        ("group=height", "height is not one of the choices"),
    ],
)
def test_an_address_that_makes_no_sense_is_answered_with_a_message_and_no_table(published, query, words):
    for address in (f"/national/2017/?{query}", f"/national/2017/?{query}&format=csv"):
        response = published.get(address)
        page = response.content.decode()
        assert response.status_code == 400
        assert words in page
        assert "<table" not in page


def test_the_latest_cycle_with_a_report_out_is_the_national_picture(published):
    assert "National picture: Police effectiveness 2017" in published.get("/national/").content.decode()


def test_a_cycle_without_a_framework_says_so_and_an_unknown_one_is_not_found(published):
    response = published.get("/national/2014/")
    assert response.status_code == 200
    assert "No framework of PEEL 2014 is held" in response.content.decode()
    assert published.get("/national/1999/").status_code == 404


def test_an_empty_system_says_what_to_do_next(sign_in, manager):
    response = sign_in(manager).get("/national/")
    assert response.status_code == 200
    assert "An administrator can add one" in response.content.decode()


def test_another_pillar_of_the_cycle_is_asked_for_by_its_letter(sign_in, manager):
    cycle = factories.CycleFactory(first_year=2017)
    force = factories.ForceFactory(name="Kent")
    for pillar, slug in (("E", "effectiveness-2017"), ("L", "legitimacy-2017")):
        framework = factories.FrameworkFactory(cycle=cycle, slug=slug, pillar=pillar)
        factories.QuestionFactory(framework=framework, slug=f"question-of-{pillar.lower()}")
        inspection = factories.InspectionFactory(force=force, framework=framework)
        grade = factories.GradeFactory(slug="good" if pillar == "E" else "inadequate")
        factories.JudgmentFactory(inspection=inspection, grade=grade)
    client = sign_in(manager)
    assert one(table(client, "/national/2017/?format=csv"), "Kent")[0] == "good"
    assert one(table(client, "/national/2017/?format=csv&pillar=L"), "Kent")[0] == "inadequate"


@pytest.mark.parametrize("role", [Role.FORCE_CONTACT, Role.AUDITOR, Role.ADMINISTRATOR])
def test_an_unpublished_grade_is_in_nobodys_national_picture_and_a_bar_changes_nothing(role, sign_in):
    person = factories.user(role)
    published = factories.InspectionFactory(force=factories.ForceFactory(name="Kent"))
    factories.QuestionFactory(framework=published.framework, slug="prevention")
    factories.JudgmentFactory(inspection=published)
    later = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    factories.QuestionFactory(framework=later, slug="prevention")
    unpublished = factories.InspectionFactory(force=published.force, framework=later, open=True)
    factories.JudgmentFactory(inspection=unpublished, grade=factories.GradeFactory(slug="inadequate"))
    factories.BarFactory(user=person, force=published.force, since=date(2018, 1, 1))
    assert one(table(sign_in(person), "/national/2018/?format=csv"), "Kent") == ("good", "2017", "yes")
