"""The files of an exercise and their second marks: where each is, who has it, how it was rated."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from inspections.models.criteria import Rating
from inspections.models.exercises import REVIEWER_ROLES, Exercise, Stratum
from inspections.models.inspections import barred


class FileState(models.TextChoices):
    """Where a file is on its way."""

    DRAWN = "drawn", "Drawn"
    ALLOCATED = "allocated", "Allocated"
    IN_PROGRESS = "in-progress", "In progress"
    MARKED = "marked", "Marked"
    VOID = "void", "Void"
    NOT_PROVIDED = "not-provided", "Not provided by the force"


TO_MARK = (FileState.ALLOCATED, FileState.IN_PROGRESS)
SET_ASIDE = (FileState.VOID, FileState.NOT_PROVIDED)


class ReviewFileQuerySet(models.QuerySet["ReviewFile"]):
    """The words to ask for files."""

    def visible_to(self, user: Any) -> ReviewFileQuerySet:
        """Return the files a person reviews, and all of the exercises they lead, in forces not barred to them."""
        if user.role not in REVIEWER_ROLES:
            return self.none()
        theirs = Q(reviewer=user) | Q(exercise__lead=user)
        return self.filter(theirs).exclude(barred(user, "exercise__inspection__force"))

    def first_marks(self) -> ReviewFileQuerySet:
        """Return the files themselves, without their second marks: what every count is of."""
        return self.filter(second_of__isnull=True)

    def second_marks(self) -> ReviewFileQuerySet:
        """Return the second marks."""
        return self.filter(second_of__isnull=False)

    def to_mark_again_by(self, user: Any) -> ReviewFileQuerySet:
        """Return the second marks a person still has to make: until they are in, no result may tell them the first."""
        return self.second_marks().filter(reviewer=user, state__in=TO_MARK)

    def to_mark(self) -> ReviewFileQuerySet:
        """Return files still to be marked, in their order."""
        return self.filter(state__in=TO_MARK).order_by("number")

    def of_leavers(self) -> ReviewFileQuerySet:
        """Return files still to be marked, second marks too, by somebody who may no longer sign in."""
        return self.filter(state__in=TO_MARK, reviewer__is_active=False)

    def with_setting(self) -> ReviewFileQuerySet:
        """Load with each file what its form names: exercise, force, offence type, draft."""
        return self.select_related("exercise__inspection__force", "stratum", "draft")


class ReviewFile(Record):
    """One drawn crime file: who reviews it, and the rating with its reason once it is marked.

    A second mark is a row of its own with the number of the file it marks again (`second_of`), so that drafts,
    allocation and marking know one kind of thing; it is counted nowhere. `rating` is what its reviewer gave and never
    changes; `settled_rating` is what counts: the same, until the lead resolves a disagreement.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    slot = models.PositiveSmallIntegerField(help_text="Its place in the sample, that of the void file it replaces.")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    second_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="second_mark", null=True, blank=True
    )
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="files", null=True, blank=True)
    state = models.CharField(max_length=20, choices=FileState, default=FileState.DRAWN)
    state_reason = models.TextField("why it is void or was not provided", blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files_to_review", null=True, blank=True
    )
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    rating_reason = models.TextField(blank=True)
    settled_rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    history = History()

    objects = ReviewFileQuerySet.as_manager()

    class Meta:
        ordering = ("exercise", "number")
        constraints = (
            known("state", FileState, "file_state_known"),
            models.UniqueConstraint(
                fields=["exercise", "number"],
                condition=Q(second_of__isnull=True),
                name="file_once",
                violation_error_message="The number is taken.",
            ),
            models.CheckConstraint(
                condition=Q(state="marked", rating__isnull=False, marked_by__isnull=False, marked_at__isnull=False)
                | (~Q(state="marked") & Q(rating__isnull=True, marked_by__isnull=True, marked_at__isnull=True)),
                name="file_marked_has_rating",
                violation_error_message="A marked file has a rating, and who gave it and when; another has none.",
            ),
            models.CheckConstraint(
                condition=Q(state="marked") ^ Q(rating_reason=""),
                name="file_rating_has_reason",
                violation_error_message="A rating has its reason.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drawn", "void", "not-provided"]) | Q(reviewer__isnull=False),
                name="file_allocated_has_reviewer",
                violation_error_message="An allocated file has a reviewer.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["void", "not-provided"]) ^ Q(state_reason=""),
                name="file_state_has_reason",
                violation_error_message="A void file, or one that was not provided, has its reason.",
            ),
            models.CheckConstraint(
                condition=Q(state="marked", second_of__isnull=True) ^ Q(settled_rating__isnull=True),
                name="file_marked_is_settled",
                violation_error_message="A marked file has the rating that counts; a second mark has none of its own.",
            ),
            models.CheckConstraint(
                condition=Q(second_of__isnull=True)
                | (Q(replaces__isnull=True) & ~Q(state__in=["void", "not-provided"])),
                name="file_second_mark_is_no_slot",
                violation_error_message="Only a file itself is void, not provided, or replaced.",
            ),
        )
        indexes = (models.Index(fields=["exercise", "second_of", "state", "settled_rating"], name="file_tally"),)

    def __str__(self) -> str:
        return f"{self.exercise}, file {self.number}{', second mark' if self.is_second else ''}"

    def get_absolute_url(self) -> str:
        """Return the file's form."""
        name = "inspections:second-mark" if self.is_second else "inspections:file"
        return reverse(name, args=[self.exercise.reference, self.number])

    @property
    def is_second(self) -> bool:
        """Say whether it is a second mark of a file."""
        return self.second_of_id is not None

    @property
    def is_to_mark(self) -> bool:
        """Say whether its reviewer has still to mark it."""
        return self.state in TO_MARK
