"""Rounds of updates: the list, the chase list of one, starting and mending one, reminding."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock, dates
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from core.words import plural
from findings import rounds as progress
from findings.actions import rounds
from findings.forms.rounds import MISSING, ChaseFilter, RemindForm, RoundForm
from findings.models import UpdateRound
from findings.rules import updates
from findings.views.sections import InFindings
from forces.models import Force


def state_of(held: UpdateRound) -> updates.RoundState:
    """Return where a round is today."""
    return updates.round_state(held.opens_on, held.closes_on, clock.today())


def state_in(force: Any) -> updates.RoundState:
    """Return how far a force is in its round today."""
    return updates.force_state(given=force.given, asked=force.asked, closes_on=force.closes_on, on=clock.today())


class RoundList(InFindings, ListPage):
    """The rounds, the latest first."""

    permission_required = "findings.read_rounds"
    template = "findings/rounds.html"
    title = "Update rounds"
    caption = "Rounds of updates"
    default_sort = "-opens_on"
    empty = "No round has been run yet."
    columns: ClassVar[list[Column]] = [
        Column("round", "Round", lambda r: r.title, sort="title", link=lambda r: r.get_absolute_url()),
        Column("opens_on", "Opens", lambda r: r.opens_on, sort="opens_on", text=lambda r: dates.in_words(r.opens_on)),
        Column(
            "closes_on", "Closes", lambda r: r.closes_on, sort="closes_on", text=lambda r: dates.in_words(r.closes_on)
        ),
        Column("state", "State", lambda r: state_of(r).word, tag=lambda r: state_of(r).colour),
        Column("updated", "Findings updated", lambda r: r.updated, sort="updated", numeric=True),
        Column("reminders", "Reminders sent", lambda r: r.sent, sort="sent", numeric=True),
    ]

    def rows(self, filters: dict[str, Any]) -> QuerySet[UpdateRound]:
        """Return every round with what came of it."""
        return progress.with_tally(self.request.user)

    def context(self) -> dict[str, Any]:
        """Return what a manager may do."""
        return {"may_run": self.request.user.has_perm("findings.run_rounds")}


class OfRound:
    """A page under a round's address."""

    request: Any
    kwargs: dict[str, Any]

    @cached_property
    def held(self) -> Any:
        """Return the round, fetched once."""
        return get_object_or_404(UpdateRound.objects.with_end(), slug=self.kwargs["slug"])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the round."""
        home = self.held.get_absolute_url()
        pages = [("Forces", home), ("History", reverse("findings:round-history", args=[self.held.slug]))]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class Chase(OfRound, ListPage):
    """Who has given their updates, and who is to be reminded."""

    permission_required = "findings.read_rounds"
    template = "findings/round.html"
    caption = "Forces and their updates"
    default_sort = "force"
    page_size = 50  # every force, on one page
    filter_class = ChaseFilter
    empty = "No force, or none that matches."
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda f: f.name, sort="name", link=lambda f: f.get_absolute_url()),
        Column("state", "State", lambda f: state_in(f).word, tag=lambda f: state_in(f).colour if f.asked else ""),
        Column("given", "Given", lambda f: f.given, sort=("given", "name"), numeric=True),
        Column("asked", "Asked for", lambda f: f.asked, sort=("asked", "name"), numeric=True),
        Column("missing", "Missing", lambda f: f.missing, sort=("missing", "name"), numeric=True),
        Column(
            "last_update",
            "Last update",
            lambda f: f.updated_on,
            text=lambda f: dates.in_words(f.updated_on),
            sort=("updated_on", "name"),
        ),
        Column(
            "last_reminder",
            "Last reminder",
            lambda f: f.reminded_on,
            text=lambda f: dates.in_words(f.reminded_on),
            sort=("reminded_on", "name"),
        ),
        Column("contacts", "Contacts", lambda f: ", ".join(progress.addresses_of(f)) or "no contact"),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the round's name."""
        return str(self.held.title)

    def rows(self, filters: dict[str, Any]) -> QuerySet[Force]:
        """Return the forces, or only those that still have updates to give."""
        found = progress.forces_in(self.held, self.request.user)
        return found.filter(missing__gt=0) if filters["show"] == MISSING else found

    def page(self, filters: Any, sort: str, rows: Any, status: int = 200) -> HttpResponse:
        """Draw the table; all its forces are read at once, and not counted first."""
        return super().page(filters, sort, list(rows), status)

    def context(self) -> dict[str, Any]:
        """Return the round as a whole, and everybody to write to."""
        every = list(progress.forces_in(self.held, self.request.user))
        late = [force for force in every if force.missing]
        return {
            "tabs": self.tabs(),
            "held": self.held,
            "state": state_of(self.held),
            "given": sum(force.given for force in every),
            "asked": sum(force.asked for force in every),
            "late": len(late),
            "forces": len(every),
            "addresses": [address for force in late for address in progress.addresses_of(force)],
            "may_run": self.request.user.has_perm("findings.run_rounds"),
        }


