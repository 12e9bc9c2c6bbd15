"""What may be done with a finding now, by whom: for the person who looks, and in words for what they may not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.models import Role, User
from findings import policies
from findings.models import Event, EventKind, Finding, FindingKind, Status, Verdict
from forces.models.people import barred_forces
from inspections.models.inspections import unpublished_around

SETTLERS = {EventKind.FOLLOW_UP, EventKind.DECLARATION}


@dataclass(frozen=True)
class Offer:
    """One thing to do: its address, or, where this person may not, who may."""

    text: str
    href: str
    who: str = ""


class Offers:
    """What a finding offers a person; asks at most one query, for the names of managers."""

    def __init__(self, user: Any, finding: Any, events: Sequence[Event]) -> None:
        self.user, self.finding, self.events = user, finding, events
        self.is_free = finding.force_id not in barred_forces(user)
        self.manages = user.role == Role.MANAGER and self.is_free
        own = unpublished_around(user).own if user.role == Role.INSPECTOR else {}
        self.is_on_team = finding.force_id in own.values()
        self.is_on_its_team = finding.inspection_id in own

    def __iter__(self) -> Any:
        """Return what there is to do at the finding's stage, the likeliest first."""
        if self.user.role == Role.FORCE_CONTACT:
            return iter(self.for_the_force())
        if self.user.role not in {Role.INSPECTOR, Role.MANAGER}:
            return iter(())
        if self.finding.status == Status.DRAFT:
            return iter(self.of_draft())
        return iter(self.of_closed() if self.finding.is_closed else self.of_live())

    def for_the_force(self) -> list[Offer]:
        """Return what a contact may do with a live finding of their own force."""
        if not policies.may_answer(self.user, self.finding):
            return []
        respond = "Change your response" if self.finding.response else "Accept or not accept the finding"
        return [self.offer("Give an update", "update", True, ""), self.offer(respond, "respond", True, "")]

    def of_draft(self) -> list[Offer]:
        """Return what may be done before it is out."""
        may = self.manages or self.is_on_its_team
        who = "the team of its inspection, and managers"
        offers = [self.offer("Change the draft", "edit", may, who), self.offer("Take it back", "withdraw", may, who)]
        if self.finding.kind == FindingKind.CAUSE_OF_CONCERN:
            href = reverse("findings:accelerate", args=[self.finding.inspection.reference])
            offers.append(Offer("Publish it ahead of the report", href if self.manages else "", self.managers()))
        return offers

    def of_closed(self) -> list[Offer]:
        """Return that it may be opened again."""
        if self.finding.published_status == Status.DRAFT:
            return []
        return [self.offer("Open it again", "reopen", self.manages, self.managers())]

    def of_live(self) -> list[Offer]:
        """Return what may be done while it is open."""
        inside = self.manages or (self.is_on_team and self.is_free)
        team = f"the team of an open inspection of {self.finding.force}, and managers"
        offers = [self.offer("Record a follow-up", "follow-up", inside, team)]
        if self.pending:
            offers.insert(0 if self.may_verify else 1, self.verification(self.pending))
        offers.append(self.offer("Close the finding", "close", self.manages, self.managers(self.closers_barred)))
        if self.finding.due_on:
            offers.append(self.offer("Move the due date", "extend", self.manages, self.managers()))
        if self.finding.status == Status.BLOCKED:
            offers.append(self.offer("Say it waits no longer", "resume", inside, team))
        else:
            offers.append(self.offer("Say it waits for another body", "block", inside, team))
        return offers

    def verification(self, pending: Event) -> Offer:
        """Return that the latest entry waits to be verified."""
        what = "the follow-up" if pending.kind == EventKind.FOLLOW_UP else "that the force has done it"
        href = reverse("findings:verify", args=[self.finding.reference, pending.pk])
        who = self.managers({pending.recorded_by_id})
        return Offer(f"Verify {what}", href if self.may_verify else "", who)

    @property
    def may_link(self) -> bool:
        """Say whether this person may say what the finding descends from and leads to."""
        is_withdrawn = self.finding.is_closed and self.finding.published_status == Status.DRAFT
        return not is_withdrawn and (self.manages or (self.is_on_team and self.is_free))

    @property
    def may_verify(self) -> bool:
        """Say whether this person may verify what waits."""
        return self.manages and self.pending is not None and self.pending.recorded_by_id != self.user.pk

    @cached_property
    def settler(self) -> Event | None:
        """Return the latest follow-up that found something, or declaration, since it was last opened, as one may read.

        What an inspection left with a reason is nothing to verify.
        """
        since = max((event.pk for event in self.events if event.kind == EventKind.REOPENED), default=0)
        told = [event for event in self.events if event.kind in SETTLERS and event.pk > since]
        told = [event for event in told if event.verdict != Verdict.NOT_ASSESSED]
        return max(told, key=lambda event: (event.recorded_on, event.pk), default=None)

    @cached_property
    def verified(self) -> Event | None:
        """Return what verified the settler."""
        return next((event for event in self.events if self.settler and event.about_id == self.settler.pk), None)

    @property
    def pending(self) -> Event | None:
        """Return what waits to be verified."""
        return None if self.verified else self.settler

    @property
    def closers_barred(self) -> set[int]:
        """Return who may not close it: who recorded what it rests on and, of a cause of concern, who verified it."""
        found = {self.settler.recorded_by_id} if self.settler else set()
        if self.verified and self.finding.kind == FindingKind.CAUSE_OF_CONCERN:
            found.add(self.verified.recorded_by_id)
        return found

    def offer(self, text: str, page: str, is_allowed: bool, who: str) -> Offer:
        """Return one thing to do on a page of the finding's own."""
        return Offer(text, reverse(f"findings:{page}", args=[self.finding.reference]) if is_allowed else "", who)

    @cached_property
    def free_managers(self) -> list[tuple[int, str]]:
        """Return the managers who are not barred from the force, by name."""
        people = User.objects.filter(role=Role.MANAGER, is_active=True).exclude(bars__force=self.finding.force_id)
        return list(people.order_by("name").values_list("pk", "name"))

    def managers(self, but: set[int] | None = None) -> str:
        """Return in words who of the managers may, leaving some out."""
        names = [name for pk, name in self.free_managers if pk not in (but or set())]
        if not names:
            return "a manager; at present nobody may"
        shown = ", ".join(names[:4])
        return f"managers: {shown}{f' and {len(names) - 4} others' if len(names) > 4 else ''}"


def original_due(finding: Finding, events: Sequence[Event]) -> Any:
    """Return the due date as it was before it was ever moved."""
    moved = [event for event in events if event.kind == EventKind.EXTENSION]
    return min(moved, key=lambda event: event.pk).due_before if moved else finding.due_on
