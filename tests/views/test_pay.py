"""The pay explorer, its CSV and the log of imports: what is drawn, what is said, and what is left out."""

import csv
import io
import re
from html import unescape

import pytest

from careerguide.models import PERCENTILES, FigureChange, Level, PayFigure, PayImport, Place, Role, Source, Track
from tests.factories import make_figure, make_place, make_role, make_source, make_track

pytestmark = pytest.mark.django_db

NUMBER = r'(?:x1|x2|x|cx|width)="([\d.]+)%"'


def rows_of(response) -> list[list[str]]:
    """The cells of the explorer's rows as text: role, plot, percentiles, count, when."""
    rows = re.findall(r'<tr>(<th scope="row">.*?)</tr>', response.text, re.DOTALL)
    return [
        [unescape(re.sub(r"<svg.*?</svg>|<small.*?</small>|<[^>]+>", "", cell)).strip() for cell in re.split(r"</t[hd]>", row)[:-1]]
        for row in rows
    ]  # fmt: skip


def table_of(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.text)))


def lone_figures(roles: int = 1, **fields) -> list[PayFigure]:
    """Figures of a source, and of roles on a track, of their own."""
    source = fields.pop("source", None) or make_source()
    return [make_figure(make_role(), source=source, **fields) for _ in range(roles)]


def explorer(figure: PayFigure, **parameters) -> str:
    """The address of the explorer for the group that a figure belongs to."""
    group = {"exact": "adverts", "proxy": "wider-adverts", "occupation_primary": "closest-occupation"}[figure.match]
    pairs = {"source": f"{figure.source.slug}-{group}"} | parameters
    return "/pay/?" + "&".join(f"{name}={value}" for name, value in pairs.items())


# What is drawn


def test_the_chart_and_the_table_of_the_explorer_say_the_same(client):
    response = client.get("/pay/")
    axis = response.context["axis"]
    drawn = 0
    for row in response.context["rows"]:
        if row.is_drawn:
            picture = re.search(rf'#{row.figure.anchor}".*?</svg>', response.text, re.DOTALL)[0]
            marks = {round(float(at) * axis.top / 100) for at in re.findall(NUMBER, picture)}
            assert marks == {getattr(row.figure, name) for name in PERCENTILES}
            drawn += 1
    assert drawn > 20


def test_few_adverts_are_a_broken_ring_and_under_ten_are_nothing(client):
    source = make_source()
    few = make_figure(make_role(), source=source, n=12, p50=150_000, quality="indicative")
    none = make_figure(make_role(), source=source, n=9, p50=123_400, quality="insufficient")
    response = client.get(explorer(few))
    assert 'class="m few"' in response.text
    assert "12, few" in response.text
    assert "$123,400" not in response.text
    assert "Not enough data: under 10 adverts" in response.text
    assert "$123,400" not in client.get(none.role.get_pay_url()).text


# What stands on one axis


def test_every_role_stands_in_the_first_view_in_ladder_order(client):
    titles = [row.role.title for row in client.get("/pay/").context["rows"]]
    assert titles == [role.title for role in Role.objects.published().in_ladder_order()]


def test_a_view_holds_one_source_and_one_match(client):
    groups = [value for value, _ in client.get("/pay/").context["form"].fields["source"].choices]
    assert {"aijobs-adverts", "aijobs-wider-adverts", "bls-oews-closest-occupation", "claims"} <= set(groups)
    for group in groups:
        rows = client.get(f"/pay/?source={group}").context["rows"]
        figures = [row.figure for row in rows if row.figure]
        assert figures
        if group != "claims":
            assert len({(figure.source_id, figure.match, figure.currency) for figure in figures}) == 1


def test_claims_are_listed_and_never_drawn(client):
    response = client.get("/pay/?source=claims")
    assert all(row.figure.source.is_secondary for row in response.context["rows"])
    assert "$258,000 to $763,000" in response.text
    assert 'class="rg"' not in response.text
    for group in ("aijobs-adverts", "bls-oews-closest-occupation"):
        rows = client.get(f"/pay/?source={group}").context["rows"]
        assert not any(row.figure.source.is_secondary for row in rows if row.figure)


