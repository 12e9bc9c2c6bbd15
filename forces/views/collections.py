"""Collections: the list, the board of forces, the template to fill in."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import clock, dates
from core.lists import Column, ListPage
from core.views import HistoryPage, Page
from core.words import moment
from forces import changes, chasing, first_time, policies
from forces.actions import collections
from forces.forms.uploads import BoardFilter
from forces.models import Collection, CollectionItem, CollectionKind, Force, Return, ReturnState, Upload, Value
from forces.models.collections import CollectionQuerySet
from forces.returns import lookup, template
from forces.views.sections import InData

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = {
    ReturnState.NOT_STARTED: "grey",
    ReturnState.SUBMITTED: "blue",
    ReturnState.CHECKED: "turquoise",
    ReturnState.QUERIED: "orange",
    ReturnState.ANSWERED: "yellow",
    ReturnState.ACCEPTED: "light-blue",
    ReturnState.SIGNED_OFF: "green",
    ReturnState.LOCKED: "green",
    ReturnState.REVISED: "purple",
}


def state_of(collection: Collection) -> str:
    """Return whether a collection is still to open, open, closed or published."""
    today = clock.today()
    if collection.kind == CollectionKind.STATISTICS and today >= collection.opens_on:
        return "open"  # releases come in whenever they are published
    if collection.published_on:
        return "published"
    if today < collection.opens_on:
        return "not open yet"
    return "open" if today <= collection.closes_on else "closed"


def in_of_all(collection: Any) -> str:
    """Return how many of the returns a person may see have come; nothing where none is owed."""
    return f"{collection.came} of {collection.owed}" if collection.owed else ""


class CollectionList(InData, ListPage):
    """What forces were and are asked for."""

    permission_required = "forces.read_collections"
    template = "forces/collections.html"
    title = "Collections"
    caption = "Collections of force data"
    default_sort = "-opens_on"
    columns: ClassVar[list[Column]] = [
        Column("slug", "Collection", lambda c: c.slug, sort="slug", text=str, link=lambda c: c.get_absolute_url()),
        Column("cycle", "Cycle", lambda c: c.cycle.slug, sort="cycle__first_year", text=lambda c: c.cycle.title),
        Column("opens_on", "Opens", lambda c: c.opens_on, sort="opens_on", text=lambda c: dates.in_words(c.opens_on)),
        Column(
            "closes_on", "Closes", lambda c: c.closes_on, sort="closes_on", text=lambda c: dates.in_words(c.closes_on)
        ),
        Column("state", "State", state_of, tag=lambda c: "green" if state_of(c) == "open" else "grey"),
        Column("kind", "Kind", lambda c: c.kind, sort="kind", text=lambda c: c.get_kind_display()),
        Column("returns_in", "Returns in", lambda c: c.came, sort="came", text=in_of_all),
        Column("returns_asked", "Returns asked", lambda c: c.owed, in_table=False),
        Column("figures_asked", "Figures asked", lambda c: c.asked, sort="asked", numeric=True),
        Column("illustrative", "Illustrative", lambda c: c.is_illustrative, text=lambda c: yes_no(c.is_illustrative)),
    ]

    def rows(self, filters: dict[str, Any]) -> CollectionQuerySet:
        """Return every collection with how many figures it asks of each force."""
        found = Collection.objects.visible_to(self.request.user).select_related("cycle")
        returns = Return.objects.visible_to(self.request.user)
        return found.annotate(
            asked=number_of(CollectionItem.objects.all()),
            owed=number_of(returns),
            came=number_of(returns.exclude(state=ReturnState.NOT_STARTED)),
        )

    def context(self) -> dict[str, Any]:
        """Say whether this person may make one."""
        return {"may_edit": self.request.user.has_perm("forces.manage_reference")}


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows hang on each collection, as one small look-up a collection."""
    counts = rows.filter(collection=OuterRef("pk")).order_by().values("collection").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def yes_no(is_so: bool) -> str:
    """Return yes or no."""
    return "yes" if is_so else "no"


