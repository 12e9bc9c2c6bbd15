"""The thread of a finding as one person may see it: what hangs together with it, drawn and told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from core.thread_chart import Arrow, Box, ThreadChart, thread_chart
from core.words import plural
from findings.models import Finding, Lineage, LineageKind, Status
from findings.rules.threads import nearest

# A thread is drawn to so many findings, the nearest; no thread of four cycles comes near it.
AT_MOST = 40
# what the later finding is to the earlier one, said from the later one
SAID = {
    LineageKind.ESCALATED: "escalated from",
    LineageKind.DE_ESCALATED: "de-escalated from",
    LineageKind.SUPERSEDED: "takes the place of",
    LineageKind.REPEATED: "repeats",
    LineageKind.SPLIT: "split from",
    LineageKind.MERGED: "merged from",
}


class Link(NamedTuple):
    """A link of a thread, by the keys of its findings."""

    pk: int
    earlier: int
    later: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Thread:
    """The findings that hang together with one, oldest first, and the links between them."""

    here: Any
    findings: list[Any]
    links: list[Link]
    is_cut: bool

    @classmethod
    def of(cls, finding: Any, user: Any) -> Thread:
        """Gather what the person may see; two queries, one where nothing is linked.

        A finding they may not see is left out with its links, and so is what hangs together only by it: the rest of the
        thread must not tell that it is there. Of other forces, only what is linked straight to one of this force.
        """
        links = links_of(finding.force_id)
        reached = nearest(finding.pk, ends(links), at_most=5 * AT_MOST)
        if len(reached) == 1:
            return cls(finding, [finding], [], False)
        seen = Finding.objects.visible_to(user).filter(pk__in=reached).select_related("cycle", "force")
        held = {one.pk: one for one in seen} | {finding.pk: finding}
        links = [link for link in links if link.earlier in held and link.later in held]
        whole = nearest(finding.pk, ends(links), at_most=len(held))
        shown = whole[:AT_MOST]
        links = [link for link in links if link.earlier in shown and link.later in shown]
        ordered = sorted(
            (held[pk] for pk in shown), key=lambda one: (one.cycle.first_year, one.raised_on, one.reference)
        )
        return cls(finding, ordered, links, len(whole) > AT_MOST)

    @property
    def is_alone(self) -> bool:
        """Say whether nothing is linked to the finding."""
        return not self.links

    @property
    def cycles(self) -> list[Any]:
        """Return the cycles whose findings are in the thread."""
        return list({one.cycle_id: one.cycle for one in self.findings}.values())

    @property
    def chart(self) -> ThreadChart:
        """Return the thread in its place: cycles across."""
        columns = {cycle.pk: number for number, cycle in enumerate(self.cycles)}
        boxes = [
            Box(
                key=one.pk,
                column=columns[one.cycle_id],
                heading=one.reference,
                note=self.note(one),
                text=one.title,
                foot=status_of(one),
                href=one.get_absolute_url(),
                marked=one.pk == self.here.pk,
            )
            for one in self.findings
        ]
        arrows = [Arrow(link.earlier, link.later, LineageKind(link.kind).label.lower()) for link in self.links]
        title = f"The thread of {self.here.reference} across cycles"
        return thread_chart(
            [cycle.title for cycle in self.cycles], boxes, arrows, title=title, description=self.description
        )

    def note(self, one: Any) -> str:
        """Return the kind of a finding, and its force where that is another."""
        kind = str(one.get_kind_display())
        return kind if one.force_id == self.here.force_id else f"{kind}, {one.force}"

    @property
    def description(self) -> str:
        """Return the thread in a sentence, for whoever does not see the drawing."""
        first, *_, last = self.cycles if len(self.cycles) > 1 else self.cycles * 2
        count = plural(len(self.findings), "finding")
        span = f"from {first.title} to {last.title}" if first != last else f"of {first.title}"
        names = {one.pk: one.reference for one in self.findings}
        said = [
            f"{names[link.earlier]} {LineageKind(link.kind).label.lower()} {names[link.later]}" for link in self.links
        ]
        return f"{count} {span}. {'; '.join(said)}."

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the findings, oldest first, each with the links that led to it."""
        names = {one.pk: one for one in self.findings}
        return [
            {
                "finding": one,
                "is_here": one.pk == self.here.pk,
                "note": self.note(one),
                "status": status_of(one),
                "came": [
                    {"said": SAID[LineageKind(link.kind)], "earlier": names[link.earlier], "reason": link.reason}
                    for link in self.links
                    if link.later == one.pk
                ],
            }
            for one in self.findings
        ]


def links_of(force: int) -> list[Link]:
    """Return every link with a finding of a force at one end; by their keys, ten times quicker than by a join."""
    own = Finding.objects.filter(force=force).order_by().values("pk")
    found = Lineage.objects.filter(Q(earlier__in=own) | Q(later__in=own)).order_by("pk")
    return [Link._make(row) for row in found.values_list("pk", "earlier", "later", "kind", "reason")]


def ends(links: list[Link]) -> list[tuple[int, int]]:
    """Return the two findings of each link."""
    return [(link.earlier, link.later) for link in links]


def status_of(one: Any) -> str:
    """Return the status a person may see, in words."""
    return str(Status(one.shown_status).label)
