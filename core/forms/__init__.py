"""Forms: how they are declared (`Form`, `Helper`, layout), their own fields, filters in an address, and drawing."""

from core.forms.base import Form, ModelForm
from core.forms.dates import DateField, DateInput, PartialDate, PartialDateField, PartialDateInput
from core.forms.drawing import errors_of
from core.forms.files import AttachmentsField, FilesField
from core.forms.filters import FilterDateField, FilterForm, FilterHelper
from core.forms.layout import Button, Field, Fieldset, Helper, Html, More, Paragraph, Reveal, Row, render

__all__ = [
    "AttachmentsField",
    "Button",
    "DateField",
    "DateInput",
    "Field",
    "Fieldset",
    "FilesField",
    "FilterDateField",
    "FilterForm",
    "FilterHelper",
    "Form",
    "Helper",
    "Html",
    "ModelForm",
    "More",
    "Paragraph",
    "PartialDate",
    "PartialDateField",
    "PartialDateInput",
    "Reveal",
    "Row",
    "errors_of",
    "render",
]
