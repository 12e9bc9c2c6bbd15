"""Pages about published tables: loading one, mappings, releases, force names, undoing a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from core import jobs
from forces.actions import reference
from forces.admin import ValueResource
from forces.models import Collection, ForceAlias, Mapping, Release, Upload, UploadState, Value
from forces.returns import sheets
from forces.returns.layout import READ
from tests import factories
from tests.forces import published
from tests.forces.conftest import Spring
from tests.forces.published import Published, table
from tests.forces.test_tables import HEADINGS, JULY, MARCH


@pytest.fixture
def statistics(spring: Spring, client: Any) -> Published:
    """Begin a collection of published statistics of crime; an administrator is signed in."""
    client.force_login(spring.administrator)
    return published.published(
        spring.administrator, [(spring.crime, published.financial_year(2016))], measure=spring.crime, title="By year"
    )


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- loading --------------------------------------------------------------------------------------------------
def test_a_published_table_is_loaded_from_the_page_of_its_collection(
    statistics: Published, spring: Spring, client: Any
) -> None:
    published.release(*MARCH)
    Collection.objects.filter(pk=statistics.collection.pk).update(closes_on="2018-05-01")
    page = words(client.get("/collections/statistics/"))
    assert "Load a published table" in page
    assert "Download the template" not in page
    file = SimpleUploadedFile(
        "asb.csv",
        table(
            HEADINGS, ["Bedfordshire", "2016/17", 58348], ["England and Wales", "2016/17", 9], ["Luton", "2016/17", 1]
        ),
    )
    sent = {"mapping": statistics.mapping.slug, "release": "march", "file": file}
    assert client.post("/collections/statistics/load/", sent).status_code == 302
    upload = Upload.objects.get()
    jobs.run(upload.job_id)
    page = words(client.get(upload.get_absolute_url()))
    for said in ("No force is called this.", "England and Wales (1 row)", "By year", "Tables of March"):
        assert said in page
    assert "Year to March 2017 (march)" in words(client.get(f"{upload.get_absolute_url()}?show=added"))
    upload.refresh_from_db()
    client.post(f"{upload.get_absolute_url()}confirm/", {"version": upload.version})
    assert Value.objects.get().numerator == 58348


def test_a_table_without_a_release_says_so_and_keeps_what_was_chosen(statistics: Published, client: Any) -> None:
    file = SimpleUploadedFile("asb.csv", b"x")
    answer = client.post("/collections/statistics/load/", {"mapping": statistics.mapping.slug, "file": file})
    assert answer.status_code == 422
    assert "By year has no column for the release: say which release this table is." in words(answer)


def test_a_collection_of_returns_takes_no_table(statistics: Published, client: Any) -> None:
    assert client.get("/collections/spring/load/").status_code == 404


def test_refused_rows_come_back_under_the_headings_of_their_own_table(statistics: Published, client: Any) -> None:
    headings = [*HEADINGS, "remark"]
    data = table(headings, ["Luton", "2016/17", 1, "=odd"], ["Bedfordshire", "2016/17", "1,234", ""])
    upload = statistics.send(data, published.release(*MARCH))
    answer = b"".join(client.get(f"{upload.get_absolute_url()}refused/").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert [(row["force"], row["count"], row["remark"]) for row in rows] == [
        ("Luton", "1", "'=odd"),
        ("Bedfordshire", "1,234", ""),
    ]
    assert "the page Force names" in rows[0]["Why it was refused"]
    mended = answer.replace("1,234", "1234").replace('"1234"', "1234").encode()
    assert statistics.send(mended, published.release(*MARCH)).tally["added"] == 1


def test_refused_rows_of_a_workbook_come_back_as_one(statistics: Published, client: Any) -> None:
    upload = statistics.send(table(HEADINGS, ["Luton", "2016/17", 1]), published.release(*MARCH))
    Upload.objects.filter(pk=upload.pk).update(format="xlsx")
    content = b"".join(client.get(f"{upload.get_absolute_url()}refused/").streaming_content)
    assert sheets.read(content, statistics.mapping).grid[1][0] == "Luton"


def test_a_sum_and_a_population_are_shown_as_what_they_are(statistics: Published, spring: Spring, client: Any) -> None:
    statistics.mapping.do_rows_add_up = True
    statistics.mapping.save()
    rows = [["Bedfordshire", "2016/17", 1], ["Bedfordshire", "2016/17", 2], ["Bedfordshire", "2016/17", 3]]
    upload = statistics.send(table(HEADINGS, *rows), published.release(*MARCH))
    assert "2 and 2 more" in words(client.get(upload.get_absolute_url()))
    statistics.mapping = factories.MappingFactory(
        target="populations", measure=None, period_columns=["financial_year"], count_column="count"
    )
    upload = statistics.send(table(HEADINGS, ["Bedfordshire", "2014", 5]), published.release(*JULY))
    page = words(client.get(upload.get_absolute_url()))
    assert "Population" in page
    assert "mid-2014 (july)" in page


# --- mappings -------------------------------------------------------------------------------------------------
SENT = {
    "title": "Crime by quarter",
    "target": "values",
    "force_column": "force",
    "period_columns": "financial_year\r\n\r\nquarter",
    "count_column": "count",
    "measure_column": "offence_group",
    "measures": "Theft offences = crime\r\nA = B = crime",
    "only": "territorial_43 = yes",
    "do_rows_add_up": "on",
}


def test_a_mapping_is_made_and_changed(statistics: Published, client: Any, ask: Any) -> None:
    assert client.post("/mappings/new/", SENT)["Location"] == "/mappings/"
    made = Mapping.objects.get(slug="crime-by-quarter")
    assert made.period_columns == ["financial_year", "quarter"]
    assert made.measures == {"Theft offences": "crime", "A = B": "crime"}
    assert (made.only, made.do_rows_add_up, made.measure) == ({"territorial_43": "yes"}, True, None)
    page = words(client.get("/mappings/crime-by-quarter/"))
    assert "Theft offences = crime" in page
    changed = {**SENT, "title": "Crime", "only": "", "version": made.version}
    assert client.post("/mappings/crime-by-quarter/", changed).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.slug, made.only) == ("Crime", "crime-by-quarter", {})
    assert "rows taken" in words(client.get("/mappings/crime-by-quarter/history/"))
    assert client.post("/mappings/crime-by-quarter/", changed).status_code == 409
    assert client.get("/mappings/?format=csv").getvalue().decode().splitlines()[0].startswith("slug,title")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"measures": "Theft offences"}, "“Theft offences” is not of the form: text = text"),
        ({"measures": "Theft = nothing"}, "There is no measure nothing."),
        ({"measures": ""}, "Say which measure each text of the column means."),
        ({"title": "By year"}, "A mapping has this title already."),
        ({"title": "New"}, "Give it a title of words."),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(
    statistics: Published, client: Any, changed: dict[str, str], said: str
) -> None:
    Mapping.objects.update(slug="by-year")
    answer = client.post("/mappings/new/", {**SENT, **changed})
    assert answer.status_code == 422
    assert said in words(answer)


# --- releases -------------------------------------------------------------------------------------------------
DAY = {"released_on-day": "19", "released_on-month": "7", "released_on-year": "2018"}


def test_a_release_is_entered_and_mended_and_its_day_stays_once_it_is_used(statistics: Published, client: Any) -> None:
    sent = {"title": "YE Mar 2018 release", "source": "ONS", **DAY}
    assert client.post("/releases/new/", sent)["Location"] == "/releases/"
    assert client.post("/releases/new/", sent).status_code == 422
    held = Release.objects.get(slug="ye-mar-2018-release")
    other_day = {**sent, "released_on-day": "20"}
    assert client.post(held.get_absolute_url(), other_day).status_code == 302
    statistics.load(table(HEADINGS, ["Bedfordshire", "2016/17", 1]), held)
    answer = client.post(held.get_absolute_url(), sent)
    assert "Figures are held of this release" in words(answer)
    assert client.post(held.get_absolute_url(), {**other_day, "source": "Office"}).status_code == 302
    held.refresh_from_db()
    assert (held.released_on.day, held.source) == (20, "Office")
    assert "Office" in words(client.get(f"{held.get_absolute_url()}history/"))
    rows = client.get("/releases/?format=csv").getvalue().decode().splitlines()
    assert rows[1].split(",")[-2:] == ["1", "0"]


# --- names ----------------------------------------------------------------------------------------------------
def test_a_name_is_added_used_and_removed(statistics: Published, spring: Spring, client: Any) -> None:
    data, release = table(HEADINGS, ["Beds & Luton", "2016/17", 1]), published.release(*MARCH)
    assert statistics.send(data, release).tally["refused"] == 1
    sent = {"force": "bedfordshire", "name": " Beds  &  LUTON"}
    assert client.post("/forces/aliases/new/", sent).status_code == 302
    alias = ForceAlias.objects.get()
    assert alias.name == "beds and luton"
    assert statistics.send(data, release).tally["added"] == 1
    assert "beds and luton" in words(client.get("/forces/aliases/?q=luton"))
    address = f"/forces/aliases/{alias.pk}/remove/"
    assert "Tables that call Bedfordshire “beds and luton” will be refused for it." in words(client.get(address))
    assert client.post(address).status_code == 302
    assert statistics.send(data, release).tally["refused"] == 1
    page = words(client.get("/forces/aliases/history/"))
    assert "created" in page
    assert "removed" in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Cambridgeshire", "This name is known already: it means Cambridgeshire."),
        ("England and Wales incl. BTP", "stands for several forces"),
        ("Action Fraud", "or for another body"),
        ("btp", "This name is known already: it means British Transport Police."),
    ],
)
def test_a_name_that_means_something_else_is_not_added(
    statistics: Published, client: Any, name: str, said: str
) -> None:
    answer = client.post("/forces/aliases/new/", {"force": "bedfordshire", "name": name})
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_name_that_was_added_meanwhile_is_told(spring: Spring, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.ForceAliasFactory(force=spring.bedfordshire, name="beds")
    monkeypatch.setattr(reference, "force_names", lambda: ({}, {}))
    with pytest.raises(Exception, match="added meanwhile") as caught:
        reference.add_alias(by=spring.administrator, force=spring.bedfordshire, name="beds")
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_an_address_of_names_is_not_taken_for_a_force(statistics: Published, client: Any) -> None:
    assert "Force names" in words(client.get("/forces/aliases/"))


def test_administrators_find_them_beside_the_collections(statistics: Published, spring: Spring, ask: Any) -> None:
    page = words(ask(spring.administrator, "/collections/"))
    assert "/mappings/" in page
    assert "/releases/" in page
    assert "/mappings/" not in words(ask(factories.UserFactory(), "/collections/"))


# --- undoing --------------------------------------------------------------------------------------------------
def test_a_slip_is_previewed_confirmed_and_undone_on_its_pages(spring: Spring, client: Any) -> None:
    value = spring.value(spring.bedfordshire, spring.referrals, numerator=472, denominator=2470)
    client.force_login(spring.administrator)
    upload = spring.send(spring.rows(("BED", "referrals", 742, 2470)))
    address = upload.get_absolute_url()
    page = words(client.get(address))
    assert ">472<" in page
    assert ">742<" in page
    assert "Undo this file" not in page
    client.post(f"{address}confirm/", {"version": upload.version})
    value.refresh_from_db()
    assert value.numerator == 742
    page = words(client.get(address))
    assert "1 figure goes back to what it was." in page
    assert "Undo this file" in page
    assert client.post(f"{address}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}undo/", {"reason": "Digits changed places"})["Location"] == address
    value.refresh_from_db()
    assert (value.numerator, value.denominator) == (472, 2470)
    page = words(client.get(address))
    assert "Undone by" in page
    assert "Undone: 1 figure went back to what it was." in page
    assert "Only a confirmed file can be undone." in words(client.get(f"{address}undo/"))
    assert Upload.objects.get().state == UploadState.UNDONE


def test_the_page_says_what_stands_in_the_way(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    for count in (1, 2):
        upload = spring.send(spring.rows(("BED", "crime", count)))
        client.post(f"{upload.get_absolute_url()}confirm/", {"version": upload.version})
    first = Upload.objects.earliest("pk")
    page = words(client.get(f"{first.get_absolute_url()}undo/"))
    assert "Bedfordshire, Crime, 12 months to 30 June 2017 was changed again since." in page
    assert "Why" not in page
    answer = client.post(f"{first.get_absolute_url()}undo/", {"reason": "A try"})
    assert answer.status_code == 422
    assert Value.objects.get().numerator == 2


# --- one definition of the columns ----------------------------------------------------------------------------
def test_the_template_the_import_and_the_export_of_the_admin_name_the_same_columns() -> None:
    exported = set(ValueResource().get_export_order())
    assert set(READ) <= exported
    assert exported - set(READ) == {"printed", "source"}  # what no return says
