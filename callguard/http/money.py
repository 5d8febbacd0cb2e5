"""How amounts are written for people."""

_SIGNS = {"CNY": "¥"}


def money(fen: int, currency: str = "CNY") -> str:
    """Minor units as people write them; whole amounts without decimals: ¥1,240 and ¥1,240.50."""
    whole, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    decimals = f".{rest:02}" if rest else ""
    return f"{sign}{_SIGNS.get(currency, currency + ' ')}{whole:,}{decimals}"
