"""How a form is laid out: crispy's helper with our defaults, and the few layout objects our pages need."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import render_crispy_form
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from core.forms import drawing


@dataclass(frozen=True)
class Button:
    """A button at the foot of a form; `variant` is "", "secondary" or "warning"."""

    text: str
    name: str = ""
    value: str = ""
    variant: str = ""


class Fields(Layout):
    """Fields and layout objects in order; a field is drawn without crispy's template and context for each."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw them all; a name the form does not have is an error."""
        return Markup("").join(drawn(field, form, context, template_pack) for field in self.fields)


def drawn(field: str | LayoutObject, form: Any, context: Any, template_pack: Any) -> Markup:
    """Draw one field or layout object."""
    if not isinstance(field, str):
        return Markup(field.render(form, context, template_pack=template_pack))  # noqa: S704 - drawn, so escaped
    form.rendered_fields.add(field)
    return drawing.draw(form[field])


class Helper(FormHelper):
    """Lays a form out: fields and layout objects in order, then its buttons and a link that leaves."""

    include_media = False
    form_action = ""  # an address; crispy's own would try it as the name of a page first

    def __init__(
        self,
        *fields: str | LayoutObject,
        submit: str = "Save",
        buttons: Sequence[Button] = (),
        cancel: str = "",
        method: str = "post",
        action: str = "",
        id: str = "",
        classes: str = "",
        tag: bool = True,
        label_size: str = "s",
        error_summary: bool = False,
    ) -> None:
        super().__init__()
        self.layout = Fields(*fields)
        self.buttons = list(buttons) or [Button(submit)]
        self.cancel = cancel
        self.form_method = method
        self.form_action = action
        self.form_id = id
        self.form_class = classes
        self.form_tag = tag
        self.label_size = label_size
        self.error_summary = error_summary
        self.attrs = {"novalidate": True}

    def changed(self, *, submit: str = "", action: str = "", **changes: Any) -> Helper:
        """Return a copy with some settings changed, as a template may ask."""
        other = copy.copy(self)
        if submit:
            other.buttons = [Button(submit), *self.buttons[1:]]
        if action:
            other.form_action = action
        for name, value in changes.items():
            setattr(other, name, value)
        return other


class Part(Fields):
    """A layout object that holds fields; subclasses say what goes round them."""

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the fields, then what goes round them."""
        return self.around(super().render(form, context, template_pack))

    def around(self, inner: Markup) -> Markup:
        """Return the drawn fields in their wrapping."""
        return inner


class Row(Part):
    """Fields side by side where there is room."""

    def around(self, inner: Markup) -> Markup:
        """Wrap in the grid."""
        return Markup('<div class="peel-row">{}</div>').format(inner)


class Fieldset(Part):
    """Fields under a legend; unlike crispy's, the legend is text and never a template."""

    def __init__(self, legend: str, *fields: str | LayoutObject, hint: str = "", size: str = "m") -> None:
        super().__init__(*fields)
        self.legend, self.hint, self.size = legend, hint, size

    def around(self, inner: Markup) -> Markup:
        """Wrap in the fieldset."""
        macro = drawing.component("fieldset")
        hint = Markup('<p class="govuk-hint">{}</p>').format(self.hint) if self.hint else Markup()
        classes = f"govuk-fieldset__legend--{self.size}"
        return macro(legend=self.legend, legend_classes=classes, caller=lambda: hint + inner)


class More(Part):
    """Fields folded away behind a summary; open while one of them is used or wrong.

    Many pages draw them and few use them: unused ones are drawn once, until what they offer changes.
    """

    def __init__(self, summary: str, *fields: str | LayoutObject) -> None:
        super().__init__(*fields)
        self.summary = summary
        self.unused: tuple[Any, Markup] | None = None

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the fields inside."""
        names = [pointer.name for pointer in self.get_field_names()]
        used = sum(bool(form.data.get(form.add_prefix(name)) or name in form.errors) for name in names)
        if used:
            return self.folded(f"{self.summary} ({used} used)", super().render(form, context, template_pack), True)
        offers = [(name, getattr(form.fields[name], "choices", None)) for name in names]
        if self.unused is None or self.unused[0] != offers:
            self.unused = offers, self.folded(self.summary, super().render(form, context, template_pack), False)
        form.rendered_fields.update(names)
        return self.unused[1]

    def folded(self, summary: str, inner: Markup, is_open: bool) -> Markup:
        """Return the fields behind their summary."""
        details = drawing.component("details")
        return details(summary, open=is_open, classes="peel-more", caller=lambda: inner)


class Field(LayoutObject):
    """One field with settings of its macro: `Field("verdict", classes="govuk-radios--inline", hints={"good": "…"})`."""

    def __init__(self, name: str, **settings: Any) -> None:
        self.fields = [name]
        self.settings = settings

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the field."""
        form.rendered_fields.add(self.fields[0])
        return drawing.draw(form[self.fields[0]], **self.settings)


class Reveal(LayoutObject):
    """Radios or checkboxes with fields that appear under an answer: `Reveal("answer", {"no": ["note"]})`."""

    def __init__(self, name: str, under: Mapping[str, Sequence[str | LayoutObject]], **settings: Any) -> None:
        self.fields = [name, *(field for fields in under.values() for field in fields)]
        self.name, self.under, self.settings = name, under, settings

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw the choices with the fields inside."""
        form.rendered_fields.add(self.name)
        conditional = {value: Fields(*fields).render(form, context) for value, fields in self.under.items()}
        return drawing.draw(form[self.name], conditional=conditional, **self.settings)


class Html(LayoutObject):
    """Markup between the fields, as given: `Markup`, or text that is escaped."""

    def __init__(self, markup: Markup | str) -> None:
        self.fields: list[str] = []
        self.markup = markup

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Return it."""
        return escape(self.markup)


class Paragraph(Html):
    """A paragraph between the fields."""

    def __init__(self, text: str) -> None:
        super().__init__(Markup('<p class="govuk-body">{}</p>').format(text))


class Drawer:
    """What templates call `form`: `form(page_form)` draws one whole, `form.errors(page_form)` lists its errors."""

    errors = staticmethod(drawing.errors_of)

    @pass_context
    def __call__(self, context: Context, form: Any, csrf_token: Any = "", **changes: Any) -> Markup:
        """Draw the form with its tag, token and buttons; `submit`, `action`, `cancel`… change its helper's settings."""
        helper = getattr(form, "helper", None) or Helper(*form.fields)
        helper = helper.changed(**changes) if changes else helper
        token = str(csrf_token or context.get("csrf_token", ""))
        drawn_with = {"csrf_token": token, "draw": drawing.draw, "errors_of": drawing.errors_of}
        return Markup(render_crispy_form(form, helper, drawn_with))  # noqa: S704 - drawn, so escaped


render = Drawer()
