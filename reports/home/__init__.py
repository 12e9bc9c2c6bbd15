"""What waits for each role: lists of things to do, each a query and a link, never a list somebody must maintain."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef
from django.urls import reverse

from accounts.models import AccessKind, AccessLog, Role
from core.words import plural
from findings.models import Event, Finding, Status
from findings.models.findings import CLOSED
from findings.rounds import counted
from forces.models import Force, Upload
from inspections.models import Exercise, ExerciseState, Inspection, Stage
from inspections.worklists import files_of, left_behind
from reports.home import returns
from reports.home.force_side import late_responses, pressing, update_round, updates_due
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
    """Files to mark, the reviews one leads if there are any, and the inspections one is on with what is missing."""
    led = reviews(user)
    return [files(user), *([led] if led.items else []), inspections(user)]


def manager(user: Any, on: date) -> list[Section]:
    """What to verify, what is overdue or refused, responses and updates due, reviews one leads, inspections."""
    return [
        *pressing(user, on),
        late_responses(on),
        *update_round(user, on),
        reviews(user),
        inspections(user),
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
                Item("Criteria", reverse("inspections:criteria-list"), "what crime files are reviewed against"),
                Item("People and their access", reverse("admin:accounts_user_changelist")),
                Item("Contacts of forces", reverse("admin:forces_forcecontact_changelist")),
                Item("Bars", reverse("admin:forces_bar_changelist"), "who must keep away from a force"),
            ],
        ),
    ]


def force_contact(user: Any, on: date) -> list[Section]:
    """Returns and updates due and queries to answer, or without a round of updates the force's open findings."""
    force = Force.objects.answered_for_by(user).first()
    if force is None:
        return [Section("Your force", "No force has been set for you yet. Ask the inspectorate's administrator.")]
    return [
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
        inspections(user),
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
    led = list(
        Exercise.objects.visible_to(user)
        .filter(lead=user)
        .exclude(inspection__stage=Stage.PUBLISHED)
        .exclude(state=ExerciseState.LOCKED)
        .select_related("inspection__force")
        .with_tally()
    )
    left = left_behind(led)
    items = [item for one in led for item in [review_item(one), *left_items(one, left.get(one.pk, []))]]
    return Section("File reviews you lead", "You lead no file review that is under way.", items)


def review_item(exercise: Any) -> Item:
    """Return how far a review is; void files and second marks are not among its files."""
    words = f"{exercise.reviewed} of {exercise.drawn} files marked"
    title = f"{exercise.inspection.force}: {exercise.reference}"
    return Item(title, exercise.get_absolute_url(), words, exercise.reviewed, exercise.drawn)


def left_items(exercise: Exercise, left: list[str]) -> list[Item]:
    """Return the files of people who may no longer sign in, with the way to give them to others."""
    href = reverse("inspections:allocate", args=[exercise.reference])
    return [Item(f"{exercise.reference}: {words}", href, "give them to somebody else") for words in left]


def inspections(user: Any) -> Section:
    """Return the unpublished inspections a person may read, with the follow-up list of each as far as it is."""
    follow_ups = Event.objects.follow_ups().filter(inspection=OuterRef("pk"))
    before = OuterRef("cycle__first_year")
    earlier = Finding.objects.open().filter(force=OuterRef("force"), cycle__first_year__lt=before)
    open_ones = (
        Inspection.objects.with_contents_visible_to(user)
        .exclude(stage=Stage.PUBLISHED)
        .annotate(
            assessed=counted(follow_ups, "finding"),
            closed=counted(follow_ups.filter(finding__status__in=CLOSED), "finding"),
            earlier=counted(earlier, "pk"),
        )
        .select_related("force")
        .order_by("reference")[:SHOWN]
    )
    return Section(
        "Inspections under way",
        "You are on no inspection that is under way.",
        [
            Item(
                f"{one.reference}: {one.force}",
                one.get_absolute_url(),
                f"{one.get_stage_display().lower()}; {one.assessed} of "
                f"{plural(one.earlier + one.closed, 'earlier finding')} followed up",
            )
            for one in open_ones
        ],
        Item("All inspections", reverse("inspections:list")),
    )
