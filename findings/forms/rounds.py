"""Forms about rounds of updates, and the filter of the chase list."""

from __future__ import annotations

from django import forms

from core.forms import DateField, FilterForm, FilterHelper, Form, Helper, Row

MISSING = "missing"


class RoundForm(Form):
    """A round: what it is called, and when it is."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(max_length=100, help_text="For example, Summer 2018 updates.")
    opens_on = DateField(
        label="Opens on", help_text="Updates from this day on count, until the day the next round opens."
    )
    closes_on = DateField(label="Closes on", help_text="A force that has not given every update by then is late.")

    helper = Helper("version", "title", Row("opens_on", "closes_on"), submit="Save the round")


class ChaseFilter(FilterForm):
    """Which forces of a round are shown."""

    show = forms.ChoiceField(label="Forces", choices=[("", "All forces"), (MISSING, "Forces with updates missing")])

    helper = FilterHelper("show", heading="Filter forces", open=False)


class RemindForm(Form):
    """Nothing to fill in: the page says who is written to."""

    helper = Helper(submit="Send the reminders")
