"""Differences between texts, and what the Markdown of a report may hold; no database."""

from __future__ import annotations

import pytest

from reports.document import markdown
from reports.document.gathering import is_used
from reports.rules import writing
from reports.rules.differences import ADDED, REMOVED, SAME, differences, is_changed


def test_differences_are_told_word_by_word_inside_a_line_that_changed() -> None:
    before = "The force is good.\nOf 60 files, 46 were good.\n"
    after = "The force is good.\nOf 60 files, 47 were good.\nAnd one more line.\n"
    pieces = differences(before, after)
    assert [(piece.kind, piece.text) for piece in pieces] == [
        (SAME, "The force is good.\nOf 60 files, "),
        (REMOVED, "46"),
        (ADDED, "47"),
        (SAME, " were good.\n"),
        (ADDED, "And one more line.\n"),
    ]
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
    assert differences("One.\nTwo.\n", "Two.\n") == [(REMOVED, "One.\n"), (SAME, "Two.\n")]
    assert not is_changed(differences(before, before))
    assert is_changed(differences("", "a"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Big", "“Big”: headings inside a section begin with ### or ####."),
        ("##### Small", "“Small”: headings inside a section begin with ### or ####."),
        ("[here](javascript:alert(1))", "“javascript:alert(1)”: links begin with http:// or https://."),
        ("[here](/inside/)", "“/inside/”: links begin with http:// or https://."),
        ("Words[^1]", "There is no footnote [^1]."),
        ("Words\n\n[^1]: A note", "The footnote [^1] is written but nothing refers to it."),
        ("A note in a note[^1]\n\n[^1]: As[^2]", "There is no footnote [^2]."),
        ("Twice[^1]\n\n[^1]: First\n[^1]: Last", "There is more than one footnote [^1]: give each its own mark."),
        (
            "### Head[^1]\n\nWords[^1]\n\n[^1]: A note",
            "“Head[^1]”: a heading has no footnote. Refer to it in the words below.",
        ),
        ("{fields}", "{fields} is no field."),
        ("{ count:x }", "{ count:x } is no field."),
    ],
)
def test_what_is_wrong_with_a_text_is_said(text: str, said: str) -> None:
    assert markdown.problems(text) == [said]


def test_a_text_becomes_blocks_and_raw_html_is_words() -> None:
    text = (
        "### First *steps*\n\n<b>Bold</b> and **{count:x}**[^a] by "
        "[us](https://example.org/?a=1&b=2)\n\n- one\n- two[^b]\n\n[^a]: A *note* on {count:x}\n[^b]: Another"
    )
    assert markdown.problems(text) == []
    assert markdown.fields_in(text) == ["count:x"]
    footnotes = markdown.Footnotes(["an earlier one"])
    blocks = markdown.blocks(text, {"count:x": "4 <i>"}, footnotes)
    assert blocks == [
        {"name": "", "type": "heading", "text": "First steps", "level": 3},
        {
            "name": "",
            "type": "paragraph",
            "html": "<p>&lt;b&gt;Bold&lt;/b&gt; and <strong>4 &lt;i&gt;</strong><sup>2</sup> by "
            '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">us</a></p>',
            "text": "<b>Bold</b> and 4 <i> by us",
        },
        {
            "name": "",
            "type": "paragraph",
            "html": "<ul>\n<li>one</li>\n<li>two<sup>3</sup></li>\n</ul>",
            "text": "one\ntwo",
        },
    ]
    assert footnotes.html == ["an earlier one", "A <em>note</em> on 4 &lt;i&gt;", "Another"]


def test_what_markdown_has_beyond_this_stays_as_it_was_typed() -> None:
    blocks = markdown.blocks(
        "`code`, ![image](https://example.org/a.png)\n\n| a |\n|---|\n| b |", {}, markdown.Footnotes()
    )
    assert "<img" not in str(blocks)
    assert "<table" not in str(blocks)
    assert "<code" not in str(blocks)


def test_a_field_without_words_stays_as_it_was_typed() -> None:
    assert markdown.filled("Of {count:x} and {count:y}", {"count:x": "3"}) == "Of 3 and {count:y}"


@pytest.mark.parametrize(
    ("term", "text", "used"),
    [
        ("golden hour", "In the Golden hour that follows", True),
        ("golden hour", "Golden hours", True),
        ("DASH", "a dash stands for", False),
        ("DASH", "the DASH form", True),
        ("DVPN", "DVPNs and DVPOs", True),
        ("IOM", "a bioMass", False),
        ("urban street gang", "urban street\ngangs", True),
    ],
)
def test_a_term_is_used_where_a_text_says_it(term: str, text: str, used: bool) -> None:
    assert is_used(term, text) is used


def test_a_report_is_begun_from_drafting_on() -> None:
    for stage in ("planned", "scoped", "fieldwork", "evidence-closed"):
        assert "at the stage “fieldwork”" in writing.why_not_begin(stage, in_words="Fieldwork")
    for stage in writing.FROM_DRAFTING:
        assert writing.why_not_begin(stage, in_words="") == ""
    assert writing.outline(has_framework=False) == ("scope", "summary", "findings", "follow-up", "annex")
    assert "question" in writing.outline(has_framework=True)
