import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as numpy_arrays

from index.errors import IndexDamaged
from index.store.arrays import ALIGN, ArrayFile, Strings, create_arrays, pack_strings, write_arrays

ROOT = Path(__file__).parent.parent
TYPES = ["<u1", "<u2", "<u4", "<u8", "<i4", "<i8", "|b1", "<f4"]


def named_arrays() -> st.SearchStrategy[dict[str, np.ndarray]]:
    one = st.sampled_from(TYPES).flatmap(lambda kind: numpy_arrays(kind, st.integers(0, 70)))
    return st.dictionaries(st.text(max_size=8), one, max_size=6)


@given(named_arrays())
def test_arrays_come_back_as_they_were(tmp_path_factory, given_arrays):
    path = tmp_path_factory.getbasetemp() / "a.cols"
    write_arrays(path, given_arrays)
    file = ArrayFile(path)
    assert list(file) == list(given_arrays)
    for name, array in given_arrays.items():
        assert name in file
        assert file[name].dtype == array.dtype
        assert file[name].tobytes() == array.tobytes()
        assert not file[name].flags.writeable
        assert file[name].ctypes.data % ALIGN == 0 or not len(array)


@given(named_arrays(), st.dictionaries(st.text(min_size=9, max_size=12), st.integers(0, 50), max_size=3))
def test_arrays_filled_in_place_make_the_same_file(tmp_path_factory, ready, empty):
    base = tmp_path_factory.getbasetemp()
    filled = {name: np.arange(size, dtype=np.uint32) for name, size in empty.items()}
    write_arrays(base / "written.cols", ready | filled)
    with create_arrays(
        base / "created.cols", ready, {name: ("<u4", size) for name, size in empty.items()}
    ) as new:
        for name, array in filled.items():
            new[name][:] = array
    assert (base / "created.cols").read_bytes() == (base / "written.cols").read_bytes()


def test_an_array_that_is_not_contiguous_is_written_in_order(tmp_path):
    write_arrays(tmp_path / "a.cols", {"a": np.arange(20)[::-2]})
    assert ArrayFile(tmp_path / "a.cols")["a"].tolist() == list(range(19, 0, -2))


HEADS = [
    b"",
    b"x",
    b"JSARRAY1",
    b"JSARRAY2" + (2).to_bytes(8, "little") + b"{}",
    b"JSARRAY1" + (3).to_bytes(8, "little") + b"{{{",
    b"JSARRAY1" + (2).to_bytes(8, "little") + b"\xff\xfe",
    b"JSARRAY1" + (9).to_bytes(8, "little") + b'{"a": [1]',
]


@pytest.mark.parametrize("raw", HEADS, ids=ascii)
def test_what_is_no_array_file_is_named(tmp_path, raw):
    path = tmp_path / "a.cols"
    path.write_bytes(raw)
    with pytest.raises(IndexDamaged, match=r"a\.cols"):
        ArrayFile(path)


def test_an_array_that_is_not_there_or_not_whole_is_damage(tmp_path):
    path = tmp_path / "a.cols"
    write_arrays(path, {"a": np.arange(1_000)})
    with pytest.raises(IndexDamaged, match=r"a\.cols"):
        ArrayFile(path)["b"]
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(IndexDamaged, match=r"a\.cols"):
        ArrayFile(path)["a"]


@pytest.mark.parametrize("at", range(8, 60))
def test_a_flipped_bit_in_the_header_is_damage_or_changes_no_name(tmp_path, at):
    path = tmp_path / "a.cols"
    write_arrays(path, {"alpha": np.arange(4), "beta": np.arange(3, dtype=np.uint8)})
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)
    try:
        file = ArrayFile(path)
        _ = file["alpha"], file["beta"], Strings(file["alpha"], file["beta"])
    except IndexDamaged as error:
        assert "a.cols" in str(error)  # noqa: PT017
    else:
        assert list(file) == ["alpha", "beta"]


def texts() -> st.SearchStrategy[list[bytes]]:
    return st.lists(st.binary(max_size=6), max_size=40)


@given(texts())
def test_strings_come_back_in_their_order(items):
    strings = Strings(*pack_strings("x", items).values())
    assert list(strings) == items
    assert [strings[i] for i in range(len(strings))] == items


@given(texts().map(lambda items: sorted(set(items))), st.binary(max_size=6))
def test_sorted_strings_are_looked_up(items, key):
    strings = Strings(*pack_strings("x", items).values())
    assert strings.find(key) == (items.index(key) if key in items else -1)
    assert strings.lower_bound(key) == sum(item < key for item in items)


def test_processes_that_map_a_file_share_its_pages(tmp_path):
    path = tmp_path / "a.cols"
    write_arrays(path, {"a": np.ones(2_000_000)})
    program = (
        "import sys\nfrom index.store.arrays import ArrayFile\n"
        "def private():\n"
        "    rows = open('/proc/self/smaps_rollup').read().splitlines()\n"
        "    return sum(int(r.split()[1]) for r in rows if r.startswith('Anonymous:'))\n"
        "before = private(); array = ArrayFile(sys.argv[1])['a']; total = array.sum()\n"
        "print(int(total), private() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], check=True, capture_output=True, text=True, cwd=ROOT
    )
    total, grown = map(int, done.stdout.split())
    assert total == 2_000_000
    assert grown < 4_000  # kB, of 16,000 in the file
