"""Who may open which address: domain.md §1's table, written once as rules over groups of addresses.

Every address of the project has its place in `PLACES` or `FRAMEWORK`. The expected answers are computed from the rules
here, never copied from the code: 403 where the role may not use the page, 404 where the row is not theirs to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Role
from tests.world import Person, Subject, World

I, M, A, F, U = Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR, Role.FORCE_CONTACT, Role.AUDITOR  # noqa: E741
EVERYONE = frozenset({I, M, A, F, U})
INSPECTORATE = EVERYONE - {F}
Rule = Callable[[Person, Subject], bool]


# --- the columns of the table ------------------------------------------------------------------------------
def anybody(person: Person, subject: Subject) -> bool:
    """Published grades, findings, reports, figures: all."""
    return True


def nobody(person: Person, subject: Subject) -> bool:
    """What no page may say."""
    return False


def is_free(person: Person, subject: Subject) -> bool:
    """A conflict-of-interest bar hides a force's unpublished and case records."""
    return subject.force not in person.barred


def reads_contents(person: Person, subject: Subject) -> bool:
    """Unpublished inspection: evidence, proposed grades, findings, moderation."""
    if subject.published:
        return True
    by_role = {I: person.name in subject.team, M: True, A: False, F: False, U: True}
    return by_role[Role(person.role)] and is_free(person, subject)


def reads_evidence(person: Person, subject: Subject) -> bool:
    """Evidence is never published: the team, and managers and auditors who are not barred, also afterwards."""
    by_role = {I: person.name in subject.team, M: True, U: True}
    return by_role.get(Role(person.role), False) and is_free(person, subject)


def knows_of(person: Person, subject: Subject) -> bool:
    """The same, and for an administrator its plan and progress."""
    return reads_contents(person, subject) or (person.role == A and is_free(person, subject))


def reads_file(person: Person, subject: Subject) -> bool:
    """Crime references and review notes: inspectors the files allocated to them, the lead all of the exercise."""
    is_theirs = {I: person.name in {subject.reviewer, subject.lead}, M: person.name == subject.lead}
    return is_theirs.get(Role(person.role), False) and is_free(person, subject)


def compares(person: Person, subject: Subject) -> bool:
    """The two marks of a file, once both are in: the lead, and whoever made one of them."""
    theirs = person.name in subject.compared_by or person.name == subject.lead
    return person.role in {I, M} and theirs and is_free(person, subject)


def reads_notes(person: Person, subject: Subject) -> bool:
    """What was written on a file: whoever reads the file, and whoever may compare its marks."""
    return reads_file(person, subject) or compares(person, subject)


def reads_return(person: Person, subject: Subject) -> bool:
    """Returns and queries: a contact their own force's, the others all that is not barred to them."""
    return person.force == subject.force if person.role == F else is_free(person, subject)


def answers_return(person: Person, subject: Subject) -> bool:
    """What a force must do about its return is told to its contacts."""
    return person.role == F and person.force == subject.force


def settles_return(person: Person, subject: Subject) -> bool:
    """What a force answered is told to administrators who are not barred from it."""
    return person.role == A and is_free(person, subject)


def reads_upload(person: Person, subject: Subject) -> bool:
    """The same of a file; one with several forces is for nobody outside, and for nobody barred from any of them."""
    if subject.force:
        return reads_return(person, subject)
    return person.role != F and not person.barred & subject.team


def reads_value(person: Person, subject: Subject) -> bool:
    """Published figures: all; the others are returns."""
    return subject.published or reads_return(person, subject)


def owns(person: Person, subject: Subject) -> bool:
    """A job is followed by whoever started it."""
    return person.name == subject.reviewer


def marks_file(person: Person, subject: Subject) -> bool:
    """Only the reviewer of a file puts marks on it; that a marked one takes no more is its state, not who asks."""
    return person.name == subject.reviewer


def allocates(person: Person, subject: Subject) -> bool:
    """Only the lead of an exercise allocates its files."""
    return person.name == subject.lead and is_free(person, subject)


def plans(person: Person, subject: Subject) -> bool:
    """The lead of an unpublished inspection's team, or any manager, plans its file reviews."""
    leads = {I: person.name == subject.team_lead, M: True}
    return not subject.published and leads.get(Role(person.role), False) and is_free(person, subject)


def corrects(person: Person, subject: Subject) -> bool:
    """Any manager who is not barred corrects what is published."""
    return subject.published and is_free(person, subject)


def draws(person: Person, subject: Subject) -> bool:
    """Only the lead of an exercise sends its crime list and draws from it."""
    return person.name == subject.lead and is_free(person, subject)


def reads_draws(person: Person, subject: Subject) -> bool:
    """How files were drawn is for those inside the inspectorate who read the exercise and are not barred."""
    return reads_contents(person, subject) and is_free(person, subject)


