"""Does another layout of the index change the schema digest, and is an index of another one refused?"""

import json
import pickletools
import subprocess
import sys
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index.build.build import build
from index.build.segments import write_segment
from index.corpus.articles import parse_article
from index.corpus.register import Published
from index.errors import IndexOutdated
from index.facets.rows import FACETS, Facet
from index.facets.vocabularies import ListedValue, ListedValues, OpenValues
from index.labels.labelling import Labeller
from index.labels.record import ArticleRecord
from index.store import layout
from index.store.arrays import ArrayFile
from index.store.catalog import Catalog, FormerChange, catalog_arrays, checked, former_arrays
from index.store.generation import open_generation
from index.store.layout import CATALOG, SEGMENT, ArrayRow, check_arrays, schema_digest
from index.store.merge import merge_segments
from index.text.words import Segmenter
from search import open_engine

ROOT = Path(__file__).parents[1]
REBUILD = "jiansuo index --rebuild"

# ---------------------------------------------------------------- the probe

# Signs stand between the words, so that no dictionary decides what is a word.
PROBE = (
    """---
id: probe-a
title: 甲
subtitle: 乙
publication: 青石日报
published: 2024-05
authors: [记者甲]
regions: ["511000"]
initiatives: [party-brand]
---

丙，AI，2024，丙。

甲、乙、丙、丁、甲、丙、乙、丁、丁、丙、乙、甲。

## 丁

甲、乙、丙、丁。
""",
    f"""---
id: probe-b
title: 四川省：戊
---

图：己

未归位：庚

{"辛，" * 140}

abcdefghijk，𠮷，é
""",  # more characters than a slot has, and a word longer than a key
    """---
id: probe-c
title: 壬
published: 2023
authors: [记者乙, 记者丙]
---

癸，甲。
""",
)
FORMER = [Published("probe-a", "0123456789ab", "paragraph", "旧文")]
PINNED = ("1aad3ff729d1b5de", "9891a19375c9c3b8f91814f08f6db6e7c4f3ef939ec8b5387a876f369fc4a1e8")
DECLARE = """The same articles are stored in other bytes, yet the schema digest stays: an index built before
would be read as if it were built now. In index/store/layout.py declare what changed; where no row and no
constant says it, as where labels or ids follow another rule, raise CONTENT. (Where nothing but a table of
index/data changed, which the hash of the dictionary in the manifest knows, leave both.) Then pin {}."""
PIN = "The schema digest is another one, so every index will be built anew. If that is meant, pin {}."


def probed(folder) -> dict[str, ArrayFile]:
    """Write the probe: two segments, what they are merged into, and a catalog of all."""
    labeller, segmenter = Labeller.load(), Segmenter()
    made = []
    for number, text in enumerate(PROBE):
        article = labeller.label(parse_article(text, path=f"{number}.md"))
        record = replace(article.record, file=f"{number}.md", hash=sha256(text.encode()).hexdigest())
        made.append(replace(article, record=record))
    write_segment(folder / "0.cols", made[:2], segmenter)
    write_segment(folder / "1.cols", made[2:], segmenter)
    files = {name: ArrayFile(folder / name) for name in ("0.cols", "1.cols")}
    keeps = (np.array([False, True]), np.array([True]))
    merge_segments(folder / "merged.cols", list(zip(files.values(), keeps, strict=True)))
    return files | {"merged.cols": ArrayFile(folder / "merged.cols")}


def probed_catalog() -> dict[str, np.ndarray]:
    articles = [Labeller.load().label(parse_article(text)).record for text in PROBE]
    none = Catalog.empty()
    arrays = catalog_arrays(none, articles, [np.array([0, 1]), np.array([2])])
    return checked(arrays | former_arrays(none, FormerChange(None, FORMER)))


def test_what_is_stored_changes_only_with_the_digest(tmp_path):
    total = sha256()
    for file in (*probed(tmp_path).values(), probed_catalog()):
        for name in file:
            total.update(f"{name} {file[name].dtype.str} {len(file[name])}\n".encode())
            total.update(file[name].tobytes())
    found = (schema_digest(), total.hexdigest())
    said = PIN if found[0] != PINNED[0] else DECLARE
    assert found == PINNED, said.format(found)


