#!/usr/bin/env python3
"""Gather the icons that the pages use into one sprite.

    tools/build_sprite.py ICONS_DIR > static/icons/sprite.svg

ICONS_DIR is the folder `icons` of the npm package @tabler/icons. A template draws one by
{% icon "calendar" %} (accounts/templatetags/ui.py). To use another icon, add its name to
tools/icons.txt and run the script again.
"""

import re
import sys
from pathlib import Path

NAMES = Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split()
SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|polygon)\b[^>]*/>")
FRAME = 'stroke="none" d="M0 0h24v24H0z"'
STROKED = (
    'fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round"'
)


def symbol(folder: Path, name: str) -> str:
    """One icon as a symbol; a name that ends in "-filled" comes from the other folder."""
    filled = name.endswith("-filled")
    file = folder / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
    shapes = [one for one in SHAPES.findall(file.read_text(encoding="utf-8")) if FRAME not in one]
    paint = 'fill="currentColor"' if filled else STROKED
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{"".join(shapes)}</symbol>'


def sprite(folder: Path) -> str:
    licence = "<!-- Tabler Icons, MIT, see static/vendor/tabler-icons-3.49.0/LICENSE -->"
    body = "\n".join([licence, *(symbol(folder, name) for name in NAMES)])
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


if __name__ == "__main__":
    sys.stdout.write(sprite(Path(sys.argv[1])))
