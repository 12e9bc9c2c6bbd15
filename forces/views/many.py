"""What an administrator does with many forces at once: files sent and confirmed together, reminders, locking."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse

from core import clock
from core.actions import Stale
from core.views import FormPage
from core.words import plural
from forces import chasing, policies
from forces.actions import reminders, returns, uploads
from forces.forms.returns import LockForm, SendRemindersForm
from forces.forms.uploads import ConfirmManyForm, UploadManyForm
from forces.models import Return, ReturnState, Upload
from forces.views.collections import OfCollection


class UploadMany(OfCollection, FormPage):
    """Takes the files of many forces; each says inside whose it is, and each is read and confirmed by itself."""

    permission_required = "forces.confirm_returns"
    template = "forces/many.html"
    title = "Send many files"
    form_class = UploadManyForm

    def context(self) -> dict[str, Any]:
        """Say whether this person may."""
        lead = "Each file is read by itself, and says inside whose it is."
        return {"collection": self.collection, "lead": lead, "is_idle": False}

    def act(self, form: UploadManyForm) -> list[Upload]:
        """Keep the files and start their jobs: all, or none when one cannot be taken."""
        if not policies.may_upload_for_all(self.request.user):
            raise PermissionDenied("You can send a return for one force at a time only.")
        files = form.cleaned_data["files"]
        made = uploads.receive_many(by=self.request.user, collection=self.collection, files=files, on=clock.today())
        self.said = f"{plural(len(made), 'file')} arrived. Each is read in its turn; look again in a moment."
        return made

    def done(self, made: list[Upload]) -> str:
        """Go to the files."""
        return reverse("forces:uploads", args=[self.collection.slug])


class ConfirmMany(OfCollection, FormPage):
    """Confirms many files that were read; each is applied by itself, and what cannot be is named."""

    permission_required = "forces.confirm_returns"
    template = "forces/confirm_many.html"
    title = "Confirm many files"

    @cached_property
    def waiting(self) -> list[Upload]:
        """Return the files that would change something, fetched once."""
        found = Upload.objects.visible_to(self.request.user).waiting().filter(collection=self.collection)
        return [
            upload
            for upload in found.select_related("force", "collection", "uploaded_by").order_by("uploaded_at", "pk")
            if upload.tally.get("added") or upload.tally.get("changed")
        ]

    def form(self, *data: Any) -> ConfirmManyForm:
        """Offer them; those without a refused row are ticked."""
        return ConfirmManyForm(*data, uploads=self.waiting)

    def context(self) -> dict[str, Any]:
        """Return the files."""
        return {"collection": self.collection, "waiting": self.waiting}

    def act(self, form: ConfirmManyForm) -> list[str]:
        """Confirm one after the other; say which were not and why."""
        by_key = {f"{upload.pk}-{upload.version}": upload for upload in self.waiting}
        done, refused = [], []
        for key in form.cleaned_data["files"]:
            upload = by_key[key]
            try:
                done.append(uploads.confirm(by=self.request.user, upload=upload, version=upload.version))
            except Stale:
                refused.append(f"{upload}: the preview was made again meanwhile")
            except ValidationError as error:
                refused.append(f"{upload}: {' '.join(error.messages)}")
        self.said = f"{plural(len(done), 'file')} confirmed."
        if refused:
            raise ValidationError([f"{plural(len(done), 'file')} confirmed; not confirmed:", *refused])
        return [str(upload) for upload in done]

    def page(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Show what is still waiting when some were confirmed."""
        if form.is_bound and "waiting" in self.__dict__:
            del self.waiting
            shown = self.form(self.request.POST)
            shown.full_clean()
            for error in form.non_field_errors():
                shown.add_error(None, error)
            form = shown
        return super().page(form, status, **context)

    def done(self, made: list[str]) -> str:
        """Go to the board."""
        return self.collection.get_absolute_url()


class Remind(OfCollection, FormPage):
    """Asks once more before writing to the forces of which nothing has come."""

    permission_required = "forces.settle_queries"
    template = "forces/remind.html"
    form_class = SendRemindersForm

    def context(self) -> dict[str, Any]:
        """Say who is written to, and who is not and why."""
        today = clock.today()
        waiting: list[Any] = list(chasing.outstanding(self.collection, self.request.user))
        return {
            "collection": self.collection,
            "letters": [
                (held, chasing.addresses_of(held))
                for held in waiting
                if held.reminded_on != today and chasing.addresses_of(held)
            ],
            "reminded": [held.force for held in waiting if held.reminded_on == today],
            "unreachable": [held.force for held in waiting if not chasing.addresses_of(held)],
        }

    def act(self, form: SendRemindersForm) -> Any:
        """Send them."""
        made = reminders.remind(
            by=self.request.user,
            collection=self.collection,
            on=clock.today(),
            address=self.request.build_absolute_uri(reverse("home")),
        )
        self.said = f"{plural(len(made), 'reminder')} sent."
        return self.collection


class LockMany(OfCollection, FormPage):
    """Locks the signed returns."""

    permission_required = "forces.settle_queries"
    template = "forces/many.html"
    title = "Lock signed returns"

    @cached_property
    def signed(self) -> list[Return]:
        """Return those that are signed, fetched once."""
        found = Return.objects.visible_to(self.request.user).filter(
            collection=self.collection, state=ReturnState.SIGNED_OFF
        )
        return list(found.select_related("force"))

    def form(self, *data: Any) -> LockForm:
        """Offer them."""
        return LockForm(*data, choices=[(held.force.slug, held.force.name) for held in self.signed])

    def context(self) -> dict[str, Any]:
        """Say what locking means."""
        lead = "A locked return is final; only a revision with a reason opens it again."
        return {
            "collection": self.collection,
            "lead": lead if self.signed else "No signed return is waiting.",
            "is_idle": not self.signed,
        }

    def act(self, form: LockForm) -> Any:
        """Lock them."""
        chosen = set(form.cleaned_data["returns"])
        forces = [held.force_id for held in self.signed if held.force.slug in chosen]
        made = returns.lock_signed(by=self.request.user, collection=self.collection, forces=forces)
        self.said = f"{plural(len(made), 'return')} locked."
        return self.collection
