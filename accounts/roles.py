"""Who may do what, by role. The one table; it is applied to groups and permissions after every migration.

Which *rows* a person may see or touch is said by each model's `visible_to(user)` and each app's `policies`.
"""

from __future__ import annotations

from typing import Any

from accounts.models import Role

I, M, A, F, U = Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR, Role.FORCE_CONTACT, Role.AUDITOR  # noqa: E741
EVERYONE = {I, M, A, F, U}
INSPECTORATE = {I, M, A, U}

# permission → (who holds it, in words)
TABLE: dict[str, tuple[set[Role], str]] = {
    "accounts.use_product": (EVERYONE, "sign in and read what is published"),
    "accounts.read_access_log": ({A, U}, "read the access log"),
    "accounts.read_history": (INSPECTORATE, "read who changed a record"),
    "accounts.manage_users": ({A}, "change people's access"),
    "forces.read_forces": (EVERYONE, "read about forces"),
    "forces.manage_reference": ({A}, "change reference tables"),
    "forces.read_measures": (EVERYONE, "read measures"),
    "forces.read_collections": (EVERYONE, "read collections of data"),
    "forces.upload_returns": ({A, F}, "upload a force's return"),
    "forces.confirm_returns": ({A}, "confirm what a return changes"),
    "forces.settle_queries": ({A}, "query figures, and accept, lock and reopen returns"),
    "forces.answer_returns": ({F}, "answer queries and sign returns of their own force"),
    "inspections.read_inspections": (EVERYONE, "read inspections"),
    "inspections.read_national": (EVERYONE, "read the national picture"),
    "inspections.read_file_reviews": (EVERYONE, "read file reviews"),
    "inspections.read_review_progress": (INSPECTORATE, "read how far every force’s file reviews are"),
    "inspections.plan_file_reviews": ({I, M}, "plan file reviews of inspections they lead"),
    "inspections.draw_files": ({I, M}, "draw files of exercises they lead"),
    "inspections.read_draws": (INSPECTORATE, "read how files were drawn"),
    "inspections.mark_files": ({I, M}, "mark the files allocated to them"),
    "inspections.read_criteria": (INSPECTORATE, "read the criteria that files are reviewed against"),
    "inspections.edit_criteria": ({A}, "change the criteria that files are reviewed against"),
    "inspections.plan_inspections": ({M}, "plan inspections: dates, leads and teams"),
    "inspections.scope": ({I, M}, "scope and move on the inspections they lead"),
    "inspections.edit_frameworks": ({A}, "change frameworks, their questions and scales"),
    "inspections.read_evidence": ({I, M, U}, "read the evidence of inspections"),
    "inspections.capture_evidence": ({I, M}, "record evidence of inspections they are on"),
    "inspections.propose_judgments": ({I, M}, "propose judgments of inspections they lead"),
    "inspections.read_moderation": ({I, M, U}, "read how judgments were moderated"),
    "inspections.moderate": ({M}, "moderate judgments"),
    "inspections.correct_judgments": ({M}, "correct published judgments"),
    "inspections.import_grades": ({M, A}, "load published grades from a file"),
    "inspections.lead_file_reviews": ({I, M}, "allocate, settle and lock the file reviews they lead"),
    "findings.read_findings": (EVERYONE, "read findings"),
    "findings.raise_finding": ({I, M}, "raise findings and observations"),
    "findings.record_follow_up": ({I, M}, "record what a follow-up found, or that a finding waits for another body"),
    "findings.verify": ({M}, "verify follow-ups, close findings and reopen them"),
    "findings.extend": ({M}, "move due dates"),
    "findings.link": ({I, M}, "say how findings descend from one another"),
    "findings.publish": ({M}, "publish the findings of an inspection, or accelerate them"),
    "findings.bulk_update": ({M}, "change many findings at once"),
    "findings.answer": ({F}, "update, declare done and answer findings of their own force"),
    "findings.read_national": (EVERYONE, "read national recommendations"),
    "findings.make_national": ({M}, "make national recommendations"),
    "findings.read_rounds": ({I, M, U}, "read rounds of updates"),
    "findings.run_rounds": ({M}, "open rounds of updates and remind forces"),
    "findings.read_responses": (EVERYONE, "read the responses of local policing bodies"),
    "findings.record_responses": ({M, A}, "record the responses of local policing bodies"),
    "findings.read_papers": (INSPECTORATE, "read committee papers"),
    "findings.write_papers": ({M}, "write and issue committee papers"),
    "findings.import_findings": ({M, A}, "load published findings from a file"),
    "reports.read_reports": (EVERYONE, "read published reports"),
    "reports.write_reports": ({I, M}, "write the reports of inspections they are on"),
    "reports.read_drafts": ({I, M, U}, "read reports while they are written"),
    "reports.edit_glossary": ({M}, "change the glossary of reports"),
    "reports.send_drafts": ({I, M}, "send drafts they lead to the force and decide on its comments"),
    "reports.comment_on_drafts": ({F}, "comment on drafts sent to their own force"),
    "reports.read_checks": ({I, M, F, U}, "read factual accuracy checks"),
    "reports.approve": ({M}, "prepare, approve and publish reports"),
    "reports.read_reports_in": ({M, A}, "read published reports in and confirm what they say"),
}


def roles_with(permission: str) -> list[str]:
    """Return the names of the roles that hold a permission, in the order of the roles."""
    holders, _ = TABLE.get(permission, (set(), ""))
    return [str(role.label) for role in Role if role in holders]


def permissions_of(role: str) -> set[str]:
    """Return the permissions a role holds."""
    return {permission for permission, (holders, _) in TABLE.items() if role in holders}


# permissions hang on a table of their app, as Django's own do
ANCHORS = {
    "accounts": "user",
    "forces": "force",
    "inspections": "inspection",
    "findings": "finding",
    "reports": "report",
}


def apply_roles(**_: Any) -> None:
    """Make groups and permissions say what the table says."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    held: dict[str, Permission] = {}
    for name, (_holders, words) in TABLE.items():
        app, codename = name.split(".")
        anchor, _made = ContentType.objects.get_or_create(app_label=app, model=ANCHORS[app])
        held[name], _made = Permission.objects.update_or_create(
            content_type=anchor, codename=codename, defaults={"name": f"May {words}"}
        )
    for role in Role:
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set([held[name] for name in permissions_of(role)])
