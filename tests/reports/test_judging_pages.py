"""The pages of judging and of the workspace: what they offer to whom, what they say is left, what they keep back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Role
from inspections.models import EvidenceItem, Framework, Grade, Inspection, Judgment, Moderation, Panel, Question, Stage
from reports.gates import Facts, blockers
from tests import factories, report_factories
from tests.inspections.judging_samples import AT, decide, in_moderation, propose, sample

pytestmark = pytest.mark.django_db
PAGE = "/inspections/KEN-2017-X/"
JUDGMENT = f"{PAGE}judgments/prevention/"


def text_of(client: Client, address: str) -> str:
    """Return a page as text."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_workspace_lists_what_is_left_with_links_and_offers_the_move_when_nothing_is(sign_in):
    held = sample(Stage.DRAFTING)
    client = sign_in(held.lead)
    text = text_of(client, PAGE)
    assert "What is left before “moderation”" in text
    assert f'href="{PAGE}judgments/overall/">No judgment is proposed: Overall.' in text
    assert "0 of 2 proposed, 0 moderated" in text
    assert "Move to moderation" not in text
    refused = client.post(f"{PAGE}move/", {"version": 1, "to": "moderation"})
    assert refused.status_code == 422
    assert "No judgment is proposed: Overall." in refused.content.decode()
    propose(held)
    unreasoned = client.post(f"{PAGE}judgments/overall/propose/", {"version": 0, "conclusion": "good", "rationale": ""})
    assert "Give the reasons the panel reads" in unreasoned.content.decode()
    client.post(
        f"{PAGE}judgments/overall/propose/",
        {"version": 0, "conclusion": "good", "rationale": "As the question.", "evidence": [held.item.pk]},
    )
    text = text_of(client, PAGE)
    assert "Move to moderation" in text
    assert "Good, proposed" in text
    assert client.post(f"{PAGE}move/", {"version": 1, "to": "moderation"}).headers["Location"] == PAGE
    assert "It goes there when the draft report is sent to the force." in text_of(client, PAGE)


def test_the_way_back_asks_for_a_reason(sign_in):
    held = sample(Stage.DRAFTING)
    client = sign_in(held.lead)
    assert f'href="{PAGE}move/?to=evidence-closed"' in text_of(client, PAGE)
    address = f"{PAGE}move/?to=evidence-closed"
    assert client.post(address, {"version": 1, "to": "evidence-closed", "reason": ""}).status_code == 422
    client.post(address, {"version": 1, "to": "evidence-closed", "reason": "More interviews."})
    assert Inspection.objects.get().stage == "evidence-closed"
    assert "More interviews." in text_of(client, f"{PAGE}history/")
    assert client.get(f"{PAGE}move/?to=nowhere").status_code == 404


def test_whoever_may_not_move_it_is_told_who_may(sign_in):
    held = sample(Stage.DRAFTING)
    colleague = factories.AssignmentFactory(inspection=held.inspection, role="inspector").user
    text = text_of(sign_in(colleague), PAGE)
    assert f"It is moved on by its lead, {held.lead.name}, or a manager who is not barred from the force." in text
    assert "Move back" not in text


def test_a_published_inspection_says_how_many_of_its_findings_are_open(sign_in, manager):
    inspection = factories.InspectionFactory(reference="KEN-2017-E")
    for number in range(3):
        factories.FindingFactory(inspection=inspection, status="open" if number else "closed-achieved")
    text = text_of(sign_in(manager), "/inspections/KEN-2017-E/")
    assert "In follow-up" in text
    assert "2 of 3 findings open." in text
    assert "What is left before" not in text


def test_an_administrator_sees_the_stage_and_nothing_of_what_is_left(sign_in, administrator):
    held = sample(Stage.DRAFTING)
    propose(held)
    text = text_of(sign_in(administrator), PAGE)
    assert 'aria-current="step">Drafting' in text
    assert "What is left" not in text
    assert "Good" not in text


def test_a_judgment_shows_the_question_elsewhere_and_the_forces_own_grades(sign_in):
    held = sample(Stage.DRAFTING)
    cycle = factories.CycleFactory(first_year=2016)
    good = Grade.objects.get(slug="good")
    framework = factories.FrameworkFactory(cycle=cycle)
    question = factories.QuestionFactory(framework=framework, slug="prevention")
    for force, grade in ((held.inspection.force, "inadequate"), (factories.ForceFactory(name="Essex"), "good")):
        other = factories.InspectionFactory(force=force, framework=framework)
        factories.JudgmentFactory(inspection=other, question=question, grade=Grade.objects.get(slug=grade))
    sussex = factories.InspectionFactory(force=factories.ForceFactory(name="Sussex"), framework=framework)
    judgment = factories.JudgmentFactory(inspection=sussex, question=question, grade=good)
    factories.CorrectionFactory(
        judgment=judgment, grade=Grade.objects.get(slug="outstanding"), corrected_on="2018-04-01"
    )
    propose(held)
    text = text_of(sign_in(held.manager), JUDGMENT)
    assert "Files are looked at." in text
    own = text[text.index("The same question in") : text.index("Other forces with the same grade")]
    assert "Inadequate" in own
    others = text[text.index("Other forces with the same grade") :]
    assert "Essex" in others
    assert "Sussex" not in others  # it was corrected to another grade


