import gzip

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files import csv_files, ragged


def test_nothing_is_inferred(make, read):
    got = read(make("a.csv", 'id,text,n\n007,"Hello, world",\n,NA,null\n"","null",1e3\n'))
    assert got.rows == [
        {"id": "007", "text": "Hello, world", "n": ""},
        {"id": "", "text": "NA", "n": "null"},
        {"id": "", "text": "null", "n": "1e3"},
    ]
    assert got.schema == pa.schema([(name, pa.string()) for name in ("id", "text", "n")])
    assert not got.errors


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(make, read, end, last):
    content = end.join(["text,b", '"two\nlines",1', "", "x,2"]) + (end if last else "")
    got = read(make("a.csv", content))
    assert [tuple(row.values()) for row in got.rows] == [("two\nlines", "1"), ("x", "2")]
    assert not got.errors


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id;text\n1;a, b\n"),
        ("a.csv", 'id;"text"\n1;"a, b"\n'),
        ("a.csv", "id\ttext\n1\ta, b\n"),
        ("a.csv", '"id",text\n1,"a, b"\n'),
        ("a.csv", '"i;d",text\n1,"a, b"\n'),
        ("a.tsv", "id\ttext\n1\ta, b\n"),
        ("a.tsv", 'id\ttext\n1\t"a, b"\n'),
    ],
)
def test_delimiters(make, read, name, content):
    assert read(make(name, content)).texts == ["a, b"]


def test_tabs_do_not_give_way_to_commas(make, read):
    got = read(make("a.tsv", "a,b\ttext\n1,2\tx\n"))
    assert got.rows == [{"a,b": "1,2", "text": "x"}]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8_r"],
)
def test_encodings(make, read, encoding):
    content = 'text,b\n"Привет, мир",я\nещё,ю\n'
    path = make("a.csv", content.encode(encoding))
    by_mark = encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    for given_encoding in {encoding, None if by_mark else encoding}:
        got = read(path, encoding=given_encoding)
        assert got.rows == [{"text": "Привет, мир", "b": "я"}, {"text": "ещё", "b": "ю"}]
        assert not got.errors


def test_multibyte_characters_across_blocks(make, read):
    # 3 bytes a character: some block of the stream ends in the middle of one
    texts = ["漢字" * 50_000, "é" + "漢字" * 60_000]
    for encoding in ("utf-8", "utf-16", "shift_jis", "gb18030"):
        shown = [text.replace("é", "") for text in texts] if encoding == "shift_jis" else texts
        path = make(
            "a.csv", ("text,b\n" + "".join(f"{text},1\n" for text in shown)).encode(encoding)
        )
        assert read(path, encoding=encoding).texts == shown


def test_unknown_encoding(make, read):
    path = make("a.csv", "text\nx\n")
    for wrong in ("nonsense", "base64", "rot13"):
        with pytest.raises(InputError, match=f"unknown encoding '{wrong}'.*cp1252"):
            read(path, encoding=wrong)


def test_invalid_utf8_names_the_row_and_touches_no_other(make, read):
    content = b'text,b\ngood,1\ncaf\xe9,2\nna\xc3\xafve,3\nx,\xff\xfe\n"a\n\xe9",5\nlast,6'
    got = read(make("a.csv", content))
    assert [tuple(row.values()) for row in got.rows] == [
        ("good", "1"),
        ("caf\ufffd", "2"),
        ("naïve", "3"),
        ("x", "\ufffd\ufffd"),
        ("a\n\ufffd", "5"),
        ("last", "6"),
    ]
    assert set(got.errors) == {1, 3, 4}
    assert got.errors[1].startswith("row 2: 'text' is not valid UTF-8: try --encoding cp1252")
    assert "'b'" in got.errors[3]


def test_cp1252_read_as_utf8_and_as_itself(make, read):
    texts = [f"caf\xe9 n\xba {number} \x93" for number in range(20_000)]
    path = make("a.csv", b"text,n\n" + "".join(f"{t},1\n" for t in texts).encode("latin-1"))
    got = read(path)
    assert len(got.errors) == len(got.rows) == 20_000
    assert not read(path, encoding="latin-1").errors


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "shift_jis", "ascii"])
def test_what_no_codec_knows(make, read, encoding):
    good = "text,b\nfine,1\n".encode(encoding)
    bad = {
        "cp1252": b"x\x81y,2\n",
        "utf-16": "xAy,2\n".encode("utf-16-le").replace(b"A\0", b"\0\xd8"),
    }
    rest = bad.get(encoding, b"x\xffy,2\n")
    after = "after,3\n".encode("utf-16-le" if encoding == "utf-16" else encoding)
    got = read(make("a.csv", good + rest + after), encoding=encoding)
    assert got.texts == ["fine", None, "after"]
    assert got.rows[1]["text"].startswith("x\ufffd")
    assert f"is not valid {encoding}: check --encoding" in got.errors[1]


