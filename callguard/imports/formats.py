"""The formats that can be imported, and the one way to read a file in any of them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from callguard.imports.cells import Cells
from callguard.imports.columns import HEADER_WITHIN, Columns, Header, Names, columns_of, find_header, known_columns
from callguard.imports.faults import CellFault, FileReason, FileRefusal
from callguard.imports.format import ImportFormat
from callguard.imports.generic import GENERIC
from callguard.imports.reading import read_table
from callguard.imports.rows import ImportFile, ImportRow, RowRejection
from callguard.imports.table import Record, Source, Table
from callguard.imports.taobao_orders import TAOBAO_ORDERS
from callguard.imports.taobao_refunds import TAOBAO_REFUNDS
from callguard.imports.values import present

FORMATS: Mapping[str, ImportFormat] = {known.name: known for known in (TAOBAO_REFUNDS, TAOBAO_ORDERS, GENERIC)}

# The lists of one console, easily taken for one another: the other one, and how to say it.
_MIXED_UP = {
    TAOBAO_REFUNDS.name: (TAOBAO_ORDERS, FileReason.NOT_REFUNDS),
    TAOBAO_ORDERS.name: (TAOBAO_REFUNDS, FileReason.NOT_ORDERS),
}


def read_rows(source: Source, format_name: str, mapping: Names | None = None) -> ImportFile | FileRefusal:
    """Read a file, or the bytes of one, as one of FORMATS; KeyError for any other name.

    `mapping` names the file's columns for some of the format's fields (columns.toml) and goes before our own names.
    """
    columns, own = columns_of(format_name), mapping or {}
    unknown = own.keys() - columns.names.keys()
    if unknown:
        return FileRefusal(FileReason.UNKNOWN_FIELDS, {"fields": "、".join(sorted(unknown))})
    table = read_table(source)
    if isinstance(table, FileRefusal):
        return table
    top = list(islice(table.records, HEADER_WITHIN))
    columns = columns.extended(own)
    header = _mixed_up(top, format_name, columns) or find_header(top, columns, FORMATS[format_name].needs)
    return header if isinstance(header, FileRefusal) else _file(table, top, header, FORMATS[format_name])


def _mixed_up(top: list[Record], format_name: str, columns: Columns) -> FileRefusal | None:
    """Whether the file is the console's other list: it has all that one needs, and that one knows more of it."""
    if format_name not in _MIXED_UP:
        return None
    other, reason = _MIXED_UP[format_name]
    header = find_header(top, columns_of(other.name), other.needs)
    is_other = isinstance(header, Header) and len(header.fields) > known_columns(top, columns)
    return FileRefusal(reason) if is_other else None


def _file(table: Table, top: list[Record], header: Header, format_: ImportFormat) -> ImportFile:
    below = (record for record in chain(top, table.records) if record[0] > header.row)
    taken = {field: header.titles[index] for field, index in header.fields.items()}
    titles = tuple(filter(None, header.titles))
    return ImportFile(format_.name, titles, taken, table.line_count - header.row, _rows(below, header, format_))


def _rows(records: Iterable[Record], header: Header, format_: ImportFormat) -> Iterator[ImportRow | RowRejection]:
    for number, cells in records:
        if not isinstance(cells, list):
            yield RowRejection(number, (CellFault(None, cells),))
        elif any(map(present, cells)):
            yield _row(Cells(number, cells, header), format_)


def _row(cells: Cells, format_: ImportFormat) -> ImportRow | RowRejection:
    row = format_.read_row(cells)
    if not cells.faults:
        return row
    return RowRejection(cells.row, (*cells.faults, *cells.warnings), row.order_no or None)
