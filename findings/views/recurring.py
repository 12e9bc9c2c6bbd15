"""Issues that come back: threads by how many cycles they have lived, and themes by how often they were raised."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from core.lists import Column, ListPage, WorkedOut
from findings import recurring
from findings.forms.recurring import RecurringFilter, ThemeFilter, theme_words
from findings.recurring import Again, Issue
from findings.selection import NO_THEME
from findings.views.sections import InFindings


def in_register(again: Again) -> str:
    """Return the register's list of the findings a theme counts, where it counts them."""
    asked = {"theme": again.theme or NO_THEME, "status": "out", "force": again.force, "region": again.region}
    return f"{reverse('findings:list')}?{urlencode({name: value for name, value in asked.items() if value})}"


def in_it(issue: Issue) -> str:
    """Return how many findings a thread has, and which where there are several."""
    return f"{issue.size}: {', '.join(issue.references)}" if issue.size > 1 else "1"


class Recurring(InFindings, ListPage, abstract=True):
    """A list of what comes back, with what it counts in words; beside it stands the other list."""

    permission_required = "findings.read_findings"
    template = "findings/recurring.html"
    counted: ClassVar[list[str]]
    other: ClassVar[str]
    other_title: ClassVar[str]

    def context(self) -> dict[str, Any]:
        """Return the address of the other list, with the filter as far as both have it."""
        query = self.request.GET.copy()
        for name in ("at_least", "sort", "page", "format"):
            query.pop(name, None)
        kept = f"?{query.urlencode()}" if query else ""
        return {"other_href": reverse(self.other) + kept}

    def asked(self, filters: dict[str, Any], fewest: int) -> dict[str, Any]:
        """Return what the filter asks for."""
        at_least = int(filters["at_least"] or fewest)
        return {"at_least": at_least, **{name: filters[name] for name in ("force", "region", "theme")}}


class RecurringThreads(Recurring):
    """Threads of findings by how many cycles they have lived."""

    title = "Recurring issues"
    caption = "Threads of findings by the cycles they have lived"
    default_sort = "-cycles"
    filter_class = RecurringFilter
    empty = "No thread has lived so many cycles."
    other = "findings:recurring-themes"
    other_title = "Themes that were raised in several cycles"
    counted = [
        "A thread is the findings of one force that are linked: repeated, escalated, split and so on. A finding that "
        "is linked to none is a thread by itself.",
        "It has lived from the cycle that first raised it to the cycle that closed its last finding; while one is "
        "open, to the latest cycle with a published inspection of the force. Every cycle between counts, also one that "
        "found nothing about it. Drafts do not count until they are published.",
    ]
    columns: ClassVar[list[Column]] = [
        Column("latest", "Latest finding", lambda i: i.references[-1], sort="references", link=lambda i: i.href),
        Column("title", "Title", lambda i: i.title, sort="title"),
        Column("force", "Force", lambda i: i.force, sort=("force", "first_year")),
        Column("theme", "Theme", lambda i: i.theme, text=lambda i: theme_words(i.theme), sort=("theme", "force")),
        Column("findings", "Findings in it", lambda i: " ".join(i.references), text=in_it, sort="size"),
        Column("first", "First raised", lambda i: i.first, sort=("first_year", "last_year")),
        Column("last", "Lived to", lambda i: i.last, sort=("last_year", "first_year")),
        Column("cycles", "Cycles", lambda i: i.lived, sort="lived", numeric=True),
        Column(
            "now",
            "Now",
            lambda i: "open" if i.is_open else "closed",
            text=lambda i: "Open" if i.is_open else "Closed",
            tag=lambda i: "blue" if i.is_open else "grey",
            sort=("is_open", "lived"),
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> WorkedOut[Issue]:
        """Return the threads that have lived long enough."""
        return WorkedOut(recurring.issues(self.request.user, **self.asked(filters, recurring.FEWEST)))


class RecurringThemes(Recurring):
    """Themes by how many cycles raised findings about them, nationally or in the forces asked for."""

    title = "Recurring themes"
    caption = "Themes by the cycles that raised findings about them"
    default_sort = "-count"
    filter_class = ThemeFilter
    empty = "No theme was raised in so many cycles."
    other = "findings:recurring"
    other_title = "Threads that have lived several cycles"
    counted = [
        "A theme is the question a finding stands under, or what its source calls it. A cycle counts for a theme when "
        "a finding about it was raised in it, in whichever force; a cycle without one does not, and neither do drafts.",
        "The last two columns count the forces in which findings about the theme were raised in two, and in three, "
        "cycles or more, linked to one another or not.",
    ]
    columns: ClassVar[list[Column]] = [
        Column("theme", "Theme", lambda t: t.theme, text=lambda t: theme_words(t.theme), sort="theme"),
        Column("cycles", "Raised in", lambda t: " ".join(t.cycles), text=lambda t: ", ".join(t.cycles)),
        Column("count", "Cycles", lambda t: t.count, sort=("count", "findings"), numeric=True),
        Column("findings", "Findings", lambda t: t.findings, sort="findings", link=in_register, numeric=True),
        Column("forces", "Forces", lambda t: t.forces, sort=("forces", "findings"), numeric=True),
        Column("in_2", "Forces told in 2 or more cycles", lambda t: t.in_two, sort=("in_two", "count"), numeric=True),
        Column(
            "in_3", "Forces told in 3 or more cycles", lambda t: t.in_three, sort=("in_three", "count"), numeric=True
        ),
    ]

    def rows(self, filters: dict[str, Any]) -> WorkedOut[Again]:
        """Return the themes that were raised often enough."""
        return WorkedOut(recurring.again(self.request.user, **self.asked(filters, 1)))
