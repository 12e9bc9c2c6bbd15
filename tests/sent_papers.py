"""The forms of committee papers, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from findings.models import Paper
from findings.papers.gathering import content_shown
from findings.rules.papers import digest
from tests.findings.paper_samples import raised
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]


def paper(world: World) -> Sent:
    """A new paper."""
    day = {"as_at-day": "1", "as_at-month": "5", "as_at-year": "2018"}
    return "manager", "/findings/papers/new/", {"scope": "force", "force": "first", **day, "title": ""}


def draft_of(world: World, **data: Any) -> tuple[str, dict[str, Any]]:
    """Return the address of a draft with several findings, and what a form about it carries."""
    for number in range(10, 19):
        raised(f"FIR-2017-{number}", world.forces["first"], inspection=world.records["FIR-2017-E"])
    held = Paper.objects.get(reference="PAPER-2018-02")
    return held.get_absolute_url(), {"version": held.version, **data}


def paper_edit(world: World) -> Sent:
    """Another day of a draft."""
    url, data = draft_of(world, title="Findings", **{"as_at-day": "1", "as_at-month": "5", "as_at-year": "2018"})
    return "manager", f"{url}edit/", data


def paper_lines(world: World) -> Sent:
    """A line on every finding of a draft: one changed, the others new."""
    url, data = draft_of(world)
    rows = content_shown(Paper.objects.get(reference="PAPER-2018-02"))["rows"]
    assert len(rows) >= 10
    data |= {f"was-{row['reference']}": row["comment"] for row in rows}
    return "manager", f"{url}comments/", {**data, **{f"line-{row['reference']}": "A line." for row in rows}}


def paper_issue(world: World) -> Sent:
    """A draft issued as it was looked at."""
    url, data = draft_of(world)
    seen = digest(content_shown(Paper.objects.get(reference="PAPER-2018-02")))
    return "manager", f"{url}issue/", {**data, "seen": seen}


def paper_withdrawal(world: World) -> Sent:
    """A draft that is not wanted."""
    url, data = draft_of(world, reason="Asked for by mistake.")
    return "manager", f"{url}withdraw/", data


PAPERS = [paper, paper_edit, paper_lines, paper_issue, paper_withdrawal]
