"""Forces, the people living in their areas, and the cycles everything is filed under."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse

from core.history import History
from core.models import known


class Region(models.TextChoices):
    """The regions of England, Wales, and forces that police no one region."""

    EAST = "East", "East"
    EAST_MIDLANDS = "East Midlands", "East Midlands"
    LONDON = "London", "London"
    NORTH_EAST = "North East", "North East"
    NORTH_WEST = "North West", "North West"
    SOUTH_EAST = "South East", "South East"
    SOUTH_WEST = "South West", "South West"
    WALES = "Wales", "Wales"
    WEST_MIDLANDS = "West Midlands", "West Midlands"
    YORKSHIRE = "Yorkshire and the Humber", "Yorkshire and the Humber"
    NON_GEOGRAPHIC = "Non-geographic", "Non-geographic"


class ForceQuerySet(models.QuerySet["Force"]):
    """The words to ask for forces."""

    def visible_to(self, user: Any) -> ForceQuerySet:
        """Every force is public knowledge."""
        return self

    def in_scope(self) -> ForceQuerySet:
        """Return the 43 forces that are inspected; British Transport Police is not one."""
        return self.filter(is_in_scope=True)

    def open_to(self, user: Any) -> ForceQuerySet:
        """Return the forces whose unpublished and case records are not barred to a person."""
        return self.exclude(bars__user=user)

    def answered_for_by(self, user: Any) -> ForceQuerySet:
        """Return the force a force contact answers for."""
        return self.filter(contacts__user=user)


class Force(models.Model):
    """A police force, known by its three-letter code."""

    code = models.CharField(max_length=3, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    official_name = models.CharField(max_length=100)
    ons_code = models.CharField("ONS code", max_length=9, blank=True)
    country = models.CharField(max_length=20)
    region = models.CharField(max_length=30, choices=Region)
    is_in_scope = models.BooleanField("inspected", default=True)
    file_review_sample = models.PositiveSmallIntegerField("files reviewed in a random sample", null=True, blank=True)
    history = History()

    objects = ForceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (known("region", Region, "force_region_known"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the force's profile."""
        return reverse("forces:detail", args=[self.slug])


class ForceAlias(models.Model):
    """Another name a source calls a force by, in lower case."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=100, unique=True)
    history = History()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One publication of statistics that are revised from time to time: tables of January 2019."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    released_on = models.DateField()
    source = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ("-released_on", "slug")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("forces:release", args=[self.slug])


class Population(models.Model):
    """People living in a force's area at mid-year, by the newest release held; `transient` come in by day."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="populations")
    mid_year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=20, help_text="How the estimate is printed: unrounded, or rounded to 100.")
    resident = models.PositiveIntegerField()
    transient = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("force__name", "-mid_year")
        constraints = (
            models.UniqueConstraint(
                fields=["force", "mid_year"],
                name="population_once_a_year",
                violation_error_message="This force has a population for that year.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.force}, mid-{self.mid_year}"

    @property
    def total(self) -> int:
        """Return residents and, where held, people who come in by day."""
        return self.resident + (self.transient or 0)


class PopulationVintage(models.Model):
    """A population as one release had it."""

    population = models.ForeignKey(Population, on_delete=models.CASCADE, related_name="vintages")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="population_vintages")
    basis = models.CharField(max_length=20)
    resident = models.PositiveIntegerField()
    history = History()

    class Meta:
        ordering = ("population", "release__released_on")
        constraints = (
            models.UniqueConstraint(
                fields=["population", "release"],
                name="population_vintage_once",
                violation_error_message="The release has this population already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.population}, {self.release}"


class Cycle(models.Model):
    """A year of inspection, which frameworks, inspections and collections are filed under."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=60)
    first_year = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("first_year",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the national picture of the cycle."""
        return reverse("inspections:national", args=[self.slug])
