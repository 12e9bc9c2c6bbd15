"""The form for one crime file: sections by theme, a question with its guidance, then the rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.template import engines
from markupsafe import Markup

from core.forms import Field, Form, Helper, Html
from inspections.forms.identifiers import KeepBox, Scanned
from inspections.models import AnswerValue, Criterion, Draft, Rating, Theme
from inspections.rules.file_reviews import Given, asked, gaps

LABELS = {str(value): str(label) for value, label in AnswerValue.choices}
KEYS = list(enumerate(LABELS, start=1))  # the key on the keyboard that gives each answer, whatever a question offers
LONGEST_NOTE = 4000
MARK, DRAFT = "mark", "draft"


# One field serves every question of every form: fields hold no values, and making fifty takes as long as drawing them.
ANSWER = forms.ChoiceField(choices=AnswerValue.choices, required=False)
NOTE = forms.CharField(required=False, max_length=LONGEST_NOTE)


def macro(name: str) -> Any:
    """Return a macro of the form's own template: 25 questions are drawn by one call each."""
    return getattr(engines["jinja2"].env.get_template("file_reviews/questions.html").module, name)


@dataclass(frozen=True)
class Section:
    """A theme with its questions and their numbers on the form."""

    theme: Theme
    questions: list[tuple[int, Criterion]]

    @property
    def id(self) -> str:
        """Return where on the page it begins."""
        return f"section-{self.theme.number}"


def sections_of(criteria: Sequence[Criterion]) -> list[Section]:
    """Return the criteria by theme, numbered right through."""
    sections: list[Section] = []
    for number, criterion in enumerate(criteria, start=1):
        if not sections or sections[-1].theme.pk != criterion.theme_id:
            sections.append(Section(criterion.theme, []))
        sections[-1].questions.append((number, criterion))
    return sections


class Questions(LayoutObject):
    """A section of the form."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.fields = [name for _, criterion in section.questions for name in names(criterion)]

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> Markup:
        """Draw its heading and its questions."""
        shown = [form.shown(number, criterion) for number, criterion in self.section.questions]
        form.rendered_fields.update(self.fields)
        counts = (form.answered(self.section), form.asked_in(self.section))
        drawn: Markup = macro("section")(self.section, shown, *counts)
        return drawn


def names(criterion: Criterion) -> tuple[str, str]:
    """Return the names of a question's two fields."""
    return f"answer-{criterion.pk}", f"note-{criterion.pk}"


