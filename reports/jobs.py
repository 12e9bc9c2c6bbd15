"""What the worker does for reports: makes the files of what is out, and publishes editions when their hour comes."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from core import clock
from core.jobs import Progress, housekeeping, job
from core.models import Job
from reports import editions, notices
from reports.actions import editions as actions
from reports.models import Edition, EditionFile, FileFormat

AGAIN = timedelta(hours=1)

logger = logging.getLogger(__name__)


@job(actions.FILES)
def make_files(pk: int, progress: Progress) -> str:
    """Make the files of an edition that is out; what is there already is left alone."""
    edition = Edition.objects.select_related("report__inspection").get(pk=pk)
    for number, kind in enumerate(FileFormat):
        progress.report(number, len(FileFormat), f"Making the {kind.label} file")
        make_file(edition, kind)
    return "The files are made."


def make_file(edition: Edition, kind: FileFormat) -> EditionFile:
    """Make one file, unless it was made."""
    document = editions.of_edition(edition)
    if held := editions.kept_file(document, kind):
        return held
    content = editions.drawn(document, kind, clock.today())
    made = EditionFile(
        edition=edition, format=kind, sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        made_at=timezone.now(),
    )  # fmt: skip
    made.file.save("", ContentFile(content), save=False)
    kept, _ = EditionFile.objects.get_or_create(
        edition=edition, format=kind,
        defaults={"file": made.file, "sha256": made.sha256, "size": made.size, "made_at": made.made_at},
    )  # fmt: skip
    return kept


@housekeeping
def make_what_is_missing() -> None:
    """Try again, at most every hour, to make the files of editions that are out and have none: a job failed."""
    lately = Job.objects.filter(kind=actions.FILES, created_at__gt=timezone.now() - AGAIN).values("subject")
    held = Edition.objects.published().annotate(made=Count("files")).filter(made__lt=len(FileFormat))
    for edition in held.exclude(pk__in=lately).select_related("report__inspection", "published_by"):
        with transaction.atomic():
            actions.start_files(edition.published_by, edition)


@housekeeping
def publish_what_is_due() -> None:
    """Publish the editions whose hour has come; one that something stands in the way of is held back, and told of."""
    for edition in Edition.objects.due(clock.now()).select_related("report__inspection__force", "published_by"):
        why = publish(edition)
        if why:
            notices.give_held_back(actions.hold_back(edition, why), clock.now())
            logger.warning("%s was not published at its hour: %s", edition, why)


def publish(edition: Edition) -> str:
    """Publish an edition for whoever set its hour; return why not, where it cannot be."""
    try:
        actions.publish(by=edition.published_by, edition=edition, at=clock.now())
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    except PermissionDenied:
        return "Whoever set the hour may no longer publish this report. Set it again."
    return ""
