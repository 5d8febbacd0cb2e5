"""A talk that was copied, with the side that each of its speakers is on."""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from callguard.domain.phrases.turns import Turn, turns_in

_NOTHING: Mapping[str, "Side"] = MappingProxyType({})


class Side(StrEnum):
    """Whose side a speaker is on; as long as that is unclear, they are held to their words like an agent."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Transcript:
    """The turns of a talk, and the side of each name in them; without any for a text that is none."""

    turns: tuple[Turn, ...]
    sides: Mapping[str, Side]

    def turn_at(self, place: int) -> Turn | None:
        """The turn, its heading included, in which a place of the text lies."""
        number = bisect_right(self._beginnings, place) - 1
        return self.turns[number] if number >= 0 else None

    def is_name(self, place: int) -> bool:
        """Whether a heading stands there: names say nothing."""
        turn = self.turn_at(place)
        return turn is not None and place < turn.start

    def is_customers(self, place: int) -> bool:
        """Whether a customer says what stands there."""
        turn = self.turn_at(place)
        return turn is not None and self.sides[turn.name] is Side.CUSTOMER

    @cached_property
    def _beginnings(self) -> Sequence[int]:
        return [turn.heading for turn in self.turns]


def read_transcript(text: str, staff: Collection[str] = (), chosen: Mapping[str, Side] = _NOTHING) -> Transcript:
    """The talk in a text; `staff` are agents' names, and a side that was `chosen` for a name is taken for granted."""
    turns = turns_in(text)
    return Transcript(turns, sides_of(turns, staff, chosen))


def sides_of(turns: Sequence[Turn], staff: Collection[str], chosen: Mapping[str, Side]) -> dict[str, Side]:
    """The side of every name, in the order they speak up."""
    names = dict.fromkeys(turn.name for turn in turns)
    sides = {name: chosen.get(name) or side_of(name, staff) for name in names}
    return sides | _by_elimination(turns, sides)


def side_of(name: str, staff: Collection[str] = ()) -> Side:
    """What a name alone tells."""
    if _AGENT.search(name) or _last_part(name) in staff or _is_subaccount(name):
        return Side.AGENT
    return Side.CUSTOMER if _CUSTOMER.search(name) else Side.UNCLEAR


_AGENT = re.compile(
    r"^我$|客服|坐席|专员|售[前后]|客户(?:经理|服务)|主管|组长|店长|小二|商家|卖家|店铺|(?:旗舰|专营|专卖)店|机器人"
    r"|\b(?:agent|seller|shop|me)\b",
    re.IGNORECASE,
)
# Platforms hide customers' names behind stars, never those of the staff.
_CUSTOMER = re.compile(
    r"顾客|客户|买家|对方|消费者|(?:先生|女士|小姐|太太)$|\*|^(?:tb|t_|jd_|wxid_)\w|\b(?:customer|buyer)\b",
    re.IGNORECASE,
)
_PARTS = re.compile("[:：]")


def _last_part(name: str) -> str:
    return _PARTS.split(name)[-1].strip()


def _is_subaccount(name: str) -> bool:
    """As 千牛 names agents: the shop's account, a colon, their own."""
    return bool(_PARTS.search(name))


def _by_elimination(turns: Sequence[Turn], sides: Mapping[str, Side]) -> dict[str, Side]:
    """The side of the only one of whom it is unclear, where all the others are on the same."""
    unclear = [name for name, side in sides.items() if side is Side.UNCLEAR]
    known = set(sides.values()) - {Side.UNCLEAR}
    if len(unclear) != 1 or len(known) != 1 or not _is_surely_a_speaker(unclear[0], turns):
        return {}
    return {unclear[0]: Side.CUSTOMER if Side.AGENT in known else Side.AGENT}


def _is_surely_a_speaker(name: str, turns: Sequence[Turn]) -> bool:
    """Whether there is a time beside it or it comes back: else it may as well be a heading in somebody's note."""
    said = [turn for turn in turns if turn.name == name]
    return len(said) > 1 or said[0].is_timed
