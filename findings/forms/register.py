"""The filters of the register and of the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.db import connection
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from accounts.models import User
from core.dates import in_words
from core.forms import Fieldset, FilterDateField, FilterForm, FilterHelper, More, Row
from findings.choices import Choices
from findings.models import Finding, FindingKind, ForceResponse, Status
from findings.rules.standing import RAG_WORDS
from findings.selection import BANDS, NATIONS, OWN, REGIONS
from forces.models import Cycle, Force
from inspections.models import Question

DUE = [("overdue", "Overdue"), ("set", "Has a date"), ("none", "No date set")]
NOT_CLOSED = ("not-closed", "Any that is not closed")
STATUSES = [NOT_CLOSED, ("closed", "Any that is closed"), ("out", "Any but drafts"), *Status.choices]
LEVELS = [
    ("1", "Level 1: the force says so"),
    ("2", "Level 2: evidence read at the desk"),
    ("3", "Level 3: tested in fieldwork"),
    ("0", "Verified, level not recorded"),
]
VERIFIED = [("yes", "Yes, at any level"), *LEVELS, ("no", "No")]


class Listed:
    """What the filters offer from reference tables and people, asked for in one query."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(*all_listed())
            self.rows = sorted(cursor.fetchall())
        questions = dict(self.of("question"))  # the latest title of each
        self.choices: dict[str, Choices] = {
            "force": [("", "Any force"), *self.of("force")],
            "cycle": [("", "Any cycle"), *self.of("cycle")],
            "question": [("", "Any question"), *sorted(questions.items(), key=lambda item: item[1])],
            "lead": [("", "Anybody"), (OWN, "Me"), *self.of("lead")],
            "still_open_in": [("", "Any"), *self.of("cycle")],
        }

    def of(self, what: str) -> Iterator[tuple[str, str]]:
        """Return keys and words of one sort, in order."""
        return ((key, words) for sort, _, words, key in self.rows if sort == what)


@cache
def all_listed() -> tuple[str, tuple[Any, ...]]:
    """Return the query for all that is listed; it is the same for everybody, so it is put together once."""
    first_year = F("framework__cycle__first_year")
    together = listed("force", Force.objects.in_scope(), F("slug"), "name", Value(0)).union(
        listed("cycle", Cycle.objects.all(), F("slug"), "title", F("first_year")),
        listed("question", Question.objects.all(), F("slug"), "title", first_year),
        listed("lead", leads(), Cast("pk", CharField()), "name", Value(0)),
        all=True,
    )
    sql, parameters = together.query.sql_with_params()
    return sql, parameters


def listed(what: str, rows: Any, key: Any, words: str, order: Any) -> QuerySet[Any]:
    """Return rows as (what they are, their order, their words, their key)."""
    return (
        rows.order_by()
        .annotate(what=Value(what, CharField()), place=Cast(order, IntegerField()), key=key)
        .values_list("what", "place", words, "key")
    )


def leads() -> QuerySet[User]:
    """Return the people who lead on findings."""
    return User.objects.filter(Exists(Finding.objects.order_by().filter(lead=OuterRef("pk"))))


def yes(label: str, hint: str = "") -> forms.ChoiceField:
    """Return a filter that is on or is not."""
    return forms.ChoiceField(label=label, help_text=hint, choices=[("", "Any"), ("yes", "Yes")])


class ScopeFilter(FilterForm):
    """Which findings, and as at which day: what the register and the numbers are both filtered by."""

    force = forms.ChoiceField()
    cycle = forms.ChoiceField()
    question = forms.ChoiceField()
    kind = forms.ChoiceField(choices=[("", "Any kind"), *FindingKind.choices])
    region = forms.ChoiceField(choices=[("", "Any region"), *REGIONS.items()])
    nation = forms.ChoiceField(choices=[("", "England and Wales"), *NATIONS.items()])
    theme = forms.CharField(max_length=80, help_text="For example, stop-and-search")
    as_at = FilterDateField(label="As at", help_text="How things stood on that day. For example, 2018-03-22")
    known_on = FilterDateField(label="As known on", help_text="As far as was recorded by then. For example, 2018-03-22")

    def __init__(self, data: QueryDict, *, today: date) -> None:
        """Ask for what can be chosen; `today` is the last day that can be looked at."""
        super().__init__(data)
        self.today = today
        for name, choices in Listed().choices.items():
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days that are still to come."""
        super().clean()
        for name in ("as_at", "known_on"):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, f"{in_words(day)} is still to come; the latest day is {in_words(self.today)}")
        return self.cleaned_data


class NumbersFilter(ScopeFilter):
    """What is counted."""

    helper = FilterHelper(
        "as_at", "known_on", "force", "region", "nation", "cycle", "kind", "question", "theme",
        heading="Choose what is counted", submit="Count",
    )  # fmt: skip


class FindingFilter(ScopeFilter):
    """What the register is filtered by."""

    q = forms.CharField(label="Reference or words", max_length=100)
    status = forms.ChoiceField(choices=[("", "Any status"), *STATUSES])
    due = forms.ChoiceField(choices=[("", "Any due date"), *DUE])
    owner = forms.CharField(label="Owner: a post in the force", max_length=100)
    lead = forms.ChoiceField(label="Our lead")
    national = forms.CharField(
        label="National recommendation", max_length=20, help_text="Its reference, for example NAT-2017-01"
    )
    raised_year = forms.IntegerField(label="Year of publication", min_value=1900, max_value=2200)
    accelerated = yes("Accelerated", "Published before the inspection’s report")
    repeats = yes("Repeats an earlier finding")
    age = forms.ChoiceField(
        help_text="Since it was published", choices=[("", "Any age"), *((slug, band) for slug, band in BANDS.items())]
    )
    rag = forms.ChoiceField(label="RAG", choices=[("", "Any"), *((word, word.capitalize()) for word in RAG_WORDS)])
    stale = yes("Stale", "Nothing recorded for half a year")
    moved = yes("Due date moved")
    response = forms.ChoiceField(label="The force’s response", choices=[("", "Any"), *ForceResponse.choices])
    closed_within = forms.ChoiceField(
        label="Closed within",
        help_text="From publication",
        choices=[("", "Any time"), *((str(months), f"{months} months") for months in (12, 24, 36))],
    )
    closed_late = yes("Closed late", "After the original due date")
    ever_closed = yes("Ever closed", "Reopened ones too")
    reopened = yes("Reopened")
    verified = forms.ChoiceField(
        help_text="A manager agreed with the last word on it", choices=[("", "Any"), *VERIFIED]
    )
    still_open_in = forms.ChoiceField(
        label="Found still open in", help_text="An inspection of that cycle looked, and left it open"
    )

    helper = FilterHelper(
        "q", "force", "cycle", "question", "kind", "status", "due", "owner",
        More(
            "More filters",
            Fieldset("On a past day", Row("as_at", "known_on"), size="s"),
            Fieldset(
                "What, where and whose",
                Row("theme", "region", "nation", "lead", "national", "raised_year", "accelerated", "repeats"),
                size="s",
            ),
            Fieldset("Where it stands", Row("age", "rag", "stale", "moved", "response", "still_open_in"), size="s"),
            Fieldset(
                "How it ended",
                Row("closed_within", "closed_late", "ever_closed", "reopened", "verified"),
                size="s",
            ),
        ),
        heading="Filter findings",
    )  # fmt: skip
