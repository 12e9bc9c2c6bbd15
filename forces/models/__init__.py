"""Forces and their data."""

from forces.models.collections import (
    Collection,
    CollectionCheck,
    CollectionItem,
    CollectionKind,
    Return,
    ReturnReminder,
    ReturnState,
    SignOff,
)
from forces.models.forces import Cycle, Force, ForceAlias, Population, PopulationVintage, Region, Release
from forces.models.frozen import FrozenFigure, FrozenLine
from forces.models.measures import Denominator, Direction, Measure, Period, PeriodKind, SeriesBreak
from forces.models.people import Bar, ForceContact
from forces.models.queries import MessageKind, Query, QueryMessage, QueryState
from forces.models.uploads import Mapping, MappingTarget, Outcome, StagedRow, Upload, UploadState
from forces.models.values import DataNote, NoteKind, PublishedFigure, Status, Value, Vintage

__all__ = [
    "Bar",
    "Collection",
    "CollectionCheck",
    "CollectionItem",
    "CollectionKind",
    "Cycle",
    "DataNote",
    "Denominator",
    "Direction",
    "Force",
    "ForceAlias",
    "ForceContact",
    "FrozenFigure",
    "FrozenLine",
    "Mapping",
    "MappingTarget",
    "Measure",
    "MessageKind",
    "NoteKind",
    "Outcome",
    "Period",
    "PeriodKind",
    "Population",
    "PopulationVintage",
    "PublishedFigure",
    "Query",
    "QueryMessage",
    "QueryState",
    "Region",
    "Release",
    "Return",
    "ReturnReminder",
    "ReturnState",
    "SeriesBreak",
    "SignOff",
    "StagedRow",
    "Status",
    "Upload",
    "UploadState",
    "Value",
    "Vintage",
]
