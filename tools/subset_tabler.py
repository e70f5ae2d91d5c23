#!/usr/bin/env python3
"""Cut the grid, the element defaults and the layout utilities out of Tabler's style sheet.

    tools/subset_tabler.py tabler.min.css > static/vendor/tabler-core-1.6.1/tabler.subset.css

The whole sheet is 635 kB (79 kB gzipped), more than half of what a first view may weigh, and most
of it paints components that static/css/hongmen.css draws differently. What is kept has no colour:
declarations that need oklch(), color-mix() or light-dark() are dropped as well, because browsers
still met at the stations do not know them.
"""

import re
import sys
from pathlib import Path

ELEMENTS = r"[a-z][a-z0-9]*|\*|\[[^\]]+\]"
SIZES = r"(?:-(?:sm|md|lg))?"
NUMBER = r"(?:-(?:\d+|auto))?"
CLASSES = "|".join(
    [
        rf"row(?:-cols{SIZES}-\d)?",
        rf"col{SIZES}{NUMBER}",
        rf"g[xy]?{SIZES}-\d",
        rf"[mp][tbsexy]?{SIZES}-(?:[0-6]|auto)",
        rf"d{SIZES}-(?:none|block|inline|inline-block|flex|inline-flex|grid)",
        rf"flex{SIZES}-(?:fill|row|column|wrap|nowrap|grow-[01]|shrink-[01])",
        rf"(?:justify-content|align-items|align-self){SIZES}-(?:start|end|center|between|baseline|stretch)",
        rf"gap{SIZES}-[0-6]",
        r"text-(?:start|end|center|nowrap|truncate|break)",
        r"[wh]-100",
        r"list-unstyled",
        r"visually-hidden(?:-focusable)?",
    ]
)
PSEUDO = r"(?::{1,2}[a-z-]+(?:\([^()]*\))?)*"
KEPT = re.compile(rf"(?:(?:{ELEMENTS}|\.(?:{CLASSES})(?![\w-])){PSEUDO}|::[a-z-]+|[ >+~])+")
MODERN_COLOUR = re.compile(r"oklch|color-mix|light-dark|--tblr-(?!gutter|bg-|page-padding)")


def blocks(css):
    """Yield (prelude, body) of each top-level rule; statements without a body are left out."""
    start = depth = 0
    body_start = None
    for match in re.finditer(r"[{};]", css):
        sign, at = match.group(), match.start()
        if sign == "{":
            depth += 1
            if depth == 1:
                body_start = at + 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start : body_start - 1].strip(), css[body_start:at]
                start = at + 1
        elif depth == 0:
            start = at + 1


def selectors(prelude):
    """Split a selector list at the commas that are not inside brackets."""
    return [part.strip() for part in re.split(r",(?![^()\[\]]*[)\]])", prelude)]


def declarations(body):
    """Drop what older browsers cannot read or what names a token of the parts left out."""
    parts = re.split(r";(?![^()]*\))", body)
    return ";".join(part for part in parts if part and not MODERN_COLOUR.search(part))


def subset(css):
    """Return the kept rules; media queries keep their condition, other at-rules go."""
    kept = []
    for prelude, body in blocks(css):
        if prelude.startswith("@media"):
            if "print" not in prelude and (inner := subset(body)):
                kept.append(f"{prelude}{{{inner}}}")
        elif not prelude.startswith("@"):
            chosen = [one for one in selectors(prelude) if KEPT.fullmatch(one)]
            rules = declarations(body)
            if chosen and rules:
                kept.append(f"{','.join(chosen)}{{{rules}}}")
    return "\n".join(kept)


if __name__ == "__main__":
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    header = re.search(r"/\*!.*?\*/", source, re.S).group()
    plain = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    note = "/* Subset made by tools/subset_tabler.py; do not edit. */"
    sys.stdout.write(f"{header}\n{note}\n{subset(plain)}\n")
