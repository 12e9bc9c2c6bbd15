"""Forms about files of published findings, filled in rightly: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world_catalogue
from tests.findings.catalogue_samples import as_csv
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def findings_file(world: World) -> Sent:
    """Published findings."""
    file = SimpleUploadedFile("findings.csv", as_csv(*world_catalogue.ROWS), "text/csv")
    return "manager", "/findings/import/", {"file": file}


def findings_confirmed(world: World) -> Sent:
    """That a file of published findings is to be loaded."""
    return "administrator", f"/findings/import/{world.of('findings file')[0].args[0]}/confirm/", {"version": 1}


def findings_withdrawn(world: World) -> Sent:
    """That a file of published findings is put aside."""
    return "manager", f"/findings/import/{world.of('findings file')[0].args[0]}/withdraw/", {}


CATALOGUE = [findings_file, findings_confirmed, findings_withdrawn]
