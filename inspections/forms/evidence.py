"""Forms of evidence: the filter of its list, an item whole, an item caught on a phone, its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from core.forms import AttachmentsField, DateField, Field, Fieldset, FilterForm, FilterHelper, Form, Helper, Reveal
from inspections.actions.evidence import About, Said
from inspections.forms.identifiers import KeepBox, Scanned
from inspections.models import (
    EvidenceItem,
    EvidenceKind,
    EvidenceState,
    Exercise,
    Inspection,
    Marking,
    Question,
    Weight,
)
from inspections.rules.evidence import title_of

ANY = ("", "---------")
NO_QUESTION = "none"
LONGEST = 10_000
Offered = Sequence[tuple[int, str, str, int | None, int | None, str | None]]


class EvidenceFilter(FilterForm):
    """Items on a question, of a kind, weight or marking, by somebody, with words in them."""

    question = forms.ChoiceField()
    kind = forms.ChoiceField(choices=[ANY, *EvidenceKind.choices])
    weight = forms.ChoiceField(choices=[ANY, *Weight.choices])
    marking = forms.ChoiceField(choices=[ANY, *Marking.choices])
    state = forms.ChoiceField(choices=[ANY, *EvidenceState.choices])
    who = forms.ChoiceField(label="Recorded by")
    q = forms.CharField(label="Words in it")

    helper = FilterHelper(
        "question", "kind", "weight", "marking", "state", "who", "q", heading="Filter evidence", open=False
    )

    def __init__(self, data: QueryDict, *, inspection: Inspection, **options: Any) -> None:
        super().__init__(data, **options)
        people = inspection.evidence.order_by("captured_by__name").values_list("captured_by", "captured_by__name")
        offers: dict[str, Any] = {"question": [*about_choices(offered(inspection)), (NO_QUESTION, "No question yet")]}
        offers["who"] = [(str(key), name) for key, name in people.distinct()]
        for name, choices in offers.items():
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]


def offered(inspection: Inspection) -> Offered:
    """Return the questions of an inspection's framework, each with each of its parts, in one query."""
    rows = Question.objects.filter(framework=inspection.framework_id).order_by("number", "diagnostics__number")
    parts = ("diagnostics", "diagnostics__number", "diagnostics__title")
    return list(rows.values_list("pk", "slug", "title", *parts))


def about_choices(rows: Offered) -> list[tuple[str, str]]:
    """Return questions and their parts as an address names them: "investigation", and its part "investigation.2"."""
    found: dict[str, str] = {}
    for _pk, slug, title, part, number, part_title in rows:
        found[slug] = title
        if part:
            found[f"{slug}.{number}"] = f"– part {number}: {part_title}"
    return list(found.items())


def name_of(about: About) -> str:
    """Return the name of the field that holds the weight on a question, or on a part of it."""
    question, part = about
    return f"about-{question}-{part}" if part else f"about-{question}"


class ItemForm(Scanned, Form):
    """An item of evidence: what, where from, and how much it says of each question and part."""

    scanned = ("title", "text", "source")

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="What kind of evidence is it?", choices=EvidenceKind.choices, widget=forms.RadioSelect
    )
    exercise = forms.ModelChoiceField(
        Exercise.objects.none(), label="File review", to_field_name="reference", required=False,
        help_text="Its results stay on its own page.",
    )  # fmt: skip
    title = forms.CharField(max_length=150)
    text = forms.CharField(
        label="What was seen, heard or read", widget=forms.Textarea(attrs={"rows": 8}), required=False,
        max_length=LONGEST, help_text="Name nobody, and write nothing else that tells who somebody is.",
    )  # fmt: skip
    source = forms.CharField(
        label="Source", max_length=300, required=False,
        help_text="A post or a document, never a name: for example, head of investigations",
    )  # fmt: skip
    dated_on = DateField(label="Date of the evidence")
    marking = forms.ChoiceField(
        choices=Marking.choices, initial=Marking.OFFICIAL, widget=forms.RadioSelect,
        help_text="The marking of what it says. Its files are taken away under the same marking.",
    )  # fmt: skip
    files = AttachmentsField()

    def __init__(self, *args: Any, inspection: Inspection, item: EvidenceItem | None = None, cancel: str, **kw: Any):
        super().__init__(*args, **kw)
        self.abouts: dict[str, About] = {}
        self.fields["exercise"].queryset = inspection.exercises.all()  # type: ignore[attr-defined]
        self.helper = Helper(
            "version",
            "key",
            Reveal("kind", {EvidenceKind.FILE_REVIEW: ["exercise"]}),
            "title",
            "text",
            "source",
            "dated_on",
            "marking",
            *self.questions(offered(inspection)),
            "files",
            KeepBox(),
            submit="Save the changes" if item else "Record the evidence",
            cancel=cancel,
        )

    def questions(self, rows: Offered) -> list[Fieldset]:
        """Add a field for each question and each part, and return them as they are laid out."""
        if not rows:
            return []
        for pk, _slug, title, part, number, part_title in rows:
            self.add_about((pk, None), title)
            if part:
                self.add_about((pk, part), f"Part {number}: {part_title}")
        hint = "Give a weight where it says something. Leave the others."
        return [Fieldset("What it speaks to", *self.abouts, hint=hint)]

    def add_about(self, about: About, label: str) -> None:
        """Add the field of a question or part, once."""
        name = name_of(about)
        if name not in self.abouts:
            self.abouts[name] = about
            choices = [("", "Says nothing of it"), *Weight.choices]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def said(self) -> Said:
        """Return what was typed as the action takes it; a file review goes where the kind is another."""
        told = {name: self.cleaned_data[name] for name in Said.__dataclass_fields__ if name != "links"}
        if told["kind"] != EvidenceKind.FILE_REVIEW:
            told["exercise"] = None
        links = {about: self.cleaned_data[name] for name, about in self.abouts.items() if self.cleaned_data[name]}
        return Said(**told, links=links)


