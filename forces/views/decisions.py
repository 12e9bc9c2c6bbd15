"""What is decided on one force's return: acceptance, signature, lock, revision, extension."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.views import FormPage, Page
from forces import answers
from forces.actions import returns
from forces.answers import Answer
from forces.forms.returns import AcceptForm, ExtendForm, ReviseForm, SignForm
from forces.models import Return, ReturnState, SignOff
from forces.returns import comparing
from forces.views.returns import OfReturn


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
        initial = {} if data else {"digest": comparing.digest(answers.signed(self.answers)), "name": user.name}
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
            form.data["digest"] = comparing.digest(answers.signed(self.answers))
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
