"""What axe finds on a page, asked so that many pages take little time, and what unfolds a page for it."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script
# Preloading is for a rule about turned screens; it has axe write a <style> for @import, which the content policy forbids.
# Of what passes, which is nearly everything, nothing is told.
EVERY_RULE = {
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# All that a theme changes, and what takes the longest.
COLOURS = ["color-contrast", "link-in-text-block"]
RULES_OF_COLOUR = EVERY_RULE | {"runOnly": {"type": "rule", "values": COLOURS}}
OTHER_RULES = EVERY_RULE | {"rules": {rule: {"enabled": False} for rule in COLOURS}}
OPEN_ALL = "document.querySelectorAll('main details').forEach(part => { part.open = true })"
# Two frames later the page is drawn in the new theme and size, and no change of colour is under way.
SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(
    () => Promise.allSettled(document.getAnimations().map((each) => each.finished)))"""


def violations(page, options=EVERY_RULE) -> list[str]:
    """A line for each rule that the page breaks as it is shown now: rule, elements, and the first of them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    page.evaluate(SETTLED)
    found = page.evaluate("(options) => axe.run(options).then((results) => results.violations)", options)
    return [f"{v['id']} ({len(v['nodes'])}): {' '.join(v['nodes'][0]['html'].split())[:200]}" for v in found]
