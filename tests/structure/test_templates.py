"""What the linters of templates don't see."""

import re

from callguard.resources import templates_dir

# A block takes its line's end and its indentation with it: "checked" and "disabled" would become one word.
_RUN_TOGETHER = re.compile(r"[\w\"]{% endif %}\n\s*{%-? (?:if|for)[^%]*%}\w")


def test_no_two_attributes_run_together() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in templates_dir().rglob("*.html")}
    found = {name: _RUN_TOGETHER.findall(text) for name, text in texts.items()}
    assert {name: where for name, where in found.items() if where} == {}
    assert _RUN_TOGETHER.search("<input {% if a %}checked{% endif %}\n       {% if b %}disabled{% endif %}>")
