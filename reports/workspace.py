"""The workspace of an inspection: its stages in a row, the progress of each part, what is left before the next move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from core.words import plural
from findings.models import Finding
from findings.models.findings import CLOSED
from findings.rounds import counted
from inspections import policies
from inspections.models import EvidenceItem, Inspection, JudgmentStatus, Stage
from inspections.models.inspections import InspectionQuerySet
from inspections.rules import stages
from reports.gates import Blocker, Facts, blockers
from reports.gates.concluding import without_evidence
from reports.gates.places import place
from reports.inspections import Line
from reports.models import AccuracyCheck, CheckState, Edition, EditionState, Report

FOLLOW_UP = "Follow-up"
SEND = ("reports:send-draft", "reports.send_drafts")
PUBLISH = ("reports:publish", "reports.approve")
# What moves an inspection to the stages that no button here does: words, the page that does it, who may open that.
ELSEWHERE = {
    Stage.WITH_FORCE: ("It goes there when the draft report is sent to the force.", *SEND),
    Stage.APPROVED: (
        "It goes there when a second manager approves the report. Publishing lists all that stands in the way of it.",
        *PUBLISH,
    ),
    Stage.PUBLISHED: (
        "It goes there when the report is published. Publishing lists all that stands in the way of it.",
        *PUBLISH,
    ),
}


@dataclass(frozen=True)
class Step:
    """One stage of the row: done, the one it is at now, or to come."""

    text: str
    state: str


@dataclass(frozen=True)
class Ahead:
    """The next move: what is left before it, who makes it, and, where no button here does, what makes it."""

    to: str
    label: str
    left: list[Blocker] = field(default_factory=list)
    may_move: bool = False
    who: str = ""
    elsewhere: str = ""
    elsewhere_href: str = ""
    back: str = ""
    back_label: str = ""


def with_progress(inspections: InspectionQuerySet) -> Any:
    """Add what the side navigation says of evidence, report, check and publication; no query more."""
    of_report = {"report__inspection": OuterRef("pk")}
    check = AccuracyCheck.objects.filter(**of_report).order_by("-number").values("state")[:1]
    editions = Edition.objects.filter(**of_report).exclude(state=EditionState.WITHDRAWN)
    return inspections.annotate(
        evidence_held=counted(EvidenceItem.objects.held().filter(inspection=OuterRef("pk")), "pk"),
        has_report=Exists(Report.objects.filter(inspection=OuterRef("pk"))),
        check_state=Subquery(check),
        edition_state=Subquery(editions.order_by("-number").values("state")[:1]),
        is_report_out=Exists(editions.published()),
    )


def row_of_stages(inspection: Inspection, *, is_followed_up: bool = False) -> list[Step]:
    """Return every stage in order, with the follow-up of a published one's findings at the end."""
    now = len(stages.STAGES) if is_followed_up else stages.STAGES.index(inspection.stage)
    names = [*(str(Stage(stage).label) for stage in stages.STAGES), FOLLOW_UP]
    return [Step(name, "done" if n < now else "now" if n == now else "to come") for n, name in enumerate(names)]


def open_ones(raised: Sequence[Finding]) -> int:
    """Return how many of the findings raised are open, as the reader may know."""
    return sum(1 for finding in raised if finding.shown_status not in CLOSED)  # type: ignore[attr-defined]


def ahead(facts: Facts, user: Any) -> Ahead | None:
    """Return the next move of an inspection, or nothing after the last."""
    inspection = facts.inspection
    to = stages.ahead(inspection.stage)
    if not to:
        return None
    words, page, permission = ELSEWHERE.get(Stage(to), ("", "", ""))
    back = stages.behind(inspection.stage)
    may_run = user.has_perm("inspections.scope") and policies.plans(user, inspection)
    return Ahead(
        to=to,
        label=str(Stage(to).label).lower(),
        left=blockers(facts, to),
        may_move=may_run,
        who=who_moves(facts),
        elsewhere=words,
        elsewhere_href=place(page, inspection) if page and opens(user, permission, facts) else "",
        back=back if back not in stages.MADE_ELSEWHERE else "",
        back_label=str(Stage(back).label).lower() if back else "",
    )


def opens(user: Any, permission: str, facts: Facts) -> bool:
    """Say whether a person may open the page that moves the inspection on; there is none before its report is begun."""
    return bool(facts.has_report and user.has_perm(permission) and policies.plans(user, facts.inspection))


def who_moves(facts: Facts) -> str:
    """Return in words who moves the inspection on."""
    lead = facts.lead
    named = f"its lead, {lead.user.name}," if lead else "its lead, who is not named yet,"
    return f"{named} or a manager who is not barred from the force"


# --- side navigation ---------------------------------------------------------------------------------------
REPORT, CHECK, PUBLICATION = "Report", "Factual accuracy", "Publication"
OF_REPORT = [
    (REPORT, "reports:write", "reports.read_drafts"),
    (CHECK, "reports:checks", "reports.read_checks"),
    (PUBLICATION, "reports:publish", "reports.approve"),
]


def ways(user: Any, inspection: Inspection, current: str, *, is_begun: bool) -> list[dict[str, Any]]:
    """Return the way from a page of an inspection to its other parts, for those inside; no query.

    How far each part is says the inspection's own page alone: it would be worked out on every page anew. Check and
    publication are there where it is plain that the report is begun.
    """
    if user.is_force_contact:
        return []
    overview = inspection.get_absolute_url()
    found = [("Overview", overview)]
    if inspection.framework_id:
        found.append(("Scope and judgments", f"{overview}#judgments"))
    if user.has_perm("inspections.read_evidence"):
        found.append(("Evidence", place("inspections:evidence", inspection)))
    found.append(("Findings", f"{overview}#findings"))
    if not inspection.is_published:
        found.append((FOLLOW_UP, f"{overview}#follow-up"))
    is_begun = is_begun or current in {CHECK, PUBLICATION} or inspection.stage in {Stage.WITH_FORCE, Stage.APPROVED}
    for text, name, may in OF_REPORT:
        if user.has_perm(may) and (is_begun or text == REPORT):
            found.append((text, place(name, inspection)))
    return [{"text": text, "href": href, "active": text == current} for text, href in found]


