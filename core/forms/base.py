"""The base of our forms: error messages that say what to do, in the field's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Django's wording is replaced by code; `%(label)s` in any message becomes the field's label.
WORDS = {
    "invalid": "%(label)s is not in the right form",
    "invalid_choice": "%(value)s is not one of the choices for %(label)s",
    "invalid_pk_value": "%(pk)s is not one of the choices for %(label)s",
    "max_length": "%(label)s must be %(limit_value)d characters or fewer",
    "min_length": "%(label)s must be %(limit_value)d characters or more",
    "max_value": "%(label)s must be %(limit_value)s or less",
    "min_value": "%(label)s must be %(limit_value)s or more",
    "empty": "The chosen file is empty",
    "missing": "Choose a file",
}
INVALID = [
    (forms.IntegerField, "%(label)s must be a whole number"),
    (forms.EmailField, "Enter an email address in the form name@example.org"),
    (forms.URLField, "Enter a web address in the form https://example.org"),
]


class PlainErrors:
    """Rewords Django's own messages as they are added; a message a form wrote itself is left alone."""

    def add_error(self: Any, field: str | None, error: Any) -> None:
        """Add the error, reworded when it names a field."""
        if not isinstance(error, ValidationError):
            error = ValidationError(error)
        if field is not None and field in self.fields:
            for one in error.error_list:
                reword(one, self.fields[field], str(self[field].label))
        super().add_error(field, error)


def reword(error: ValidationError, field: forms.Field, label: str) -> None:
    """Change an error's words in place."""
    if is_djangos(error, field):
        error.message = words_for(str(error.code), field, label)
    if "%(label)s" in str(error.message):
        named = f"The answer to “{label}”" if label.endswith("?") else label
        error.params = {**(error.params or {}), "label": named}


def is_djangos(error: ValidationError, field: forms.Field) -> bool:
    """Say whether the message is the default one of its field or validator."""
    if error.code != "required" and error.code not in WORDS:
        return False
    if error.params and "show_value" in error.params:  # one of Django's limit validators
        return error.code not in field.error_messages
    djangos = [kind for kind in type(field).__mro__ if kind.__module__.startswith("django.")]
    defaults = [getattr(kind, "default_error_messages", {}).get(error.code) for kind in djangos]
    if error.code == "invalid":
        defaults += [validator.message for validator in field.validators if hasattr(validator, "message")]
    return error.message in defaults


def words_for(code: str, field: forms.Field, label: str) -> str:
    """Return the wording of a code for a field."""
    if code == "required":
        return required(field, label)
    if code == "invalid":
        return next((words for kind, words in INVALID if isinstance(field, kind)), WORDS[code])
    return WORDS[code]


def required(field: forms.Field, label: str) -> str:
    """Return what to do about a field left empty."""
    if label.endswith("?"):
        return f"Answer the question: {label}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box “{label}”"
    named = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(field, forms.FileField):
        return "Choose a file" if named == "file" else f"Choose a file for {named}"
    return f"{'Select' if hasattr(field, 'choices') else 'Enter'} {named}"


class Form(PlainErrors, forms.Form):
    """A form of the product; it declares `helper = Helper(...)`."""


class ModelForm(PlainErrors, forms.ModelForm):
    """A form over a model; it declares `helper = Helper(...)`."""