def test_another_place_has_its_own_currency_beside_dated_dollars(client):
    response = client.get("/pay/?place=GB")
    assert response.context["currency"] == "GBP"
    assert "£48,000" in response.text
    assert "$60,800" in response.text
    assert "at its rate of the row’s years" in response.text
    assert {row.figure.place.code for row in response.context["rows"]} == {"GB"}


def test_two_currencies_never_share_an_axis(client):
    source = make_source()
    for _ in range(2):
        figure = make_figure(make_role(), source=source, p50=150_000)
    stray = make_figure(make_role(), source=source, p50=900_000, currency="EUR")
    response = client.get(explorer(figure))
    drawn = {row.figure.pk: row.is_drawn for row in response.context["rows"] if row.figure}
    assert drawn[figure.pk]
    assert not drawn[stray.pk]
    assert response.context["axis"].top < 900_000
    assert "In euros a year: not on this scale" in response.text
    assert response.context["counts"]["medians"] == 2


def test_one_scale_for_every_track_and_page(client):
    tops = {
        client.get(f"/pay/?track={slug}").context["axis"].top for slug in Track.objects.values_list("slug", flat=True)
    }
    assert tops == {client.get("/pay/").context["axis"].top}


def test_figures_of_another_period_show_when_it_is_chosen(client):
    usual = make_figure(make_role(), source=make_source(), period="2024-2025", p50=150_000)
    make_figure(usual.role, source=usual.source, period="2021", p50=111_100, is_main=False)
    assert "$111,100" not in client.get(explorer(usual)).text
    chosen = client.get(explorer(usual, period="2021"))
    assert "$111,100" in chosen.text
    assert "$150,000" not in chosen.text
    page = client.get(usual.role.get_pay_url())
    assert "Other periods" in page.text
    assert "$111,100" in page.text
    assert "$111,100" not in client.get(usual.role.get_absolute_url()).text


def test_drafts_stay_out(client):
    draft = make_role(status=Role.Status.DRAFT)
    make_figure(draft)
    assert draft.title not in client.get("/pay/").text
    assert draft.title not in client.get("/pay.csv").text
    assert client.get(draft.get_pay_url()).status_code == 404


# Filters, order, marks


def test_filters_leave_what_they_name_and_the_count_says_so(client):
    response = client.get("/pay/?track=data-science&level=senior&level=mid")
    roles = [row.role for row in response.context["rows"]]
    assert {role.track.slug for role in roles} == {"data-science"}
    assert {role.level.slug for role in roles} == {"senior", "mid"}
    count = re.search(r'id="result-count">(.*?)</p>', response.text, re.DOTALL)[1]
    assert f"<b>{len(roles)} roles</b>" in count


def test_sort_by_pay_puts_what_is_not_drawn_last(client):
    rows = client.get("/pay/?sort=pay").context["rows"]
    medians = [row.figure.p50 for row in rows if row.is_drawn]
    assert medians == sorted(medians, reverse=True)
    assert [row.is_drawn for row in rows] == [True] * len(medians) + [False] * (len(rows) - len(medians))


def test_sort_by_title_is_from_a_to_z(client):
    titles = [row.role.title for row in client.get("/pay/?sort=title").context["rows"]]
    assert titles == sorted(titles, key=str.lower)


@pytest.mark.parametrize("written", ["165000", "165,000", "165 000", "$165000"])
def test_my_pay_is_marked_in_every_row_and_counted_in_words(client, written):
    response = client.get("/pay/", {"me": written})
    rows = response.context["rows"]
    at = response.context["axis"].position(165_000)
    assert response.text.count(f'<line x1="{at}" x2="{at}" y1="0" y2="100%"/>') == len(rows)
    assert response.text.count('class="flag"') == 1
    medians = [row.figure.p50 for row in rows if row.is_drawn]
    below = sum(median < 165_000 for median in medians)
    assert f"your mark, $165,000, lies above {below} of {len(medians)} medians" in response.text


def test_a_mark_beyond_the_scale_is_said_and_not_drawn(client):
    response = client.get("/pay/?me=9000000")
    assert 'class="mine"' not in response.text
    assert "your mark, $9,000,000, lies above" in response.text


