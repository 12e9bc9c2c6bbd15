"""One force's return: what is asked and held, correcting a figure, acceptance, signature, revision, extension."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import clock
from core.views import FormPage, HistoryPage, Page
from forces import answers, rules
from forces.actions import corrections, returns
from forces.answers import Answer
from forces.forms.returns import AcceptForm, CorrectForm, ExtendForm, ReviseForm, SignForm
from forces.models import CollectionItem, Return, ReturnState, SignOff, Upload, UploadState, Value

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
            waiting=[upload for upload in uploads if upload.state == UploadState.READ][:FILES],
            is_late=self.held.state == ReturnState.NOT_STARTED and self.held.last_day < clock.today(),
            **self.possible(),
        )

    def possible(self) -> dict[str, bool]:
        """Return what this person may do with the return where it is."""
        user: Any = self.request.user
        state = self.held.state
        may_settle, may_answer = user.has_perm("forces.settle_queries"), user.has_perm("forces.answer_returns")
        is_closed = state in rules.CLOSED_RETURNS
        return {
            "can_correct": user.has_perm("forces.upload_returns") and not is_closed,
            "can_accept": may_settle and state in {ReturnState.CHECKED, ReturnState.REVISED},
            "can_sign": may_answer and state == ReturnState.ACCEPTED,
            "can_lock": may_settle and state == ReturnState.SIGNED_OFF,
            "can_revise": may_settle and is_closed,
            "can_extend": may_settle and not is_closed,
        }


def differences(found: list[Answer], signatures: list[SignOff]) -> list[rules.Difference]:
    """Return how the newest signature, or what is held in a newer edition, differs from the signature before it."""
    if not signatures:
        return []
    if len(signatures) > 1:
        return rules.differences(signatures[1].figures, signatures[0].figures)
    return rules.differences(signatures[0].figures, answers.signed(found))


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


class Accept(OfReturn, FormPage):
    """Takes a checked return as it stands."""

    permission_required = "forces.settle_queries"
    template = "forces/return_form.html"
    title = "Accept the return"
    said = "Accepted. The force can sign it now."

    def form(self, *data: Any) -> AcceptForm:
        """Carry the version seen."""
        return AcceptForm(*data, initial={"version": self.held.version})

    def context(self) -> dict[str, Any]:
        """Name what is missing."""
        return {
            **super().context(),
            "missing": [one for one in answers.answers_of(self.held) if one.is_missing],
            "lead": "The force is asked to sign the figures as they are held now.",
        }

    def act(self, form: AcceptForm) -> Return:
        """Accept it."""
        cleaned = form.cleaned_data
        return returns.accept(
            by=self.request.user, held=self.held, version=cleaned["version"], reason=cleaned["reason"]
        )

    def done(self, made: Return) -> str:
        """Go back to the return."""
        return self.held.get_absolute_url()


class Sign(OfReturn, FormPage):
    """Shows the final figures as they will be printed, to be signed by the force."""

    permission_required = "forces.answer_returns"
    template = "forces/sign.html"
    said = "Signed. The figures cannot change any more."

    @cached_property
    def answers(self) -> list[Answer]:
        """Return the figures, read once."""
        return answers.answers_of(self.held)

    def form(self, *data: Any) -> SignForm:
        """Carry what tells these figures from others."""
        user: Any = self.request.user
        initial = {} if data else {"digest": rules.digest(answers.signed(self.answers)), "name": user.name}
        return SignForm(*data, initial=initial)

    def context(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            **super().context(),
            "answers": self.answers,
            "is_ready": self.held.state == ReturnState.ACCEPTED,
        }

    def act(self, form: SignForm) -> SignOff:
        """Sign it."""
        cleaned = form.cleaned_data
        return returns.sign(
            by=self.request.user,
            held=self.held,
            digest=cleaned["digest"],
            name=cleaned["name"],
            post=cleaned["post"],
            statement=cleaned["statement"],
        )

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Let what is signed next be what is shown now."""
        if form.is_bound:
            form.data = form.data.copy()
            form.data["digest"] = rules.digest(answers.signed(self.answers))
        return super().page(form, status, **context)

    def done(self, made: SignOff) -> str:
        """Go back to the return."""
        return self.held.get_absolute_url()


class Lock(OfReturn, Page):
    """Locks one signed return."""

    permission_required = "forces.settle_queries"
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lock it, or say that it is not signed."""
        if returns.lock_signed(by=request.user, collection=self.held.collection, forces=[self.held.force_id]):
            messages.success(request, "Locked.")
        else:
            messages.error(request, "Only a signed return is locked.")
        return redirect(self.held.get_absolute_url())


class Revise(OfReturn, FormPage):
    """Opens a signed return again."""

    permission_required = "forces.settle_queries"
    template = "forces/return_form.html"
    title = "Open the return again"
    said = "Opened again: what was signed is kept, and the force signs anew."

    def form(self, *data: Any) -> ReviseForm:
        """Carry the version seen."""
        return ReviseForm(*data, initial={"version": self.held.version})

    def context(self) -> dict[str, Any]:
        """Say what happens."""
        lead = (
            "The signed figures are kept as they are. Figures can be changed then, and the force signs the new edition."
        )
        return {**super().context(), "lead": lead, "missing": []}

    def act(self, form: ReviseForm) -> Return:
        """Open it."""
        cleaned = form.cleaned_data
        return returns.revise(
            by=self.request.user, held=self.held, version=cleaned["version"], reason=cleaned["reason"]
        )

    def done(self, made: Return) -> str:
        """Go back to the return."""
        return self.held.get_absolute_url()


class Extend(OfReturn, FormPage):
    """Gives a force longer."""

    permission_required = "forces.settle_queries"
    template = "forces/return_form.html"
    title = "Give the force longer"
    said = "Extended."

    def form(self, *data: Any) -> ExtendForm:
        """Show the extension there is."""
        initial = {"version": self.held.version, "due_on": self.held.due_on, "reason": self.held.extension_reason}
        return ExtendForm(*data, initial=initial)

    def context(self) -> dict[str, Any]:
        """Say what is due now."""
        return {**super().context(), "lead": "", "missing": []}

    def act(self, form: ExtendForm) -> Return:
        """Extend it."""
        cleaned = form.cleaned_data
        return returns.extend(
            by=self.request.user,
            held=self.held,
            version=cleaned["version"],
            due_on=cleaned["due_on"],
            reason=cleaned["reason"],
        )

    def done(self, made: Return) -> str:
        """Go back to the return."""
        return self.held.get_absolute_url()
