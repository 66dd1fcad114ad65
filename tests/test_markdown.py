"""Markdown becomes safe HTML, and the outline of the mind maps."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerguide.markdown import Branch, citations, outline, render

# Text made of the pieces that Markdown and HTML react to, besides any text at all.
PIECES = ["[", "](", ")", "<", ">", "script", "javascript:", "data:", "on", "click=", "&", "#", "*", "`", "\n", "- ", "[@", "]", "!", '"', "\0", "\\", "http://", "1. ", "\t"]  # fmt: skip
MARKED = st.one_of(st.text(), st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
ALLOWED_TAG = re.compile(r"</?(p|h[234]|ul|ol|li|strong|em|a|code|pre|blockquote|br|hr|sup)( [^<>]*)?/?>")


@given(MARKED)
def test_no_text_becomes_anything_but_the_allowed_tags(text):
    html = render(text)
    rest = ALLOWED_TAG.sub("", html)
    assert "<" not in rest
    for tag in ALLOWED_TAG.finditer(html):
        attributes = re.findall(r' ([a-z-]+)="', tag[0])
        assert set(attributes) <= {"href", "class", "id"}
        for address in re.findall(r'href="([^"]*)"', tag[0]):
            scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
            assert not scheme or scheme[1].lower() in ("https", "mailto")


@given(MARKED)
def test_no_text_makes_the_outline_or_the_citations_fail(text):
    assert all(isinstance(branch, Branch) for branch in outline(render(text)))
    assert len(citations(text)) == len(set(citations(text)))


@pytest.mark.parametrize(
    "text",
    [
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "[click](vbscript:x)",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![picture](https://elsewhere.example/spy.png)",
        '<a href="javascript:alert(1)">click</a>',
        "<style>body{display:none}</style>",
        '<p style="color:red">red</p>',
    ],
)
def test_nothing_active_gets_through(text):
    html = render(text)
    tags = "".join(re.findall(r"<[^>]*>", html))
    assert not re.search(r"script|img|style|data:|onerror|vbscript", tags, re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello *you*", "<p>Hello <em>you</em></p>"),
        ("### Lead the team", '<h3 id="lead-the-team">Lead the team</h3>'),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("[here](/roles/)", '<p><a href="/roles/">here</a></p>'),
        ("[there](https://guide.example/)", '<p><a href="https://guide.example/">there</a></p>'),
        ("[there](http://guide.example/)", "<p><a>there</a></p>"),
        ("So says [@bls-ep].", '<p>So says<a class="cite" href="/sources/bls-ep/">bls-ep</a>.</p>'),
        ("No [@ id] here", "<p>No [@ id] here</p>"),
        ("`[@code]`", "<p><code>[@code]</code></p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert render(text) == html


def test_citations_are_listed_once_in_their_order():
    assert citations("[@B] and [@a-1], then [@B]; not [@].") == ["B", "a-1"]


def test_the_outline_has_the_headings_with_the_bold_words_below_them():
    text = """Before any heading:

- **Nowhere.** A list without a heading.

### Lead *people*

Some words.

- **Hire.** Choose whom to hire [@B].
- Grow them
  slowly [@C]

### `Code`
"""
    assert outline(render(text, "duties-")) == [
        Branch("Lead people", "duties-lead-people", ["Hire", "Grow them slowly"]),
        Branch("Code", "duties-code", []),
    ]
