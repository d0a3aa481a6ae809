"""Human text into our records: reports into copies, claims and incidents; appeals into households."""

from clearway.reading.language import Language, language_of
from clearway.reading.sentences import sentences
from clearway.reading.spans import Span
from clearway.reading.text import Line, Text, read_text

__all__ = ["Language", "Line", "Span", "Text", "language_of", "read_text", "sentences"]