def reads_reference(person: Person, subject: Subject) -> bool:
    """The force's reference: those who mark the file, a second time too, and the lead."""
    marks = Role(person.role) in {I, M} and person.name in subject.compared_by
    return reads_file(person, subject) or (marks and is_free(person, subject))


def follows_up(person: Person, subject: Subject) -> bool:
    """Inspectors record on forces whose open inspection they are on; managers on any; nobody on a draft."""
    on_team = {I: person.name in subject.team, M: True}
    return subject.published and on_team.get(Role(person.role), False) and is_free(person, subject)


def links(person: Person, subject: Subject) -> bool:
    """Inspectors link findings of forces whose open inspection they are on, drafts too; managers of any."""
    on_team = {I: person.name in subject.team, M: True}
    return on_team.get(Role(person.role), False) and is_free(person, subject)


def raises(person: Person, subject: Subject) -> bool:
    """Findings are raised while the inspection is unpublished, by its team, or by managers."""
    return not subject.published and (person.role == M or person.name in subject.team) and is_free(person, subject)


def verifies(person: Person, subject: Subject) -> bool:
    """Managers verify and close what is published and not barred to them."""
    return subject.published and person.role == M and is_free(person, subject)


def observes(person: Person, subject: Subject) -> bool:
    """Observations are recorded by the inspection's team and by managers, also after it is published."""
    return (person.role == M or person.name in subject.team) and is_free(person, subject)


def reads_words_of_force(person: Person, subject: Subject) -> bool:
    """What a force writes about its finding: its contacts; inspectors, managers and auditors who are not barred."""
    if person.role == F:
        return person.force == subject.force
    return person.role != A and is_free(person, subject)


def answers(person: Person, subject: Subject) -> bool:
    """A contact writes about the findings of their own force."""
    return person.role == F and person.force == subject.force


def reads_received(person: Person, subject: Subject) -> bool:
    """A local policing body's response before it is out, and our note on it: nobody outside, nobody barred."""
    return person.role != F and is_free(person, subject)


def reads_response(person: Person, subject: Subject) -> bool:
    """A published response: all; before that as `reads_received`."""
    return subject.published or reads_received(person, subject)


def is_concerned(person: Person, subject: Subject) -> bool:
    """Due dates are told to leads, who are inspectors or managers not barred from the force, and to its contacts."""
    if person.role == F:
        return person.force == subject.force
    return person.role in {I, M} and is_free(person, subject)


def is_told_inside(person: Person, subject: Subject) -> bool:
    """What waits for managers is told to managers who are not barred from the force."""
    return person.role == M and is_free(person, subject)


def writes_paper(person: Person, subject: Subject) -> bool:
    """A draft is written on by managers; one about a single force by none who is barred from it."""
    return person.role == M and is_free(person, subject)


def reads_papers(person: Person, subject: Subject) -> bool:
    """Papers hold only what is public, and stay inside the inspectorate until it sends them: a bar hides none."""
    return person.role != F


def reads_check(person: Person, subject: Subject) -> bool:
    """A draft is for the contacts of its force once it was sent; inside for whoever reads the inspection; never out."""
    if person.role == F:
        return person.force == subject.force
    return {I: person.name in subject.team, M: True, U: True}.get(Role(person.role), False) and is_free(person, subject)


def is_told_decision(person: Person, subject: Subject) -> bool:
    """What was made of a comment stays inside the inspectorate until the check is closed."""
    return person.role != F and reads_check(person, subject)


def approves(person: Person, subject: Subject) -> bool:
    """A manager who did not prepare the edition, and does not lead the team, approves it."""
    return person.name not in {"manager leading", subject.team_lead}


def reads_draft(person: Person, subject: Subject) -> bool:
    """What is written about an inspection is its team's, the managers' and the auditors', after publication too."""
    by_role = {I: person.name in subject.team, M: True, A: False, F: False, U: True}
    return by_role[Role(person.role)] and is_free(person, subject)


def reads_workings(person: Person, subject: Subject) -> bool:
    """Why a judgment was given, on what evidence, how it was moderated: never published, so as before publication."""
    by_role = {I: person.name in subject.team, M: True, U: True}
    return by_role.get(Role(person.role), False) and is_free(person, subject)


def runs(person: Person, subject: Subject) -> bool:
    """The lead of an unpublished inspection, or a manager, proposes judgments, moves it on, sends its draft."""
    return plans(person, subject)


def moderates(person: Person, subject: Subject) -> bool:
    """Members of the panel who are not on the team: in the small world every manager is a member, and leads none."""
    return person.role == M and person.name not in subject.team


