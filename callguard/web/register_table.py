"""The register as a table to take away: nothing in it names or reaches a customer."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from callguard.db.models import RegisterEntry
from callguard.domain.masking import mask_numbers
from callguard.http.language import gettext as _
from callguard.http.texts import text_of
from callguard.web.register_sentences import actor_name, deed


def heading() -> tuple[str, ...]:
    """The columns' names in the reader's language."""
    columns = (_("时间"), _("店铺"), _("案件号"), _("订单号"), _("顾客"), _("类别"), _("经办人"))
    return (*columns, _("经过"), _("结论"), _("备注"))


def rows(entries: Iterable[RegisterEntry], tz: str) -> Iterator[tuple[str, ...]]:
    """One row for each line, times in the zone; numbers somebody typed into a note are masked."""
    zone = ZoneInfo(tz)
    for entry in entries:
        yield (
            f"{entry.recorded_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            entry.shop.name,
            entry.case.number,
            entry.case.order.order_no,
            entry.case.customer.name_masked or "",
            text_of(entry.kind),
            actor_name(entry),
            deed(entry, tz),
            text_of(entry.disposition) if entry.disposition else "",
            mask_numbers(entry.note or ""),
        )
