"""The two owners can be told apart by everyone, and every text can be read, in light and in dark."""

import re
from itertools import product

import pytest

from accord.interfaces.web import assets

Colour = tuple[float, float, float]
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (assets.ROOT / "tokens.css").read_text()
    )
}
# Viénot, Brettel and Mollon 1999 (protan, deutan), Brettel 1997 (tritan, one half plane): linear RGB.
BLIND = {
    "protan": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deutan": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "tritan": ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
}


def linear(text: str) -> Colour:
    """A hex colour in linear RGB."""
    parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours."""
    lum = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)
    )
    return (lum[1] + 0.05) / (lum[0] + 0.05)


def lab(colour: Colour) -> Colour:
    """Linear RGB as CIELAB (D65)."""
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    xyz = [
        sum(m * c for m, c in zip(row, colour, strict=True)) / w for row, w in zip(matrix, white, strict=True)
    ]
    x, y, z = (max(t, 0) ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, other: str, kind: str) -> float:
    """How far apart two colours look (CIE76) to somebody with this colour blindness."""
    seen = []
    for colour in (one, other):
        rgb = linear(colour)
        r, g, b = (
            min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in BLIND[kind]
        )
        seen.append(lab((r, g, b)))
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


@pytest.mark.parametrize(("theme", "kind"), list(product((0, 1), BLIND)))
def test_marketing_and_sales_are_told_apart(theme: int, kind: str) -> None:
    assert apart(TOKENS["marketing"][theme], TOKENS["sales"][theme], kind) >= 25


def test_two_colours_that_only_hue_parts_are_caught() -> None:
    assert apart("#2e8b57", "#a0522d", "deutan") < 25  # a green and a brown: the mutant pair


@pytest.mark.parametrize(
    ("theme", "text", "ground"),
    list(
        product((0, 1), ("ink", "ink-2", "ink-3", "marketing", "sales", "broken", "amber"), ("paper", "card"))
    ),
)
def test_text_has_contrast_aa(theme: int, text: str, ground: str) -> None:
    assert contrast(TOKENS[text][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize(("theme", "edge"), list(product((0, 1), ("rule-2", "focus"))))
def test_edges_of_fields_and_focus_can_be_seen(theme: int, edge: str) -> None:
    assert contrast(TOKENS[edge][theme], TOKENS["card"][theme]) >= 3
