"""A crime file review: one exercise, how its files are chosen, and the offence types they are chosen by."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Role, User
from core.history import History
from core.models import Record, known
from inspections.models.criteria import CriteriaTemplate
from inspections.models.inspections import Inspection
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
        marked = Q(state="marked")
        good: Any = _files_of_each(marked & Q(settled_rating__counts_as_good=True))
        if reader is not None and reader.role in REVIEWER_ROLES:
            blind = _files().to_mark_again_by(reader).values("exercise")
            good = models.Case(models.When(pk__in=blind, then=None), default=good)
        return self.annotate(drawn=_files_of_each(~Q(state="void")), reviewed=_files_of_each(marked), good=good)

    def with_left_behind(self) -> ExerciseQuerySet:
        """Add `left_behind`: how many open files, second marks too, are with people who may no longer sign in."""
        return self.annotate(left_behind=_number_of(_files().of_leavers()))


def _files() -> Any:
    """Return the files, which point to their exercise and so live a module further on."""
    return apps.get_model("inspections", "ReviewFile").objects.all()


def _files_of_each(which: Q) -> Coalesce:
    """Return the number of an exercise's files that are so; second marks are no files of their own."""
    return _number_of(_files().first_marks().filter(which))


def _number_of(files: Any) -> Coalesce:
    """Return how many of the files are of an exercise."""
    own = files.filter(exercise=models.OuterRef("pk")).order_by().values("exercise")
    return Coalesce(models.Subquery(own.annotate(n=models.Count("pk")).values("n")), 0)


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
