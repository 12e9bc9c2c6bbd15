"""Forms about published tables and undoing, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forces.models import ForceAlias, Mapping
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
DAY = {"released_on-day": "24", "released_on-month": "1", "released_on-year": "2019"}
TABLE = b"force,financial_year,count\nFirst force,2016/17,5\n"


def table_loaded(world: World) -> Sent:
    """A published table."""
    sent = {"mapping": "by-year", "release": "january-2018", "file": SimpleUploadedFile("table.csv", TABLE)}
    return "administrator", "/collections/statistics/load/", sent


def mapping_of(**changed: Any) -> dict[str, Any]:
    """Return a mapping as it is sent."""
    return {
        "title": "By quarter",
        "target": "values",
        "force_column": "force",
        "period_columns": "financial_year\nquarter",
        "count_column": "count",
        "measure": "recorded-crime",
        **changed,
    }


def mapping_made(world: World) -> Sent:
    """A new mapping."""
    return "administrator", "/mappings/new/", mapping_of()


def mapping_changed(world: World) -> Sent:
    """A changed one."""
    version = Mapping.objects.get(slug="by-year").version
    return "administrator", "/mappings/by-year/", mapping_of(version=version, only="territorial_43 = yes")


def release_made(world: World) -> Sent:
    """A new release."""
    return "administrator", "/releases/new/", {"title": "Tables of 2019", "source": "a source", **DAY}


def release_changed(world: World) -> Sent:
    """A mended one."""
    return "administrator", "/releases/january-2018/", {"title": "January", "source": "another", **DAY}


def name_added(world: World) -> Sent:
    """Another name of a force."""
    return "administrator", "/forces/aliases/new/", {"force": "first", "name": "First Constabulary"}


def name_removed(world: World) -> Sent:
    """A name that is not wanted any more."""
    return "administrator", f"/forces/aliases/{ForceAlias.objects.get().pk}/remove/", {}


def file_undone(world: World) -> Sent:
    """A confirmed file that is taken back."""
    pk = world.of("confirmed upload")[0].args[0]
    return "administrator", f"/uploads/{pk}/undo/", {"reason": "The wrong year"}


TABLES = [
    *(table_loaded, mapping_made, mapping_changed, release_made, release_changed),
    *(name_added, name_removed, file_undone),
]