@pytest.mark.parametrize("written", ["lots", "-5", "0", "165.5", "1e5", "٣٤", "9" * 500, "=1+1"])
def test_pay_that_is_no_number_is_refused_in_a_sentence(client, written):
    response = client.get("/pay/", {"me": written})
    assert response.status_code == 200
    assert "Pay must be a whole number, such as 150000." in response.text
    assert 'class="flag"' not in response.text


@pytest.mark.parametrize(
    "query",
    ["track=x", "level=x", "source=x", "place=x", "period=x", "sort=x", "view=x", "page=x", "page=-1", "page=" + "9" * 99,
    "place=%F0%9F%98%80", "source=claims&place=GB", "period=2024&place=LT", "me=&view="],
)  # fmt: skip
def test_a_wrong_address_still_answers(client, query):
    for address in ("/pay/", "/pay.csv"):
        assert client.get(f"{address}?{query}").status_code == 200
    name, _, value = query.partition("=")
    if value == "x" and name != "page":
        assert "There is no" in client.get(f"/pay/?{query}").text


def test_choices_without_a_figure_say_so(client):
    text = client.get("/pay/?source=bls-oews-closest-occupation&place=GB").text
    assert "There is no figure of this kind for these choices." in text


def test_an_empty_guide_has_an_empty_explorer(client, no_content):
    for address in ("/pay/", "/pay.csv"):
        assert client.get(address).status_code == 200


def test_chips_lead_to_the_view_without_their_choice(client):
    response = client.get("/pay/?track=data-science&place=GB&me=50000&view=table")
    chips = response.context["form"].chips()
    assert [chip["label"] for chip in chips] == ["Data Science & Analytics", "United Kingdom", "My pay 50,000"]
    assert chips[1]["query"] == "?track=data-science&me=50000&view=table"


def test_the_canonical_address_leaves_out_what_is_usual(client):
    text = client.get("/pay/?view=chart&source=aijobs-adverts&place=US&period=&me=&sort=level&track=data-science").text
    assert '<link rel="canonical" href="https://guide.example/pay/?track=data-science">' in text


def test_the_view_comes_from_the_address(client):
    assert 'id="as-table" form="filters" checked' in client.get("/pay/?view=table").text
    assert 'id="as-chart" form="filters" checked' in client.get("/pay/").text


def test_htmx_gets_the_results_alone(client):
    page, part = client.get("/pay/?place=GB"), client.get("/pay/?place=GB", headers={"HX-Request": "true"})
    assert "<html" in page.text
    assert "<html" not in part.text
    assert 'id="results"' in part.text
    assert part.headers["Cache-Control"] == "private, no-store"


# CSV


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=pay",
        "?place=GB",
        "?source=bls-oews-closest-occupation&level=senior",
        "?track=data-science&sort=title",
    ],
)
def test_the_csv_is_the_table(client, query):
    page, table = client.get(f"/pay/{query}"), table_of(client.get(f"/pay.csv{query}"))
    shown = [[cells[0].removeprefix("Level "), *cells[2:7]] for cells in rows_of(page)]
    written = []
    for row in table:
        sign = {"USD": "$", "GBP": "£"}.get(row["currency"], "")
        amounts_of = [f"{sign}{int(row[name]):,}" if row[name] else "–" for name in PERCENTILES]
        written.append([row["role"], *amounts_of])
    assert [[re.sub(r"^\d |^.*?: ", "", cells[0]), *cells[1:]] for cells in shown] == written


def test_the_csv_names_source_licence_and_attribution(client):
    for row in table_of(client.get("/pay.csv?source=bls-oews-closest-occupation")):
        source = Source.objects.get(slug="bls-oews")
        assert (row["source"], row["licence"], row["attribution"]) == (source.title, source.licence, source.attribution)
        assert row["address"].startswith("https://guide.example/roles/")


def test_the_csv_shows_no_numbers_of_under_ten_adverts(client):
    figure = make_figure(make_role(), source=make_source(), n=4, p10=1, p50=123_400, p50_usd=9, quality="insufficient")
    (row,) = table_of(client.get(explorer(figure).replace("/pay/", "/pay.csv")))
    assert row["n"] == "under 10"
    assert not any(row[name] for name in (*PERCENTILES, "p50_usd"))


