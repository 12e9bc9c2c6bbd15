"""The macros of templates/components: GOV.UK's own templates are the oracle: same parameters in, same markup out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
from django.template import engines
from markupsafe import Markup

ORACLE = jinja2.Environment(
    loader=jinja2.PackageLoader("govuk_frontend_jinja", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
ORACLE.loader = jinja2.PrefixLoader({"govuk_frontend_jinja": ORACLE.loader})
VOID = {"input", "path", "img", "br"}


class Normal(HTMLParser):
    """Reads markup into a list in which only what a browser tells apart is told apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: " ".join(sorted((value or "").split())) for name, value in attrs}
        self.found.append((tag, sorted(values.items())))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.found.append(words)


def normal(html: str) -> list[Any]:
    """Return the markup in normal form."""
    parser = Normal()
    parser.feed(html)
    return parser.found


def ours(name: str, parameters: dict[str, Any], inner: str = "") -> str:
    """Draw one of our macros."""
    module = engines["jinja2"].env.get_template(f"components/{name}.html").module
    caller = {"caller": lambda *args: Markup(inner)} if inner else {}  # noqa: S704 - the test's own
    return str(getattr(module, name)(**parameters, **caller))


def theirs(name: str, parameters: dict[str, Any]) -> str:
    """Draw GOV.UK's template of the same component."""
    title = "".join(part.capitalize() for part in name.split("_"))
    template = ORACLE.get_template(f"govuk_frontend_jinja/components/{name.replace('_', '-')}/macro.html")
    return str(getattr(template.module, f"govuk{title}")(parameters))


