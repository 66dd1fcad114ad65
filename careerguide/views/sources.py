"""The list of sources and the page of one source."""

from django.core.paginator import Paginator

from careerguide.cache import public_page
from careerguide.models import PayFigure, Role, Source
from careerguide.reference import reference
from careerguide.rendering import render_page
from careerguide.sharing import absolute, description, title
from careerguide.views.errors import moved_or_gone

PAGE_SIZE = 100


@public_page
def source_list(request):
    return render_page(request, "sources/list.html", context={"sources": Source.objects.for_list()})


@public_page(reads=("page",))
def source_detail(request, slug):
    source = Source.objects.filter(slug=slug).first()
    if source is None:
        return moved_or_gone(request, Source, slug)
    page = Paginator(PayFigure.objects.resting_on(source), PAGE_SIZE).get_page(request.GET.get("page"))
    roles = Paginator(Role.objects.resting_on(source), PAGE_SIZE).get_page(request.GET.get("page"))
    reference(request.content_version).place(roles.object_list)
    pages = max(page, roles, key=lambda part: part.paginator.num_pages)
    context = {
        "source": source,
        "page": page,
        "roles": roles,
        # Roles and figures turn their pages together; the shorter list stays at its end.
        "pages": pages,
        "canonical": absolute(request.path + (f"?page={pages.number}" if pages.number > 1 else "")),
        "title": title(f"{source.title}: a source", source.title, f"Source {source.slug}: {source.title}"),
        "description": description(
            source.counts,
            f"{source.title}.",
            f"What we use of source {source.slug}, under which licence, and what a careful reader holds against it.",
        ),
    }
    return render_page(request, "sources/detail.html", context=context)
