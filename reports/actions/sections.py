"""Writing a section: a draft that is kept while somebody types, and the version that is saved."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import User
from core.actions import action, lock, save
from reports.actions.reports import check_writer
from reports.document import fields, markdown
from reports.document.records import Records
from reports.models import Section, SectionDraft
from reports.rules.writing import LONGEST_TEXT

ELSEWHERE = "You have typed, saved or thrown away words of this section in another window since this one was opened."
CODE = "elsewhere"
TOO_LONG = f"A section may hold {LONGEST_TEXT:,} characters."


@action("reports.write_reports")
def write(
    *, by: User, section: Section, version: int, text: str, number: int = 0, tab: str = "", at: datetime
) -> Section:
    """Save the words of a section as its next version, with the words its fields stand for; the page's draft goes."""
    check_writer(by, section.report.inspection)
    fresh = lock(section, version=version)
    fresh.report = section.report
    said = tidied(text)
    words = checked(fresh, said)
    if said != fresh.text or words != fresh.fields:
        fresh.text, fresh.fields = said, words
        fresh.written_by, fresh.written_at = by, at
        save(fresh)
    drop_draft(fresh, by, number, tab)
    return fresh


def tidied(text: str) -> str:
    """Return a text with plain line ends, and no blank ones around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n ")


def checked(section: Section, text: str) -> dict[str, str]:
    """Return the words of a text's fields; refuse a text with anything wrong in it, all of it at once."""
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": TOO_LONG})
    asked = markdown.fields_in(text)
    records = Records(section.report)
    words = fields.words_of_fields(records, asked)
    wrong = markdown.problems(text) + [fields.why_not(records, one) for one in asked if one not in words]
    if wrong:
        raise ValidationError({"text": wrong})
    return words


@action("reports.write_reports")
def keep_draft(
    *, by: User, section: Section, seen_version: int, number: int, tab: str, text: str, at: datetime
) -> SectionDraft:
    """Keep what is typed so far, for its writer alone; refuse a page that did not see what another of theirs kept."""
    check_writer(by, section.report.inspection)
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": TOO_LONG})
    held = SectionDraft.objects.select_for_update().filter(section=section, user=by).first()
    if held is None and number == 0:
        held = SectionDraft(section=section, user=by, number=0)
    elif held is None or (held.number != number and held.tab != tab):
        raise ValidationError(ELSEWHERE, code=CODE)
    held.text, held.seen_version, held.tab, held.kept_at = text, seen_version, tab, at
    held.number += 1
    return save(held)


@action("reports.write_reports")
def discard_draft(*, by: User, section: Section, number: int, tab: str) -> Section:
    """Throw a person's own draft away, but none that another page of theirs kept since."""
    check_writer(by, section.report.inspection)
    drop_draft(section, by, number, tab)
    if section.drafts.filter(user=by).exists():
        raise ValidationError(ELSEWHERE, code=CODE)
    return section


def drop_draft(section: Section, by: User, number: int, tab: str) -> None:
    """Delete the draft that a page saw or kept last; one that another page of the same person kept since stands."""
    own = Q(number=number) | Q(tab=tab) if tab else Q(number=number)
    section.drafts.filter(own, user=by).delete()
