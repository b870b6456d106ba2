"""Tables as spreadsheets write and read them: any usual encoding and separator in, and nothing out that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from sidecar.domain import sheets

SEPARATORS = (";", ",", "\t")


class NoTable(ValueError):
    """It is no text, or no table."""


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, else Windows-1252, which Excel writes in the west."""
    if b"\0" in content:
        raise NoTable("is not a text file; save it as CSV")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoTable("has characters in it that cannot be read; save it as CSV in UTF-8")


def rows(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every row that is not empty, without the empty ones at its end; the first is the heading."""
    heading = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            named = [sheets.untext(cell.strip()) for cell in cells]
            while named and not named[-1]:
                named.pop()
            if named:
                found.append((line, named))
            line = reader.line_num + 1
    except csv.Error:
        raise NoTable(f"has a quotation mark that does not end, from line {line} on") from None
    return found


def written(table: Iterable[Sequence[str]]) -> str:
    """As CSV; no cell of it is a formula."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[sheets.text(cell) for cell in cells] for cells in table])
    return out.getvalue()
