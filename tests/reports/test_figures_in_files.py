"""A figure on paper and in Word: drawn where there is something to draw, and each of its notes once."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

from django.template.loader import render_to_string

from reports.document import files
from reports.document.shape import Snapshot
from tests.report_samples import SAMPLE, sample

NOTES = ["Oakshire: Not supplied.", "Of 41 of 43 forces no figure is held here."]
OUT = files.Edition(1, date(2018, 6, 1))


def with_figure(firshire: float | None) -> Snapshot:
    """Return a report whose figure has a value of one force, or of none, and none of Oakshire."""
    figure = SAMPLE["figures"][0]
    lines = [{**figure["lines"][0], "value": firshire}, figure["lines"][1]]
    block = {"name": "numbers-1", "type": "figure", "figure": "recorded-crime"}
    part = {**SAMPLE["sections"][1], "blocks": [block]}
    return sample(sections=[part], figures=[{**figure, "lines": lines, "notes": NOTES}])


def drawn(snapshot: Snapshot) -> str:
    """Return a report as a PDF file is drawn from it."""
    return render_to_string("documents/report.html", files.shown(snapshot, OUT))


def test_only_beside_a_drawing_is_a_table_the_same_as_it() -> None:
    caption = "Recorded crime, year to 30 June 2017"
    beside, alone = drawn(with_figure(67.23)), drawn(with_figure(None))
    assert f"The same as a table: {caption}</caption>" in beside
    assert "<svg" in beside
    assert f">{caption}</caption>" in alone
    assert "The same as a table" not in alone


def test_a_note_that_stands_in_the_table_is_not_said_again_below() -> None:
    page = drawn(with_figure(67.23))
    with ZipFile(io.BytesIO(files.word_of(with_figure(67.23), OUT, on=date(2018, 6, 1)))) as word:
        text = word.read("word/document.xml").decode()
    for whole in (page, text):
        assert [whole.count(words) for words in ("Not supplied", NOTES[1])] == [1, 1]
