"""How large the rectangle is that a sheet's cells span.

A reader that lays out the whole rectangle needs hundreds of gigabytes for a file of six kilobytes with one
stray cell in the last corner, and takes the process down with it. So the rectangle is measured first.
"""

from string import ascii_uppercase, digits
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

# A hundred thousand rows of a hundred columns; such a workbook unpacks to a few hundred megabytes.
MAX_CELLS = 10_000_000
MAX_UNPACKED = 1 << 30
_CHUNK = 1 << 20


def largest_extent(archive: ZipFile) -> int:
    """The cells of the largest sheet's rectangle; stops counting above MAX_CELLS.

    Every member is looked at, since a workbook may call its sheets anything. ValueError for broken XML.
    """
    largest = 0
    for member in archive.infolist():
        with archive.open(member) as file:
            largest = max(largest, _extent(file))
        if largest > MAX_CELLS:
            break
    return largest


def _extent(file: IO[bytes]) -> int:
    extent = _Extent()
    # As the reader takes it, whatever the XML declares.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = extent.start
    try:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            parser.Parse(chunk)
            if extent.cells > MAX_CELLS:
                break
    except expat.ExpatError as error:
        # An image or a printer's settings fail before their first element, a broken sheet after it.
        if extent.is_xml:
            raise ValueError("broken XML") from error
    return extent.cells


class _Extent:
    """Never less than what the sheet spans; cells and rows may leave out their place and then follow the last one.

    Called for every cell, so it only notes what is new and leaves the arithmetic to `cells`.
    """

    def __init__(self) -> None:
        self.is_xml = False
        self._letters: set[str] = set()
        self._row = ""
        self._last_row = self._unplaced_rows = self._unplaced_cells = self._most_unplaced = 0

    @property
    def cells(self) -> int:
        columns = max(map(_column, self._letters), default=0) + self._most_unplaced
        return columns * (self._last_row + self._unplaced_rows)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_xml = True
        if name == "c" or name.endswith(":c"):
            self._cell(attributes.get("r"))
        elif name == "row" or name.endswith(":row"):
            self._start_row(attributes.get("r"))

    def _cell(self, place: str | None) -> None:
        if place:
            letters = place.rstrip(digits)
            self._letters.add(letters)
            self._note_row(place[len(letters) :])
        else:
            self._unplaced_cells += 1
            self._most_unplaced = max(self._most_unplaced, self._unplaced_cells)

    def _start_row(self, place: str | None) -> None:
        self._unplaced_cells = 0
        if place:
            self._note_row(place)
        else:
            self._unplaced_rows += 1

    def _note_row(self, row: str) -> None:
        if row != self._row:
            self._row = row
            self._last_row = max(self._last_row, int(row))


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number
