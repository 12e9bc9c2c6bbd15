"""One section of a report: its editor, the drafts its script sends, its fields, its preview, its versions."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse

from core import clock
from core.actions import Stale
from core.views import FormPage, seen_version
from core.words import moment
from reports.actions import sections as actions
from reports.document import fields, footnotes
from reports.document.gathering import gather
from reports.document.records import Records
from reports.forms.writing import DISCARD, PREVIEW, DraftForm, SectionForm, VersionsForm
from reports.models import GlossaryTerm, Section, SectionDraft
from reports.rules.differences import Piece, differences
from reports.views.writing import WRITE, OfReport

NEWER = (
    "Saved. What you typed in another window since is not lost: it is a draft still, and in the box below. "
    "“Versions” has what is saved."
)
GUIDE = [
    ("### Heading", "a heading; #### for one below it"),
    ("**strong**", "strong words"),
    ("- item", "a list, one item a line; 1. numbers it"),
    ("[words](https://…)", "a link"),
    ("[^1] and below [^1]: words", "a footnote, and what it says; they are numbered through the whole report"),
    ("{file-review:…}", "a number from a record: choose one from the list"),
]


class OfSection(OfReport, abstract=True):
    """What every page of a section needs: the section, by its key."""

    @cached_property
    def section(self) -> Section:
        """Return the section; it comes with its report."""
        held = self.report.sections.select_related("question", "written_by").order_by("position")
        found = next((section for section in held if section.key == self.kwargs["key"]), None)
        if found is None:
            raise Http404
        found.report = self.report
        return found

    @cached_property
    def draft(self) -> SectionDraft | None:
        """Return what the person has typed into it and not saved."""
        return SectionDraft.objects.filter(section=self.section, user=self.request.user).first()

    def address_of(self, page: str) -> str:
        """Return where another page of this section is: "section-draft", "section-versions"."""
        return reverse(f"reports:{page}", args=[self.inspection.reference, self.section.key])


class Meanwhile(NamedTuple):
    """What was saved while somebody typed: by whom, when, and how it differs from what they began from."""

    section: Section
    pieces: list[Piece]


class SectionPage(OfSection, FormPage):
    """The editor of a section. A draft that was kept is taken up; what was saved meanwhile is shown, never lost."""

    inspection_part = "Report"
    permission_required = WRITE
    template = "reports/section.html"
    form_class = SectionForm
    said = "Saved."

    def form(self, *data: Any) -> SectionForm:
        """Return the form with the draft, or with what is saved."""
        draft = self.draft
        initial = {
            "version": draft.seen_version if draft else self.section.version,
            "number": draft.number if draft else 0,
            "text": draft.text if draft else self.section.text,
        }
        key = f"{self.request.user.pk}:{self.inspection.reference}:{self.section.key}"
        script = {"data-draft": self.address_of("section-draft"), "data-key": key}
        return SectionForm(*data, initial=initial, has_draft=draft is not None, script=script)

    def act(self, form: SectionForm) -> Section:
        """Save the words, keep them and look at them, or throw the draft away."""
        sent = form.cleaned_data
        then, page = sent["then"], {"number": sent["number"], "tab": sent["tab"]}
        if then == DISCARD:
            self.said = "Your draft is thrown away. What is saved stands."
            return actions.discard_draft(by=self.request.user, section=self.section, **page)
        if then == PREVIEW:
            self.said = "Your words are kept as a draft and not saved yet."
            keep(self, form)
            return self.section
        made = actions.write(
            by=self.request.user,
            section=self.section,
            version=sent["version"],
            text=sent["text"],
            at=clock.now(),
            **page,
        )
        if made.drafts.filter(user=self.request.user).exists():
            self.said = NEWER
        return made

    def done(self, made: Section) -> str:
        """Stay with the section, or show how it will print."""
        return self.address_of("section-preview" if self.request.POST.get("then") == PREVIEW else "section")

    def context(self) -> dict[str, Any]:
        """Return what stands beside the editor."""
        draft = self.draft
        return {
            "inspection": self.inspection,
            "report": self.report,
            "section": self.section,
            "draft": draft,
            "began_from_older": draft is not None and draft.seen_version < self.section.version,
            "changed": [one for one in self.changed() if one.section.pk == self.section.pk],
            "figures": list(self.section.figures.select_related("measure", "period").order_by("position", "pk")),
            "guide": GUIDE,
            "under_way": self.report.editions.under_way().defer("snapshot").first(),
            "meanwhile": None,
        }

    def changed(self) -> list[fields.Changed]:
        """Return the numbers of this section whose records changed since it was written."""
        if not self.section.fields:
            return []
        records = Records(self.report)
        records.sections = [self.section]
        return fields.changed_since_written(records)

    def stale(self, stale: Stale) -> HttpResponse:
        """Show, above what was typed, what was saved meanwhile; sending it again saves it over that."""
        fresh = Section.objects.select_related("written_by").get(pk=stale.record.pk)
        seen = self.section.history.filter(version=seen_version(self.request)).first()
        pieces = differences(seen.text if seen else "", fresh.text)
        data = self.request.POST.copy()
        data["version"] = str(fresh.version)
        return self.page(self.form(data), status=409, meanwhile=Meanwhile(fresh, pieces))


def keep(page: OfSection, form: Any) -> SectionDraft:
    """Keep what a form holds as the person's draft."""
    sent = form.cleaned_data
    return actions.keep_draft(
        by=page.request.user,
        section=page.section,
        seen_version=sent["version"],
        number=sent["number"],
        tab=sent["tab"],
        text=sent["text"],
        at=clock.now(),
    )


