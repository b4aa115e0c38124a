"""A picture of a few years as PNG: bars with their values, black on white, no words in it."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from guihang.outcomes.bulletin.content import Series

WIDTH, HEIGHT, EDGE = 900, 260, 40
SCALE = 2
"""Drawn larger than shown, so that paper is sharp."""


def png(series: Series) -> bytes:
    """Return the picture: one bar a year, its value above and its year below."""
    picture = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(22 * SCALE)
    top = max((value for _, value in series.values), default=0) or 1
    room = (WIDTH - 2 * EDGE) / max(len(series.values), 1)
    base = HEIGHT - EDGE
    for place, (year, value) in enumerate(series.values):
        middle = EDGE + room * (place + 0.5)
        height = (HEIGHT - 2.4 * EDGE) * value / top
        left, right = middle - min(room * 0.3, 60), middle + min(room * 0.3, 60)
        box = [left, base - height, right, base]
        draw.rectangle([n * SCALE for n in box], fill=150, outline=0, width=SCALE)
        text = f"{value:.0%}" if series.share else f"{value:,.0f}"
        draw.text((middle * SCALE, (base - height - 6) * SCALE), text, 0, font, anchor="mb")
        draw.text((middle * SCALE, (base + 6) * SCALE), str(year), 0, font, anchor="mt")
    line = [n * SCALE for n in (EDGE / 2, base, WIDTH - EDGE / 2, base)]
    draw.line(line, fill=0, width=2 * SCALE)
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
