"""Each check of a return on rows that are right and rows that are wrong; a check without samples fails."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from importlib import import_module
from typing import Any, NamedTuple

import pytest

from forces.returns import checks
from forces.returns.layout import READ, Asked, AskedMeasure, Formula, Row, Sheet, Table
from forces.returns.messages import MESSAGES

RATE = AskedMeasure(is_share=False, is_per_head=True, denominator_label="Population")
SHARE = AskedMeasure(is_share=True, is_per_head=False, denominator_label="Arrests")
PER_OFFENCE = AskedMeasure(is_share=False, is_per_head=False, denominator_label="Offences")
PER_COUNT = AskedMeasure(False, False, "Recorded offences", is_divided_by_measure=True)
SURVEY = AskedMeasure(is_share=True, is_per_head=False, denominator_label="Staff", is_survey=True)
ASKED = Asked(
    collection="spring-2018",
    title="Spring 2018",
    template_version=2,
    forces={"BED": "Bedfordshire", "CAM": "Cambridgeshire"},
    out_of_scope={"BTP": "British Transport Police"},
    measures={
        "crime": RATE,
        "referrals": SHARE,
        "arrests": PER_OFFENCE,
        "charges": PER_COUNT,
        "staff": SURVEY,
        "own-area": replace(RATE, part_of="crime"),
    },
    periods={"2017": "Year 2017", "2018": "Year 2018"},
    items=frozenset({("crime", "2018"), ("crime", "2017"), ("referrals", "2018"), ("arrests", "2018")}),
)
ONE_FORCE = replace(ASKED, force="BED")
SIGNED = replace(ASKED, closed=frozenset({"BED"}))


ALL = list(READ.values())
LEAST = ["Force code", "Measure", "Period", "Numerator"]


class Wrong(NamedTuple):
    """A row or table that must be refused: with which code, under which heading, saying what of it."""

    sample: Any
    code: str
    heading: str = ""
    says: str = ""
    asked: Asked = ASKED


def row(number: int = 2, sheet: str = "Return", **cells: Any) -> Row:
    """Return a row that is right but for the cells named."""
    return Row(sheet, number, {"force": "BED", "measure": "crime", "period": "2018", "numerator": 10} | cells)


def table(headings: list[str] | None = None, about: dict[str, str] | None = None, rows: Any = None) -> Table:
    """Return a table that is right but for what is named."""
    sheet = Sheet("Return", headings or ALL, 1)
    return Table("xlsx", [sheet], rows if rows is not None else [row()], about or {})


def two_sheets(headings: list[str]) -> Table:
    """Return a table of two sheets, of which the second has other headings."""
    return Table("xlsx", [Sheet("Crime", ALL, 1), Sheet("ASB", headings, 3)], [row()])


def share(**cells: Any) -> Row:
    """Return a row of a share."""
    return row(measure="referrals", **cells)


# check → (what is right, what is wrong)
SAMPLES: dict[str, tuple[list[Any], list[Wrong]]] = {
    "heading_missing": (
        [
            table(),
            table(["Force code", "Measure", "Period", "Numerator"]),
            table(["force", "measure", "period", "numerator"]),
        ],
        [
            Wrong(table(["Force code", "Measure", "Period"]), "heading-missing", "Numerator", "no column Numerator"),
            Wrong(two_sheets(LEAST[:3]), "heading-missing", "Numerator", "Sheet ASB: There is no column Numerator"),
        ],
    ),
    "heading_doubled": (
        [table()],
        [
            Wrong(table([*ALL, "numerator"]), "heading-doubled", "Numerator", "2 times: columns D, J"),
            Wrong(two_sheets([*ALL, "numerator"]), "heading-doubled", "Numerator", "Sheet ASB: The heading"),
        ],
    ),
    "heading_merged": (
        [table()],
        [Wrong(table(["Force code", "Measure", "Period", "Numerator", ""]), "heading-merged", says="column E")],
    ),
    "heading_unknown": (
        [table([*ALL, "Force name", "Held now", "Why it was refused"])],
        [Wrong(table([*ALL, "Total"]), "heading-unknown", "Total", "no column Total")],
    ),
    "template_of_another_force": (
        [table(about={"Force code": "BED"}), table()],
        [
            Wrong(
                table(about={"Force code": "CAM"}),
                "template-of-another-force",
                says="template of Cambridgeshire, and the return is for Bedfordshire",
                asked=ONE_FORCE,
            )
        ],
    ),
    "template_of_another_collection": (
        [table(about={"Collection": "spring-2018"}), table()],
        [Wrong(table(about={"Collection": "autumn-2017"}), "template-of-another-collection", says="autumn-2017")],
    ),
    "template_version": (
        [table(about={"Template version": "2"}), table(about={"Template version": "2.0"}), table()],
        [
            Wrong(table(about={"Template version": "1"}), "template-version", says="version 1 of the template"),
            Wrong(table(about={"Template version": "two"}), "template-version", says="version two"),
        ],
    ),
    "no_rows": (
        [table()],
        [Wrong(table(rows=[]), "no-rows"), Wrong(table(rows=[row(numerator=None)]), "no-rows", says="No row")],
    ),
    "force_unknown": (
        [row(), row(force=" bed "), row(force=Formula("=A1"))],
        [
            Wrong(row(force="XYZ"), "force-unknown", "Force code", "no force with this code"),
            Wrong(row(force=None), "force-unknown", "Force code"),
            Wrong(row(force="BTP"), "force-out-of-scope", "Force code", "British Transport Police is not inspected"),
        ],
    ),
    "force_other": (
        [row(), row(force="CAM"), row(force="XYZ")],
        [Wrong(row(force="CAM"), "force-other", "Force code", "about Cambridgeshire", ONE_FORCE)],
    ),
    "measure_unknown": (
        [row(), row(measure="CRIME"), row(measure=Formula("=A1"))],
        [Wrong(row(measure="burglary"), "measure-unknown", "Measure"), Wrong(row(measure=""), "measure-unknown")],
    ),
    "period_unknown": (
        [row(), row(period=2018), row(period=2018.0), row(period=Formula("=A1"))],
        [Wrong(row(period="2016"), "period-unknown", "Period"), Wrong(row(period=None), "period-unknown")],
    ),
    "period_not_asked": (
        [row(), row(measure="burglary"), row(period="1999")],
        [Wrong(share(period="2017"), "not-asked", "Period", "does not ask for this measure for this period")],
    ),
    "formula": (
        [row(), row(caveat="2+2")],
        [
            Wrong(row(numerator=Formula("=1+1")), "formula", "Numerator", "holds a formula"),
            Wrong(row(caveat=Formula()), "formula", "Note"),
        ],
    ),
    "count_not_number": (
        [row(), row(numerator="10"), row(numerator=10.0), row(numerator=None), row(numerator=Formula("=1"))],
        [
            Wrong(row(numerator="about 10"), "count-not-number", "Numerator", "not a whole number"),
            Wrong(row(numerator="1,23"), "count-not-number", "Numerator"),
            Wrong(row(numerator="1,234.5[r]"), "count-not-number", "Numerator"),
            Wrong(row(numerator=12.5), "count-not-number", "Numerator"),
            Wrong(row(numerator=float("nan")), "count-not-number", "Numerator"),
            Wrong(row(numerator=True), "count-not-number", "Numerator"),
            Wrong(row(numerator=10**15), "count-not-number", "Numerator"),
            Wrong(share(numerator=1, denominator="none"), "count-not-number", "Denominator"),
            Wrong(row(measure="staff", denominator=20, base="most"), "count-not-number", "Responses"),
        ],
    ),
    "count_dash": (
        [row(), row(numerator="-1"), row(numerator="n/a"), row(caveat="-")],
        [
            Wrong(row(numerator="-"), "count-dash", "Numerator", "whether none happened"),
            Wrong(share(denominator=" – "), "count-dash", "Denominator"),
        ],
    ),
    "count_withheld": (
        [row(), row(numerator=".."), row(caveat="*")],
        [
            Wrong(row(numerator="*"), "count-withheld", "Numerator", "withheld"),
            Wrong(share(denominator="**"), "count-withheld", "Denominator"),
        ],
    ),
    "base_not_wanted": (
        [row(), row(measure="staff", base=16), row(measure="burglary", base=16), row(base=Formula("=1"))],
        [Wrong(row(base=16), "base-not-wanted", "Responses", "no survey")],
    ),
    "base_too_large": (
        [row(measure="staff", base=1678), row(measure="staff", base="many")],
        [Wrong(row(measure="staff", base=10**10), "base-too-large", "Responses")],
    ),
    "return_closed": (
        [row(), row(force="XYZ")],
        [Wrong(row(), "return-closed", "Force code", "return of Bedfordshire is signed off", SIGNED)],
    ),
    "count_negative": (
        [row(numerator=0), row(numerator="text"), row(numerator="1,234")],
        [
            Wrong(row(numerator=-1), "count-negative", "Numerator", "below zero"),
            Wrong(row(numerator="-1"), "count-negative", "Numerator"),
            Wrong(row(numerator="-1,234"), "count-negative", "Numerator"),
            Wrong(share(numerator=1, denominator=-5), "count-negative", "Denominator"),
        ],
    ),
    "numerator_missing": (
        [
            row(),
            row(numerator=None, status="not supplied"),
            row(numerator=None, status="not comparable"),
            row(numerator=None, status="nonsense"),
            row(numerator="n/a"),
        ],
        [
            Wrong(row(numerator=None, status="supplied"), "numerator-missing", "Numerator", "the cell is empty"),
            Wrong(row(numerator=None, caveat="soon"), "numerator-missing", "Numerator"),
            Wrong(row(numerator="n/a", status="supplied"), "numerator-missing", "Numerator"),
        ],
    ),
    "denominator_missing": (
        [row(), share(denominator=20), share(numerator=None), row(measure="burglary"), row(measure="charges")],
        [
            Wrong(share(), "denominator-missing", "Denominator", "is missing: Arrests"),
            Wrong(share(denominator="n/a"), "denominator-missing", "Denominator"),
        ],
    ),
    "denominator_not_wanted": (
        [row(), share(denominator=20), row(measure="burglary"), row(denominator=Formula("=1"))],
        [
            Wrong(row(denominator=660000), "denominator-not-wanted", "Denominator", "the population we hold"),
            Wrong(
                row(measure="charges", denominator=9), "denominator-not-wanted", "Denominator", "(Recorded offences)"
            ),
        ],
    ),
    "numerator_above_denominator": (
        [
            share(numerator=20, denominator=20),
            row(measure="arrests", numerator=30, denominator=20),  # one offence may lead to several arrests
            share(numerator="text", denominator=20),
            row(measure="burglary"),
        ],
        [
            Wrong(
                share(numerator=2470, denominator=472),
                "numerator-above-denominator",
                "Numerator",
                "2,470 of 472",
            )
        ],
    ),
    "status_unknown": (
        [row(), row(status="Estimated"), row(status="not_supplied"), row(status=Formula("=A1"))],
        [Wrong(row(status="maybe"), "status-unknown", "Status"), Wrong(row(status="contradiction"), "status-unknown")],
    ),
    "reason_missing": (
        [row(), row(status="estimated", reason="two months"), row(status="estimated", reason=Formula("=A1"))],
        [
            Wrong(row(status="estimated"), "reason-missing", "Reason", "status estimated needs a reason"),
            Wrong(row(numerator="N/A"), "reason-missing", "Reason", "not supplied (what N/A means) needs a reason"),
        ],
    ),
    "number_not_wanted": (
        [row(), row(status="not supplied", numerator=None), row(status="not supplied", numerator=Formula("=1"))],
        [
            Wrong(row(status="not supplied"), "number-not-wanted", "Numerator", "nothing was supplied"),
            Wrong(share(status="not supplied", numerator=None, denominator=3), "number-not-wanted", "Denominator"),
        ],
    ),
    "text_too_long": (
        [row(reason="x" * 300)],
        [Wrong(row(caveat="x" * 301), "text-too-long", "Note", "301 characters")],
    ),
    "row_doubled": (
        [[row(2), row(3, force="CAM")], [row(2, force=""), row(3, force="")]],
        [
            Wrong([row(2), row(3, numerator=11)], "row-doubled", "Force code", "row 2 too"),
            Wrong(
                [row(2, sheet="Crime"), row(2, sheet="ASB")], "row-doubled", "Force code", "row 2 of sheet Crime too"
            ),
        ],
    ),
    "part_exceeds_whole": (
        [
            [row(2, numerator=46), row(3, measure="own-area", numerator=46)],
            [row(2, numerator=5), row(3, measure="own-area", numerator=46, force="CAM")],
            [row(2, numerator="text"), row(3, measure="own-area", numerator=46)],
        ],
        [
            Wrong(
                [row(2, numerator=46), row(3, measure="own-area", numerator=47)],
                "part-exceeds-whole",
                "Numerator",
                "The part is 47 and the whole 46; the other is in row 2.",
            ),
            Wrong(
                [
                    row(2, sheet="Whole", numerator=46),
                    row(3, sheet="Part", measure="own-area", numerator=47),
                ],
                "part-exceeds-whole",
                "Numerator",
                "the other is in row 2 of sheet Whole.",
            ),
        ],
    ),
}
ERRORS = {"file", "row", "rows"}  # those that refuse; what raises queries is in test_figure_checks
NAMES = [
    module.name
    for module in pkgutil.iter_modules(checks.__path__)
    if import_module(f"{checks.__name__}.{module.name}").OF in ERRORS
]


def run(name: str, sample: Any, asked: Asked) -> list[Any]:
    """Return the problems one check finds."""
    module = import_module(f"forces.returns.checks.{name}")
    if module.OF == "row":
        return [problem for problem in [module.check(sample, asked)] if problem]
    if module.OF == "rows":
        return [problem for _row, problem in module.check(sample, asked)]
    return list(module.check(sample, asked))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_passes(name: str) -> None:
    good, _ = SAMPLES[name]
    assert good
    for sample in good:
        assert run(name, sample, ASKED) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_refused_with_its_place_and_its_mend(name: str) -> None:
    _, bad = SAMPLES[name]
    assert bad
    for wrong in bad:
        found = run(name, wrong.sample, wrong.asked)
        assert found, wrong
        problem = found[0]
        assert problem.code == wrong.code
        assert wrong.says in problem.message
        assert problem.allowed
        assert problem.mend
        if wrong.heading:
            assert problem.heading == wrong.heading
        if isinstance(wrong.sample, Row):
            assert (problem.sheet, problem.row) == ("Return", 2)


def test_a_doubled_row_refuses_both_and_names_the_other() -> None:
    found = run("row_doubled", [row(2), row(3), row(4)], ASKED)
    assert [(problem.row, problem.message[-14:]) for problem in found] == [
        (3, "are in row 2 too."[-14:]),
        (2, "are in row 3 too."[-14:]),
        (4, "are in row 2 too."[-14:]),
    ]


def test_a_part_above_its_whole_refuses_both_and_names_the_other() -> None:
    found = run("part_exceeds_whole", [row(2, numerator=46), row(3, measure="own-area", numerator=47)], ASKED)
    assert [(problem.row, problem.message[-6:]) for problem in found] == [(3, "row 2."), (2, "row 3.")]
    parts = {**ASKED.measures, "elsewhere": replace(RATE, part_of="crime")}
    rows = [row(2, numerator=46), row(3, measure="own-area", numerator=47), row(4, measure="elsewhere", numerator=48)]
    found = run("part_exceeds_whole", rows, replace(ASKED, measures=parts))
    assert [problem.row for problem in found] == [3, 2, 4]


def test_every_row_and_layout_message_is_used_by_a_check() -> None:
    by_reader = {
        *("empty-file", "too-large", "wrong-type", "password", "expands-too-far", "damaged", "too-many-cells"),
        *("no-sheet", "no-headings", "formula-somewhere", "published-workbook", "sheets-hidden"),
    }
    asserted = {wrong.code for _, bad in SAMPLES.values() for wrong in bad}
    of_tables = {code for code in MESSAGES if code.startswith("table-")}  # tested with the tables
    assert asserted | by_reader | of_tables == set(MESSAGES)


def test_wholes_on_two_sheets_with_the_same_row_number_are_both_refused() -> None:
    rows = [
        row(2, sheet="A", numerator=46),
        row(3, sheet="A", measure="own-area", numerator=47),
        row(2, sheet="B", force="CAM", numerator=5),
        row(3, sheet="B", force="CAM", measure="own-area", numerator=6),
    ]
    refused = [(one.sheet, one.row) for one in run("part_exceeds_whole", rows, ASKED)]
    assert sorted(refused) == [("A", 2), ("A", 3), ("B", 2), ("B", 3)]
