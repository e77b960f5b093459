"""Files that mean harm or are broken, made here: polyglots, bombs, loops, lies about sizes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Final

from tests.cases.files.good import MARKER, good, pdf, photo, saved, scene

# A file, what it was taken for, and how it may end: "shown" or reasons.
Case = tuple[str, Callable[[], bytes], set[str]]
SCRIPT: Final = (
    b"/*<html><script>alert(document.cookie)</script>*/=1;alert('" + MARKER.encode() + b"')//"
)


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(
    width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2, rows: bytes = b""
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """So many zeros, packed, without ever being in memory."""
    pack, packed = zlib.compressobj(9), bytearray()
    for _ in range(count >> 20):
        packed += pack.compress(bytes(1 << 20))
    return bytes(packed + pack.flush())


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("index.html", SCRIPT)
    return packed.getvalue()


# More than one thing at once.


def gif_that_is_a_script() -> bytes:
    # Its width, in letters, begins a comment that the end of the file closes.
    plain = good("gif")
    return plain[:6] + b"/*" + plain[8:] + b"*/=1;" + SCRIPT


def jpeg_that_is_a_page() -> bytes:
    plain = good("jpeg")
    comment = b"\xff\xfe" + (len(SCRIPT) + 2).to_bytes(2, "big") + SCRIPT
    return plain[:2] + comment + plain[2:] + SCRIPT


# What unpacks to more than there is.


def jpeg_of(width: int, height: int) -> bytes:
    plain = saved(scene(), "jpeg")
    return patched(plain, plain.index(b"\xff\xc0") + 5, struct.pack(">HH", height, width))


def gif_of(width: int, height: int) -> bytes:
    return patched(saved(scene(), "gif"), 6, struct.pack("<HH", width, height))


def webp_of(width: int, height: int) -> bytes:
    plain = photo("webp")
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return patched(plain, plain.index(b"VP8X") + 12, size)


def heic_of(width: int, height: int) -> bytes:
    plain = photo("heic")
    return patched(plain, plain.index(b"ispe") + 8, struct.pack(">II", width, height))


def jpeg_with_a_thousand_passes() -> bytes:
    plain = saved(scene(3000, 2000), "jpeg", progressive=True)
    start = plain.index(b"\xff\xda")
    following = plain.find(b"\xff\xda", start + 2)
    before = plain.rfind(b"\xff\xc4", start, following)
    one = plain[start : before if before > 0 else following]
    return plain[:start] + one * 1000 + plain[start:]


def gif_of_many_pictures() -> bytes:
    one = saved(scene(64, 64), "gif")
    frame = one[one.index(b",") : -1]
    return one[:-1] + frame * 400 + b";"


def loop_in_camera_data() -> bytes:
    """The directory of camera data goes on at its own beginning."""
    notes = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"
    plain = saved(scene(), "jpeg")
    return plain[:2] + b"\xff\xe1" + (len(notes) + 2).to_bytes(2, "big") + notes + plain[2:]


# PDFs.


def with_picture(width: int, height: int, packed: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter %s /Length %d >>\nstream\n"
        % (width, height, filters, len(packed))
        + packed
        + b"\nendstream"
    )
    return pdf(
        1,
        drawing=b"300 0 0 200 0 0 cm /P Do",
        resources=b"<< /XObject << /P 5 0 R >> >>",
        objects=(picture,),
    )


def nested(depth: int, times: int) -> bytes:
    """Each drawing draws the next one many times: `times` to the power of `depth`."""
    forms = []
    for level in range(depth):
        inner = b"/F Do " * times if level < depth - 1 else b"0 0 9 9 re f"
        resources = b"<< /XObject << /F %d 0 R >> >>" % (6 + level)
        forms.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources %s /Length %d >>\n"
            b"stream\n%s\nendstream" % (resources, len(inner), inner)
        )
    return pdf(
        1, drawing=b"/F Do", resources=b"<< /XObject << /F 5 0 R >> >>", objects=tuple(forms)
    )


def with_scripts() -> bytes:
    action = (
        b"<< /S /JavaScript /JS (app.alert\\('" + MARKER.encode() + b"'\\); while\\(true\\){}) >>"
    )
    launch = b"<< /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"
    call = b"<< /S /URI /URI (http://127.0.0.1:9/" + MARKER.encode() + b") >>"
    links = b"".join(
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 300 200] /A %s >> " % one
        for one in (action, launch, call)
    )
    return pdf(
        1,
        root=b"/OpenAction %s /AA << /WC %s >> /Names << /JavaScript << /Names [(a) %s] >> >>"
        % (action, launch, action),
        more=b"/Annots [%s] /AA << /O %s >>" % (links, call),
    )


def with_remote_picture() -> bytes:
    """A picture whose bytes lie elsewhere: in a file of this machine, and at an address."""
    outside = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /F (/etc/passwd) /Length 0 >>\n"
        b"stream\n\nendstream"
    )
    return pdf(1, drawing=b"/P Do", resources=b"<< /XObject << /P 5 0 R >> >>", objects=(outside,))


def locked() -> bytes:
    """A PDF of which nobody knows the password."""
    lock = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>" % (
        b"5a" * 32,
        b"a5" * 32,
    )
    return pdf(1, objects=(lock,)).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<00> <00>]"
    )


def loop_of_pages() -> bytes:
    return pdf(1).replace(b"/Kids [100 0 R]", b"/Kids [2 0 R]  ")


def packed_content(count: int) -> bytes:
    packed = zeros(count)
    whole = (
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
    )
    return pdf(1, objects=(whole,), more=b" /Contents 5 0 R").replace(b"/Contents 4 0 R", b"")


SHOWN: Final = {"shown"}
NOT: Final = {"broken"}
HUGE: Final = {"pixels"}
# What a decoder may take in its stride or give up, as long as it ends.
ENDS: Final = {"shown", "broken", "large", "slow", "pixels"}

CASES: Final[dict[str, Case]] = {
    "a GIF that is a script": ("gif", gif_that_is_a_script, SHOWN),
    "a JPEG that is a page": ("jpeg", jpeg_that_is_a_page, SHOWN),
    "a PNG with a script behind it": ("png", lambda: good("png") + SCRIPT, SHOWN),
    "a PDF that is a ZIP": ("pdf", lambda: good("pdf") + zipped(), SHOWN),
    "a JPEG that is a ZIP": ("jpeg", lambda: good("jpeg") + zipped(), SHOWN),
    "a page that calls itself a picture": ("jpeg", lambda: b"\xff\xd8\xff" + SCRIPT, NOT),
    "a PNG that calls itself a JPEG": ("jpeg", lambda: good("png"), NOT),
    "a JPEG that calls itself a PDF": ("pdf", lambda: good("jpeg"), NOT),
    "a PDF that calls itself a WebP": ("webp", lambda: good("pdf"), NOT),
    "nothing": ("png", bytes, NOT),
    "a PNG of 50,000 by 50,000": ("png", lambda: png(50_000, 50_000, rows=bytes(9)), HUGE),
    "a PNG of one colour, as large": ("png", lambda: png(60_000, 60_000, depth=1, colour=0), HUGE),
    "a PNG beyond all numbers": ("png", lambda: png(2**31 - 1, 2**31 - 1), {"broken", "pixels"}),
    "a PNG of no size": ("png", lambda: png(0, 0), NOT),
    "a PNG with too few rows": ("png", lambda: png(4000, 4000, rows=bytes(9)), {"broken", "shown"}),
    "a PNG whose text unpacks to much": (
        "png",
        lambda: png(1, 1, chunk(b"zTXt", b"a\0\0" + zeros(1 << 27)), rows=bytes(4)),
        {"broken", "shown"},
    ),
    "a PNG whose colours unpack to much": (
        "png",
        lambda: png(1, 1, chunk(b"iCCP", b"a\0\0" + zeros(1 << 27)), rows=bytes(4)),
        {"broken", "shown"},
    ),
    "a JPEG of 65,500 by 65,500": ("jpeg", lambda: jpeg_of(65_500, 65_500), HUGE),
    "a JPEG just within, all of it missing": (
        "jpeg",
        lambda: jpeg_of(7000, 7000),
        {"broken", "shown"},
    ),
    "a JPEG of a thousand passes": ("jpeg", jpeg_with_a_thousand_passes, ENDS),
    "a JPEG whose camera data loop": ("jpeg", loop_in_camera_data, SHOWN),
    "a GIF with a huge screen": ("gif", lambda: gif_of(65_535, 65_535), HUGE),
    "a GIF of many pictures": ("gif", gif_of_many_pictures, SHOWN),
    "a WebP with a huge canvas": (
        "webp",
        lambda: webp_of(16_384, 16_384),
        {"pixels", "broken", "large"},
    ),
    "a HEIC that claims to be huge": (
        "heic",
        lambda: heic_of(60_000, 60_000),
        {"pixels", "broken"},
    ),
    "a HEIC that claims other sizes": (
        "heic",
        lambda: heic_of(7000, 7000),
        {"broken", "shown", "large"},
    ),
    "a PDF with scripts and links": ("pdf", with_scripts, SHOWN),
    "a PDF that names files and addresses": ("pdf", with_remote_picture, SHOWN),
    "a PDF with a giant page": ("pdf", lambda: pdf(1, box=(1e7, 1e7)), {"shown", "broken"}),
    "a PDF with a page like a thread": (
        "pdf",
        lambda: pdf(1, box=(14_400, 0.01)),
        {"shown", "broken"},
    ),
    "a PDF with a page of no size": ("pdf", lambda: pdf(1, box=(0, 0)), {"shown", "broken"}),
    "a PDF with a page turned inside out": (
        "pdf",
        lambda: pdf(1, box=(-5, -1e30)),
        {"shown", "broken"},
    ),
    "a PDF with 101 pages": ("pdf", lambda: pdf(101), {"pages"}),
    "a PDF without pages": ("pdf", lambda: pdf(0), NOT),
    "a PDF whose pages are their own parents": ("pdf", loop_of_pages, NOT),
    "a PDF that claims a billion pages": (
        "pdf",
        lambda: pdf(1).replace(b"/Count 1", b"/Count 999999999"),
        {"shown", "pages", "broken"},
    ),
    "a PDF that draws itself": (
        "pdf",
        lambda: nested(1, 1).replace(b"6 0 R", b"5 0 R"),
        {"shown", "broken"},
    ),
    "a PDF that draws without end": ("pdf", lambda: nested(12, 12), ENDS),
    "a PDF with a huge picture": (
        "pdf",
        lambda: with_picture(50_000, 50_000, zeros(1 << 20)),
        ENDS,
    ),
    "a PDF whose picture unpacks to much": (
        "pdf",
        lambda: with_picture(30_000, 30_000, zeros(1 << 29)),
        ENDS,
    ),
    "a PDF packed twice": (
        "pdf",
        lambda: with_picture(
            9000, 9000, zlib.compress(zeros(1 << 29)), b"[/FlateDecode /FlateDecode]"
        ),
        ENDS,
    ),
    "a PDF whose page unpacks to half a gigabyte": ("pdf", lambda: packed_content(1 << 29), ENDS),
    "a PDF with a password": ("pdf", locked, {"locked"}),
    "a PDF that is its first line": ("pdf", lambda: b"%PDF-1.7\n", NOT),
}


@cache
def built(name: str) -> bytes:
    return CASES[name][1]()
