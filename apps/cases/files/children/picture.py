"""Runs confined: a picture in, its pixels out, upright, opaque and no larger than asked for."""

import copy
import io
import warnings
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageFile, JpegImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

FORMATS: Final = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "heic": "HEIF"}
ORIENTATION: Final = 0x0112
# How the pixels have to be turned, by what the camera wrote about how it was held.
UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Loaded late by Pillow itself, when there is no file to load them from any more.
NEEDED: Final = (copy, JpegImagePlugin, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)


def ready(kind: str, most_pixels: str, longest: str) -> Callable[[bytes], bytes]:
    """Load what the kind needs."""
    warnings.simplefilter("ignore")
    Image.preinit()
    if kind == "heic":
        from pillow_heif import options, register_heif_opener

        options.DECODE_THREADS = 1
        register_heif_opener(thumbnails=False)
    # Pillow refuses what has more than twice as many, before it asks for memory.
    Image.MAX_IMAGE_PIXELS = int(most_pixels) // 2
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return lambda data: _shown(data, FORMATS[kind], int(most_pixels), int(longest))


def _shown(data: bytes, name: str, most_pixels: int, longest: int) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[name]) as image:
            if image.width * image.height > most_pixels:
                return b"no pixels\n"
            turn = _turn(image)
            # A JPEG is decoded at a half, quarter or eighth right away.
            image.draft("RGB", (longest, longest))
            pixels = _opaque(image)
    except Image.DecompressionBombError:
        return b"no pixels\n"
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  (every decoder has errors of its own)
        return b"no broken\n"
    pixels.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        pixels = pixels.transpose(turn)
    return b"ok %d %d 1\n" % pixels.size + pixels.tobytes()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """Tell how to turn it; odd camera data costs no more than that."""
    try:
        return UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001
        return None


def _opaque(image: Image.Image) -> Image.Image:
    """Return it in red, green and blue, on white where one could see through."""
    image.load()
    if image.mode.startswith("I;16"):
        # Pillow cuts off what is above 255 instead of scaling it.
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGB", seen.size, (255, 255, 255))
    paper.paste(seen, mask=seen)
    return paper
