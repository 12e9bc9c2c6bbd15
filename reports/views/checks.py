"""The factual accuracy check as it is read: drafts sent, one as it was sent, its comments, their files, its history."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core import clock
from core.attached import download
from core.dates import in_words
from core.lists import Column, ListPage, WorkedOut
from core.views import HistoryPage
from core.word_files import word_response
from core.words import moment
from reports import comment_lines, policies
from reports.document.files import draft_name
from reports.document.places import part_with, places
from reports.document.shape import Snapshot, from_text
from reports.models import AccuracyCheck, Comment, CommentFile, CommentState, Report
from reports.views.drafts import OfDraft

READ = "reports.read_checks"
COLOURS = {CommentState.OPEN: "yellow", CommentState.ACCEPTED: "green", CommentState.REJECTED: "grey", "": "grey"}


def standing(check: AccuracyCheck) -> str:
    """Return where a check is today, in words."""
    if check.is_closed:
        return "Closed"
    return "With the force" if check.takes_comments(clock.today()) else "Comments being decided"


class CheckList(OfDraft, ListPage):
    """The drafts of a report that were sent to its force."""

    inspection_part = "Factual accuracy"
    permission_required = READ
    template = "checks/list.html"
    caption = "Drafts sent to the force"
    default_sort = "number"
    empty = "No draft that you may read was sent."
    columns: ClassVar[list[Column]] = [
        Column("number", "Draft", lambda c: c.number, sort="number", text=lambda c: f"Draft {c.number}",
               link=lambda c: c.get_absolute_url()),
        Column("sent_at", "Sent", lambda c: c.sent_at, sort="sent_at", text=lambda c: moment(c.sent_at)),
        Column("last_day", "Comments until", lambda c: c.last_day, text=lambda c: in_words(c.last_day)),
        Column("state", "State", standing, sort="state"),
        Column("comments", "Comments", lambda c: c.open_count + c.accepted_count + c.rejected_count, numeric=True),
    ]  # fmt: skip

    @cached_property
    def report(self) -> Report:
        """Return the report, for those who read its drafts before they are sent, or of which one was sent."""
        user, reference = self.request.user, self.kwargs["reference"]
        if user.is_force_contact:
            sent = AccuracyCheck.objects.visible_to(user).filter(report__inspection__reference=reference)
            reports = Report.objects.filter(checks__in=sent).distinct()
        else:
            reports = Report.objects.visible_to(user)
        return get_object_or_404(reports.select_related("inspection__force"), inspection__reference=reference)

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what the page is called."""
        return f"Factual accuracy check of {self.report.inspection}"

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return the checks of the report."""
        return AccuracyCheck.objects.visible_to(self.request.user).filter(report=self.report).with_comment_counts()

    def context(self) -> dict[str, Any]:
        """Say whether this person may send the draft."""
        may = self.request.user.has_perm("reports.send_drafts")
        return {
            "inspection": self.report.inspection,
            "may_send": may and policies.runs_checks(self.request.user, self.report.inspection),
        }


class OfCheck(OfDraft, abstract=True):
    """A page about one draft that was sent."""

    permission_required = READ

    @cached_property
    def check(self) -> AccuracyCheck:
        """Return the check, or answer 404."""
        checks = AccuracyCheck.objects.visible_to(self.request.user)
        checks = checks.select_related("report__inspection__force", "report__inspection__cycle", "sent_by")
        return get_object_or_404(
            checks, report__inspection__reference=self.kwargs["reference"], number=self.kwargs["number"]
        )

    @cached_property
    def snapshot(self) -> Snapshot:
        """Return the draft as it was sent."""
        return from_text(self.check.snapshot)

    @property
    def check_file(self) -> str:
        """Return what a file of its comments is called."""
        return draft_name(f"comments-{self.kwargs['reference']}-draft-{self.check.number}")

    def to(self, page: str, *args: Any) -> str:
        """Return the address of another page of the check."""
        return reverse(f"reports:{page}", args=[self.kwargs["reference"], self.check.number, *args])

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the check."""
        found = [("Draft", self.check.get_absolute_url()), ("Comments", self.to("check-comments"))]
        if self.request.user.has_perm("accounts.read_history"):
            found.append(("History", self.to("check-history")))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in found]

    @cached_property
    def may_run(self) -> bool:
        """Say whether this person decides on comments, gives leave and closes the check."""
        user = self.request.user
        may = user.has_perm("reports.send_drafts") and not self.check.is_closed
        return may and policies.runs_checks(user, self.check.report.inspection)

    @cached_property
    def may_comment(self) -> bool:
        """Say whether this person may comment today."""
        return self.request.user.is_force_contact and self.check.takes_comments(clock.today())

    def frame(self) -> dict[str, Any]:
        """Return what every page of the check shows."""
        return {"check": self.check, "inspection": self.check.report.inspection, "standing": standing(self.check)}


