"""Collections: the list, the board of forces, the template to fill in."""

from __future__ import annotations

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
from forces import first_time, policies
from forces.actions import collections
from forces.forms.uploads import BoardFilter
from forces.models import Collection, CollectionKind, Force, Return, ReturnState, Upload, Value
from forces.models.collections import CollectionQuerySet
from forces.returns import lookup, template

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
ASKED = ("measure__slug", "measure__title", "period__label")


def state_of(collection: Collection) -> str:
    """Return whether a collection is still to open, open, closed or published."""
    today = clock.today()
    if collection.published_on:
        return "published"
    if today < collection.opens_on:
        return "not open yet"
    return "open" if today <= collection.closes_on else "closed"


class CollectionList(ListPage):
    """What forces were and are asked for."""

    permission_required = "forces.read_collections"
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
        Column("figures_asked", "Figures asked", lambda c: c.asked, sort="asked", numeric=True),
        Column("illustrative", "Illustrative", lambda c: c.is_illustrative, text=lambda c: yes_no(c.is_illustrative)),
    ]

    def rows(self, filters: dict[str, Any]) -> CollectionQuerySet:
        """Return every collection with how many figures it asks of each force."""
        found = Collection.objects.visible_to(self.request.user).select_related("cycle")
        return found.annotate(asked=Count("items"))


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
            self._collection = get_object_or_404(found, slug=self.kwargs["slug"])
        return self._collection

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the collection."""
        user: Any = self.request.user
        home = self.collection.get_absolute_url()
        pages = [("Forces", home), ("Files", f"{home}uploads/")]
        if self.collection.kind == CollectionKind.RETURNS:
            pages += [("Queries", f"{home}queries/"), ("Outliers", f"{home}outliers/")]
        if user.has_perm("accounts.read_history"):
            pages.append(("History", f"{home}history/"))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class Board(OfCollection, ListPage):
    """The forces asked, and how far each one's return is; a contact sees their own force's."""

    permission_required = "forces.read_collections"
    template = "forces/collection.html"
    caption = "Returns"
    default_sort = "force"
    filter_class = BoardFilter
    empty = "No force is asked, or none matches. Remove the filter to see every force."
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda r: r.force.name, sort="force__name", link=lambda r: r.force.get_absolute_url()),
        Column("code", "Code", lambda r: r.force.code, sort="force__code"),
        Column(
            "state",
            "State",
            lambda r: r.state,
            sort=("state", "force__name"),
            text=lambda r: r.get_state_display(),
            tag=lambda r: COLOURS[r.state],
        ),
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
            returns.select_related("force")
            .annotate(
                figures=Coalesce(Subquery(figures.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
                last_file_at=Subquery(files.values("uploaded_at")[:1]),
                wrong=Case(*wrong, default=0, output_field=IntegerField()),
            )
            .annotate(right=F("figures") - F("wrong"))
            .annotate(share_right=Case(When(figures=0, then=-1.0), default=F("right") * 1.0 / F("figures")))
        )

    def context(self) -> dict[str, Any]:
        """Return what the collection asks, and what this person may do."""
        user: Any = self.request.user
        state = state_of(self.collection)
        return {
            "collection": self.collection,
            "state": state,
            "items": list(self.collection.items.order_by("number").values(*ASKED)),
            "tabs": self.tabs(),
            "can_upload": state == "open" and user.has_perm("forces.upload_returns"),
            "can_publish": state == "closed" and user.has_perm("forces.confirm_returns"),
        }


class CollectionHistory(OfCollection, HistoryPage):
    """Who changed a collection, and how."""

    def record(self) -> Collection:
        """Return the collection."""
        return self.collection


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
        response = HttpResponse(template.workbook(about(self.collection, one), rows), content_type=XLSX)
        name = f"{self.collection.slug}-{one.slug if one else 'all-forces'}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def about(collection: Collection, force: Force | None) -> template.About:
    """Return what a workbook says about itself."""
    return template.About(
        collection=collection.slug,
        title=collection.title,
        template_version=collection.template_version,
        closes_on=dates.in_words(collection.closes_on),
        guidance=collection.guidance,
        force=force.code if force else "",
        force_name=force.name if force else "",
    )
