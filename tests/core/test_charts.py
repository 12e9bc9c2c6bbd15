"""Charts: where bars go, what they say, and what is drawn."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from core.charts import HEAD, LABELS, PALETTE, ROW, VALUES, WIDTH, Bar, Part, Reference, Share, bar_chart, share_chart

PLOT = WIDTH - LABELS - VALUES


def draw(macro: str, chart: Any) -> ElementTree.Element:
    """Return the drawn SVG, parsed."""
    html = str(getattr(engines["jinja2"].env.get_template("components/chart.html").module, macro)(chart, "c"))
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314 - our own markup


def words(svg: ElementTree.Element) -> list[str]:
    """Return the texts of a drawing."""
    return [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_bars_are_sorted_and_those_without_a_value_come_last_by_name() -> None:
    chart = bar_chart(
        [Bar("Suffolk", None), Bar("Kent", 10), Bar("Durham", None), Bar("Essex", 20), Bar("Dorset", 10)], title="t"
    )
    assert [bar.label for bar in chart.bars] == ["Essex", "Dorset", "Kent", "Durham", "Suffolk"]
    assert [bar.y for bar in chart.bars] == [HEAD + ROW * row for row in range(5)]


def test_widths_are_in_proportion_and_the_longest_fills_the_plot() -> None:
    chart = bar_chart([Bar("a", 50), Bar("b", 25), Bar("c", 0)], title="t")
    assert [bar.width for bar in chart.bars] == [PLOT, PLOT / 2, 0]


def test_no_value_draws_no_bar_and_says_why() -> None:
    bar = bar_chart([Bar("Durham", None, note="not supplied")], title="t").bars[0]
    assert (bar.width, bar.text) == (0, "– not supplied")


def test_a_value_off_the_scale_is_written_and_stretches_nothing() -> None:
    chart = bar_chart([Bar("City of London", 311.2, "311.2", off_scale=True), Bar("Kent", 40)], title="t")
    assert [(bar.label, bar.width, bar.text) for bar in chart.bars] == [
        ("City of London", 0, "311.2, not to scale"),
        ("Kent", PLOT, "40"),
    ]


def test_earlier_marks_are_drawn_only_when_the_period_is_named() -> None:
    bars = [Bar("Kent", 40, previous=80), Bar("Essex", 30)]
    chart = bar_chart(bars, title="t", now="2017", before="2016")
    assert [bar.previous for bar in chart.bars] == [LABELS + PLOT, None]
    assert chart.bars[0].text_x > LABELS + PLOT
    assert [bar.previous for bar in bar_chart(bars, title="t").bars] == [None, None]
    assert bar_chart([Bar("Kent", 40)], title="t", before="2016").before == ""


@pytest.mark.parametrize(("value", "anchor"), [(10, "start"), (90, "end")])
def test_the_reference_label_stays_inside(value: float, anchor: str) -> None:
    chart = bar_chart([Bar("Kent", 100)], title="t", reference=Reference(value, "England and Wales"))
    assert chart.reference_anchor == anchor
    assert chart.reference_x == pytest.approx(LABELS + PLOT * value / 100)


def test_the_description_says_what_the_eye_sees() -> None:
    bars = [
        Bar("Kent", 40, "40.0"),
        Bar("Essex", 30, marked=True),
        Bar("Durham", None, note="not supplied", marked=True),
    ]
    description = bar_chart(bars, title="t", reference=Reference(35, "England and Wales 35")).description
    assert description == (
        "2 bars, highest first. Highest: Kent 40.0. Lowest: Essex 30. Marked: Essex 30. "
        "Marked: Durham, not supplied. Line: England and Wales 35. 1 without a value."
    )
    assert bar_chart([], title="t").description == "0 bars, highest first."


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), max_size=43), st.one_of(st.none(), st.floats(0, 1e6)))
def test_nothing_leaves_the_drawing(values: list[float | None], reference: float | None) -> None:
    line = None if reference is None else Reference(reference, "r")
    chart = bar_chart([Bar(str(i), value) for i, value in enumerate(values)], title="t", reference=line)
    assert all(0 <= bar.width <= PLOT and bar.y + ROW <= chart.height for bar in chart.bars)
    assert 0 <= chart.reference_x <= WIDTH - VALUES


def test_the_bar_chart_is_an_image_with_a_name_and_a_description() -> None:
    bars = [Bar("Kent & co", 40, previous=30, marked=True), Bar("Essex", 20)]
    svg = draw(
        "bars",
        bar_chart(bars, title="Arrests", reference=Reference(25, "England and Wales 25"), now="2017", before="2016"),
    )
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-desc"
    assert words(svg) == ["2017", "2016", "England and Wales 25", "Kent & co", "40", "Essex", "20"]
    fills = [rect.get("fill") for rect in svg.iter("{http://www.w3.org/2000/svg}rect")]
    assert fills == ["#7d93a8", "#12436d", "#7d93a8"]


def test_a_value_stands_on_white_and_has_no_stroke_that_paper_would_paint_over_it() -> None:
    svg = draw("bars", bar_chart([Bar("Kent", 100), Bar("Essex", 50)], title="t", reference=Reference(55, "r")))
    drawn = list(svg)
    value = next(element for element in drawn if element.text == "50")
    ground = drawn[drawn.index(value) - 1]
    # half of 450 beyond the names' 190, 8 from the bar; two letters of 7; each 3 further; across the line at 437.5
    assert (value.get("x"), value.get("y")) == ("423.0", "86.0")
    assert (ground.get("d"), ground.get("stroke")) == ("M420 81h20", "#ffffff")
    assert [element.text for element in drawn if element.tag.endswith("text") and element.get("stroke")] == []


def test_shares_fill_the_row_in_proportion() -> None:
    chart = share_chart([Share("Investigation", [Part("yes", 30), Part("no", 10)])], title="t")
    assert [(part.x, part.width, part.text, part.fill) for part in chart.rows[0].segments] == [
        (0, 540, "30", PALETTE[0][0]),
        (540, 180, "10", PALETTE[1][0]),
    ]
    assert chart.rows[0].text == "30 yes, 10 no of 40"
    assert chart.description == "Investigation: 30 yes, 10 no of 40."


def test_a_total_beyond_the_parts_leaves_room_and_a_narrow_part_has_no_count() -> None:
    row = share_chart([Share("x", [Part("good", 1), Part("poor", 0)], total=100)], title="t").rows[0]
    assert [(part.width, part.text) for part in row.segments] == [(7.2, "")]
    assert row.text == "1 good, 0 poor of 100"


def test_a_row_of_nothing_says_none() -> None:
    assert share_chart([Share("x", [])], title="t").rows[0].text == "none"


def test_a_colour_means_the_same_in_every_row() -> None:
    chart = share_chart([Share("a", [Part("no", 1)]), Share("b", [Part("yes", 1), Part("no", 1)])], title="t")
    assert [(name, fill) for name, fill, _ in chart.legend] == [("no", PALETTE[0][0]), ("yes", PALETTE[1][0])]
    assert chart.rows[1].segments[1].fill == PALETTE[0][0]


def test_more_parts_than_colours_is_refused() -> None:
    with pytest.raises(ValueError, match="tells 4 parts apart, not 5"):
        share_chart([Share("a", [Part(str(i), 1) for i in range(5)])], title="t")


def test_the_share_chart_writes_its_counts() -> None:
    svg = draw("shares", share_chart([Share("Supervision", [Part("yes", 30), Part("no", 10)])], title="Answers"))
    assert words(svg) == ["yes", "no", "Supervision", "30 yes, 10 no of 40", "30", "10"]
