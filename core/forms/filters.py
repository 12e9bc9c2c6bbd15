"""Filters: a form whose data is the page's address; a list, its counts, chart and export all read the same thing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.forms.base import PlainErrors
from core.forms.layout import Helper

ALWAYS_ALLOWED = {"page", "sort", "format"}
FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


class FilterDateField(forms.DateField):
    """A date in an address, written 2018-03-22; other usual ways of writing one are read too."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 2018-03-22")
        super().__init__(input_formats=FORMATS, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the date; the error repeats what was written."""
        try:
            return super().to_python(value)
        except ValidationError:
            message = "%(value)s is not a date; write it as 2018-03-22"
            raise ValidationError(message, code="date", params={"value": value}) from None

    def prepare_value(self, value: Any) -> Any:
        """Show a date as the address has it."""
        return value.isoformat() if isinstance(value, date | datetime) else value


class FilterHelper(Helper):
    """Lays the filter's fields out in its panel."""

    template = "peel/filter_form.html"

    def __init__(self, *fields: str | LayoutObject, heading: str = "Filter", open: bool = True, **kwargs: Any) -> None:
        super().__init__(*fields, **{"submit": "Apply filters", "method": "get", "label_size": "", **kwargs})
        self.heading, self.open = heading, open


class FilterForm(PlainErrors, forms.Form):
    """A form bound to `request.GET`. Nothing in it is required; what it does not know is an error, not ignored."""

    blank_choice = "Any"
    data: QueryDict

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                field.choices = list(field.choices)  # type: ignore[arg-type]  # asked once: checked, drawn and worded from it
        if not hasattr(self, "helper"):
            self.helper = FilterHelper(*self.fields)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error; it begins with the name it has in the address."""
        error = error if isinstance(error, ValidationError) else ValidationError(error)
        super().add_error(field, error)
        if field is not None and field in self.errors:
            self.errors[field] = self.error_class(
                [f"{field}: {str(text).removeprefix(f'{field}: ')}" for text in self.errors[field]],
                renderer=self.renderer,
            )

    def clean(self) -> dict[str, Any]:
        """Name the parameters this page does not have."""
        known = [self.add_prefix(name) for name in self.fields]
        for name in self.data:
            if name not in known and name not in ALWAYS_ALLOWED:
                choices = f"; it can be filtered by {', '.join(known)}" if known else ""
                self.add_error(None, f"{name}: this page has no such filter{choices}")
        return self.cleaned_data

    def address(self, without: str = "", value: str = "") -> str:
        """Return the address of this filter, back on its first page, without one parameter or one value of it."""
        query = self.data.copy()
        query.pop("page", None)
        query.pop("format", None)
        if without:
            query.setlist(without, [kept for kept in query.getlist(without) if value and kept != value])
        return "?" + query.urlencode()

    def selected(self) -> list[dict[str, str]]:
        """Return what is filtered by now: field, value in words, and the address without it."""
        found = []
        for bound in self:
            for value in filter(None, self.data.getlist(bound.html_name)):
                href = self.address(bound.html_name, value)
                found.append({"field": str(bound.label), "text": self.in_words(bound, value), "href": href})
        return found

    def in_words(self, bound: forms.BoundField, value: str) -> str:
        """Return a value as its choice is written."""
        if isinstance(bound.field, forms.BooleanField):
            return "yes"
        choices = getattr(bound.field, "choices", ())
        return next((str(text) for key, text in choices if str(key) == value), value)

    def clear_address(self) -> str:
        """Return the address with no filter, in the same order."""
        sort = self.data.get("sort", "")
        return f"?sort={sort}" if sort else "?"

    def kept(self) -> dict[str, str]:
        """Return what the panel must send along unseen."""
        sort = self.data.get("sort", "")
        return {"sort": str(sort)} if sort else {}
