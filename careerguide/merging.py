"""Two rows of content become one: every reference moves in one transaction, the old address leads to the row that stays."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import IntegrityError, models, transaction

from careerguide.importers import IMPORTERS
from careerguide.models import (
    PERCENTILES,
    Content,
    OccupationCode,
    OtherTitle,
    PayFigure,
    Projection,
    RetiredSlug,
    Role,
    RoleSkill,
    Skill,
    Source,
    Synonym,
    Term,
    Track,
    Transition,
    content_changed,
)
from careerguide.where_used import HEADINGS, holding, marks, name_of, references, written_fields

MERGEABLE = (Role, Skill, Source, Term, Track)
AMOUNTS = (*PERCENTILES, "mean", "low", "high", "top_code", "p50_usd", "n", "currency", "unit")


class MergeError(Exception):
    """Two rows that cannot be merged: one sentence that says why and what to do."""


@dataclass
class Report:
    """What a merge moves and what it leaves behind, a sentence each."""

    moved: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same as long as a merge would do the same."""
        return hashlib.sha256("\n".join((*self.moved, "-", *self.dropped)).encode()).hexdigest()


def rehearse(old: Content, new: Content) -> Report:
    """What a merge would do: it is done and rolled back, so the preview cannot differ from the deed."""
    with transaction.atomic():
        report = merge(old, new)
        transaction.set_rollback(True)
    return report


def merge(old: Content, new: Content, expected: str | None = None) -> Report:
    """Merges ``old`` into ``new``, which stays as it is where both say something. Raises MergeError, with nothing moved.

    ``expected`` is the fingerprint of the report that somebody has seen; another one is refused.
    """
    refuse_what_cannot_be(old, new)
    report = Report()
    try:
        with transaction.atomic():
            move(old, new, report)
            if expected not in (None, report.fingerprint):
                raise MergeError("What would move has changed since this preview: look again, then confirm.")
    except IntegrityError as error:
        raise MergeError(f"The two hold rows that cannot stand side by side ({error}): look at both pages.") from error
    return report


def move(old: Content, new: Content, report: Report):
    if isinstance(old, Role):
        drop_what_stands_twice(old, new, report)
    for reference in references(type(old)):
        (move_many if reference.many_to_many else move_rows)(reference, old, new, report)
    for name in UNITED.get(type(old), ()):
        getattr(new, name).add(*getattr(old, name).all())
    rewrite_texts(old, new, report)
    keep_the_name(old, new, report)
    # Deleting notes the address of a row that readers could open; its successor is known here.
    type(old)._base_manager.get(pk=old.pk).delete()
    if RetiredSlug.objects.of(type(old), old.slug):
        RetiredSlug.objects.retire(old, old.slug, successor=new)
        report.moved.append(f"The old address {old.get_absolute_url()} leads to {new.get_absolute_url()}.")


# Lists of the row that goes which are added to those of the row that stays.
UNITED = {Skill: ["sources"], Role: ["named_in"]}


def refuse_what_cannot_be(old, new):
    if type(old) is not type(new) or old.pk == new.pk:
        raise MergeError("Choose another row of the same kind to merge into.")
    if isinstance(old, Source) and any(old.slug == importer.SOURCE for importer in IMPORTERS.values()):
        raise MergeError(f"Imports of pay figures look for the source {old.slug}: merge the other way round.")
    if isinstance(old, Role) and old.status != new.status:
        raise MergeError(
            f"{old} is {old.get_status_display()} and {new} is {new.get_status_display()}: "
            "bring both to the same status first, so that no reader meets an empty address."
        )
    if isinstance(old, Role) and (copy := Role.with_copies.filter(copy_of__in=[old, new]).first()):
        raise MergeError(f"{copy.copy_of} has a working copy: publish or discard it first.")


def drop_what_stands_twice(old: Role, new: Role, report: Report):
    """The page that stays keeps its texts; of the other it takes only kinds of text that it has none of."""
    between = Transition.objects.filter(from_role__in=[old, new], to_role__in=[old, new])
    drop(between, "Steps between the two", report)
    for name, kind in (("sections", "kind"), ("fit_points", "kind"), ("pay_notes", "kind"), ("questions", None)):
        theirs = getattr(new, name)
        if name == "sections":
            theirs.missing().filter(kind__in=old.sections.exclude(body="").values("kind")).delete()
        going = getattr(old, name).all()
        if kind:
            going = going.filter(kind__in=list(theirs.values_list(kind, flat=True)))
        elif not theirs.exists():
            continue
        drop(going, f"{going.model._meta.verbose_name_plural.capitalize()} that the other page has its own of", report)


