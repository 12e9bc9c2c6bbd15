"""From a bound field to a macro of templates/components and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import Input
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from markupsafe import Markup

from core.forms import dates

Parameters = dict[str, Any]
# These never reach the page: a browser cuts a paste at maxlength without a word, a placeholder vanishes when one
# types, and the rest are said otherwise.
LEFT_OUT = {
    "class",
    "placeholder",
    "rows",
    "cols",
    "maxlength",
    "minlength",
    "required",
    "aria-describedby",
    "aria-invalid",
}


def component(name: str) -> Callable[..., Markup]:
    """Return a macro of templates/components."""
    engine = cast(Jinja2, engines["jinja2"])
    macro: Callable[..., Markup] = getattr(engine.env.get_template(f"components/{name}.html").module, name)
    return macro


def draw(bound: BoundField, **settings: Any) -> Markup:
    """Draw one field: label, hint, error and control."""
    widget = bound.field.widget
    if widget.is_hidden:
        return hidden(bound.html_name, bound.value())
    for kind in type(widget).__mro__:
        if kind in CONTROLS:
            name, parameters = CONTROLS[kind](bound, settings)
            return component(name)(**parameters)
    raise TypeError(f"{type(widget).__name__} of field {bound.name} has no component")


def hidden(name: str, value: Any) -> Markup:
    """Draw a hidden control."""
    return Markup('<input type="hidden" name="{}" value="{}">\n').format(name, "" if value is None else value)


def errors_of(form: BaseForm | None) -> list[dict[str, str]]:
    """Return a form's errors for the summary: each with a link to the first control of its field."""
    if form is None or not form.is_bound or not form.errors:
        return []
    found = []
    for name, errors in form.errors.items():
        href = "" if name not in form.fields else first_control(form[name])
        found += [{"text": str(error), "href": href} for error in errors]
    return found


def first_control(bound: BoundField) -> str:
    """Return the link to the control to mend; a date's error names its box."""
    if bound.is_hidden:
        return ""
    if isinstance(bound.field.widget, dates.DateInput):
        return f"#{bound.auto_id}-{wrong_box(bound) or 'day'}"
    return f"#{bound.auto_id}"


def wrong_box(bound: BoundField) -> str:
    """Return which box of a date its error is about, if one."""
    codes = [error.code for error in bound.errors.as_data()]
    return next((str(code) for code in codes if code in dates.PARTS), "day" if codes else "")


def common(bound: BoundField, settings: Mapping[str, Any]) -> Parameters:
    """Return what every control takes."""
    attrs = bound.field.widget.attrs
    rest = {name: value for name, value in attrs.items() if name not in LEFT_OUT and value is not False}
    return {
        "hint": bound.help_text,
        "error_message": " ".join(map(str, bound.errors)),
        "classes": attrs.get("class", ""),
        "attributes": {name: "" if value is True else value for name, value in rest.items()},
        **settings,
    }


def size(bound: BoundField) -> str:
    """Return how big the form's labels are; "" is plain."""
    helper = getattr(bound.form, "helper", None)
    return str(getattr(helper, "label_size", "s"))


def labelled(bound: BoundField, settings: Mapping[str, Any]) -> Parameters:
    """Return what a control with one label takes."""
    bold = size(bound)
    return {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": bound.label,
        "label_classes": f"govuk-label--{bold}" if bold else "",
        "disabled": bound.field.disabled,
        **common(bound, settings),
    }


def grouped(bound: BoundField, settings: Mapping[str, Any]) -> Parameters:
    """Return what a group of controls takes."""
    bold = size(bound)
    return {
        "legend": bound.label,
        "legend_classes": f"govuk-fieldset__legend--{bold}" if bold else "",
        **common(bound, settings),
    }


