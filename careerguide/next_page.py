"""What changes from one role to another: all that its page shows."""

from careerguide.comparison import changes
from careerguide.models import Role, Transition
from careerguide.ranges import amounts, axis_for, headline, pay_change
from careerguide.sharing import absolute, description, title

NEXT_PAGE = "paths/next.html"


def next_context(before: Role, after: Role, step: Transition | None) -> dict:
    """What the template shows of two roles of ``Role.objects.for_comparison()`` and the step between them, if there is one."""
    for role in (before, after):
        role.headline = headline(role.headline_figures)
    is_same = before == after
    context = {
        "before": before,
        "after": after,
        "before_and_after": [before, after],
        "is_same": is_same,
        "changes": changes(before, after),
        "step": step,
        "pay": pay_change(before.headline, after.headline),
        "axis": axis_for(
            amount for role in (before, after) if role.headline.figure for amount in amounts(role.headline.figure)
        ),
        "title": title(f"{before.title} to {after.title}: what changes", f"{before.name} to {after.name}"),
        "description": description(
            f"What changes from {before.name} to {after.name}: skills by grade, duties, years, education and pay.",
            "Only what is added, raised or dropped.",
        ),
    }
    if is_same:
        context["canonical"] = absolute(before.get_absolute_url())
    return context
