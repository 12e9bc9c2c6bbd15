"""Files that people attach to a record: kept under random names with their hash, only ever taken away again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.http import FileResponse, Http404

from core import attachments
from core.actions import save
from core.attachments import Sent
from core.sent_files import digest

A = TypeVar("A", bound="AttachedFile")


def random_name(attached: Any, filename: str) -> str:
    """Return where a file is kept: nothing of its own name, nothing guessable."""
    return f"evidence/{secrets.token_hex(20)}"


class AttachedFile(models.Model):
    """A file attached to a record; `kind` is told from its content. What it is attached to, a model adds."""

    file = models.FileField(upload_to=random_name, max_length=100)
    name = models.CharField("its own name", max_length=255)
    kind = models.CharField("type by content", max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def download_name(self) -> str:
        """Return its own name with the ending its content calls for."""
        return attachments.download_name(self.name, self.kind)

    @property
    def in_words(self) -> str:
        """Return what it is and how large."""
        return f"{attachments.KINDS[self.kind].label}, {attachments.size_in_words(self.size)}"


def keep(model: type[A], sent: Iterable[Sent], **owner: Any) -> list[A]:
    """Keep files sent under random names, each with its hash, attached to `owner`."""
    kept = []
    for one in sent:
        held = model(**owner, name=one.name, kind=one.kind.mime, size=one.file.size, sha256=digest(one.file))
        held.file.save("", one.file, save=False)
        kept.append(save(held))
    return kept


def download(held: AttachedFile) -> FileResponse:
    """Send an attached file away, never to be shown in the browser; 404 where it is no longer kept."""
    try:
        content = held.file.open("rb")
    except FileNotFoundError:
        raise Http404("This file is no longer kept.") from None
    response = FileResponse(content, as_attachment=True, filename=held.download_name, content_type=held.kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response