# --- addresses ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """Where an address stands: who may use it, which rows of a kind they see, which of these they may act on."""

    roles: frozenset[Any]
    kind: str = ""
    sees: Rule = anybody
    may: Rule = anybody
    page: str = "detail"  # list, home, detail, form, or a file to take away: the limit of its queries
    post_only: bool = False
    is_table: bool = False  # answers ?format=csv
    query: str = ""

    def targets(self, world: World) -> list[Subject]:
        """Return the rows to ask for; an address without a row is asked once."""
        return world.of(self.kind) if self.kind else [Subject("", ())]

    def expected(self, person: Person, subject: Subject) -> int:
        """Return the status a person must be answered with."""
        if person.role not in self.roles:
            return 403
        if not self.sees(person, subject):
            return 404
        if not self.may(person, subject):
            return 403
        return 405 if self.post_only else 200


PLACES: dict[str, Place] = {
    "home": Place(EVERYONE, page="home"),
    "forces:list": Place(EVERYONE, page="list", is_table=True),
    "forces:detail": Place(EVERYONE, "force", is_table=True),
    "forces:history": Place(INSPECTORATE, "force"),
    "forces:follow-up": Place(EVERYONE, "force", is_table=True),
    "forces:grades": Place(EVERYONE, "force", is_table=True),
    "forces:measures": Place(EVERYONE, page="list", is_table=True),
    "forces:measure": Place(EVERYONE, "measure", is_table=True),
    "forces:measure-over-time": Place(EVERYONE, "measure", query="?force=first"),
    "forces:value": Place(EVERYONE, "value", reads_value),
    "forces:freeze": Place(frozenset({A}), "figure to freeze", page="form"),
    "forces:frozen-figure": Place(EVERYONE, "frozen figure", is_table=True),
    "forces:numbers": Place(EVERYONE, "force", is_table=True),
    "forces:annex": Place(EVERYONE, "collection"),
    "forces:annex-published": Place(EVERYONE),
    "forces:measure-new": Place(frozenset({A}), page="form"),
    "forces:measure-edit": Place(frozenset({A}), "measure", page="form"),
    "forces:measure-history": Place(INSPECTORATE, "measure"),
    "forces:break-new": Place(frozenset({A}), "measure", page="form"),
    "forces:break-remove": Place(frozenset({A}), "series break", page="form"),
    "forces:periods": Place(EVERYONE, page="list", is_table=True),
    "forces:period-new": Place(frozenset({A}), page="form"),
    "forces:period-edit": Place(frozenset({A}), "period", page="form"),
    "forces:period-history": Place(INSPECTORATE, "period"),
    "forces:value-history": Place(INSPECTORATE, "value", reads_value),
    "forces:collections": Place(EVERYONE, page="list", is_table=True),
    "forces:collection": Place(EVERYONE, "collection", page="list", is_table=True),
    "forces:collection-new": Place(frozenset({A}), page="form"),
    "forces:collection-edit": Place(frozenset({A}), "collection", page="form"),
    "forces:collection-figures": Place(frozenset({A}), "collection", page="form"),
    "forces:collection-checks": Place(frozenset({A}), "collection", page="form"),
    "forces:collection-history": Place(INSPECTORATE, "collection"),
    "forces:collection-publish": Place(frozenset({A}), "collection", post_only=True),
    "forces:template": Place(frozenset({A, F}), "collection", page="file"),
    "forces:upload": Place(frozenset({A, F}), "collection", page="form"),
    "forces:uploads": Place(EVERYONE, "collection", page="list", is_table=True),
    "forces:load": Place(frozenset({A}), "statistics", page="form"),
    "forces:mappings": Place(frozenset({A}), page="list", is_table=True),
    "forces:mapping-new": Place(frozenset({A}), page="form"),
    "forces:mapping": Place(frozenset({A}), "mapping", page="form"),
    "forces:mapping-history": Place(frozenset({A}), "mapping"),
    "forces:releases": Place(frozenset({A}), page="list", is_table=True),
    "forces:release-new": Place(frozenset({A}), page="form"),
    "forces:release": Place(frozenset({A}), "release", page="form"),
    "forces:release-history": Place(frozenset({A}), "release"),
    "forces:aliases": Place(frozenset({A}), page="list", is_table=True),
    "forces:alias-new": Place(frozenset({A}), page="form"),
    "forces:alias-history": Place(frozenset({A})),
    "forces:alias-remove": Place(frozenset({A}), "alias", page="form"),
    "forces:upload-undo": Place(frozenset({A}), "upload", reads_upload, page="form"),
    "forces:upload-detail": Place(EVERYONE, "upload", reads_upload),
    "forces:upload-refused": Place(EVERYONE, "upload", reads_upload, page="file"),
    "forces:upload-history": Place(INSPECTORATE, "upload", reads_upload),
    "forces:upload-confirm": Place(frozenset({A}), "upload", reads_upload, post_only=True),
    "forces:upload-withdraw": Place(frozenset({A, F}), "upload", reads_upload, post_only=True),
    "forces:upload-many": Place(frozenset({A}), "collection", page="form"),
    "forces:confirm-many": Place(frozenset({A}), "collection", page="form"),
    "forces:remind": Place(frozenset({A}), "collection"),
    "forces:lock-many": Place(frozenset({A}), "collection", page="form"),
    "forces:return": Place(EVERYONE, "return", reads_return),
    "forces:return-history": Place(INSPECTORATE, "return", reads_return),
    "forces:return-accept": Place(frozenset({A}), "return", reads_return, page="form"),
    "forces:return-sign": Place(frozenset({F}), "return", reads_return),
    "forces:return-lock": Place(frozenset({A}), "return", reads_return, post_only=True),
    "forces:return-revise": Place(frozenset({A}), "return", reads_return, page="form"),
    "forces:return-extend": Place(frozenset({A}), "return", reads_return, page="form"),
    "forces:correct": Place(frozenset({A, F}), "figure asked", reads_return, page="form"),
    "forces:queries": Place(EVERYONE, "collection", page="list", is_table=True),
    "forces:outliers": Place(EVERYONE, "collection", page="list", is_table=True),
    "forces:query": Place(EVERYONE, "query", reads_return),
    "forces:query-history": Place(INSPECTORATE, "query", reads_return),
    "forces:query-new": Place(frozenset({A}), "return to query", reads_return, page="form"),
    "forces:query-missing": Place(frozenset({A}), "return to query", reads_return, post_only=True),
    "core:job": Place(EVERYONE, "job", owns),
    "core:notices": Place(EVERYONE, page="list", is_table=True),
    "people:notice-settings": Place(EVERYONE, page="form"),
    "people:access-log": Place(frozenset({A, U}), page="list", is_table=True),
    "search": Place(EVERYONE, query="?q=MARK"),
    "findings:list": Place(EVERYONE, page="list", is_table=True),
    "findings:numbers": Place(EVERYONE, is_table=True),
    "findings:import": Place(frozenset({M, A}), page="form"),
    "findings:import-file": Place(frozenset({M, A}), "findings file"),
    "findings:import-refused": Place(frozenset({M, A}), "findings file", page="file"),
    "findings:import-history": Place(frozenset({M, A}), "findings file"),
    "findings:import-confirm": Place(frozenset({M, A}), "findings file", post_only=True),
    "findings:import-withdraw": Place(frozenset({M, A}), "findings file", post_only=True),
    "reports:glossary": Place(EVERYONE),
    "reports:add-term": Place(frozenset({M}), page="form"),
    "reports:change-term": Place(frozenset({M}), "term", page="form"),
    "reports:write": Place(frozenset({I, M, U}), "inspection", reads_draft),
    "reports:begin": Place(frozenset({I, M}), "inspection", reads_draft, page="form"),
    "reports:title": Place(frozenset({I, M}), "report", reads_draft, page="form"),
    "reports:preview": Place(frozenset({I, M, U}), "report", reads_draft, page="document"),
    "reports:freeze": Place(frozenset({I, M}), "report", reads_draft, post_only=True),
    "reports:section": Place(frozenset({I, M}), "section", reads_draft, page="form"),
    "reports:section-draft": Place(frozenset({I, M}), "section", reads_draft, post_only=True),
    "reports:section-fields": Place(frozenset({I, M}), "section", reads_draft, page="document"),
    "reports:section-preview": Place(frozenset({I, M, U}), "section", reads_draft, page="document"),
    "reports:section-versions": Place(frozenset({I, M, U}), "section", reads_draft, query="?older=1&newer=1"),
    "reports:add-figure": Place(frozenset({I, M}), "section", reads_draft, page="form"),
    "reports:change-figure": Place(frozenset({I, M}), "report figure", reads_draft, page="form"),
    "reports:report-files": Place(frozenset({M, A}), page="form"),
    "reports:report-file": Place(frozenset({M, A}), "file of a report"),
    "reports:report-file-history": Place(frozenset({M, A}), "file of a report"),
    "reports:report-file-about": Place(frozenset({M, A}), "loose report", page="form"),
    "reports:proposal": Place(frozenset({M, A}), "proposal", anybody, is_free),
    "reports:refuse-proposal": Place(frozenset({M, A}), "proposal", anybody, is_free, page="form"),
    "findings:papers": Place(INSPECTORATE, page="list", is_table=True),
    "findings:paper-new": Place(frozenset({M}), page="form"),
    "findings:paper": Place(INSPECTORATE, "paper", is_table=True),
    "findings:paper-changes": Place(INSPECTORATE, "paper"),
    "findings:paper-history": Place(INSPECTORATE, "paper"),
    "findings:paper-pdf": Place(INSPECTORATE, "paper to print", page="file"),
    "findings:paper-word": Place(INSPECTORATE, "paper", page="file"),
    "findings:paper-edit": Place(frozenset({M}), "draft paper", anybody, writes_paper, page="form"),
    "findings:paper-lines": Place(frozenset({M}), "draft paper", anybody, writes_paper, page="form"),
    "findings:paper-issue": Place(frozenset({M}), "draft paper", anybody, writes_paper, page="form"),
    "findings:paper-withdraw": Place(frozenset({M}), "draft paper", anybody, writes_paper, page="form"),
    "findings:detail": Place(EVERYONE, "finding", reads_contents),
    "findings:history": Place(INSPECTORATE, "finding", reads_contents),
    "findings:raise-from-file": Place(frozenset({I, M}), "file", reads_file, raises, page="form"),
    "findings:follow-up": Place(frozenset({I, M}), "finding", reads_contents, follows_up, page="form"),
    "findings:link": Place(frozenset({I, M}), "finding", reads_contents, links, page="form"),
    "findings:recurring": Place(EVERYONE, is_table=True),
    "findings:recurring-themes": Place(EVERYONE, is_table=True),
    "findings:close": Place(frozenset({M}), "finding", reads_contents, verifies, page="form"),
    "findings:reopen": Place(frozenset({M}), "closed finding", may=verifies, page="form"),
    "findings:extend": Place(frozenset({M}), "blocked finding", may=verifies, page="form"),
    "findings:block": Place(frozenset({I, M}), "finding", reads_contents, follows_up, page="form"),
    "findings:resume": Place(frozenset({I, M}), "blocked finding", may=follows_up, page="form"),
    "findings:edit": Place(frozenset({I, M}), "draft finding", reads_contents, raises, page="form"),
    "findings:withdraw": Place(frozenset({I, M}), "draft finding", reads_contents, raises, page="form"),
    "findings:raise": Place(frozenset({I, M}), "inspection", reads_contents, raises, page="form"),
    "findings:accelerate": Place(frozenset({M}), "inspection", reads_contents, raises, page="form"),
    "findings:bulk": Place(frozenset({M}), page="form", query="?all=yes"),
    "findings:bulk-result": Place(frozenset({M}), "bulk update", owns),
    "findings:views": Place(EVERYONE, page="form", query="?query=force=first"),
    "findings:view-remove": Place(EVERYONE, "saved view", owns, post_only=True),
    "findings:verify": Place(frozenset({M}), "follow-up", reads_contents, page="form"),
    "findings:leave": Place(frozenset({I, M}), "earlier finding", reads_contents, page="form"),
    "findings:national-list": Place(EVERYONE, page="list", is_table=True),
    "findings:national": Place(EVERYONE, "national", is_table=True),
    "findings:make-national": Place(frozenset({M}), page="form"),
    "findings:correct-national": Place(frozenset({M}), "national", page="form"),
    "findings:national-history": Place(INSPECTORATE, "national"),
    "findings:observations": Place(EVERYONE, page="list", is_table=True),
    "findings:record-observation": Place(frozenset({I, M}), "inspection", reads_contents, observes, page="form"),
    "findings:edit-observation": Place(frozenset({I, M}), "observation", reads_contents, observes, page="form"),
    "findings:observation-history": Place(INSPECTORATE, "observation", reads_contents),
    "findings:update": Place(frozenset({F}), "finding", reads_contents, answers, page="form"),
    "findings:respond": Place(frozenset({F}), "finding", reads_contents, answers, page="form"),
    "findings:attachment": Place(EVERYONE, "attachment", reads_words_of_force, page="file"),
    "findings:rounds": Place(frozenset({I, M, U}), page="list", is_table=True),
    "findings:new-round": Place(frozenset({M}), page="form"),
    "findings:round": Place(frozenset({I, M, U}), "round", page="list", is_table=True),
    "findings:change-round": Place(frozenset({M}), "round", page="form"),
    "findings:remind": Place(frozenset({M}), "round", page="form"),
    "findings:round-history": Place(frozenset({I, M, U}), "round"),
    "findings:responses": Place(EVERYONE, page="list", is_table=True),
    "findings:response": Place(EVERYONE, "body response"),
    "findings:record-response": Place(frozenset({M, A}), "body response", anybody, is_free, page="form"),
    "findings:answer-findings": Place(frozenset({M, A}), "body response", anybody, is_free, page="form"),
    "findings:response-history": Place(INSPECTORATE, "body response", reads_received),
    "findings:raise-from-item": Place(frozenset({I, M}), "evidence", reads_evidence, raises, page="form"),
    "inspections:evidence": Place(frozenset({I, M, U}), "inspection", reads_evidence, page="list", is_table=True),
    "inspections:evidence-gaps": Place(frozenset({I, M, U}), "inspection", reads_evidence),
    "inspections:evidence-new": Place(frozenset({I, M}), "inspection", reads_evidence, raises, page="form"),
    "inspections:capture": Place(frozenset({I, M}), "inspection", reads_evidence, raises, page="form"),
    "inspections:evidence-item": Place(frozenset({I, M, U}), "evidence", reads_evidence),
    "inspections:evidence-history": Place(frozenset({I, M, U}), "evidence", reads_evidence),
    "inspections:evidence-edit": Place(frozenset({I, M}), "evidence", reads_evidence, raises, page="form"),
    "inspections:evidence-withdraw": Place(frozenset({I, M}), "evidence", reads_evidence, raises, page="form"),
    "inspections:evidence-file": Place(frozenset({I, M, U}), "evidence file", reads_evidence, page="file"),
    "reports:checks": Place(EVERYONE - {A}, "report draft", reads_check, page="list", is_table=True),
    # it says what the draft lacks: words, numbers and judgments of the whole report
    "reports:send-draft": Place(frozenset({I, M}), "report draft", reads_check, runs, page="document"),
    "reports:check": Place(EVERYONE - {A}, "check", reads_check),
    "reports:check-history": Place(INSPECTORATE, "check", reads_check),
    "reports:give-leave": Place(frozenset({I, M}), "check", reads_check, runs, page="form"),
    "reports:close-check": Place(frozenset({I, M}), "check", reads_check, runs, page="form"),
    "reports:check-comments": Place(EVERYONE - {A}, "check", reads_check, page="list", is_table=True),
    "reports:check-word": Place(EVERYONE - {A}, "check", reads_check, page="file"),
    "reports:comment-new": Place(frozenset({F}), "passage", reads_check, page="form"),
    "reports:comment": Place(EVERYONE - {A}, "comment", reads_check),
    "reports:decide-comment": Place(frozenset({I, M}), "comment", reads_check, runs, page="form"),
    "reports:comment-history": Place(INSPECTORATE, "comment", reads_check),
    "reports:comment-file": Place(EVERYONE - {A}, "comment file", reads_check, page="file"),
    "reports:list": Place(EVERYONE, page="list", is_table=True),
    "reports:report": Place(EVERYONE, "report page", reads_contents, page="document"),
    "reports:edition": Place(EVERYONE, "edition", reads_contents),
    "reports:file": Place(EVERYONE, "report file", reads_contents, page="file"),
    "reports:edition-file": Place(EVERYONE, "edition file", reads_contents, page="file"),
    "reports:publish": Place(frozenset({M}), "report page", is_free, page="document"),
    "reports:prepare": Place(frozenset({M}), "report page", is_free, page="document"),
    "reports:approve": Place(frozenset({M}), "edition to come", is_free, approves, page="document"),
    "reports:withdraw": Place(frozenset({M}), "edition to come", is_free, page="form"),
    "reports:release": Place(frozenset({M}), "edition to come", is_free, page="document"),
    "reports:editions-history": Place(INSPECTORATE, "report page", reads_draft),
    "inspections:list": Place(EVERYONE, page="list", is_table=True),
    "inspections:detail": Place(EVERYONE, "inspection", knows_of, is_table=True),
    "inspections:history": Place(INSPECTORATE, "inspection", reads_contents),
    "inspections:national-latest": Place(EVERYONE, is_table=True),
    "inspections:plan": Place(EVERYONE, page="list", is_table=True),
    "inspections:plan-cycle": Place(EVERYONE, "cycle", page="list", is_table=True),
    "inspections:plan-many": Place(frozenset({M}), "cycle", page="form"),
    "inspections:plan-one": Place(frozenset({M}), "inspection", reads_contents, plans, page="form"),
    "inspections:scope": Place(frozenset({I, M}), "inspection", reads_contents, plans),
    "inspections:frameworks": Place(EVERYONE, page="list", is_table=True),
    "inspections:framework-start": Place(frozenset({A}), page="form"),
    "inspections:framework": Place(EVERYONE, "framework"),
    "inspections:framework-history": Place(INSPECTORATE, "framework"),
    "inspections:framework-change": Place(frozenset({A}), "framework being edited", page="form"),
    "inspections:framework-copy": Place(frozenset({A}), "framework", page="form"),
    "inspections:framework-add-question": Place(frozenset({A}), "framework being edited", page="form"),
    "inspections:framework-question": Place(frozenset({A}), "question being edited", page="form"),
    "inspections:framework-move": Place(frozenset({A}), "question being edited", post_only=True),
    "inspections:framework-remove": Place(frozenset({A}), "question being edited", post_only=True),
    "inspections:framework-map": Place(frozenset({A}), "question being edited", page="form"),
    "inspections:framework-unmap": Place(frozenset({A}), "mapping being edited", post_only=True),
    "inspections:scales": Place(EVERYONE),
    "inspections:scale-make": Place(frozenset({A}), page="form"),
    "inspections:scale-change": Place(frozenset({A}), "scale being edited", page="form"),
    "inspections:correct-judgment": Place(frozenset({M}), "inspection", knows_of, corrects, page="form"),
    "inspections:import-grades": Place(frozenset({M, A}), page="form"),
    "inspections:grades-file": Place(frozenset({M, A}), "grades file"),
    "inspections:confirm-grades": Place(frozenset({M, A}), "grades file", post_only=True),
    "inspections:refused-grades": Place(frozenset({M, A}), "grades file", page="file"),
    "inspections:criteria-list": Place(INSPECTORATE, page="list", is_table=True),
    "inspections:criteria-start": Place(frozenset({A}), page="form"),
    "inspections:criteria": Place(INSPECTORATE, "criteria"),
    "inspections:criteria-history": Place(INSPECTORATE, "criteria"),
    "inspections:criteria-copy": Place(frozenset({A}), "criteria", post_only=True),
    "inspections:criteria-title": Place(frozenset({A}), "criteria being edited", page="form"),
    "inspections:criteria-add": Place(frozenset({A}), "kind of criteria", page="form"),
    "inspections:criteria-part": Place(frozenset({A}), "part of criteria", page="form"),
    "inspections:criteria-move": Place(frozenset({A}), "part of criteria", post_only=True),
    "inspections:criteria-remove": Place(frozenset({A}), "part of criteria", post_only=True),
    "inspections:file-reviews": Place(EVERYONE, page="list", is_table=True),
    "inspections:file-review": Place(EVERYONE, "exercise", reads_contents),
    "inspections:file-review-results": Place(EVERYONE, "exercise", reads_contents, is_table=True),
    "inspections:file-review-document": Place(EVERYONE, "exercise", reads_contents, page="file"),
    "inspections:file-reviews-national": Place(INSPECTORATE, "cycle", is_table=True),
    "inspections:file-review-history": Place(INSPECTORATE, "exercise", reads_contents),
    "inspections:plan-file-review": Place(frozenset({I, M}), "inspection", reads_contents, plans, page="form"),
    "inspections:file-review-plan": Place(frozenset({I, M}), "exercise", reads_contents, plans, page="form"),
    "inspections:add-picked": Place(frozenset({I, M}), "dip", reads_contents, draws, page="form"),
    "inspections:send-list": Place(frozenset({I, M}), "exercise", reads_contents, draws, page="form"),
    "inspections:crime-list": Place(frozenset({I, M}), "crime-list", reads_contents, draws, page="form"),
    "inspections:list-columns": Place(frozenset({I, M}), "crime-list", reads_contents, draws, page="form"),
    "inspections:list-types": Place(frozenset({I, M}), "crime-list", reads_contents, draws, page="form"),
    "inspections:list-delete": Place(frozenset({I, M}), "crime-list", reads_contents, draws, post_only=True),
    "inspections:draws": Place(INSPECTORATE, "exercise", reads_draws, page="list", is_table=True),
    "inspections:draw": Place(INSPECTORATE, "draw", reads_draws),
    "inspections:reference": Place(frozenset({I, M}), "reference", reads_reference),
    "inspections:allocate": Place(frozenset({I, M}), "exercise", reads_contents, allocates, page="form"),
    "inspections:file": Place(frozenset({I, M}), "file", reads_file, page="form"),
    "inspections:file-history": Place(frozenset({I, M}), "file", reads_file),
    "inspections:file-draft": Place(frozenset({I, M}), "file", reads_file, marks_file, post_only=True),
    "inspections:file-void": Place(frozenset({I, M}), "file", reads_file, allocates, page="form"),
    "inspections:file-not-provided": Place(frozenset({I, M}), "file", reads_file, page="form"),
    "inspections:file-refer": Place(frozenset({I, M}), "file", reads_file, page="form"),
    "inspections:file-referral": Place(frozenset({I, M}), "referral", reads_file, page="form"),
    "inspections:second-mark-refer": Place(frozenset({I, M}), "second mark", reads_file, page="form"),
    "inspections:second-mark-referral": Place(frozenset({I, M}), "referral of a second mark", reads_file, page="form"),
    "inspections:marks": Place(frozenset({I, M}), "marks", compares),
    "inspections:second-mark": Place(frozenset({I, M}), "second mark", reads_file, page="form"),
    "inspections:second-mark-history": Place(frozenset({I, M}), "second mark", reads_file),
    "inspections:second-mark-draft": Place(frozenset({I, M}), "second mark", reads_file, marks_file, post_only=True),
    "inspections:lock": Place(frozenset({I, M}), "exercise", reads_contents, allocates, page="form"),
    "inspections:national": Place(EVERYONE, "cycle", is_table=True),
    "inspections:judgment": Place(frozenset({I, M, U}), "workings", reads_workings),
    "inspections:propose": Place(frozenset({I, M}), "question to judge", reads_workings, runs, page="form"),
    "inspections:move": Place(frozenset({I, M}), "to move", reads_contents, runs, page="form"),
    "inspections:panels": Place(frozenset({I, M, U}), page="list", is_table=True),
    "inspections:panel": Place(frozenset({I, M, U}), "panel"),
    "inspections:panel-new": Place(frozenset({M}), page="form"),
    "inspections:panel-change": Place(frozenset({M}), "panel", page="form"),
    "inspections:panel-history": Place(frozenset({I, M, U}), "panel"),
    "inspections:decide": Place(frozenset({M}), "to moderate", reads_workings, moderates),
}

