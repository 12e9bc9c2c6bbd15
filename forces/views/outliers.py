"""The outliers of a collection: every figure on which a warning fires now, the furthest beyond its limit first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from core.lists import Column, ListPage, WorkedOut
from core.words import number
from forces import checking, rules
from forces.checking import HeldFigures
from forces.forms.queries import OutlierFilter
from forces.models import Collection, CollectionItem, Force, Query, QueryState, Return
from forces.views.collections import OfCollection
from forces.views.queries import COLOURS, asked_by

NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Outlier:
    """A figure and the warning that fires on it, with the query about it, if there is one."""

    pk: int
    force: Force
    name: str
    measure: str
    period: str
    address: str
    check: str
    found: str
    weight: float
    state: str
    query: str


class Outliers(OfCollection, ListPage):
    """What the checks find in the figures held now, asked about or not; contacts see their own force's."""

    permission_required = "forces.read_collections"
    template = "forces/outliers.html"
    caption = "Figures that look wrong"
    default_sort = "-weight"
    empty = "No warning fires on the figures held, or none matches."
    columns: ClassVar[list[Column]] = [
        Column("force", "Force", lambda o: o.name, sort="name"),
        Column("measure", "Figure", lambda o: o.measure, sort="measure", link=lambda o: o.address),
        Column("period", "Period", lambda o: o.period, sort="period"),
        Column("check", "Check", lambda o: asked_by(o.check), sort="check"),
        Column("found", "What was found", lambda o: o.found),
        Column(
            "weight",
            "Times its limit",
            lambda o: o.weight,
            sort="weight",
            text=lambda o: number(o.weight, 1),
            numeric=True,
        ),
        Column(
            "query",
            "Query",
            lambda o: o.state,
            sort="state",
            text=lambda o: in_words(o),
            link=lambda o: o.query,
            tag=lambda o: "" if o.query else COLOURS.get(o.state, "grey"),
        ),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the page's name."""
        return f"{self.collection.title}: outliers"

    @property
    def returns(self) -> dict[int, Return]:
        """Return the returns this person may see, by force, fetched once."""
        if not hasattr(self, "_returns"):
            found = Return.objects.visible_to(self.request.user).filter(collection=self.collection)
            found = found.select_related("force").order_by("force__name")
            self._returns = {held.force_id: held for held in found}
        return self._returns

    @property
    def items(self) -> list[Any]:
        """Return what the collection asks, fetched once and the collection with it."""
        if not hasattr(self, "_items"):
            asked = CollectionItem.objects.filter(
                collection__in=Collection.objects.visible_to(self.request.user), collection__slug=self.kwargs["slug"]
            )
            self._items = list(asked.select_related("collection__cycle", "measure", "period").order_by("number"))
            if self._items:
                self._collection = self._items[0].collection
        return self._items

    def filter_form(self) -> OutlierFilter:
        """Offer the forces and measures of the collection."""
        items = self.items
        measures = sorted({(item.measure.title, item.measure.slug) for item in items})
        return OutlierFilter(
            self.request.GET,
            forces=[held.force for held in self.returns.values()],
            measures=[(slug, title) for title, slug in measures],
        )

    def rows(self, filters: dict[str, Any]) -> WorkedOut[Outlier]:
        """Run the checks over the figures of the filter."""
        forces = [key for key, held in self.returns.items() if filters["force"] in {"", held.force.slug}]
        items = [item for item in self.items if filters["measure"] in {"", item.measure.slug}]
        wanted = {(force, item.measure_id, item.period_id): item for force in forces for item in items}
        board = HeldFigures(checking.rows_of(checking.beside(wanted)))
        limits, asked = checking.limits_of(self.collection), self.asked(forces)
        found: list[Outlier] = []
        for key, item in wanted.items():
            for name, warning in checking.telling(checking.warnings_on(board.figure(key), limits)).items():
                if filters["check"] in {"", name}:
                    found.append(self.outlier(len(found), key[0], item, name, warning, asked.get((*key, name))))
        return WorkedOut(found)

    def asked(self, forces: list[int]) -> dict[tuple[int, int, int, str], Query]:
        """Return the newest query about each figure by each check."""
        returns = {held.pk: force for force, held in self.returns.items() if force in set(forces)}
        found = Query.objects.filter(held__in=returns).order_by("pk")
        return {(returns[q.held_id], q.measure_id, q.period_id, q.check_name): q for q in found}

    def outlier(self, pk: int, force: int, item: Any, name: str, warning: Any, query: Query | None) -> Outlier:
        """Return a line: where the figure is, and where it is asked about or can be."""
        held = self.returns[force]
        slugs = [self.collection.slug, held.force.slug]
        address = reverse("forces:query", args=[*slugs, query.pk]) if query else ""
        if not query and self.may_ask(held):
            figure = f"{item.measure.slug}/{item.period.slug}"
            address = f"{reverse('forces:query-new', args=slugs)}?figure={figure}"
        return Outlier(
            pk=pk,
            force=held.force,
            name=held.force.name,
            measure=item.measure.title,
            period=item.period.label,
            address=f"{item.measure.get_absolute_url()}?period={item.period.slug}&force={held.force.slug}",
            check=name,
            found=warning.message,
            weight=float(warning.weight),
            state=query.state if query else NOT_ASKED,
            query=address,
        )

    def may_ask(self, held: Return) -> bool:
        """Say whether this person may ask by hand: an administrator, of a return that is open and begun."""
        user: Any = self.request.user
        return user.has_perm("forces.settle_queries") and held.state not in {*rules.CLOSED_RETURNS, "not started"}

    def context(self) -> dict[str, Any]:
        """Return the collection's pages."""
        return {"tabs": self.tabs(), "collection": self.collection}


def in_words(outlier: Outlier) -> str:
    """Return how far the query about a figure is, or the way to ask."""
    if outlier.state != NOT_ASKED:
        return str(QueryState(outlier.state).label)
    return "Ask about it" if outlier.query else "Not asked"
