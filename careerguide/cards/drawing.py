"""Draws a share card with Pillow: 1200 by 630 pixels, in the colours of the site."""

import io

from PIL import Image, ImageDraw

from careerguide.cards.lettering import fitting, write
from careerguide.cards.shapes import Enlarged, arrow, disc, mark, plate
from careerguide.cards.sheet import (
    BAND,
    INK,
    LEFT,
    NUMBERS,
    PAPER,
    RIGHT,
    RULE,
    SIGN,
    SIZE,
    SOFT,
    TRACKS,
    WIDTH,
    in_numbers,
    palette,
)

# Sizes of the title with their baselines; the first that holds all of it is taken.
TITLES = (
    (98, (208, 302)),
    (76, (176, 246, 316)),
    (60, (170, 222, 274, 326)),
    (44, (165, 205, 245, 285, 325)),
)
TEXTS = ((40, (514, 566)), (32, (500, 542, 584)), (26, (496, 530, 564, 598)))
BAND_TOP, BAND_END = 336, 444
BAND_MIDDLE = (BAND_TOP + BAND_END) // 2
SCALE_START, SCALE_END, SCALE_Y = 656, 1136, 514


def draw(card) -> bytes:
    """A card as PNG."""
    # Drawn in the numbers of its colours: to find them in a picture with all colours takes longer than to draw it.
    image = Image.new("L", SIZE, NUMBERS[PAPER])
    pen = ImageDraw.Draw(image)
    colour = TRACKS.get(card.letter, INK)
    pen.rectangle((0, 0, WIDTH, BAND_TOP - 1), NUMBERS[SIGN])
    pen.rectangle((0, BAND_TOP, WIDTH, BAND_END - 1), NUMBERS[BAND])
    head(image, card, colour)
    size, baselines, lines = fitting(card.title, TITLES, tracking=-0.035)
    for baseline, line in zip(baselines, lines, strict=False):
        write(image, (LEFT - 4, baseline), line, size, (SIGN, INK), bold=True, tracking=-0.035, room=RIGHT - LEFT)
    if card.stops:
        stops(image, pen, card.stops, colour)
    else:
        ladder(image, card, colour)
    if card.scale:
        write(image, (LEFT - 2, 524), card.pay, 72, bold=True, tracking=-0.028, room=SCALE_START - LEFT - 40)
        write(image, (LEFT, 566), card.pay_of, 28, room=SCALE_START - LEFT - 24)
        write(image, (LEFT, 600), card.source, 22, (PAPER, SOFT), room=SCALE_START - LEFT - 24)
        scale(image, pen, card.scale, colour)
    else:
        size, baselines, lines = fitting(card.text, TEXTS)
        for baseline, line in zip(baselines, lines, strict=False):
            write(image, (LEFT, baseline), line, size)
    out = io.BytesIO()
    image.putpalette(palette(colour).getpalette())
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def head(image, card, colour):
    """The plate, the small words beside it, the name of the site and its mark."""
    start = LEFT
    if card.letter:
        width = 126 if card.rank is not None else 68
        image.paste(plate(width, colour), (LEFT - 2, 50))
        write(image, (LEFT + 34, 98), card.letter, 38, (BAND, PAPER), bold=True, anchor="m")
        if card.rank is not None:
            write(image, (LEFT + 96, 98), str(card.rank), 38, bold=True, anchor="m")
        start = LEFT + width + 20
    write(image, (start, 97), card.above, 34, (SIGN, INK), room=846 - start)
    write(image, (RIGHT, 97), "Careerguide", 38, (SIGN, INK), bold=True, anchor="r", tracking=-0.026)
    image.paste(mark(colour), (866, 56))


def ladder(image, card, colour):
    """The band of a role: the stop before it, its own, and the one after."""
    if card.before:
        image.paste(arrow(colour, backwards=True), (60, BAND_MIDDLE - 20))
    if card.after:
        image.paste(arrow(colour), (1100, BAND_MIDDLE - 20))
    before, after = card.before or "First stop on this track", card.after or "Last stop on this track"
    write(image, (120 if card.before else LEFT, 402), before, 32, (BAND, PAPER), room=410)
    write(image, (1080 if card.after else RIGHT, 402), after, 32, (BAND, PAPER), anchor="r", room=410)
    put_disc(image, 600, disc(38, SIGN, colour, PAPER, 8))
    write(image, (600, 405), "" if card.rank is None else str(card.rank), 42, (SIGN, INK), bold=True, anchor="m")


def stops(image, pen, names: tuple[str, ...], colour):
    """The band as a line with a stop for each name: numbers stand in the stops, words beside them."""
    width = (RIGHT - LEFT) / max(len(names), 1)
    if names[0].isdigit():
        pen.line((LEFT + 30, BAND_MIDDLE, LEFT + 30 + width * (len(names) - 1), BAND_MIDDLE), NUMBERS[PAPER], 8)
    for position, name in enumerate(names):
        if name.isdigit():
            x = round(LEFT + 30 + width * position)
            put_disc(image, x, disc(27, PAPER, colour))
            write(image, (x, 402), name, 34, bold=True, anchor="m")
        else:
            x = round(LEFT + 12 + width * position)
            put_disc(image, x, disc(12, PAPER, colour))
            write(image, (x + 26, 401), name, 32, (BAND, PAPER), room=width - 50)


def scale(image, pen, marks, colour):
    """The pay range as the pages draw it: whisker, bar, ring, on an axis from zero."""

    def at(amount: int) -> float:
        return SCALE_START + amount / marks.top * (SCALE_END - SCALE_START)

    for tick in range(0, marks.top + 1, marks.step):
        x = round(at(tick))
        pen.line((x, 482, x, 546), NUMBERS[RULE], 2)
        words = f"{tick // 1000:,}k" if tick else "$0"
        write(image, (x, 584), words, 24, (PAPER, SOFT), anchor="l" if tick == 0 else "r" if tick == marks.top else "m")
    known = [amount for amount in (marks.p10, marks.p25, marks.p50, marks.p75, marks.p90) if amount is not None]
    band = NUMBERS[BAND]
    pen.line((round(at(known[0])), SCALE_Y, round(at(known[-1])), SCALE_Y), band, 5)
    for amount in (marks.p10, marks.p90):
        if amount is not None:
            pen.line((round(at(amount)), 502, round(at(amount)), 526), band, 5)
    if marks.p25 is not None and marks.p75 is not None:
        pen.rectangle((round(at(marks.p25)), SCALE_Y - 11, round(at(marks.p75)), SCALE_Y + 10), band)
    x = at(marks.p50)
    corner = (int(x) - 22, SCALE_Y - 20)
    around = image.crop((*corner, int(x) + 22, SCALE_Y + 20))
    around.putpalette(palette(colour).getpalette())
    ring = Enlarged(around.convert("RGB"))
    ring.disc(x - corner[0], 20, 13, PAPER, INK, 7)
    image.paste(in_numbers(ring.reduced(), colour), corner)


def put_disc(image, x: int, picture: Image.Image):
    image.paste(picture, (x - picture.width // 2, BAND_MIDDLE - picture.height // 2))
