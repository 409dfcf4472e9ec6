"""Small pictures as cameras and attackers make them."""

import io
from typing import Any

from PIL import Image

from bot.pictures import safe_file
from handlers.messages import Attachment


def made(kind: str = "PNG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **options: Any) -> bytes:
    """A picture of one colour but for its first corner, so that turning it shows."""
    picture = Image.new(mode, size, 128 if mode in ("L", "P") else (200, 40, 40)[: len(mode)])
    if mode in ("RGB", "L"):
        picture.paste(0 if mode == "L" else (0, 0, 255), (0, 0, size[0] // 4 or 1, size[1] // 4 or 1))
    out = io.BytesIO()
    picture.save(out, format=kind, **options)
    return out.getvalue()


PNG = safe_file(Attachment("a.png", "image/png", made())).data
"""One that goes through as it is."""
