"""The field's formats: read into one flat form, and written back.

`read_format` and `write_format` are what other rooms use. Inside::

    catalogue    the names of all formats, and where each one's reader and writer live
    semeval2020 semeval2023 semeval2025 mfc gvfc unlp labelstudio doccano brat table
                 one module each: files -> records, and records -> a submission
    units        documents -> paragraphs, sentences, spans; several coders -> one
    records      the flat form, and its JSON Lines
    articles codes ids cells rows sources findings options
                 what the formats share
"""

from framing.formats.catalogue import FORMATS, Format, read_format, write_format
from framing.formats.options import Columns, Options
from framing.formats.records import Record, Span, write_records
from framing.formats.units import MERGES, UNITS

__all__ = [
    "FORMATS",
    "MERGES",
    "UNITS",
    "Columns",
    "Format",
    "Options",
    "Record",
    "Span",
    "read_format",
    "write_format",
    "write_records",
]