LEGEND = {"legend": {"text": "How much?", "classes": "govuk-fieldset__legend--s"}}
OUR_LEGEND = {"legend": "How much?", "legend_classes": "govuk-fieldset__legend--s"}
PROBLEM = {"hint": {"text": "A hint"}, "errorMessage": {"text": "Enter it"}}
OUR_PROBLEM = {"hint": "A hint", "error_message": "Enter it"}
CHOICES = [{"value": "y", "text": "Yes & <yes>"}, {"divider": "or"}, {"value": "n", "text": "No", "disabled": True}]
REVEAL = Markup("<p>More</p>")

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("button", {"text": "Save & go"}, {"text": "Save & go"}),
    (
        "button",
        {
            "text": "Close",
            "variant": "warning",
            "name": "do",
            "value": "close",
            "disabled": True,
            "prevent_double_click": True,
        },
        {
            "text": "Close",
            "classes": "govuk-button--warning",
            "name": "do",
            "value": "close",
            "disabled": True,
            "preventDoubleClick": True,
        },
    ),
    ("button", {"text": "Go", "href": "/x?a=1&b=2", "id": "go"}, {"text": "Go", "href": "/x?a=1&b=2", "id": "go"}),
    (
        "label",
        {"text": "Name", "for_": "n", "classes": "govuk-label--s"},
        {"text": "Name", "for": "n", "classes": "govuk-label--s"},
    ),
    (
        "label",
        {"text": "Name", "for_": "n", "is_page_heading": True},
        {"text": "Name", "for": "n", "isPageHeading": True},
    ),
    ("hint", {"text": "A hint", "id": "h"}, {"text": "A hint", "id": "h"}),
    ("error_message", {"text": "Enter it", "id": "e"}, {"text": "Enter it", "id": "e"}),
    ("input", {"name": "n", "label": "Name"}, {"name": "n", "label": {"text": "Name"}}),
    (
        "input",
        {
            "name": "n",
            "id": "i",
            "label": "Name",
            "value": 'a"b',
            "classes": "govuk-input--width-5",
            "inputmode": "numeric",
            "autocomplete": "off",
            "prefix": "£",
            "suffix": "each",
            "spellcheck": False,
            "disabled": True,
            "described_by": "other",
            "attributes": {"data-x": "1"},
            "form_group_classes": "wide",
            "label_classes": "govuk-label--m",
            **OUR_PROBLEM,
        },
        {
            "name": "n",
            "id": "i",
            "label": {"text": "Name", "classes": "govuk-label--m"},
            "value": 'a"b',
            "classes": "govuk-input--width-5",
            "inputmode": "numeric",
            "autocomplete": "off",
            "prefix": {"text": "£"},
            "suffix": {"text": "each"},
            "spellcheck": False,
            "disabled": True,
            "describedBy": "other",
            "attributes": {"data-x": "1"},
            "formGroup": {"classes": "wide"},
            **PROBLEM,
        },
    ),
    (
        "input",
        {"name": "n", "label": "Name", "label_is_page_heading": True},
        {"name": "n", "label": {"text": "Name", "isPageHeading": True}},
    ),
    (
        "textarea",
        {"name": "n", "label": "Why", "value": "a\nb <c>"},
        {"name": "n", "label": {"text": "Why"}, "value": "a\nb <c>"},
    ),
    (
        "textarea",
        {"name": "n", "label": "Why", "rows": 8, "classes": "x", "spellcheck": True, **OUR_PROBLEM},
        {"name": "n", "label": {"text": "Why"}, "rows": 8, "classes": "x", "spellcheck": True, "value": "", **PROBLEM},
    ),
    (
        "select",
        {
            "name": "n",
            "label": "Which",
            "items": [
                {"value": "", "text": "Any"},
                {"value": "a", "text": "A"},
                {"value": "b", "text": "B", "disabled": True},
            ],
            "value": "a",
            **OUR_PROBLEM,
        },
        {
            "name": "n",
            "label": {"text": "Which"},
            "items": [
                {"value": "", "text": "Any"},
                {"value": "a", "text": "A"},
                {"value": "b", "text": "B", "disabled": True},
            ],
            "value": "a",
            **PROBLEM,
        },
    ),
    (
        "radios",
        {"name": "n", "items": CHOICES, "value": "y", **OUR_LEGEND},
        {"name": "n", "items": CHOICES, "value": "y", "fieldset": LEGEND},
    ),
    (
        "radios",
        {
            "name": "n",
            "id_prefix": "p",
            "classes": "govuk-radios--inline",
            "items": [
                {"value": "1", "text": "One", "hint": "First", "conditional": REVEAL, "attributes": {"data-k": "1"}},
                {"value": "2", "text": "Two", "conditional": REVEAL},
            ],
            "value": "2",
            **OUR_LEGEND,
            **OUR_PROBLEM,
        },
        {
            "name": "n",
            "idPrefix": "p",
            "classes": "govuk-radios--inline",
            "items": [
                {
                    "value": "1",
                    "text": "One",
                    "hint": {"text": "First"},
                    "conditional": {"html": REVEAL},
                    "attributes": {"data-k": "1"},
                },
                {"value": "2", "text": "Two", "conditional": {"html": REVEAL}},
            ],
            "value": "2",
            "fieldset": LEGEND,
            **PROBLEM,
        },
    ),
    ("radios", {"name": "n", "items": CHOICES}, {"name": "n", "items": CHOICES}),
    (
        "checkboxes",
        {
            "name": "n",
            "items": [*CHOICES, {"value": "m", "text": "Maybe", "hint": "Hm", "conditional": REVEAL}],
            "values": ["y", "m"],
            **OUR_LEGEND,
            **OUR_PROBLEM,
        },
        {
            "name": "n",
            "items": [
                *CHOICES,
                {"value": "m", "text": "Maybe", "hint": {"text": "Hm"}, "conditional": {"html": REVEAL}},
            ],
            "values": ["y", "m"],
            "fieldset": LEGEND,
            **PROBLEM,
        },
    ),
    (
        "checkboxes",
        {"name": "n", "items": [{"value": "on", "text": "I have read it", "hint": "All"}], **OUR_PROBLEM},
        {
            "name": "n",
            "items": [{"value": "on", "text": "I have read it", "hint": {"text": "All"}}],
            **PROBLEM,
        },
    ),
    (
        "date_input",
        {"id": "d", "name_prefix": "d", **OUR_LEGEND, **OUR_PROBLEM},
        {"id": "d", "namePrefix": "d", "fieldset": LEGEND, **PROBLEM},
    ),
    (
        "date_input",
        {
            "id": "d",
            "items": [{"name": "day", "value": "3", "classes": "govuk-input--width-2", "error": True}],
            **OUR_LEGEND,
        },
        {
            "id": "d",
            "items": [{"name": "day", "value": "3", "classes": "govuk-input--width-2 govuk-input--error"}],
            "fieldset": LEGEND,
        },
    ),
    (
        "file_upload",
        {"name": "f", "label": "File", "multiple": True, "attributes": {"accept": ".csv"}, **OUR_PROBLEM},
        {
            "name": "f",
            "label": {"text": "File"},
            "multiple": True,
            "javascript": True,
            "attributes": {"accept": ".csv"},
            **PROBLEM,
        },
    ),
    ("file_upload", {"name": "f", "label": "File", "javascript": False}, {"name": "f", "label": {"text": "File"}}),
    (
        "error_summary",
        {"error_list": [{"text": "Enter it", "href": "#n"}, {"text": "Odd"}], "description_text": "Two"},
        {
            "titleText": "There is a problem",
            "errorList": [{"text": "Enter it", "href": "#n"}, {"text": "Odd"}],
            "descriptionText": "Two",
        },
    ),
    ("inset_text", {"text": "In", "id": "i"}, {"text": "In", "id": "i"}),
    ("warning_text", {"text": "Mind"}, {"text": "Mind"}),
    ("notification_banner", {"text": "Note"}, {"text": "Note"}),
    (
        "notification_banner",
        {"text": "Done", "type": "success", "title_id": "t", "disable_auto_focus": True},
        {"text": "Done", "type": "success", "titleId": "t", "disableAutoFocus": True},
    ),
    (
        "notification_banner",
        {"text": "No", "title_text": "Sorry", "role": "alert", "title_heading_level": 3},
        {"text": "No", "titleText": "Sorry", "role": "alert", "titleHeadingLevel": 3},
    ),
    ("tag", {"text": "Open", "colour": "blue"}, {"text": "Open", "classes": "govuk-tag--blue"}),
    (
        "summary_list",
        {
            "rows": [
                {"key": "Due", "value": "Soon"},
                {
                    "key": "Owner",
                    "value": "Head",
                    "actions": [{"href": "#", "text": "Change", "visually_hidden_text": "owner"}],
                },
                {"key": "X", "value": "Y", "actions": [{"href": "#a", "text": "A"}, {"href": "#b", "text": "B"}]},
            ]
        },
        {
            "rows": [
                {"key": {"text": "Due"}, "value": {"text": "Soon"}},
                {
                    "key": {"text": "Owner"},
                    "value": {"text": "Head"},
                    "actions": {"items": [{"href": "#", "text": "Change", "visuallyHiddenText": "owner"}]},
                },
                {
                    "key": {"text": "X"},
                    "value": {"text": "Y"},
                    "actions": {"items": [{"href": "#a", "text": "A"}, {"href": "#b", "text": "B"}]},
                },
            ]
        },
    ),
    (
        "summary_list",
        {
            "rows": [{"key": "Due", "value": "Soon"}],
            "card_title": "Lead",
            "card_heading_level": 3,
            "card_actions": [{"href": "#", "text": "Change"}],
        },
        {
            "rows": [{"key": {"text": "Due"}, "value": {"text": "Soon"}}],
            "card": {
                "title": {"text": "Lead", "headingLevel": 3},
                "actions": {"items": [{"href": "#", "text": "Change"}]},
            },
        },
    ),
    (
        "table",
        {
            "caption": "Files",
            "scroll": False,
            "first_cell_is_header": True,
            "head": [{"text": "Force"}, {"text": "Files", "numeric": True, "colspan": 2}],
            "rows": [
                [{"text": "Kent & co"}, {"text": "60", "numeric": True}, {"text": "x", "classes": "c", "rowspan": 2}]
            ],
        },
        {
            "caption": "Files",
            "captionClasses": "govuk-table__caption--m",
            "firstCellIsHeader": True,
            "head": [{"text": "Force"}, {"text": "Files", "format": "numeric", "colspan": 2}],
            "rows": [
                [
                    {"text": "Kent & co"},
                    {"text": "60", "format": "numeric"},
                    {"text": "x", "classes": "c", "rowspan": 2},
                ]
            ],
        },
    ),
    (
        "pagination",
        {
            "items": [
                {"number": 1, "href": "?page=1"},
                {"number": 2, "href": "?page=2", "current": True},
                {"ellipsis": True},
            ],
            "previous": "?page=1",
            "next": "?page=3",
        },
        {
            "items": [
                {"number": 1, "href": "?page=1"},
                {"number": 2, "href": "?page=2", "current": True},
                {"ellipsis": True},
            ],
            "previous": {"href": "?page=1"},
            "next": {"href": "?page=3"},
        },
    ),
    (
        "breadcrumbs",
        {"items": [{"text": "Home", "href": "/"}, {"text": "Kent"}]},
        {"items": [{"text": "Home", "href": "/"}, {"text": "Kent"}], "collapseOnMobile": True},
    ),
    ("back_link", {"href": "/x"}, {"href": "/x"}),
    ("skip_link", {"href": "#main", "text": "Skip"}, {"href": "#main", "text": "Skip"}),
    (
        "details",
        {"summary_text": "More", "text": "Words", "open": True, "id": "d"},
        {"summaryText": "More", "text": "Words", "open": True, "id": "d"},
    ),
    ("panel", {"title_text": "Done", "text": "Reference BED"}, {"titleText": "Done", "text": "Reference BED"}),
    (
        "service_navigation",
        {"items": [{"text": "Home", "href": "/"}, {"text": "Forces", "href": "/forces/", "active": True}]},
        {"navigation": [{"text": "Home", "href": "/"}, {"text": "Forces", "href": "/forces/", "active": True}]},
    ),
]


