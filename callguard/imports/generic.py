"""Any table with order numbers and telephone numbers, as ERPs export it or a team leader keeps it by hand."""

from callguard.domain.platform import Platform
from callguard.imports.cells import Cells
from callguard.imports.faults import N_
from callguard.imports.format import ImportFormat
from callguard.imports.rows import ImportedPhone


def _phones(cells: Cells) -> list[ImportedPhone]:
    """At least one number that can be dialled; extension and expiry belong to the virtual one."""
    extension, expires_at = cells.text("extension"), cells.time("phone_expires_at")
    virtual = cells.phone("virtual_phone", extension=extension, is_virtual=True)
    phone = cells.phone("phone", extension=None if virtual else extension)
    numbers = [number for number in dict.fromkeys((phone, virtual)) if number]
    if not numbers:
        cells.faults, cells.warnings = cells.faults + cells.warnings, []
    return [ImportedPhone(number, expires_at if number.is_virtual else None) for number in numbers]


GENERIC = ImportFormat(
    name="generic",
    title=N_("通用表格（订单号和电话）"),
    platform=Platform.OTHER,
    needs=(("order_no",), ("phone", "virtual_phone")),
    phones=_phones,
)
