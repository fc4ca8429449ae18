"""What templates make of a line of text."""

from __future__ import annotations

import pytest

from apps.core.templatetags.evenkeel import coded


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Run `make` and `make test`.", "Run <code>make</code> and <code>make test</code>."),
        ("No code at all", "No code at all"),
        ("`a` and one ` more", "<code>a</code> and one ` more"),
        ("`", "`"),
        ("``", "<code></code>"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
    ],
)
def test_what_stands_between_backticks_is_code_and_the_rest_is_text(text: str, markup: str) -> None:
    assert coded(text) == markup