def test_no_cell_of_the_csv_is_a_formula(client):
    source = make_source(title='=HYPERLINK("http://x","y")', attribution="+1", licence="@x")
    figure = make_figure(make_role(title="-1+1"), source=source, label="\t=1", note="=2")
    text = client.get(explorer(figure).replace("/pay/", "/pay.csv")).text
    (row,) = table_of(client.get(explorer(figure).replace("/pay/", "/pay.csv")))
    assert row["role"] == "'-1+1"
    assert row["source"].startswith("'=HYPERLINK")
    for cells in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


# Queries and weight


def generate(roles: int):
    """Roles with six figures each: four periods or places of adverts, two occupations."""
    tracks, levels = list(Track.objects.all()), list(Level.objects.all())
    adverts, wages = Source.objects.get(slug="aijobs"), Source.objects.get(slug="bls-oews")
    places = {code: Place.objects.get(code=code) for code in ("US", "GB", "EUROZONE")}
    made = Role.objects.bulk_create(
        Role(slug=f"made-{number}", title=f"Made of many words {number * 7919 % roles}", status="published",
             track=tracks[number % len(tracks)], level=levels[number % len(levels)], rung=number % 30,
             lede="Somebody does the work.", written_on="2026-01-02")
        for number in range(roles)
    )  # fmt: skip
    kinds = [(adverts, "US", "exact", "2024-2025", True), (adverts, "US", "exact", "2024", False)]
    kinds += [(adverts, "GB", "exact", "2024-2025", True), (adverts, "EUROZONE", "exact", "2024-2025", True)]
    kinds += [
        (wages, "US", "occupation_primary", "2025-05", True),
        (wages, "US", "occupation_alternate", "2025-05", True),
    ]
    PayFigure.objects.bulk_create(
        PayFigure(
            role=role, source=source, place=places[code], period=period, match=match, is_main=main,
            label=f"made-group-{number} / ALL", statistic="percentiles", n=10 + number, n_unit="distinct adverts",
            pay_basis="wages" if source == wages else "advertised",
            quality="official" if source == wages else "publish", population="somebody", included="something",
            p10=70_000 + number * 31, p25=90_000 + number * 37, p50=110_000 + number * 41,
            p75=140_000 + number * 43, p90=180_000 + number * 47,
        )
        for number, role in enumerate(made)
        for source, code, match, period, main in kinds
    )  # fmt: skip


VIEWS = [
    "/pay/",
    "/pay/?view=table&sort=pay&me=150000",
    "/pay/?source=bls-oews-closest-occupation&page=3",
    "/pay/?place=GB",
]


def test_a_thousand_roles_with_six_figures_take_ten_queries_and_forty_kilobytes(client, django_assert_max_num_queries):
    generate(1000)
    for address in VIEWS:
        with django_assert_max_num_queries(10):
            response = client.get(address, headers={"Accept-Encoding": "zstd"})
        assert len(response.context["rows"]) == 40
        assert len(response.content) <= 40_000, address


def test_the_pages_of_a_view_hold_every_row_once(client):
    generate(90)
    form = client.get("/pay/?sort=pay").context
    found = []
    for number in range(1, form["page"].paginator.num_pages + 1):
        rows = client.get(f"/pay/?sort=pay&page={number}").context["rows"]
        table = table_of(client.get(f"/pay.csv?sort=pay&page={number}"))
        assert [row["role"] for row in table] == [row.role.title for row in rows]
        found += [(row.role.pk, row.figure and row.figure.pk) for row in rows]
    assert len(found) == len(set(found)) == form["page"].paginator.count
    assert len(table_of(client.get("/pay.csv?sort=pay"))) == len(found)
    assert 'href="?sort=pay&amp;page=2"' in client.get("/pay/?sort=pay").text


# The log of imports


