"""Secrets kept in the database: sealed with a key from the environment, matched by a keyed hash.

`PEEL_SEALING_KEYS` holds one key or several, comma separated: the first seals, all open, so that a key can be replaced
without a day on which nothing opens. cryptography's MultiFernet does the work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """None of the keys opens it."""


def _keys() -> list[bytes]:
    """Return each key as Fernet takes it: 32 bytes made of whatever text was given."""
    texts = [text.strip() for text in settings.SEALING_KEYS.split(",") if text.strip()]
    return [base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for text in texts]


def seal(text: str) -> bytes:
    """Return a text sealed with the first key; sealing it twice gives two different results."""
    return MultiFernet([Fernet(key) for key in _keys()]).encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """Return a sealed text; raise `CannotOpen` when no key fits."""
    try:
        return MultiFernet([Fernet(key) for key in _keys()]).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise CannotOpen("No key in PEEL_SEALING_KEYS opens this.") from None


def digest(text: str) -> str:
    """Return a hash (64 hex characters) that only a holder of the last, oldest key can make; one text has one hash.

    The oldest key makes it, so that adding a newer one in front does not change it.
    """
    return hmac.new(_keys()[-1], text.encode(), hashlib.sha256).hexdigest()
