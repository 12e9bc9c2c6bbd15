"""Published tables: loading one into a collection of statistics; undoing any file."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from core import clock
from core.views import FormPage
from forces.actions import undoing, uploads
from forces.forms.tables import TableForm, UndoForm
from forces.models import Collection, CollectionKind, Upload, UploadState
from forces.views.collections import OfCollection
from forces.views.uploads import OfUpload


class LoadTable(OfCollection, FormPage):
    """Sends in a published table; a job reads it."""

    permission_required = "forces.manage_reference"
    template = "tables/load.html"
    form_class = TableForm
    said = "The file has arrived."

    @property
    def collection(self) -> Collection:
        """Return the collection, fetched once; only published statistics come so."""
        if not hasattr(self, "_collection"):
            found = Collection.objects.visible_to(self.request.user).filter(kind=CollectionKind.STATISTICS)
            self._collection = get_object_or_404(found, slug=self.kwargs["slug"])
        return self._collection

    def act(self, form: TableForm) -> Upload:
        """Keep the file and start the job."""
        return uploads.receive(
            by=self.request.user, collection=self.collection, force=None, on=clock.today(), **form.cleaned_data
        )

    def done(self, made: Upload) -> str:
        """Go to the progress bar."""
        return made.job.get_absolute_url() if made.job else made.get_absolute_url()

    def context(self) -> dict[str, Any]:
        """Return the collection."""
        return {"collection": self.collection}


class Undo(OfUpload, FormPage):
    """Takes a confirmed file back, after saying what that would do or what is in the way."""

    permission_required = "forces.confirm_returns"
    template = "tables/undo.html"
    form_class = UndoForm
    said = "Undone: every figure is as it was before this file."

    def act(self, form: UndoForm) -> Upload:
        """Undo it."""
        return undoing.undo(by=self.request.user, upload=self.upload, reason=form.cleaned_data["reason"])

    def context(self) -> dict[str, Any]:
        """Return what it would do, and what depends on the file."""
        is_confirmed = self.upload.state == UploadState.CONFIRMED
        return {
            "upload": self.upload,
            "is_confirmed": is_confirmed,
            "in_the_way": undoing.dependents(self.upload) if is_confirmed else [],
            "would_do": undoing.summary(self.upload),
        }
