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