def test_a_header_that_cannot_be_decoded(make, read):
    with pytest.raises(InputError, match="the header is not valid UTF-8: try --encoding cp1252"):
        read(make("a.csv", b"text,\xe9t\xe9\nx,y\n"))


def test_ragged_rows_stay_where_they_stood(make, read):
    content = 'id,text,n\n1,a,x\n2,b\n3,"c\nd",y,z\n\n4\n5,e,w\n6,"f, g",v,"\n"\n'
    got = read(make("a.csv", content))
    assert [tuple(row.values()) for row in got.rows] == [
        ("1", "a", "x"),
        ("2", "b", ""),
        ("3", "c\nd", "y"),
        ("4", "", ""),
        ("5", "e", "w"),
        ("6", "f, g", "v"),
    ]
    assert got.texts == ["a", None, None, None, "e", None]
    assert got.errors[1] == (
        "row 2: 2 cells where the header has 3; quote cells that hold the delimiter: '2,b'"
    )
    assert got.errors[2].startswith("row 3: 4 cells where the header has 3")
    assert got.errors[3].startswith("row 4: 1 cells")


def test_only_ragged_rows(make, read):
    got = read(make("a.csv", "text,b\n1\n2\n3,4,5\n"))
    assert [row["text"] for row in got.rows] == ["1", "2", "3"]
    assert len(got.errors) == 3


def test_ragged_and_not_utf8(make, read):
    got = read(make("a.csv", b"text,b\nx\xe9,2,3\ny,4\n"))
    assert got.rows == [{"text": "x\ufffd", "b": "2"}, {"text": "y", "b": "4"}]
    assert "3 cells" in got.errors[0]
    assert "x�,2,3" in got.errors[0]


