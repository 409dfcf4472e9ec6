"""Pictures at the door: whatever was sent is decoded and written anew, so that only what one sees is kept.

EXIF with the place and the camera, XMP, comments, thumbnails, colour profiles, a second file behind the first one and
whatever else is no pixel is gone by that; the right way up is worked in. What cannot be decoded, or would take more
memory than a photograph, is refused: hostile pictures are somebody's way in.
"""

import io
import logging
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import Image as Picture
from PIL.JpegImagePlugin import get_sampling

from bot.media import OTHER, media_type
from handlers.messages import Attachment

# It would write what a picture says of its maker and place into the log.
logging.getLogger("PIL").setLevel(logging.INFO)

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000
_MAX_SCANS = 64  # of a progressive JPEG; each one costs as much as the whole picture
_HUGE = 250_000_000  # pixels up to which a JPEG is read at a fraction of its size
_SOS = b"\xff\xda"
_QUALITY = 90
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
_NAMES = {"image/jpeg": "picture.jpg", "image/png": "picture.png", "image/webp": "picture.webp"}
_LOOKS = (
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".webp",
    ".svg",
    ".heic",
    ".heif",
    ".bmp",
    ".tif",
    ".tiff",
    ".avif",
)
REFUSED = "refused"
"""The name of a picture that cannot be taken, instead of its own."""

_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    struct.error,
    UnidentifiedImageError,
    Image.DecompressionBombError,
)
"""What the decoders raise on bytes that nobody's camera wrote."""


def safe_file(file: Attachment) -> Attachment:
    """A file as it may go on: a picture without anything but its pixels, with a name that says nothing; a picture that
    cannot be taken without its content, named `REFUSED`; any other file as it is.

    An empty file is taken at its word: a transcript may name a picture that is not there.
    """
    kind = media_type(file.data, file.name)
    if kind == OTHER:
        return Attachment(REFUSED, OTHER, b"") if _looks_like_picture(file) else file
    if not file.data:
        return Attachment(_NAMES.get(kind, "picture"), kind, b"")
    made = _rewritten(file.data, kind)
    return made if made is not None else Attachment(REFUSED, OTHER, b"")


def _looks_like_picture(file: Attachment) -> bool:
    """Whether somebody meant it as a picture: by its name or declared type. What it is, no decoder of ours knows."""
    return file.media_type.startswith("image/") or file.name.lower().endswith(_LOOKS)


def _rewritten(data: bytes, kind: str) -> Attachment | None:
    if len(data) > MAX_BYTES or (kind == "image/jpeg" and data.count(_SOS) > _MAX_SCANS):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is dropped anyway
            with Image.open(io.BytesIO(data), formats=(_FORMATS[kind],)) as picture:
                if not _is_small_enough(picture, kind):
                    return None
                return _written(picture, kind)
    except _BROKEN:
        return None


def _is_small_enough(picture: Picture, kind: str) -> bool:
    """Before a pixel is decoded. Of a huge JPEG the decoder can make a smaller one by itself."""
    width, height = picture.size
    if max(width, height) > MAX_SIDE or not width or not height:
        return False
    if kind == "image/jpeg" and MAX_PIXELS < width * height <= _HUGE:
        picture.draft(None, (width // 2, height // 2))
        width, height = picture.size
    return width * height <= MAX_PIXELS


def _written(picture: Picture, kind: str) -> Attachment:
    """The first frame, upright, as a file with nothing else in it."""
    options: dict[str, object] = {}
    if kind == "image/jpeg":
        options = {"quality": _QUALITY}
        if picture.mode in ("RGB", "L") and getattr(picture, "quantization", None):
            # With its own tables, so that hardly anything is lost by writing it anew.
            options = {
                "qtables": getattr(picture, "quantization", None),
                "subsampling": get_sampling(picture),
            }
    elif kind == "image/webp":
        options = {"quality": _QUALITY}
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    kind = "image/png" if kind == "image/gif" else kind
    plain = upright.convert(_mode(upright, kind))
    plain.info = {}
    out = io.BytesIO()
    plain.save(out, format=_FORMATS[kind], **options)
    return Attachment(_NAMES[kind], kind, out.getvalue())


def _mode(picture: Picture, kind: str) -> str:
    """The colours that are kept: grey, colour, and where the format has it, transparency."""
    clear = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    if kind != "image/jpeg" and clear:
        return "RGBA"
    return "L" if picture.mode in ("1", "L", "I;16", "I", "F") else "RGB"
