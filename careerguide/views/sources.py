"""The list of sources and the page of one source."""

from django.shortcuts import get_object_or_404

from careerguide.cache import public_page
from careerguide.models import Role, Source
from careerguide.rendering import render_page


@public_page
def source_list(request):
    return render_page(request, "sources/list.html", context={"sources": Source.objects.for_list()})


@public_page
def source_detail(request, slug):
    source = get_object_or_404(Source, slug=slug)
    context = {
        "source": source,
        "figure_count": source.figures.count(),
        "roles": Role.objects.resting_on(source),
    }
    return render_page(request, "sources/detail.html", context=context)
