"""Forces and their data."""

from forces.models.collections import Collection, CollectionItem, Return, ReturnState
from forces.models.forces import Cycle, Force, Population, Region
from forces.models.measures import (
    DataNote,
    Denominator,
    Direction,
    Measure,
    NoteKind,
    Period,
    PeriodKind,
    PublishedFigure,
    Status,
    Value,
)
from forces.models.people import Bar, ForceContact
from forces.models.uploads import Outcome, StagedRow, Upload, UploadState

__all__ = [
    "Bar",
    "Collection",
    "CollectionItem",
    "Cycle",
    "DataNote",
    "Denominator",
    "Direction",
    "Force",
    "ForceContact",
    "Measure",
    "NoteKind",
    "Outcome",
    "Period",
    "PeriodKind",
    "Population",
    "PublishedFigure",
    "Region",
    "Return",
    "ReturnState",
    "StagedRow",
    "Status",
    "Upload",
    "UploadState",
    "Value",
]
