"""The shapes of the cards with smooth edges, in the numbers of their colours."""

from functools import cache

from PIL import Image, ImageDraw

from careerguide.cards.sheet import INK, PAPER, SIGN, in_numbers


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
