"""Date fields in boxes: a whole date, and one known only to the month, the season or the year."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError

from core.dates import SEASONS, Precision

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()}
PARTS = ("day", "month", "year")

Typed = tuple[str, str, str]


class PartialDate(NamedTuple):
    """A date and how exactly it is known; `on` is the first day of its period."""

    on: date
    precision: Precision


class DateInput(forms.Widget):
    """Three boxes: `name-day`, `name-month`, `name-year`. A single `name` holding 2018-03-22 is read too."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed | None:
        """Return what was typed, or nothing when every box is empty."""
        if not any(f"{name}-{part}" in data for part in PARTS) and data.get(name):
            return self.parts(data[name])
        typed = tuple(str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)
        return typed if any(typed) else None  # type: ignore[return-value]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether the boxes were not on the page at all."""
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)

    def parts(self, value: Any) -> Typed:
        """Return the contents of the boxes for a date, a date in ISO form, or what was typed."""
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        if isinstance(value, str):
            year, month, day = (*value.split("-"), "", "")[:3]
            return day, month, year
        return value or ("", "", "")

    def boxes(self, value: Any) -> list[dict[str, Any]]:
        """Return the boxes as the `date_input` macro takes them."""
        widths = {"day": "govuk-input--width-2", "month": "govuk-input--width-2", "year": "govuk-input--width-4"}
        return [
            {"name": part, "value": text, "classes": widths[part]}
            for part, text in zip(PARTS, self.parts(value), strict=True)
        ]


class PartialDateInput(DateInput):
    """A day that may be left out, a month or season that may be left out, and a year."""

    OPTIONS = [
        {"value": "", "text": ""},
        *({"value": str(number), "text": calendar.month_name[number]} for number in range(1, 13)),
        *({"value": name, "text": name.capitalize()} for name in SEASONS.values()),
    ]

    def parts(self, value: Any) -> Typed:
        """Return the contents of the boxes for a partial date too."""
        if not isinstance(value, PartialDate):
            return super().parts(value)
        on, precision = value
        month = {Precision.YEAR: "", Precision.SEASON: SEASONS.get(on.month, "")}.get(precision, str(on.month))
        return str(on.day) if precision == Precision.DAY else "", month, str(on.year)

    def boxes(self, value: Any) -> list[dict[str, Any]]:
        """Return the boxes; the middle one is a list."""
        day, month, year = super().boxes(value)
        return [day, {**month, "label": "Month or season", "classes": "", "options": self.OPTIONS}, year]


class DateField(forms.Field):
    """A whole date typed in three boxes; the code of an error names the box to mend."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        """Return the date."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        day, month, year = cast(DateInput, self.widget).parts(value)
        missing = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not text]
        if missing:
            raise ValidationError("%(label)s must include a " + " and ".join(missing), code=missing[0])
        return real_date(day, month, year)


class PartialDateField(forms.Field):
    """A date as exactly as it is known: the precision is the finest box that was filled in."""

    widget = PartialDateInput

    def to_python(self, value: Any) -> PartialDate | None:
        """Return the first day of the period and its precision."""
        if value in self.empty_values or isinstance(value, PartialDate):
            return value or None
        day, month, year = cast(DateInput, self.widget).parts(value)
        if not year:
            raise ValidationError("%(label)s must include a year", code="year")
        if day and (not month or month in SEASONS.values()):
            raise ValidationError("%(label)s must include a month when it has a day", code="month")
        if day:
            return PartialDate(real_date(day, month, year), Precision.DAY)
        if not month:
            return PartialDate(real_date("1", "1", year), Precision.YEAR)
        for number, season in SEASONS.items():
            if month == season:
                return PartialDate(real_date("1", str(number), year), Precision.SEASON)
        return PartialDate(real_date("1", month, year), Precision.MONTH)


def real_date(day: str, month: str, year: str) -> date:
    """Return the date three texts say; a month may be a word."""
    if not (year.isdecimal() and len(year) == 4):
        raise ValidationError("The year of %(label)s must have 4 figures, like 2018", code="year")
    try:
        return date(int(year), MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        raise ValidationError("%(label)s must be a real date", code="day") from None