def drop(rows, what: str, report: Report):
    if number := rows.count():
        report.dropped.append(f"{what}: {number:,}.")
        rows.delete()


# Moving


def move_rows(reference, old, new, report: Report):
    """Gives the rows of a foreign key to the other row, after settling those that it has already."""
    rows = reference.model._base_manager
    settled = {}
    for rule in rules_on(reference):
        keys = [reference.model._meta.get_field(name).attname for name in rule.fields if name != reference.name]
        candidates = rows.filter(rule.condition) if rule.condition else rows

        def key_of(row, keys=keys):
            return tuple(getattr(row, key) for key in keys)

        standing = {key_of(row): row for row in candidates.filter(**{reference.name: new})}
        for row in candidates.filter(**{reference.name: old}).order_by("pk"):
            if other := standing.get(key_of(row)):
                sentence = SETTLED[rule.name](row, other)
                settled[sentence] = settled.get(sentence, 0) + 1
    moved = rows.filter(**{reference.name: old}).update(**{reference.name: new})
    tell(reference, moved, settled, report)


def rules_on(reference) -> list:
    """The unique constraints that a moved row could break: those with a condition first, for they change rows."""
    unique = [rule for rule in reference.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    return sorted((rule for rule in unique if reference.name in rule.fields), key=lambda rule: rule.condition is None)


def move_many(reference, old, new, report: Report):
    """Gives the links of a many-to-many field to the other row; where both are linked already, one link stays."""
    links = reference.remote_field.through._base_manager
    owner, target = reference.m2m_field_name(), reference.m2m_reverse_field_name()
    both = links.filter(**{target: old, f"{owner}__in": links.filter(**{target: new}).values(owner)})
    twice = both.count()
    both.delete()
    moved = links.filter(**{target: old}).update(**{target: new})
    content_changed(links.db)
    tell(reference, moved, {"name both and now name one": twice} if twice else {}, report)


def tell(reference, moved: int, settled: dict[str, int], report: Report):
    if not moved and not settled:
        return
    heading = HEADINGS[name_of(reference)] or reference.model._meta.verbose_name_plural.capitalize()
    parts = [f"{moved:,} move{'' if moved != 1 else 's'}"] if moved else []
    parts += [f"{number:,} {sentence}" for sentence, number in settled.items()]
    report.moved.append(f"{heading}: {'; '.join(parts)}.")


# What becomes of a row when the other one has such a row already; each says so, as the end of a sentence.


def keep_standing(going: Content, standing: Content) -> str:
    going.delete()
    return "stand there already: those of the page that stays are kept"


def keep_higher_grade(going: RoleSkill, standing: RoleSkill) -> str:
    """The higher grade stays, with the sentence that was written for it."""
    if going.grade > standing.grade:
        standing.grade, standing.you_can, standing.basis = going.grade, going.you_can, going.basis
        standing.save()
    going.delete()
    return "have both: the higher grade is kept"


def unmark_closest(going: OccupationCode, standing: OccupationCode) -> str:
    going.is_primary = False
    going.save()
    return "no longer the closest of their classification"


def keep_one_closest(going: PayFigure, standing: PayFigure) -> str:
    group = ("occupation_code", "label", "statistic")
    if all(getattr(going, name) == getattr(standing, name) for name in group):
        return keep_equal_figure(going, standing)
    going.match = PayFigure.Match.OCCUPATION_ALTERNATE
    going.save()
    return "become figures of another official occupation"


def keep_equal_figure(going: PayFigure, standing: PayFigure) -> str:
    """No amount is ever lost by a merge: of two that say the same one stays, two that differ are refused."""
    if any(getattr(going, name) != getattr(standing, name) for name in AMOUNTS):
        raise MergeError(
            f"Both have the pay figure “{standing}”, with different amounts: correct or delete one of the two first."
        )
    going.delete()
    return "stand there already with the same amounts"


def refuse_projection(going: Projection, standing: Projection) -> str:
    raise MergeError(f"Both give the projection “{standing}”: delete one of the two first.")


# By the unique constraint that the two rows would break together.
SETTLED: dict[str, Callable[[Content, Content], str]] = {
    "one_anchor_per_question": keep_standing,
    "one_figure_per_identity": keep_equal_figure,
    "one_fit_point_per_place": keep_standing,
    "one_grade_per_role_and_skill": keep_higher_grade,
    "one_occupation_code_per_role": keep_standing,
    "one_other_title_per_role": keep_standing,
    "one_pay_note_per_place": keep_standing,
    "one_primary_occupation_per_scheme": unmark_closest,
    "one_primary_occupation_per_source": keep_one_closest,
    "one_projection_per_occupation": refuse_projection,
    "one_section_of_a_kind_per_role": keep_standing,
    "one_text_per_skill_and_grade": keep_standing,
    "one_title_rule_per_role": keep_standing,
    "one_transition_per_pair": keep_standing,
}


# Texts


def rewrite_texts(old, new, report: Report):
    """Citations of and links to the old row, in every Markdown text, name the new one; saving renders them."""
    if not marks(old):
        return
    changed = set()
    for model, name in written_fields():
        for row in model._base_manager.filter(holding(name, marks(old))):
            before = getattr(row, name)
            setattr(row, name, with_new_name(before, old, new))
            if getattr(row, name) != before:
                row.save()
                changed.add((model, row.pk))
    if changed:
        report.moved.append(f"Texts that name it: {len(changed):,} rewritten.")


def with_new_name(text: str, old, new) -> str:
    """A Markdown text whose marks of one row lead to another; two marks of it side by side become one."""
    address, wanted = re.escape(old.get_absolute_url()), new.get_absolute_url()
    # An address with a slash at its end may go on, such as /roles/data-scientist/pay/; an anchor ends where it ends.
    end = r"(?=[)\s])" if "#" in address else ""
    text = re.sub(rf"(?<=\]\(){address}{end}", lambda _: wanted, text)
    if isinstance(old, Source):
        text = text.replace(f"[@{old.slug}]", f"[@{new.slug}]")
        mark = re.escape(f"[@{new.slug}]")
        text = re.sub(rf"{mark}(?:\s*{mark})+", lambda _: f"[@{new.slug}]", text)
    return text


# Names


def keep_the_name(old, new, report: Report):
    """Whoever looks for the old name finds the row that stays: as another title or name, or by the search's synonyms."""
    match old:
        case Role():
            for title in {old.title, old.short_title} - {"", new.title, new.short_title}:
                if (
                    not new.other_titles.filter(title__iexact=title).exists()
                    and title.casefold() != new.title.casefold()
                ):
                    OtherTitle.objects.create(role=new, title=title, order=new.other_titles.count())
                    report.moved.append(f"“{title}” becomes another title.")
            new.other_titles.filter(title__iexact=new.title).delete()
        case Skill():
            names = [name.strip() for name in f"{new.other_names},{old.name},{old.other_names}".split(",")]
            known = {new.name.casefold()}
            kept = [n for n in names if n and n.casefold() not in known and not known.add(n.casefold())]
            longest = Skill._meta.get_field("other_names").max_length
            while len(", ".join(kept)) > longest:
                report.dropped.append(f"The other name “{kept.pop()}”: the list is full.")
            Skill.objects.filter(pk=new.pk).update(other_names=", ".join(kept))
    move_synonyms(old, new, report)


def move_synonyms(old, new, report: Report):
    before, after = str(old), str(new)
    if before.casefold() == after.casefold():
        return
    Synonym.objects.filter(means__iexact=before, word__iexact=after).delete()
    if moved := Synonym.objects.filter(means__iexact=before).update(means=after[:80]):
        report.moved.append(f"Words that the search takes for it: {moved:,} now mean “{after}”.")
    room = Synonym._meta.get_field("word").max_length
    if isinstance(old, Term) and len(before) <= room and not Synonym.objects.filter(word__iexact=before).exists():
        Synonym.objects.create(word=before, means=after)
        report.moved.append(f"Whoever searches for “{before}” finds “{after}”.")