# What a text with a mark is, and who may read it anywhere: lists, files, search, history.
MARKS: dict[str, Rule] = {
    "lineage": reads_contents,
    "finding": reads_contents,
    "observation": reads_contents,
    "judgment": reads_contents,
    "workings": reads_workings,
    "follow-up": reads_contents,
    "exercise": reads_contents,
    "draw": reads_draws,
    "reference": reads_reference,
    "file": reads_notes,
    "second mark": reads_notes,
    "referral": reads_file,
    "referral of a second mark": reads_file,
    "value": reads_value,
    "words on a figure": reads_return,
    "upload": reads_upload,
    "query": reads_return,
    "bulk update": owns,
    "saved view": owns,
    "update": reads_words_of_force,
    "attachment": reads_words_of_force,
    "refusal": reads_words_of_force,
    "body answer": reads_response,
    "body note": reads_received,
    "notice of a date": is_concerned,
    "notice inside": is_told_inside,
    "notice to a force": answers_return,
    "notice of answers": settles_return,
    "paper": reads_papers,
    "evidence": reads_evidence,
    "evidence file": reads_evidence,
    "edition": reads_contents,
    "notice of an edition": is_told_inside,
    "check": reads_check,
    "comment": reads_check,
    "comment file": reads_check,
    "decision": is_told_decision,
    "report": reads_draft,
    "typed": owns,
}

