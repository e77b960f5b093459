"""Reading spreadsheets: any bytes are rows or a word, and never an error of ours."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.intake.sheets import tables
from apps.intake.sheets.tables import MOST_ROWS, OddTable, Table, measure, read_table
from tests.web.confined.machine import unconfinable

SHEET = "xl/worksheets/sheet1.xml"
NAMES = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',  # noqa: E501
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Cases" sheetId="1" r:id="rId1"/></sheets></workbook>',  # noqa: E501
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',  # noqa: E501
}


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(rows: str, **more: str) -> bytes:
    """Pack a sheet of these rows as a spreadsheet program does."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {**PARTS, **more}.items():
            file.writestr(name, text)
        file.writestr(SHEET, f"{NAMES}<sheetData>{rows}</sheetData></worksheet>")
    return packed.getvalue()


def why(data: bytes) -> str:
    with pytest.raises(OddTable) as odd:
        read_table(data)
    return odd.value.why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_reads_russian_in_every_common_encoding(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["Имя", "Страна"]) + "\r\n" + delimiter.join(["Нур, или Нура", "Грузия"])
    quoted = text if delimiter != "," else text.replace("Нур, или Нура", '"Нур, или Нура"')
    assert read_table(quoted.encode(encoding)) == Table(
        ["Имя", "Страна"], [(2, ["Нур, или Нура", "Грузия"])]
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_it_reads_arabic_in_every_common_encoding(encoding: str) -> None:
    table = read_table("الاسم;البلد\nنور;لبنان\n".encode(encoding))
    assert table == Table(["الاسم", "البلد"], [(2, ["نور", "لبنان"])])


def test_it_reads_in_the_encoding_that_a_person_names() -> None:
    data = "Имя;Страна\nНур;Грузия\n".encode("cp1251")
    assert read_table(data, encoding="cp1251").rows[0][1] == ["Нур", "Грузия"]
    with pytest.raises(OddTable):
        read_table(data, encoding="utf-8")


def test_it_keeps_the_numbers_that_the_program_shows() -> None:
    table = read_table(b"name;country\n\nNoor;GE\n;;\nSam\n")
    assert table.rows == [(3, ["Noor", "GE"]), (5, ["Sam", ""])]


def test_it_reads_several_lines_in_one_cell() -> None:
    table = read_table(b'name,story\nNoor,"They came, twice.\nThen I left."\n')
    assert table.rows == [(2, ["Noor", "They came, twice.\nThen I left."])]


def test_it_reads_a_workbook() -> None:
    rows = f"<row r='1'>{cell('A1', 'Имя')}{cell('B1', 'Day')}</row>"
    rows += f"<row r='2'>{cell('A2', 'نور')}<c r='B2'><v>5</v></c></row>"
    assert read_table(workbook(rows)) == Table(["Имя", "Day"], [(2, ["نور", "5"])])


def test_it_runs_no_formula() -> None:
    rows = f"<row r='1'>{cell('A1', 'a')}</row>"
    rows += "<row r='2'><c r='A2'><f>1+1</f><v>7</v></c></row>"
    assert read_table(workbook(rows)).rows == [(2, ["7"])]
    assert read_table(b"a,b\n=1+1,2\n").rows == [(2, ["=1+1", "2"])]


def test_it_refuses_what_would_unpack_to_more_than_memory_holds() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", PARTS["xl/workbook.xml"])
        file.writestr(SHEET, b" " * (64 * 1024 * 1024))
    assert len(bomb.getvalue()) < 100_000
    assert why(bomb.getvalue()) == "bomb"


def test_it_believes_no_size_that_a_workbook_says_of_itself() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", PARTS["xl/workbook.xml"])
        file.writestr(SHEET, b" " * (64 * 1024 * 1024))
    size = (64 * 1024 * 1024).to_bytes(4, "little")
    lying = bomb.getvalue().replace(size, (100).to_bytes(4, "little"))
    assert lying != bomb.getvalue()
    with pytest.raises(OddTable):
        measure(lying)


def test_it_outlives_a_workbook_that_claims_a_billion_cells() -> None:
    rows = f"<row r='1'>{cell('A1', 'a')}</row>"
    rows += f"<row r='1048576'>{cell('XFD1048576', 'b')}</row>"
    assert why(workbook(rows)) in {"broken", "rows", "columns"}


def test_it_expands_no_entities() -> None:
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    sheet = f"{NAMES}<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&a;</t></is></c></row>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in PARTS.items():
            file.writestr(name, text)
        file.writestr(SHEET, lol + sheet + "</sheetData></worksheet>")
    assert why(packed.getvalue()) in {"broken", "empty"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n;;;\n", "empty"),
        (b"only a heading,b\n", "empty"),
        (b"x" * (tables.MOST_BYTES + 1), "large"),
        (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), "rows"),
        (b"a,b\n" + b"1,2\n" * 100_000, "rows"),
        (b",".join([b"a"] * 61) + b"\n" + b",".join([b"1"] * 61), "columns"),
        (b"a,b\n" + b"x" * 8001 + b",2", "cell"),
        (b"a,b\n" + b"x" * 200_000 + b",2", "cell"),
        (b"PK\x03\x04 and no more", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"\xff\xd8\xff\xe1 a photograph of a sheet\n", "kind"),
        (b"\x89PNG\r\n\x1a\n another", "kind"),
        (b"\0\0\0\x18ftypheic one from a phone", "kind"),
        (b"<html><table>", "kind"),
    ],
)
def test_it_says_in_a_word_why_a_file_is_not_read(data: bytes, said: str) -> None:
    assert why(data) == said