def test_whoever_does_not_propose_is_told_who_does(sign_in):
    held = sample(Stage.DRAFTING)
    colleague = factories.AssignmentFactory(inspection=held.inspection, role="inspector").user
    assert f"Its lead, {held.lead.name}, proposes it." in text_of(sign_in(colleague), JUDGMENT)
    assert "proposes it." not in text_of(sign_in(held.lead), JUDGMENT)
    Inspection.objects.update(stage=Stage.SCOPED)
    assert "proposes it." not in text_of(sign_in(colleague), JUDGMENT)  # it is too early for anybody
    Inspection.objects.update(stage=Stage.DRAFTING)
    propose(held)
    assert "proposes it." not in text_of(sign_in(colleague), JUDGMENT)


def test_beside_a_judgment_stands_the_same_question_under_another_versions_name(sign_in):
    held = sample(Stage.DRAFTING)
    good, cycle = Grade.objects.get(slug="good"), held.inspection.cycle
    forces = {"Essex": ("same", "stopping-crime"), "Sussex": ("partial", "serious-crime"), "Surrey": ("same", "early")}
    for number, (name, (kind, slug)) in enumerate(forces.items(), start=2):
        version = factories.FrameworkFactory(cycle=cycle, slug=f"version-{number}", version_number=number)
        question = factories.QuestionFactory(framework=version, slug=slug)
        ends = (question, held.question) if name == "Surrey" else (held.question, question)
        factories.QuestionMappingFactory(earlier=ends[0], later=ends[1], kind=kind)
        other = factories.InspectionFactory(force=factories.ForceFactory(name=name), framework=version)
        factories.JudgmentFactory(inspection=other, question=question, grade=good)
    to_be_graded = {"state": "to-be-graded", "grade": None}
    judgment = propose(held, **to_be_graded)
    client = sign_in(held.manager)
    assert not [name for name in forces if name in text_of(client, JUDGMENT)]  # no grade, so nothing with the same
    propose(held, version=judgment.version)
    assert [name for name in forces if name in text_of(client, JUDGMENT)] == ["Essex", "Surrey"]


def test_a_judgment_says_which_of_its_evidence_no_longer_counts(sign_in):
    held, _judgment = in_moderation()
    decision = f"{held.panel.get_absolute_url()}KEN-2017-X/prevention/"
    client = sign_in(held.manager)
    assert "Interview</td>" in text_of(client, JUDGMENT)
    held.item.links.all().delete()
    assert "Interview, no longer tied to this question" in text_of(client, JUDGMENT)
    held.inspection.evidence.update(state="withdrawn", withdrawn_because="Of another force")
    assert "Interview, withdrawn" in text_of(client, JUDGMENT)
    assert "Interview, withdrawn" in text_of(client, decision)
    agreed = {"version": 1, "decision": "agreed", "reason": "It is borne out."}
    assert "A grade rests on evidence." in client.post(decision, agreed).content.decode()


def test_a_question_left_out_offers_no_proposal(sign_in):
    held = sample(Stage.DRAFTING, decision="carried-over")
    text = text_of(sign_in(held.lead), JUDGMENT)
    assert "does not look at the question" in text
    assert f"{JUDGMENT}propose/" not in text


def test_a_member_decides_and_two_who_had_the_page_open_lose_nothing(sign_in):
    held, judgment = in_moderation()
    client = sign_in(held.manager)
    panel = held.panel.get_absolute_url()
    assert f'href="{panel}KEN-2017-X/prevention/"' in text_of(client, panel)
    data = {"version": judgment.version, "decision": "agreed", "reason": "It is borne out."}
    other = factories.user(Role.MANAGER)
    factories.PanelMemberFactory(panel=held.panel, user=other)
    decide(held, judgment, by=other)
    answered = client.post(f"{panel}KEN-2017-X/prevention/", data)
    assert answered.status_code == 409
    assert "It is borne out." in answered.content.decode()
    assert Moderation.objects.count() == 1
    assert "It is borne out." in text_of(client, panel)


