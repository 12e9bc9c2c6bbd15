"""Committee papers: a table of findings as at a day, with a line of ours on each; frozen when issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.history import History
from core.models import Record, known
from findings.models.findings import Finding


class PaperScope(models.TextChoices):
    """What a paper is about."""

    FORCE = "force", "One force"
    QUESTION = "question", "One question, in all forces"
    REGION = "region", "A region"
    NATION = "nation", "England, Wales or both"


class PaperState(models.TextChoices):
    """How far a paper is; the moves are in `rules.papers.MOVES`."""

    DRAFT = "draft", "Draft"
    ISSUED = "issued", "Issued"


class PaperQuerySet(models.QuerySet["Paper"]):
    """The words to ask for papers."""

    def visible_to(self, user: Any) -> PaperQuerySet:
        """Return every paper: it holds only what is public, so nobody is barred from one; the role says who reads."""
        return self

    def issued(self) -> PaperQuerySet:
        """Return those that are frozen."""
        return self.filter(state=PaperState.ISSUED)

    def of_scope(self, scope: str, subject: str) -> PaperQuerySet:
        """Return the papers about the same thing."""
        return self.filter(scope=scope, subject=subject)

    def before(self, paper: Paper) -> PaperQuerySet:
        """Return the issued papers about the same thing that a paper may follow, the last one first."""
        papers = self.issued().of_scope(paper.scope, paper.subject).filter(as_at__lte=paper.as_at)
        return papers.exclude(pk=paper.pk).order_by("-as_at", "-issued_at", "-pk")


class Paper(Record):
    """A paper for a committee. An issued one is its `content`, which never changes; `sha256` is the content's hash."""

    reference = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=150)
    scope = models.CharField(max_length=10, choices=PaperScope)
    subject = models.SlugField("which force, question, region or nation", max_length=80)
    as_at = models.DateField()
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True,
        help_text="The last issued paper of the same scope, which changes are told against.",
    )  # fmt: skip
    content = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    history = History(excluded_fields=["content"])

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("-as_at", "-pk")
        constraints = (
            known("scope", PaperScope, "paper_scope_known"),
            known("state", PaperState, "paper_state_known"),
            models.CheckConstraint(
                condition=Q(
                    state="draft", issued_by__isnull=True, issued_at__isnull=True, content__isnull=True, sha256=""
                )
                | (
                    Q(state="issued", issued_by__isnull=False, issued_at__isnull=False, content__isnull=False)
                    & ~Q(sha256="")
                ),
                name="paper_issued_is_frozen",
                violation_error_message="An issued paper has its content, and who issued it when; a draft has none.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the paper's page."""
        return reverse("findings:paper", args=[self.reference])

    @property
    def is_issued(self) -> bool:
        """Say whether it is frozen."""
        return self.state == PaperState.ISSUED


class PaperComment(models.Model):
    """Our line on one finding in a draft; the finding's own line is offered until one is written here."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="comments")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    history = History()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["paper", "finding"],
                name="paper_comment_once",
                violation_error_message="The paper has a line on this finding.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.paper.reference}, {self.finding.reference}: {self.text}"


class SavedView(models.Model):
    """A filter of the register that a person keeps under a name: the address is the view."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_once",
                violation_error_message="You have a view of this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the register as the view has it."""
        return f"{reverse('findings:list')}?{self.query}"

    @classmethod
    def of(cls, person: Any) -> models.QuerySet[SavedView]:
        """Return a person's own views."""
        return cls.objects.filter(owner=person)
