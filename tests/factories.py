"""Rows for tests that build a small world of their own: every function takes the fields that matter to the test."""

import datetime
from itertools import count

from careerguide.models import Level, PayFigure, Place, Role, RoleSkill, Skill, Source, Track, Transition

numbers = count(1)
# Ranks and letters that the real content leaves free.
ranks = count(100)


def make_source(**fields) -> Source:
    slug = f"source-{next(numbers)}"
    return Source.objects.create(
        **{
            "slug": slug,
            "kind": Source.Kind.DATASET,
            "title": f"Title of {slug}",
            "licence": "CC0",
            "attribution": "Nobody in particular.",
            "weakness": "Made up.",
        }
        | fields
    )


def make_track(**fields) -> Track:
    number = next(numbers)
    return Track.objects.create(
        **{
            "slug": f"track-{number}",
            "name": f"Track {number}",
            "short_name": f"T{number}",
            "letter": next(
                letter for letter in Track.Letter.values if not Track.objects.filter(letter=letter).exists()
            ),
            "line": "People do things.",
        }
        | fields
    )


def make_level(**fields) -> Level:
    rank = next(ranks)
    return Level.objects.create(
        **{"slug": f"level-{rank}", "name": f"Level {rank}", "short_name": f"L{rank}", "rank": rank} | fields
    )


def make_role(**fields) -> Role:
    """A published role; track and level are the first of the database unless given."""
    number = next(numbers)
    fields.setdefault("track", Track.objects.first() or make_track())
    fields.setdefault("level", Level.objects.first() or make_level())
    return Role.objects.create(
        **{
            "slug": f"role-{number}",
            "title": f"Role {number}",
            "status": Role.Status.PUBLISHED,
            "rung": 1,
            "lede": "Somebody does the work.",
            "written_on": datetime.date(2026, 1, 2),
        }
        | fields
    )


def make_skill(**fields) -> Skill:
    number = next(numbers)
    return Skill.objects.create(
        **{
            "slug": f"skill-{number}",
            "name": f"Skill {number}",
            "category": Skill.Category.TECHNICAL,
            "tier": Skill.Tier.CORE,
        }
        | fields
    )


def make_role_skill(role: Role, skill: Skill | None = None, **fields) -> RoleSkill:
    return RoleSkill.objects.create(**{"role": role, "skill": skill or make_skill(), "grade": 2} | fields)


def make_transition(from_role: Role, to_role: Role, **fields) -> Transition:
    return Transition.objects.create(
        **{
            "from_role": from_role,
            "to_role": to_role,
            "kind": Transition.Kind.LADDER,
            "years_min": 2,
            "years_max": 4,
        }
        | fields
    )


def make_place(**fields) -> Place:
    """The United States unless told otherwise."""
    fields.setdefault("code", "US")
    return Place.objects.get_or_create(code=fields["code"], defaults={"name": f"Place {fields['code']}"} | fields)[0]


def make_figure(role: Role, **fields) -> PayFigure:
    """An advert figure that may headline: the role's exact title, the United States, 40 adverts."""
    fields.setdefault("source", Source.objects.filter(kind=Source.Kind.DATASET).first() or make_source())
    fields.setdefault("place", make_place())
    return PayFigure.objects.create(
        **{
            "role": role,
            "period": "2025",
            "match": PayFigure.Match.EXACT,
            "statistic": PayFigure.Statistic.PERCENTILES,
            "pay_basis": PayFigure.PayBasis.ADVERTISED,
            "quality": PayFigure.Quality.PUBLISH,
            "n": 40,
            "n_unit": "distinct adverts",
            "p50": 150_000,
        }
        | fields
    )
