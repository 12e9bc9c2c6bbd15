"""The rows of tables, drawn without the template engine: a table of 43 forces has hundreds of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

Cell = Mapping[str, Any]


def table_rows(rows: Iterable[Iterable[Cell]], header_at: int | None = None, *, is_stacked: bool = False) -> Markup:
    """Draw rows of cells as components/table.html describes them; the cell at `header_at` is its row's header.

    Those of a stacked table say what they are, since on a phone they are not drawn as rows.
    """
    role = ' role="row"' if is_stacked else ""
    drawn = []
    for row in rows:
        cells = (table_cell(cell, is_header=place == header_at) for place, cell in enumerate(row))
        drawn.append(f'<tr class="govuk-table__row"{role}>\n{"".join(cells)}</tr>\n')
    return Markup("".join(drawn))  # noqa: S704 - every text in it is escaped


def table_cell(cell: Cell, *, is_header: bool) -> str:
    """Draw one cell: a link, a tag or words."""
    tag, kind = ("th", "header") if is_header else ("td", "cell")
    start = f'<th scope="row" class="govuk-table__{kind}' if is_header else f'<td class="govuk-table__{kind}'
    if cell.get("numeric"):
        start += " govuk-table__cell--numeric"
    if "classes" in cell:
        start += f" {escape(cell['classes'])}"
    start += '"'
    for name in ("colspan", "rowspan"):
        if name in cell:
            start += f' {name}="{escape(cell[name])}"'
    if "label" in cell:
        start += f' role="{"rowheader" if is_header else "cell"}" data-label="{escape(cell["label"])}"'
    text = str(escape(cell["text"]))
    if href := cell.get("href"):
        text = f'<a class="govuk-link" href="{escape(href)}">{text}</a>'
    elif colour := cell.get("tag"):
        text = f'<strong class="govuk-tag govuk-tag--{escape(colour)}">{text}</strong>'
    return f"{start}>{text}</{tag}>\n"