def input_(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A text box of any type; a password never comes back to the page."""
    widget = bound.field.widget
    shown = not isinstance(widget, forms.PasswordInput) or widget.render_value
    value = widget.format_value(bound.value()) if shown else ""
    parameters = labelled(bound, {"type": widget.input_type, "value": value, **settings})
    if widget.input_type == "number":  # a number box drops what it cannot read and moves with the wheel
        parameters.update(type="text", inputmode="decimal" if has_decimals(bound) else "numeric")
        for name in ("min", "max", "step"):
            parameters["attributes"].pop(name, None)
    for name in ("autocomplete", "inputmode"):
        parameters.setdefault(name, parameters["attributes"].pop(name, ""))
    return "input", parameters


def has_decimals(bound: BoundField) -> bool:
    """Say whether a number may have decimals."""
    return isinstance(bound.field, forms.DecimalField | forms.FloatField)


def textarea(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A box of several lines; Django's own 10 rows mean "not said"."""
    rows = bound.field.widget.attrs.get("rows", 5)
    rows = 5 if rows == "10" else rows
    return "textarea", labelled(bound, {"value": bound.value(), "rows": rows, **settings})


def file_upload(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A file."""
    multiple = getattr(bound.field.widget, "allow_multiple_selected", False)
    parameters = labelled(bound, {"multiple": multiple, **settings})
    parameters["attributes"].pop("multiple", None)
    return "file_upload", parameters


def select(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A list to choose from."""
    widget = bound.field.widget
    values = widget.format_value(bound.value())
    multiple = widget.allow_multiple_selected
    parameters = labelled(bound, {"value": values if multiple else first(values), **settings})
    blank = getattr(bound.form, "blank_choice", "Choose one")
    return "select", {**parameters, "items": options(widget.choices, blank), "multiple": multiple}


def radios(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A few choices, one of which holds."""
    value = first(bound.field.widget.format_value(bound.value()))
    parameters = grouped(bound, {"value": value, **settings})
    return "radios", with_items(bound, parameters)


def checkboxes(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """A few choices, any of which may hold."""
    values = bound.field.widget.format_value(bound.value())
    parameters = grouped(bound, {"values": values, **settings})
    return "checkboxes", with_items(bound, parameters)


def checkbox(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """One box that stands alone: its label is the sentence agreed to."""
    item = {"value": "on", "text": bound.label, "disabled": bound.field.disabled}
    conditional = settings.get("conditional", {})
    item |= {"conditional": next(iter(conditional.values()))} if conditional else {}
    rest = {name: value for name, value in settings.items() if name != "conditional"}
    values = ["on"] if bound.value() in (True, "on", "true", "True", "1") else []
    parameters = {"id_prefix": bound.auto_id, "name": bound.html_name, "values": values, "items": [item]}
    return "checkboxes", {**parameters, **common(bound, rest)}


def date_input(bound: BoundField, settings: Mapping[str, Any]) -> tuple[str, Parameters]:
    """The boxes of a date."""
    wrong = wrong_box(bound)
    boxes = bound.field.widget.boxes(bound.value())
    items = [{**box, "error": True} if box["name"] == wrong else box for box in boxes]
    parameters = {"id": bound.auto_id, "name_prefix": bound.html_name, "items": items, **grouped(bound, settings)}
    parameters.pop("attributes")
    return "date_input", parameters


def with_items(bound: BoundField, parameters: Parameters) -> Parameters:
    """Add the choices, with their hints and the fields they reveal."""
    hints, conditional = parameters.pop("hints", {}), parameters.pop("conditional", {})
    items = [option for option in options(bound.field.widget.choices) if option["value"] != ""]
    for item in items:
        if item["value"] in hints:
            item["hint"] = hints[item["value"]]
        if item["value"] in conditional:
            item["conditional"] = conditional[item["value"]]
        if bound.field.disabled:
            item["disabled"] = True
    return {"id_prefix": bound.auto_id, "name": bound.html_name, "items": items, **parameters}


def options(choices: Any, blank: str = "") -> list[dict[str, Any]]:
    """Return choices as items; a nested list is a group."""
    found: list[dict[str, Any]] = []
    for value, text in choices:
        if isinstance(text, list | tuple) and not isinstance(choices, ModelChoiceIterator):
            found.append({"text": value, "items": options(text)})
        else:
            key = "" if value is None else str(value)
            found.append({"value": key, "text": blank if key == "" and str(text) == "---------" else text})
    return found


def first(values: list[str]) -> str:
    """Return the one chosen value."""
    return values[0] if values else ""


CONTROLS: dict[type[forms.Widget], Callable[[BoundField, Mapping[str, Any]], tuple[str, Parameters]]] = {
    Input: input_,
    forms.Textarea: textarea,
    forms.FileInput: file_upload,
    forms.Select: select,
    forms.RadioSelect: radios,
    forms.CheckboxSelectMultiple: checkboxes,
    forms.CheckboxInput: checkbox,
    dates.DateInput: date_input,
}
