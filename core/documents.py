"""PDF files from our own pages: A4, tagged for screen readers, made without the network."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

LANGUAGE = "en-GB"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# A page's own addresses begin with a stroke; beside this they are files, and only those of the static folder are read.
BASE = "file:///"
SVG = "{http://www.w3.org/2000/svg}"
LEADING = ("https://", "http://", "mailto:", "#")  # links that lead somewhere from a file


class DocumentsUnavailable(RuntimeError):
    """The libraries of the system that draw text are missing, so no PDF file can be made here."""


class AddressRefused(ValueError):
    """A document names something that is neither written into it nor one of our static files."""


def pdf(html: str, *, title: str) -> bytes:
    """Return a page as a PDF file of the standard PDF/UA-1, in British English, under this title.

    The page is whole HTML, as a template that extends documents/base.html gives. Raises `AddressRefused` for a picture
    or style sheet from elsewhere, and `DocumentsUnavailable` on a system without Pango.
    """
    weasyprint = _weasyprint()
    try:
        page = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=OwnFiles(weasyprint))
        _without_own_links(page)
        _with_described_drawings(page)
        document = page.render()
    except weasyprint.urls.FatalURLFetchingError as refused:
        raise AddressRefused(str(refused.__cause__)) from refused
    document.metadata.title = title
    document.metadata.lang = LANGUAGE
    words = {link.get("href"): " ".join("".join(link.itertext()).split()) for link in page.etree_element.iter("a")}
    made: bytes = document.write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, finisher=lambda _, file: _finish(file, words)
    )
    return made


def check_drawing() -> None:
    """Raise `DocumentsUnavailable` where no PDF file can be made."""
    _weasyprint()


def _weasyprint() -> Any:
    """Return the library that draws; it is read only when needed, for it takes memory and libraries of the system."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as missing:
        raise DocumentsUnavailable(
            "PDF files cannot be made here: a library that draws text is missing. "
            f"Run `apt-get install {PACKAGES}` and `make setup`, then start the product again."
        ) from missing


def _without_own_links(page: Any) -> None:
    """Leave only the words of links within our site: they lead nowhere from a file."""
    for link in page.etree_element.iter("a"):
        if not link.get("href", "").startswith(LEADING):
            link.attrib.pop("href", None)


def _with_described_drawings(page: Any) -> None:
    """Say in a drawing's title, which becomes the picture's alternative text, what its description says too."""
    for drawing in page.etree_element.iter(f"{SVG}svg"):
        told = [one for one in drawing if one.tag in {f"{SVG}title", f"{SVG}desc"} and one.text]
        if told:
            told[0].text = ". ".join(one.text.strip().rstrip(".") for one in told) + "."


def _finish(file: Any, words: dict[str | None, str]) -> None:
    """Write what the library leaves out: which way a table's head cell reads, and what a link within the file says."""
    objects: list[Any] = file.objects
    elements = {one.number: one for one in objects if hasattr(one, "items")}
    for one in elements.values():
        if one.get("S") == "/TH":
            row = elements[_number(one["P"])]
            one["A"]["Scope"] = "/Column" if elements[_number(row["P"])]["S"] == "/THead" else "/Row"
        elif one.get("Subtype") == "/Link" and "Contents" in one:
            target = one["Contents"].string
            one["Contents"].string = words.get(f"#{target}") or words.get(target) or target


def _number(reference: bytes) -> int:
    """Return the number of the object that a reference leads to."""
    return int(reference.split()[0])


class OwnFiles:
    """What a document may read: what is written into it (data:) and our static folder; all else ends the making."""

    _fail_on_errors = True  # as WeasyPrint's own: what is refused is no mere warning

    def __init__(self, weasyprint: Any) -> None:
        self.weasyprint = weasyprint

    def __call__(self, url: str) -> Any:
        """Return what stands at an address; raise AddressRefused where it is not ours."""
        if url.startswith("data:"):
            return self.weasyprint.urls.URLFetcher(allowed_protocols=["data"])(url)
        path = _static_file(url)
        if path is None:
            raise AddressRefused(f"A document may not read {url}: only data: addresses and our own static files")
        return self.weasyprint.urls.URLFetcher(allowed_protocols=["file"])(path.as_uri())


def _static_file(url: str) -> Path | None:
    """Return the file of ours that an address names, hashed name or plain; None for any other address."""
    address = urlsplit(url)
    path = unquote(address.path)
    if address.scheme != "file" or address.netloc or not path.startswith(settings.STATIC_URL):
        return None
    name = path.removeprefix(settings.STATIC_URL)
    found = Path(finders.find(name) or staticfiles_storage.path(name))
    return found if found.is_file() else None
