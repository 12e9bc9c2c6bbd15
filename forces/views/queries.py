"""Queries: the list over a collection, a thread, asking by hand, and asking about what is missing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core import charts, dates
from core.actions import Stale
from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage
from core.words import moment, number
from forces import policies, rules
from forces.actions import queries
from forces.forms.queries import (
    ACCEPT,
    ASK_AGAIN,
    WITHDRAW,
    AnswerForm,
    QueryFilter,
    SettleForm,
    check_name,
)
from forces.models import Query, QueryMessage, QueryState, Return, Value
from forces.models.queries import QueryQuerySet
from forces.returns.checks import TITLES
from forces.views.collections import OfCollection

COLOURS = {
    QueryState.OPEN: "orange",
    QueryState.ANSWERED: "yellow",
    QueryState.ACCEPTED: "green",
    QueryState.WITHDRAWN: "grey",
}
SHORT = 26  # letters beside a bar


def asked_by(name: str) -> str:
    """Return what asked, in words."""
    return TITLES.get(name, name)


def queries_of(held: Return) -> QueryQuerySet:
    """Return the queries of a return for `forces/_queries.html`, those that wait first."""
    found = Query.objects.filter(held=held).select_related("held__collection", "held__force", "measure", "period")
    turn = Case(When(state=QueryState.OPEN, then=0), When(state=QueryState.ANSWERED, then=1), default=2)
    return found.order_by(turn, "measure__title", "pk")


class QueryList(OfCollection, ListPage):
    """What forces are asked about their figures; a contact sees their own force's."""

    permission_required = "forces.read_collections"
    template = "forces/queries.html"
    caption = "Queries"
    default_sort = "-raised_at"
    empty = "No figure is asked about, or no query matches."
    columns: ClassVar[list[Column]] = [
        Column(
            "measure", "Figure", lambda q: q.measure.title, sort="measure__title", link=lambda q: q.get_absolute_url()
        ),
        Column("period", "Period", lambda q: q.period.label, sort="period__ends_on"),
        Column("force", "Force", lambda q: q.held.force.name, sort="held__force__name"),
        Column("check", "Asked by", lambda q: asked_by(q.check_name), sort="check_name"),
        Column("found", "What was found", lambda q: q.found),
        Column(
            "state",
            "State",
            lambda q: q.state,
            sort=("state", "held__force__name"),
            text=lambda q: q.get_state_display(),
            tag=lambda q: COLOURS[q.state],
        ),
        Column(
            "raised_at",
            "Asked",
            lambda q: q.raised_at,
            sort="raised_at",
            text=lambda q: dates.in_words(timezone.localdate(q.raised_at)),
        ),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return the page's name."""
        return f"{self.collection.title}: queries"

    def filter_form(self) -> QueryFilter:
        """Offer the forces and measures of the collection."""
        returns = Return.objects.visible_to(self.request.user).filter(collection=self.collection)
        return QueryFilter(
            self.request.GET,
            forces=[held.force for held in returns.select_related("force").order_by("force__name")],
            measures=measures_of(self.collection),
        )

    def rows(self, filters: dict[str, Any]) -> QueryQuerySet:
        """Return the queries a person may see."""
        found = Query.objects.visible_to(self.request.user).filter(held__collection=self.collection)
        names = {"state": "state", "force": "held__force__slug", "measure": "measure__slug"}
        found = found.filter(**{names[name]: filters[name] for name in names if filters[name]})
        if filters["check"]:
            found = found.filter(check_name=check_name(filters["check"]))
        return found.select_related("held__collection", "held__force", "measure", "period")

    def context(self) -> dict[str, Any]:
        """Return the collection's pages."""
        return {"tabs": self.tabs(), "collection": self.collection}


def measures_of(collection: Any) -> list[tuple[str, str]]:
    """Return the measures a collection asks for, as choices."""
    found = collection.items.order_by("measure__title").values_list("measure__slug", "measure__title")
    return list(dict.fromkeys(found))


class OfQuery:
    """A page under a query's address: 404 where the query is not theirs to see."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def query(self) -> Query:
        """Return the query, fetched once."""
        if not hasattr(self, "_query"):
            found = Query.objects.visible_to(self.request.user).filter(
                held__collection__slug=self.kwargs["slug"], held__force__slug=self.kwargs["force"]
            )
            found = found.select_related("held__collection", "held__force", "measure", "period", "upload")
            self._query = get_object_or_404(found, pk=self.kwargs["pk"])
        return self._query


class QueryHistory(OfQuery, HistoryPage):
    """Who moved a query, and what was found when."""

    def record(self) -> Query:
        """Return the query."""
        return self.query


class QueryPage(OfQuery, FormPage):
    """A thread: what was asked and against what, what was said, and what this person may do with it."""

    permission_required = "forces.read_collections"
    template = "forces/query.html"

    def form(self, *data: Any) -> Any:
        """Make the form of whoever may do something now; nobody else has one."""
        query, user = self.query, self.request.user
        is_closed = query.held.state in rules.CLOSED_RETURNS
        initial = {"version": query.version}
        if policies.may_answer(user, query.held):
            can = (query.state == QueryState.OPEN and not is_closed) or bool(data)
            return AnswerForm(*data, initial=initial) if can else None
        if policies.may_settle(user, query.held):
            choices = settling(query.state) or (settling(QueryState.ANSWERED) if data else [])
            return SettleForm(*data, choices=choices, initial=initial) if choices and (data or not is_closed) else None
        if data:
            raise PermissionDenied("Its force answers a query, and an administrator settles it.")
        return None

    def act(self, form: Any) -> Query:
        """Answer or settle it."""
        cleaned = form.cleaned_data
        said = {"by": self.request.user, "query": self.query, "text": cleaned["text"], "version": cleaned["version"]}
        if isinstance(form, AnswerForm):
            self.said = "Answered. The inspectorate looks at it."
            return queries.answer(**said)
        actions = {ACCEPT: queries.accept, ASK_AGAIN: queries.ask_again, WITHDRAW: queries.withdraw}
        self.said = DONE[cleaned["what"]]
        return actions[cleaned["what"]](**said)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show the thread as it is by now."""
        del self._query
        return super().stale(stale)

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Draw the thread, with its form if there is one."""
        has_errors = form is not None and form.is_bound and bool(form.errors)
        shown = {"changed_meanwhile": None, **self.context(), **context}
        return self.render(status, page_form=form, has_errors=has_errors, **shown)

    def context(self) -> dict[str, Any]:
        """Return what the page shows of the query."""
        query, user = self.query, self.request.user
        said = query.messages.select_related("said_by").order_by("pk")
        lines = query.comparison.get("lines", [])
        values = Value.objects.filter(force=query.held.force_id, measure=query.measure_id, period=query.period_id)
        value = values.first()
        return {
            "query": query,
            "asked_by": asked_by(query.check_name),
            "colour": COLOURS[QueryState(query.state)],
            "lines": lines,
            "chart": chart_of(query, lines),
            "timeline_items": [entry(message, user) for message in said],
            "value": value,
            "now": counts_now(value),
            "waits_for": waits_for(query),
        }


DONE = {
    ACCEPT: "Accepted: it is not asked again while the counts stay as they are.",
    ASK_AGAIN: "Asked again: it waits for the force.",
    WITHDRAW: "Withdrawn.",
}


def settling(state: str) -> list[tuple[str, str]]:
    """Return what an administrator may do with a query in a state."""
    moves = {
        ACCEPT: (QueryState.ACCEPTED, "Accept the figure as it is"),
        ASK_AGAIN: (QueryState.OPEN, "Ask again"),
        WITHDRAW: (QueryState.WITHDRAWN, "Withdraw the query"),
    }
    return [(name, text) for name, (to, text) in moves.items() if to in rules.QUERY_MOVES[state]]


def waits_for(query: Query) -> str:
    """Say whose turn it is."""
    if query.state == QueryState.OPEN:
        return f"It waits for {query.held.force}: a contact of the force explains the figure, or sends it again."
    if query.state == QueryState.ANSWERED:
        return "It waits for the inspectorate: an administrator accepts the answer or asks again."
    return "Nothing is left to do."


def counts_now(value: Value | None) -> str:
    """Return what is held of the figure now."""
    if value is None:
        return rules.NOT_HELD
    if value.numerator is None:
        return value.printed or str(value.get_status_display())
    return number(value.numerator) + (f" of {number(value.denominator)}" if value.denominator is not None else "")


def chart_of(query: Query, lines: list[dict[str, Any]]) -> charts.BarChart | None:
    """Draw what the figure is set against; nothing to draw beside itself, no chart."""
    bars = [
        charts.Bar(short(line["label"]), line["value"], line["text"].split(" ")[0], marked=index == 0)
        for index, line in enumerate(lines)
        if line["value"] is not None
    ]
    if len(bars) < 2:
        return None
    unit = query.comparison.get("unit", "")
    return charts.bar_chart(bars, title=f"{query.held.force}: {query.measure}{f', {unit}' if unit else ''}")


def short(label: str) -> str:
    """Return a label that fits beside its bar; the table has the whole of it."""
    label = label.replace("12 months to", "Year to")
    return label if len(label) <= SHORT else f"{label[: SHORT - 1].rstrip()}…"


def entry(message: QueryMessage, user: Any) -> dict[str, Any]:
    """Return a message as the timeline shows it; a force is not told who inside the inspectorate wrote it."""
    is_inside = not message.said_by.is_force_contact
    return {
        "label": message.get_kind_display(),
        "byline": "the inspectorate" if is_inside and user.is_force_contact else message.said_by.name,
        "datetime": message.said_at.isoformat(),
        "when": moment(message.said_at),
        "text": message.text,
    }
