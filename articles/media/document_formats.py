"""Types of documents by their content, whatever their names say; and which may be attached."""

import codecs
import zipfile
from pathlib import PurePath

from django.core.files import File

from articles.media.validation import Refused, check_size
from articles.models import AttachmentFile

Type = AttachmentFile.Type
# The part that tells an office document from an ordinary ZIP.
OFFICE_PARTS = {Type.DOCX: "word/document.xml", Type.XLSX: "xl/workbook.xml"}
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f")
# Where readers look for the end of a PDF.
END_OF_PDF = 2_048


def type_of(upload: File) -> Type:
    """The type of the document in `upload`.

    Raises Refused for what is empty, too big, damaged, not of an allowed type or not what its name says.
    """
    check_size(upload)
    ending = PurePath(upload.name or "").suffix.lower().removeprefix(".")
    if ending not in Type.values:
        raise Refused(
            upload,
            f"only {', '.join(kind.upper() for kind in Type)} may be attached. Save it as PDF, for example.",
        )
    upload.seek(0)
    head = upload.read(8)
    if head.startswith(b"%PDF-"):
        type_ = _pdf(upload)
    elif head.startswith(b"PK\x03\x04"):
        type_ = _kind_of_zip(upload)
    else:
        type_ = _text(upload, ending)
    if type_ != ending:
        raise Refused(
            upload,
            f"its name says {ending.upper()}, but by its content it is {_called(type_)}. "
            "Check that it is the right file, or save it again in the right format.",
        )
    upload.seek(0)
    return Type(type_)


def _called(type_: str) -> str:
    return f"a {type_.upper()} file" if type_ else "something else"


def _pdf(upload: File) -> str:
    upload.seek(max(0, upload.size - END_OF_PDF))
    if b"%%EOF" not in upload.read():
        raise Refused(upload, "the PDF is cut off. Save it again where it comes from, and try once more.")
    return Type.PDF


def _kind_of_zip(upload: File) -> str:
    """Only the list of what it holds is read; nothing is unpacked."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            # Office opens it whatever its letters are.
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Refused(upload, "it holds macros. Save it without them.")
            for kind, part in OFFICE_PARTS.items():
                if part in names:
                    return kind
            if "mimetype" in names:
                with archive.open("mimetype") as first:
                    if first.read(len(ODT_TYPE) + 1) == ODT_TYPE:
                        return Type.ODT
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as broken:
        raise Refused(
            upload, "the file is damaged or cut off. Save it again where it comes from, and try once more."
        ) from broken
    return Type.ZIP


def _text(upload: File, ending: str) -> str:
    """Text has no mark of its own: it is what decodes without control characters. CSV is told by its name."""
    if ending not in (Type.TXT, Type.CSV):
        return ""
    upload.seek(0)
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        # By chunk: one rare letter makes Python take four bytes for each letter beside it.
        has_controls = any(CONTROLS.intersection(decode(chunk)) for chunk in upload.chunks())
        decode(b"", final=True)
    except UnicodeDecodeError as other:
        raise Refused(
            upload, "it is not text in UTF-8. Save it again and choose the encoding UTF-8."
        ) from other
    return "" if has_controls else ending
