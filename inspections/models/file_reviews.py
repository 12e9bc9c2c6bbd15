"""A crime file review: one exercise, its drawn files, and how each was marked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Role, User
from core.history import History
from core.models import Record, known
from inspections.models.criteria import CriteriaTemplate, Criterion, Rating
from inspections.models.inspections import Inspection, barred
from inspections.rules.file_reviews import COUNTED_DESIGNS

REVIEWER_ROLES = (Role.INSPECTOR, Role.MANAGER)


class Design(models.TextChoices):
    """How an exercise's files were chosen; exercises are never added together."""

    RANDOM = "random", "Random sample"
    TARGETED_DIP = "targeted-dip", "Targeted dip sample"
    WITHOUT_COUNT = "without-count", "Without count"


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    """The words to ask for exercises."""

    def visible_to(self, user: Any) -> ExerciseQuerySet:
        """Return the exercises of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))

    def with_tally(self) -> ExerciseQuerySet:
        """Add the counts, one small look-up a row: drawn, reviewed, good."""
        marked = Q(state=FileState.MARKED)
        return self.annotate(
            drawn=_files_of_each(Q()),
            reviewed=_files_of_each(marked),
            good=_files_of_each(marked & Q(rating__counts_as_good=True)),
        )


def _files_of_each(which: Q) -> Coalesce:
    """Return the number of an exercise's files that are so."""
    files = ReviewFile.objects.filter(which, exercise=models.OuterRef("pk")).order_by().values("exercise")
    return Coalesce(models.Subquery(files.annotate(n=models.Count("pk")).values("n")), 0)


class Exercise(Record):
    """A review of crime files for one inspection; its seed is fixed before any list of crimes is seen."""

    reference = models.CharField(max_length=40, unique=True)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="exercises")
    title = models.CharField(max_length=120)
    design = models.CharField(max_length=20, choices=Design)
    template = models.ForeignKey(
        CriteriaTemplate, on_delete=models.PROTECT, related_name="exercises", null=True, blank=True
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exercises_led", null=True, blank=True
    )
    population = models.TextField(help_text="Which crimes the files were chosen from.")
    window_from = models.DateField(null=True, blank=True)
    window_to = models.DateField(null=True, blank=True)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    as_published = models.CharField("as the report says it", max_length=200, blank=True)
    is_illustrative = models.BooleanField("illustrative", default=False)
    has_illustrative_files = models.BooleanField("files are illustrative", default=False)
    source = models.CharField(max_length=300, blank=True)
    history = History()

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        ordering = ("inspection", "reference")
        constraints = (
            known("design", Design, "exercise_design_known"),
            models.CheckConstraint(
                condition=~Q(design="random") | (~Q(seed="") & Q(target__isnull=False)),
                name="exercise_random_has_seed_and_target",
                violation_error_message="A random sample has a seed and a target size.",
            ),
        )

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the exercise's page."""
        return reverse("inspections:file-review", args=[self.reference])

    @property
    def has_count(self) -> bool:
        """Say whether its files may be counted as good or not: a dip or a look without count never is."""
        return self.design in COUNTED_DESIGNS

    def possible_reviewers(self) -> models.QuerySet[User]:
        """Return who files may be given to: active inspectors and managers of the team, not barred from the force."""
        return User.objects.filter(
            assignments__inspection=self.inspection_id, is_active=True, role__in=REVIEWER_ROLES
        ).exclude(bars__force=self.inspection.force_id)


class Stratum(models.Model):
    """An offence type of an exercise: how many crimes the list held."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="strata")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField()
    title = models.CharField(max_length=80)
    frame_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("exercise", "number")
        verbose_name_plural = "strata"
        constraints = (
            models.UniqueConstraint(
                fields=["exercise", "slug"], name="stratum_once", violation_error_message="The type is there already."
            ),
        )

    def __str__(self) -> str:
        return self.title


class FileState(models.TextChoices):
    """Where a file is on its way."""

    DRAWN = "drawn", "Drawn"
    ALLOCATED = "allocated", "Allocated"
    IN_PROGRESS = "in-progress", "In progress"
    MARKED = "marked", "Marked"


TO_MARK = (FileState.ALLOCATED, FileState.IN_PROGRESS)


class ReviewFileQuerySet(models.QuerySet["ReviewFile"]):
    """The words to ask for files."""

    def visible_to(self, user: Any) -> ReviewFileQuerySet:
        """Return the files a person reviews, and all of the exercises they lead, in forces not barred to them."""
        if user.role not in REVIEWER_ROLES:
            return self.none()
        theirs = Q(reviewer=user) | Q(exercise__lead=user)
        return self.filter(theirs).exclude(barred(user, "exercise__inspection__force"))

    def to_mark(self) -> ReviewFileQuerySet:
        """Return files still to be marked, in their order."""
        return self.filter(state__in=TO_MARK).order_by("number")

    def with_setting(self) -> ReviewFileQuerySet:
        """Load with each file what its form names: exercise, force, offence type, draft."""
        return self.select_related("exercise__inspection__force", "stratum", "draft")


class ReviewFile(Record):
    """One drawn crime file: who reviews it, and the rating with its reason once it is marked."""

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="files", null=True, blank=True)
    state = models.CharField(max_length=20, choices=FileState, default=FileState.DRAWN)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files_to_review", null=True, blank=True
    )
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    rating_reason = models.TextField(blank=True)
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
                fields=["exercise", "number"], name="file_once", violation_error_message="The number is taken."
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
                condition=Q(state="drawn") | Q(reviewer__isnull=False),
                name="file_allocated_has_reviewer",
                violation_error_message="An allocated file has a reviewer.",
            ),
        )
        indexes = (models.Index(fields=["exercise", "state", "rating"], name="file_tally"),)

    def __str__(self) -> str:
        return f"{self.exercise}, file {self.number}"

    def get_absolute_url(self) -> str:
        """Return the file's form."""
        return reverse("inspections:file", args=[self.exercise.reference, self.number])

    @property
    def is_to_mark(self) -> bool:
        """Say whether its reviewer has still to mark it."""
        return self.state in TO_MARK


class AnswerValue(models.TextChoices):
    """What may be answered; the number is the key that answers it."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
    NOT_EVIDENCED = "not-evidenced", "Not evidenced"


class Answer(models.Model):
    """What the reviewer found on one criterion of one marked file; it is written once, when the file is marked."""

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=20, choices=AnswerValue)
    note = models.TextField(blank=True)
    history = History()

    class Meta:
        constraints = (
            known("value", AnswerValue, "answer_value_known"),
            models.CheckConstraint(
                condition=~Q(value="no") | ~Q(note=""),
                name="answer_no_has_note",
                violation_error_message="An answer of no has a note.",
            ),
            models.UniqueConstraint(
                fields=["file", "criterion"], name="answer_once", violation_error_message="Answered already."
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_value_display()}"


class Draft(models.Model):
    """What a reviewer has put down on a file not marked yet; it keeps no history and goes when the file is marked.

    `content` holds {"answers": {criterion's key: [value, note]}, "rating": key or null, "rating_reason": text,
    "tab": the mark of the page it was saved from}.
    """

    file = models.OneToOneField(ReviewFile, on_delete=models.PROTECT, related_name="draft", primary_key=True)
    content = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of {self.file}"
