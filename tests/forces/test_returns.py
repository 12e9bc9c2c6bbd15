"""A force's return from the first figure to the locked edition: who moves it, what is refused, what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import Role, User
from core.actions import Stale
from forces import answers
from forces.actions import corrections, reminders, returns, uploads
from forces.models import Return, ReturnReminder, SignOff, Upload, Value
from forces.returns import comparing
from tests import factories
from tests.forces.conftest import TODAY, Spring
from tests.forces.files import HEADINGS, as_xlsx

CELLS = {"numerator": "44472", "status": "supplied", "reason": "", "caveat": ""}


@pytest.fixture
def contact(spring: Spring) -> User:
    """Answer for Bedfordshire."""
    person: User = factories.UserFactory(role=Role.FORCE_CONTACT, email="bed@example.test")
    factories.ForceContactFactory(user=person, force=spring.bedfordshire)
    return person


def held(spring: Spring) -> Return:
    return Return.objects.get(collection=spring.collection, force=spring.bedfordshire)


def typed(spring: Spring, by: User, numerator: str = "44472", **more: Any) -> Upload:
    upload: Upload = corrections.correct(
        by=by,
        held=held(spring),
        measure=spring.crime,
        period=spring.period,
        cells={**CELLS, "numerator": numerator, **more},
        why="Typed in the office.",
        on=TODAY,
    )
    return uploads.confirm(by=by, upload=upload) if by == spring.administrator else upload


def signed(spring: Spring, contact: User) -> SignOff:
    """Walk the return to its signature."""
    typed(spring, spring.administrator)
    returns.accept(by=spring.administrator, held=held(spring), version=None, reason="No referrals are counted there.")
    return sign(spring, contact)


def sign(spring: Spring, contact: User) -> SignOff:
    figures = answers.signed(answers.answers_of(held(spring)))
    return returns.sign(
        by=contact,
        held=held(spring),
        digest=comparing.digest(figures),
        name="The contact",
        post="Head of performance",
        statement="Final.",
    )


def test_a_figure_typed_on_screen_is_in_force_once_confirmed_with_its_reason(spring: Spring) -> None:
    upload = typed(spring, spring.administrator)
    value = Value.objects.get(force=spring.bedfordshire, measure=spring.crime)
    assert (upload.state, upload.format, value.numerator, value.upload) == ("confirmed", "screen", 44472, upload)
    assert value.history.latest().history_change_reason == "Typed in the office."
    assert held(spring).state == "checked"


def test_a_figure_a_contact_types_waits_for_an_administrator(spring: Spring, contact: User) -> None:
    upload = typed(spring, contact)
    assert (upload.state, held(spring).state) == ("read", "submitted")
    assert not Value.objects.exists()
    uploads.confirm(by=spring.administrator, upload=upload)
    assert held(spring).state == "checked"


def test_a_figure_that_breaks_a_check_is_refused_by_its_field_and_nothing_is_kept(spring: Spring) -> None:
    with pytest.raises(ValidationError) as refusal:
        typed(spring, spring.administrator, numerator="-5")
    assert list(refusal.value.message_dict) == ["numerator"]
    assert not Upload.objects.exists()


def test_what_is_held_already_is_not_typed_again(spring: Spring) -> None:
    typed(spring, spring.administrator)
    with pytest.raises(ValidationError, match="held already"):
        typed(spring, spring.administrator)
    assert Upload.objects.count() == 1


def test_nobody_types_for_another_force(spring: Spring) -> None:
    other = factories.user(Role.FORCE_CONTACT)
    with pytest.raises(PermissionDenied):
        typed(spring, other)


def test_a_return_with_a_figure_missing_is_accepted_with_a_reason_only(spring: Spring) -> None:
    typed(spring, spring.administrator)
    with pytest.raises(ValidationError, match="without 1 figure"):
        returns.accept(by=spring.administrator, held=held(spring), version=None)
    returns.accept(by=spring.administrator, held=held(spring), version=None, reason="Not collected there.")
    assert held(spring).state == "accepted"
    assert held(spring).history.latest().history_change_reason == "Not collected there."


def test_a_return_of_which_nothing_came_is_not_accepted(spring: Spring) -> None:
    with pytest.raises(ValidationError, match="Nothing has come"):
        returns.accept(by=spring.administrator, held=held(spring), version=None, reason="None.")


def test_a_force_signs_the_figures_as_they_will_be_printed(spring: Spring, contact: User) -> None:
    made = signed(spring, contact)
    assert held(spring).state == "signed off"
    crime = next(one for one in made.figures if one["measure"] == "crime")
    # 44,472 ÷ 600,000 × 1,000 = 74.12, printed to one decimal
    assert (crime["numerator"], crime["denominator"], crime["shown"]) == (44472, 600_000, "74.1")


def test_a_signature_under_figures_that_changed_meanwhile_is_refused(spring: Spring, contact: User) -> None:
    typed(spring, spring.administrator)
    returns.accept(by=spring.administrator, held=held(spring), version=None, reason="Not collected there.")
    seen = comparing.digest(answers.signed(answers.answers_of(held(spring))))
    Value.objects.update(numerator=44548)
    with pytest.raises(ValidationError, match="changed after this page"):
        returns.sign(by=contact, held=held(spring), digest=seen, name="A", post="B", statement="C")
    assert held(spring).state == "accepted"
    assert not SignOff.objects.exists()


def test_only_the_force_itself_signs(spring: Spring, contact: User) -> None:
    typed(spring, spring.administrator)
    returns.accept(by=spring.administrator, held=held(spring), version=None, reason="Not collected there.")
    for person in (spring.administrator, factories.user(Role.FORCE_CONTACT)):
        with pytest.raises(PermissionDenied):
            sign(spring, person)


def test_a_signed_return_takes_no_figure_until_it_is_opened_again(spring: Spring, contact: User) -> None:
    signed(spring, contact)
    with pytest.raises(ValidationError, match="signed"):
        typed(spring, spring.administrator, numerator="44548")
    returns.revise(by=spring.administrator, held=held(spring), version=None, reason="May was miscounted.")
    typed(spring, spring.administrator, numerator="44548")
    assert (held(spring).state, held(spring).edition) == ("checked", 2)


def test_a_revision_is_signed_anew_and_lists_what_differs(spring: Spring, contact: User) -> None:
    first = signed(spring, contact)
    returns.lock_signed(by=spring.administrator, collection=spring.collection, forces=[spring.bedfordshire.pk])
    assert held(spring).state == "locked"
    returns.revise(by=spring.administrator, held=held(spring), version=None, reason="May was miscounted.")
    typed(spring, spring.administrator, numerator="44548")
    returns.accept(by=spring.administrator, held=held(spring), version=None, reason="Not collected there.")
    second = sign(spring, contact)
    # 44,548 ÷ 600,000 × 1,000 = 74.2467
    assert [(one.field, one.before, one.after) for one in comparing.differences(first.figures, second.figures)] == [
        ("numerator", 44472, 44548),
        ("printed", "74.1", "74.2"),
    ]
    assert (first.edition, second.edition) == (1, 2)


def test_only_signed_returns_are_locked(spring: Spring) -> None:
    typed(spring, spring.administrator)
    assert not returns.lock_signed(
        by=spring.administrator, collection=spring.collection, forces=[spring.bedfordshire.pk]
    )
    assert held(spring).state == "checked"


def test_an_extension_has_a_reason_and_ends_after_the_collection(spring: Spring) -> None:
    give: Any = {"by": spring.administrator, "held": held(spring), "version": None, "reason": "A new system."}
    with pytest.raises(ValidationError, match="after the collection closes"):
        returns.extend(due_on=date(2018, 6, 29), **give)
    returns.extend(due_on=date(2018, 7, 13), **give)
    assert held(spring).last_day == date(2018, 7, 13)
    assert not Return.objects.filter(force=spring.bedfordshire).late(date(2018, 7, 13)).exists()
    assert Return.objects.filter(force=spring.bedfordshire).late(date(2018, 7, 14)).exists()
    assert Return.objects.filter(force=spring.cambridgeshire).late(date(2018, 6, 30)).exists()


def test_a_force_with_longer_answers_after_the_collection_closed(spring: Spring, contact: User) -> None:
    late = date(2018, 7, 2)
    say: Any = {"by": contact, "measure": spring.crime, "period": spring.period, "cells": CELLS, "why": "Late."}
    with pytest.raises(ValidationError, match="does not take returns"):
        corrections.correct(held=held(spring), on=late, **say)
    returns.extend(
        by=spring.administrator, held=held(spring), version=None, due_on=date(2018, 7, 13), reason="A new system."
    )
    assert corrections.correct(held=held(spring), on=late, **say).state == "read"
    assert uploads.takes_returns(spring.collection, spring.bedfordshire, late)
    assert not uploads.takes_returns(spring.collection, spring.cambridgeshire, late)
    assert not uploads.takes_returns(spring.collection, None, late)


def test_a_stale_decision_is_told_apart(spring: Spring) -> None:
    typed(spring, spring.administrator)
    with pytest.raises(Stale):
        returns.accept(by=spring.administrator, held=held(spring), version=1, reason="Fine.")


def test_a_barred_administrator_decides_nothing(spring: Spring) -> None:
    typed(spring, spring.administrator)
    barred = factories.user(Role.ADMINISTRATOR)
    factories.BarFactory(user=barred, force=spring.bedfordshire)
    with pytest.raises(PermissionDenied):
        returns.accept(by=barred, held=held(spring), version=None, reason="Fine.")
    assert not returns.lock_signed(by=barred, collection=spring.collection, forces=[spring.bedfordshire.pk])


def test_forces_of_which_nothing_came_are_reminded_once_a_day(
    spring: Spring, contact: User, django_capture_on_commit_callbacks: Any
) -> None:
    send: Any = {"by": spring.administrator, "collection": spring.collection, "address": "http://here/"}
    with django_capture_on_commit_callbacks(execute=True):
        made = reminders.remind(on=TODAY, **send)
    # Cambridgeshire has no contact to write to
    assert [(one.held.force.code, one.addresses) for one in made] == [("BED", "bed@example.test")]
    assert [(letter.to, "29 June 2018" in letter.body) for letter in mail.outbox] == [(["bed@example.test"], True)]
    with pytest.raises(ValidationError, match="nobody to remind"):
        reminders.remind(on=TODAY, **send)
    assert reminders.remind(on=date(2018, 6, 2), **send)
    assert ReturnReminder.objects.count() == 2


def test_whoever_has_sent_something_is_not_reminded(spring: Spring, contact: User) -> None:
    typed(spring, contact)
    with pytest.raises(ValidationError, match="nobody to remind"):
        reminders.remind(by=spring.administrator, collection=spring.collection, on=TODAY, address="http://here/")


def test_a_template_sent_among_many_says_inside_whose_it_is(spring: Spring) -> None:
    about = {"Collection": "spring", "Template version": "1", "Force code": "BED"}
    row = ["BED", "crime", spring.period.slug, 44472]
    of_another = ["CAM", "crime", spring.period.slug, 61699]
    upload = spring.send(as_xlsx([row, of_another], HEADINGS[:4], about=about), name="a.xlsx")
    assert upload.force == spring.bedfordshire
    assert (upload.tally["added"], upload.tally["refused"]) == (1, 1)  # Cambridgeshire's row is not Bedfordshire's
    assert spring.send(spring.rows(("BED", "crime", 44472, ""))).force is None  # a CSV says nothing of itself


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: make test-postgres")
def test_a_signature_never_changes(spring: Spring, contact: User) -> None:
    from django.db import DatabaseError, transaction

    made = signed(spring, contact)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        SignOff.objects.filter(pk=made.pk).update(name="Somebody else")
