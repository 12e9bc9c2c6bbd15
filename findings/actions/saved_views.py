"""Filters of the register that a person keeps under a name."""

from __future__ import annotations

from typing import Any

from core.actions import action
from core.actions import save as save_record
from findings.models import SavedView


@action("accounts.use_product")
def save(*, by: Any, name: str, query: str) -> SavedView:
    """Keep a filter under a name of one's own."""
    return save_record(SavedView(owner=by, name=name, query=query))


@action("accounts.use_product")
def remove(*, by: Any, view: SavedView) -> None:
    """Forget one of one's own views."""
    SavedView.of(by).filter(pk=view.pk).delete()