def test_a_panel_sees_why_it_referred_a_judgment_back_and_opens_nothing_it_cannot_decide_on(sign_in):
    held, judgment = in_moderation()
    address = f"{held.panel.get_absolute_url()}KEN-2017-X/prevention/"
    client = sign_in(held.manager)
    decide(held, judgment, decision="referred-back", reason="Two interviews are too few.")
    refused = client.get(address)
    assert (refused.status_code, "waits for its lead to propose it anew" in refused.content.decode()) == (403, True)
    judgment.refresh_from_db()
    propose(held, version=judgment.version)
    assert "Two interviews are too few." in text_of(client, address)
    Inspection.objects.update(stage=Stage.WITH_FORCE)
    refused = client.get(address)
    assert (refused.status_code, "while the inspection is in moderation" in refused.content.decode()) == (403, True)


def test_a_judgment_that_a_panel_changed_says_what_was_proposed_and_why_the_panel_changed_it(sign_in):
    held, judgment = in_moderation()
    client = sign_in(held.manager)
    said = '<dt class="govuk-summary-list__key">{}</dt>\n<dd class="govuk-summary-list__value">{}'
    assert said.format("Proposed by", f"{held.lead.name}, 1 June 2018") in text_of(client, JUDGMENT)
    for slug, reason in (("requires-improvement", "Too few files."), ("inadequate", "Fewer than was thought.")):
        decide(held, judgment, decision="changed", state="graded", grade=Grade.objects.get(slug=slug), reason=reason)
    text = text_of(client, JUDGMENT)
    assert said.format("Proposed", f"Good, by {held.lead.name}, 1 June 2018") in text
    assert "Changed from Requires improvement to Inadequate by" in text
    assert text.index("Fewer than was thought.") < text.index("Why it was proposed") < text.index("Too few files.")
    decide(held, judgment, decision="referred-back", reason="Look again.")
    propose(held, version=Judgment.objects.get().version, at=AT + timedelta(days=1))
    assert said.format("Proposed by", f"{held.lead.name}, 2 June 2018") in text_of(client, JUDGMENT)


@pytest.mark.parametrize(("day", "is_to_come"), [(date(2018, 6, 2), True), (date(2018, 6, 1), False)])
def test_a_panel_of_a_day_to_come_says_so_where_it_decides(sign_in, day, is_to_come):
    held, _ = in_moderation()
    Panel.objects.update(held_on=day)
    panel, client = held.panel.get_absolute_url(), sign_in(held.manager)
    for address in (panel, f"{panel}KEN-2017-X/prevention/"):
        assert ("This panel is held on 2 June 2018, after today." in text_of(client, address)) is is_to_come


def test_a_judgment_its_proposal_and_its_decision_are_under_the_highest_marking_of_the_evidence(sign_in):
    held, judgment = in_moderation()
    decision = f"{held.panel.get_absolute_url()}KEN-2017-X/prevention/"
    pages = [(held.manager, JUDGMENT), (held.manager, decision), (held.lead, f"{JUDGMENT}propose/")]
    for marking, words in (("official", "OFFICIAL"), ("official-sensitive", "OFFICIAL-SENSITIVE")):
        EvidenceItem.objects.update(marking=marking)
        for person, address in pages:
            assert text_of(sign_in(person), address).count(f"Marking: </span>{words}</p>") == 2
    judgment.rests_on.all().delete()
    assert "Marking: </span>OFFICIAL</p>" in text_of(sign_in(held.manager), JUDGMENT)


def test_the_agenda_offers_nobody_their_own_and_leaves_out_barred_forces(sign_in):
    held, _judgment = in_moderation()
    factories.AssignmentFactory(inspection=held.inspection, user=held.manager, role="inspector")
    panel = held.panel.get_absolute_url()
    client = sign_in(held.manager)
    assert "Yours: others decide" in text_of(client, panel)
    assert client.get(f"{panel}KEN-2017-X/prevention/").status_code == 403
    factories.BarFactory(user=held.manager, force=held.inspection.force)
    assert "KEN-2017-X" not in text_of(client, panel)


def test_the_agenda_offers_nobody_what_they_proposed_before_somebody_else_did(sign_in):
    held, judgment = in_moderation()
    propose(held, by=held.manager, version=judgment.version)
    propose(held, version=judgment.version + 1)
    panel = held.panel.get_absolute_url()
    client = sign_in(held.manager)
    assert "Yours: others decide" in text_of(client, panel)
    assert "Record the decision of" not in text_of(client, JUDGMENT)
    assert client.get(f"{panel}KEN-2017-X/prevention/").status_code == 403


