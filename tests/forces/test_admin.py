"""The reference tables in the admin: who may open them, what an import writes, where values lead."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from forces.admin import ForceResource, MeasureResource, PeriodResource, PopulationResource, ValueResource
from forces.models import Force, Measure, Population
from tests import factories
from tests.forces.conftest import Spring

TABLES = ["force", "population", "measure", "period", "cycle", "datanote", "publishedfigure", "value"]


@pytest.mark.parametrize("table", TABLES)
def test_administrators_open_every_table(spring: Spring, ask: Any, table: str) -> None:
    assert ask(spring.administrator, f"/admin/forces/{table}/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.MANAGER, Role.FORCE_CONTACT, Role.AUDITOR])
def test_nobody_else_opens_the_admin(ask: Any, role: Role) -> None:
    person = factories.user(role)
    for address in ("/admin/", "/admin/forces/force/", "/admin/forces/force/import/"):
        assert ask(person, address).status_code in {302, 403}


def test_a_change_in_the_admin_is_put_down_to_the_person(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    force = spring.bedfordshire
    fields = {"code": "BED", "slug": "bedfordshire", "name": "Beds", "official_name": "Bedfordshire Police"}
    answer = client.post(
        f"/admin/forces/force/{force.pk}/change/",
        {**fields, "country": "England", "region": "East", "is_in_scope": "on"},
    )
    assert answer.status_code == 302
    row = force.history.first()
    assert (row.name, row.history_user, row.history_change_reason) == ("Beds", spring.administrator, "In the admin")


def test_forces_come_in_through_the_admin(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    text = (
        ForceResource().export(Force.objects.all()).csv.replace("Bedfordshire,Bedfordshire Police", "Beds,Beds Police")
    )
    file = SimpleUploadedFile("forces.csv", text.encode(), content_type="text/csv")
    preview = client.post("/admin/forces/force/import/", {"import_file": file, "format": "0", "resource": ""})
    hidden = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', preview.content.decode()))
    answer = client.post("/admin/forces/force/process_import/", hidden)
    assert answer.status_code == 302
    spring.bedfordshire.refresh_from_db()
    assert spring.bedfordshire.name == "Beds"
    row = spring.bedfordshire.history.first()
    assert (row.history_user, row.history_change_reason) == (spring.administrator, "Imported in the admin")


def test_what_is_exported_comes_back_unchanged(spring: Spring) -> None:
    for resource, model in (
        (ForceResource, Force),
        (PopulationResource, Population),
        (MeasureResource, Measure),
        (PeriodResource, type(spring.period)),
    ):
        data = resource().export(model.objects.all())
        result = resource().import_data(data, raise_errors=True)
        assert result.totals["skip"] == model.objects.count() > 0


@pytest.mark.parametrize("table", ["measure", "period"])
def test_measures_and_periods_are_edited_in_the_product_only(spring: Spring, client: Any, table: str) -> None:
    client.force_login(spring.administrator)
    held = spring.crime if table == "measure" else spring.period
    assert client.get(f"/admin/forces/{table}/add/").status_code == 403
    assert client.post(f"/admin/forces/{table}/{held.pk}/change/", {"slug": "other"}).status_code == 403
    held.refresh_from_db()
    assert held.slug in {"crime", "ye-2017-06"}


@pytest.mark.parametrize("table", ["measure", "period"])
def test_what_was_made_by_mistake_is_taken_out_and_what_is_used_stays(spring: Spring, client: Any, table: str) -> None:
    client.force_login(spring.administrator)
    used = spring.crime if table == "measure" else spring.period
    make: Any = factories.MeasureFactory if table == "measure" else lambda: factories.PeriodFactory(year=2010)
    for number in range(2):
        mistake = make()
        one = f"/admin/forces/{table}/{mistake.pk}/delete/"
        many = {"action": "delete_selected", "_selected_action": mistake.pk, "post": "yes"}
        client.post(*((f"/admin/forces/{table}/", many) if number else (one, {"post": "yes"})))
        assert not type(mistake).objects.filter(pk=mistake.pk).exists()
        row = type(mistake).history.filter(id=mistake.pk).first()
        assert (row.history_type, row.history_user) == ("-", spring.administrator)
    client.post(f"/admin/forces/{table}/{used.pk}/delete/", {"post": "yes"})
    assert type(used).objects.filter(pk=used.pk).exists()


def imported(client: Any, table: str, text: str) -> str:
    """Import a CSV in the admin as far as it goes; return the last page."""
    file = SimpleUploadedFile("rows.csv", text.encode(), content_type="text/csv")
    preview = client.post(f"/admin/forces/{table}/import/", {"import_file": file, "format": "0", "resource": ""})
    page = preview.content.decode()
    hidden = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page))
    if "import_file_name" in hidden:
        page = client.post(f"/admin/forces/{table}/process_import/", hidden, follow=True).content.decode()
    return page


def test_imported_measures_keep_the_rules_of_the_products_forms(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    spring.value(spring.bedfordshire, spring.crime)
    text = MeasureResource().export(Measure.objects.filter(slug="crime")).csv
    assert "1 value is held on this measure" in imported(client, "measure", text.replace(",1000,", ",100,"))
    assert "A sheet’s name holds no /" in imported(client, "measure", text.replace("Figures", "A/B"))
    imported(client, "measure", text.replace("Crime,", "Recorded crime,"))
    spring.crime.refresh_from_db()
    assert (spring.crime.title, spring.crime.per, spring.crime.version) == ("Recorded crime", 1000, 2)
    row = spring.crime.history.first()
    assert (row.history_user, row.history_change_reason) == (spring.administrator, "Imported in the admin")
    imported(client, "measure", text.replace("crime,Crime,", "rate-of-referrals,Rate,").replace("\r\n", "\n"))
    assert Measure.objects.get(slug="rate-of-referrals").history.get().history_user == spring.administrator


def test_a_measure_names_another_by_its_slug_in_files(spring: Spring) -> None:
    factories.MeasureFactory(slug="rate", denominator="measure", denominator_measure=spring.crime, part_of=None)
    row = MeasureResource().export(Measure.objects.filter(slug="rate")).dict[0]
    assert (row["denominator_measure"], row["part_of"]) == ("crime", "")


def test_imported_periods_keep_the_rules_of_the_products_forms(spring: Spring, client: Any) -> None:
    client.force_login(spring.administrator)
    text = PeriodResource().export(type(spring.period).objects.all()).csv
    assert "begins on 1 July 2016" in imported(client, "period", text.replace("2016-07-01", "2016-07-02"))
    imported(client, "period", text.replace("12 months to 30 June 2017", "Year to June 2017"))
    spring.period.refresh_from_db()
    assert spring.period.label == "Year to June 2017"


def test_values_export_under_the_names_they_have_in_files(spring: Spring) -> None:
    spring.value(spring.bedfordshire, spring.crime, numerator=44472)
    row = ValueResource().export().dict[0]
    assert (row["force"], row["measure"], row["period"], row["numerator"]) == (
        "BED",
        "crime",
        spring.period.slug,
        "44472",
    )


def test_values_are_changed_by_returns_only(spring: Spring, client: Any) -> None:
    value = spring.value(spring.bedfordshire, spring.crime)
    client.force_login(spring.administrator)
    assert client.get("/admin/forces/value/add/").status_code == 403
    assert client.post(f"/admin/forces/value/{value.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"/admin/forces/value/{value.pk}/change/", {"numerator": "5"})
    value.refresh_from_db()
    assert value.numerator == 10
    answer = client.get("/admin/forces/value/import/", follow=True)
    assert answer.redirect_chain == [("/collections/", 302)]
    assert "Values come in as returns" in answer.content.decode()
    assert client.post("/admin/forces/value/process_import/", {})["Location"] == "/collections/"


def test_a_barred_administrator_exports_none_of_the_forces_unpublished_values(spring: Spring, ask: Any) -> None:
    spring.value(spring.bedfordshire, spring.crime, collection=spring.collection)
    factories.BarFactory(user=spring.administrator, force=spring.bedfordshire)
    assert "0 values" in ask(spring.administrator, "/admin/forces/value/").content.decode()


def test_the_admin_signs_in_through_our_own_page(client: Any, db: None) -> None:
    answer = client.get("/admin/", follow=True)
    assert any("/accounts/login/" in address for address, _ in answer.redirect_chain)
