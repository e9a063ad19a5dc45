"""A binary Word or WPS file (.doc, .wps) -> a Document; what only LibreOffice can read is read through it."""

from __future__ import annotations

import struct
from dataclasses import replace

from nlp.document import Document
from nlp.reading.decode import plausible
from nlp.reading.errors import Unreadable
from nlp.reading.sheets.reader import read_xls
from nlp.reading.word.compound import Compound
from nlp.reading.word.doc_text import read_word
from nlp.reading.word.docx import read_docx
from nlp.reading.word.libreoffice import to_docx
from nlp.report import Source

# What else comes in a compound file, by a stream that only it has: the reason and what to do.
_OTHERS = {
    "EncryptedPackage": ("encrypted", "the file is protected by a password"),
    "PowerPoint Document": ("unsupported_format", "PowerPoint files are not read: save it as .pdf"),
    "__properties_version1.0": ("unsupported_format", "mails are not read: save what is attached"),
    "\u4840\u3f7f\u4164\u422f\u4836": ("unsupported_format", "the file is an installer, not a document"),
}


def read_doc(data: bytes, source: Source) -> Document:
    """The text of a Word 97 to 2003 file, or of a WPS file that is one, as its reader sees it.

    Tables, automatic numerals, tracked changes and hidden text are as in ``read_docx``; text boxes and notes stand
    at the end. Older or damaged files go through LibreOffice where it is installed (method ``doc-libreoffice``);
    else, and for other Office files, ``Unreadable`` says why.
    """
    try:
        compound = Compound(data)
        if compound.names & {"Workbook", "Book"} and "WordDocument" not in compound.names:
            return read_xls(data, source)
        for stream, (code, message) in _OTHERS.items():
            if stream in compound.names and "WordDocument" not in compound.names:
                raise Unreadable(code, message)
        return read_word(compound, source)
    except (struct.error, IndexError):
        trouble = Unreadable("damaged", "the Word file is damaged")
    except Unreadable as error:
        if error.code not in ("damaged", "needs_libreoffice"):
            raise
        trouble = error
    converted = to_docx(data, trouble)
    document = read_docx(converted, source)
    if not plausible(document.text):  # LibreOffice makes a text of any bytes
        raise trouble
    return replace(document, source=replace(document.source, method="doc-libreoffice"))
