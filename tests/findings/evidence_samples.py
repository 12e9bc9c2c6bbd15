"""Made-up bytes of each kind of file that is taken, and of those that are not."""

from __future__ import annotations

import io
import zipfile

OPEN_XML = "application/vnd.openxmlformats-officedocument"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20)
GIF = b"GIF89a" + bytes(20)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8 " + bytes(20)
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(20)
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SVG_IN_XML = b'<?xml version="1.0"?>\n' + SVG
PROGRAM = b"MZ\x90\x00" + bytes(60)
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
SCRIPT = b"#!/bin/sh\nrm -r /\n"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BMP = b"BM" + bytes(60)
RTF = b"{\\rtf1 words}"
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(30)


def archive(parts: dict[str, bytes]) -> bytes:
    """Return a zipped file of parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name), content)
    return held.getvalue()


def open_xml(main: str, **others: bytes) -> bytes:
    """Return an Office file whose main part is of a type."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "main.xml": b"<x/>", **others})


def open_document(kind: str, manifest: bytes = b"<manifest/>", **others: bytes) -> bytes:
    """Return an OpenDocument file of a kind."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": b"<x/>", **others})


DOCX = open_xml(f"{OPEN_XML}.wordprocessingml.document.main+xml")
XLSX = open_xml(f"{OPEN_XML}.spreadsheetml.sheet.main+xml")
PPTX = open_xml(f"{OPEN_XML}.presentationml.presentation.main+xml")
ODT, ODS, ODP = (open_document(kind) for kind in ("text", "spreadsheet", "presentation"))
DOCM = open_xml(MACRO)
ZIP = archive({"virus.exe": PROGRAM})
