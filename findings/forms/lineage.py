"""The forms that link a finding to another, and take a link back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import Button, Form, Helper, Reveal
from findings.forms.life import reason_field
from findings.models import FindingKind, LineageKind
from findings.rules.threads import wrong_kinds

TYPED = "typed"
TAKE_BACK = "take-back"
WHO_READS = "Everybody who may read both findings reads this, the force too. Name no victim, suspect or officer."
# (kind, whether this finding is the later one) → the link in words; `this` is the finding's reference
RELATIONS = {
    (LineageKind.REPEATED, True): "{this} repeats the other",
    (LineageKind.ESCALATED, True): "The other was escalated to {this}",
    (LineageKind.DE_ESCALATED, True): "The other was de-escalated to {this}",
    (LineageKind.SUPERSEDED, True): "{this} takes the other’s place",
    (LineageKind.SPLIT, True): "The other was split, and {this} is one of its parts",
    (LineageKind.MERGED, True): "The other was merged into {this}",
    (LineageKind.REPEATED, False): "The other repeats {this}",
    (LineageKind.ESCALATED, False): "{this} was escalated to the other",
    (LineageKind.DE_ESCALATED, False): "{this} was de-escalated to the other",
    (LineageKind.SUPERSEDED, False): "The other takes the place of {this}",
    (LineageKind.SPLIT, False): "{this} was split, and the other is one of its parts",
    (LineageKind.MERGED, False): "{this} was merged into the other",
}


@dataclass(frozen=True)
class Relation:
    """What a person chose: the kind of the link, and whether their finding is the later one."""

    kind: LineageKind
    is_later: bool

    @property
    def key(self) -> str:
        """Return it as the form holds it."""
        return f"{self.kind}-{'later' if self.is_later else 'earlier'}"

    def makes_sense_for(self, kind: str) -> bool:
        """Say whether a finding of a kind may stand so to any other."""
        pairs = [(other, kind) if self.is_later else (kind, other) for other in FindingKind.values]
        return any(not wrong_kinds(self.kind, *pair) for pair in pairs)


KEYS = {Relation(*pair).key: Relation(*pair) for pair in RELATIONS}


def relations_of(finding: Any) -> list[tuple[str, Any]]:
    """Return what the finding may be to another, in words, by which of the two came first."""
    groups: list[tuple[str, Any]] = [("", "Choose how they are linked")]
    for heading, is_later in (("The other came first", True), (f"{finding.reference} came first", False)):
        within = [
            (relation.key, words.format(this=finding.reference))
            for (kind, later), words in RELATIONS.items()
            if later is is_later and (relation := Relation(kind, later)).makes_sense_for(finding.kind)
        ]
        groups.append((heading, within))
    return groups


class LinkForm(Form):
    """Which finding, how the two are linked, and why that is so.

    `others` are the keys of the findings to choose from, by reference; `likely` the few that read alike: reference,
    title and a hint.
    """

    other = forms.ChoiceField(
        label="Which finding is it linked to?",
        widget=forms.RadioSelect,
        help_text="Those that read most alike come first.",
        error_messages={"required": "Choose one of the findings that read alike, or give another’s reference"},
    )
    reference = forms.CharField(label="Its reference", max_length=30, required=False, help_text="Such as BED-2017-01")
    relation = forms.ChoiceField(
        label="How are they linked?", error_messages={"required": "Choose how the two findings are linked"}
    )
    reason = reason_field("Why do you say so?", WHO_READS)

    def __init__(
        self,
        *args: Any,
        finding: Any,
        others: Mapping[str, int],
        likely: Sequence[tuple[str, str, str]],
        cancel: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.finding, self.others = finding, others
        fields: Any = self.fields
        fields["relation"].choices = relations_of(finding)
        found = [(reference, f"{reference}: {title}") for reference, title, _ in likely]
        fields["other"].choices = [*found, (TYPED, "Another finding of the force")]
        hints = {reference: hint for reference, _, hint in likely}
        chooser: Any = Reveal("other", {TYPED: ["reference"]}, hints=hints)
        if not likely:
            del fields["other"]
            fields["reference"].label = "Reference of the finding it is linked to"
            chooser = "reference"
        self.helper = Helper(chooser, "relation", "reason", submit="Link the two", cancel=cancel)

    def clean(self) -> dict[str, Any]:
        """Find the finding that was chosen or typed."""
        cleaned = self.cleaned_data
        if "other" in self.errors or "reference" in self.errors:
            return cleaned
        chosen = cleaned.get("other", TYPED)
        typed = cleaned["reference"].strip().upper() if chosen == TYPED else chosen
        if not typed:
            self.add_error("reference", ValidationError("Enter the reference of the other finding"))
        elif typed == self.finding.reference:
            self.add_error("reference", ValidationError(f"{typed} is this finding: enter another’s reference"))
        elif typed not in self.others:
            words = f"There is no {typed} among the findings of {self.finding.force} that you may see"
            self.add_error("reference", ValidationError(words))
        else:
            cleaned["chosen"] = self.others[typed]
        return cleaned

    @property
    def chosen_relation(self) -> Relation:
        """Return how the two are linked."""
        return KEYS[self.cleaned_data["relation"]]


class TakeBackForm(Form):
    """Which of a finding's links was wrong, and why. `links` are keys with the link in words."""

    link = forms.TypedChoiceField(
        label="Which link is wrong?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the link to take back"},
    )
    reason = reason_field("Why is it wrong?", "The link goes from both findings. That it was there stays on file.")

    def __init__(self, *args: Any, links: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].choices = links  # type: ignore[attr-defined]
        button = Button("Take the link back", name="then", value=TAKE_BACK, variant="warning")
        self.helper = Helper("link", "reason", buttons=[button])
