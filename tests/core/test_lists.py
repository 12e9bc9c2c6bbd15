"""Lists: the address is the filter; the table, its sorting and its file show the same rows."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from accounts.models import User
from core.lists import Column, WorkedOut, ordering
from tests import factories


def lines(response: Any) -> list[dict[str, str]]:
    """Return a file's rows by heading."""
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


@pytest.fixture
def page(sign_in: Any, auditor: User) -> Any:
    """Return a function that asks the list of forces."""
    for number, (name, region) in enumerate([("Cumber", "East"), ("Avalon", "Wales"), ("Borset", "East")]):
        factories.ForceFactory(name=name, region=region, official_name=f"{name} Police", code=f"C{number:02d}")
    client = sign_in(auditor)
    return lambda query="": client.get(f"/forces/{query}")


def names(response: Any) -> list[str]:
    """Return the forces of a file in their order."""
    return [line["force"] for line in lines(response)]


def test_a_file_holds_exactly_what_the_filter_asks_for_in_the_order_asked_for(page: Any) -> None:
    assert names(page("?format=csv")) == ["Avalon", "Borset", "Cumber"]
    assert names(page("?format=csv&sort=-force")) == ["Cumber", "Borset", "Avalon"]
    assert names(page("?format=csv&region=East&sort=code")) == ["Cumber", "Borset"]
    assert names(page("?format=csv&q=ava")) == ["Avalon"]


def test_a_heading_sorts_and_says_how_the_table_is_sorted(page: Any) -> None:
    text = page("?region=East&sort=force").content.decode()
    assert 'aria-sort="ascending"' in text
    assert "region=East&amp;sort=-force" in text
    assert 'aria-sort="descending"' in page("?sort=-force").content.decode()


def test_an_empty_table_says_what_to_do_next(page: Any) -> None:
    assert "Nothing matches. Remove a filter to see more." in page("?q=nowhere").content.decode()


def test_a_column_that_does_not_sort_is_refused_in_words(page: Any) -> None:
    response = page("?sort=inspected")
    assert response.status_code == 400
    assert "sort: inspected" in response.content.decode()


def test_pages_never_overlap_and_keep_the_filter(page: Any) -> None:
    for number in range(60):
        factories.ForceFactory(name=f"Zone {number:02d}", official_name="Zone Police", region="London")
    first, second = (page(f"?q=zone&page={number}").content.decode() for number in (1, 2))
    shown = [{n for n in range(60) if f">Zone {n:02d}<" in text} for text in (first, second)]
    assert [len(found) for found in shown] == [50, 10]
    assert shown[0] & shown[1] == set()
    assert "q=zone&amp;page=2" in first or "page=2&amp;q=zone" in first
    assert len(names(page("?q=zone&format=csv"))) == 60


def test_rows_that_sort_alike_are_put_in_order_by_their_key() -> None:
    column = Column("region", "Region", str, sort=("region", "name"))
    assert ordering(column, False) == ["region", "name", "pk"]
    assert ordering(column, True) == ["-region", "-name", "pk"]


def test_nothing_is_shown_as_a_dash_and_nought_as_nought() -> None:
    assert Column("owner", "Owner", lambda _: "").cell(None)["text"] == "–"
    assert Column("owner", "Owner", lambda _: None).cell(None)["text"] == "–"
    assert Column("count", "Count", lambda _: 0).cell(None)["text"] == 0


class Row:
    """A row with two attributes."""

    def __init__(self, pk: int, size: int, name: str) -> None:
        self.pk, self.size, self.name = pk, size, name


def test_rows_worked_out_are_sorted_by_attributes_and_read_as_those_of_the_database_are() -> None:
    rows = WorkedOut([Row(1, 2, "b"), Row(2, 1, "a"), Row(3, 2, "a")])
    assert [row.pk for row in rows.order_by("-size", "name")] == [3, 1, 2]
    assert [row.pk for row in rows.order_by("size", "-pk")] == [2, 3, 1]
    assert [row.pk for row in rows.iterator(2000)] == [1, 2, 3]
    assert (len(rows), [row.pk for row in rows[1:]]) == (3, [2, 3])
