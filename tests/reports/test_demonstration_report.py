"""The demonstration's report on Bedfordshire of 2017 carries every fact of the published one, in the right section."""

from __future__ import annotations

import pytest

from accounts.models import User
from core import clock
from inspections.models import Inspection
from reports import publication
from reports.actions import reports
from reports.document.fields import changed_since_written
from reports.document.gathering import gather
from reports.document.records import Records
from reports.document.shape import Block, SectionPart, Snapshot, as_text, from_text
from reports.models import Report
from tests.reports import bedfordshire_facts as facts

pytestmark = pytest.mark.django_db
People = dict[str, User]


def report() -> Report:
    """Return the report."""
    return Report.objects.get(inspection__reference="BED-2017-E")


def words_of(snapshot: Snapshot, part: SectionPart) -> str:
    """Return all that a reader sees of a section, a line for each thing."""
    figures = {figure["key"]: figure for figure in snapshot["figures"]}
    findings = {finding["reference"]: finding for finding in snapshot["findings"]}

    def said(block: Block) -> list[str]:
        if block["type"] == "figure":
            figure = figures[block["figure"]]
            return [figure["caption"], figure["period"], figure["force_printed"], figure["national_printed"]]
        if block["type"] == "finding":
            return [block["finding"], findings[block["finding"]]["wording"]]
        return [block.get("text", ""), *(cell for row in block.get("rows", []) for cell in row)]

    return "\n".join([part["heading"], part["grade"], *(one for block in part["blocks"] for one in said(block))])


def test_every_fact_of_the_published_report_is_in_its_section(people: People) -> None:
    snapshot = gather(Records(report()))
    parts = {part["key"]: part for part in snapshot["sections"]}
    assert list(parts) == list(facts.FACTS)
    missing = {
        key: gone
        for key, said in facts.FACTS.items()
        if (gone := [fact for fact in said if fact not in words_of(snapshot, parts[key])])
    }
    assert missing == {}
    assert {key: parts[key]["grade"] for key in facts.GRADES} == facts.GRADES
    raised = {
        key: [block["finding"] for block in parts[key]["blocks"] if block["type"] == "finding"] for key in facts.RAISED
    }
    assert raised == {key: list(words) for key, words in facts.RAISED.items()}
    told = {one["reference"]: (one["verdict"], one["status"]) for one in snapshot["follow_up"]}
    assert told == facts.FOLLOWED_UP
    said = {one["reference"]: one["wording"] for one in snapshot["findings"]}
    said |= {one["reference"]: f"{one['title']}. {one['narrative']}" for one in snapshot["follow_up"]}
    asked = [*(one for raised in facts.RAISED.values() for one in raised.items()), *facts.TOLD.items()]
    assert [(reference, word) for reference, words in asked for word in words if word not in said[reference]] == []
    assert [fact for fact in facts.FOOTNOTES if fact not in "\n".join(n["html"] for n in snapshot["footnotes"])] == []
    explained = "\n".join(f"{one['term']}: {one['definition']}" for one in snapshot["glossary"])
    assert [fact for fact in facts.GLOSSARY if fact not in explained] == []
    assert [part["title"] for part in snapshot["judgments"]] == ["Overall", *facts.QUESTIONS.values()]
    # nothing is left to be done to it, and it survives being stored
    records, on = Records(report()), clock.today()
    assert [*publication.words(records, on), *publication.numbers(records, on)] == []
    assert from_text(as_text(snapshot)) == snapshot
    assert all(figure["is_frozen"] for figure in snapshot["figures"])


def test_what_greater_manchester_left_out_stands_from_2016_and_has_no_section(people: People) -> None:
    inspection = Inspection.objects.get(reference="GMP-2017-E")
    begun = reports.begin(by=people["manager"], inspection=inspection, title="Greater Manchester", at=clock.now())
    parts = {part["key"]: part for part in gather(Records(begun))["sections"]}
    assert set(facts.QUESTIONS) - set(parts) == {"prevention", "serious-and-organised-crime"}
    scope, judgments = parts["scope"]["blocks"], parts["judgments"]["blocks"][0]["rows"]
    assert scope[0]["text"].startswith("This inspection looked at 3 of 5 questions. It left out Preventing crime")
    standing = {row[0]: row[1:] for row in judgments}
    assert standing[facts.QUESTIONS["serious-and-organised-crime"]] == ["Outstanding (carried over)", "2016"]
    assert standing[facts.QUESTIONS["prevention"]] == ["2016, grade not held", "2016"]
    stands = {row[0]: row[3] for row in scope[1]["rows"]}
    assert stands[facts.QUESTIONS["serious-and-organised-crime"]] == "Outstanding, 2016"
    assert stands[facts.QUESTIONS["prevention"]] == "2016, grade not held"


def test_no_field_of_it_stands_for_something_else_by_now(people: People) -> None:
    assert changed_since_written(Records(report())) == []
    assert sum(len(section.fields) for section in report().sections.all()) >= 15
