"""Every address of the site, grouped by noun."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from careerguide.views import errors, glossary, home, meta, pages, pay, roles, skills, sources, tracks

urlpatterns = [
    path("", home.home, name="home"),
    # Roles
    path("roles/", roles.role_list, name="role_list"),
    path("roles/<slug:slug>/", roles.role_detail, name="role_detail"),
    path("roles/<slug:slug>/pay/", pay.role_pay, name="role_pay"),
    # Pay
    path("pay/", pay.pay_explorer, name="pay_explorer"),
    path("pay.csv", pay.pay_csv, name="pay_csv"),
    # Tracks
    path("tracks/", tracks.track_list, name="track_list"),
    path("tracks/<slug:slug>/", tracks.track_detail, name="track_detail"),
    # Skills
    path("skills/", skills.skill_list, name="skill_list"),
    path("skills/<slug:slug>/", skills.skill_detail, name="skill_detail"),
    # Sources and words
    path("sources/", sources.source_list, name="source_list"),
    path("sources/<slug:slug>/", sources.source_detail, name="source_detail"),
    path("glossary/", glossary.glossary, name="glossary"),
    # Staff
    path("admin/", admin.site.urls),
    # Machines
    path("robots.txt", meta.robots, name="robots"),
    path("sitemap.xml", meta.sitemap, name="sitemap"),
    path("favicon.ico", RedirectView.as_view(url="/static/img/favicon.svg", permanent=False), name="favicon"),
    path("healthz", meta.healthz, name="healthz"),
    path("readyz", meta.readyz, name="readyz"),
    # Pages of text, such as /about/; last, because any slug fits
    path("<slug:slug>/", pages.page_detail, name="page_detail"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
