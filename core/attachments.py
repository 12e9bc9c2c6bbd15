"""What a file of evidence is, told by its content and never by its name. Pure: bytes in, the kind or a refusal out."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, Any, NamedTuple

import filetype

MEGABYTE = 1024 * 1024
LIMIT_BYTES = 20 * MEGABYTE
LIMIT_FILES = 10
HEAD = 8192
READ_AT_MOST = MEGABYTE  # of one part inside a zipped document
ALLOWED = (
    "Send PDF, Word, Excel or PowerPoint (.docx, .xlsx, .pptx), OpenDocument (.odt, .ods, .odp) or pictures "
    "(PNG, JPEG, GIF, WebP, TIFF), up to 20 MB each."
)


class Kind(NamedTuple):
    """A kind of file that is taken: its type, what people call it, and its endings, the usual one first."""

    mime: str
    label: str
    endings: tuple[str, ...]


class Sent(NamedTuple):
    """A file whose content was looked at: with its own name and what it is."""

    file: Any
    name: str
    kind: Kind


class Refused(Exception):
    """A file that is not taken; the message says why, without its name."""


OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
KINDS = {
    kind.mime: kind
    for kind in (
        Kind("application/pdf", "PDF", (".pdf",)),
        Kind(f"{OPEN_XML}wordprocessingml.document", "Word document", (".docx",)),
        Kind(f"{OPEN_XML}spreadsheetml.sheet", "Excel workbook", (".xlsx",)),
        Kind(f"{OPEN_XML}presentationml.presentation", "PowerPoint presentation", (".pptx",)),
        Kind(f"{OPEN_DOCUMENT}text", "OpenDocument text", (".odt",)),
        Kind(f"{OPEN_DOCUMENT}spreadsheet", "OpenDocument spreadsheet", (".ods",)),
        Kind(f"{OPEN_DOCUMENT}presentation", "OpenDocument presentation", (".odp",)),
        Kind("image/png", "PNG picture", (".png",)),
        Kind("image/jpeg", "JPEG picture", (".jpg", ".jpeg")),
        Kind("image/gif", "GIF picture", (".gif",)),
        Kind("image/webp", "WebP picture", (".webp",)),
        Kind("image/tiff", "TIFF picture", (".tif", ".tiff")),
    )
}
SAME_AS = {"image/apng": "image/png"}  # a moving one is a PNG too
# endings that a name may bear wrongly, and that are then replaced; others are part of the name
REPLACED = frozenset(ending for kind in KINDS.values() for ending in kind.endings) | {
    ".bat", ".cmd", ".com", ".doc", ".docm", ".exe", ".htm", ".html", ".js", ".pif", ".ppt", ".pptm", ".scr", ".svg",
    ".txt", ".vbs", ".xls", ".xlsm", ".xml", ".zip",
}  # fmt: skip

ZIPPED = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAM = "a program"
COMPRESSED = "a compressed file"
NAMED = {
    "application/x-msdownload": PROGRAM,
    "application/x-executable": PROGRAM,
    "application/zip": COMPRESSED,
    "application/x-rar-compressed": COMPRESSED,
    "application/x-7z-compressed": COMPRESSED,
    "application/gzip": COMPRESSED,
    "application/x-tar": COMPRESSED,
    "application/rtf": "a rich text file",
}
GROUPS = {"image": "a picture of another kind", "video": "a video", "audio": "a sound recording"}
TEXTS = [
    (b"#!", PROGRAM),
    (b"<svg", "an SVG drawing"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<script", "a web page"),
]


def kind_of(file: IO[bytes], size: int) -> Kind:
    """Return what a file is; raise `Refused` when it is not one of the kinds taken, or too large, or empty."""
    if size == 0:
        raise Refused("it is empty.")
    if size > LIMIT_BYTES:
        raise Refused(f"it has {size / MEGABYTE:.1f} MB; the limit is 20 MB.")
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(ZIPPED):
        return zipped_kind(file)
    if head.startswith(OLD_OFFICE):
        raise Refused(f"it is a file of an old Office program, or locked with a password. {ALLOWED}")
    guessed = filetype.guess_mime(head) or ""
    kind = KINDS.get(SAME_AS.get(guessed, guessed))
    if kind is None or not kind.mime.startswith(("image/", "application/pdf")):
        raise Refused(f"it is {what_else(guessed, head)}. {ALLOWED}")
    return kind


def what_else(guessed: str, head: bytes) -> str:
    """Return in words what a file is that is not taken."""
    if guessed:
        return NAMED.get(guessed) or GROUPS.get(guessed.partition("/")[0]) or "a file of another kind"
    text = head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    if text.startswith(b"<?xml"):
        return "an SVG drawing" if b"<svg" in text else "an XML file"
    return next((what for start, what in TEXTS if text.startswith(start)), "a file of another kind")


def zipped_kind(file: IO[bytes]) -> Kind:
    """Return what a zipped document is, by the parts in it."""
    try:
        with zipfile.ZipFile(file) as archive:
            return document_kind(archive)
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise Refused("it is locked with a password.") from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, KeyError, OSError, ValueError, zlib.error):
        raise Refused("it is damaged: it cannot be opened.") from None


def document_kind(archive: zipfile.ZipFile) -> Kind:
    """Return the kind of an Office or OpenDocument file without macros."""
    names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" in names:
        return open_xml_kind(names, part(archive, "[Content_Types].xml").lower())
    if "mimetype" in names:
        return open_document_kind(archive, names)
    raise Refused(f"it is {COMPRESSED}. {ALLOWED}")


def open_xml_kind(names: set[str], types: bytes) -> Kind:
    """Return which Office file it is: its table of contents names its main part."""
    has_macros = any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)
    if has_macros or b"macroenabled" in types or b"vbaproject" in types or b"macrosheet" in types:
        raise Refused(f"it has macros. Save it without them. {ALLOWED}")
    for mime, kind in KINDS.items():
        if mime.startswith(OPEN_XML) and f"{mime}.main+xml".lower().encode() in types:
            return kind
    raise Refused(f"it is an Office file of another kind. {ALLOWED}")


def open_document_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    """Return which OpenDocument file it is: it says so itself."""
    kind = KINDS.get(part(archive, "mimetype").strip().decode("ascii", "replace"))
    if kind is None or not kind.mime.startswith(OPEN_DOCUMENT):
        raise Refused(f"it is {COMPRESSED}. {ALLOWED}")
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise Refused(f"it has macros. Save it without them. {ALLOWED}")
    if b"encryption-data" in part(archive, "META-INF/manifest.xml"):
        raise Refused("it is locked with a password.")
    return kind


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of one part; nothing made to burst is unpacked."""
    with archive.open(name) as file:
        return file.read(READ_AT_MOST)


def kind_of_bytes(data: bytes) -> Kind:
    """Return what bytes are."""
    return kind_of(io.BytesIO(data), len(data))


def download_name(name: str, mime: str) -> str:
    """Return the name a file is taken away under: its own, with the ending its content calls for."""
    kind = KINDS[mime]
    plain = "".join(sign for sign in name if sign.isprintable() and sign not in '/\\"').strip(" .") or "evidence"
    if plain.lower().endswith(kind.endings):
        return plain
    stem, dot, ending = plain.rpartition(".")
    if stem and f"{dot}{ending}".lower() in REPLACED:
        plain = stem
    return plain if plain.lower().endswith(kind.endings) else f"{plain}{kind.endings[0]}"


def size_in_words(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, round(size / 1024))} KB"
