"""What tests of the back catalogue share: forces, cycles and frameworks, and files of a few rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Role, User
from core import clock
from findings.actions import back_catalogue
from findings.back_catalogue.layout import HEADINGS
from findings.models import Event, Finding, FindingsFile
from forces.models import Cycle, Force
from tests import factories

# a row as sources write them; a test says what is otherwise
ROW = {
    "force": "Cleveland",
    "raised_cycle": "2016",
    "pillar": "effectiveness",
    "question": "Q1 preventing crime and tackling ASB",
    "type": "AFI",
    "subject_paraphrased": "Share with partners what was learned from burglary patrols",
    "status_as_of_cycle": "2016",
    "status": "raised",
    "due_date": "",
    "source": "https://example.test/cleveland-2016",
    "published_on": "",
}


def row(**changes: str) -> dict[str, str]:
    """Return a row with some cells changed."""
    return {**ROW, **changes}


def as_csv(*rows: dict[str, Any], headings: Any = tuple(HEADINGS), encoding: str = "utf-8", **options: Any) -> bytes:
    """Return rows as a CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, headings, restval="", extrasaction="ignore", lineterminator="\n", **options)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


@dataclass
class Catalogue:
    """The forces and cycles that rows are about, and who loads them."""

    cleveland: Force
    cheshire: Force
    cycles: dict[str, Cycle]
    administrator: User
    manager: User

    def send(self, *rows: dict[str, Any], data: bytes | None = None, by: User | None = None, name: str = "") -> Any:
        """Send a file in."""
        content = as_csv(*rows) if data is None else data
        file = ContentFile(content, name=name or "findings.csv")
        return back_catalogue.receive(by=by or self.administrator, file=file, at=clock.now())

    def load(self, *rows: dict[str, Any], by: User | None = None) -> FindingsFile:
        """Send a file in and confirm it."""
        file = self.send(*rows, by=by)
        return back_catalogue.confirm(by=by or self.administrator, file=file, at=clock.now())

    def inspect(self, year: str, **fields: Any) -> Any:
        """Hold a published inspection of Cleveland's effectiveness in a cycle."""
        framework = self.cycles[year].frameworks.get(pillar="E")
        return factories.InspectionFactory(
            reference=f"CLV-{self.cycles[year].first_year}-E", force=self.cleveland, framework=framework, **fields
        )


def build() -> Catalogue:
    """Make them: cycles 2015 to 2018-19, effectiveness asked from 2015 to 2017, one framework for all in 2018-19."""
    cycles = {str(year): factories.CycleFactory(first_year=year) for year in (2015, 2016, 2017)}
    cycles["2018-19"] = factories.CycleFactory(first_year=2018, slug="2018-19", title="PEEL 2018/19")
    for slug, cycle in cycles.items():
        pillar = "P" if slug == "2018-19" else "E"
        framework = factories.FrameworkFactory(cycle=cycle, pillar=pillar, slug=f"{pillar}-{slug}".lower())
        factories.QuestionFactory(framework=framework, slug="prevention", title="Preventing crime")
        factories.QuestionFactory(framework=framework, slug="vulnerability", title="Protecting vulnerable people")
    factories.ForceFactory(code="BTP", slug="btp", name="British Transport Police", is_in_scope=False)
    return Catalogue(
        cleveland=factories.ForceFactory(code="CLV", slug="cleveland", name="Cleveland"),
        cheshire=factories.ForceFactory(
            code="CHE", slug="cheshire", name="Cheshire", official_name="Cheshire Constabulary"
        ),
        cycles=cycles,
        administrator=factories.user(Role.ADMINISTRATOR),
        manager=factories.user(Role.MANAGER),
    )


def tally(file: FindingsFile) -> dict[str, int]:
    """Return the counts that are not nothing."""
    names = ("added", "changed", "merged", "unchanged", "refused")
    return {name: file.tally[name] for name in names if file.tally[name]}


def events(finding: Finding) -> list[tuple[str, str, str, str]]:
    """Return what became of a finding: kind, verdict, status, year."""
    rows = Event.objects.filter(finding=finding).order_by("pk")
    return [(e.kind, e.verdict, e.status_after, str(e.effective_on.year)) for e in rows]
