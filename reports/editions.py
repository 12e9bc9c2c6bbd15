"""Which document a person reads of a report: its latest edition that is out, one by its number, or the draft."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.word_files import DOCX
from reports.document import files, shape
from reports.document.files import file_name
from reports.document.gathering import gather
from reports.document.records import Records
from reports.document.shape import Snapshot
from reports.models import Edition, EditionFile, FileFormat, Report
from reports.rules.editions import differences

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Document:
    """A report as somebody reads it: what is printed, and the edition behind it, or nothing for a draft."""

    report: Report
    snapshot: Snapshot
    edition: Edition | None

    @property
    def printed(self) -> files.Edition:
        """Return what is printed of the edition."""
        return printed(self.edition)

    @property
    def name(self) -> str:
        """Return what its files are called."""
        return file_name(self.snapshot, self.printed)

    def shown(self) -> dict[str, Any]:
        """Return what the templates draw it from."""
        return files.shown(self.snapshot, self.printed)


class FileGone(RuntimeError):
    """A file that was made of an edition is no longer where files are kept."""


def printed(edition: Edition | None) -> files.Edition:
    """Return what is printed of an edition, of a draft where there is none."""
    if edition is None:
        return files.Edition()
    return files.Edition(edition.number, edition.published_on, edition.notice, edition.sha256)


def of_edition(edition: Edition) -> Document:
    """Return an edition as it is read."""
    return Document(edition.report, shape.from_text(edition.snapshot), edition)


def draft_of(report: Report) -> Document:
    """Return a report as it stands in the live records."""
    return Document(report, gather(Records(report)), None)


def latest_for(user: Any, reference: str) -> Document | None:
    """Return the latest edition that is out; where none is, the draft, for those who may read it."""
    held = Edition.objects.published().filter(report__inspection__reference=reference)
    edition = held.select_related("report__inspection__force").order_by("-number").first()
    if edition:
        return of_edition(edition)
    found = Report.objects.in_writing_visible_to(user).filter(inspection__reference=reference)
    report = found.select_related("inspection__force").first()
    return draft_of(report) if report else None


def changed_from_earlier(edition: Edition) -> list[str]:
    """Return what an edition says otherwise than the one before it, a line for each part; nothing for the first."""
    if edition.number == 1:
        return []
    earlier = Edition.objects.published().get(report=edition.report_id, number=edition.number - 1)
    return differences(shape.from_text(earlier.snapshot), shape.from_text(edition.snapshot))


def reads_drafts(user: Any, report: Report) -> bool:
    """Say whether a person may read what is written of a report before it is out."""
    return Report.objects.in_writing_visible_to(user).filter(pk=report.pk).exists()


def drawn(document: Document, kind: str, on: date) -> bytes:
    """Return a document drawn as a file, as it is made once of what is out and each time of a draft."""
    makers: dict[str, Callable[[], bytes]] = {
        FileFormat.PDF: lambda: files.pdf_of(document.snapshot, document.printed),
        FileFormat.DOCX: lambda: files.word_of(document.snapshot, document.printed, on=on),
    }
    return makers[kind]()


MIMES = {FileFormat.PDF: "application/pdf", FileFormat.DOCX: DOCX}


def kept_file(document: Document, kind: str) -> EditionFile | None:
    """Return the file that was made of an edition, where it was."""
    return document.edition.files.filter(format=kind).first() if document.edition else None


def kept(document: Document, kind: str) -> bytes:
    """Return the content of that file, or nothing where it was not made; `FileGone` where it is kept no more."""
    held = kept_file(document, kind)
    if held is None:
        return b""
    try:
        with held.file.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError as gone:
        logger.exception("the file of %s is gone: %s", document.name, held.file.name)
        raise FileGone(
            "It was made and is missing where files are kept. It has to be put back from a backup."
        ) from gone
