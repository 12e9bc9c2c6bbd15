"""What the content security policy would refuse is in no template: style, script or handlers written into a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates_django").rglob("*.html"))
FORBIDDEN = {
    "a style attribute": re.compile(r"""[\s"']style\s*=\s*["'{]""", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script written into the page": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "an event handler": re.compile(r"""<[^>{]*\son[a-z]+\s*=""", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something from another host": re.compile(
        r"""(src|href|action)\s*=\s*["'](https?:)?//(?!www\.nationalarchives)""", re.I
    ),
}


def faults(text: str) -> list[str]:
    """Return what a template holds that the policy refuses."""
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_the_policy_refuses(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ("<script>alert(1)</script>", "a script written into the page"),
        ('<button onclick="go()">', "an event handler"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ('<script src="https://cdn.example.test/x.js"></script>', "something from another host"),
    ],
)
def test_what_the_policy_refuses_would_be_seen(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_words_that_only_look_like_it_are_left_alone() -> None:
    assert (
        faults('<p class="style">on = 3, {{ style }}</p><script type="module" src="/static/js/app.js"></script>') == []
    )


def test_a_table_is_drawn_by_the_macro_only() -> None:
    own = [p for p in TEMPLATES if re.search(r"<table\b", p.read_text()) and "components" not in p.parts]
    assert own == []
