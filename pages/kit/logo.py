"""The team's logo: converts an uploaded picture into a small PNG."""

from __future__ import annotations

import base64
import binascii
import io
import warnings

from PIL import Image, UnidentifiedImageError

#: The largest sizes of an uploaded and of a stored logo, in bytes.
LARGEST_GIVEN = 5 * 1024 * 1024
LARGEST = 512 * 1024
WIDEST, HIGHEST = 600, 400
_MOST_PIXELS = 20_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class NotALogo(ValueError):
    """A file cannot be a logo; ``code`` is ``too_large``, ``no_picture`` or ``too_many_pixels``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def as_png(data: bytes) -> bytes:
    """Return a picture as a PNG of at most 600 x 400 pixels and 512 kB, without its metadata.

    Raises ``NotALogo`` for a file that is no picture, or one that is too large.
    """
    if len(data) > LARGEST_GIVEN:
        raise NotALogo("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise NotALogo("too_many_pixels")
                drawn = picture.convert("RGBA")
    except NotALogo:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotALogo("too_many_pixels") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise NotALogo("no_picture") from broken
    for share in (1.0, 0.7, 0.5, 0.35):
        small = drawn.copy()
        small.thumbnail((round(WIDEST * share), round(HIGHEST * share)))
        target = io.BytesIO()
        small.save(target, "PNG", optimize=True)
        if target.tell() <= LARGEST:
            break
    return target.getvalue()


def from_setting(setting: object) -> bytes | None:
    """Return the logo in a setting (base64); None if there is none."""
    if not isinstance(setting, str) or not setting:
        return None
    try:
        return base64.b64decode(setting, validate=True)
    except binascii.Error:
        return None


def to_setting(png: bytes) -> str:
    """Return a PNG in the form of a setting (base64)."""
    return base64.b64encode(png).decode("ascii")
