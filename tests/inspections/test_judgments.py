"""Proposing a judgment and moderating it: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role, User
from core.actions import Stale
from core.notices import readable_by
from inspections import notices
from inspections.actions import judgments, moderations
from inspections.judging import subject
from inspections.models import EvidenceItem, Grade, Inspection, Judgment, Moderation, Panel, Stage
from tests import factories
from tests.inspections.judging_samples import AT, decide, evidence, in_moderation, propose, sample

pytestmark = pytest.mark.django_db


def test_a_lead_proposes_and_says_why_and_on_what_evidence() -> None:
    held = sample()
    made = propose(held)
    assert (made.status, made.in_words, made.proposed_by) == ("proposed", "Good", held.lead)
    assert [one.item for one in made.rests_on.all()] == [held.item]
    change = made.history.get()
    assert (change.history_user, change.rationale) == (held.lead, "Files are looked at.")


def test_proposing_anew_changes_what_it_rests_on_and_keeps_the_history() -> None:
    held = sample()
    first = propose(held)
    other = evidence(held.inspection, held.question, title="A plan")
    again = propose(held, version=first.version, evidence=[other.pk], grade=Grade.objects.get(slug="inadequate"))
    assert (again.pk, again.version, again.in_words) == (first.pk, 2, "Inadequate")
    assert [one.item for one in again.rests_on.all()] == [other]
    assert [row.grade.slug for row in again.history.order_by("version")] == ["good", "inadequate"]


def test_a_form_that_did_not_see_the_proposal_is_stale() -> None:
    held = sample()
    propose(held)
    with pytest.raises(Stale):
        propose(held, by=held.manager)


def test_overall_is_a_judgment_of_its_own_that_rests_on_any_evidence_of_the_inspection() -> None:
    held = sample()
    overall = subject(held.inspection, "overall")
    assert overall is not None
    made = propose(held, subject=overall)
    assert (made.question, made.slug, made.on_what) == (None, "overall", "Overall")


def test_a_framework_of_several_pillars_gives_an_overall_judgment_of_each() -> None:
    held = sample()
    factories.QuestionFactory(framework=held.inspection.framework, pillar="F", number=2)
    factories.QuestionFactory(framework=held.inspection.framework, pillar="E", number=3)
    efficiency = subject(held.inspection, "overall-efficiency")
    assert subject(held.inspection, "overall") is None
    assert efficiency is not None
    assert (propose(held, subject=efficiency).slug, efficiency.title) == ("overall-efficiency", "Efficiency overall")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"evidence": []}, "evidence"),
        ({"evidence": ["survey"]}, "evidence"),
        ({"evidence": ["elsewhere"]}, "evidence"),
        ({"evidence": ["withdrawn"]}, "evidence"),
        ({"state": "not-graded", "grade": None}, "not_graded_because"),
        ({"state": "ungraded-by-design", "grade": None}, "conclusion"),
    ],
)
def test_what_cannot_be_proposed_is_refused_by_the_field(changes: dict, named: str) -> None:
    held = sample()
    items = {
        "survey": evidence(held.inspection, held.question, kind="survey"),
        "elsewhere": evidence(factories.InspectionFactory(), held.question),
        "withdrawn": evidence(held.inspection, held.question, state="withdrawn", withdrawn_because="Said in error"),
    }
    if "evidence" in changes:
        changes = {"evidence": [items[name].pk for name in changes["evidence"]]}
    with pytest.raises(ValidationError) as refused:
        propose(held, **changes)
    assert list(refused.value.message_dict) == [named]


@pytest.mark.parametrize("decision", ["carried-over", "not-known"])
def test_a_question_that_is_not_looked_at_is_not_judged(decision: str) -> None:
    with pytest.raises(ValidationError, match="does not look at"):
        propose(sample(decision=decision))


@pytest.mark.parametrize("stage", ["planned", "scoped", "with-force", "approved"])
def test_a_judgment_is_proposed_from_fieldwork_to_moderation(stage: str) -> None:
    with pytest.raises(ValidationError, match="from fieldwork on"):
        propose(sample(stage))


def test_only_the_lead_or_a_manager_who_is_not_barred_proposes_and_nobody_when_it_is_out() -> None:
    held = sample()
    barred = factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=held.inspection.force)
    factories.BarFactory(user=held.lead, force=held.inspection.force)
    colleague = factories.AssignmentFactory(inspection=held.inspection, role="inspector").user
    for person in (barred, held.lead, colleague, factories.user(Role.INSPECTOR), factories.user(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            propose(held, by=person)
    assert propose(held, by=held.manager).proposed_by == held.manager
    Inspection.objects.update(stage=Stage.PUBLISHED)
    with pytest.raises(PermissionDenied):
        propose(held, by=held.manager, version=1)


# --- moderation --------------------------------------------------------------------------------------------
def test_a_panel_agrees_and_the_judgment_is_moderated_as_proposed() -> None:
    held, judgment = in_moderation()
    made = decide(held, judgment, dissent="The chair would have gone lower.")
    judgment.refresh_from_db()
    assert (judgment.status, judgment.in_words) == ("moderated", "Good")
    assert (made.proposed_by, made.recorded_by, made.dissent) == (
        held.lead, held.manager, "The chair would have gone lower.",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="only a panel changes it"):
        propose(held, version=judgment.version)


def test_a_panel_changes_it_and_later_changes_it_again_and_both_decisions_stay() -> None:
    held, judgment = in_moderation()
    lower, lowest = Grade.objects.get(slug="requires-improvement"), Grade.objects.get(slug="inadequate")
    first = decide(held, judgment, decision="changed", state="graded", grade=lower)
    decide(held, judgment, decision="changed", state="not-graded", not_graded_because="It was cancelled.")
    judgment.refresh_from_db()
    assert (judgment.state, judgment.grade, judgment.reason) == ("not-graded", None, "It was cancelled.")
    decide(held, judgment, decision="changed", state="graded", grade=lowest)
    told = [one.in_words for one in Moderation.objects.order_by("pk")]
    assert told == [
        "Changed from Good to Requires improvement",
        "Changed from Requires improvement to Not graded",
        "Changed from Not graded to Inadequate",
    ]
    assert first.state_after == "graded"


def test_what_is_referred_back_waits_for_the_lead_and_is_then_decided_on_again() -> None:
    held, judgment = in_moderation()
    assert decide(held, judgment, decision="referred-back").in_words == "Referred back to the lead: Good"
    with pytest.raises(ValidationError, match="waits for its lead"):
        decide(held, judgment)
    judgment.refresh_from_db()
    again = propose(held, version=judgment.version)
    assert again.status == "proposed"
    decide(held, again)
    assert Moderation.objects.count() == 2


def test_a_lead_is_told_once_of_what_a_panel_referred_back_until_it_is_proposed_anew() -> None:
    held, judgment = in_moderation()
    assert list(notices.referred_back(held.lead, AT.date())) == []
    decide(held, judgment, decision="referred-back")
    [told] = notices.referred_back(held.lead, AT.date())
    force = held.inspection.force
    assert told.text == f"KEN-2017-X ({force}): 1 judgment referred back by a panel, to be proposed anew"
    assert told.address == held.inspection.get_absolute_url()
    member = factories.AssignmentFactory(inspection=held.inspection).user
    assert [list(notices.referred_back(person, AT.date())) for person in (held.manager, member)] == [[], []]
    factories.NoticeFactory(owner=held.lead, kind="referred-back", address=told.address)
    assert readable_by(held.lead).count() == 1
    judgment.refresh_from_db()
    again = propose(held, version=judgment.version)
    assert list(notices.referred_back(held.lead, AT.date())) == []
    decide(held, again, decision="referred-back")
    [anew] = notices.referred_back(held.lead, AT.date())
    assert anew.key != told.key
    Inspection.objects.update(stage=Stage.WITH_FORCE)
    assert list(notices.referred_back(held.lead, AT.date())) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"decision": "changed", "state": "graded", "grade": "good"}, "conclusion"),
        ({"decision": "changed", "state": "narrative-only"}, "conclusion"),
        ({"decision": "changed", "state": "not-graded"}, "not_graded_because"),
    ],
)
def test_a_panel_changes_a_judgment_to_something_else_that_the_question_takes(changes: dict, named: str) -> None:
    held, judgment = in_moderation()
    if "grade" in changes:
        changes = {**changes, "grade": Grade.objects.get(slug=changes["grade"])}
    with pytest.raises(ValidationError) as refused:
        decide(held, judgment, **changes)
    assert list(refused.value.message_dict) == [named]


def test_a_panel_gives_no_grade_where_no_evidence_bears_one_out() -> None:
    held = sample(Stage.MODERATION)
    judgment = propose(held, state="to-be-graded", grade=None, evidence=[])
    with pytest.raises(ValidationError, match="rests on evidence"):
        decide(held, judgment, decision="changed", state="graded", grade=Grade.objects.get(slug="good"))


@pytest.mark.parametrize(
    "spoilt",
    [{"state": "withdrawn", "withdrawn_because": "Of another force"}, {"kind": "survey"}, {"kind": "file-review"}],
)
def test_a_panel_lets_no_grade_stand_on_what_was_withdrawn_or_on_a_survey_alone(spoilt: dict) -> None:
    held, judgment = in_moderation()
    EvidenceItem.objects.filter(pk=held.item.pk).update(**spoilt)
    lower = Grade.objects.get(slug="inadequate")
    for changes in ({"decision": "agreed"}, {"decision": "changed", "state": "graded", "grade": lower}):
        with pytest.raises(ValidationError, match="refer it back, or change it to one that is no grade"):
            decide(held, judgment, **changes)
    assert not Moderation.objects.exists()
    decide(held, judgment, decision="changed", state="not-graded", not_graded_because="Nothing is left to go by.")
    assert decide(held, judgment, decision="referred-back").state_after == "not-graded"


def test_a_panel_lets_no_grade_stand_on_what_is_no_longer_tied_to_the_question() -> None:
    held, judgment = in_moderation()
    held.item.links.update(question=factories.QuestionFactory(framework=held.inspection.framework, number=2))
    with pytest.raises(ValidationError, match="rests on evidence"):
        decide(held, judgment)
    assert decide(held, judgment, decision="referred-back").in_words == "Referred back to the lead: Good"


def test_nobody_moderates_their_own() -> None:
    held, judgment = in_moderation()
    proposer, colleague, barred, stranger = (factories.user(Role.MANAGER) for _ in range(4))
    Judgment.objects.filter(pk=judgment.pk).update(proposed_by=proposer)
    factories.AssignmentFactory(inspection=held.inspection, user=colleague, role="inspector")
    factories.BarFactory(user=barred, force=held.inspection.force)
    for person in (proposer, colleague, barred):
        factories.PanelMemberFactory(panel=held.panel, user=person)
    said = {
        proposer: moderations.OWN,
        colleague: moderations.OWN_TEAM,
        barred: moderations.BARRED,
        stranger: moderations.NOT_MEMBER,
    }
    for person, words in said.items():
        with pytest.raises(PermissionDenied, match=words[:20]):
            decide(held, judgment, by=person)
    with pytest.raises(PermissionDenied):
        decide(held, judgment, by=held.lead)  # an inspector
    assert not Moderation.objects.exists()


def test_whoever_proposed_a_judgment_before_somebody_else_did_does_not_moderate_it_either() -> None:
    held, judgment = in_moderation()
    first = factories.user(Role.MANAGER)
    factories.PanelMemberFactory(panel=held.panel, user=first)
    again = propose(held, by=first, version=judgment.version)
    again = propose(held, version=again.version)
    assert again.proposed_by == held.lead
    with pytest.raises(PermissionDenied, match="You proposed this judgment"):
        decide(held, again, by=first)
    assert not Judgment.objects.awaiting_moderation().not_own_of(first).exists()
    assert list(notices.moderation(first, AT.date())) == []
    assert decide(held, again).recorded_by == held.manager


def test_a_panel_decides_in_moderation_on_judgments_of_its_cycle_that_were_proposed_here() -> None:
    held, judgment = in_moderation()
    other = factories.PanelFactory(cycle=factories.CycleFactory(first_year=2016))
    factories.PanelMemberFactory(panel=other, user=held.manager)
    with pytest.raises(ValidationError, match="another cycle"):
        decide(held, judgment, panel=other)
    Inspection.objects.update(stage=Stage.DRAFTING)
    with pytest.raises(ValidationError, match="while the inspection is in moderation"):
        decide(held, judgment)
    Inspection.objects.update(stage=Stage.MODERATION)
    loaded = factories.JudgmentFactory(inspection=held.inspection)
    with pytest.raises(ValidationError, match="Nobody proposed"):
        decide(held, loaded)


# --- panels ------------------------------------------------------------------------------------------------
def test_a_manager_makes_a_panel_and_changes_who_sits_on_it() -> None:
    by, other = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    cycle = factories.CycleFactory()
    panel = moderations.convene(by=by, cycle=cycle, held_on=AT.date(), title="First tranche", members=[by])
    moderations.change_panel(by=by, panel=panel, version=1, held_on=AT.date(), title="First", members=[other])
    held = Panel.objects.get()
    assert (held.title, held.version, list(held.members.all())) == ("First", 2, [other])
    for members in ([], [factories.user(Role.INSPECTOR)], [factories.user(Role.MANAGER, is_active=False)]):
        with pytest.raises(ValidationError) as refused:
            moderations.convene(by=by, cycle=cycle, held_on=AT.date(), title="Second", members=members)
        assert list(refused.value.message_dict) == ["members"]
    with pytest.raises(ValidationError, match="held already"):
        moderations.convene(by=by, cycle=cycle, held_on=AT.date(), title="First", members=[by])


def test_workings_are_for_the_team_and_managers_and_auditors_who_are_not_barred_also_when_it_is_out() -> None:
    held = sample()
    propose(held)
    Inspection.objects.update(stage=Stage.PUBLISHED)
    barred = factories.user(Role.AUDITOR)
    factories.BarFactory(user=barred, force=held.inspection.force)
    others = [factories.user(role) for role in (Role.INSPECTOR, Role.ADMINISTRATOR, Role.FORCE_CONTACT)]
    for person in (held.lead, held.manager, factories.user(Role.AUDITOR)):
        assert Judgment.objects.with_workings_visible_to(person).count() == 1
    for person in (barred, *others):
        assert not Judgment.objects.with_workings_visible_to(person).exists()


def test_what_waits_is_proposed_in_moderation_and_not_a_persons_own() -> None:
    held, judgment = in_moderation()
    assert list(Judgment.objects.awaiting_moderation().not_own_of(held.manager)) == [judgment]
    assert not Judgment.objects.awaiting_moderation().not_own_of(held.lead).exists()
    assert judgments.held(held.inspection, held.subject, judgment.version) == judgment


def test_a_member_is_told_once_of_what_waits_and_again_when_more_is_proposed() -> None:
    held, judgment = in_moderation()
    barred, other = factories.user(Role.MANAGER), factories.user(Role.MANAGER)
    factories.BarFactory(user=barred, force=held.inspection.force)
    factories.PanelMemberFactory(panel=held.panel, user=barred)
    [told] = notices.moderation(held.manager, AT.date())
    assert told.text == f"KEN-2017-X ({held.inspection.force}): 1 judgment waits for a panel you sit on"
    assert [list(notices.moderation(person, AT.date())) for person in (barred, other, held.lead)] == [[], [], []]
    propose(held, version=judgment.version, at=AT + timedelta(hours=1))
    [again] = notices.moderation(held.manager, AT.date())
    assert again.key != told.key
    factories.NoticeFactory(owner=held.manager, kind="moderation", address=told.address)
    assert readable_by(held.manager).count() == 1
    factories.BarFactory(user=held.manager, force=held.inspection.force)
    assert not readable_by(User.objects.get(pk=held.manager.pk)).exists()
