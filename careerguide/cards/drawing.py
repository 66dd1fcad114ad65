"""Draws a share card with Pillow: 1200 by 630 pixels, in the colours of the site."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parent / "fonts"
SIZE = WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 64, 1136
# The light theme of the stylesheet.
PAPER, INK, SOFT, RULE, SIGN = "#ffffff", "#101820", "#4a5662", "#d3dade", "#ffd21f"
TRACKS = {"R": "#9a1b6a", "E": "#0a59b0", "D": "#00706a", "O": "#ad4400", "P": "#c01030", "G": "#4a6800", "L": INK}
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
# The band has the colour of the track.
BAND = "band"
# On what a card is written, and in what: at the edges of letters and shapes stand the shades between the two.
PAIRS = ((SIGN, INK), (PAPER, INK), (PAPER, SOFT), (SIGN, PAPER), (BAND, PAPER), (BAND, SIGN))
SHADES = 8
# The number of each colour in the palette, which holds the shades of one pair after the other.
NUMBERS = {
    colour: pair * (SHADES + 1) + end * SHADES for pair, two in enumerate(PAIRS) for end, colour in enumerate(two)
}
NUMBERS[RULE] = len(PAIRS) * (SHADES + 1)


@dataclass(frozen=True)
class Scale:
    """A pay range on an axis from zero, in US dollars; a percentile that the source does not give is None."""

    top: int
    step: int
    p10: int | None
    p25: int | None
    p50: int
    p75: int | None
    p90: int | None
    is_few: bool = False

    def at(self, amount: int) -> float:
        return SCALE_START + amount / self.top * (SCALE_END - SCALE_START)


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
        write(image, (LEFT - 2, 536), card.pay, 72, bold=True, tracking=-0.028, room=SCALE_START - LEFT - 40)
        write(image, (LEFT, 584), card.pay_of, 28, (PAPER, SOFT), room=SCALE_START - LEFT - 24)
        scale(image, pen, card.scale, colour)
    else:
        size, baselines, lines = fitting(card.text, TEXTS)
        for baseline, line in zip(baselines, lines, strict=False):
            write(image, (LEFT, baseline), line, size)
    out = io.BytesIO()
    image.putpalette(palette(colour).getpalette())
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


@cache
def palette(colour: str) -> Image.Image:
    """The colours of a card with that band, in the order of their numbers."""
    pairs = [[ImageColor.getrgb(colour if one == BAND else one) for one in pair] for pair in PAIRS]
    shades = [
        tuple(round(a + (b - a) * step / SHADES) for a, b in zip(*pair, strict=True))
        for pair in pairs
        for step in range(SHADES + 1)
    ]
    image = Image.new("P", (1, 1))
    image.putpalette([part for shade in (*shades, ImageColor.getrgb(RULE)) for part in shade])
    return image


def in_numbers(picture: Image.Image, colour: str) -> Image.Image:
    """A picture with all colours in the numbers of those of a card with that band."""
    found = picture.quantize(palette=palette(colour), dither=Image.Dither.NONE)
    return Image.frombytes("L", found.size, found.tobytes())


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


def scale(image, pen, marks: Scale, colour):
    """The pay range as the pages draw it: whisker, bar, ring, on an axis from zero."""
    at = marks.at
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


class Enlarged:
    """Draws shapes on a picture four times as large and reduces it, because Pillow draws hard edges."""

    TIMES = 4

    def __init__(self, picture: Image.Image):
        self.picture = picture.resize(
            (picture.width * self.TIMES, picture.height * self.TIMES), Image.Resampling.NEAREST
        )
        self.pen = ImageDraw.Draw(self.picture)

    @classmethod
    def on(cls, colour: str, width: int, height: int) -> "Enlarged":
        return cls(Image.new("RGB", (width, height), colour))

    def reduced(self) -> Image.Image:
        return self.picture.reduce(self.TIMES)

    def line(self, points, colour, width):
        flat = [number * self.TIMES for point in points for number in point]
        self.pen.line(flat, colour, round(width * self.TIMES), joint="curve")

    def disc(self, x, y, radius, fill, outline=None, width=0.0):
        """A disc whose outline lies half within ``radius`` and half outside, as in SVG."""
        for colour, reach in ((outline, radius + width / 2), (fill, radius - width / 2)):
            if colour:
                box = (x - reach, y - reach, x + reach, y + reach)
                self.pen.ellipse([edge * self.TIMES for edge in box], colour)

    def rounded_rectangle(self, box, radius, fill, outline=None, width=0):
        self.pen.rounded_rectangle(
            [edge * self.TIMES for edge in box], radius * self.TIMES, fill, outline, width * self.TIMES
        )


# The shapes that stand on many cards are drawn once in a process, on the colour that they stand on.


@cache
def plate(width: int, colour: str) -> Image.Image:
    """The plate of a track, 64 pixels high, with two pixels of yellow around it."""
    shape = Enlarged.on(SIGN, width + 4, 68)
    shape.rounded_rectangle((2, 2, width + 2, 66), 5, PAPER, colour, 5)
    shape.rounded_rectangle((2, 2, 70, 66), 5, colour)
    return in_numbers(shape.reduced(), colour)


@cache
def mark(colour: str) -> Image.Image:
    """The mark of the site."""
    shape = Enlarged.on(SIGN, 58, 52)
    points = [(28, 26), (12.5, 26), (5.5, 19), (5.5, 13), (12.5, 6), (17, 6)]
    shape.line([(x * 1.5, 2 + y * 1.5) for x, y in points], INK, 8)
    shape.disc(22.5 * 1.5, 2 + 6.5 * 1.5, 9.75, PAPER, INK, 5.25)
    return in_numbers(shape.reduced(), colour)


@cache
def arrow(colour: str, *, backwards: bool = False) -> Image.Image:
    """An arrow on the band, 42 by 40 pixels."""
    tip, tail, turn = (6, 36, 14) if backwards else (34, 4, -14)
    shape = Enlarged.on(colour, 42, 40)
    shape.line([(tail, 20), (tip, 20)], PAPER, 5)
    shape.line([(tip + turn, 6), (tip, 20), (tip + turn, 34)], PAPER, 5)
    return in_numbers(shape.reduced(), colour)


@cache
def disc(radius: int, fill: str, colour: str, outline: str = "", width: int = 0) -> Image.Image:
    """A disc on the band, in a square that holds it and its outline."""
    middle = radius + width
    shape = Enlarged.on(colour, 2 * middle, 2 * middle)
    shape.disc(middle, middle, radius, fill, outline, width)
    return in_numbers(shape.reduced(), colour)


def put_disc(image, x: int, picture: Image.Image):
    image.paste(picture, (x - picture.width // 2, BAND_MIDDLE - picture.height // 2))


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"cg-sans-{700 if bold else 400}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2000)
def glyph(letter: str, size: int, bold: bool, pair: tuple[str, str]) -> tuple[Image.Image, Image.Image, int, int]:
    """A letter in numbers, where it covers what is below, and its place beside the baseline; drawing it takes longest."""
    left, top, right, bottom = font(size, bold).getbbox(letter, anchor="ls")
    shape = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(shape).text((-left, -top), letter, 255, font(size, bold), anchor="ls")
    shades = [round(light / 255 * SHADES) for light in range(256)]
    first = PAIRS.index(pair) * (SHADES + 1)
    return (
        shape.point([first + shade for shade in shades]),
        shape.point([bool(shade) * 255 for shade in shades], "1"),
        left,
        top,
    )


@lru_cache(maxsize=5000)
def step(letter: str, following: str, size: int, bold: bool) -> float:
    """Pixels from the start of a letter to that of the next, with their kerning."""
    face = font(size, bold)
    return face.getlength(letter + following) - face.getlength(following)


@lru_cache(maxsize=2000)
def length(text: str, size: int, bold: bool, tracking: float = 0) -> float:
    """The width of a text in pixels; ``tracking`` is the space added after each letter, in sizes of the font."""
    # Pair by pair, because pairs come again and again and are kept.
    pairs = zip(text, f"{text[1:]} ", strict=False)
    return sum(step(letter, following, size, bold) for letter, following in pairs) + tracking * size * len(text)


def write(image, at, text, size, pair=(PAPER, INK), *, bold=False, anchor="l", tracking=0.0, room: float = WIDTH):
    """Writes a line from its baseline; shrinks it, to half at most, and then cuts it to ``room`` pixels."""
    smallest = size // 2
    while size > smallest and length(text, size, bold, tracking) > room:
        size -= 2
    while text and length(text, size, bold, tracking) > room:
        text = text[:-1]
    x, y = at
    x -= {"l": 0, "m": 0.5, "r": 1}[anchor] * length(text, size, bold, tracking)
    for letter, following in zip(text, f"{text[1:]} ", strict=False):
        if not letter.isspace():
            picture, mask, left, top = glyph(letter, size, bold, pair)
            image.paste(picture, (round(x) + left, y + top), mask)
        x += step(letter, following, size, bold) + tracking * size


def fitting(text: str, steps, *, tracking: float = 0) -> tuple[int, tuple[int, ...], list[str]]:
    """The first size whose lines hold a text: size, baselines, lines. What fits in no size is cut at a word."""
    bold = bool(tracking)
    for size, baselines in steps:
        lines = list(wrapped(text, lambda line, size=size: length(line, size, bold, tracking) <= RIGHT - LEFT))
        if len(lines) <= len(baselines) and all(length(line, size, bold, tracking) <= RIGHT - LEFT for line in lines):
            break
    return size, baselines, lines[: len(baselines)]


def wrapped(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and not fits(f"{line} {word}"):
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line
