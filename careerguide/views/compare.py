"""Roles side by side."""

from django.http import HttpResponse
from django.urls import reverse

from careerguide.cache import public_page
from careerguide.cards import compare_card
from careerguide.choices import RoleChoice
from careerguide.comparison import compare
from careerguide.models import Role, related
from careerguide.ranges import amounts, axis_for, headline
from careerguide.reference import Reference, reference
from careerguide.rendering import render_choice
from careerguide.sharing import absolute, description, qr_code, title
from careerguide.views.errors import MOST_MEANT, nearest_roles


@public_page(reads=("role", "hide"))
def role_compare(request):
    known = reference(request.content_version)
    choice = RoleChoice(request.GET, Role.objects.for_list())
    known.place(choice.roles)
    found = {role.slug: role for role in Role.objects.for_comparison().filter(slug__in=[r.slug for r in choice.roles])}
    roles = [found[role.slug] for role in choice.roles]
    for role in roles:
        role.headline = headline(role.headline_figures)
    names = " and ".join(
        filter(None, [", ".join(role.name for role in roles[:-1]), *(role.name for role in roles[-1:])])
    )
    context = {
        "choice": choice,
        "lists_roles": known.lists_roles,
        "options": [role for role in known.role_options if role not in choice.roles] if choice.has_room else [],
        "meant": [
            (role, choice.query(more=role.slug))
            for words in (choice.unknown[:1] if choice.has_room and not known.lists_roles else [])
            for role in nearest_roles(words, MOST_MEANT)
        ],
        "roles": roles,
        "groups": compare(roles) if len(roles) > 1 else [],
        "axis": axis_for((a for r in roles if r.headline.figure for a in amounts(r.headline.figure)), most_steps=4),
        "related": related_to(roles[0], known) if len(roles) == 1 else [],
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


def related_to(role, known: Reference) -> list[Role]:
    """Other roles by the number of skills in common, as ``shared_skills``."""
    return known.placed(related(role, known.rarest(need.skill_id for need in role.main_skills)))


@public_page(reads=("role", "hide"))
def comparison_qr(request):
    """The address of a comparison as a QR code, for paper."""
    choice = RoleChoice(request.GET, Role.objects.for_list())
    address = absolute(reverse("role_compare") + choice.query(canonical=True))
    return HttpResponse(qr_code(address), content_type="image/svg+xml")
