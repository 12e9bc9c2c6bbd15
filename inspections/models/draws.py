"""From a force's crime list to drawn files: the plan of a cycle, the list while it is held, every draw, references."""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.history import History
from core.models import Job, Record
from forces.models import Cycle, Force
from inspections.models.exercises import Exercise, Stratum
from inspections.models.review_files import ReviewFile


class ReviewPlan(Record):
    """How many files a cycle's random samples have, and the total a report printed, if one did."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="review_plan")
    size = models.PositiveSmallIntegerField("files a force", default=60)
    larger_size = models.PositiveSmallIntegerField("files in the forces named", default=90)
    larger_in = models.ManyToManyField(Force, related_name="+", blank=True)
    published_total = models.PositiveIntegerField("total as published", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    def __str__(self) -> str:
        return f"File reviews of {self.cycle}"

    def size_for(self, force: Force) -> int:
        """Return how many files a force's sample has."""
        return self.larger_size if force in self.larger_in.all() else self.size


class ListFormat(Record):
    """What the columns of a force's crime lists are called, and what its offence types are; chosen once and kept.

    `types` holds {value in the list: slug of an offence type}; an empty slug is a type no exercise asks for.
    """

    force = models.OneToOneField(Force, on_delete=models.PROTECT, related_name="list_format")
    identifier = models.CharField("column of the crime reference", max_length=200)
    recorded_on = models.CharField("column of the recorded date", max_length=200, blank=True)
    offence_type = models.CharField("column of the offence type", max_length=200)
    types = models.JSONField(default=dict)
    history = History()

    def __str__(self) -> str:
        return f"Crime lists of {self.force}"


def random_name(held: Any, filename: str) -> str:
    """Return where a list is kept while it is held: nothing of its own name, nothing guessable."""
    return f"crime-lists/{secrets.token_hex(20)}"


class CrimeList(models.Model):
    """A force's crime list while an exercise is drawn from it: deleted when the draw ends, after a day at most.

    Its checksum and size stay; its rows are never in the database.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="lists")
    file = models.FileField(upload_to=random_name, max_length=100, blank=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it is drawn again", blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) ^ models.Q(file=""),
                name="crime_list_held_until_deleted",
                violation_error_message="A list is held until it is deleted.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, for {self.exercise}"

    def get_absolute_url(self) -> str:
        """Return the page that draws from it."""
        return reverse("inspections:crime-list", args=[self.exercise.reference, self.pk])

    @property
    def is_held(self) -> bool:
        """Say whether its content is still there."""
        return self.deleted_at is None


class DrawQuerySet(models.QuerySet["Draw"]):
    """The words to ask for draws. Nothing changes or removes one."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse: draws are append-only."""
        raise TypeError("Draws are append-only.")

    def delete(self) -> NoReturn:
        """Refuse: draws are append-only."""
        raise TypeError("Draws are append-only.")


class Draw(models.Model):
    """One draw, dry runs too: from which list, by which method and seed, what was counted and left out.

    `counts` holds what `rules.drawing` says of the frame: rows, each reason for leaving a row out, crimes by type.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    is_dry_run = models.BooleanField("dry run")
    reason = models.TextField("why it was drawn again", blank=True)
    file_name = models.CharField(max_length=255)
    file_checksum = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    seed = models.CharField(max_length=64)
    checksum = models.CharField("SHA-256 of the frame", max_length=64)
    counts = models.JSONField(default=dict)
    drawn = models.PositiveIntegerField()
    reserves = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ("exercise", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["exercise", "number"], name="draw_once", violation_error_message="The number is taken."
            ),
        )

    def __str__(self) -> str:
        return f"{'Dry run' if self.is_dry_run else 'Draw'} {self.number} of {self.exercise}"

    def get_absolute_url(self) -> str:
        """Return the page that tells what was drawn and left out."""
        return reverse("inspections:draw", args=[self.exercise.reference, self.number])


class DrawnReference(models.Model):
    """A crime's reference in the drawn order, sealed; those without a file wait to replace a void one.

    It has no history and is in no export: `core.sealing` opens it for the file's reviewer and the exercise's lead, and
    the purge deletes the row.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="references")
    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, related_name="references", null=True, blank=True, help_text="None: picked."
    )
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    position = models.PositiveIntegerField(help_text="Its place in the drawn order, from 1.")
    sealed = models.BinaryField()
    digest = models.CharField("keyed hash", max_length=64)
    file = models.OneToOneField(ReviewFile, on_delete=models.PROTECT, related_name="reference", null=True, blank=True)

    class Meta:
        ordering = ("exercise", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["exercise", "position"], name="reference_place_once", violation_error_message="Place taken."
            ),
            models.UniqueConstraint(
                fields=["exercise", "digest"], name="reference_once", violation_error_message="Drawn already."
            ),
        )

    def __str__(self) -> str:
        return f"Place {self.position} of {self.exercise}"


class PurgeCertificate(models.Model):
    """That an exercise's references were deleted: when, how many, by whom; nobody where the command did by itself."""

    exercise = models.OneToOneField(Exercise, on_delete=models.PROTECT, related_name="purge_certificate")
    references = models.PositiveIntegerField()
    purged_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.exercise}: {self.references} references deleted"
