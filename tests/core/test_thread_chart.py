"""A thread drawn: where boxes and arrows go, worked out by hand, and what stands in the drawing."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import engines
from django.template.loader import render_to_string
from pypdf import PdfReader

from core.documents import pdf
from core.thread_chart import BOX_HEIGHT, BOX_WIDTH, Arrow, Box, ThreadChart, thread_chart, wrapped

# a column is 210 wide and 156 from the next, the first at 2; a row is 108 high and 26 from the next, the first at 34
FIRST, SECOND, THIRD = 2, 368, 734
TOP, NEXT = 34, 168


def box(key: str, column: int, **fields: Any) -> Box:
    """Return a box with little in it."""
    return Box(**{"key": key, "column": column, "heading": key.upper(), "note": "", "text": "", "foot": "", **fields})


def chart(columns: int, boxes: list[Box], arrows: list[tuple[str, str]]) -> ThreadChart:
    """Return boxes and arrows placed."""
    names = [str(2015 + column) for column in range(columns)]
    made = [Arrow(start, end, f"{start} to {end}") for start, end in arrows]
    return thread_chart(names, boxes, made, title="A thread", description="Some boxes.")


def places(made: ThreadChart) -> dict[Any, tuple[int, int]]:
    """Return where each box is."""
    return {placed.box.key: (placed.x, placed.y) for placed in made.boxes}


def test_a_line_of_boxes_stands_level_across_the_columns() -> None:
    made = chart(3, [box("a", 0), box("b", 1), box("c", 2)], [("a", "b"), ("b", "c")])
    assert made.columns == [("2015", FIRST), ("2016", SECOND), ("2017", THIRD)]
    assert places(made) == {"a": (FIRST, TOP), "b": (SECOND, TOP), "c": (THIRD, TOP)}
    assert (made.width, made.height) == (THIRD + BOX_WIDTH + 2, TOP + BOX_HEIGHT + 2)


def test_an_arrow_runs_from_the_middle_of_one_side_to_the_middle_of_the_next() -> None:
    [arrow] = chart(2, [box("a", 0), box("b", 1)], [("a", "b")]).arrows
    # from 2 + 210 at 34 + 54, up to the tip of 7 before 368
    assert (arrow.line, arrow.tip) == ("M212 88H361", "M368 88l-10 -5v10z")
    assert (arrow.label, arrow.label_x, arrow.label_y) == ("a to b", 212 + 12 + 6, 82)


def test_what_is_split_leaves_by_ports_of_its_own_and_turns_apart() -> None:
    made = chart(2, [box("a", 0), box("b", 1), box("c", 1)], [("a", "b"), ("a", "c")])
    assert places(made) == {"a": (FIRST, TOP), "b": (SECOND, TOP), "c": (SECOND, NEXT)}
    # ports at thirds of the side: 34 + 36 and 34 + 72; the second turns 24 from the box, down to 168 + 54
    assert [arrow.line for arrow in made.arrows] == ["M212 70H224V88H361", "M212 106H236V222H361"]


def test_what_is_merged_comes_in_by_ports_in_the_order_of_the_rows() -> None:
    made = chart(2, [box("a", 0), box("b", 0), box("c", 1)], [("b", "c"), ("a", "c")])
    assert places(made) == {"a": (FIRST, TOP), "b": (FIRST, NEXT), "c": (SECOND, TOP)}
    assert [arrow.line for arrow in made.arrows] == ["M212 222H224V106H361", "M212 88H236V70H361"]


def test_an_arrow_that_passes_a_column_has_a_row_of_its_own_there() -> None:
    made = chart(3, [box("a", 0), box("b", 1), box("c", 2)], [("a", "b"), ("a", "c")])
    assert places(made) == {"a": (FIRST, TOP), "b": (SECOND, TOP), "c": (THIRD, NEXT)}
    # beside b, in the second row, at 168 + 54
    assert made.arrows[1].line == "M212 106H236V222H727"
    assert made.height == NEXT + BOX_HEIGHT + 2


def test_a_box_without_a_forerunner_takes_the_first_free_row() -> None:
    made = chart(2, [box("a", 0), box("b", 1), box("c", 1)], [("a", "c")])
    assert places(made) == {"a": (FIRST, TOP), "b": (SECOND, TOP), "c": (SECOND, NEXT)}


def test_an_arrow_within_a_column_goes_round_by_the_right() -> None:
    made = chart(1, [box("a", 0), box("b", 0)], [("a", "b")])
    assert places(made) == {"a": (FIRST, TOP), "b": (FIRST, NEXT)}
    [arrow] = made.arrows
    # out to 212 + 156 - 12 - 7, down, and back in at the right of b
    assert (arrow.line, arrow.tip) == ("M212 88H349V222H219", "M212 222l10 -5v10z")
    assert made.width == FIRST + BOX_WIDTH + 156 + 2


def test_an_arrow_back_to_an_earlier_column_leaves_by_the_left() -> None:
    [arrow] = chart(2, [box("a", 0), box("b", 1)], [("b", "a")]).arrows
    assert (arrow.line, arrow.tip) == ("M368 88H219", "M212 88l10 -5v10z")


def test_nothing_is_drawn_of_nothing() -> None:
    made = thread_chart([], [], [], title="t", description="d")
    assert (made.boxes, made.arrows) == ([], [])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("Short title", ["Short title"]),
        ("Local teams with enough people", ["Local teams with enough", "people"]),
        (
            "Routinely evaluate tactics and share effective practice inside the force",
            ["Routinely evaluate tactics", "and share effective practic…"],
        ),
        ("Counterproductivenesses-and-others again", ["Counterproductivenesses-and…", "again"]),
    ],
)
def test_a_text_is_broken_at_its_spaces_and_cut_with_an_ellipsis(text: str, lines: list[str]) -> None:
    assert wrapped(text, 28, 2) == lines


def drawn(made: ThreadChart) -> tuple[str, ElementTree.Element]:
    """Return the markup and its SVG, parsed."""
    html = str(engines["jinja2"].env.get_template("components/thread.html").module.thread(made, "t"))
    return html, ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314 - our own


def test_the_drawing_is_a_group_of_links_with_title_description_and_words_on_the_arrows() -> None:
    boxes = [
        box("a", 0, note="Area", text="Teams & people", foot="Closed", href="/a/"),
        box("b", 1, note="Cause", text="Teams", foot="Open", href="/b/", marked=True),
    ]
    html, svg = drawn(chart(2, boxes, [("a", "b")]))
    space = "{http://www.w3.org/2000/svg}"
    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("group", "t-title", "t-desc")
    assert [svg.find(f"{space}title").text, svg.find(f"{space}desc").text] == ["A thread", "Some boxes."]  # type: ignore[union-attr]
    links = [(link.get("href"), link.get("aria-label")) for link in svg.iter(f"{space}a")]
    assert links == [("/a/", "A: Teams & people")]  # the marked box is where one is
    words = [text.text for text in svg.iter(f"{space}text")]
    assert words[:6] == ["2015", "2016", "A", "Area", "Teams & people", "Closed"]
    assert words[6:] == ["B (this one)", "Cause", "Teams", "Open", "a to b"]
    assert "style" not in html
    widths = [rect.get("stroke-width") for rect in svg.iter(f"{space}rect")]
    assert widths == ["1.5", "4"]


def test_the_drawing_is_printed_in_a_pdf_file_with_its_words() -> None:
    html, _svg = drawn(chart(2, [box("a", 0, text="Local teams", href="/a/"), box("b", 1)], [("a", "b")]))
    frame = render_to_string("documents/base.html", {"title": "A thread", "date": "1 June 2018"})
    made = PdfReader(io.BytesIO(pdf(frame.replace("<main>", f"<main>{html}"), title="A thread")))
    words = made.pages[0].extract_text()
    assert all(word in words for word in ("2015", "A", "Local teams", "a to b", "B"))
