"""The words on the cards: fonts, the width of a text, lines that fit."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from careerguide.cards.sheet import INK, LEFT, PAIRS, PAPER, RIGHT, SHADES, WIDTH

FONTS = Path(__file__).resolve().parent / "fonts"


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
