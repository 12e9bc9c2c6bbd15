"""How often one's own notices come by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from accounts.actions import users
from accounts.models import Digest, User
from core.forms import Form, Helper
from core.views import FormPage


class DigestForm(Form):
    """The choice of every day, once a week or never."""

    digest = forms.ChoiceField(
        label="How often should your notices come by e-mail?",
        choices=Digest.choices,
        widget=forms.RadioSelect,
        help_text="An e-mail holds what you have not read yet, and comes only when there is something. "
        "In the product your notices are always there.",
        error_messages={"required": "Select how often your notices should come by e-mail"},
    )

    helper = Helper("digest", label_size="m")


class DigestSettings(FormPage):
    """A person's own choice."""

    permission_required = "accounts.use_product"
    template = "people/notice_settings.html"
    form_class = DigestForm
    said = "Saved how often your notices come by e-mail."

    def form(self, *data: Any) -> DigestForm:
        """Show what is chosen now."""
        return DigestForm(*data, initial={"digest": self.request.user.digest})

    def act(self, form: DigestForm) -> User:
        """Save it."""
        return users.choose_digest(by=self.request.user, digest=form.cleaned_data["digest"])

    def done(self, made: User) -> str:
        """Go back to the notices."""
        return reverse("core:notices")
