"""What stands around every page."""

from django.template import Context, Template

PAGE = """{% extends "base.html" %}
{% block title %}Kites &amp; {{ words }}{% endblock %}
{% block description %}About {{ words }}.{% endblock %}"""


def rendered(page: str) -> str:
    return Template(page).render(Context({"words": "<strings>", "canonical": "https://guide.example/kites/"}))


def test_a_page_says_its_title_and_its_description_once_for_the_head_and_for_links():
    html = rendered(PAGE)
    assert "<title>Kites &amp; &lt;strings&gt; · Careerguide</title>" in html
    assert '<meta property="og:title" content="Kites &amp; &lt;strings&gt;">' in html
    assert '<meta name="description" content="About &lt;strings&gt;.">' in html
    assert '<meta property="og:description" content="About &lt;strings&gt;.">' in html


def test_a_page_may_have_another_title_where_others_link_to_it():
    html = rendered(PAGE + "{% block og_title %}Only {{ words }}{% endblock %}")
    assert "<title>Kites &amp; &lt;strings&gt; · Careerguide</title>" in html
    assert '<meta property="og:title" content="Only &lt;strings&gt;">' in html
