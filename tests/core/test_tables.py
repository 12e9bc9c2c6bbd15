"""Rows of tables drawn without the template engine."""

from __future__ import annotations

from core.tables import table_rows


def test_every_text_is_escaped() -> None:
    cells = [{"text": "<b>", "href": '/?a=1&b="2"'}, {"text": "<i>", "tag": "red"}, {"text": "&"}]
    drawn = table_rows([cells])
    assert '<a class="govuk-link" href="/?a=1&amp;b=&#34;2&#34;">&lt;b&gt;</a>' in drawn
    assert '<strong class="govuk-tag govuk-tag--red">&lt;i&gt;</strong>' in drawn
    assert '<td class="govuk-table__cell">&amp;</td>' in drawn


def test_a_stacked_row_says_what_it_is_and_each_cell_its_column() -> None:
    cells = [{"text": "Kent", "label": "Force"}, {"text": "Good", "label": "What “good” is"}]
    drawn = table_rows([cells], 0, is_stacked=True)
    assert '<tr class="govuk-table__row" role="row">' in drawn
    assert '<th scope="row" class="govuk-table__header" role="rowheader" data-label="Force">Kent</th>' in drawn
    assert '<td class="govuk-table__cell" role="cell" data-label="What “good” is">Good</td>' in drawn


def test_a_row_has_one_header_where_one_is_asked_for() -> None:
    rows = [[{"text": "1", "numeric": True}, {"text": "Kent", "classes": "peel-nowrap", "colspan": 2}]]
    assert '<th scope="row" class="govuk-table__header peel-nowrap" colspan="2">Kent</th>' in table_rows(rows, 1)
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">1</td>' in table_rows(rows, 1)
    assert "<th" not in table_rows(rows)
