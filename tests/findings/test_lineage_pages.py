"""Linking findings on the page, taking a link back there, and the thread on a finding's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from findings.forms.lineage import relations_of
from findings.models import Finding, FindingKind, Lineage
from forces.models import Force
from tests import factories
from tests.findings.test_threads import raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def force() -> Force:
    return factories.ForceFactory(slug="bedfordshire", code="BED", name="Bedfordshire")


@pytest.fixture
def inspector(force: Force, client: Client) -> User:
    """Return somebody on an open inspection of the force, signed in."""
    person = factories.AssignmentFactory(inspection=factories.InspectionFactory(open=True, force=force)).user
    client.force_login(person)
    return person


@pytest.fixture
def findings(force: Force) -> list[Finding]:
    return [
        raised(force, "BED-2015-01", title="Resourcing of community teams", wording="Give community teams people."),
        raised(force, "BED-2016-01", title="Community teams too thinly staffed", kind=FindingKind.CAUSE_OF_CONCERN),
        raised(force, "BED-2017-01", title="Community teams with enough people", wording="Give local teams people."),
        raised(force, "BED-2017-02", title="Digital devices", wording="Read phones sooner."),
    ]


def filled(**changed: str) -> dict[str, str]:
    """Return a filled form."""
    return {
        "other": "BED-2015-01",
        "reference": "",
        "relation": "repeated-later",
        "reason": "The same shortage.",
        **changed,
    }


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_those_that_read_alike_are_offered_first_with_what_they_are(
    inspector: User, findings: list[Finding], client: Client
) -> None:
    page = words(client.get("/findings/BED-2017-01/link/"))
    assert page.index("BED-2015-01: Resourcing") < page.index("Another finding of the force")
    assert "Cause of concern, PEEL 2016, open" in page
    assert "BED-2017-02: Digital" not in page


def test_an_inspector_links_two_findings_and_sees_the_thread(
    inspector: User, findings: list[Finding], client: Client
) -> None:
    answer = client.post("/findings/BED-2017-01/link/", filled(), follow=True)
    page = words(answer)
    assert answer.redirect_chain[0][0] == "/findings/BED-2017-01/#thread"
    assert "The two findings are linked." in page
    assert "Repeats BED-2015-01" in page
    assert "The same shortage." in page
    assert "repeated by" in page
    link = Lineage.objects.get()
    assert (link.earlier.reference, link.kind, link.later.reference) == ("BED-2015-01", "repeated", "BED-2017-01")


@pytest.mark.parametrize("typed", ["BED-2017-02", " bed-2017-02 "])
def test_any_finding_of_the_force_is_named_by_its_reference(
    inspector: User, findings: list[Finding], client: Client, typed: str
) -> None:
    data = filled(other="typed", reference=typed, relation="split-earlier")
    assert client.post("/findings/BED-2017-01/link/", data).status_code == 302
    link = Lineage.objects.get()
    assert (link.earlier.reference, link.kind, link.later.reference) == ("BED-2017-01", "split", "BED-2017-02")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"other": ""}, "Choose one of the findings that read alike, or give another’s reference"),
        ({"other": "typed"}, "Enter the reference of the other finding"),
        ({"other": "typed", "reference": "BED-2017-01"}, "BED-2017-01 is this finding: enter another’s reference"),
        ({"other": "typed", "reference": "KEN-2017-01"}, "There is no KEN-2017-01 among the findings of Bedfordshire"),
        ({"other": "typed", "reference": "B" * 31}, "Its reference must be 30 characters or fewer"),
        ({"relation": ""}, "Choose how the two findings are linked"),
        ({"reason": ""}, "Answer the question: Why do you say so?"),
        ({"relation": "repeated-earlier"}, "BED-2015-01 was raised before BED-2017-01"),
        ({"other": "BED-2016-01"}, "say that it was escalated or de-escalated, not repeated"),
        ({"relation": "escalated-earlier"}, "became a cause of concern"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do_and_nothing_typed_is_lost(
    inspector: User, findings: list[Finding], client: Client, changed: dict[str, str], said: str
) -> None:
    raised(factories.ForceFactory(code="KEN"), "KEN-2017-01")
    answer = client.post("/findings/BED-2017-01/link/", filled(**{"reason": "What I typed", **changed}))
    assert answer.status_code == 422
    assert said in words(answer)
    if changed.get("reason") is None:
        assert "What I typed" in words(answer)
    assert not Lineage.objects.exists()


def test_where_nothing_reads_alike_the_reference_is_asked_for(
    inspector: User, findings: list[Finding], client: Client
) -> None:
    page = words(client.get("/findings/BED-2017-02/link/"))
    assert "Reference of the finding it is linked to" in page
    assert 'type="radio"' not in page
    data = {"reference": "BED-2015-01", "relation": "superseded-later", "reason": "It says it better."}
    assert client.post("/findings/BED-2017-02/link/", data).status_code == 302
    assert client.post("/findings/BED-2017-02/link/", {**data, "reference": ""}).status_code == 422


def test_the_address_may_name_the_other_finding(inspector: User, findings: list[Finding], client: Client) -> None:
    likely = words(client.get("/findings/BED-2017-01/link/?other=bed-2015-01"))
    assert 'value="BED-2015-01" checked' in likely
    named = words(client.get("/findings/BED-2017-01/link/?other=BED-2017-02"))
    assert 'value="typed" checked' in named
    assert 'value="BED-2017-02"' in named


def test_a_finding_that_may_not_be_seen_is_as_one_that_is_not_there(
    inspector: User, findings: list[Finding], force: Force, client: Client
) -> None:
    raised(force, "BED-2018-01", inspection=factories.InspectionFactory(open=True, force=force), status="draft",
           title="Community teams with too few people")  # fmt: skip
    assert "BED-2018-01" not in words(client.get("/findings/BED-2017-01/link/"))
    answer = client.post("/findings/BED-2017-01/link/", filled(other="typed", reference="BED-2018-01"))
    assert "There is no BED-2018-01 among the findings of Bedfordshire that you may see" in words(answer)


def test_instances_of_the_same_national_recommendation_are_linked_across_forces(
    findings: list[Finding], client: Client
) -> None:
    client.force_login(factories.user(Role.MANAGER))
    national = factories.NationalFactory()
    raised(factories.ForceFactory(code="KEN"), "KEN-2017-01", national=national)
    Finding.objects.filter(reference="BED-2017-02").update(national=national)
    data = {"other": "typed", "reference": "KEN-2017-01", "relation": "merged-later", "reason": "One answer for both."}
    assert client.post("/findings/BED-2017-02/link/", data).status_code == 302


def test_a_finding_gone_meanwhile_is_said_to_be_gone(
    inspector: User, findings: list[Finding], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from findings.views.lineage import LinkFinding

    kept = LinkFinding.link_form

    def then_gone(self: LinkFinding, *data: Any) -> Any:
        form = kept(self, *data)
        if data:
            Finding.objects.filter(reference="BED-2015-01").delete()  # as nothing in the product does
        return form

    monkeypatch.setattr(LinkFinding, "link_form", then_gone)
    answer = client.post("/findings/BED-2017-01/link/", filled())
    assert answer.status_code == 422
    assert "There is no such finding that you may see." in words(answer)


@pytest.fixture
def linked(findings: list[Finding]) -> Lineage:
    return factories.LineageFactory(earlier=findings[0], later=findings[2], reason="The same shortage.")


def test_a_wrong_link_is_taken_back_on_the_page_and_stays_on_file(
    inspector: User, linked: Lineage, client: Client
) -> None:
    page = words(client.get("/findings/BED-2015-01/link/"))
    assert "BED-2015-01 Resourcing of community teams – repeated by – BED-2017-01" in page
    data = {"then": "take-back", "back-link": linked.pk, "back-reason": "Two different units."}
    answer = client.post("/findings/BED-2015-01/link/", data, follow=True)
    assert "The link is taken back." in words(answer)
    assert not Lineage.objects.exists()
    page = words(client.get("/findings/BED-2015-01/link/"))
    assert "Take a link back" not in page
    assert f"taken back by {inspector} on 1 June 2018. Two different units." in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"back-link": ""}, "Choose the link to take back"),
        ({"back-reason": ""}, "Answer the question: Why is it wrong?"),
        ({"back-link": "999999"}, "999999 is not one of the choices"),
    ],
)
def test_a_link_is_taken_back_with_a_reason_only(
    inspector: User, linked: Lineage, client: Client, changed: dict[str, str], said: str
) -> None:
    data = {"then": "take-back", "back-link": str(linked.pk), "back-reason": "Wrong", **changed}
    answer = client.post("/findings/BED-2015-01/link/", data)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Link the two" in words(answer)
    assert Lineage.objects.exists()


def test_what_was_taken_back_between_findings_one_may_not_both_see_is_not_told(
    inspector: User, findings: list[Finding], force: Force, client: Client
) -> None:
    draft = raised(force, "BED-2018-01", inspection=factories.InspectionFactory(open=True, force=force), status="draft")
    factories.LineageFactory(earlier=findings[0], later=draft, reason="MARK").delete()
    assert "BED-2018-01" not in words(client.get("/findings/BED-2015-01/link/"))


def test_the_relations_offered_are_those_a_kind_of_finding_can_have(findings: list[Finding]) -> None:
    def offered(finding: Finding) -> set[str]:
        _blank, (_, later), (_, earlier) = relations_of(finding)
        return {key for key, _words in [*later, *earlier]}

    area, concern = offered(findings[0]), offered(findings[1])
    assert area ^ concern == {"escalated-later", "escalated-earlier", "de-escalated-later", "de-escalated-earlier"}
    assert {"escalated-earlier", "de-escalated-later"} < area
    assert {"escalated-later", "de-escalated-earlier"} < concern
    assert len(area) == len(concern) == 10


def test_the_finding_page_offers_to_link_only_to_those_who_may(
    inspector: User, findings: list[Finding], client: Client
) -> None:
    alone = words(client.get("/findings/BED-2017-01/"))
    assert "It stands alone: nothing is linked to it." in alone
    assert "/findings/BED-2017-01/link/" in alone
    for role in (Role.AUDITOR, Role.INSPECTOR, Role.ADMINISTRATOR):
        client.force_login(factories.user(role))
        page = words(client.get("/findings/BED-2017-01/"))
        assert "/link/" not in page
        assert "Thread" not in page


def test_a_draft_taken_back_is_linked_to_nothing(force: Force, client: Client) -> None:
    inspection = factories.InspectionFactory(open=True, force=force)
    raised(force, "BED-2018-01", inspection=inspection, status="closed-no-longer-relevant", published_status="draft")
    client.force_login(factories.user(Role.MANAGER))
    assert "/link/" not in words(client.get("/findings/BED-2018-01/"))
    assert client.get("/findings/BED-2018-01/link/").status_code == 403
