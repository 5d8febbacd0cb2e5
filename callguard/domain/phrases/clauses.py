"""Where the clause begins and ends in which something stands, in the text as it was written."""

import re
from itertools import takewhile

# Not in a number or a time (1,000 and 15:30). Notes part clauses by a space too, but "3 天" belongs together.
_BOUNDARY = re.compile(
    '[。！!？?；;…「」『』“”"()（）\r\n]'
    r"|[，,：:](?!(?<=\d.)\d)|\.(?!\S)"
    "|(?<=[^\\d\\s])[ \u3000]+(?=[\u3400-\u9fff])"
)
_LONGEST = 120


def clause_start(text: str, at: int) -> int:
    """Where the clause begins in which `at` lies; not looked for farther back than a clause is long."""
    begins = max(0, at - _LONGEST)
    for found in takewhile(lambda one: one.end() <= at, _BOUNDARY.finditer(text, begins)):
        begins = found.end()
    return at - len(text[begins:at].lstrip())


def clause_end(text: str, at: int) -> int:
    """Where the clause ends that goes on at `at`."""
    found = _BOUNDARY.search(text, at)
    return at + len(text[at : found.start() if found else None].rstrip())
