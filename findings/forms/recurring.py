"""The filter of recurring issues."""

from __future__ import annotations

from django import forms

from core.forms import FilterForm, FilterHelper
from findings.choices import force_choices, question_choices
from findings.models import Finding, Status
from findings.selection import REGIONS

AT_LEAST = [2, 3, 4, 5, 6]


def theme_words(theme: str) -> str:
    """Return a theme as a page writes it."""
    return theme.replace("-", " ").capitalize() if theme else "Not said"


def theme_choices() -> list[tuple[str, str]]:
    """Return the questions by their titles, then what else published findings are said to be about."""
    questions = question_choices()[1:]
    known = {slug for slug, _ in questions}
    said = Finding.objects.exclude(published_status=Status.DRAFT).exclude(theme="").order_by("theme")
    others = [theme for theme in said.values_list("theme", flat=True).distinct() if theme not in known]
    return [("", "Any theme"), *questions, *((theme, theme_words(theme)) for theme in others)]


class RecurringFilter(FilterForm):
    """What recurring issues are filtered by."""

    force = forms.ChoiceField(choices=force_choices)
    region = forms.ChoiceField(choices=[("", "Any region"), *REGIONS.items()])
    theme = forms.ChoiceField(choices=theme_choices)
    at_least = forms.ChoiceField(
        label="At least so many cycles", choices=[("", "2 cycles"), *((str(n), f"{n} cycles") for n in AT_LEAST[1:])]
    )

    helper = FilterHelper("force", "region", "theme", "at_least", heading="Filter recurring issues")


class ThemeFilter(RecurringFilter):
    """The same for themes, of which each is shown."""

    at_least = forms.ChoiceField(
        label="At least so many cycles",
        choices=[("", "1 cycle"), *((str(n), f"{n} cycles") for n in AT_LEAST)],
    )

    helper = FilterHelper("force", "region", "theme", "at_least", heading="Filter themes")
