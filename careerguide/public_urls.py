"""The addresses of readers and of machines, grouped by noun: all that a worker needs until the first of the staff comes."""

from django.urls import path
from django.views.generic import RedirectView

from careerguide.views import (
    cards,
    compare,
    data,
    documents,
    embeds,
    errors,
    feeds,
    glossary,
    home,
    meta,
    pages,
    paths,
    pay,
    previews,
    reports,
    roles,
    search,
    skills,
    sources,
    tracks,
)

urlpatterns = [
    path("", home.home, name="home"),
    # Roles
    path("roles/", roles.role_list, name="role_list"),
    path("roles/<slug:slug>/", roles.role_detail, name="role_detail"),
    path("preview/<str:token>/", previews.role_preview, name="role_preview"),
    path("roles/<slug:slug>/pay/", pay.role_pay, name="role_pay"),
    path("roles/<slug:slug>/next/<slug:other>/", paths.role_next, name="role_next"),
    # Comparison and paths
    path("compare/", compare.role_compare, name="role_compare"),
    path("compare.svg", compare.comparison_qr, name="comparison_qr"),
    path("paths/", paths.path_finder, name="path_finder"),
    path("match/", paths.skill_match, name="skill_match"),
    # Pay
    path("pay/", pay.pay_explorer, name="pay_explorer"),
    path("pay/changes/", pay.pay_changes, name="pay_changes"),
    path("pay/changes/<int:pk>/", pay.pay_import, name="pay_import"),
    path("pay.csv", pay.pay_csv, name="pay_csv"),
    # The same pages in other forms, and for other people's pages
    path("roles/<slug:slug>.md", documents.role_markdown, name="role_markdown"),
    path("roles/<slug:slug>.json", documents.role_json, name="role_json"),
    path("roles/<slug:slug>.csv", documents.role_csv, name="role_csv"),
    path("roles/<slug:slug>.svg", documents.role_qr, name="role_qr"),
    path("tracks/<slug:slug>.md", documents.track_markdown, name="track_markdown"),
    path("skills/<slug:slug>.md", documents.skill_markdown, name="skill_markdown"),
    path("cards/<slug:kind>/<slug:name>.png", cards.card, name="card"),
    path("embed/roles/<slug:slug>/", embeds.role_embed, name="role_embed"),
    path("oembed", embeds.oembed, name="oembed"),
    # The whole guide
    path("data/", data.data, name="data"),
    path("data/guide.json", data.data_json, name="data_json"),
    path("data/datapackage.json", data.data_package, name="data_package"),
    path("data/role.schema.json", documents.role_schema, name="role_schema"),
    path("data/<slug:name>.csv", data.data_table, name="data_table"),
    path("feeds/roles.xml", feeds.role_feed, name="role_feed"),
    path("feeds/pay.xml", feeds.pay_feed, name="pay_feed"),
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
    # Search
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search_suggest"),
    # Reports of errors
    path("report/", reports.report, name="report"),
    path("report/sent/", reports.report_sent, name="report_sent"),
    # Machines
    path("robots.txt", meta.robots, name="robots"),
    path("llms.txt", meta.llms, name="llms"),
    path("manifest.webmanifest", meta.manifest, name="manifest"),
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
