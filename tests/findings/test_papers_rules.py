"""Committee papers, the arithmetic: due dates as at a day, which findings are told, totals, changes, the hash."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest

from findings.rules import papers
from findings.rules.papers import DueDates
from findings.rules.replay import Step

MARCH, APRIL, MAY, JUNE = (date(2018, month, 1) for month in (3, 4, 5, 6))
NAMES = {
    "status": {"open": "Open", "in-progress": "In progress", "closed-achieved": "Closed – achieved"},
    "rag": {"red": "Red", "amber": "Amber", "green": "Green"},
}


def moved(order: int, effective: date, recorded: date, before: date | None, after: date) -> Step:
    """Return an extension."""
    return Step(order, effective, recorded, due_before=before, due_after=after)


def row(reference: str, **facts: Any) -> dict[str, Any]:
    """Return a row: an open finding, amber, without dates."""
    status = facts.pop("status", "open")
    plain = {"title": "Local teams", "force": "Bedfordshire", "rag": "amber", "due_now": None, "force_due_now": None}
    return {"reference": reference, "status": status, "status_label": NAMES["status"][status], **plain, **facts}


@pytest.mark.parametrize(
    ("moves", "due_on", "on", "expected"),
    [
        ([], None, MAY, DueDates(None, None)),
        ([], MAY, MARCH, DueDates(MAY, MAY)),
        # moved in April from May to June: in March it was still May
        ([moved(1, APRIL, APRIL, MAY, JUNE)], JUNE, MARCH, DueDates(MAY, MAY)),
        ([moved(1, APRIL, APRIL, MAY, JUNE)], JUNE, APRIL, DueDates(MAY, JUNE)),
        # none was set at first
        ([moved(1, APRIL, APRIL, None, JUNE)], JUNE, MARCH, DueDates(None, None)),
        # twice on one day: the one entered last moved it
        ([moved(2, APRIL, APRIL, MAY, JUNE), moved(1, APRIL, APRIL, MARCH, MAY)], JUNE, MAY, DueDates(MARCH, JUNE)),
    ],
)
def test_a_due_date_is_told_as_first_set_and_as_it_stood_on_the_day(
    moves: list[Step], due_on: date | None, on: date, expected: DueDates
) -> None:
    assert papers.due_dates(moves, due_on, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(MARCH, DueDates(None, None)), (APRIL, DueDates(MAY, MAY)), (JUNE, DueDates(MAY, JUNE))],
)
def test_the_force_s_own_date_is_the_first_and_the_last_it_gave_by_the_day(on: date, expected: DueDates) -> None:
    updates = [Step(3, MAY, MAY, due_after=JUNE), Step(1, APRIL, APRIL, due_after=MAY), Step(2, APRIL, APRIL)]
    assert papers.force_dates(updates, on) == expected


@pytest.mark.parametrize(
    ("status", "status_at_last", "was_open_in_last", "told"),
    [
        ("", None, None, False),
        ("draft", None, None, False),
        ("open", None, None, True),
        ("open", "closed-achieved", False, True),  # reopened
        ("closed-achieved", None, None, False),  # the first paper of its scope: nothing closed since
        ("closed-achieved", "closed-achieved", None, False),  # closed before the last paper
        ("closed-achieved", "closed-achieved", False, False),  # the last paper showed it closed
        ("closed-achieved", "open", True, True),
        ("closed-achieved", "closed-achieved", True, True),  # recorded after the last paper, of a day before it
        ("closed-achieved", "", None, True),  # raised and closed since
        ("closed-achieved", "draft", None, True),
    ],
)
def test_a_paper_tells_of_open_findings_and_of_those_closed_since_the_last(
    status: str, status_at_last: str | None, was_open_in_last: bool | None, told: bool
) -> None:
    assert papers.is_told(status, status_at_last=status_at_last, was_open_in_last=was_open_in_last) is told


def test_totals_come_to_the_number_of_rows_in_every_group() -> None:
    rows = [row("A"), row("B", rag="red"), row("C", status="closed-achieved", rag="green"), row("D")]
    assert papers.totals(rows, NAMES) == {
        "rows": 4,
        "open": 3,
        "closed": 1,
        "by_status": [
            {"key": "open", "label": "Open", "count": 3},
            {"key": "closed-achieved", "label": "Closed – achieved", "count": 1},
        ],
        "by_rag": [
            {"key": "red", "label": "Red", "count": 1},
            {"key": "amber", "label": "Amber", "count": 2},
            {"key": "green", "label": "Green", "count": 1},
        ],
    }


def test_a_value_without_a_name_would_not_be_counted_and_is_an_error() -> None:
    with pytest.raises(ValueError, match="rag has no name for purple"):
        papers.totals([row("A", rag="purple")], NAMES)


BEFORE = [
    row("A"),
    row("B"),
    row("C"),
    row("D", due_now="2018-05-01"),
    row("E"),
    row("F", status="closed-achieved", rag="green"),
    row("G", status="closed-achieved", rag="green"),
]
AFTER = [
    row("A"),
    row("B", status="in-progress", rag="red"),
    row("C", status="closed-achieved", rag="green"),
    row("D", due_now="2018-06-22", force_due_now="2018-06-01"),
    row("G"),
    row("H"),
]


def test_changes_since_the_last_paper_worked_out_by_hand() -> None:
    found = papers.changes(BEFORE, AFTER)
    assert [(line["kind"], line["reference"], line["before"], line["after"]) for line in found["lines"]] == [
        ("new", "H", "", "Open"),
        ("closed", "C", "Open", "Closed – achieved"),
        ("status", "B", "Open", "In progress"),
        ("status", "G", "Closed – achieved", "Open"),
        ("rag", "B", "Amber", "Red"),
        ("rag", "G", "Green", "Amber"),
        ("due", "D", "1 May 2018", "22 June 2018"),
        ("force_due", "D", "None set", "1 June 2018"),
        ("gone", "E", "Open", ""),
    ]
    # six now: one new, five that were in the last paper, four of which changed; seven then: five, one gone, one closed
    assert found["counts"] == {
        "new": 1, "closed": 1, "status": 2, "rag": 2, "due": 1, "force_due": 1, "gone": 1,
        "before": 7, "after": 6, "both": 5, "changed": 4, "unchanged": 1, "left_out": 1,
    }  # fmt: skip


def test_a_paper_against_itself_has_no_change() -> None:
    found = papers.changes(BEFORE[:5], BEFORE[:5])
    assert found["lines"] == []
    assert found["counts"]["unchanged"] == 5


def test_the_hash_is_of_the_canonical_json_whatever_order_the_keys_are_kept_in() -> None:
    text = '{"a":["é",null],"b":1}'
    assert papers.canonical({"b": 1, "a": ["é", None]}) == text
    assert papers.digest({"a": ["é", None], "b": 1}) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(("state", "to", "may"), [("draft", "issued", True), ("issued", "draft", False)])
def test_an_issued_paper_moves_nowhere(state: str, to: str, may: bool) -> None:
    assert papers.may_move(state, to) is may