def test_the_probe_holds_every_array_that_is_declared(tmp_path):
    held = {name for file in probed(tmp_path).values() for name in file}
    assert {row.name for row in SEGMENT if not row.optional} <= held
    assert "words.terms.bytes" in held, "a term longer than its key"
    assert {row.name for row in CATALOG if "#" not in row.name} <= probed_catalog().keys()


# ---------------------------------------------------------------- what is declared


def test_writers_refuse_an_array_that_is_not_declared(tmp_path, monkeypatch):
    probed(tmp_path)
    fewer = tuple(row for row in SEGMENT if row.name != "grams.df")
    for module in ("index.build.segments", "index.store.merge"):
        monkeypatch.setattr(f"{module}.SEGMENT", fewer)
    article = Labeller.load().label(parse_article(PROBE[0]))
    with pytest.raises(TypeError, match=r"grams\.df"):
        write_segment(tmp_path / "new.cols", [article], Segmenter())
    with pytest.raises(TypeError, match=r"grams\.df"):
        merge_segments(tmp_path / "new.cols", [(ArrayFile(tmp_path / "0.cols"), np.ones(2, bool))])
    assert not (tmp_path / "new.cols").exists()
    monkeypatch.setattr("index.store.layout.CATALOG", CATALOG[1:])
    with pytest.raises(TypeError, match="segment"):
        probed_catalog()


ROWS = (
    ArrayRow("a", ("<u4",), "a"),
    ArrayRow("b.#", ("|u1", "<u2"), "b"),
    ArrayRow("c", ("|u1",), "c", True),
)
NUMBERS = {"a": np.zeros(1, np.uint32), "b.0": np.zeros(1, np.uint8), "b.1": np.zeros(0, np.uint16)}


def test_declared_arrays_pass():
    check_arrays(ROWS, NUMBERS)
    check_arrays(ROWS, {"a": NUMBERS["a"]}, {"b.7": ("<u2", 5), "c": ("|u1", 0)})


@pytest.mark.parametrize(
    ("arrays", "empty", "named"),
    [
        (NUMBERS | {"d": NUMBERS["a"]}, {}, "d of <u4"),
        (NUMBERS | {"a.0": NUMBERS["a"]}, {}, r"a\.0 of <u4"),
        (NUMBERS | {"a": np.zeros(1, np.int32)}, {}, "a of <i4"),
        (NUMBERS, {"c": ("<u2", 3)}, "c of <u2"),
        ({"b.0": NUMBERS["b.0"]}, {}, "no a"),
        ({"a": NUMBERS["a"]}, {}, "no b.#"),
    ],
)
def test_what_is_not_declared_or_lacks_is_named(arrays, empty, named):
    with pytest.raises(TypeError, match=named):
        check_arrays(ROWS, arrays, empty)


def test_the_table_of_contents_names_only_what_is_declared(built):
    (path,) = open_generation(built / "index").folder.glob("*.toc")
    raw = path.read_bytes()
    named, start = set(), raw.find(b"\x80")  # of each pickle
    while start >= 0:
        strings = []
        for code, argument, at in pickletools.genops(raw[start:]):
            end = start + at + 1
            if code.name == "GLOBAL":
                named.add(argument.replace(" ", "."))
            elif code.name == "STACK_GLOBAL":
                named.add(".".join(strings[-2:]))
            elif isinstance(argument, str):
                strings.append(argument)
        start = raw.find(b"\x80", end)
    assert {name for name in named if name.startswith("index.")} == set(layout.PICKLED)


# ---------------------------------------------------------------- the digest


def read(record):
    return record.authors


@dataclass(frozen=True, slots=True)
class LongerRecord(ArticleRecord):
    more_of_it: str = ""


