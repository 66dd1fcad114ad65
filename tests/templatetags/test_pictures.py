"""What is drawn of a figure equals its numbers, and what is not known is not drawn."""

import re

import pytest
from django.template import Context, Template

from careerguide.models import PERCENTILES, PayFigure
from careerguide.ranges import amounts, axis_for
from tests.factories import make_figure, make_role

pytestmark = pytest.mark.django_db

# The places of marks on the axis.
NUMBER = r'(?:x1|x2|x|cx|width)="([\d.]+)%"'


def test_the_marks_of_every_figure_equal_its_numbers_to_the_dollar():
    figures = [figure for figure in PayFigure.objects.select_related("source", "place") if figure.is_drawn]
    assert len(figures) > 100
    draw = Template("{% pay_range figure axis 'E' %}")
    for figure in figures:
        axis = axis_for(amounts(figure))
        picture = draw.render(Context({"figure": figure, "axis": axis}))
        drawn = {round(float(at) * axis.top / 100) for at in re.findall(NUMBER, picture)}
        low, high = figure.low, figure.high
        shown = [getattr(figure, name) for name in PERCENTILES]
        shown += [low, high - low] if low is not None and high is not None else []
        shown += [figure.mean] if figure.p50 is None else []
        assert drawn == {amount for amount in shown if amount is not None}, figure


def test_a_missing_end_has_no_whisker_and_a_withheld_one_has_an_arrow():
    role = make_role()
    missing = make_figure(role, p25=100_000, p50=120_000, p75=140_000, p90=160_000, label="missing")
    withheld = make_figure(role, p10=90_000, p25=120_000, p50=180_000, top_code=239_200, label="withheld")
    draw = Template(
        "{% pay_range figure axis %} {{ figure|in_words }} {% percentile figure 'p10' %} {% percentile figure 'p90' %}"
    )
    axis = axis_for(amounts(missing) + amounts(withheld))
    text = draw.render(Context({"figure": missing, "axis": axis}))
    assert text.count('class="k"') == 1
    assert 'class="op"' not in text
    assert text.endswith("– $160,000")
    text = draw.render(Context({"figure": withheld, "axis": axis}))
    assert f'<svg x="{axis.position(239_200)}" y="12" overflow="visible"><path class="op"' in text
    assert 'class="b"' not in text
    assert "$239,200 or more" in text