def test_a_judgment_shows_those_whose_day_of_publication_is_not_held_too_the_latest_cycle_first(sign_in):
    held = sample(Stage.DRAFTING)
    day, loaded = {"published_on": date(2017, 3, 2)}, {"published_on": None, "out_by": date(2018, 5, 1)}
    questions = [
        factories.QuestionFactory(framework__cycle=factories.CycleFactory(first_year=year), slug="prevention")
        for year in (2016, 2015)
    ]
    for question, force, grade, out in (
        (questions[0], held.inspection.force, "good", day),
        (questions[1], held.inspection.force, "inadequate", loaded),
        (questions[0], factories.ForceFactory(name="Essex"), "good", loaded),
    ):
        other = factories.InspectionFactory(force=force, framework=question.framework, **out)
        factories.JudgmentFactory(inspection=other, question=question, grade=Grade.objects.get(slug=grade))
    propose(held)
    text = text_of(sign_in(held.manager), JUDGMENT)
    own, others = text[text.index("The same question in") :].split("Other forces with the same grade", 1)
    assert own.index("2 March 2017") < own.index("Inadequate")
    assert "Essex" in others


def test_home_tells_a_manager_what_waits_and_a_lead_what_is_missing(sign_in):
    held, _judgment = in_moderation()
    text = text_of(sign_in(held.manager), "/")
    assert f'href="{held.panel.get_absolute_url()}"' in text
    assert "1 judgment" in text
    assert "moderation; 2 judgments not moderated" in text_of(sign_in(held.lead), "/")  # overall is still missing


@pytest.mark.parametrize(
    ("stage", "spoil", "words"),
    [
        ("drafting", {}, "drafting; 2 judgments not proposed"),
        ("drafting", {"judged": True}, "drafting; 1 judgment not proposed"),
        ("drafting", {"judged": True, "status": "referred-back"}, "drafting; 2 judgments not proposed"),
        ("drafting", {"pillars": "EF"}, "drafting; 4 judgments not proposed"),
        ("drafting", {"pillars": "EF", "out": True}, "drafting; 2 judgments not proposed"),
        ("drafting", {"without_overall": True}, "drafting; 1 judgment not proposed"),
        ("moderation", {"judged": True, "status": "moderated"}, "moderation; 1 judgment not moderated"),
        (
            "moderation",
            {"judged": True, "status": "referred-back"},
            "moderation; 2 judgments not moderated, 1 of them referred back",
        ),
    ],
)
def test_home_counts_what_the_gates_ask_for(sign_in, stage, spoil, words):
    held = sample(Stage.DRAFTING)
    framework = held.inspection.framework
    if pillars := spoil.get("pillars"):  # a question of each, and an overall judgment of each that is inspected
        Question.objects.filter(pk=held.question.pk).update(pillar=pillars[0])
        other = factories.QuestionFactory(framework=framework, pillar=pillars[1], number=2)
        never = factories.QuestionFactory(framework=framework, pillar="", grading="ungraded", number=3)
        decision = "carried-over" if spoil.get("out") else "inspected"
        factories.ScopeEntryFactory(inspection=held.inspection, question=other, decision=decision)
        factories.ScopeEntryFactory(inspection=held.inspection, question=never)
    if spoil.get("judged"):
        propose(held)
        Judgment.objects.update(status=spoil.get("status", "proposed"))
    if spoil.get("without_overall"):
        Framework.objects.update(has_overall=False)
    Inspection.objects.update(stage=stage)
    report_factories.ReportFactory(inspection=held.inspection)
    assert words in text_of(sign_in(held.lead), "/")
    left = blockers(Facts(Inspection.objects.get()), {"drafting": "moderation", "moderation": "with-force"}[stage])
    assert len(left) == int(words.split("; ")[1].split()[0])


def test_how_a_judgment_came_about_is_not_in_the_history_for_those_who_may_not_read_it(sign_in, administrator):
    held = sample(Stage.DRAFTING)
    propose(held)
    propose(held, version=1, rationale="Files are looked at twice.")
    Inspection.objects.update(stage=Stage.PUBLISHED)
    assert "Files are looked at." in text_of(sign_in(held.lead), f"{PAGE}history/")
    assert "Files are looked at." not in text_of(sign_in(administrator), f"{PAGE}history/")
    for person in (administrator, factories.user(Role.FORCE_CONTACT)):
        assert sign_in(person).get(JUDGMENT).status_code == 403
    assert sign_in(factories.user(Role.INSPECTOR)).get(JUDGMENT).status_code == 404


def test_a_moderated_judgment_offers_its_lead_no_form(sign_in):
    held, judgment = in_moderation()
    decide(held, judgment)
    client: Client = sign_in(held.lead)
    assert client.get(f"{JUDGMENT}propose/").status_code == 403
    text = text_of(client, JUDGMENT)
    assert "Agreed: Good" in text
    assert "Change what is proposed" not in text
    assert Judgment.objects.get().status == "moderated"
