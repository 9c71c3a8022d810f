"""The team's logo: any common picture becomes a small PNG.

What would be lost: a report without its logo, or a server that a picture of a gigabyte stops.
"""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pages.kit import logo


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_becomes_a_small_png(kind: str) -> None:
    png = logo.as_png(picture(kind))
    with Image.open(io.BytesIO(png)) as made:
        assert (made.format, made.size) == ("PNG", (600, 150))
    assert logo.from_setting(logo.to_setting(png)) == png


def test_a_noisy_logo_is_made_smaller_until_it_fits() -> None:
    many = Image.merge("RGB", [Image.effect_noise((600, 400), 90) for _ in "rgb"])
    target = io.BytesIO()
    many.save(target, "PNG")
    assert len(logo.as_png(target.getvalue())) <= logo.LARGEST


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (picture()[:60], "no_picture"),
        (picture("BMP", (10, 10)), "no_picture"),
        (picture(size=(6000, 5000), mode="1"), "too_many_pixels"),
        (b"\x89PNG" + bytes(logo.LARGEST_GIVEN), "too_large"),
    ],
)
def test_what_is_no_logo_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(logo.NotALogo) as refused:
        logo.as_png(data)
    assert refused.value.code == code


@pytest.mark.parametrize("setting", [None, "", 3, "not base64 !"])
def test_a_broken_setting_is_no_logo(setting: object) -> None:
    assert logo.from_setting(setting) is None