def make_import(**fields):
    numbers = dict.fromkeys(("added", "changed", "set_aside", "unchanged", "kept_newer", "kept_absent"), 0)
    numbers |= {"size": 1, "rows_read": 7, "rejected_count": 0, "unmapped_count": 0}
    return PayImport.objects.create(
        **numbers | {"source": make_source(), "file_name": "a.csv", "digest": "d", "release": "2026-01-02",
                     "rejected": [], "unmapped": []} | fields
    )  # fmt: skip


def make_change(pay_import, role, **fields):
    return FigureChange.objects.create(
        **{"pay_import": pay_import, "role": role, "place": make_place(), "period": "2025", "match": "exact",
           "label": "made / ALL", "kind": "changed"} | fields
    )  # fmt: skip


def test_the_log_tells_each_import_and_what_it_superseded(client):
    assert "No file has been imported" in client.get("/pay/changes/").text
    pay_import, role = make_import(changed=1), make_role()
    make_change(
        pay_import, role, superseded_release="2025-08-03",
        before={"p50": 150_000, "n": 40, "currency": "USD"}, after={"p50": 160_000, "n": 40, "currency": "USD"},
    )  # fmt: skip
    text = client.get("/pay/changes/").text
    assert "a.csv" in text
    assert "1 changed figure, one by one" in text
    text = client.get(f"/pay/changes/{pay_import.pk}/").text
    assert role.title in text
    assert "median 150,000 USD → <b>160,000 USD</b>" in text
    assert "superseded: release 2025-08-03" in text
    assert client.get(f"/pay/changes/{pay_import.pk + 1}/").status_code == 404


def test_the_log_shows_no_amounts_of_under_ten_adverts_and_no_drafts(client):
    pay_import = make_import(added=2)
    few = {"p50": 123_400, "n": 4, "quality": "insufficient", "currency": "USD"}
    make_change(pay_import, make_role(), kind="added", before=None, after=few)
    draft = make_role(status=Role.Status.DRAFT)
    make_change(pay_import, draft, kind="added", before=None, after={"p50": 99_900, "currency": "USD"})
    text = client.get(f"/pay/changes/{pay_import.pk}/").text
    assert "123,400" not in text
    assert draft.title not in text


def test_a_long_import_is_paged_and_takes_few_queries(client, django_assert_max_num_queries):
    pay_import, role = make_import(added=150), make_role()
    FigureChange.objects.bulk_create(
        FigureChange(pay_import=pay_import, role=role, place=make_place(), period="2025", match="exact",
                     label=str(number), kind="added", after={"p50": 100_000 + number, "currency": "USD"})
        for number in range(150)
    )  # fmt: skip
    for address in ("/pay/changes/", f"/pay/changes/{pay_import.pk}/?page=3"):
        with django_assert_max_num_queries(6):
            assert client.get(address).status_code == 200
    assert len(client.get(f"/pay/changes/{pay_import.pk}/?page=3").context["changes"]) == 30


def test_the_lines_of_the_explorer_are_kept_for_some_views_and_follow_every_change(client, committed):
    with committed():
        figure = make_figure(make_role(title="Kite tester", track=make_track()), p50=150_000, n=40)
    url = f"/pay/?track={figure.role.track.slug}&me=160000"
    for place in ("US", "GB", "IN", "US", "GB", "IN"):
        client.get(f"/pay/?place={place}")
    page = client.get(url)
    assert page.context["counts"] == {"roles": 1, "figures": 1, "medians": 1, "below": 1}
    with committed():
        figure.p50 = 170_000
        figure.save()
    assert client.get(url).context["counts"]["below"] == 0
    with committed():
        figure.role.delete()
    assert "Kite tester" not in client.get(url).text


def test_a_role_that_went_since_its_line_was_kept_is_left_out(client, committed):
    with committed():
        role = make_role(title="Kite tester", track=make_track())
    url = f"/pay/?track={role.track.slug}"
    assert "Kite tester" in client.get(url).text
    Role.objects.filter(pk=role.pk).update(status="draft")
    page = client.get(url)
    assert page.status_code == 200
    assert "Kite tester" not in page.text


def test_descriptions_of_pay_pages_need_no_article(client):
    assert (
        'content="AI Engineer: 6 pay figures with source, count and date.' in client.get("/roles/ai-engineer/pay/").text
    )
