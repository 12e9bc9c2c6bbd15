"""The committee papers of the demonstration."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from accounts.models import User
from findings.actions import papers
from findings.models import Paper, PaperComment
from findings.papers.gathering import content_shown
from findings.rules.papers import digest
from reports.demonstration import load

pytestmark = pytest.mark.django_db
People = dict[str, User]


def test_bedfordshire_has_an_issued_paper_of_march_and_a_draft_of_june(people: People) -> None:
    first, second = Paper.objects.order_by("reference")
    assert (first.state, first.as_at, first.subject) == ("issued", date(2018, 3, 31), "bedfordshire")
    assert (second.state, second.as_at, second.subject) == ("draft", date(2018, 6, 1), "bedfordshire")
    assert digest(first.content) == first.sha256
    # nine of 2016 still open, fourteen of 2017; the one of 2015 closed in 2017
    years = Counter(row["reference"][:8] for row in first.content["rows"])
    assert (years["BED-2015"], years["BED-2016"], years["BED-2017"]) == (0, 9, 14)
    assert first.content["totals"]["closed"] == 0
    assert content_shown(second)["follows"]["reference"] == "PAPER-2018-01"


def test_every_comment_says_that_it_is_made_up(people: People) -> None:
    texts = list(PaperComment.objects.values_list("text", flat=True))
    assert len(texts) == 6
    assert all(text.startswith("Illustrative:") for text in texts)


def test_a_draft_that_was_withdrawn_does_not_come_back(people: People) -> None:
    second = Paper.objects.get(state="draft")
    papers.withdraw(by=people["manager"], paper=second, version=None, reason="Not wanted.")
    load.load()
    assert list(Paper.objects.values_list("reference", flat=True)) == ["PAPER-2018-01"]
