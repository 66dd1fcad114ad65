"""Whoever looks for the old name finds the row that stays."""

from careerguide.models import OtherTitle, Role, Skill, Synonym, Term

from .report import Report


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
