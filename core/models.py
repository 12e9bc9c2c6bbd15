"""What every record of the product has in common."""

from __future__ import annotations

from typing import Any

from django.db import models


class Record(models.Model):
    """A record people edit: its version lets a stale form be told from a fresh one."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def known(field: str, choices: type[models.TextChoices], name: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return the constraint that holds a choice field to its choices."""
    values: list[Any] = list(choices.values)
    if blank:
        values.append("")
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=name,
        violation_error_message=f"{field.replace('_', ' ').capitalize()} is not one of the known ones.",
    )
