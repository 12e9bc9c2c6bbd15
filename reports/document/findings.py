"""What the inspection raised, and what it found about the findings of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import dates
from findings import follow_up_gate
from findings.follow_up_gate import LastWord
from findings.models import Event, Finding, FindingKind, Status, Verdict
from findings.models.findings import WITHDRAWN, DueKind
from findings.rules.follow_up import ASSESSED
from inspections.models import Inspection
from reports.document.shape import Block, FindingPart, FollowUpPart

VERDICTS = dict(Verdict.choices)


def findings_of(inspection: Inspection) -> list[Finding]:
    """Return what the inspection raised, by question and reference; a recommendation after its cause of concern."""
    held = Finding.objects.filter(inspection=inspection).exclude(WITHDRAWN).with_first_due()
    found = held.select_related("question", "diagnostic", "parent__question")
    return sorted(found, key=order)


def order(finding: Finding) -> tuple[int, str, str]:
    """Return the place of a finding in a report: by what a reader sees of it, which its diagnostic is not."""
    first = finding.parent or finding
    question = first.question.number if first.question else 0
    return question, first.reference, finding.reference


def finding_part(finding: Finding) -> FindingPart:
    """Return a finding as it is printed."""
    question = finding.question or (finding.parent.question if finding.parent else None)
    return FindingPart(
        reference=finding.reference,
        kind=finding.kind,
        kind_in_words=str(finding.get_kind_display()),
        question=question.slug if question else "",
        diagnostic=finding.diagnostic.title if finding.diagnostic else "",
        title=finding.title,
        wording=finding.wording,
        parent=finding.parent.reference if finding.parent else "",
        due=due_in_words(finding),
    )


def due_in_words(finding: Any) -> str:
    """Return by when the inspectorate wanted it done when it raised it, or nothing; `first_due_on` is annotated."""
    if finding.due_kind == DueKind.NONE:
        return ""
    if finding.due_kind == DueKind.RELATIVE and finding.due_days:
        return f"Within {finding.due_days} days of publication"
    if finding.due_kind == DueKind.ABSOLUTE and finding.first_due_on:
        return f"By {dates.in_words(finding.first_due_on)}"
    return str(finding.get_due_kind_display())


def boxes(parts: Sequence[FindingPart]) -> list[Block]:
    """Return findings as blocks, under one heading."""
    if not parts:
        return []
    only_areas = {part["kind"] for part in parts} == {FindingKind.AREA_FOR_IMPROVEMENT}
    heading: Block = {
        "name": "",
        "type": "heading",
        "level": 3,
        "text": "Areas for improvement" if only_areas else "Findings",
    }
    return [heading, *({"name": "", "type": "finding", "finding": part["reference"]} for part in parts)]  # type: ignore[list-item]


def follow_up_of(inspection: Inspection) -> list[FollowUpPart]:
    """Return the earlier findings this inspection must follow up or did, with its last word on each."""
    listed = follow_up_gate.last_words(inspection, Finding.objects.all())
    said = {pk: one for pk, one in listed.items() if one.is_followed_up or one.is_due}
    earlier = Finding.objects.filter(pk__in=said).select_related("cycle")
    in_order = list(earlier.order_by("cycle__first_year", "reference"))
    left = statuses_left(inspection, in_order)
    return [follow_up_part(one, said[one.pk], left.get(one.pk, "")) for one in in_order]


def statuses_left(inspection: Inspection, findings: Sequence[Finding]) -> dict[int, str]:
    """Return where earlier findings stood as the inspection reported on them."""
    told = Event.objects.told_in_report_of(inspection).moving().filter(finding__in=findings)
    in_order = told.order_by("recorded_on", "pk")
    return dict(in_order.values_list("finding", "status_after"))


def follow_up_part(finding: Finding, said: LastWord, left: str) -> FollowUpPart:
    """Return an earlier finding with what was found about it and where that left it."""
    return FollowUpPart(
        reference=finding.reference,
        title=finding.title,
        kind_in_words=str(finding.get_kind_display()),
        raised_in=finding.cycle.title,
        verdict=str(VERDICTS[said.verdict]) if said.state == ASSESSED else "Not assessed",
        narrative=said.narrative,
        status=str(Status(left or finding.published_status).label),
    )


def follow_up_table(parts: Sequence[FollowUpPart]) -> list[Block]:
    """Return what became of earlier findings as a table."""
    if not parts:
        words = "No earlier finding was followed up."
        return [{"name": "", "type": "paragraph", "html": f"<p>{words}</p>", "text": words}]
    return [
        {
            "name": "",
            "type": "table",
            "caption": "Findings of earlier inspections, and what this one found about them",
            "head": ["Finding", "Raised in", "Verdict", "What we found", "Status"],
            "rows": [
                [
                    f"{part['reference']} {part['title']} ({part['kind_in_words'].lower()})",
                    part["raised_in"],
                    part["verdict"],
                    part["narrative"] or "–",
                    part["status"],
                ]
                for part in parts
            ],
        }
    ]