LongerRecord.__name__ = "ArticleRecord"
LEVELS = ListedValues((ListedValue("local", "地方", "Local"), ListedValue("county", "县", "County", "local")))
FLAT = ListedValues((ListedValue("local", "地方", "Local"), ListedValue("county", "县", "County")))
EDITOR = Facet("editor", "编辑", "Editor", OpenValues(), read)
CHANGES = {
    "a facet": ("FACETS", (*FACETS, EDITOR)),
    "no facet": ("FACETS", FACETS[:-1]),
    "a column": ("FACETS", (*FACETS, replace(EDITOR, widened=read))),
    "a facet of passages": ("FACETS", (*FACETS, replace(EDITOR, read=None))),
    "a vocabulary": ("FACETS", (*FACETS, replace(EDITOR, vocabulary=FLAT))),
    "a tree": ("FACETS", (*FACETS, replace(EDITOR, vocabulary=LEVELS))),
    "a field of the record": ("ArticleRecord", LongerRecord),
    "an array of segments": ("SEGMENT", (*SEGMENT, ArrayRow("new", ("|u1",), "new"))),
    "a type of it": ("SEGMENT", (*SEGMENT, ArrayRow("new", ("<u2",), "new"))),
    "an array of catalogs": ("CATALOG", (*CATALOG, ArrayRow("new", ("|u1",), "new"))),
    "a constant": ("SLOT", 512),
    "the lengths": ("LENGTHS", layout.LENGTHS[:-1]),
    "what is unpickled": ("PICKLED", ()),
    "the content": ("CONTENT", layout.CONTENT + 1),
}


def test_whatever_is_declared_changes_the_digest(monkeypatch):
    digests = {schema_digest()}
    for name, value in CHANGES.values():
        with monkeypatch.context() as changed:
            changed.setattr(layout, name, value)
            digests.add(schema_digest.__wrapped__())
    assert len(digests) == len(CHANGES) + 1


def test_names_and_helps_of_a_facet_leave_the_digest(monkeypatch):
    shown = replace(FACETS[0], zh="区域", en="Area", hint="Any.", example="none")
    monkeypatch.setattr(layout, "FACETS", (shown, *FACETS[1:]))
    assert schema_digest.__wrapped__() == schema_digest()


def test_the_digest_needs_neither_the_word_cutter_nor_whoosh():
    program = "import sys; from index.store.layout import schema_digest as d; print(d(), *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    digest, *loaded = done.stdout.split()
    assert digest == schema_digest()
    assert len(digest) == 16
    assert int(digest, 16) >= 0
    assert {"jieba", "rjieba", "whoosh"}.isdisjoint(loaded)


# ---------------------------------------------------------------- an index of another digest

EDITED = """
import json, sys
import index.facets.rows as rows
from index.facets.rows import Facet
from index.facets.vocabularies import OpenValues
rows.FACETS += (Facet("editor", "编辑", "Editor", OpenValues(), lambda record: ()),)

from click.testing import CliRunner
from index.build.build import build
from index.errors import IndexOutdated
from search import open_engine
from web.cli.commands import main

articles, index = sys.argv[1:]
try:
    open_engine(index)
except IndexOutdated as error:
    refused = str(error)
searched = CliRunner().invoke(main, ["search", "甲", "--index", index])
report = build([articles], index)
print(json.dumps({
    "refused": refused,
    "searched": [searched.exit_code, searched.stderr],
    "built": [report.added, report.untouched],
    "found": open_engine(index).search("甲").total.articles,
}))
"""


@pytest.fixture
def built(tmp_path):
    (tmp_path / "articles").mkdir()
    for number, text in enumerate(PROBE):
        (tmp_path / "articles" / f"{number}.md").write_text(text, "utf-8")
    build([tmp_path / "articles"], tmp_path / "index")
    return tmp_path


def test_one_more_facet_refuses_an_index_built_before_and_a_build_makes_it_anew(built):
    done = subprocess.run(
        [sys.executable, "-c", EDITED, built / "articles", built / "index"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert REBUILD in told["refused"]
    status, line = told["searched"]
    assert status == 2
    assert REBUILD in line
    assert told["built"] == [3, 0]
    assert told["found"] == 2
    with pytest.raises(IndexOutdated, match=REBUILD):  # and without the row it is another one again
        open_engine(built / "index")


@pytest.mark.parametrize("schema", [3, "0123456789abcdef", None])
def test_an_index_of_another_digest_is_refused(built, schema):
    folder = open_generation(built / "index").folder
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["schema"] == schema_digest()
    raw = json.dumps(manifest | {"schema": schema}).encode()
    (folder / "manifest.json").write_bytes(raw)
    pointer = {"generation": folder.name, "manifest": sha256(raw).hexdigest()}
    (built / "index" / "current").write_text(json.dumps(pointer))
    with pytest.raises(IndexOutdated, match=REBUILD):
        open_engine(built / "index")
