"""The environment of our pages: what every template may use."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from core import dates, forms, tables, words
from peel.navigation import navigation
from reports.document import drawing, footnotes
from reports.workspace import ways


def environment(**options: Any) -> Environment:
    """Return the Jinja2 environment."""
    options.update(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    env = Environment(**options)  # noqa: S701 - Django's backend sets autoescape
    env.globals.update(
        static=static,
        url=url,
        form=forms.render,
        messages=get_messages,
        navigation=navigation,
        banner=banner,
        ways_in_inspection=ways,
        table_rows=tables.table_rows,
        figure_chart=drawing.chart_of,
        figure_notes=drawing.notes_of,
        figure_rows=drawing.rows_of,
        footnote_links=footnotes.linked,
        footnote_references=footnotes.references,
        once=cache,  # a macro that is called many times with the same few things draws each once
        Markup=Markup,
    )
    env.filters.update(
        date=dates.in_words,
        number=words.number,
        moment=words.moment,
        plural=words.plural,
    )
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


def banner() -> str:
    """Return what the demonstration's banner says, or nothing."""
    if not settings.FIXED_TODAY:
        return ""
    today = dates.in_words(settings.FIXED_TODAY)
    return f"Demonstration: its date is fixed at {today}. Illustrative records are labelled."