@pytest.mark.parametrize(
    ("name", "parameters", "oracle"), CASES, ids=[f"{case[0]}-{i}" for i, case in enumerate(CASES)]
)
def test_same_markup_as_govuk(name: str, parameters: dict[str, Any], oracle: dict[str, Any]) -> None:
    assert normal(ours(name, parameters)) == normal(theirs(name, oracle))


def test_fieldset_holds_what_it_is_given() -> None:
    html = ours(
        "fieldset",
        {"legend": "Dates", "legend_is_page_heading": True, "described_by": "x", "role": "group"},
        "<p>In</p>",
    )
    oracle = {
        "legend": {"text": "Dates", "isPageHeading": True},
        "describedBy": "x",
        "role": "group",
        "html": "<p>In</p>",
    }
    assert normal(html) == normal(theirs("fieldset", oracle))


@pytest.mark.parametrize("name", ["details", "inset_text", "panel", "notification_banner"])
def test_a_caller_replaces_the_text(name: str) -> None:
    title = {"details": {"summary_text": "T"}, "panel": {"title_text": "T"}}.get(name, {})
    assert "<p>Called</p>" in ours(name, title, "<p>Called</p>")


def test_text_is_escaped_and_markup_is_not() -> None:
    assert "&lt;b&gt;" in ours("tag", {"text": "<b>"})
    assert "<b>" in ours("tag", {"text": Markup("<b>x</b>")})


