"""Files that are what they say, made here: photographs as phones write them, and PDFs."""

import io
from functools import cache
from typing import Final

import pillow_heif
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

pillow_heif.register_heif_opener()

# What must never be seen again, in text and in numbers of a place.
MARKER: Final = "MARKER-of-a-photo"
THUMBNAIL: Final = b"MARKER-of-a-thumbnail"
COLOURS: Final = {"red": (250, 20, 20), "green": (20, 250, 20), "blue": (20, 20, 250)}
FORMATS: Final = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heic": "HEIF"}
# For each way a camera may be held: how the upright picture lies in the file.
LYING: Final = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """A white picture, red in its upper left corner, green in the upper right, blue below left."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    w, h = width // 3, height // 3
    draw.rectangle((0, 0, w, h), COLOURS["red"])
    draw.rectangle((width - w, 0, width, h), COLOURS["green"])
    draw.rectangle((0, height - h, w, height), COLOURS["blue"])
    return image


def looks_like_the_scene(image: Image.Image) -> bool:
    """Tell whether the corners are where they belong."""
    image = image.convert("RGB")
    right, below = image.width - 1, image.height - 1
    seen = [
        image.getpixel(at)
        for at in ((2, 2), (right - 2, 2), (2, below - 2), (right - 2, below - 2))
    ]
    meant = [*COLOURS.values(), (255, 255, 255)]
    return all(
        isinstance(one, tuple) and max(abs(a - b) for a, b in zip(one, two, strict=True)) < 60
        for one, two in zip(seen, meant, strict=True)
    )


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, FORMATS[kind], **options)
    return written.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Camera data: owner, camera, time, a place, a note, how it was held."""
    data = Image.Exif()
    data[Base.Make], data[Base.Model] = MARKER, MARKER
    data[Base.Artist] = MARKER
    data[Base.DateTime] = "2026:11:02 03:04:05"
    data[Base.Orientation] = orientation
    more = data.get_ifd(IFD.Exif)
    more[Base.UserComment] = b"ASCII\0\0\0" + MARKER.encode()
    more[Base.BodySerialNumber] = MARKER
    place = data.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (43.0, 19.0, 7.25)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", (45.0, 41.0, 53.5)
    return data.tobytes()


@cache
def photo(kind: str, orientation: int = 1) -> bytes:
    """A photo with everything that a phone writes into it, lying as it was held."""
    image = scene()
    if (lying := LYING[orientation]) is not None:
        image = image.transpose(lying)
    notes = exif(orientation)
    if kind == "gif":
        return saved(image, kind, comment=MARKER.encode())
    if kind == "png":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Author", MARKER)
        text.add_itxt("XML:com.adobe.xmp", f"<x>{MARKER}</x>")
        return saved(image, kind, exif=notes, pnginfo=text)
    profile = {"icc_profile": _profile()}
    if kind == "jpeg":
        plain = saved(image, kind, exif=notes, comment=MARKER.encode(), **profile)
        return _with_segments(plain)
    return saved(image, kind, exif=notes, xmp=f"<x>{MARKER}</x>".encode(), **profile)


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARKER.encode()


def _with_segments(jpeg: bytes) -> bytes:
    """Add what others write: a thumbnail with the original's face, IPTC, XMP, and a tail."""
    segments = b"".join(
        b"\xff" + bytes([mark]) + (len(body) + 2).to_bytes(2, "big") + body
        for mark, body in (
            (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x12" + MARKER.encode()),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + MARKER.encode() + b"</x>"),
            (0xE2, b"FPXR\0" + THUMBNAIL),
        )
    )
    return jpeg[:2] + segments + jpeg[2:] + MARKER.encode()


def pdf(
    pages: int = 2,
    *,
    box: tuple[float, float] = (300, 200),
    drawing: bytes = b"1 0 0 rg 0 0 300 200 re f",
    more: bytes = b"",
    resources: bytes = b"<<>>",
    objects: tuple[bytes, ...] = (),
    root: bytes = b"",
) -> bytes:
    """A PDF written by hand: pages of one drawing. ``objects`` are numbered from 5 on."""
    kids = b" ".join(b"%d 0 R" % (100 + n) for n in range(pages))
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + root + b" >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        3: b"<< /Author (" + MARKER.encode() + b") /Title (" + MARKER.encode() + b") >>",
        4: b"<< /Length %d >>\nstream\n" % len(drawing) + drawing + b"\nendstream",
        **dict(enumerate(objects, start=5)),
    }
    for n in range(pages):
        bodies[100 + n] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Contents 4 0 R " % box
            + b"/Resources "
            + resources
            + more
            + b" >>"
        )
    written, places = b"%PDF-1.7\n", {}
    for number, body in bodies.items():
        places[number] = len(written)
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n"
    for number, at in places.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, at)
    size = max(places) + 1
    return (
        written
        + table
        + b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            len(written),
        )
    )


@cache
def good(kind: str) -> bytes:
    """One file of each kind."""
    return pdf() if kind == "pdf" else photo(kind)