def test_long_faulty_lines_are_quoted_in_part(make, read):
    got = read(make("a.csv", "text,b\n" + "x" * 1000 + "\n"))
    assert got.errors[0].endswith(f"'{'x' * 200}' …")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["a", "", "b,c", "d\ne", 'q"']), min_size=1, max_size=5),
        max_size=30,
    ),
    block=st.sampled_from([64, 200, 1 << 20]),
    batch_rows=st.sampled_from([1, 2, 7, 1000]),
)
def test_ragged_anywhere_keep_order_and_number(tmp_path_factory, rows, block, batch_rows):
    from .conftest import read_everything

    path = tmp_path_factory.mktemp("ragged") / "a.csv"
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path.write_text("text,b,c\n" + "".join(line + "\n" for line in lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_files, "BLOCKS", (block, 1 << 20))
        got = read_everything(path, batch_rows=batch_rows)
    assert [list(row.values()) for row in got.rows] == [[*row, "", ""][:3] for row in rows]
    assert set(got.errors) == {index for index, row in enumerate(rows) if len(row) != 3}
    assert all(why.startswith(f"row {index + 1}: ") for index, why in got.errors.items())


def test_hopelessly_ragged(make, read, monkeypatch):
    monkeypatch.setattr(ragged, "MOST_ROWS", 100)
    path = make("a.csv", "text\n" + "a,b\n" * 1000)
    with pytest.raises(InputError, match=r"from row 1 on, 101 rows in a run don't.*delimiter"):
        read(path)


def test_empty_files(make, read):
    for content in ("", "\n\r\n\n", "\ufeff"):
        with pytest.raises(InputError, match=r"a\.csv: the file is empty; a header"):
            read(make("a.csv", content))


@pytest.mark.parametrize("content", ["text,b\n", "text,b", "\n\ntext,b\r\n\r\n"])
def test_a_header_without_rows(make, read, content):
    got = read(make("a.csv", content))
    assert got.rows == []
    assert got.schema.names == ["text", "b"]


def test_duplicate_columns(make, read):
    with pytest.raises(InputError, match=r"more than once: '' \(no name\), b;"):
        read(make("a.csv", "text,b,,b,\nx,1,2,3,4\n"))


def test_one_column(make, read):
    got = read(make("a.csv", 'text\na\n\n""\n"b\nc"\nd,e\nlast'))
    assert [row["text"] for row in got.rows] == ["a", "", "b\nc", "d", "last"]
    assert set(got.errors) == {3}


def test_large_cells(make, read):
    large = "x" * 10_000_000
    content = f'id,text\n1,a\n2,"{large}\n{large}"\n3,b\n4,c,d\n5,{large}\n6,e\n'
    got = read(make("a.csv", content))
    assert [row["id"] for row in got.rows] == ["1", "2", "3", "4", "5", "6"]
    assert got.texts == ["a", f"{large}\n{large}", "b", None, large, "e"]
    assert set(got.errors) == {3}


def test_a_cell_larger_than_the_largest_block(make, read, monkeypatch):
    monkeypatch.setattr(csv_files, "BLOCKS", (64, 1024))
    path = make("a.csv", 'id,text\n1,a\n2,b\n3,"' + "x" * 5000 + '"\n' + "4,c\n" * 2000)
    with pytest.raises(InputError, match=r"row 3 or one soon behind it is larger.*never closed"):
        read(path)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_quote_that_is_never_closed(make, read, end):
    got = read(make("a.csv", 'id,text\n1,a\n2,"open\n3,b\n4,c' + end))
    assert got.rows == [{"id": "1", "text": "a"}, {"id": "2", "text": "open\n3,b\n4,c" + end}]
    assert got.errors[1].startswith("row 2: a quote is opened and never closed")


def test_a_quote_never_closed_in_other_places(make, read):
    got = read(make("a.csv", 'text\na\n"open\nb\n'))
    assert got.rows == [{"text": "a"}, {"text": "open\nb\n"}]
    assert "never closed" in got.errors[1]
    got = read(make("b.csv", 'text,b,c\n1,2,3\n"open\n4,5,6\n'))
    assert got.rows[1] == {"text": "open\n4,5,6\n", "b": "", "c": ""}
    assert "row 2: a quote is opened and never closed" in got.errors[1]
    with pytest.raises(InputError, match="quote in the header is opened and never closed"):
        read(make("c.csv", '"text,b\n1,2\n'), text_column="text")


def test_properly_closed_at_the_end(make, read):
    got = read(make("a.csv", 'id,text\n1,"a\n"\n2,"b\n"'))
    assert got.texts == ["a\n", "b\n"]


def test_nul_bytes_and_odd_characters_stay(make, read):
    text = "a\x00b\u2028c\x85d\x0be\ufdd0f"
    assert read(make("a.csv", f"text,b\n{text},\x00\n")).texts == [text]


def test_compressed(make, read, tmp_path):
    content = b"text,b\n" + b"hello,1\n" * 30_000
    path = make("a.csv.gz", gzip.compress(content) + gzip.compress(b"more,2\n"))
    assert len(read(path).texts) == 30_001
    with pa.CompressedOutputStream(str(tmp_path / "b.csv.zst"), "zstd") as file:
        file.write(content)
    assert len(read(tmp_path / "b.csv.zst").texts) == 30_000


@pytest.mark.parametrize(
    "damage",
    [lambda d: d[: len(d) // 2], lambda d: d[:200] + b"\0" * 50 + d[250:], lambda d: b"no"],
)
def test_damaged_gzip(make, read, damage):
    import random

    words = random.Random(1)
    content = b"text,b\n" + b"".join(b"%d,1\n" % words.randrange(10**9) for _ in range(50_000))
    path = make("a.csv.gz", damage(gzip.compress(content)))
    with pytest.raises(InputError, match=r"a\.csv\.gz: the gzip data are cut short or damaged"):
        read(path)


def test_stopping_half_way(make):
    from framing.files import open_tables

    path = make("a.csv", "text,b\n" + "hello,1\n" * 500_000)
    with open_tables([path]) as reader:
        for _ in reader:
            break


@pytest.mark.parametrize("batch_rows", [1, 2, 7, 100_000])
def test_chunk_sizes_do_not_matter(make, read, batch_rows):
    path = make(
        "a.csv", "text,b\n" + "".join(f"t{i},x\n" if i % 5 else f"t{i}\n" for i in range(50))
    )
    got = read(path, batch_rows=batch_rows)
    assert [row["text"] for row in got.rows] == [f"t{i}" for i in range(50)]
    assert set(got.errors) == set(range(0, 50, 5))
    firsts = [first for _, first, _ in got.starts]
    assert firsts == [1 + sum(n for _, _, n in got.starts[:i]) for i in range(len(firsts))]


def test_batch_bytes(make, read):
    path = make("a.csv", "text,b\n" + f"{'x' * 1000},1\n" * 100)
    got = read(path, batch_bytes=10_000)
    assert all(rows <= 10 for *_, rows in got.starts)
    assert len(got.rows) == 100
    assert len(read(path, batch_bytes=1).starts) == 100
