import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import articles, hostile_text

from index.corpus.passages import Passage, split
from index.corpus.register import REGISTER, Published, publish, published
from index.errors import RegisterError


def passage(text: str, name: str = "0" * 12) -> Passage:
    return Passage(name, "paragraph", text, "", 0)


def known(folder) -> set[tuple[str, str]]:
    return {(row.article, row.passage) for row in published(folder)}


def write(folder, *texts: str) -> int:
    items = [("a", passage(text, f"{number:012x}")) for number, text in enumerate(texts)]
    return publish(folder, items, known(folder))


def texts(folder) -> list[str]:
    return [row.text for row in published(folder)]


def test_a_folder_without_a_register_published_nothing(tmp_path):
    assert list(published(tmp_path)) == []


def test_what_was_published_is_read_back_and_never_repeated(tmp_path):
    assert write(tmp_path, "甲", "乙") == 2
    assert write(tmp_path, "甲", "乙", "丙") == 1
    assert texts(tmp_path) == ["甲", "乙", "丙"]
    assert next(published(tmp_path)) == Published("a", "0" * 12, "paragraph", "甲")


def test_publishing_only_ever_appends(tmp_path):
    seen = b""
    for number in range(5):
        publish(tmp_path, [("a", passage(f"第{number}句", f"{number:012x}"))], known(tmp_path))
        raw = (tmp_path / REGISTER).read_bytes()
        assert raw.startswith(seen)
        assert len(raw) > len(seen)
        seen = raw


def test_nothing_new_writes_nothing(tmp_path):
    write(tmp_path, "甲")
    before = (tmp_path / REGISTER).stat().st_mtime_ns
    os.utime(tmp_path / REGISTER, ns=(before - 10**9,) * 2)
    assert write(tmp_path, "甲") == 0
    assert (tmp_path / REGISTER).stat().st_mtime_ns == before - 10**9


def test_the_same_passage_given_twice_is_written_once(tmp_path):
    assert publish(tmp_path, [("a", passage("甲"))] * 2, []) == 1
    assert publish(tmp_path, [("b", passage("甲"))], known(tmp_path)) == 1


def test_a_line_is_one_object_a_person_can_read(tmp_path):
    write(tmp_path, "党建\n引领")
    lines = (tmp_path / REGISTER).read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert "党建" in lines[0]
    assert json.loads(lines[0]) == {
        "article": "a",
        "passage": "0" * 12,
        "kind": "paragraph",
        "text": "党建\n引领",
    }


@pytest.mark.parametrize("lost", range(1, 60))
def test_a_torn_last_line_loses_nothing_else(tmp_path, lost):
    write(tmp_path, "甲")
    one = (tmp_path / REGISTER).read_bytes()
    write(tmp_path, "甲", "乙乙乙乙乙乙乙乙乙乙")
    two = (tmp_path / REGISTER).read_bytes()
    (tmp_path / REGISTER).write_bytes(two[:-lost])
    assert texts(tmp_path) in (["甲"], ["甲", "乙乙乙乙乙乙乙乙乙乙"])
    assert write(tmp_path, "甲", "乙乙乙乙乙乙乙乙乙乙", "丙") >= 1
    assert texts(tmp_path) == ["甲", "乙乙乙乙乙乙乙乙乙乙", "丙"]
    assert (tmp_path / REGISTER).read_bytes().startswith(one)


def test_a_last_line_that_only_lacks_its_end_survives_a_publication_that_does_not_know_it(tmp_path):
    write(tmp_path, "甲", "乙")
    path = tmp_path / REGISTER
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    publish(tmp_path, [("b", passage("丙"))], known(tmp_path))
    assert texts(tmp_path) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"3",
        b"null",
        b'"text"',
        b"{}",
        b'{"article": "a", "passage": "b", "kind": "c"}',
        b'{"article": "a", "passage": "b", "kind": "c", "text": 5}',
        b'{"article": ["a"], "passage": "b", "kind": "c", "text": ""}',
        b"\xff\xfe",
        b"\x00\x00\x00{",
        b"[" * 100_000,
        "<<<<<<< 合并".encode(),
    ],
    ids=lambda line: ascii(line)[:30],
)
def test_a_damaged_line_is_named_with_file_and_line(tmp_path, line):
    write(tmp_path, "甲", "乙")
    path = tmp_path / REGISTER
    rows = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(rows[0] + line + b"\n" + rows[1])
    with pytest.raises(RegisterError) as caught:
        list(published(tmp_path))
    assert caught.value.line == 2
    assert str(caught.value).startswith(f"{path}:2: ")


def test_empty_lines_do_no_harm(tmp_path):
    write(tmp_path, "甲")
    path = tmp_path / REGISTER
    path.write_bytes(b"\n\r\n" + path.read_bytes() + b"  \n")
    assert texts(tmp_path) == ["甲"]


@given(st.lists(hostile_text(), max_size=5))
def test_any_text_comes_back_as_it_was(tmp_path_factory, pieces):
    folder = tmp_path_factory.mktemp("register")
    write(folder, *pieces)
    assert texts(folder) == pieces


@given(articles())
def test_an_article_is_published_whole(tmp_path_factory, article):
    folder = tmp_path_factory.mktemp("register")
    passages = split(article)
    assert publish(folder, [(article.id, one) for one in passages], []) == len(passages)
    assert [(row.passage, row.kind, row.text) for row in published(folder)] == [
        (one.id, one.kind, one.text) for one in passages
    ]
