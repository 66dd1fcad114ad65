"""Pages of text, such as /about/."""

from django.shortcuts import get_object_or_404

from careerguide.cache import public_page
from careerguide.models import Page
from careerguide.rendering import render_page


@public_page
def page_detail(request, slug):
    page = get_object_or_404(Page.objects.prefetch_related("sources"), slug=slug)
    return render_page(request, "pages/detail.html", context={"page": page, "sources": page.sources.all()})