class CheckPage(OfCheck):
    """The draft as it was sent, to the letter, with a way to comment by each paragraph."""

    inspection_part = "Factual accuracy"
    template = "checks/check.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        blocks = list(self.check.comments.values_list("block", "state"))
        return self.render(
            **self.frame(),
            tabs=self.tabs(),
            snapshot=self.snapshot,
            comment_href=self.comment_href if self.may_comment else None,
            comments=Counter(block for block, _ in blocks),
            left=sum(state == CommentState.OPEN for _, state in blocks),
            may_run=self.may_run,
        )

    def comment_href(self, name: str) -> str:
        """Return where a place of the draft is commented on."""
        return self.to("comment-new", name)


class CommentList(OfCheck, ListPage):
    """The table of all comments on a draft and of what was made of each, for the file."""

    inspection_part = "Factual accuracy"
    template = "checks/comments.html"
    formats = ("csv", "xlsx")
    caption = "Comments and what was made of each"
    default_sort = "number"
    page_size = 100
    empty = "There is no comment on this draft."
    columns: ClassVar[list[Column]] = [
        Column(
            "number", "No.", lambda c: c.pk, sort="pk", text=lambda c: f"Comment\u00a0{c.pk}", link=lambda c: c.href
        ),
        Column("where", "Where", lambda c: c.place.words),
        Column("passage", "Passage", lambda c: c.place.excerpt, in_table=False),
        Column("kind", "Kind", lambda c: c.kind, sort=("kind", "pk")),
        Column("comment", "Comment", lambda c: c.text),
        Column("files", "Files", lambda c: c.file_names, text=lambda c: str(len(c.files) or "")),
        Column("sent_by", "Sent", lambda c: c.made_by, sort=("made_at", "pk"), text=comment_lines.sent_in_words),
        Column("sent_at", "", lambda c: c.made_at, in_table=False),
        Column("late_by_leave", "", lambda c: c.is_late, in_table=False),
        Column("decision", "Decision", lambda c: c.decision, sort=("decision", "pk"), tag=lambda c: COLOURS[c.state]),
        Column("reason", "Reason", lambda c: c.reason),
        Column("decided_by", "", lambda c: c.decided_by, in_table=False),
        Column("decided_at", "", lambda c: c.decided_at, in_table=False),
    ]

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what page and file are called."""
        return f"Comments on {self.kwargs['reference']} draft {self.kwargs['number']}"

    def file_name(self, rows: Any) -> str:
        """Name the file as those of drafts are named."""
        return self.check_file

    def rows(self, filters: dict[str, Any]) -> WorkedOut[comment_lines.Line]:
        """Return the comments as this person may know them."""
        return WorkedOut(comment_lines.lines(self.check, self.snapshot, self.request.user))

    def context(self) -> dict[str, Any]:
        """Return what stands above the table."""
        return {**self.frame(), "tabs": self.tabs(), "may_run": self.may_run, "may_comment": self.may_comment}


class CommentsWord(OfCheck):
    """The same table as a Word file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it."""
        found = comment_lines.lines(self.check, self.snapshot, request.user)
        file = comment_lines.word_of(self.check, found, clock.now())
        return word_response(self.check_file, file)


class OfComment(OfCheck, abstract=True):
    """A page about one comment."""

    @cached_property
    def comment(self) -> Comment:
        """Return the comment, or answer 404."""
        found = self.check.comments.select_related("made_by", "decided_by").prefetch_related("files")
        comment = get_object_or_404(found, number=self.kwargs["comment"])
        comment.accuracy_check = self.check
        return comment

    def about_comment(self) -> dict[str, Any]:
        """Return the comment as this person may know it, and the part of the draft it is about."""
        return {
            **self.frame(),
            "line": comment_lines.line(self.comment, places(self.snapshot), self.request.user),
            "part": part_with(self.snapshot, self.comment.block),
            "snapshot": self.snapshot,
            "may_decide": self.may_run,
        }


class CommentPage(OfComment):
    """One comment beside its paragraph, its files, and what was made of it."""

    template = "checks/comment.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(**self.about_comment())


class DownloadFile(OfCheck):
    """A file sent with a comment, taken away and never shown in the browser."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send it to whoever may read the draft it is about."""
        files = CommentFile.objects.visible_to(request.user).filter(comment__accuracy_check=self.check)
        return download(get_object_or_404(files, pk=self.kwargs["pk"]))


class CheckHistory(HistoryPage, OfCheck):
    """Who sent the draft, gave leave and closed the check."""

    def record(self) -> AccuracyCheck:
        """Return the check."""
        return self.check


class CommentHistory(HistoryPage, OfComment):
    """What was made of a comment, and what was thought over."""

    def record(self) -> Comment:
        """Return the comment."""
        return self.comment

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the comment."""
        pages = [("Comment", self.comment.get_absolute_url()), ("History", self.request.path)]
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]