def parts(
    user: Any, inspection: Any, lines: list[Line], shown: dict[str, Any], facts: Facts | None
) -> list[dict[str, str]]:
    """Return each part of the inspection that a person may open, with its progress; contents only with `facts`."""
    team = plural(len(shown["team"]), "person", "people") if shown["team"] else ""
    found = [part("#plan", "Plan and team", team)]
    if facts is None:
        return [*found, *known_to_all(user, inspection, lines, shown)]
    if inspection.is_published:
        return [*found, *of_published(inspection, lines, shown)]
    return [*found, *of_open(user, inspection, lines, shown, facts)]


def part(href: str, text: str, note: str) -> dict[str, str]:
    """Return one part."""
    return {"text": text, "href": href, "note": note}


def known_to_all(user: Any, inspection: Any, lines: list[Line], shown: dict[str, Any]) -> list[dict[str, str]]:
    """Return what is no secret of an unpublished inspection: how much is done, not what was found."""
    scope = [part("#judgments", "Scope", scoped_in_words(lines))] if lines else []
    follow_up = part("#follow-up", FOLLOW_UP, f"{shown['recorded_count']} followed up")
    return [*scope, follow_up, *of_report(user, inspection)]


def of_published(inspection: Any, lines: list[Line], shown: dict[str, Any]) -> list[dict[str, str]]:
    """Return the parts of a published inspection."""
    given = [line for line in lines if line.is_to_be_graded]
    graded = f"{sum(1 for line in given if line.judgment)} of {len(given)} graded"
    found = [part("#judgments", "Scope and judgments", graded)] if lines else []
    if shown["exercises"]:
        found.append(part("#file-reviews", "File reviews", reviewed_in_words(shown["exercises"])))
    found.append(part("#findings", "Findings", f"{shown['raised_count']} raised, {shown['open_count']} open"))
    found.append(part("#observations", "Observations", "no findings"))
    if inspection.is_report_out:
        found.append(part(place("reports:report", inspection), "Report", "published"))
    return found


def of_open(user: Any, inspection: Any, lines: list[Line], shown: dict[str, Any], facts: Facts) -> list[dict[str, str]]:
    """Return the parts of an unpublished inspection, in the order the work is done."""
    found = []
    if lines:
        decides = user.has_perm("inspections.scope") and policies.plans(user, inspection)
        scope = place("inspections:scope", inspection) if decides else "#judgments"
        found.append(part(scope, "Scope", scoped_in_words(lines)))
    if user.has_perm("inspections.read_evidence"):
        href = place("inspections:evidence", inspection)
        found.append(part(href, "Evidence", evidence_in_words(inspection, facts)))
    if shown["exercises"]:
        found.append(part("#file-reviews", "File reviews", reviewed_in_words(shown["exercises"])))
    if lines:
        found.append(part("#judgments", "Judgments", judged_in_words(facts)))
    found.append(part("#findings", "Findings", f"{shown['raised_count']} raised"))
    found.append(part("#observations", "Observations", "no findings"))
    follow_ups = shown["follow_ups"]
    listed = "" if follow_ups.is_choice else f" of {len(follow_ups)}"
    found.append(part("#follow-up", FOLLOW_UP, f"{follow_ups.recorded}{listed} followed up"))
    return [*found, *of_report(user, inspection)]


def of_report(user: Any, inspection: Any) -> list[dict[str, str]]:
    """Return how far report, factual accuracy check and publication are, of those a person may open."""
    check = str(CheckState(inspection.check_state).label).lower() if inspection.check_state else "not sent"
    edition = str(EditionState(inspection.edition_state).label).lower() if inspection.edition_state else "not prepared"
    notes = {REPORT: "begun" if inspection.has_report else "not begun", CHECK: check, PUBLICATION: edition}
    return [
        part(place(name, inspection), text, notes[text])
        for text, name, may in OF_REPORT
        if user.has_perm(may) and (inspection.has_report or text == REPORT)
    ]


def scoped_in_words(lines: list[Line]) -> str:
    """Return on how many questions it is decided whether they are looked at."""
    questions = [line for line in lines if not line.is_overall]
    return f"{sum(1 for line in questions if line.scope)} of {len(questions)} questions scoped"


def evidence_in_words(inspection: Any, facts: Facts) -> str:
    """Return how much evidence is held, and how many questions have none."""
    items = plural(inspection.evidence_held, "item")
    bare = len(without_evidence(facts))
    return f"{items}, {plural(bare, 'question')} without" if bare else items


def judged_in_words(facts: Facts) -> str:
    """Return how many judgments are proposed and how many of these are moderated."""
    held = [facts.judgments[slug] for slug in facts.to_judge if slug in facts.judgments]
    moderated = sum(1 for one in held if one.status == JudgmentStatus.MODERATED)
    return f"{len(held)} of {len(facts.to_judge)} proposed, {moderated} moderated"


def reviewed_in_words(exercises: list[Any]) -> str:
    """Return the progress of a single sample, or how many exercises there are: exercises are never added together."""
    if len(exercises) == 1 and exercises[0].drawn:
        return f"{exercises[0].reviewed} of {exercises[0].drawn} files marked"
    return plural(len(exercises), "exercise")
