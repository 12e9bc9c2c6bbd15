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
from inspections.models.criteria import AnswerValue, CriteriaTemplate, Criterion, Rating
from inspections.models.inspections import Inspection, barred
from inspections.rules.file_reviews import COUNTED_DESIGNS

REVIEWER_ROLES = (Role.INSPECTOR, Role.MANAGER)


class Design(models.TextChoices):
    """How an exercise's files were chosen; exercises are never added together."""

    RANDOM = "random", "Random sample"
    STRATIFIED = "stratified", "Stratified sample"
    TARGETED_DIP = "targeted-dip", "Targeted dip sample"
    WITHOUT_COUNT = "without-count", "Without count"


class ExerciseState(models.TextChoices):
    """How far an exercise is; the moves are in `rules.EXERCISE_MOVES`."""

    PLANNED = "planned", "Planned"
    DRAWN = "drawn", "Drawn"
    LOCKED = "locked", "Locked"


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    """The words to ask for exercises."""

    def visible_to(self, user: Any) -> ExerciseQuerySet:
        """Return the exercises of inspections whose contents a person may read."""
        return self.exclude(inspection__in=Inspection.objects.with_contents_hidden_from(user))

    def with_tally(self, reader: Any = None) -> ExerciseQuerySet:
        """Add the counts, one small look-up a row: drawn, reviewed, good.

        Good is None for a reader who still has a second mark to make in the exercise.
        """
        marked = Q(state=FileState.MARKED)
        good: Any = _files_of_each(marked & Q(settled_rating__counts_as_good=True))
        if reader is not None and reader.role in REVIEWER_ROLES:
            blind = ReviewFile.objects.to_mark_again_by(reader).values("exercise")
            good = models.Case(models.When(pk__in=blind, then=None), default=good)
        return self.annotate(drawn=_files_of_each(~Q(state=FileState.VOID)), reviewed=_files_of_each(marked), good=good)


def _files_of_each(which: Q) -> Coalesce:
    """Return the number of an exercise's files that are so; second marks are no files of their own."""
    files = ReviewFile.objects.first_marks().filter(which, exercise=models.OuterRef("pk")).order_by().values("exercise")
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
    state = models.CharField(max_length=20, choices=ExerciseState, default=ExerciseState.PLANNED)
    second_share = models.PositiveSmallIntegerField(
        "files marked twice, per cent", default=10, help_text="Chosen by the seed; marked again by somebody else."
    )
    second_lowest = models.BooleanField("mark every file in the lowest rating twice", default=True)
    purge_on = models.DateField(
        "references purged on", null=True, blank=True, help_text="From this day the force's references are deleted."
    )
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    locked_at = models.DateTimeField(null=True, blank=True)
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
            known("state", ExerciseState, "exercise_state_known"),
            models.CheckConstraint(
                condition=~Q(design__in=["random", "stratified"]) | (~Q(seed="") & Q(target__isnull=False)),
                name="exercise_random_has_seed_and_target",
                violation_error_message="A random sample has a seed and a target size.",
            ),
            models.CheckConstraint(
                condition=Q(second_share__lte=100),
                name="exercise_second_share_is_share",
                violation_error_message="The share of files marked twice is from 0 to 100 per cent.",
            ),
            models.CheckConstraint(
                condition=Q(state="locked", locked_by__isnull=False, locked_at__isnull=False)
                | (~Q(state="locked") & Q(locked_by__isnull=True, locked_at__isnull=True)),
                name="exercise_locked_by_someone",
                violation_error_message="A locked exercise has who locked it and when; another has not.",
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

    @property
    def is_locked(self) -> bool:
        """Say whether its results stand: no file of it is marked, moved or given away again."""
        return self.state == ExerciseState.LOCKED

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
    frame_count = models.PositiveIntegerField("crimes in the list", null=True, blank=True)
    target = models.PositiveSmallIntegerField(
        "files to draw", null=True, blank=True, help_text="For a stratified sample: a fixed number of each type."
    )

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


class Resolution(models.Model):
    """Which rating counts where two marks disagree, and why: the lead's word. Neither mark changes."""

    file = models.OneToOneField(ReviewFile, on_delete=models.PROTECT, related_name="resolution")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    def __str__(self) -> str:
        return f"{self.file}: {self.rating}"


class Referral(Record):
    """A victim at risk now, told to the force from a file; it has no effect on the rating."""

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="referrals")
    what = models.TextField("what is the risk")
    to_whom = models.CharField("told to: a post in the force", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledgement = models.TextField("what the force answered", blank=True)
    outcome = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"Urgent referral from {self.file}"

    def get_absolute_url(self) -> str:
        """Return the referral's page, under the file or the second mark it was made from."""
        name = "inspections:second-mark-referral" if self.file.is_second else "inspections:referral"
        return reverse(name, args=[self.file.exercise.reference, self.file.number, self.pk])


class KeptIdentifier(models.Model):
    """A reviewer was warned of a likely identifier in a note and kept it; the words themselves are not repeated."""

    file = models.ForeignKey(ReviewFile, on_delete=models.PROTECT, related_name="kept_identifiers")
    where = models.CharField("field of the form", max_length=60)
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.kind} kept"
