"""What an inspection must not be published without: every earlier open finding assessed, or left with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from findings.follow_up_gate import counts, last_words, unassessed
from findings.models import Finding, FindingKind
from findings.rules.follow_up import attention
from inspections.models import Inspection
from tests import factories


@pytest.mark.parametrize(
    ("verdict", "narrative", "answer"),
    [
        ("", "", "neither"),
        ("not-assessed", "", "neither"),
        ("not-assessed", "  ", "neither"),
        ("not-assessed", "The unit moves in June.", "left"),
        ("no-progress", "", "assessed"),
        ("some-progress", "Half of it is done.", "assessed"),
        ("achieved", "Done.", "assessed"),
    ],
)
def test_a_finding_is_assessed_left_with_a_reason_or_neither(verdict: str, narrative: str, answer: str) -> None:
    assert attention(verdict, narrative) == answer


@pytest.fixture
def inspection(db: None) -> Any:
    """Return the open inspection of 2018."""
    framework = factories.FrameworkFactory(cycle=factories.CycleFactory(first_year=2018))
    return factories.InspectionFactory(open=True, framework=framework)


def earlier(of: Any, reference: str, **fields: Any) -> Any:
    """Return a finding about the force of an earlier cycle, 2017 unless said otherwise."""
    facts = {"force": of.force, "cycle": factories.CycleFactory(first_year=2017), **fields}
    return factories.FindingFactory(reference=reference, **facts)


def left_over(inspection: Any) -> list[str]:
    """Return the references of what nobody has looked at."""
    return [finding.reference for finding in unassessed(inspection)]


def test_every_open_finding_of_earlier_cycles_is_asked_for_oldest_first(inspection: Any) -> None:
    earlier(inspection, "B")
    earlier(inspection, "A", status="in-progress")
    earlier(inspection, "C", status="blocked", cycle=factories.CycleFactory(first_year=2015))
    earlier(inspection, "D", status="awaiting-verification")
    assert left_over(inspection) == ["C", "A", "B", "D"]


def test_drafts_closed_ones_this_cycles_and_other_forces_are_not(inspection: Any) -> None:
    earlier(inspection, "DRAFT", status="draft")
    for status in ("closed-achieved", "closed-superseded", "closed-no-longer-relevant"):
        earlier(inspection, status, status=status)
    earlier(inspection, "NOW", cycle=inspection.cycle)
    factories.FindingFactory(reference="ELSEWHERE")
    assert left_over(inspection) == []


def test_the_forces_instance_of_a_national_recommendation_is_among_them(inspection: Any) -> None:
    national = factories.NationalFactory(reference="NAT-2017-01")
    kind = FindingKind.RECOMMENDATION
    earlier(inspection, "NAT-2017-01-KEN", inspection=None, national=national, kind=kind)
    assert left_over(inspection) == ["NAT-2017-01-KEN"]


def test_one_that_is_assessed_or_left_with_a_reason_is_not(inspection: Any) -> None:
    looked_at, left, without_reason = (earlier(inspection, name) for name in ("ASSESSED", "LEFT", "NO REASON"))
    factories.EventFactory(finding=looked_at, inspection=inspection, verdict="no-progress")
    factories.EventFactory(
        finding=left, inspection=inspection, verdict="not-assessed", narrative="The unit moves in June."
    )
    factories.EventFactory(finding=without_reason, inspection=inspection, verdict="not-assessed")
    assert left_over(inspection) == ["NO REASON"]


def test_what_another_inspection_or_the_force_said_does_not_count(inspection: Any) -> None:
    finding = earlier(inspection, "A")
    factories.EventFactory(finding=finding, inspection=None)
    factories.EventFactory(
        finding=finding, inspection=factories.InspectionFactory(force=inspection.force), verdict="achieved"
    )
    factories.EventFactory(finding=finding, kind="update", verdict="", narrative="Nearly there.")
    assert left_over(inspection) == ["A"]


def test_the_last_word_of_the_inspection_counts(inspection: Any) -> None:
    finding = earlier(inspection, "A")
    factories.EventFactory(finding=finding, inspection=inspection, verdict="some-progress")
    factories.EventFactory(finding=finding, inspection=inspection, verdict="not-assessed")
    assert left_over(inspection) == ["A"]


def test_of_many_inspections_each_finding_counts_as_recorded_by_its_last_word(inspection: Any) -> None:
    silent, other = {"verdict": "not-assessed", "narrative": ""}, factories.InspectionFactory(force=inspection.force)
    words: dict[str, list[dict[str, str]]] = {
        "ASSESSED": [{"verdict": "achieved"}],
        "ASSESSED TWICE": [{"verdict": "no-progress"}, {"verdict": "achieved"}],
        "AFTER ALL": [silent, {"verdict": "achieved"}],
        "LEFT": [{**silent, "narrative": "The unit moves in June."}],
        "SILENT": [silent],
        "TAKEN BACK": [{"verdict": "achieved"}, silent],
    }
    for name, said in words.items():
        finding = earlier(inspection, name)
        for one in said:
            factories.EventFactory(finding=finding, inspection=inspection, **one)
        factories.EventFactory(finding=finding, inspection=other, **silent)
    counted = Inspection.objects.annotate(recorded=counts()["recorded"])
    assert counted.get(pk=inspection.pk).recorded == 4
    assert counted.get(pk=other.pk).recorded == 0


def test_one_closed_and_reopened_after_it_was_assessed_stays_assessed(inspection: Any) -> None:
    finding = earlier(inspection, "A")
    factories.EventFactory(finding=finding, inspection=inspection, verdict="achieved")
    factories.EventFactory(finding=finding, kind="reopened", verdict="", status_after="open")
    assert left_over(inspection) == []


def listed(inspection: Any) -> list[str]:
    """Return the references on the follow-up list."""
    said = last_words(inspection, Finding.objects.all())
    names = dict(Finding.objects.values_list("pk", "reference"))
    return [names[pk] for pk in said]


def test_a_peel_inspection_lists_earlier_cycles_and_whatever_it_followed_up(inspection: Any) -> None:
    earlier(inspection, "BEFORE")
    earlier(inspection, "NOW", cycle=inspection.cycle)
    followed_up = earlier(inspection, "NOW TOO", cycle=inspection.cycle)
    factories.EventFactory(finding=followed_up, inspection=inspection, verdict="some-progress")
    assert listed(inspection) == ["BEFORE", "NOW TOO"]
    assert left_over(inspection) == ["BEFORE"]


@pytest.mark.parametrize("kind", ["revisit", "child-protection", "crime-data-integrity", "thematic"])
def test_any_other_kind_lists_also_what_is_out_of_its_own_cycle_and_owes_nothing(inspection: Any, kind: str) -> None:
    inspection.kind = kind
    inspection.save()
    earlier(inspection, "BEFORE")
    earlier(inspection, "NOW", cycle=inspection.cycle)
    earlier(inspection, "ITS OWN", cycle=inspection.cycle, inspection=inspection)
    earlier(inspection, "DRAFT", cycle=inspection.cycle, status="draft")
    earlier(inspection, "CLOSED", cycle=inspection.cycle, status="closed-achieved")
    earlier(inspection, "LATER", cycle=factories.CycleFactory(first_year=2019))
    closed_since = earlier(inspection, "CLOSED SINCE", cycle=inspection.cycle, status="closed-achieved")
    factories.EventFactory(finding=closed_since, inspection=inspection, verdict="achieved")
    assert listed(inspection) == ["BEFORE", "CLOSED SINCE", "NOW"]
    assert left_over(inspection) == []


def test_it_asks_twice_however_many_there_are(inspection: Any) -> None:
    for number in range(5):
        finding = earlier(inspection, f"F-{number}")
        if number:
            factories.EventFactory(finding=finding, inspection=inspection, verdict="some-progress")
    with CaptureQueriesContext(connection) as queries:
        unassessed(inspection)
    assert len(queries.captured_queries) == 2
