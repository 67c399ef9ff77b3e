"""Horizontal bars as SVG: the same for equal figures, readable in print."""

from collections.abc import Sequence
from html import escape

WIDTH, LEFT, RIGHT, TOP, ROW = 720, 150, 90, 34, 22
OURS, THEIRS = "#1f5f99", "#8a8a8a"


def svg(title: str, bars: Sequence[tuple[str, float]], ours: str = "hub") -> str:
    """One bar per name; those whose name begins with `ours` are coloured. Values are positive."""
    height = TOP + ROW * len(bars) + 10
    most = max((value for _, value in bars), default=1.0)
    told = "; ".join(f"{name} {value:,.0f}" for name, value in bars)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>',
    ]
    for place, (name, value) in enumerate(bars):
        y = TOP + ROW * place
        long = max(1.0, (WIDTH - LEFT - RIGHT) * value / most)
        colour = OURS if name.startswith(ours) else THEIRS
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y + 2}" width="{long:.1f}" height="{ROW - 6}" fill="{colour}"/>',
            f'<text x="{LEFT + long + 6:.1f}" y="{y + 14}">{value:,.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
