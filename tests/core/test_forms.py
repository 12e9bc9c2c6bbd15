"""Forms: their fields, layout, errors and filters, as they reach the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MinValueValidator
from django.http import QueryDict
from django.template import engines
from markupsafe import Markup

from core.dates import Precision
from core.forms import (
    Button,
    DateField,
    Field,
    Fieldset,
    FilterDateField,
    FilterForm,
    FilterHelper,
    Form,
    Helper,
    Html,
    More,
    Paragraph,
    PartialDate,
    PartialDateField,
    Reveal,
    Row,
    errors_of,
)

YES_NO = [("yes", "Yes"), ("no", "No")]


def drawn(form: Any, **changes: Any) -> str:
    """Return a form as a page draws it."""
    template = engines["jinja2"].env.from_string("{{ form(page_form, **changes) }}")
    return template.render(page_form=form, changes=changes, csrf_token="token-1")


def one_field(field: forms.Field, **more: Any) -> type[Form]:
    """Return a form of one field, `it`."""
    return type("OneField", (Form,), {"it": field, "helper": Helper("it"), **more})


def first_error(field: forms.Field, data: dict[str, Any], files: Any = None) -> str:
    """Return what a form of one field says about data."""
    form = one_field(field)(data, files)
    assert not form.is_valid()
    return form.errors["it"][0]


class Review(Form):
    title = forms.CharField(max_length=10, help_text="In a <few> words")
    answer = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "wide"}))
    due_on = DateField(label="Due date")
    files = forms.IntegerField(label="How many files?")
    kinds = forms.MultipleChoiceField(choices=YES_NO, widget=forms.CheckboxSelectMultiple, required=False)
    sure = forms.BooleanField(label="I have read it", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    helper = Helper(
        "title",
        Fieldset("Marks", Reveal("answer", {"no": ["note"]}, hints={"yes": "Fully"}), hint="One only"),
        Row("due_on", "files"),
        Field("kinds", classes="govuk-checkboxes--small"),
        "sure",
        "secret",
        Paragraph("Second <mark> is blind."),
        Html(Markup("<hr>")),
        submit="Save review",
        cancel="/reviews/",
    )


# --- a whole form -------------------------------------------------------------------------------------------


def test_a_form_has_its_token_its_button_and_a_way_out() -> None:
    html = drawn(Review())
    assert '<form method="post" novalidate>' in html
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="token-1">' in html
    assert ">Save review</button>" in html
    assert 'data-prevent-double-click="true"' in html
    assert '<a class="govuk-link" href="/reviews/">Cancel</a>' in html


def test_a_template_may_change_the_helper_and_leaves_it_as_it_was() -> None:
    html = drawn(Review(), submit="Go", action="/go/", cancel="/away/")
    assert 'action="/go/"' in html
    assert ">Go</button>" in html
    assert 'href="/away/"' in html
    assert "/go/" not in drawn(Review())


def test_a_form_without_a_helper_is_drawn_in_the_order_of_its_fields() -> None:
    plain = type("Plain", (forms.Form,), {"a": forms.CharField(), "b": forms.EmailField()})()
    html = drawn(plain, submit="Send")
    assert html.index('name="a"') < html.index('name="b"')
    assert 'type="email"' in html


def test_several_buttons() -> None:
    class Two(Form):
        it = forms.CharField()
        helper = Helper("it", buttons=[Button("Next", name="then", value="next"), Button("Draft", variant="secondary")])

    html = drawn(Two())
    assert 'value="next" name="then"' in html
    assert "govuk-button--secondary" in html


def test_fields_only() -> None:
    form = one_field(forms.CharField(), helper=Helper("it", tag=False))()
    assert "<form" not in drawn(form)
    assert "<button" not in drawn(form)


def test_a_form_may_have_nothing_but_its_button() -> None:
    html = drawn(forms.Form(), submit="Make new codes")
    assert ">Make new codes</button>" in html
    assert "token-1" in html


def test_a_file_makes_the_form_multipart() -> None:
    html = drawn(one_field(forms.FileField(label="Return", widget=forms.FileInput(attrs={"accept": ".csv"})))())
    assert 'enctype="multipart/form-data"' in html
    assert 'type="file" accept=".csv"' in html


def test_an_unknown_field_in_a_layout_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        drawn(one_field(forms.CharField(), helper=Helper("nowhere"))())


def test_layout_objects() -> None:
    html = drawn(Review())
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Marks</legend>' in html
    assert '<p class="govuk-hint">One only</p>' in html
    assert '<div class="peel-row">' in html
    assert '<div class="govuk-checkboxes govuk-checkboxes--small"' in html
    assert "Second &lt;mark&gt; is blind." in html
    assert "<hr>" in html


def test_a_revealed_field_is_inside_its_answer() -> None:
    html = drawn(Review())
    start = html.index('id="conditional-id_answer-2"')
    assert start < html.index('name="note"') < html.index('name="due_on-day"')
    assert 'class="govuk-radios__conditional" id="conditional-id_answer-2"' in drawn(Review({"answer": "no"}))
    assert "Fully" in html


def test_a_revealed_field_under_a_box_that_stands_alone() -> None:
    class Box(Form):
        it = forms.BooleanField(label="Other", required=False)
        which = forms.CharField()
        helper = Helper(Reveal("it", {"on": ["which"]}))

    html = drawn(Box({"it": "on"}))
    assert 'class="govuk-checkboxes__conditional" id="conditional-id_it"' in html
    assert 'value="on" checked' in html


def test_hints_are_escaped_and_described() -> None:
    html = drawn(Review())
    assert '<div id="id_title-hint" class="govuk-hint">In a &lt;few&gt; words</div>' in html
    assert 'name="title" type="text" aria-describedby="id_title-hint"' in html


def test_nothing_is_cut_or_checked_by_the_browser() -> None:
    html = drawn(Review())
    assert "maxlength" not in html
    assert " required" not in html


def test_number_boxes_are_text_with_a_number_pad() -> None:
    assert 'name="files" type="text"' in drawn(Review())
    assert 'inputmode="numeric"' in drawn(Review())
    assert 'inputmode="decimal"' in drawn(one_field(forms.DecimalField(min_value=0))())


def test_a_password_never_comes_back() -> None:
    assert "hunter2" not in drawn(one_field(forms.CharField(widget=forms.PasswordInput))({"it": "hunter2"}))


def test_a_list_offers_groups_and_a_blank() -> None:
    field = forms.ChoiceField(choices=[("", "---------"), ("North", [("a", "A"), ("b", "B")])])
    html = drawn(one_field(field)({"it": "b"}))
    assert '<option value="">Choose one</option>' in html
    assert '<optgroup label="North">' in html
    assert '<option value="b" selected>B</option>' in html


def test_a_list_of_several() -> None:
    html = drawn(one_field(forms.MultipleChoiceField(choices=YES_NO))(QueryDict("it=yes&it=no")))
    assert html.count(" selected") == 2
    assert 'name="it" multiple' in html


def test_a_disabled_field_cannot_be_changed() -> None:
    radios = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, disabled=True)
    assert drawn(one_field(radios)()).count(" disabled") == 2
    assert " disabled" in drawn(one_field(forms.CharField(disabled=True))())


def test_a_widget_nobody_drew_is_an_error() -> None:
    with pytest.raises(TypeError, match="SplitDateTimeWidget of field it"):
        drawn(one_field(forms.SplitDateTimeField())())


# --- errors -------------------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_beside_its_error() -> None:
    html = drawn(
        Review(
            {
                "title": "Much too long <b>",
                "note": "kept\ntext",
                "due_on-day": "31",
                "due_on-month": "2",
                "due_on-year": "2018",
            }
        )
    )
    assert 'value="Much too long &lt;b&gt;"' in html
    assert ">kept\ntext</textarea>" in html
    assert 'name="due_on-day" type="text" value="31"' in html
    assert '<p id="id_title-error" class="govuk-error-message">' in html


def test_the_summary_links_to_the_first_control_of_each_field() -> None:
    form = Review({"title": "x", "due_on-day": "3", "due_on-year": "2018", "files": "many"})
    form.add_error(None, "The file is void")
    assert errors_of(form) == [
        {"text": "Select answer", "href": "#id_answer"},
        {"text": "Due date must include a month", "href": "#id_due_on-month"},
        {"text": "The answer to “How many files?” must be a whole number", "href": "#id_files"},
        {"text": "The file is void", "href": ""},
    ]
    html = drawn(form)
    assert 'id="id_due_on-month" name="due_on-month"' in html
    assert html.count("govuk-date-input__input govuk-input--width-2 govuk-input--error") == 1


def test_there_is_no_summary_of_nothing() -> None:
    assert errors_of(None) == []
    assert errors_of(Review()) == []


def test_the_form_draws_its_own_summary_when_asked() -> None:
    form = one_field(forms.CharField(), helper=Helper("it", error_summary=True))
    assert "govuk-error-summary" in drawn(form({}))
    assert "govuk-error-summary" not in drawn(form({"it": "x"}))


def test_a_hidden_fields_error_has_no_link() -> None:
    assert errors_of(one_field(forms.CharField(widget=forms.HiddenInput))({}))[0]["href"] == ""


@pytest.mark.parametrize(
    ("field", "data", "message"),
    [
        (forms.CharField(label="Short title"), {}, "Enter short title"),
        (forms.CharField(label="HMI lead"), {}, "Enter HMI lead"),
        (forms.CharField(label="What happened?"), {}, "Answer the question: What happened?"),
        (forms.CharField(label="100% sure"), {}, "Enter 100% sure"),
        (forms.ChoiceField(label="Verdict", choices=YES_NO), {}, "Select verdict"),
        (forms.BooleanField(label="I agree"), {}, "Tick the box “I agree”"),
        (forms.FileField(label="Return"), {}, "Choose a file for return"),
        (forms.FileField(label="File"), {}, "Choose a file"),
        (DateField(label="Due date"), {}, "Enter due date"),
        (forms.CharField(label="Title", max_length=2), {"it": "abc"}, "Title must be 2 characters or fewer"),
        (forms.CharField(label="Title", min_length=4), {"it": "abc"}, "Title must be 4 characters or more"),
        (forms.IntegerField(label="Files", max_value=2), {"it": "3"}, "Files must be 2 or less"),
        (forms.IntegerField(label="Files", validators=[MinValueValidator(2)]), {"it": "1"}, "Files must be 2 or more"),
        (forms.IntegerField(label="Files"), {"it": "x"}, "Files must be a whole number"),
        (forms.EmailField(label="E-mail"), {"it": "x"}, "Enter an email address in the form name@example.org"),
        (forms.ChoiceField(label="Verdict", choices=YES_NO), {"it": "x"}, "x is not one of the choices for Verdict"),
        (forms.CharField(error_messages={"required": "Say it"}), {}, "Say it"),
        (forms.CharField(label="A", error_messages={"required": "%(label)s, please"}), {}, "A, please"),
    ],
)
def test_messages_say_what_to_do(field: forms.Field, data: dict[str, Any], message: str) -> None:
    assert first_error(field, data) == message


def test_a_question_is_not_run_into_the_message_about_its_answer() -> None:
    message = first_error(DateField(label="When was it so?"), boxes("31", "6", "2018"))
    assert message == "The answer to “When was it so?” must be a real date"


def test_an_empty_file() -> None:
    assert first_error(forms.FileField(), {}, {"it": SimpleUploadedFile("a.csv", b"")}) == "The chosen file is empty"


def test_a_forms_own_message_is_left_alone_and_may_use_the_label() -> None:
    def clean_it(form: Any) -> None:
        raise ValidationError("%(label)s is before %(start)s", code="invalid", params={"start": "2017"})

    form = one_field(forms.CharField(label="End"), clean_it=clean_it)({"it": "x"})
    assert form.errors["it"] == ["End is before 2017"]


# --- dates --------------------------------------------------------------------------------------------------


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    """Return the boxes of `it` as sent."""
    return {"it-day": day, "it-month": month, "it-year": year}


@pytest.mark.parametrize(
    "data", [boxes("22", "3", "2018"), boxes(" 22 ", "March", "2018"), boxes("22", "mar", "2018"), {"it": "2018-03-22"}]
)
def test_a_date_is_read(data: dict[str, str]) -> None:
    form = one_field(DateField())(data)
    assert form.is_valid()
    assert form.cleaned_data["it"] == date(2018, 3, 22)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("", "3", "2018"), "Effective date must include a day"),
        (("22", "", "2018"), "Effective date must include a month"),
        (("22", "", ""), "Effective date must include a month and year"),
        (("31", "2", "2018"), "Effective date must be a real date"),
        (("x", "2", "2018"), "Effective date must be a real date"),
        (("1", "2", "18"), "The year of Effective date must have 4 figures, like 2018"),
    ],
)
def test_a_date_that_cannot_be_read_says_why(typed: tuple[str, str, str], message: str) -> None:
    assert first_error(DateField(label="Effective date"), boxes(*typed)) == message


def test_a_date_starts_from_its_initial_value_and_knows_when_it_changed() -> None:
    form = one_field(DateField(), helper=Helper("it"))
    html = drawn(form(initial={"it": date(2018, 3, 22)}))
    assert 'name="it-month" type="text" value="3"' in html
    assert form(boxes("22", "3", "2018"), initial={"it": date(2018, 3, 22)}).changed_data == []
    assert form(boxes("23", "3", "2018"), initial={"it": date(2018, 3, 22)}).changed_data == ["it"]


def test_a_date_left_out_of_the_page_is_not_an_empty_one() -> None:
    widget = DateField().widget
    assert widget.value_omitted_from_data({}, {}, "it")
    assert not widget.value_omitted_from_data(boxes("", "", ""), {}, "it")


@pytest.mark.parametrize(
    ("typed", "on", "precision"),
    [
        (("22", "3", "2018"), date(2018, 3, 22), Precision.DAY),
        (("", "3", "2018"), date(2018, 3, 1), Precision.MONTH),
        (("", "spring", "2017"), date(2017, 3, 1), Precision.SEASON),
        (("", "winter", "2017"), date(2017, 12, 1), Precision.SEASON),
        (("", "", "2017"), date(2017, 1, 1), Precision.YEAR),
    ],
)
def test_a_partial_date_is_as_exact_as_what_was_filled_in(
    typed: tuple[str, str, str], on: date, precision: Precision
) -> None:
    form = one_field(PartialDateField())(boxes(*typed))
    assert form.is_valid()
    assert form.cleaned_data["it"] == PartialDate(on, precision)
    assert tuple(form["it"].field.widget.parts(form.cleaned_data["it"])) == typed


@pytest.mark.parametrize(
    ("typed", "message", "box"),
    [
        (("", "spring", ""), "Effective must include a year", "year"),
        (("3", "spring", "2017"), "Effective must include a month when it has a day", "month"),
        (("3", "", "2017"), "Effective must include a month when it has a day", "month"),
        (("31", "2", "2017"), "Effective must be a real date", "day"),
        (("", "", "17"), "The year of Effective must have 4 figures, like 2018", "year"),
    ],
)
def test_a_partial_date_that_cannot_be_read(typed: tuple[str, str, str], message: str, box: str) -> None:
    form = one_field(PartialDateField(label="Effective"))(boxes(*typed))
    assert errors_of(form) == [{"text": message, "href": f"#id_it-{box}"}]


def test_a_partial_date_offers_months_and_seasons_and_keeps_the_choice() -> None:
    html = drawn(one_field(PartialDateField())(boxes("", "spring", "x")))
    assert '<option value="spring" selected>Spring</option>' in html
    assert ">Month or season</label>" in html


# --- filters ------------------------------------------------------------------------------------------------


class Findings(FilterForm):
    force = forms.ChoiceField(choices=[("", "---------"), ("KEN", "Kent"), ("ESX", "Essex")])
    status = forms.MultipleChoiceField(
        choices=[("open", "Open"), ("done", "Closed")], widget=forms.CheckboxSelectMultiple
    )
    overdue = forms.BooleanField()
    as_at = FilterDateField(label="As at")
    helper = FilterHelper("force", "status", "overdue", "as_at", heading="Filter findings")


def test_a_filter_requires_nothing() -> None:
    filters = Findings(QueryDict("page=2&sort=-due&format=csv"))
    assert filters.is_valid()
    assert filters.cleaned_data == {"force": "", "status": [], "overdue": False, "as_at": None}


@pytest.mark.parametrize("written", ["2018-03-22", "22/03/2018", "22 March 2018"])
def test_a_filter_reads_dates(written: str) -> None:
    filters = Findings(QueryDict(f"as_at={written}"))
    assert filters.is_valid()
    assert filters.cleaned_data["as_at"] == date(2018, 3, 22)


def test_what_a_filter_does_not_know_is_an_error() -> None:
    filters = Findings(QueryDict("as_at=2018-13-45&force=XXX&colour=red"))
    assert [error["text"] for error in errors_of(filters)] == [
        "force: XXX is not one of the choices for Force",
        "as_at: 2018-13-45 is not a date; write it as 2018-03-22",
        "colour: this page has no such filter; it can be filtered by force, status, overdue, as_at",
    ]
    assert 'value="2018-13-45"' in drawn(filters)


def test_a_page_without_filters_says_only_that() -> None:
    filters = FilterForm(QueryDict("colour=red"))
    assert filters.non_field_errors() == ["colour: this page has no such filter"]


def test_what_is_chosen_is_shown_with_the_address_without_it() -> None:
    filters = Findings(QueryDict("force=KEN&status=open&status=done&overdue=on&page=3&sort=-due&as_at="))
    assert filters.selected() == [
        {"field": "Force", "text": "Kent", "href": "?status=open&status=done&overdue=on&sort=-due&as_at="},
        {"field": "Status", "text": "Open", "href": "?force=KEN&status=done&overdue=on&sort=-due&as_at="},
        {"field": "Status", "text": "Closed", "href": "?force=KEN&status=open&overdue=on&sort=-due&as_at="},
        {"field": "Overdue", "text": "yes", "href": "?force=KEN&status=open&status=done&sort=-due&as_at="},
    ]
    assert filters.clear_address() == "?sort=-due"
    assert Findings(QueryDict("")).clear_address() == "?"


def test_the_panel_is_a_get_form_that_keeps_the_order() -> None:
    html = drawn(Findings(QueryDict("force=KEN&sort=-due")))
    assert '<form method="get"' in html
    assert '<input type="hidden" name="sort" value="-due">' in html
    assert "csrf" not in html
    assert '<option value="">Any</option>' in html
    assert "Filter findings (1 applied)" in html
    assert '<label class="govuk-label" for="id_force">' in html


def test_a_filter_without_a_helper_lays_out_its_fields() -> None:
    class Plain(FilterForm):
        q = forms.CharField(label="Words")

    assert 'name="q"' in drawn(Plain(QueryDict("")))


# --- the frame of a page ------------------------------------------------------------------------------------


def test_pages_that_call_their_form_form() -> None:
    source = (
        '{% from "components/whole_form.html" import whole_form %}{{ whole_form(form, csrf_token, submit="Sign in") }}'
    )
    html = engines["jinja2"].env.from_string(source).render(form=Review(), csrf_token="token-2")
    assert 'value="token-2"' in html
    assert ">Sign in</button>" in html


class Folded(FilterForm):
    """One filter that is seen and two that are folded away."""

    words = forms.CharField()
    lead = forms.ChoiceField(choices=[("", "Anybody")])
    year = forms.IntegerField()

    helper = FilterHelper("words", More("More filters", "lead", "year"))


def test_filters_folded_away_are_open_while_one_is_used_or_wrong() -> None:
    assert "peel-more" in drawn(Folded(QueryDict("words=arrest")))
    assert not re.search(r"peel-more\"[^>]* open", drawn(Folded(QueryDict("words=arrest"))))
    used = drawn(Folded(QueryDict("year=2018")))
    assert re.search(r"peel-more\"[^>]* open", used)
    assert "More filters (1 used)" in used
    assert re.search(r"peel-more\"[^>]* open", drawn(Folded(QueryDict("year=then"))))


def test_filters_folded_away_are_drawn_once_until_they_offer_something_else() -> None:
    first = drawn(Folded(QueryDict("")))
    assert drawn(Folded(QueryDict("words=arrest"))).count('name="lead"') == 1
    form = Folded(QueryDict(""))
    form.fields["lead"].choices = [("", "Anybody"), ("7", "Somebody new")]
    assert "Somebody new" in drawn(form)
    assert "Somebody new" not in drawn(Folded(QueryDict(""))) == first


def test_the_summary_of_a_page_is_of_its_form_and_its_filter() -> None:
    module = engines["jinja2"].env.get_template("components/whole_form.html").module
    assert str(module.page_errors(None, None)).strip() == ""
    html = str(module.page_errors(Review({}), Findings(QueryDict("as_at=x"))))
    assert "Enter title" in html
    assert 'href="#id_as_at"' in html


def test_formsets_are_drawn_form_by_form() -> None:
    formset = forms.formset_factory(one_field(forms.CharField(label="Part")), extra=2)()
    formset.helper = Helper("it", tag=False)
    html = drawn(formset)
    assert 'name="form-TOTAL_FORMS" value="2"' in html
    assert 'id="id_form-1-it" name="form-1-it"' in html
