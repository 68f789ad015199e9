"""What stands on disk after an import, an interrupted one and a second one."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.invented import Place
from bench.noisy import document
from index.errors import ImportBusy
from index.intake import corpus
from index.intake.importing import Outcome, import_sources
from index.intake.ledger.naming import slug
from index.intake.ledger.verify import verify_all

PLACES = [Place("成都市锦江区", "510104")]
TEXT = "江边县： 组织先行 难题共解\n\n■记者 赵明\n\n近日，江边县把支部建到车间，办好难事9件。\n"
OTHER = "山前区： 清单晾晒 限时办结\n\n■记者 钱静\n\n今年以来，山前区晾出三张清单，群众看得见变化。\n"


def imported(folder: Path, files: dict[str, str], **more: object) -> list[Outcome]:
    sources = []
    for name, text in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        sources.append((path, name))
    return list(import_sources(sources, folder / "out", proposer=lambda draft: {}, **more))


def states(outcomes: list[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def test_a_full_disk_is_told_and_mended_by_the_next_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = corpus.write_new
    calls = []

    def full(path: Path, text: str) -> None:
        calls.append(path)
        if len(calls) == 2:
            path.with_name(f".{path.name}.new").write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, text)

    monkeypatch.setattr(corpus, "write_new", full)
    outcome = imported(tmp_path, {"a.txt": TEXT + "\n" + OTHER})[0]
    assert (outcome.state, "No space left" in outcome.message) == ("failed", True)
    assert not list((tmp_path / "out").rglob(".*.new"))
    monkeypatch.undo()
    again = imported(tmp_path, {"a.txt": TEXT + "\n" + OTHER})[0]
    assert again.state == "new"
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.md")) == sorted(again.articles)
    assert [verdict.state for verdict in verify_all(tmp_path / "out")] == ["rebuilt"]


@pytest.mark.slow
def test_a_killed_import_is_finished_by_the_next(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for number in range(30):
        (source / f"{number}.txt").write_text(document(number, PLACES).text)
    code = (
        "import sys; from pathlib import Path; from index.intake.importing import *\n"
        "from stops import stop_before\n"
        "files = find_sources([Path(sys.argv[1])]); stop_before(int(sys.argv[3]), sys.argv[2])\n"
        "list(import_sources(files, Path(sys.argv[2]), proposer=lambda draft: {}))"
    )
    command = [sys.executable, "-c", code, str(source), str(tmp_path / "out")]
    root = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"}
    for step, status in ((40, -signal.SIGKILL), (120, -signal.SIGKILL), (0, 0)):
        done = subprocess.run([*command, str(step)], cwd=root, env=environment, check=False)
        assert done.returncode == status
    verdicts = list(verify_all(tmp_path / "out"))
    assert len(verdicts) == 30
    assert {verdict.state for verdict in verdicts} == {"rebuilt"}
    ids = {entry for verdict in verdicts for entry in _ids(tmp_path / "out", verdict.file)}
    assert {path.stem for path in (tmp_path / "out").glob("*.md")} == ids


def _ids(folder: Path, name: str) -> list[str]:
    from index.intake.ledger.files import read_ledger
    from index.intake.ledger.verify import ledgers

    found = [ledger for ledger in map(read_ledger, ledgers(folder)) if ledger.source.file == name]
    return [entry.id for ledger in found for entry in ledger.articles]


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "out" / "ledger").mkdir(parents=True)
    with (tmp_path / "out" / "ledger" / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ImportBusy):
            imported(tmp_path, {"a.txt": TEXT})


def test_the_same_bytes_under_another_name_are_not_imported_twice(tmp_path: Path) -> None:
    assert states(imported(tmp_path, {"a.txt": TEXT, "b.txt": TEXT})) == ["new", "duplicate"]


def test_another_source_of_the_same_name_replaces_nothing(tmp_path: Path) -> None:
    first = imported(tmp_path, {"a.txt": TEXT})[0]
    second = imported(tmp_path, {"a.txt": OTHER})[0]
    assert (second.state, set(first.articles) & set(second.articles)) == ("new", set())
    assert (
        states(imported(tmp_path, {"a.txt": TEXT}))
        == states(imported(tmp_path, {"a.txt": OTHER}))
        == ["unchanged"]
    )
    assert len(list(verify_all(tmp_path / "out"))) == 2


def test_an_article_that_left_its_source_leaves_the_corpus(tmp_path: Path) -> None:
    both = imported(tmp_path, {"a.txt": TEXT + "\n" + OTHER})[0].articles
    one = imported(tmp_path, {"a.txt": TEXT})[0].articles
    assert one == both[:1]
    assert [path.stem for path in (tmp_path / "out").glob("*.md")] == list(one)


def test_a_lost_article_file_is_written_again(tmp_path: Path) -> None:
    name = imported(tmp_path, {"a.txt": TEXT})[0].articles[0]
    (tmp_path / "out" / f"{name}.md").unlink()
    assert next(verify_all(tmp_path / "out")).state == "failed"
    assert states(imported(tmp_path, {"a.txt": TEXT})) == ["updated"]
    assert next(verify_all(tmp_path / "out")).state == "rebuilt"


def test_a_file_of_somebody_else_is_never_overwritten(tmp_path: Path) -> None:
    name = imported(tmp_path / "probe", {"a.txt": TEXT})[0].articles[0]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{name}.md").write_text("---\nid: x\ntitle: 别人的\n---\n")
    assert imported(tmp_path, {"a.txt": TEXT})[0].articles == (f"{name}-2",)
    assert "别人的" in (tmp_path / "out" / f"{name}.md").read_text()


def test_a_damaged_ledger_is_named_and_nothing_is_touched(tmp_path: Path) -> None:
    imported(tmp_path, {"a.txt": TEXT})
    path = next((tmp_path / "out" / "ledger").glob("*.json"))
    path.write_text(path.read_text()[:-20])
    outcome = imported(tmp_path, {"a.txt": TEXT})[0]
    assert (outcome.state, path.name in outcome.message) == ("failed", True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Report_2031 (3).txt", "report-2031-3"), ("a/b.txt", "a-b"), ("x" * 90 + ".txt", "x" * 60)],
)
def test_a_name_becomes_part_of_an_id(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_chinese_name_becomes_a_digest() -> None:
    assert slug("三月.txt") != slug("四月.txt")
    assert slug("三月.txt").isascii()


def test_stacked_marks_no_article_could_hold_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    outcome = imported(tmp_path, {"a.txt": TEXT + "\n近日，山前区" + "\u0301" * 40 + "开会。\n"})[0]
    assert outcome.state == "failed"
    assert not list((tmp_path / "out").glob("*.md"))
