"""What the reader of workbooks does not tell: how far sheets reach, formulas without a result, cells in error, merged cells of .ods files."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["cell_name", "covered_cells", "damaged_cells", "widest_sheet"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_NAME = re.compile(rb'\br="([A-Z]+\d+)"')
#: Cells beyond column Z that hold something, and rows.
_FAR = re.compile(rb'<c\b[^>]*?\br="([A-Z]{2,3})\d+"[^>]*(?<!/)>')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
#: Cells that one sheet may span: the reader lays all of them out, filled or not, and ends the process when memory does not suffice.
LARGEST_SHEET = 60_000_000


def cell_name(row: int, column: int) -> str:
    """Name of a cell by its place, from 0.

    Examples
    --------
    >>> cell_name(0, 0), cell_name(9, 27)
    ('A1', 'AB10')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def widest_sheet(path: Path) -> tuple[int, int]:
    """Rows and columns that the largest sheet of an .xlsx spans, a lone cell far away included; (0, 0) for other files.

    Columns are counted only where the rows are so many that they matter.
    """
    largest = (0, 0)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                    continue
                xml = archive.read(name)
                rows = max(map(int, _ROW.findall(xml)), default=0)
                wide = {match[1] for match in _FAR.finditer(xml)} if rows * 16_384 > LARGEST_SHEET else set()
                columns = max((_column(letters) for letters in wide), default=26)
                largest = max(largest, (rows, columns), key=lambda size: size[0] * size[1])
    except (zipfile.BadZipFile, OSError):
        pass  # its reader says why it cannot be opened
    return largest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def damaged_cells(path: Path, sheet: str) -> tuple[list[str], list[str]]:
    """Cells of an .xlsx sheet whose formula has no stored result, and those that show an error."""
    xml = _sheet_xml(path, sheet)
    empty: list[str] = []
    errors: list[str] = []
    if b"<f" not in xml and b't="e"' not in xml:
        return empty, errors
    for match in _CELL.finditer(xml):
        inside = match[2] or b""
        name = _NAME.search(match[1])
        if b't="e"' in match[1]:
            errors.append(name[1].decode() if name else "?")
        elif (
            b"<f" in inside and b't="str"' not in match[1] and not re.search(rb"<v>[^<]", inside)
        ):  # "" is a result of type str
            empty.append(name[1].decode() if name else "?")
    return empty, errors


def _sheet_xml(path: Path, sheet: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
            for entry in book.iter(f"{_MAIN}sheet"):
                if entry.get("name") == sheet:
                    target = targets[entry.get(_RELATION)]
                    return archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        pass  # not an .xlsx, or one that is written otherwise: nothing can be told
    return b""


def covered_cells(path: Path, sheet: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Merged areas of an .ods sheet: first and last cell, from 0."""
    areas: list[tuple[tuple[int, int], tuple[int, int]]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read("content.xml")
    except (KeyError, zipfile.BadZipFile):
        return areas
    if b"number-rows-spanned" not in content and b"number-columns-spanned" not in content:
        return areas
    for table in ElementTree.fromstring(content).iter(f"{_TABLE}table"):
        if table.get(f"{_TABLE}name") != sheet:
            continue
        row = 0
        for line in table.iter(f"{_TABLE}table-row"):
            column = 0
            for cell in line:
                tall, wide = (
                    int(cell.get(f"{_TABLE}number-rows-spanned", 1)),
                    int(cell.get(f"{_TABLE}number-columns-spanned", 1)),
                )
                if tall > 1 or wide > 1:
                    areas.append(((row, column), (row + tall - 1, column + wide - 1)))
                column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            row += int(line.get(f"{_TABLE}number-rows-repeated", 1))
    return areas
