"""What the values of the numbers' dimensions are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from findings.models import FindingKind, Status
from findings.rules.numbers import NONE


@dataclass(frozen=True)
class Words:
    """Names by dimension and value; a value without one is said as its slug reads."""

    names: dict[str, dict[str, str]]

    @classmethod
    def of(cls, filters: Any) -> Words:
        """Return the names that the filters of the page offer."""
        return cls(
            {
                "status": dict(Status.choices),
                "kind": dict(FindingKind.choices),
                "force": dict(filters.fields["force"].choices),
                "theme": {NONE: "None recorded"},
            }
        )

    def __call__(self, dimension: str, value: str) -> str:
        """Return a value's name."""
        said = value.replace("-", " ")
        return self.names.get(dimension, {}).get(value) or said[:1].upper() + said[1:]
