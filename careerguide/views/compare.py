"""Roles side by side."""

from django.http import HttpResponse
from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import compare_card
from careerguide.choices import RoleChoice
from careerguide.comparison import compare
from careerguide.models import Role
from careerguide.ranges import amounts, axis_for, headline
from careerguide.rendering import render_choice
from careerguide.sharing import absolute, description, qr_code, title


@public_page(reads=("role", "hide"))
def role_compare(request):
    choice = RoleChoice(request.GET, Role.objects.for_ladder())
    found = {role.slug: role for role in Role.objects.for_comparison().filter(slug__in=[r.slug for r in choice.roles])}
    roles = [found[role.slug] for role in choice.roles]
    for role in roles:
        role.headline = headline(role.headline_figures)
    names = " and ".join(
        filter(None, [", ".join(role.name for role in roles[:-1]), *(role.name for role in roles[-1:])])
    )
    context = {
        "choice": choice,
        "roles": roles,
        "groups": compare(roles) if len(roles) > 1 else [],
        "axis": axis_for((a for r in roles if r.headline.figure for a in amounts(r.headline.figure)), most_steps=4),
        "related": Role.objects.sharing_skills_with(roles[0]) if len(roles) == 1 else [],
        "title": title(f"Compare {names}", f"Compare {len(roles)} roles") if len(roles) > 1 else "Compare roles",
        "description": description(
            f"{names} side by side: skills by grade, duties, what employers ask for, pay on one scale, fit.",
            "Up to four roles side by side: skills by grade, duties, what employers ask for, pay on one scale, fit.",
        )
        if len(roles) > 1
        else "Up to four AI and machine-learning roles side by side: skills by grade, duties, pay on one scale, fit.",
        "canonical": absolute(request.path + choice.query(canonical=True)),
        "qr": reverse("comparison_qr") + choice.query(canonical=True),
    }
    if len(roles) > 1:
        context["card"] = compare_card(roles, choice.query(canonical=True).removeprefix("?"))
    return render_choice(request, choice, "compare/roles.html", "compare/_roles.html", context)


@public_page(reads=("role", "hide"))
def comparison_qr(request):
    """The address of a comparison as a QR code, for paper."""
    choice = RoleChoice(request.GET, Role.objects.for_ladder())
    address = absolute(reverse("role_compare") + choice.query(canonical=True))
    return HttpResponse(qr_code(address), content_type="image/svg+xml")