def test_a_table_without_rows_says_what_to_do() -> None:
    html = ours(
        "table",
        {"caption": "Findings", "rows": [], "empty": "None yet.", "empty_href": "/new", "empty_link": "Raise one"},
    )
    assert "<table" not in html
    assert "None yet." in html
    assert '<a class="govuk-link" href="/new">Raise one</a>' in html


def test_a_table_scrolls_in_a_box_that_takes_the_focus() -> None:
    html = ours("table", {"caption": "Findings", "rows": [[{"text": "x", "tag": "red"}, {"text": "y", "href": "/y"}]]})
    assert '<div class="peel-scroll" tabindex="0" role="region" aria-label="Findings">' in html
    assert '<strong class="govuk-tag govuk-tag--red">x</strong>' in html
    assert '<a class="govuk-link" href="/y">y</a>' in html


def test_a_sortable_heading_is_a_link_and_says_the_order() -> None:
    head = [
        {"text": "Due", "href": "?sort=-due", "sort": "ascending"},
        {"text": "Force", "href": "?sort=force", "sort": "none"},
    ]
    html = ours("table", {"caption": "c", "rows": [[{"text": "x"}, {"text": "y"}]], "head": head})
    assert 'aria-sort="ascending"' in html
    assert 'aria-sort="none"' in html
    assert 'href="?sort=-due"' in html


