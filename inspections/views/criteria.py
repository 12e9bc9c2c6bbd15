"""Criteria templates: the list, one with its questions and scale, its history, starting one, a new version of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.lists import Column, ListPage
from core.views import FormPage, HistoryPage, Page
from inspections import criteria
from inspections.actions import criteria as actions
from inspections.forms.criteria import StartForm, TemplateFilter
from inspections.models import AnswerValue, CriteriaTemplate, Criterion, Exercise, Theme
from inspections.rules.criteria import in_use

READ = "inspections.read_criteria"


def number_of(rows: QuerySet[Any], path: str) -> Coalesce:
    """Return how many rows hang on each template by a path, as one small look-up a template."""
    counts = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


class TemplateList(ListPage):
    """Every version of every template, and whether it may still change."""

    permission_required = READ
    template = "criteria/list.html"
    title = "Criteria"
    caption = "Templates of criteria"
    default_sort = "title"
    filter_class = TemplateFilter
    columns: ClassVar[list[Column]] = [
        Column("title", "Title", lambda t: t.title, sort=("title", "version_number"),
               link=lambda t: t.get_absolute_url()),
        Column("version", "Version", lambda t: t.version_number, sort="version_number", numeric=True),
        Column("state", "State", lambda t: in_use(t.uses), sort="uses"),
        Column("questions", "Questions", lambda t: t.questions, sort="questions", numeric=True),
        Column("exercises", "Exercises", lambda t: t.uses, sort="uses", numeric=True),
        Column("illustrative", "Illustrative", lambda t: t.is_illustrative, sort="is_illustrative",
               text=lambda t: "Illustrative" if t.is_illustrative else ""),
    ]  # fmt: skip

    def rows(self, filters: dict[str, Any]) -> QuerySet[Any]:
        """Return what the filter asks for, with its numbers of questions and of exercises."""
        rows = CriteriaTemplate.objects.annotate(
            uses=number_of(Exercise.objects.all(), "template"),
            questions=number_of(Criterion.objects.all(), "theme__template"),
        )
        if filters["q"]:
            rows = rows.filter(title__icontains=filters["q"])
        if filters["state"]:
            rows = rows.filter(exercises__isnull=filters["state"] == TemplateFilter.UNUSED).distinct()
        return rows

    def context(self) -> dict[str, Any]:
        """Say whether this person may start one."""
        return {"may_edit": self.request.user.has_perm(actions.EDIT)}


class StartTemplate(FormPage):
    """Starts an empty template."""

    permission_required = actions.EDIT
    template = "criteria/start.html"
    form_class = StartForm
    said = "The template is started. Add its themes, questions and ratings."

    def act(self, form: StartForm) -> CriteriaTemplate:
        """Start it."""
        return actions.start(by=self.request.user, **form.cleaned_data)


class TemplatePages(Page, abstract=True):
    """What every page of one template needs."""

    permission_required = READ

    @cached_property
    def criteria(self) -> CriteriaTemplate:
        """Return the template, or answer 404."""
        return get_object_or_404(CriteriaTemplate, slug=self.kwargs["slug"], version_number=self.kwargs["version"])

    @cached_property
    def questions(self) -> list[Criterion]:
        """Return its questions in the order they are asked."""
        return list(Criterion.objects.of_template(self.criteria.pk))

    def tabs(self, record: Any = None) -> list[dict[str, Any]]:
        """Return the pages of the template."""
        address = self.criteria.get_absolute_url()
        pages = [("Criteria", address)]
        if self.request.user.has_perm("accounts.read_history"):
            pages.append(("History", reverse("inspections:criteria-history", kwargs=self.kwargs)))
        return [{"text": text, "href": href, "active": href == self.request.path} for text, href in pages]


class TemplatePage(TemplatePages):
    """The themes, the questions with when they are asked, the scale, and who used them."""

    template = "criteria/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the template; whoever may change it finds how, while it can change."""
        template, person = self.criteria, request.user
        closed = criteria.why_closed(template, person)
        versions = list(CriteriaTemplate.objects.filter(slug=template.slug).order_by("version_number"))
        uses = template.exercises.count()
        edits = person.has_perm(actions.EDIT)
        return self.render(
            criteria=template,
            sections=sections_of(list(template.themes.all()), self.questions),
            ratings=list(template.ratings.all()),
            state=in_use(uses),
            uses=uses,
            exercises=list(Exercise.objects.visible_to(person).filter(template=template).order_by("reference")),
            versions=versions,
            closed=closed,
            may_change=edits and not closed,
            may_copy=edits and bool(uses) and versions[-1] == template,
            lacks=criteria.why_not_usable(template),
            tabs=self.tabs(),
        )


def sections_of(themes: Sequence[Theme], questions: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Return each theme with its questions: number through the whole template, question, condition in words."""
    numbers = {one.pk: number for number, one in enumerate(questions, start=1)}
    return [
        {
            "theme": theme,
            "questions": [
                (numbers[one.pk], one, condition(one, numbers)) for one in questions if one.theme_id == theme.pk
            ],
        }
        for theme in themes
    ]


def condition(question: Criterion, numbers: dict[int, int]) -> str:
    """Return when a question is asked, in words; nothing when it always is."""
    if question.asked_after_id is None:
        return ""
    answer = str(AnswerValue(question.asked_when).label).lower()
    return f"Asked only when question {numbers[question.asked_after_id]} is answered {answer}"


class TemplateHistory(TemplatePages, HistoryPage):
    """Who changed a template or any part of it."""

    permission_required = "accounts.read_history"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes, newest first."""
        return self.render(record=self.criteria, changes=criteria.changes_of(self.criteria))


class MakeVersion(TemplatePages):
    """Copies a template that is in use to one that can be changed."""

    permission_required = actions.EDIT
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the new version and go to it, or say why not."""
        try:
            made = actions.make_version(by=request.user, template=self.criteria)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(self.criteria)
        messages.success(request, f"Version {made.version_number} is made: a copy that you can change.")
        return redirect(made)
