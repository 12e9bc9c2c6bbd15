"""What a template cannot work out of a snapshot by itself: the drawing of a figure, its table and its notes."""

from __future__ import annotations

from core.charts import Bar, BarChart, Reference, bar_chart
from reports.document.shape import FigurePart


def chart_of(figure: FigurePart) -> BarChart:
    """Place a figure's bars, the force's own marked; a force without a value is in the table only."""
    national, beyond = figure["national"], figure.get("off_scale", [])
    return bar_chart(
        [
            Bar(
                line["force"],
                line["value"],
                line["printed"],
                marked=line["is_marked"],
                off_scale=line["force"] in beyond,
            )
            for line in figure["lines"]
            if line["value"] is not None
        ],
        title=figure["caption"],
        reference=None if national is None else Reference(national, f"England and Wales {figure['national_printed']}"),
    )


def rows_of(figure: FigurePart) -> list[list[dict[str, object]]]:
    """Return the cells of the table that stands beside a figure, in the order of the snapshot."""
    return [
        [{"text": line["force"]}, {"text": line["printed"], "numeric": True}, {"text": line["note"] or "–"}]
        for line in figure["lines"]
    ]


def notes_of(figure: FigurePart) -> list[str]:
    """Return the notes printed below a figure: those that no line of its table says already."""
    said = {f"{line['force']}: {line['note']}." for line in figure["lines"]}
    return [note for note in figure["notes"] if note not in said]
