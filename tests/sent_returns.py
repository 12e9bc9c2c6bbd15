"""Forms about forces' returns, filled in rightly, for tests/test_queries.py: who sends what where."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forces import answers
from forces.models import Return, UploadState
from forces.returns import comparing
from tests.world import World

Sent = tuple[str, str, dict[str, Any]]
HOME = "/collections/spring-2018/first/"


def in_state(state: str) -> Return:
    """Return the first force's return, in a state; nothing waits any more."""
    Return.objects.filter(collection__slug="spring-2018").update(state=state)
    held = Return.objects.get(collection__slug="spring-2018", force__slug="first")
    held.collection.uploads.filter(state=UploadState.READ).update(state=UploadState.WITHDRAWN)
    return held


def correction(world: World) -> Sent:
    """One figure typed by an administrator, which is in force at once."""
    in_state("checked")
    data = {"numerator": "41", "status": "supplied", "reason": "", "caveat": "", "why": "Miscounted May."}
    return "administrator", f"{HOME}recorded-crime/year-to-2017-12/", data


def acceptance(world: World) -> Sent:
    """A checked return taken as it stands."""
    return "administrator", f"{HOME}accept/", {"version": in_state("checked").version, "reason": ""}


def signature(world: World) -> Sent:
    """The contact's name under the final figures."""
    held = in_state("accepted")
    digest = comparing.digest(answers.signed(answers.answers_of(held)))
    words = {"name": "The contact", "post": "Head of performance", "statement": "These are final."}
    return "contact of first", f"{HOME}sign/", {"digest": digest, **words, "is_sure": "on"}


def locked(world: World) -> Sent:
    """One signed return locked."""
    in_state("signed off")
    return "administrator", f"{HOME}lock/", {}


def locked_together(world: World) -> Sent:
    """All signed returns locked."""
    in_state("signed off")
    return "administrator", "/collections/spring-2018/lock/", {"returns": ["first", "second"]}


def revision(world: World) -> Sent:
    """A signed return opened again."""
    return "administrator", f"{HOME}revise/", {"version": in_state("locked").version, "reason": "A wrong month."}


def extension(world: World) -> Sent:
    """A force given longer."""
    data = {"due_on-day": "31", "due_on-month": "8", "due_on-year": "2018", "reason": "Its system is being replaced."}
    return "administrator", f"{HOME}extend/", {"version": in_state("not started").version, **data}


def reminders(world: World) -> Sent:
    """Every force reminded."""
    in_state("not started")
    return "administrator", "/collections/spring-2018/remind/", {}


def many_files(world: World) -> Sent:
    """A file among many."""
    content = b"Force code,Measure,Period,Numerator\nFIR,recorded-crime,year-to-2017-12,50\n"
    return "administrator", "/collections/spring-2018/upload-many/", {"files": SimpleUploadedFile("a.csv", content)}


RETURNS = [
    correction,
    acceptance,
    signature,
    locked,
    locked_together,
    revision,
    extension,
    reminders,
    many_files,
]