def test_a_text_that_begins_with_a_new_line_keeps_it() -> None:
    assert 'rows="5">\n\nfirst</textarea>' in ours("textarea", {"name": "n", "label": "l", "value": "\nfirst"})


def test_navigations_mark_where_we_are() -> None:
    items = [{"text": "One", "href": "/1", "active": True, "count": 0, "note": "done"}, {"text": "Two", "href": "/2"}]
    assert 'aria-current="page" href="/1">One (0)</a>' in ours("sub_navigation", {"items": items})
    side = ours("side_navigation", {"items": items, "heading": "Stages"})
    assert 'href="/1" aria-current="location">One<span class="peel-note">done</span>' in side


def test_a_timeline_shows_both_dates() -> None:
    event = {
        "label": "Raised",
        "datetime": "2017-03-01",
        "when": "spring 2017",
        "note": "recorded 22 March 2018",
        "byline": "Ann",
        "text": "t",
        "id": "e1",
    }
    html = ours("timeline", {"items": [event, {"label": "x", "datetime": "2018", "when": "2018"}], "heading_level": 3})
    assert '<time datetime="2017-03-01">spring 2017</time> · recorded 22 March 2018' in html
    assert '<h3 class="moj-timeline__title">' in html


def test_progress_is_said_in_words_too() -> None:
    html = ours("progress_bar", {"label": "Files", "done": 12, "total": 20, "id": "p"})
    assert '<label for="p">Files: <span data-status>12 of 20</span></label>' in html
    assert 'max="20" value="12"' in html
    assert "max=" not in ours("progress_bar", {"label": "Files", "done": 0, "total": 0, "words": "Waiting"})


def test_a_filter_panel_offers_to_remove_what_is_chosen() -> None:
    chosen = [{"field": "Force", "text": "Kent", "href": "?"}]
    html = ours("filter_panel", {"selected": chosen, "open": False, "hidden": {"sort": "-due"}}, "<p>Fields</p>")
    assert "<details open>" in html
    assert "Remove this filter: </span>Force: Kent" in html
    assert '<input type="hidden" name="sort" value="-due">' in html
    assert "<details>" in ours("filter_panel", {"open": False}, "x")


def test_a_search_keeps_its_words() -> None:
    html = ours("search", {"action": "/search/", "value": 'a"b', "id": "s"})
    assert 'value="a&#34;b"' in html
    assert '<label class="govuk-visually-hidden" for="s">' in html


def test_pages_of_a_list() -> None:
    from django.core.paginator import Paginator

    module = engines["jinja2"].env.get_template("components/pagination.html").module
    page = Paginator(range(95), 10).page(5)
    html = str(module.pages(page, lambda page: f"?page={page}"))
    assert 'href="?page=4" rel="prev"' in html
    assert 'aria-label="Page 5" aria-current="page"' in html
    assert html.count("&ctdot;") == 2
    assert str(module.pages(Paginator(range(5), 10).page(1), str)).strip() == ""


MODULES = Path(__file__).parents[2] / "static" / "src" / "js"
TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    source = path.read_text()
    assert " style=" not in source
    assert "<style" not in source
    assert " onclick=" not in source
    assert all("src=" in part.split(">")[0] for part in source.split("<script")[1:])


@pytest.mark.parametrize("path", sorted(MODULES.glob("*.js")), ids=lambda path: path.name)
def test_imports_end_so_that_django_finds_them_when_it_hashes_names(path: Path) -> None:
    ends = re.findall(r"^(?:import|export)\b[^;]*?'\./[\w-]+\.js'(.?)", path.read_text(), re.MULTILINE)
    assert set(ends) <= {";"}
