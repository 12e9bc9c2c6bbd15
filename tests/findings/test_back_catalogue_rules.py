"""What the words of a file of published findings mean."""

from __future__ import annotations

from datetime import date

import pytest

from core.dates import Precision
from findings.models import EventKind, FindingKind, Status, Verdict
from findings.rules import back_catalogue as rules
from findings.rules.back_catalogue import Meaning
from inspections.rules import words

AS_WRITTEN = {  # every status as a source wrote it → kind, verdict, status
    "raised": ("", "", ""),
    "discharged": ("closure", "", "closed-achieved"),
    "good progress (excerpt does not say discharged)": ("follow-up", "good-progress", "in-progress"),
    "Good progress": ("follow-up", "good-progress", "in-progress"),
    "in progress - waiting for a new system": ("follow-up", "some-progress", "in-progress"),
    "partly complied": ("follow-up", "some-progress", "in-progress"),
    "no longer such a concern, some problems persist": ("follow-up", "no-longer-a-concern", "in-progress"),
    "not discharged – to be revisited": ("status", "", "open"),
    "remains open (carried over from 2015)": ("status", "", "open"),
    "revisited - separate revisit report": ("status", "", ""),
    "not revisited - covered by another review": ("follow-up", "not-assessed", ""),
}


@pytest.mark.parametrize("words", AS_WRITTEN)
def test_a_status_means_what_its_first_words_say(words: str) -> None:
    assert rules.meaning_of(words) == Meaning(*AS_WRITTEN[words])


@pytest.mark.parametrize("words", rules.STATUS_WORDS)
def test_every_word_of_the_table_means_what_stands_there_with_a_remark_or_without(words: str) -> None:
    for written in (words, words.upper(), f"  {words}  ", f"{words}; see the report", f"{words} – later"):
        assert rules.meaning_of(written) == rules.STATUS_WORDS[words]


@pytest.mark.parametrize("words", ["", "discharged in part", "raise", "closed", "raisedly", "not", "progress"])
def test_other_words_mean_nothing_we_know(words: str) -> None:
    assert rules.meaning_of(words) is None


def test_the_tables_name_only_what_findings_know() -> None:
    for meaning in rules.STATUS_WORDS.values():
        assert meaning.kind in {"", *EventKind.values}
        assert meaning.verdict in {"", *Verdict.values}
        assert meaning.status in {"", *Status.values}
        assert bool(meaning.verdict) == (meaning.kind == EventKind.FOLLOW_UP)
    assert set(rules.KINDS.values()) == set(FindingKind.values)


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("Q1 preventing crime and tackling ASB", "prevention"),
        ("Question 3: Protecting vulnerable people", "vulnerability"),
        ("Q1 use of resources to meet demand", "use-of-resources"),
        ("stop and search", "stop-and-search"),
        ("stop and search (national recommendation to all forces)", "stop-and-search"),
        ("Managing demand", "managing-demand"),
        ("(to all forces)", "to-all-forces"),
        ("", ""),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_question_has_one_theme_whatever_its_number(question: str, theme: str) -> None:
    assert rules.theme_of(question) == theme


def test_a_national_recommendation_says_so() -> None:
    assert rules.is_national("stop and search (national recommendation to all forces)", "recommendation")
    assert rules.is_national("stop and search", "National recommendation")
    assert not rules.is_national("stop and search", "recommendation")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Metropolitan Police", "metropolitan"),
        ("the Metropolitan Police Service", "metropolitan"),
        ("MPS", "metropolitan"),
        ("Avon & Somerset Constabulary", "avon and somerset"),
        ("dyfed-powys", "dyfed powys"),
        ("City of London Police", "city of london"),
    ],
)
def test_a_force_goes_by_several_names(written: str, meant: str) -> None:
    assert words.force_words(written) == meant


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("2018/19", "2018-19"),
        ("2018–19", "2018-19"),
        ("2018/2019", "2018-19"),
        ("PEEL 2018/19", "2018-19"),
        ("2017", "2017"),
        ("soon", "soon"),
    ],
)
def test_a_cycle_is_written_in_several_ways(written: str, slug: str) -> None:
    assert words.cycle_slug(written) == slug


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-07-31", date(2018, 7, 31)),
        ("2018-07-31T00:00:00", date(2018, 7, 31)),
        ("31/07/2018", date(2018, 7, 31)),
        ("31.7.2018", date(2018, 7, 31)),
        ("31 July 2018", date(2018, 7, 31)),
        ("31 Jul 2018", date(2018, 7, 31)),
        ("30 February 2018", None),
        ("31 Quintember 2018", None),
        ("2018-13-01", None),
        ("July 2018", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_first(written: str, day: date | None) -> None:
    assert words.day_of(written) == day


@pytest.mark.parametrize(
    ("begins", "ends", "period"),
    [
        (date(2017, 10, 9), date(2017, 10, 9), (date(2017, 10, 9), Precision.DAY)),
        (date(2017, 10, 9), date(2017, 10, 27), (date(2017, 10, 1), Precision.MONTH)),
        (date(2017, 9, 25), date(2017, 10, 27), (date(2017, 9, 1), Precision.SEASON)),
        (date(2017, 5, 25), date(2017, 10, 27), (date(2017, 1, 1), Precision.YEAR)),
        (date(2017, 12, 4), date(2018, 1, 12), (date(2017, 12, 1), Precision.SEASON)),
        (date(2017, 10, 9), date(2018, 1, 12), None),
    ],
)
def test_fieldwork_is_no_more_exact_than_its_two_days(begins: date, ends: date, period: object) -> None:
    assert rules.narrowest(begins, ends) == period


def test_a_long_subject_is_cut_between_words() -> None:
    assert rules.title_of("Record it") == "Record it"
    assert rules.title_of("word " * 40) == "word " * 28 + "word…"
    assert rules.title_of("x" * 200) == f"{'x' * 149}…"


def test_a_row_is_known_again_however_it_is_spelt() -> None:
    said = {"force": "CLV", "cycle": "2016", "pillar": "E", "kind": "area-for-improvement"}
    first = rules.key_of(**said, question="Q1  Prevention", subject="Share what works.")
    assert first == rules.key_of(**said, question="q1 prevention", subject=" share WHAT works")
    assert first != rules.key_of(**said, question="q1 prevention", subject="share what fails")
