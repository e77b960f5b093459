"""Files sealed in the browser open here, and photos hold nothing that a phone wrote in."""

import hashlib
import io
import os
from typing import Any

import pytest
from PIL import Image

from apps.cases.files.kinds import KINDS, kind_of
from apps.cases.files.names import clean_name
from apps.crypto.file import FileSealer, open_file_stream
from apps.crypto.padding import padded_size
from apps.crypto.stream import CHUNK
from tests.cases.files.good import (
    FORMATS,
    LYING,
    MARKER,
    THUMBNAIL,
    looks_like_the_scene,
    pdf,
    photo,
    saved,
    scene,
)
from tests.sealing.conftest import Sealing

pytestmark = pytest.mark.browser

SIZES = (0, 1, 2, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1)
KINDS_GIVEN = {name: kind.endings for name, kind in KINDS.items()}


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_here_what_the_browser_sealed(sealing: Sealing, size: int) -> None:
    data = os.urandom(size)
    body = """
        const { ref, blob, opens } = await files.sealFile(bytes(given.data));
        return { ...opens, told: hex(ref), blob: hex(blob) };"""
    came = sealing.run(body, data=data)
    assert came["told"] == came["ref"]
    assert came["size"] == size
    opened = open_file_stream(
        bytes.fromhex(came["key"]),
        ref=bytes.fromhex(came["ref"]),
        size=size,
        digest=bytes.fromhex(came["digest"]),
        pieces=[bytes.fromhex(came["blob"])],
    )
    assert b"".join(opened) == data


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_there_what_was_sealed_here(sealing: Sealing, size: int) -> None:
    data, ref = os.urandom(size), os.urandom(16)
    sealer = FileSealer(ref)
    blob = b"".join([*sealer.add(data), *sealer.end()])
    told = {"ref": ref, "key": sealer.key, "size": size, "digest": hashlib.sha256(blob).digest()}
    body = "return hex(await files.openFile(bytes(given.blob), given));"
    assert bytes.fromhex(sealing.run(body, blob=blob, **told)) == data


def test_it_never_seals_twice_under_one_key(sealing: Sealing) -> None:
    body = """
        const file = new Uint8Array(100);
        const made = [await files.sealFile(file), await files.sealFile(file)];
        return made.map(({ opens }) => [opens.ref, opens.key]);"""
    one, other = sealing.run(body)
    assert one[0] != other[0]
    assert one[1] != other[1]


# Photos


DRAW = """
    const file = new Blob([bytes(given.data)]);
    const drawn = await files.drawnAnew(file, given, given.kinds);
    return drawn && { ...drawn, content: hex(drawn.content) };"""


def drawn(sealing: Sealing, data: bytes, kind: str, name: str) -> Any:
    return sealing.run(DRAW, data=data, kind=kind, name=name, kinds=KINDS_GIVEN)


@pytest.mark.parametrize("orientation", LYING)
def test_it_turns_a_photo_upright(sealing: Sealing, orientation: int) -> None:
    came = drawn(sealing, photo("jpeg", orientation), "jpeg", "IMG_1.JPG")
    assert (came["kind"], came["name"]) == ("jpeg", "IMG_1.JPG")
    image = Image.open(io.BytesIO(bytes.fromhex(came["content"])))
    assert image.size == scene().size
    assert looks_like_the_scene(image)


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "heic"])
def test_it_takes_out_what_a_phone_wrote_into_it(sealing: Sealing, kind: str) -> None:
    came = drawn(sealing, photo(kind), kind, f"a.{KINDS[kind].endings[0]}")
    content = bytes.fromhex(came["content"])
    assert kind_of(content[:64], came["name"]) == came["kind"]
    for told in (MARKER.encode(), THUMBNAIL, b"Exif", b"GPS", b"xmp", b"2026:11:02"):
        assert told not in content
    image = Image.open(io.BytesIO(content))
    assert not image.getexif()
    assert looks_like_the_scene(image)


def test_it_makes_a_huge_photo_smaller(sealing: Sealing) -> None:
    came = drawn(sealing, saved(scene(6000, 3000), "jpeg"), "jpeg", "a.jpg")
    image = Image.open(io.BytesIO(bytes.fromhex(came["content"])))
    assert image.size == (4096, 2048)
    assert looks_like_the_scene(image)


@pytest.mark.parametrize(
    ("data", "kind"), [(pdf(), "pdf"), (photo("heic"), "heic"), (photo("jpeg")[:60], "jpeg")]
)
def test_it_says_what_it_cannot_draw(sealing: Sealing, data: bytes, kind: str) -> None:
    assert drawn(sealing, data, kind, "a") is None


def test_it_draws_nothing_where_the_browser_gives_out_another_picture(sealing: Sealing) -> None:
    body = """
        const { getImageData } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.getImageData = function (...at) {
            const image = getImageData.apply(this, at);
            crypto.getRandomValues(image.data);
            return image;
        };
        try {
            const file = new Blob([bytes(given.data)]);
            return await files.drawnAnew(file, { kind: "jpeg", name: "a.jpg" }, given.kinds);
        } finally {
            CanvasRenderingContext2D.prototype.getImageData = getImageData;
        }"""
    assert sealing.run(body, data=photo("jpeg"), kinds=KINDS_GIVEN) is None


NAMED = (
    ("a.jpg", photo("jpeg")),
    ("a.JPEG", photo("jpeg")),
    ("a", photo("jpeg")),
    ("a.pdf", photo("jpeg")),
    ("a.jpg.exe", photo("jpeg")),
    ("a.jpg. .", photo("jpeg")),
    ("a.ｊｐｇ", photo("jpeg")),
    ("a.j\u200bpg", photo("jpeg")),
    (".jpg", photo("png")),
    ("a.heic", photo("heic")),
    ("a.avif", b"\0\0\0\x1cftypavif\0\0\0\0mif1avif"),
    ("a.pdf", b"\xef\xbb\xbf\r\n%PDF-1.7"),
    ("a.gif", b"GIF88a"),
    ("a.webp", photo("webp")),
    ("a.txt", b"words"),
    ("a.jpg", b""),
)


@pytest.mark.parametrize(("name", "data"), NAMED)
def test_it_finds_the_kind_that_the_server_finds(sealing: Sealing, name: str, data: bytes) -> None:
    body = "return files.kindOf(bytes(given.data), given.name, given.kinds);"
    found = sealing.run(body, data=data[:4096], name=name, kinds=KINDS_GIVEN)
    assert found.get("kind", "") == kind_of(data[:4096], name)
    if "why" in found:
        assert found["why"] == ("name" if kind_of(data[:4096], "") else "kind")


@pytest.mark.parametrize(
    "said",
    [
        "IMG_1.jpg",
        "C:\\fakepath\\a b.jpg",
        "../../etc/passwd",
        " . a\u202egpj.exe . ",
        "a\tb\nc.pdf",
        "",
        "...",
        "e\u0301te\u0301.jpg",
        "паспорт Нур.jpg",
        "x" * 130 + ".jpg",
        "x" * 130,
        "x" * 110 + "." + "y" * 30,
        "\U0001f600" * 130 + ".jpeg",
    ],
)
def test_it_says_a_name_as_the_server_does(sealing: Sealing, said: str) -> None:
    assert sealing.run("return files.cleanName(given.said);", said=said) == clean_name(said)


def test_it_pads_as_the_server_does(sealing: Sealing) -> None:
    sizes = [0, 1, 2, 3, 9, 100_000, 26_214_399, 26_214_400]
    padded = sealing.run("return given.sizes.map(opening.padded);", sizes=sizes)
    assert padded == [padded_size(size) for size in sizes]
