"""What waits for each role: lists of things to do, each a query and a link, never a list somebody must maintain."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from accounts.models import AccessKind, AccessLog, Role
from core.words import plural
from findings.models import Finding, Status
from findings.models.findings import CLOSED
from forces.models import Force, Upload
from inspections.models import Exercise, ExerciseState, Stage
from inspections.worklists import files_of
from reports.home import drafts, editions, returns
from reports.home.force_side import late_responses, pressing, update_round, updates_due
from reports.home.inspections import of_manager, under_way
from reports.home.items import SHOWN, Item, Section, finding_item, register_of


def sections(user: Any, on: date) -> list[Section]:
    """Return the home page of a person's role, in a constant number of queries."""
    by_role = {
        Role.INSPECTOR: inspector,
        Role.MANAGER: manager,
        Role.ADMINISTRATOR: administrator,
        Role.FORCE_CONTACT: force_contact,
        Role.AUDITOR: auditor,
    }
    return by_role[Role(user.role)](user, on)


def inspector(user: Any, on: date) -> list[Section]:
    """Files to mark, the reviews and drafts one leads if there are any, and inspections with what is missing."""
    led = [section for section in (reviews(user), drafts.to_decide(user, on)) if section.items]
    return [files(user), *led, under_way(user)]


def manager(user: Any, on: date) -> list[Section]:
    """What to moderate, verify and decide, what is overdue or refused, what is due to come, reviews one leads."""
    awaiting, under_way_now = of_manager(user)
    return [
        awaiting,
        *pressing(user, on),
        drafts.to_decide(user, on),
        editions.to_publish(user),
        late_responses(on),
        *update_round(user, on),
        reviews(user),
        under_way_now,
    ]


def administrator(user: Any, on: date) -> list[Section]:
    """Collections under way, answers of forces, and files waiting to be looked over."""
    open_ones = returns.open_collections(user, on)
    unanswered = returns.with_unanswered(open_ones, user)
    uploads = Upload.objects.visible_to(user).waiting().select_related("collection")
    return [
        Section(
            "Collections open",
            "No collection is open.",
            [returns.received(collection, unanswered.get(collection.pk, 0)) for collection in open_ones],
            Item("All collections", reverse("forces:collections")),
        ),
        returns.queries_answered(user),
        Section(
            "Files to look over and confirm",
            "No uploaded file waits to be confirmed.",
            [Item(str(upload), upload.get_absolute_url(), str(upload.collection)) for upload in uploads[:SHOWN]],
        ),
        Section(
            "Look after",
            "",
            [
                Item("Reference tables", reverse("admin:index"), "forces, populations, measures, periods"),
                Item("Frameworks", reverse("inspections:frameworks"), "what forces are inspected against"),
                Item("Criteria", reverse("inspections:criteria-list"), "what crime files are reviewed against"),
                Item("Load published grades", reverse("inspections:import-grades"), "of past years, from a file"),
                Item("Read old reports", reverse("reports:report-files"), "what they say is confirmed one by one"),
                Item("People and their access", reverse("admin:accounts_user_changelist")),
                Item("Contacts of forces", reverse("admin:forces_forcecontact_changelist")),
                Item("Bars", reverse("admin:forces_bar_changelist"), "who must keep away from a force"),
            ],
        ),
    ]


def force_contact(user: Any, on: date) -> list[Section]:
    """Drafts to check, returns and updates due and queries to answer; without a round the force's open findings."""
    force = Force.objects.answered_for_by(user).first()
    if force is None:
        return [Section("Your force", "No force has been set for you yet. Ask the inspectorate's administrator.")]
    return [
        drafts.to_check(user, on),
        returns.returns_due(user, force, on),
        returns.queries_to_answer(user, force),
        updates_due(force, on) or open_findings(user, force),
        Section(
            "About your force",
            "",
            [
                Item("All open findings", register_of(force)),
                Item("Force profile", force.get_absolute_url()),
                Item("Follow-up across years", reverse("forces:follow-up", args=[force.slug])),
                Item("Responses of local policing bodies", f"{reverse('findings:responses')}?force={force.slug}"),
            ],
        ),
    ]


def open_findings(user: Any, force: Force) -> Section:
    """Return the first of a force's open findings."""
    own = Finding.objects.visible_to(user).filter(force=force).exclude(shown_status__in=[*CLOSED, Status.DRAFT])
    found = own.select_related("force").order_by("due_on", "reference")[:SHOWN]
    return Section(
        f"Open findings about {force}",
        f"No finding about {force} is open.",
        [finding_item(finding) for finding in found],
    )


def auditor(user: Any, on: date) -> list[Section]:
    """What was reached for today, and where the records are."""
    log = reverse("people:access-log")
    today = dict(AccessLog.objects.filter(at__date=on).order_by().values_list("kind").annotate(count=Count("pk")))
    return [
        Section(
            "Reached for today",
            "Nothing yet today.",
            [
                Item(
                    str(kind.label),
                    log_address(kind, on),
                    plural(today[kind], "entry", "entries"),
                )
                for kind in AccessKind
                if kind in today
            ],
            Item("The whole access log", log),
        ),
        under_way(user),
    ]


def log_address(kind: AccessKind, on: date) -> str:
    """Return the access log's address for one kind since a day."""
    return f"{reverse('people:access-log')}?{urlencode({'kind': kind.value, 'since': on.isoformat()})}"


def files(user: Any) -> Section:
    """Return the crime files allocated to a person, by exercise."""
    return Section(
        "Files allocated to you",
        "No crime file is allocated to you.",
        [
            Item(
                f"{work.exercise.inspection.force}: {work.exercise.reference}",
                work.href,
                f"{work.words}, continue{work.with_second}" if work.next else f"{work.words}: finished",
                work.marked,
                work.allocated,
            )
            for work in files_of(user)
        ],
    )


def reviews(user: Any) -> Section:
    """Return the file reviews a person leads that are not finished, with the files that somebody else must get."""
    led = (
        Exercise.objects.visible_to(user)
        .filter(lead=user)
        .exclude(inspection__stage=Stage.PUBLISHED)
        .exclude(state=ExerciseState.LOCKED)
        .select_related("inspection__force")
        .with_tally()
        .with_left_behind()
    )
    items = [item for one in led for item in (review_item(one), left_item(one)) if item]
    return Section("File reviews you lead", "You lead no file review that is under way.", items)


def review_item(exercise: Any) -> Item:
    """Return how far a review is; void files and second marks are not among its files."""
    words = f"{exercise.reviewed} of {exercise.drawn} files marked"
    title = f"{exercise.inspection.force}: {exercise.reference}"
    return Item(title, exercise.get_absolute_url(), words, exercise.reviewed, exercise.drawn)


def left_item(exercise: Any) -> Item | None:
    """Return the files of people who may no longer sign in, if any, with the way to give them to others."""
    if not exercise.left_behind:
        return None
    words = f"{plural(exercise.left_behind, 'file')} of people who may no longer sign in"
    href = reverse("inspections:allocate", args=[exercise.reference])
    return Item(f"{exercise.reference}: {words}", href, "give them to somebody else")