class FileForm(Scanned, Form):
    """What a reviewer puts down about a file. A draft may have gaps; marking may not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    # the page's own mark, set by its script: a draft that was saved and never answered is known again by it
    tab = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    then = forms.ChoiceField(choices=[(MARK, "Save and next file"), (DRAFT, "Save draft")])
    rating = forms.ChoiceField(label="Overall, this file is", widget=forms.RadioSelect, required=False)
    rating_reason = forms.CharField(
        label="Reason for the rating",
        widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST_NOTE,
        help_text="What weighed most. No names of victims or suspects.",
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: Sequence[Criterion], ratings: Sequence[Rating], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.sections = sections_of(criteria)
        self.ratings = {str(rating.pk): rating for rating in ratings}
        self.fields["rating"].choices = [(key, rating.label) for key, rating in self.ratings.items()]  # type: ignore[attr-defined]
        for criterion in criteria:
            answer, note = names(criterion)
            self.fields[answer], self.fields[note] = ANSWER, NOTE
        self.helper = Helper(
            *map(Questions, self.sections),
            Html(Markup('<h2 class="govuk-heading-m" id="section-rating">Overall rating</h2>')),
            Field("rating", classes="govuk-radios--small"),
            "rating_reason",
            KeepBox(),
            "version",
            "tab",
            tag=False,
        )

    def clean(self) -> dict[str, Any]:
        """When the file is to be marked, name every gap by its field."""
        if self.cleaned_data.get("then") == MARK:
            data = self.cleaned_data
            questions = [criterion.as_question for criterion in self.criteria]
            for gap in gaps(questions, self.given, self.chosen_rating, data.get("rating_reason", "")):
                name = gap.part if gap.criterion is None else f"{gap.part}-{gap.criterion}"
                if name not in self.errors:
                    self.add_error(name, gap.message)
            self.warn()
        return self.cleaned_data

    def scanned_fields(self) -> list[str]:
        """Return every note that goes with the file, and the reason for the rating."""
        return [*(names(criterion)[1] for criterion in self.criteria), "rating_reason"]

    @property
    def given(self) -> dict[int, Given]:
        """Return what was answered, by criterion; untouched questions left out."""
        found = {}
        for criterion in self.criteria:
            given = Given(*(self.cleaned_data.get(name, "") for name in names(criterion)))
            if any(given):
                found[criterion.pk] = given
        return found

    @property
    def chosen_rating(self) -> Rating | None:
        """Return the chosen rating."""
        return self.ratings.get(self.cleaned_data.get("rating", ""))

    @property
    def content(self) -> dict[str, Any]:
        """Return what a draft keeps."""
        return {
            "answers": {str(key): list(given) for key, given in self.given.items()},
            "rating": self.chosen_rating.pk if self.chosen_rating else None,
            "rating_reason": self.cleaned_data.get("rating_reason", ""),
            "tab": self.cleaned_data.get("tab", ""),
        }

    def typed(self, name: str) -> str:
        """Return what a field shows now."""
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return str(value or "")

    @cached_property
    def asked(self) -> set[int]:
        """Return the questions that what is answered now calls for."""
        given = {criterion.pk: Given(self.typed(names(criterion)[0]), "") for criterion in self.criteria}
        return {question.key for question in asked([criterion.as_question for criterion in self.criteria], given)}

    def answered(self, section: Section) -> int:
        """Return how many questions of a section are asked and have an answer."""
        here = [criterion for _, criterion in section.questions if criterion.pk in self.asked]
        return sum(bool(self.typed(names(criterion)[0])) for criterion in here)

    def asked_in(self, section: Section) -> int:
        """Return how many questions of a section are asked."""
        return sum(criterion.pk in self.asked for _, criterion in section.questions)

    def shown(self, number: int, criterion: Criterion) -> dict[str, Any]:
        """Return what the macro draws of one question."""
        answer, note = names(criterion)
        return {
            "number": number,
            "criterion": criterion,
            "answers": [(key, value, LABELS[value]) for key, value in KEYS if value in criterion.offered],
            "condition": self.condition(criterion),
            "value": self.typed(answer),
            "note": self.typed(note),
            "answer_error": " ".join(self.errors.get(answer, ())),
            "note_error": " ".join(self.errors.get(note, ())),
        }

    def condition(self, criterion: Criterion) -> str:
        """Return when a question is asked, in words; nothing when it always is."""
        if criterion.asked_after_id is None:
            return ""
        number = next(n for n, one in enumerate(self.criteria, start=1) if one.pk == criterion.asked_after_id)
        return f"Asked only when question {number} is answered “{LABELS[criterion.asked_when].lower()}”."


def initial_from(draft: Draft | None) -> dict[str, Any]:
    """Return what a draft puts back into the form."""
    if draft is None:
        return {}
    content: Mapping[str, Any] = draft.content
    initial = {"rating": str(content.get("rating") or ""), "rating_reason": content.get("rating_reason", "")}
    for key, (value, note) in content.get("answers", {}).items():
        initial[f"answer-{key}"], initial[f"note-{key}"] = value, note
    return initial


def in_words(value: str, note: str) -> str:
    """Return an answer with its note."""
    answer = str(dict(AnswerValue.choices).get(value, "Not answered"))
    return f"{answer}: {note}" if note else answer
