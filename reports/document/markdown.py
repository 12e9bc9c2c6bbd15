"""The words of a section: Markdown read into blocks, with fields, footnotes, and all that is wrong with a text.

Raw HTML is never passed through; what comes out holds no more than p, ul, ol, li, strong, em, a and sup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from reports.document.shape import Block

RULES = ["heading", "list", "emphasis", "link", "autolink", "escape", "entity", "newline", "balance_pairs"]
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "sup"}
LEVELS = {3, 4}
FIELD = re.compile(r"\{([a-z-]+:[^{}\s]+)\}")
LIKE_A_FIELD = re.compile(r"\{[^{}]*\}")
LOOSE_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True)
class Read:
    """A text as it was read: its top-level parts, and its footnotes in the order they are referred to."""

    parts: list[list[Token]]
    footnotes: list[list[Token]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def parser() -> MarkdownIt:
    """Return a reader of the little Markdown that reports are written in."""
    made = MarkdownIt("zero").use(footnote_plugin, inline=False)
    made.enable([rule for rule in RULES if rule in known_rules(made)])
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # what is wrong with a link is said, not shown as it was typed
    return made


def known_rules(made: MarkdownIt) -> set[str]:
    """Return the names of every rule a reader has."""
    return {name for names in made.get_all_rules().values() for name in names}


READER = parser()


def read(text: str) -> Read:
    """Read a text into its parts."""
    env: dict[str, Any] = {}
    tokens = READER.parse(text, env)
    parts: list[list[Token]] = []
    footnotes: list[list[Token]] = []
    for part in top_level(tokens):
        if part[0].type == "footnote_block_open":
            footnotes = list(notes_in(part))
        else:
            parts.append(part)
    refs = env.get("footnotes", {}).get("refs", {})
    return Read(parts, footnotes, [label.lstrip(":") for label, number in refs.items() if number < 0])


def top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Return each part of a text that stands in no other."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        part.append(token)
        depth += token.nesting
        if depth == 0:
            yield part
            part = []


def notes_in(block: Sequence[Token]) -> Iterator[list[Token]]:
    """Return the words of each footnote, without the marks that lead back."""
    note: list[Token] = []
    for token in block[1:-1]:
        if token.type == "footnote_close":
            yield note
            note = []
        elif token.type == "inline":
            note.append(token)


# --- what a text says ----------------------------------------------------------------------------------------


def fields_in(text: str) -> list[str]:
    """Return the fields a text inserts, each once, in its order."""
    return list(dict.fromkeys(name for words in texts(read(text)) for name in FIELD.findall(words)))


def texts(found: Read) -> Iterator[str]:
    """Return each run of words of a text, of its footnotes too."""
    for tokens in [*found.parts, *found.footnotes]:
        for token in inline(tokens):
            if token.type == "text":
                yield token.content


def inline(tokens: Sequence[Token]) -> Iterator[Token]:
    """Return the tokens inside lines."""
    for token in tokens:
        yield from token.children or []


def plain(tokens: Sequence[Token], words: Mapping[str, str]) -> str:
    """Return what tokens say without any mark-up, one line for each paragraph or item."""
    lines = ("".join(plain_piece(one, words) for one in token.children or []) for token in tokens if token.children)
    return "\n".join(lines).strip()


def plain_piece(token: Token, words: Mapping[str, str]) -> str:
    """Return what one token inside a line says."""
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return filled(token.content, words) if token.type == "text" else ""


def filled(text: str, words: Mapping[str, str]) -> str:
    """Put the words of fields in their places; one without words stays as it was typed."""
    return FIELD.sub(lambda match: words.get(match[1], match[0]), text)


# --- what is wrong with a text -------------------------------------------------------------------------------


def problems(text: str) -> list[str]:
    """Return what is wrong with a text: headings of other levels, links elsewhere, footnotes that would be lost."""
    found = read(text)
    said = [f"The footnote [^{label}] is written but nothing refers to it." for label in found.unused]
    said += [f"There is more than one footnote [^{label}]: give each its own mark." for label in doubled(text)]
    for words in texts(found):
        said += [f"There is no footnote [^{label}]." for label in LOOSE_FOOTNOTE.findall(words)]
        said += [f"{one} is no field." for one in LIKE_A_FIELD.findall(words) if not FIELD.fullmatch(one)]
    for part in found.parts:
        if part[0].type == "heading_open" and level(part[0]) not in LEVELS:
            said.append(f"“{part[1].content}”: headings inside a section begin with ### or ####.")
        if part[0].type == "heading_open" and any(token.type == "footnote_ref" for token in inline(part)):
            said.append(f"“{part[1].content}”: a heading has no footnote. Refer to it in the words below.")
    for tokens in [*found.parts, *found.footnotes]:
        for token in inline(tokens):
            href = str(token.attrGet("href") or "")
            if token.type == "link_open" and not href.startswith(("http://", "https://")):
                said.append(f"“{href}”: links begin with http:// or https://.")
    return list(dict.fromkeys(said))


def doubled(text: str) -> list[str]:
    """Return the marks under which more than one footnote is written: the reader keeps the last of them."""
    tokens: list[Token] = []
    READER.block.parse(text, READER, {}, tokens)
    written = Counter(token.meta["label"] for token in tokens if token.type == "footnote_reference_open")
    return [label for label, times in written.items() if times > 1]


def level(token: Token) -> int:
    """Return the level of a heading."""
    return int(token.tag[1:])


# --- blocks --------------------------------------------------------------------------------------------------


@dataclass
class Footnotes:
    """The footnotes of a report so far, as sanitised HTML; they are numbered through all its sections."""

    html: list[str] = field(default_factory=list)


def blocks(text: str, words: Mapping[str, str], footnotes: Footnotes) -> list[Block]:
    """Return a text as blocks without names, its fields as words; its footnotes are added to those of the report."""
    found = read(text)
    before = len(footnotes.html)
    footnotes.html += [
        " ".join(clean(render_inline(token, words, before)) for token in note) for note in found.footnotes
    ]
    return [block(part, words, before) for part in found.parts]


def block(part: Sequence[Token], words: Mapping[str, str], before: int) -> Block:
    """Return one part of a text as a block."""
    if part[0].type == "heading_open":
        return {"name": "", "type": "heading", "text": plain(part, words), "level": level(part[0])}
    html = clean(render(part, words, before))
    return {"name": "", "type": "paragraph", "html": html, "text": plain(part, words)}


class Renderer(RendererHTML):
    """Draws tokens with the words of fields in their places; footnotes count on from those before."""

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Draw a run of words."""
        filled_in = Token("text", "", 0, content=filled(tokens[idx].content, env["words"]))
        return super().text([filled_in], 0, options, env)

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Draw the number of a footnote."""
        return f"<sup>{env['before'] + int(tokens[idx].meta['id']) + 1}</sup>"


RENDERER = Renderer()


def render(part: Sequence[Token], words: Mapping[str, str], before: int) -> str:
    """Draw one part of a text."""
    return RENDERER.render(part, READER.options, {"words": words, "before": before})


def render_inline(token: Token, words: Mapping[str, str], before: int) -> str:
    """Draw what stands in a line."""
    return RENDERER.renderInline(token.children or [], READER.options, {"words": words, "before": before})


def clean(html: str) -> str:
    """Leave nothing in HTML but what a report may hold."""
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}).strip()
