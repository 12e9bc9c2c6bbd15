"""What stands between an inspection and its next stage, gate by gate; and the whole walk from planned to moderation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from core.actions import Stale
from inspections.judging import subject
from inspections.models import Grading, Inspection, ScopeEntry, Stage
from reports.actions import stages
from reports.gates import Facts, blockers
from reports.models import Report
from tests import factories, report_factories
from tests.inspections.judging_samples import Sample, decide, propose, sample

pytestmark = pytest.mark.django_db


def left(inspection: Inspection, to: str) -> list[str]:
    """Return what is left before a stage, in words."""
    return [blocker.text for blocker in blockers(Facts(Inspection.objects.get(pk=inspection.pk)), to)]


def complete(held: Sample, stage: str) -> None:
    """Bring an inspection to a stage with nothing missing before the next."""
    factories.AssignmentFactory(inspection=held.inspection, role="inspector")
    Inspection.objects.filter(pk=held.inspection.pk).update(
        stage=stage, fieldwork_from=date(2018, 5, 14), fieldwork_to=date(2018, 5, 25)
    )
    if stage in {"drafting", "moderation"}:
        propose(held)
        propose(held, subject=overall(held))
    if stage == "moderation":
        for judgment in held.inspection.judgments.all():
            decide(held, judgment)
        report_factories.ReportFactory(inspection=held.inspection)
    held.inspection.refresh_from_db()


def overall(held: Sample) -> Any:
    """Return overall as what is judged."""
    return subject(held.inspection, "overall")


def without_scope(held: Sample) -> None:
    """Nothing is decided."""
    ScopeEntry.objects.all().delete()


def with_everything_left_out(held: Sample) -> None:
    """Every question is carried over."""
    ScopeEntry.objects.update(decision="carried-over")


def without_lead(held: Sample) -> None:
    """Nobody leads."""
    held.inspection.assignments.filter(role="lead").delete()


def without_dates(held: Sample) -> None:
    """It is not known when fieldwork is."""
    Inspection.objects.update(fieldwork_to=None)


def without_team(held: Sample) -> None:
    """The lead is alone."""
    held.inspection.assignments.filter(role="inspector").delete()


def with_open_review(held: Sample) -> None:
    """A sample is not locked, and a dip that never is."""
    factories.ExerciseFactory(inspection=held.inspection, reference="KEN-2017-X-FR1")
    factories.ExerciseFactory(inspection=held.inspection, reference="KEN-2017-X-FR2", design="targeted-dip", seed="")


def with_evidence_withdrawn(held: Sample) -> None:
    """All that was tied to the question is withdrawn, and a question never graded has none either."""
    held.inspection.evidence.update(state="withdrawn", withdrawn_because="Said in error")
    never = factories.QuestionFactory(framework=held.inspection.framework, grading=Grading.UNGRADED, number=9)
    factories.ScopeEntryFactory(inspection=held.inspection, question=never)


def without_judgment(held: Sample) -> None:
    """Nothing is proposed on the question."""
    judgment = held.inspection.judgments.get(question=held.question)
    judgment.rests_on.all().delete()
    judgment.delete()


def with_referral_back(held: Sample) -> None:
    """A panel sent a judgment back."""
    held.inspection.judgments.filter(question=None).update(status="referred-back")


def with_bare_concern(held: Sample) -> None:
    """A cause of concern has no recommendation."""
    factories.FindingFactory(
        inspection=held.inspection, reference="KEN-2017-50", title="Missing children", kind="cause-of-concern",
        status="draft",
    )  # fmt: skip


def with_unassessed(held: Sample) -> None:
    """Two findings of last time are open."""
    earlier = factories.CycleFactory(first_year=2016)
    old = factories.InspectionFactory(force=held.inspection.force, cycle=earlier)
    factories.FindingFactory.create_batch(2, inspection=old)


def without_report(held: Sample) -> None:
    """Nobody began the report."""
    Report.objects.filter(inspection=held.inspection).delete()


def with_proposal(held: Sample) -> None:
    """A judgment is still only proposed."""
    held.inspection.judgments.filter(question=None).update(status="proposed")


@pytest.mark.parametrize(
    ("stage", "to", "spoil", "words"),
    [
        ("planned", "scoped", without_scope, "1 question has no scope decision."),
        ("planned", "scoped", with_everything_left_out, "The scope leaves every question out."),
        ("planned", "scoped", without_lead, "The team has no lead."),
        ("planned", "scoped", without_dates, "Fieldwork has no dates."),
        ("scoped", "fieldwork", without_lead, "The team has no lead."),
        ("scoped", "fieldwork", without_team, "Nobody but the lead is on the team."),
        ("fieldwork", "evidence-closed", with_open_review, "File review KEN-2017-X-FR1 is not locked."),
        ("evidence-closed", "drafting", with_evidence_withdrawn, "1 question has no evidence: Prevention."),
        ("drafting", "moderation", without_judgment, "No judgment is proposed: Prevention."),
        ("drafting", "moderation", with_referral_back, "A panel referred the judgment back: Overall."),
        ("drafting", "moderation", with_bare_concern,
         "KEN-2017-50 Missing children is a cause of concern without a recommendation."),
        ("drafting", "moderation", with_unassessed, "2 findings of last time are not assessed."),
        ("moderation", "with-force", with_proposal, "The judgment is not moderated: Overall."),
        ("moderation", "with-force", with_referral_back, "A panel referred the judgment back: Overall."),
        ("moderation", "with-force", without_report, "The report is not begun."),
    ],
)  # fmt: skip
def test_a_gate_says_what_is_missing(stage: str, to: str, spoil: Callable[[Sample], None], words: str) -> None:
    held = sample(Stage.MODERATION if stage == "moderation" else Stage.DRAFTING)
    complete(held, stage)
    assert left(held.inspection, to) == []
    spoil(held)
    assert left(held.inspection, to) == [words]


@pytest.mark.parametrize("spoilt", [{"state": "withdrawn", "withdrawn_because": "Said in error"}, {"kind": "survey"}])
@pytest.mark.parametrize(("stage", "to"), [("moderation", "with-force"), ("with-force", "approved")])
def test_no_grade_goes_on_that_its_evidence_bears_out_no_more(stage: str, to: str, spoilt: dict[str, str]) -> None:
    held = sample(Stage.MODERATION)
    complete(held, "moderation")
    Inspection.objects.update(stage=stage)
    before = left(held.inspection, to)
    held.inspection.evidence.update(**spoilt)
    assert [words for words in left(held.inspection, to) if words not in before] == [
        "The evidence that counts does not bear the grade out: Overall.",
        "The evidence that counts does not bear the grade out: Prevention.",
    ]


@pytest.mark.parametrize(
    ("stage", "to"), [("planned", "scoped"), ("scoped", "fieldwork"), ("moderation", "with-force")]
)
def test_an_inspection_without_a_framework_is_asked_about_no_question(stage: str, to: str) -> None:
    inspection = factories.InspectionFactory(
        framework=None, cycle=factories.CycleFactory(), kind="revisit", stage=stage, published_on=None,
        fieldwork_from=date(2018, 5, 14), fieldwork_to=date(2018, 5, 14),
    )  # fmt: skip
    factories.AssignmentFactory(inspection=inspection, role="lead")
    report_factories.ReportFactory(inspection=inspection)
    assert left(inspection, to) == []


def test_an_inspection_walks_from_planned_to_moderation_and_each_step_is_in_its_history() -> None:
    held = sample(Stage.PLANNED)
    complete(held, "planned")
    walked = ["scoped", "fieldwork", "evidence-closed", "drafting", "moderation"]
    for stage in walked:
        if stage == "moderation":
            with pytest.raises(ValidationError, match="No judgment is proposed: Overall"):
                move(held, stage)
            propose(held)
            propose(held, subject=overall(held))
        assert move(held, stage).stage == stage
    told = list(held.inspection.history.order_by("version").values_list("stage", "history_change_reason"))[1:]
    assert [stage for stage, _ in told] == walked
    assert told[0][1] == "Planned is done"
    move(held, "drafting", reason="A question was forgotten.")
    assert held.inspection.history.first().history_change_reason == "A question was forgotten."


def move(held: Sample, to: str, by: Any = None, **changes: Any) -> Inspection:
    """Move it, as its lead."""
    told = {"inspection": held.inspection, "version": None, "to": to, "reason": "", **changes}
    return stages.move(by=by or held.lead, **told)


@pytest.mark.parametrize(
    ("stage", "to", "words"),
    [
        ("planned", "fieldwork", "cannot go there"),
        ("planned", "nowhere", "cannot go there"),
        ("drafting", "evidence-closed", "Say why it goes back"),
        ("moderation", "with-force", "made by what is done there"),
        ("approved", "published", "made by what is done there"),
    ],
)
def test_a_move_that_is_not_one_is_refused(stage: str, to: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        move(sample(stage), to)


def test_what_sends_the_draft_moves_the_inspection_through_the_same_gates() -> None:
    held = sample(Stage.MODERATION)
    with pytest.raises(ValidationError, match="The judgment is not moderated"):
        stages.advance(by=held.manager, inspection=held.inspection, to="with-force")
    for judgment in [propose(held), propose(held, subject=overall(held))]:
        decide(held, judgment)
    report_factories.ReportFactory(inspection=held.inspection)
    held.inspection.refresh_from_db()
    assert stages.advance(by=held.manager, inspection=held.inspection, to="with-force").stage == "with-force"
    assert move(held, "moderation", reason="The force showed that a fact is wrong.").stage == "moderation"


def test_only_the_lead_or_a_manager_who_is_not_barred_moves_it_and_a_stale_page_is_told() -> None:
    held = sample(Stage.PLANNED)
    complete(held, "planned")
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=held.inspection.force)
    colleague = held.inspection.assignments.get(role="inspector").user
    for person in (barred, colleague, factories.user(Role.ADMINISTRATOR)):
        with pytest.raises(PermissionDenied):
            move(held, "scoped", by=person)
    with pytest.raises(Stale):
        move(held, "scoped", version=9)
    assert move(held, "scoped", by=held.manager, version=held.inspection.version).stage == "scoped"
