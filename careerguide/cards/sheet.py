"""What all cards are drawn on: the size, the margins, the colours and their numbers in the palette."""

from functools import cache

from PIL import Image, ImageColor

SIZE = WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 64, 1136
# The light theme of the stylesheet.
PAPER, INK, SOFT, RULE, SIGN = "#ffffff", "#101820", "#4a5662", "#d3dade", "#ffd21f"
TRACKS = {"R": "#9a1b6a", "E": "#0a59b0", "D": "#00706a", "O": "#ad4400", "P": "#c01030", "G": "#4a6800", "L": INK}
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
