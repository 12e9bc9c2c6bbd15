"""The national picture, on the demonstration's published grades."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from core import clock
from forces.models import Cycle, Force
from inspections.actions import corrections, frameworks
from inspections.models import Framework, Grade, Inspection, Judgment, Stage
from reports import grades
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


def test_legitimacy_of_2017_is_as_published_and_greater_manchester_was_not_graded(published):
    rows = table(published, "/national/2017/?format=csv&pillar=L")
    assert overall(rows) == {"outstanding": 1, "good": 35, "requires improvement": 6, "not graded": 1}
    assert one(rows, "Kent") == ("outstanding", "2017", "no")
    assert one(rows, "Greater Manchester") == ("not graded", "2017", "no")
    assert overall(table(published, "/national/2017/?format=csv&pillar=L&as_at=2017-12-11"))["good"] == 2


def test_the_six_states_that_are_no_grade_are_kept_apart(published):
    rows = table(published, "/national/2017/?format=csv")
    assert one(rows, BEDFORDSHIRE, "specialist-capabilities")[0] == "ungraded by design"
    assert one(rows, "Greater Manchester", "prevention") == ("not held", "2016", "yes")  # not inspected this time
    assert one(rows, "Norfolk") == ("not held", "", "no")
    assert one(table(published, "/national/2017/?format=csv&pillar=F"), "Greater Manchester")[0] == "not graded"
    year_2014 = factories.InspectionFactory(
        force=Force.objects.get(code="BED"), framework=Framework.objects.get(slug="effectiveness-2014"),
        cycle=Cycle.objects.get(slug="2014"), reference="BED-2014-R1",
    )  # fmt: skip
    told = year_2014.framework.questions.get(slug="complex-crime")
    factories.JudgmentFactory(inspection=year_2014, question=told, state="narrative-only", grade=None)
    assert one(table(published, "/national/2014/?format=csv"), BEDFORDSHIRE, "complex-crime")[0] == "narrative only"
    # to be graded: an inspection under way says nothing of its own
    assert one(table(published, "/national/2018-19/?format=csv"), BEDFORDSHIRE, "overall-effectiveness") == (
        "requires improvement", "2017", "yes",
    )  # fmt: skip


def test_bedfordshires_effectiveness_went_on_in_the_framework_of_all_pillars(published):
    inspection = Inspection.objects.get(reference="BED-2018-P")
    inspection.stage, inspection.published_on = "published", date(2018, 5, 2)
    inspection.save()
    good = Grade.objects.get(scale__slug="four-grade-2014", slug="good")
    factories.JudgmentFactory(inspection=inspection, pillar="E", grade=good)
    (row,) = [
        row
        for row in table(published, "/national/2018-19/?format=csv")
        if row["force"] == BEDFORDSHIRE and row["question"] == "overall-effectiveness"
    ]
    assert (row["grade"], row["last_inspected"], row["movement"]) == ("good", "2018", "better")
    page = published.get("/forces/bedfordshire/grades/").content.decode()
    assert "Requires improvement from February 2016, then Inadequate from March 2017" in page
    assert "then Good from May 2018" in page


def test_a_draft_of_a_new_version_changes_nothing_of_what_is_published(published):
    address = "/national/2017/?format=csv"
    before, page = table(published, address), published.get("/national/2017/").content
    used = Framework.objects.get(slug="effectiveness-2017")
    draft = factories.FrameworkFactory(
        cycle=used.cycle, version_number=2, slug="draft", title="Draft", scale=used.scale, has_overall=False
    )
    factories.QuestionFactory(framework=draft, slug="prevention", title="Draft of prevention", grading="narrative")
    factories.QuestionFactory(framework=draft, slug="kindness")
    assert table(published, address) == before
    assert b"Draft" not in page + published.get("/national/2017/").content
    factories.InspectionFactory(framework=draft, force=Force.objects.get(name="Norfolk"), open=True)
    assert {row["question"] for row in table(published, address)} - {row["question"] for row in before} == {"kindness"}


def test_a_new_version_of_a_framework_still_carries_the_earlier_grade_over(sign_in, administrator):
    force = factories.ForceFactory(name="Kent")
    before = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2016))
    earlier = factories.QuestionFactory(framework=before, slug="protecting-people")
    given = factories.InspectionFactory(force=force, framework=before, published_on=date(2017, 3, 2))
    factories.JudgmentFactory(inspection=given, question=earlier)
    first = factories.FrameworkFactory()
    later = factories.QuestionFactory(framework=first, slug="vulnerability")
    factories.QuestionMappingFactory(earlier=earlier, later=later, kind="same")
    inspection = factories.InspectionFactory(force=force, framework=first)
    factories.ScopeEntryFactory(inspection=inspection, question=later, decision="carried-over")
    second = frameworks.make_version(by=administrator, framework=first, cycle=first.cycle, title="Revised")
    factories.InspectionFactory(framework=second, open=True)
    rows = table(sign_in(administrator), "/national/2017/?format=csv")
    assert one(rows, "Kent", "vulnerability") == ("good", "2016", "yes")


def test_movement_is_counted_and_the_workbook_holds_what_the_csv_does(published):
    rows = table(published, "/national/2017/?format=csv")
    moved = Counter(row["movement"] for row in rows if row["question"] == "overall")
    assert moved == {"same": 27, "better": 8, "worse": 6, "no comparison": 2}
    response: Any = published.get("/national/2017/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert sheet.max_row == len(rows) + 1


def test_the_page_counts_every_force_and_names_the_missing(published):
    response = published.get("/national/2017/")
    page = response.content.decode()
    tally = page[page.index("How many forces stood at each grade") : page.index("How many forces moved")]
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


def test_grouped_by_region_each_forces_row_stands_under_the_heading_of_its_region(sign_in, manager):
    framework = factories.FrameworkFactory()
    factories.QuestionFactory(framework=framework, slug="prevention")
    for name, region in (
        ("Kent", "South East"), ("Essex", "East"), ("Cumbria", "North West"), ("Suffolk", "East"),
        ("Cheshire", "North West"), ("Bedfordshire", "East"),
    ):  # fmt: skip
        factories.ForceFactory(name=name, region=region)
    factories.InspectionFactory(force=Force.objects.get(name="Essex"), framework=framework)

    def heads(address: str) -> list[str]:
        """Return what the rows of forces begin with, a heading over the whole width in brackets."""
        page = sign_in(manager).get(address).content.decode()
        body = page[page.index("<tbody") : page.index("</tbody>")]
        cells = [re.search(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr")[1:]]
        texts = [(re.sub("<.*?>", "", cell[2]).strip(), 'colspan="3"' in cell[1]) for cell in cells if cell]
        return [f"[{text}]" if is_wide else text for text, is_wide in texts]

    assert heads("/national/2017/?group=region") == [
        "[East]", "Bedfordshire", "Essex", "Suffolk", "[North West]", "Cheshire", "Cumbria", "[South East]", "Kent",
    ]  # fmt: skip
    assert heads("/national/2017/?group=region&sort=-force") == [
        "[East]", "Suffolk", "Essex", "Bedfordshire", "[North West]", "Cumbria", "Cheshire", "[South East]", "Kent",
    ]  # fmt: skip
    assert heads("/national/2017/") == ["Bedfordshire", "Cheshire", "Cumbria", "Essex", "Kent", "Suffolk"]


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
        ("pillar=P", "P is not one of the choices"),
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
    factories.CycleFactory(slug="2013", title="PEEL 2013", first_year=2013)
    response = published.get("/national/2013/")
    assert response.status_code == 200
    assert "No framework of PEEL 2013 is held" in response.content.decode()
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


# --- kept between requests, and never too long ---------------------------------------------------------------
def test_what_is_kept_is_shown_to_everybody_and_asks_for_little(published, manager):
    national, over_time = "/national/2017/", "/forces/bedfordshire/grades/"
    before = [published.get(address).content.decode() for address in (national, over_time)]
    another = Client()
    another.force_login(manager)
    another.get(national)
    with CaptureQueriesContext(connection) as queries:
        after = [another.get(address).content.decode() for address in (national, over_time)]
    assert len(queries) <= 10, [query["sql"][:80] for query in queries]
    tables = [re.findall(r"<table.*?</table>", page, re.S) for page in (*before, *after)]
    assert tables[:2] == tables[2:]
    assert all(tables)


@pytest.mark.parametrize("address", ["/national/2017/", "/national/2018-19/", "/national/2017/?pillar=L"])
def test_a_page_is_drawn_anew_in_six_queries(published, address):
    published.get("/forces/")  # what a process asks once
    with CaptureQueriesContext(connection) as queries:
        assert published.get(address).status_code == 200
    assert len(queries) <= 6, [query["sql"][:80] for query in queries]


def test_another_day_cycle_or_order_is_another_page(published):
    first = published.get("/national/2017/").content.decode()
    for query in ("?as_at=2017-03-01", "?sort=-force", "?group=region", "?pillar=L"):
        assert published.get(f"/national/2017/{query}").content.decode() != first, query
    assert published.get("/national/2016/").content.decode() != first


def test_a_correction_is_on_both_pages_of_the_next_request(published, manager):
    judgment = Judgment.objects.get(inspection__reference="BED-2017-E", question=None, pillar="")
    pages = ["/national/2017/", f"{judgment.inspection.force.get_absolute_url()}grades/"]
    assert [published.get(page).content.decode().count("Read again.") for page in pages] == [0, 0]
    corrections.correct(
        by=manager, judgment=judgment, grade=Grade.objects.get(slug="good", scale=judgment.grade.scale),
        corrected_on=date(2018, 5, 1), reason="Read again.", at=clock.now(),
    )  # fmt: skip
    assert [published.get(page).content.decode().count("Read again.") for page in pages] == [1, 1]


def test_a_report_that_comes_out_is_on_the_page_of_the_next_request(sign_in, manager):
    inspection = factories.InspectionFactory(force=factories.ForceFactory(name="Kent"), open=True)
    factories.JudgmentFactory(inspection=inspection)
    factories.QuestionFactory(framework=inspection.framework)
    address, client = f"/national/{inspection.cycle.slug}/", sign_in(manager)
    before = client.get(address).content.decode().count("Good")
    inspection.stage, inspection.published_on = Stage.PUBLISHED, date(2018, 3, 22)
    inspection.save()
    assert client.get(address).content.decode().count("Good") == before + 1


def test_the_stamp_changes_with_everything_that_grades_come_from(published):
    stamps = [grades.SOURCES.stamp()]

    def changed() -> bool:
        stamps.append(grades.SOURCES.stamp())
        return stamps[-1] not in stamps[:-1]

    assert not changed()
    inspection = Inspection.objects.get(reference="BED-2016-E")
    question = inspection.framework.questions.first()
    records = [
        inspection, inspection.force, inspection.framework, question, inspection.framework.scale,
        inspection.framework.scale.grades.first(), inspection.judgments.first(),
        factories.ScopeEntryFactory(inspection=inspection, question=question),
        factories.QuestionMappingFactory(earlier=question),
    ]  # fmt: skip
    assert changed()
    for record in records:
        record.save()
        assert changed(), record
    factories.CorrectionFactory(judgment=inspection.judgments.first())
    assert changed()
    factories.CycleFactory(first_year=2031)
    assert changed()