class NewRound(FormPage):
    """Starts a round; the next quarter is suggested."""

    permission_required = "findings.run_rounds"
    template = "findings/round_form.html"
    form_class = RoundForm
    title = "New round of updates"
    said = "The round is made. Forces see it on their home page from the day it opens."

    def form(self, *data: Any) -> RoundForm:
        """Suggest the next quarter."""
        latest = UpdateRound.objects.order_by("-opens_on").values_list("opens_on", flat=True).first()
        return RoundForm(*data, initial=updates.suggested(latest, clock.today())._asdict())

    def act(self, form: RoundForm) -> UpdateRound:
        """Make it."""
        cleaned = form.cleaned_data
        return rounds.start(
            by=self.request.user,
            title=cleaned["title"],
            opens_on=cleaned["opens_on"],
            closes_on=cleaned["closes_on"],
        )

    def context(self) -> dict[str, Any]:
        """Name no round yet."""
        return {"held": None}


class ChangeRound(OfRound, FormPage):
    """Mends a round's title and dates."""

    permission_required = "findings.run_rounds"
    template = "findings/round_form.html"
    title = "Change the round"
    said = "The round is changed."

    def form(self, *data: Any) -> RoundForm:
        """Show what it is now."""
        held = self.held
        names = ("version", "title", "opens_on", "closes_on")
        return RoundForm(*data, initial={name: getattr(held, name) for name in names})

    def act(self, form: RoundForm) -> UpdateRound:
        """Change it."""
        cleaned = form.cleaned_data
        return rounds.change(
            by=self.request.user,
            held=self.held,
            version=cleaned["version"],
            title=cleaned["title"],
            opens_on=cleaned["opens_on"],
            closes_on=cleaned["closes_on"],
        )

    def context(self) -> dict[str, Any]:
        """Name the round."""
        return {"held": self.held}


class RemindForces(OfRound, FormPage):
    """Asks once more before writing to the late forces."""

    permission_required = "findings.run_rounds"
    template = "findings/remind.html"
    form_class = RemindForm

    def context(self) -> dict[str, Any]:
        """Say who is written to, and who is not and why."""
        late = list(progress.forces_in(self.held, self.request.user).filter(missing__gt=0))
        today = clock.today()
        return {
            "held": self.held,
            "letters": [
                (force, progress.addresses_of(force))
                for force in late
                if force.reminded_on != today and progress.addresses_of(force)
            ],
            "reminded": [force for force in late if force.reminded_on == today],
            "unreachable": [force for force in late if not progress.addresses_of(force)],
        }

    def act(self, form: RemindForm) -> UpdateRound:
        """Send them."""
        made = rounds.remind(
            by=self.request.user,
            held=self.held,
            on=clock.today(),
            address=self.request.build_absolute_uri(reverse("home")),
        )
        self.said = f"{plural(len(made), 'reminder')} sent."
        return self.held


class RoundHistory(OfRound, HistoryPage):
    """Who changed a round."""

    permission_required = "findings.read_rounds"

    def record(self) -> UpdateRound:
        """Return the round."""
        return self.held