# Addresses that come with Django and allauth. Open ones are for people who have not signed in.
OPEN = {
    "account_login", "account_signup", "account_inactive", "account_confirm_email", "account_email_verification_sent",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_login_code", "account_request_login_code",
    "account_confirm_password_reset_code", "account_complete_password_reset", "account_verify_phone",
    "account_signup_by_passkey", "mfa_authenticate",
}  # fmt: skip
OWN = {
    "account_logout", "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
    "account_change_phone", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_reauthenticate",
    "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_trust",
}  # fmt: skip
FRAMEWORK = OPEN | OWN


def patterns(resolver: Any = None, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Walk every address of the project as (full name, pattern)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        else:
            yield ":".join((*spaces, pattern.name or "")), pattern


def is_admin(name: str) -> bool:
    """Say whether an address is the admin's: reference tables, for administrators."""
    return name.startswith("admin:")


def unplaced() -> list[str]:
    """Return the addresses that nobody has said who may open."""
    return sorted({n for n, _ in patterns() if n not in PLACES and n not in FRAMEWORK and not is_admin(n)})


def live() -> dict[str, Place]:
    """Return the placed addresses that exist."""
    names = {name for name, _ in patterns()}
    return {name: place for name, place in PLACES.items() if name in names}


def sent_documents() -> set[str]:
    """Return the addresses of forms that show a whole report, or what it lacks."""
    documents = {name for name, place in PLACES.items() if place.page == "document"}
    return {name for name, pattern in patterns() if name in documents and hasattr(pattern.callback.view_class, "post")}


def address(name: str, subject: Subject) -> str:
    """Return the address of a row's page."""
    return reverse(name, args=subject.args) + (PLACES[name].query if name in PLACES else "")


def pages(world: World, person: Person) -> Iterator[tuple[str, Place, Subject, str]]:
    """Return those of `openings` that a browser shows."""
    return (opening for opening in openings(world, person) if opening[1].page != "file")


def openings(world: World, person: Person) -> Iterator[tuple[str, Place, Subject, str]]:
    """Return every page with a GET that a person may open."""
    for name, place in live().items():
        for subject in place.targets(world):
            if place.expected(person, subject) == 200:
                yield name, place, subject, address(name, subject)
