"""Links of the documentation to files beside it, which the site does not hold: their paths are named instead."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)#]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Return the text of a page with such links as text and path."""
    depth = page.file.src_uri.count("/")

    def named(link: re.Match[str]) -> str:
        ups = link[0].count("../")
        return link[0] if ups <= depth else f"{link[1]} (`{link[2]}`)" if link[1].strip("`") != link[2] else link[1]

    return _OUTSIDE.sub(named, markdown)