class OfCollection:
    """A page under a collection's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def collection(self) -> Collection:
        """Return the collection, fetched once."""
        if not hasattr(self, "_collection"):
            found = Collection.objects.visible_to(self.request.user).select_related("cycle")
            found = found.annotate(asked=number_of(CollectionItem.objects.all()))
            self._collection = get_object_or_404(found, slug=self.kwargs["slug"])
        return self._collection

    @property
    def is_of_statistics(self) -> bool:
        """Say whether published tables are loaded here, and no force owes a return."""
        return self.collection.kind == CollectionKind.STATISTICS

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the collection."""
        user: Any = self.request.user
        home = self.collection.get_absolute_url()
        pages = [("Forces", home), ("Files", f"{home}uploads/")]
        if self.collection.kind == CollectionKind.RETURNS:
            pages += [("Queries", f"{home}queries/"), ("Outliers", f"{home}outliers/")]
        pages.append(("About the data", f"{home}annex/"))
        if user.has_perm("forces.manage_reference"):
            pages += [("What is asked", f"{home}figures/"), ("Checks", f"{home}checks/"), ("Edit", f"{home}edit/")]
        if user.has_perm("accounts.read_history"):
            pages.append(("History", f"{home}history/"))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class Board(OfCollection, ListPage):
    """The forces asked, and how far each one's return is; a contact sees their own force's."""

    permission_required = "forces.read_collections"
    template = "forces/collection.html"
    caption = "Returns"
    default_sort = "force"
    page_size = 50  # every force, on one page
    filter_class = BoardFilter
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda r: r.force.name, sort="force__name", link=lambda r: r.get_absolute_url()),
        Column("code", "Code", lambda r: r.force.code, sort="force__code"),
        Column(
            "state",
            "State",
            lambda r: r.state,
            sort=("state", "force__name"),
            text=lambda r: r.get_state_display(),
            tag=lambda r: COLOURS[r.state],
        ),
        Column("due_on", "Due by", lambda r: r.last_day, text=lambda r: dates.in_words(r.last_day) + extended(r)),
        Column("figures", "Figures applied", lambda r: r.figures, sort="figures", numeric=True),
        Column(
            "first_time_right",
            "Right the first time",
            lambda r: r.right if r.figures else "",
            sort=("share_right", "force__name"),
            text=lambda r: first_time.Score(r.right, r.figures).words,
            numeric=True,
        ),
        Column(
            "last_file_at",
            "Last file of its own",
            lambda r: r.last_file_at,
            sort="last_file_at",
            text=lambda r: moment(r.last_file_at) if r.last_file_at else "",
        ),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the collection's name."""
        return self.collection.title

    @property
    def empty(self) -> str:  # type: ignore[override]
        """Return why there is no row."""
        if self.is_of_statistics:
            return "No force owes a return here: the figures come from published tables. See the files."
        return "No force is asked, or none matches. Remove the filter to see every force."

    def rows(self, filters: dict[str, Any]) -> QuerySet[Return]:
        """Return the returns with how many figures came of each and when the last file did."""
        of_force = {"force": OuterRef("force")}
        figures = Value.objects.filter(**of_force, upload__collection=self.collection).order_by().values("force")
        files = Upload.objects.filter(**of_force, collection=self.collection).order_by("-uploaded_at")
        returns = Return.objects.visible_to(self.request.user).filter(collection=self.collection)
        if filters["state"]:
            returns = returns.filter(state=filters["state"])
        wrong = [When(force=force, then=count) for force, count in first_time.not_right(self.collection).items()]
        return (
            returns.select_related("force", "collection")
            .annotate(
                figures=Coalesce(Subquery(figures.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
                last_file_at=Subquery(files.values("uploaded_at")[:1]),
                wrong=Case(*wrong, default=0, output_field=IntegerField()),
            )
            .annotate(right=F("figures") - F("wrong"))
            .annotate(share_right=Case(When(figures=0, then=-1.0), default=F("right") * 1.0 / F("figures")))
        )

    def page(self, filters: Any, sort: str, rows: Any, status: int = 200) -> HttpResponse:
        """Draw the table; all its forces are read at once, and not counted first."""
        return super().page(filters, sort, list(rows), status)

    def context(self) -> dict[str, Any]:
        """Return what the collection asks, and what this person may do."""
        user: Any = self.request.user
        state = state_of(self.collection)
        may_settle = user.has_perm("forces.settle_queries")
        waiting: list[Any] = list(chasing.outstanding(self.collection, user)) if may_settle else []
        returns = Return.objects.visible_to(user).filter(collection=self.collection)
        states = Counter(returns.order_by().values_list("state", flat=True))
        return {
            "states": [(label, states[value]) for value, label in ReturnState.choices if states[value]],
            "returns_in": states.total() - states[ReturnState.NOT_STARTED],
            "returns_asked": states.total(),
            "is_asked_of_forces": self.collection.kind == CollectionKind.RETURNS,
            "can_settle": may_settle,
            "outstanding": len(waiting),
            "addresses": [address for held in waiting for address in chasing.addresses_of(held)],
            "collection": self.collection,
            "state": state,
            "tabs": self.tabs(),
            "can_load": self.is_of_statistics and state == "open" and user.has_perm("forces.manage_reference"),
            "can_upload": not self.is_of_statistics and state == "open" and user.has_perm("forces.upload_returns"),
            "can_publish": state == "closed" and user.has_perm("forces.confirm_returns"),
        }


def extended(held: Return) -> str:
    """Return a mark for a return that has longer than the others."""
    return " (extended)" if held.due_on else ""


class CollectionHistory(OfCollection, HistoryPage):
    """Who changed a collection, what it asks for or its checks, and how."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        return self.render(record=self.collection, changes=changes.of_collection(self.collection))


class Publish(OfCollection, Page):
    """Makes a closed collection's values public."""

    permission_required = "forces.confirm_returns"
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish, or say why not."""
        try:
            collections.publish(by=request.user, collection=self.collection, on=clock.today())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Published: everyone can see these figures now.")
        return redirect(self.collection)


class Template(OfCollection, Page):
    """The workbook to fill in, for one force or for all."""

    permission_required = "forces.upload_returns"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the workbook."""
        user: Any = request.user
        forces = list(policies.forces_to_upload_for(user))
        slug = request.GET.get("force", "")
        if slug:
            forces = [force for force in forces if force.slug == slug]
        if not forces:
            raise Http404("no such force")
        one = forces[0] if slug or user.is_force_contact else None
        rows = lookup.template_rows(self.collection, forces, Value.objects.visible_to(user))
        content = template.workbook(about(self.collection, one, clock.now()), template.pages_of(rows))
        response = HttpResponse(content, content_type=XLSX)
        name = f"{self.collection.slug}-{one.slug if one else 'all-forces'}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def about(collection: Collection, force: Force | None, made_at: datetime | None, step: str = "") -> template.About:
    """Return what a workbook says about itself; `step` is what to do with it first, where that is not plain."""
    due = Return.objects.filter(collection=collection, force=force).first() if force else None
    return template.About(
        collection=collection.slug,
        title=collection.title,
        template_version=collection.template_version,
        closes_on=dates.in_words(due.due_on if due and due.due_on else collection.closes_on),
        guidance=collection.guidance,
        force=force.code if force else "",
        force_name=force.name if force else "",
        made_at=made_at,
        step=step,
    )
