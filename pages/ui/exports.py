"""A CSV that a spreadsheet opens as text, never as formulas."""

from __future__ import annotations

import pandas as pd

_FORMULA = r"^(?=[=+\-@\t\r])(?![+\-]?[\d.,٠-٩]+%?$)"


def safe_csv(frame: pd.DataFrame) -> bytes:
    """Return ``frame`` as CSV (UTF-8 with a mark, for Excel); text that would start a formula gets an apostrophe.

    Plain numbers with a sign stay as they are, so that the rows can be mended and uploaded again.
    """
    text = frame.astype("str").fillna("")
    text = text.replace({column: {_FORMULA: "'"} for column in text.columns}, regex=True)
    text.columns = [f"'{name}" if str(name)[:1] in "=+-@\t\r" else str(name) for name in text.columns]
    return text.to_csv(index=False).encode("utf-8-sig")
