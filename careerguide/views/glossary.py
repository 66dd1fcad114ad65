"""The glossary."""

from itertools import groupby

from careerguide.cache import public_page
from careerguide.models import Term
from careerguide.rendering import render_page


@public_page
def glossary(request):
    terms = sorted(Term.objects.all(), key=lambda term: term.slug)
    letters = [
        {"letter": letter.upper(), "terms": list(group)}
        for letter, group in groupby(terms, key=lambda term: term.slug[0])
    ]
    return render_page(request, "pages/glossary.html", context={"letters": letters, "term_count": len(terms)})
