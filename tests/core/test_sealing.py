"""Secrets in the database: sealed, opened, matched, and a key replaced without losing any."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from core import sealing


def test_what_is_sealed_opens_again_and_never_reads_as_itself() -> None:
    sealed = sealing.seal("42/12345/17")
    assert sealing.unseal(sealed) == "42/12345/17"
    assert b"42/12345/17" not in sealed
    assert sealing.seal("42/12345/17") != sealed


def test_a_new_key_in_front_opens_what_the_old_one_sealed(settings: LazySettings) -> None:
    settings.SEALING_KEYS = "old"
    sealed, digest = sealing.seal("42/12345/17"), sealing.digest("42/12345/17")
    settings.SEALING_KEYS = "new,old"
    assert sealing.unseal(sealed) == "42/12345/17"
    assert sealing.digest("42/12345/17") == digest
    settings.SEALING_KEYS = "new"
    with pytest.raises(sealing.CannotOpen, match="PEEL_SEALING_KEYS"):
        sealing.unseal(sealed)


def test_the_hash_is_the_same_for_the_same_text_and_needs_the_key(settings: LazySettings) -> None:
    first = sealing.digest("42/12345/17")
    assert (first, len(first)) == (sealing.digest("42/12345/17"), 64)
    settings.SEALING_KEYS = "another"
    assert sealing.digest("42/12345/17") != first