def test_it_refuses_other_packed_files() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", "<a/>")
    assert why(packed.getvalue()) == "kind"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_it_makes_rows_or_a_word_of_any_bytes(data: bytes) -> None:
    if data.startswith(b"PK"):
        return
    try:
        table = read_table(data)
    except OddTable:
        return
    assert table.rows
    assert all(len(row) == len(table.headings) for _, row in table.rows)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 255))
def test_it_outlives_a_workbook_with_any_byte_changed(place: int, byte: int) -> None:
    whole = bytearray(workbook(f"<row r='1'>{cell('A1', 'a')}</row>" * 2))
    whole[place % len(whole)] = byte
    try:
        read_table(bytes(whole))
    except OddTable:
        return


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), min_size=2, max_size=4),
        min_size=2,
        max_size=6,
    )
)
def test_it_reads_back_what_a_program_writes(rows: list[list[str]]) -> None:
    import csv

    text = io.StringIO()
    wide = [[*row, "", ""][:4] for row in rows]
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c", "d"], *wide])
    filled = [row for row in wide if any(one.strip() for one in row)]
    try:
        table = read_table(text.getvalue().encode())
    except OddTable as odd:
        assert odd.why == "empty"  # noqa: PT017
        assert not filled
        return
    assert [row for _, row in table.rows] == filled


def test_it_survives_a_workbook_that_claims_more_cells_than_memory_holds() -> None:
    far = f"<row r='1'>{cell('A1', 'a')}</row><row r='1048576'>{cell('XFD1048576', 'z')}</row>"
    assert why(workbook(far)) == "broken"


def test_it_reads_no_workbook_where_nothing_can_be_confined() -> None:
    plain = workbook(f"<row r='1'>{cell('A1', 'a')}</row><row r='2'>{cell('A2', 'b')}</row>")
    with unconfinable():
        assert why(plain) == "unable"
    assert read_table(plain).rows == [(2, ["b"])]


@pytest.mark.parametrize("start", [b"\x7fELF", b"\x00\x01\x02", b"MZ", bytes(range(200, 256))])
def test_it_tells_a_binary_file_from_a_sheet(start: bytes) -> None:
    whole = start + bytes(range(256)) * 8
    assert why(whole) == "kind"


def test_it_goes_on_to_where_an_encoding_is_named_when_a_letter_does_not_fit() -> None:
    table = read_table("Name;Town\nNoor;Gdańsk\n".encode("cp1250") + b"\x81;x\n")
    assert table.headings == ["Name", "Town"]
    with pytest.raises(OddTable) as odd:
        read_table(b"Name;Town\nNoor;\x81\n", encoding="cp1252")
    assert odd.value.why == "encoding"


@pytest.mark.parametrize("length", [9_000, 200_000])
def test_it_says_in_which_row_a_cell_is_too_long(length: int) -> None:
    with pytest.raises(OddTable) as odd:
        read_table(f"Name,Story\nA,b\n\nC,{'d' * length}\n".encode())
    assert (odd.value.why, odd.value.row) == ("cell", 4)
