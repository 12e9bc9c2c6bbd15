"""Reads values as figures: each force's rate, the England and Wales rate, who is left out and why."""

from forces.figures.denominators import Denominators, look_up
from forces.figures.lines import Line, in_figures, marks_of, rate_of, shown
from forces.figures.rates import Holdings, Rate, holdings, national_rates
from forces.figures.whole import (
    Figure,
    a_year_before,
    figure,
    figures_of,
    notes_on,
    period_before,
    periods_of,
    shown_first,
)

__all__ = [
    "Denominators",
    "Figure",
    "Holdings",
    "Line",
    "Rate",
    "a_year_before",
    "figure",
    "figures_of",
    "holdings",
    "in_figures",
    "look_up",
    "marks_of",
    "national_rates",
    "notes_on",
    "period_before",
    "periods_of",
    "rate_of",
    "shown",
    "shown_first",
]
