"""The page that links a finding to another, or takes a link back."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone

from core import clock, dates
from core.views import FormPage
from findings.actions import lineage
from findings.forms.lineage import TAKE_BACK, TYPED, LinkForm, TakeBackForm
from findings.models import Finding, FindingKind, Lineage, LineageKind, Status
from findings.offers import Offers
from findings.rules.similar import near_duplicates
from findings.views.follow_ups import FindingFormPage

LIKELY = 5
# A hint where to look first, so it takes in more than what is pointed out when a finding is raised.
LOOKS_LIKE = 0.2


class Other(NamedTuple):
    """A finding that might be linked, as the page offers it."""

    pk: int
    reference: str
    title: str
    wording: str
    kind: str
    cycle: str
    shown_status: str

    @property
    def hint(self) -> str:
        """Return what it is and where it stands."""
        return f"{FindingKind(self.kind).label}, {self.cycle}, {Status(self.shown_status).label.lower()}"


class LinkFinding(FindingFormPage):
    """How a finding descends from another, or another from it; and which of this was said wrongly."""

    permission_required = "findings.link"
    template = "findings/link.html"
    title = "Link to another finding"
    said = "The two findings are linked."

    @cached_property
    def others(self) -> dict[int, Other]:
        """Return the findings the person may see that a link could lead to, by key."""
        within = Q(force=self.subject.force_id)
        if self.subject.national_id:
            within |= Q(national=self.subject.national_id)
        found = Finding.objects.visible_to(self.request.user).filter(within).exclude(pk=self.subject.pk)
        fields = ("pk", "reference", "title", "wording", "kind", "cycle__title", "shown_status")
        return {row[0]: Other._make(row) for row in found.order_by("reference").values_list(*fields)}

    @cached_property
    def links(self) -> list[Lineage]:
        """Return the finding's links whose other end the person may see."""
        return self.within_sight(Lineage.objects.filter(self.of_it).select_related("earlier", "later"))

    @property
    def of_it(self) -> Q:
        """Return the condition that a link is one of the finding's."""
        return Q(earlier=self.subject) | Q(later=self.subject)

    def within_sight(self, links: Any) -> list[Any]:
        """Leave out links to findings the person may not see."""
        seen = {self.subject.pk, *self.others}
        return [link for link in links if {link.earlier_id, link.later_id} <= seen]

    def form(self, *data: Any) -> LinkForm | TakeBackForm:
        """Make the form that was sent, or the one to link."""
        if not Offers(self.request.user, self.subject, ()).may_link:
            raise PermissionDenied(lineage.NOT_LINKER)
        if data and data[0].get("then") == TAKE_BACK:
            return self.take_back_form(*data)
        return self.link_form(*data)

    def link_form(self, *data: Any) -> LinkForm:
        """Offer the findings that read alike first; `?other=` names one."""
        linked = {pk for link in self.links for pk in (link.earlier_id, link.later_id)}
        texts = [(other.pk, other.title, other.wording) for other in self.others.values() if other.pk not in linked]
        alike = near_duplicates(self.subject.title, self.subject.wording, texts, at_least=LOOKS_LIKE)
        likely = [self.others[pk] for pk, _ in alike[:LIKELY]]
        return LinkForm(
            *data,
            finding=self.subject,
            others={other.reference: other.pk for other in self.others.values()},
            likely=[(other.reference, other.title, other.hint) for other in likely],
            initial=self.named([other.reference for other in likely]),
            cancel=self.subject.get_absolute_url(),
        )

    def named(self, likely: list[str]) -> dict[str, str]:
        """Return what the form begins with: the finding that the address names."""
        name = self.request.GET.get("other", "").upper()
        if not name or name in likely:
            return {"other": name}
        return {"other": TYPED, "reference": name}

    def take_back_form(self, *data: Any) -> TakeBackForm:
        """Offer the finding's links."""
        return TakeBackForm(*data, links=[(link.pk, in_words(link)) for link in self.links], prefix="back")

    def act(self, form: LinkForm | TakeBackForm) -> Lineage | None:
        """Link the two, or take the link back."""
        user, reason = self.request.user, form.cleaned_data["reason"]
        if isinstance(form, TakeBackForm):
            self.said = "The link is taken back."
            held = {link.pk: link for link in self.links}
            lineage.unlink(by=user, link=held[form.cleaned_data["link"]], reason=reason)
            return None
        other = Finding.objects.filter(pk=form.cleaned_data["chosen"]).first()
        if other is None:
            raise ValidationError({"other": lineage.UNSEEN})
        relation = form.chosen_relation
        earlier, later = (other, self.subject) if relation.is_later else (self.subject, other)
        return lineage.link(by=user, earlier=earlier, later=later, kind=relation.kind, reason=reason, at=clock.now())

    def done(self, made: Any) -> str:
        """Go back to the finding's thread."""
        return f"{self.subject.get_absolute_url()}#thread"

    def page(self, form: Any, status: int = 200, **context: Any) -> Any:
        """Draw both forms: the one that was sent as it was filled in, the other empty."""
        is_back = isinstance(form, TakeBackForm)
        return FormPage.page(
            self,
            form,
            status,
            link_form=self.link_form() if is_back else form,
            back_form=form if is_back else self.take_back_form(),
            taken_back=self.taken_back,
            **context,
        )

    @property
    def taken_back(self) -> list[str]:
        """Return in words what was linked to the finding once and taken back, the latest first."""
        gone = Lineage.history.filter(self.of_it, history_type="-").select_related("earlier", "later", "history_user")
        return [
            f"{in_words(link)}: taken back by {link.history_user} on "
            f"{dates.in_words(timezone.localdate(link.history_date))}. {link.history_change_reason}"
            for link in self.within_sight(gone)
        ]


def in_words(link: Any) -> str:
    """Return a link in words."""
    kind = LineageKind(link.kind).label.lower()
    return f"{link.earlier.reference} {link.earlier.title} – {kind} – {link.later.reference} {link.later.title}"