def initial_of(item: EvidenceItem) -> dict[str, Any]:
    """Return what the form of an item begins with."""
    names = ("version", "kind", "title", "text", "source", "dated_on", "marking")
    weights = {name_of((one.question_id, one.diagnostic_id)): one.weight for one in item.links.order_by()}
    exercise = item.exercise.reference if item.exercise else None
    return {**{name: getattr(item, name) for name in names}, **weights, "exercise": exercise}


def initial_of_new(on: date, about: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form of a new item begins with: its key, made once with the form, and today."""
    return {"key": uuid4(), "dated_on": on, "marking": Marking.OFFICIAL, **about}


class CaptureForm(Scanned, Form):
    """An item caught on a phone: one box, a question, a kind, a photograph. The rest can be added later."""

    scanned = ("text",)

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="What did you see, hear or read?", widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST,
        help_text="The first line is its title. Name nobody.",
        error_messages={"required": "Write what you saw, heard or read"},
    )  # fmt: skip
    kind = forms.ChoiceField(choices=EvidenceKind.choices, initial=EvidenceKind.INTERVIEW)
    question = forms.ChoiceField(required=False)
    weight = forms.ChoiceField(
        label="How much does it say of the question?", choices=Weight.choices, initial=Weight.INDICATIVE, required=False
    )
    marking = forms.ChoiceField(choices=Marking.choices, initial=Marking.OFFICIAL, widget=forms.RadioSelect)
    photo = AttachmentsField(
        label="Photograph (optional)", help_text="Of a document or a place, of no person. Up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip

    def __init__(self, *args: Any, inspection: Inspection, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Question.objects.filter(framework=inspection.framework_id).order_by("number")
        rows = list(questions.values_list("pk", "slug", "title"))
        self.questions = {slug: pk for pk, slug, _ in rows}
        choices = [("", "Not decided yet"), *((slug, title) for _, slug, title in rows)]
        self.fields["question"].choices = choices  # type: ignore[attr-defined]
        self.helper = Helper(
            "key",
            "text",
            "kind",
            "question",
            "weight",
            Field("marking", classes="govuk-radios--inline govuk-radios--small"),
            Field("photo", javascript=False),
            KeepBox(),
            submit="Save",
            cancel=cancel,
            tag=False,
        )

    def said(self, on: date) -> Said:
        """Return what was typed as the action takes it."""
        told = self.cleaned_data
        weight = told["weight"] or Weight.INDICATIVE
        links: dict[About, str] = {(self.questions[told["question"]], None): weight} if told["question"] else {}
        return Said(
            title=title_of(told["text"]),
            text=told["text"],
            kind=told["kind"],
            source="",
            dated_on=on,
            marking=told["marking"],
            exercise=None,
            links=links,
        )


class WithdrawForm(Scanned, Form):
    """Why an item counts no more."""

    scanned = ("reason",)

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="It stays with the item. Name nobody.",
    )  # fmt: skip

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper("version", "reason", KeepBox(), submit="Withdraw the item", cancel=cancel)