class DraftPage(OfSection):
    """Where the editor's script sends drafts; it answers in JSON."""

    permission_required = WRITE
    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep the draft, and give the number that the next one must name."""
        form, section = DraftForm(request.POST), self.section
        if not form.is_valid():
            return JsonResponse({"errors": [str(one[0]) for one in form.errors.values()]}, status=422)
        try:
            draft = keep(self, form)
        except ValidationError as error:
            status = 409 if getattr(error, "code", "") == actions.CODE else 422
            return JsonResponse({"errors": error.messages}, status=status)
        is_overtaken = draft.seen_version < section.version
        return JsonResponse({"number": draft.number, "kept": moment(draft.kept_at), "overtaken": is_overtaken})


class FieldsPage(OfSection):
    """Every number that may be inserted, by kind; the editor's script takes its list from here."""

    permission_required = WRITE
    template = "reports/fields.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List them with the words they stand for now, and the words the glossary explains."""
        terms = list(GlossaryTerm.objects.in_order().values_list("term", flat=True))
        offered = fields.offered(Records(self.report))
        return self.render(inspection=self.inspection, section=self.section, offered=offered, terms=terms)


class SectionPreview(OfSection):
    """A section as it will print: the person's draft where there is one."""

    template = "reports/section_preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        draft = self.draft
        snapshot = gather(Records(self.report), {self.section.pk: draft.text} if draft else None)
        alone = footnotes.alone(snapshot, self.section.key)
        return self.render(inspection=self.inspection, section=self.section, draft=draft, snapshot=alone)


class VersionsPage(OfSection):
    """The versions of a section's words, and what differs between any two."""

    template = "reports/versions.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List them, newest first, with the differences between the two asked for, or the last two."""
        versions = self.versions()
        by_number = {str(row.version): row for row in versions}
        asked = request.GET.get("older", ""), request.GET.get("newer", "")
        choices = [(number, f"{number}: {moment(row.history_date)}") for number, row in by_number.items()]
        latest = [str(row.version) for row in versions[:2]][::-1] if len(versions) > 1 else ["", ""]
        is_asked = any(asked)
        older, newer = asked if is_asked else latest
        form = VersionsForm(
            request.GET if is_asked else None, initial={"older": older, "newer": newer}, choices=choices
        )
        is_wrong = is_asked and not form.is_valid()
        pieces = None
        if older in by_number and newer in by_number:
            pieces = differences(by_number[older].text, by_number[newer].text)
        return self.render(
            400 if is_wrong else 200,
            inspection=self.inspection,
            section=self.section,
            versions=versions,
            page_form=form,
            has_errors=is_wrong,
            pieces=pieces,
            compared=(older, newer),
        )

    def versions(self) -> list[Any]:
        """Return the rows of history in which the words changed, newest first; the first, without words, is none."""
        rows = self.section.history.select_related("history_user").order_by("history_date", "history_id")
        found, before = [], ""
        for row in rows:
            if row.text != before:
                found.append(row)
            before = row.text
        return found[::-1]
