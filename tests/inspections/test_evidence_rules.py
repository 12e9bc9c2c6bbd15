"""What evidence covers and what it lacks, worked out by hand."""

from __future__ import annotations

import pytest

from inspections.rules import evidence as rules
from inspections.rules.evidence import Asked, Part, Told

PARTS = (Part(11, 1, "First steps"), Part(12, 2, "Standard"))
INVESTIGATION = Asked(1, "investigation", "Investigating crime", True, True, PARTS)
PREVENTION = Asked(2, "prevention", "Preventing crime", True, True)
SPECIALIST = Asked(3, "specialist", "Specialist capabilities", False, True)
LATER = Asked(4, "later", "Not scoped yet", True, False)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [("planned", True), ("scoped", True), ("fieldwork", True), ("evidence-closed", False), ("published", False)],
)
def test_evidence_comes_until_it_is_closed(stage: str, answer: bool) -> None:
    assert rules.is_open(stage) is answer


def test_an_item_counts_once_on_a_question_with_the_most_it_says_of_any_part() -> None:
    told = [
        Told(7, "interview", 1, None, "indicative"),
        Told(7, "interview", 1, 11, "primary"),
        Told(8, "interview", 1, 12, "corroborating"),
        Told(9, "document", 2, None, "primary"),
    ]
    whole, first, second = rules.coverage([INVESTIGATION], told)
    assert (whole.total, whole.counts) == (2, {"interview": {"primary": 1, "corroborating": 1}})
    assert (first.part, first.counts, first.missing) == (PARTS[0], {"interview": {"primary": 1}}, ())
    assert (second.counts, second.missing) == ({"interview": {"corroborating": 1}}, ())


@pytest.mark.parametrize(
    ("question", "told", "lacks"),
    [
        (PREVENTION, [], ["no evidence"]),
        (PREVENTION, [("interview", "primary")], []),
        (PREVENTION, [("interview", "corroborating")], ["no primary evidence"]),
        (PREVENTION, [("file-review", "primary")], ["only file review: never the only evidence for a grade"]),
        (PREVENTION, [("file-review", "primary"), ("data", "indicative")], []),
        (
            PREVENTION,
            [("survey", "indicative"), ("file-review", "corroborating")],
            ["no primary evidence", "only file review and survey: never the only evidence for a grade"],
        ),
        (SPECIALIST, [("survey", "primary")], []),  # it is never graded
        (LATER, [], []),
    ],
)
def test_what_a_question_lacks(question: Asked, told: list[tuple[str, str]], lacks: list[str]) -> None:
    every = [Told(n, kind, question.key, None, weight) for n, (kind, weight) in enumerate(told)]
    [found] = rules.coverage([question], every)
    assert list(found.missing) == lacks


def test_a_part_of_a_question_lacks_evidence_where_the_question_does_not() -> None:
    told = [Told(1, "interview", 1, None, "primary")]
    assert [one.missing for one in rules.coverage([INVESTIGATION], told)] == [(), ("no evidence",), ("no evidence",)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Seen at the desk\nMore of it", "Seen at the desk"),
        ("\n  After an empty line ", "After an empty line"),
        ("word " * 40, f"{'word ' * 19}word…"),
        ("x" * 120, f"{'x' * 100}…"),
        (" ", ""),
    ],
)
def test_a_note_without_a_title_is_called_by_its_first_line(text: str, title: str) -> None:
    assert rules.title_of(text) == title
