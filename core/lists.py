"""List pages: columns said once serve the table, its sorting and its CSV; the address holds the filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from core.exporters import csv_response, xlsx_response
from core.forms import FilterForm
from core.views import Page

FILES = {"csv": csv_response, "xlsx": xlsx_response}

T = TypeVar("T")


@dataclass(frozen=True)
class Column:
    """One column: its heading in files (`key`) and on the page (`label`), its value, and how to sort by it."""

    key: str
    label: str
    value: Callable[[Any], Any]
    sort: str | Sequence[str] = ()
    text: Callable[[Any], str] | None = None
    link: Callable[[Any], str] | None = None
    tag: Callable[[Any], str] | None = None
    numeric: bool = False
    in_table: bool = True
    """False: only files have it."""

    def cell(self, row: Any) -> dict[str, Any]:
        """Return what the page shows of this column for a row."""
        value = self.text(row) if self.text else self.value(row)
        return {
            "text": "–" if value in (None, "") else value,
            "href": self.link(row) if self.link else "",
            "tag": self.tag(row) if self.tag else "",
            "numeric": self.numeric,
        }

    @property
    def order(self) -> list[str]:
        """Return the ORM ordering of this column."""
        return [self.sort] if isinstance(self.sort, str) else list(self.sort)


class WorkedOut(Sequence[T]):
    """Rows worked out in Python, sorted and read as those of the database are; `pk` is a row's place among equals."""

    def __init__(self, rows: Iterable[T]) -> None:
        self._rows = list(rows)

    def order_by(self, *names: str) -> WorkedOut[T]:
        """Return the rows sorted by their attributes; a stroke before a name turns it round."""
        rows = self._rows
        for name in reversed(names):
            rows = sorted(rows, key=attrgetter(name.removeprefix("-")), reverse=name.startswith("-"))
        return WorkedOut(rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[T]:
        """Return the rows one by one."""
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]


class ListPage(Page, abstract=True):
    """A table of records: filtered, sorted and paged by its address; `?format=csv` gives exactly what is shown."""

    formats: ClassVar[tuple[str, ...]] = ("csv",)
    shared: ClassVar[tuple[str, ...]] = ()
    """Relations to a few records: for a file they are fetched once and set on every row, in place of a join."""

    template = "core/list.html"
    title: ClassVar[str]
    caption: ClassVar[str]
    columns: ClassVar[list[Column]]
    filter_class: ClassVar[type[FilterForm]] = FilterForm
    default_sort: ClassVar[str]
    page_size: ClassVar[int] = 25
    empty: ClassVar[str] = "Nothing matches. Remove a filter to see more."

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any] | WorkedOut[Any]:
        """Return what this person may see of what the filter asks for."""
        raise NotImplementedError

    def filter_form(self) -> FilterForm:
        """Return the filter with what the address says."""
        return self.filter_class(self.request.GET)

    def context(self) -> dict[str, Any]:
        """Return what the template shows beside the table."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, the file, or a message about the address."""
        filters = self.filter_form()
        sort = request.GET.get("sort") or self.default_sort
        column = next((c for c in self.columns if c.key == sort.removeprefix("-") and c.order), None)
        for message in self.misread(sort, column):
            filters.add_error(None, message)
        if not filters.is_valid() or column is None:
            return self.page(filters, sort, [], status=400)
        rows = self.rows(filters.cleaned_data).order_by(*ordering(column, sort.startswith("-")))
        if wanted := request.GET.get("format"):
            return self.file(rows, wanted)
        return self.page(filters, sort, rows)

    def misread(self, sort: str, column: Column | None) -> Iterator[str]:
        """Say what of the address's sort, page and format makes no sense."""
        if column is None:
            yield f"sort: {sort} is not a column this table is sorted by"
        if wrong := self.misread_page():
            yield wrong
        wanted = self.request.GET.get("format") or "csv"
        if wanted not in self.formats:
            yield f"format: {wanted} is not offered; it can be {' or '.join(self.formats)}"

    def file(self, rows: QuerySet[Any] | WorkedOut[Any], wanted: str) -> HttpResponseBase:
        """Send every row of the filter as a file, never holding them all."""
        columns = self.columns
        name = self.file_name(rows)
        every: Iterable[Any] = rows.iterator(2000)
        if isinstance(rows, QuerySet) and self.shared:
            every = with_shared(rows, every, self.shared)
        values = [column.value for column in columns]
        return FILES[wanted](name, [c.key for c in columns], every, lambda row: [value(row) for value in values])

    def file_name(self, rows: Any) -> str:
        """Return what a file of these rows is called, without its ending."""
        return self.title.lower().replace(" ", "-")

    def page(self, filters: FilterForm, sort: str, rows: Any, status: int = 200) -> HttpResponse:
        """Draw the table."""
        page = Paginator(rows, self.page_size).get_page(self.request.GET.get("page"))
        return self.render(
            status,
            filters=filters,
            has_errors=status == 400,
            headings=self.headings(sort),
            cells=[self.cells(row) for row in page],
            page=page,
            address=self.address,
            **self.context(),
        )

    def headings(self, sort: str) -> list[dict[str, Any]]:
        """Return the headings of the table."""
        return [self.heading(column, sort) for column in self.columns if column.in_table]

    def cells(self, row: Any) -> list[dict[str, Any]]:
        """Return what the table shows of a row."""
        return [column.cell(row) for column in self.columns if column.in_table]

    def heading(self, column: Column, sort: str) -> dict[str, Any]:
        """Return a heading: where a click sorts, and how the table is sorted now."""
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "none")
        then = f"-{column.key}" if now == "ascending" else column.key
        return {
            "text": column.label,
            "href": self.address(sort=then, page="") if column.order else "",
            "sort": now if column.order else "",
            "numeric": column.numeric,
        }


def with_shared(rows: QuerySet[Any], every: Iterable[Any], names: Iterable[str]) -> Iterator[Any]:
    """Yield rows with the records that many of them share set on each."""
    held: dict[str, dict[Any, Any]] = {}
    for name in names:
        related: Any = rows.model._meta.get_field(name).related_model
        held[name] = related._base_manager.in_bulk()
    keys = {name: f"{name}_id" for name in held}
    for row in every:
        for name, key in keys.items():
            row._state.fields_cache[name] = held[name].get(getattr(row, key))
        yield row


def ordering(column: Column, descending: bool) -> list[str]:
    """Return the ORM ordering, with the key last so that pages never overlap."""
    order = [f"-{name}" if descending else name for name in column.order]
    return [*order, "pk"]
