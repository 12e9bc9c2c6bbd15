"""How judgments are moderated: panels of managers, and what each decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from forces.models import Cycle
from inspections.models.frameworks import Grade
from inspections.models.judgments import Judgment, JudgmentState


class PanelQuerySet(models.QuerySet["Panel"]):
    """The words to ask for panels."""

    def visible_to(self, user: Any) -> PanelQuerySet:
        """Return all: what a panel decided is shown by the judgments a person may read."""
        return self

    def sat_on_by(self, user: Any) -> PanelQuerySet:
        """Return those a person is a member of."""
        return self.filter(memberships__user=user)


class Panel(Record):
    """A meeting of managers that moderates proposed judgments of a cycle."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="panels")
    held_on = models.DateField()
    title = models.CharField(max_length=100)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="PanelMember", related_name="panels")
    history = History()

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "held_on", "title"],
                name="panel_once",
                violation_error_message="The panel of this name and day is held already.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the panel's page."""
        return reverse("inspections:panel", args=[self.pk])


class PanelMember(models.Model):
    """A manager on a panel."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = History()

    class Meta:
        ordering = ("panel", "user__name")
        constraints = (
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="panel_member_once",
                violation_error_message="The person is on the panel already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} on {self.panel}"


class Decision(models.TextChoices):
    """What a panel decided on a proposed judgment."""

    AGREED = "agreed", "Agreed"
    CHANGED = "changed", "Changed"
    REFERRED_BACK = "referred-back", "Referred back to the lead"


class Moderation(models.Model):
    """What a panel decided on a judgment, with what was proposed and what came of it. Never changed: decided anew."""

    judgment = models.ForeignKey(Judgment, on_delete=models.PROTECT, related_name="moderations")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="moderations")
    decision = models.CharField(max_length=20, choices=Decision)
    state_before = models.CharField(max_length=20, choices=JudgmentState)
    grade_before = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state_after = models.CharField(max_length=20, choices=JudgmentState)
    grade_after = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    dissent = models.TextField(blank=True, help_text="Who did not agree, and why.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("judgment", "pk")
        constraints = (
            known("decision", Decision, "moderation_decision_known"),
            known("state_before", JudgmentState, "moderation_state_before_known"),
            known("state_after", JudgmentState, "moderation_state_after_known"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="moderation_has_reason",
                violation_error_message="Say why the panel decided so.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.judgment.on_what}: {self.get_decision_display().lower()} by {self.panel}"

    @property
    def before_in_words(self) -> str:
        """Return what was proposed."""
        return self.grade_before.label if self.grade_before else str(self.get_state_before_display())

    @property
    def after_in_words(self) -> str:
        """Return what came of it."""
        return self.grade_after.label if self.grade_after else str(self.get_state_after_display())

    @property
    def in_words(self) -> str:
        """Return the decision with what it changed: "Changed from Good to Requires improvement"."""
        if self.decision == Decision.CHANGED:
            return f"Changed from {self.before_in_words} to {self.after_in_words}"
        return f"{self.get_decision_display()}: {self.before_in_words}"
