"""One force's return: what is asked and held, typing a figure, asking about one."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import clock
from core.views import FormPage, HistoryPage, Page
from core.words import plural
from forces import answers, rules
from forces.actions import corrections, queries
from forces.answers import Answer
from forces.forms.queries import RaiseForm
from forces.forms.returns import CorrectForm
from forces.models import CollectionItem, Query, Return, ReturnState, SignOff, Upload, UploadState, Value
from forces.returns import comparing
from forces.views.queries import COLOURS as QUERY_COLOURS
from forces.views.queries import queries_of

WAITS = "Checked and sent. It is in force once an administrator confirms it."
FILES = 10  # listed on the page; all are under Files


class OfReturn:
    """A page under a return's address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def held(self) -> Return:
        """Return the return, fetched once."""
        found = Return.objects.visible_to(self.request.user).select_related("collection", "collection__cycle", "force")
        return get_object_or_404(found, collection__slug=self.kwargs["slug"], force__slug=self.kwargs["force"])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the return."""
        user: Any = self.request.user
        home = self.held.get_absolute_url()
        pages = [("Return", home)]
        if user.has_perm("accounts.read_history"):
            pages.append(("History", f"{home}history/"))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]

    def context(self) -> dict[str, Any]:
        """Return the return."""
        return {"held": self.held, "collection": self.held.collection, "tabs": self.tabs()}


class ReturnPage(OfReturn, Page):
    """What is asked of a force, what is held, who has to do what next."""

    permission_required = "forces.read_collections"
    template = "forces/return.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        found = answers.answers_of(self.held)
        signatures = list(self.held.signatures.select_related("signed_by").order_by("-edition"))
        uploads = Upload.objects.visible_to(request.user).filter(collection=self.held.collection, force=self.held.force)
        return self.render(
            **self.context(),
            answers=found,
            missing=[one for one in found if one.is_missing],
            signatures=signatures,
            differences=differences(found, signatures),
            files=list(uploads.select_related("uploaded_by")[:FILES]),
            waiting=[upload for upload in uploads if would_change(upload)][:FILES],
            queries=list(queries_of(self.held)),
            query_colours=QUERY_COLOURS,
            can_ask=self.request.user.has_perm("forces.settle_queries") and not self.is_closed,
            is_late=self.held.state == ReturnState.NOT_STARTED and self.held.last_day < clock.today(),
            **self.possible(),
        )

    @property
    def is_closed(self) -> bool:
        """Say whether the return takes no change."""
        return self.held.state in rules.CLOSED_RETURNS

    def possible(self) -> dict[str, bool]:
        """Return what this person may do with the return where it is."""
        user: Any = self.request.user
        state = self.held.state
        may_settle, may_answer = user.has_perm("forces.settle_queries"), user.has_perm("forces.answer_returns")
        return {
            "can_correct": user.has_perm("forces.upload_returns") and not self.is_closed,
            "can_accept": may_settle and state in {ReturnState.CHECKED, ReturnState.REVISED},
            "can_sign": may_answer and state == ReturnState.ACCEPTED,
            "can_lock": may_settle and state == ReturnState.SIGNED_OFF,
            "can_revise": may_settle and self.is_closed,
            "can_extend": may_settle and not self.is_closed,
        }


def would_change(upload: Upload) -> bool:
    """Say whether a file waits with something that confirming would change."""
    is_waiting = upload.state == UploadState.READ
    return is_waiting and bool(upload.tally.get("added") or upload.tally.get("changed"))


def differences(found: list[Answer], signatures: list[SignOff]) -> list[comparing.Difference]:
    """Return how the newest signature, or what is held in a newer edition, differs from the signature before it."""
    if not signatures:
        return []
    if len(signatures) > 1:
        return comparing.differences(signatures[1].figures, signatures[0].figures)
    return comparing.differences(signatures[0].figures, answers.signed(found))


class ReturnHistory(OfReturn, HistoryPage):
    """Who moved the return."""

    def record(self) -> Return:
        """Return the return."""
        return self.held


class Correct(OfReturn, FormPage):
    """Takes one figure typed on screen."""

    permission_required = "forces.upload_returns"
    template = "forces/correct.html"

    @cached_property
    def item(self) -> CollectionItem:
        """Return which figure it is, fetched once; only what the collection asks is taken."""
        items = self.held.collection.items.select_related("measure", "period")
        found = items.filter(measure__slug=self.kwargs["measure"], period__slug=self.kwargs["period"]).first()
        if found is None:
            raise Http404("not asked")
        return found

    @cached_property
    def value(self) -> Value | None:
        """Return what is held."""
        return Value.objects.filter(force=self.held.force, measure=self.item.measure, period=self.item.period).first()

    def form(self, *data: Any) -> CorrectForm:
        """Show what is held."""
        fields = ("numerator", "denominator", "base", "status", "reason", "caveat")
        initial = {name: getattr(self.value, name) for name in fields} if not data and self.value else {}
        return CorrectForm(*data, measure=self.item.measure, initial=initial)

    def context(self) -> dict[str, Any]:
        """Name the figure."""
        return {**super().context(), "item": self.item, "value": self.value}

    def act(self, form: CorrectForm) -> Upload:
        """Put it through the checks."""
        cells = {name: text for name, text in form.cleaned_data.items() if name != "why"}
        made: Upload = corrections.correct(
            by=self.request.user,
            held=self.held,
            measure=self.item.measure,
            period=self.item.period,
            cells=cells,
            why=form.cleaned_data["why"],
            on=clock.today(),
        )
        may_confirm = self.request.user.has_perm("forces.confirm_returns")
        self.said = "Checked. Look at what it changes, and confirm it." if may_confirm else WAITS
        return made


class RaiseQuery(OfReturn, FormPage):
    """Asks a force about a figure in an administrator's own words."""

    permission_required = "forces.settle_queries"
    template = "forces/query_form.html"
    said = "Sent: the force is asked."

    def form(self, *data: Any) -> RaiseForm:
        """Offer the figures the collection asks for."""
        items = self.held.collection.items.select_related("measure", "period").order_by("number")
        self.items = {f"{item.measure.slug}/{item.period.slug}": item for item in items}
        figures = [(key, f"{item.measure.title}, {item.period.label}") for key, item in self.items.items()]
        return RaiseForm(*data, figures=figures, initial={"figure": self.request.GET.get("figure", "")})

    def act(self, form: RaiseForm) -> Query:
        """Ask."""
        item = self.items[form.cleaned_data["figure"]]
        text = form.cleaned_data["text"]
        return queries.raise_by_hand(
            by=self.request.user, held=self.held, measure=item.measure, period=item.period, text=text
        )

    def context(self) -> dict[str, Any]:
        """Return whose return it is."""
        return {"held": self.held}


class AskAboutMissing(OfReturn, Page):
    """Asks a force about each figure of which nothing is held."""

    permission_required = "forces.settle_queries"
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or say why not."""
        try:
            made = queries.ask_about_missing(by=request.user, held=self.held)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{self.held.force} is asked about {plural(len(made), 'missing figure')}.")
        return redirect(self.held)
