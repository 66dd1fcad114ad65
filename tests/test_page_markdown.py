"""HTML of ours to Markdown, where the pages themselves do not show it."""

import pytest

from careerguide.page_markdown import page_as_markdown

ADDRESS = "https://guide.example/roles/builder/"


def markdown(main: str) -> str:
    return page_as_markdown(f"<html><body><p>Menu</p><main id='main'>{main}</main><p>Foot</p></body></html>", ADDRESS)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One<!-- <p>no</p> --> two</p>", "One two"),
        ('<p title="a > b">Told &amp; kept</p>', "Told & kept"),
        ("<div hidden><div>Not</div> this</div><p>But this</p>", "But this"),
        ('<p><span aria-hidden="true">→ <span>x</span></span>Go<br>on</p>', "Go on"),
        ('<p><img src="x" alt="y">Seen <input disabled> too</p>', "Seen too"),
        ('<p><svg><path d="M0 0"/></svg>Beside</p>', "Beside"),
        ('<p><a href="/pay/?a=1&amp;b=2">Pay</a></p>', "[Pay](https://guide.example/pay/?a=1&b=2)"),
        ('<p><a href="#work">Work</a></p>', "[Work](https://guide.example/roles/builder/#work)"),
        ('<p><a href="https://example.org/">Out</a></p>', "[Out](https://example.org/)"),
        ("<dl><dt>Level</dt><dd>Senior</dd><dd>3</dd><dt>Track</dt><dd>Data</dd></dl>", "- **Level:** Senior. 3\n- **Track:** Data"),
        ("<dl><dt>Pay</dt><dd>$1 to $2.</dd><dd><svg></svg></dd><dd>Of few</dd></dl>", "- **Pay:** $1 to $2. Of few"),
        ('<ul><li><b>Of</b> <a href="/a/">A</a><small>2025</small></li></ul>', "- **Of** [A](https://guide.example/a/): 2025"),
        ("<table><tr><th>Kind<small>of what</small></th><td>12 <small>adverts</small></td></tr></table>", "| Kind: of what | 12 adverts |\n| --- | --- |"),
        ("<p>$215k <small>few</small></p><p>Pay<small>few</small></p>", "$215k few\n\nPay: few"),
        ("<p><small>Only</small> this. <small>And that</small></p>", "Only this. And that"),
        ("<p><span>Data track, level 2:</span></p><h1>Analyst</h1><p>You:</p>", "# Analyst\n\nData track, level 2\n\nYou:"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html, expected):
    assert markdown(html) == f"{expected}\n"
