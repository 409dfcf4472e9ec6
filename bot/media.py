"""What kind of file it is, by its first bytes: names and declared types are hostile."""

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)
OTHER = "application/octet-stream"


def media_type(data: bytes, name: str = "") -> str:
    """The media type of a picture, or `application/octet-stream` for anything else.

    An empty file is taken at its name's word: a transcript may name a picture that is not there.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if not data and name.lower().endswith((".jpg", ".jpeg")):
        return "image/jpeg"
    if not data and name.lower().endswith(".png"):
        return "image/png"
    return OTHER
