"""Is a large source imported by many processes as by one, whole or not at all, and do they end with it?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.forks import BATCH, in_order
from index.intake.importing import import_sources
from index.intake.ledger.verify import verify_all

ROOT = Path(__file__).parents[1]
ROWS = 3 * BATCH + 5
PLACES = ("内江市", "泸州高新区", "南通", "市中区", "青石市")


def table(folder: Path, *, rows: int = ROWS, odd: str = "") -> Path:
    """Write a table of short articles with places and initiatives; one row may be odd."""
    lines = []
    for number in range(rows):
        place = PLACES[number % len(PLACES)]
        body = f"近日，{place}成立产业链党委，推行链长制，服务企业{number}家。\n当地优化营商环境。"
        told = {"title": f"{place}第{number}号简报", "text": body + (odd if number == rows // 2 else "")}
        lines.append(json.dumps(told | {"date": "2024-05-06", "author": "记者甲"}, ensure_ascii=False))
    path = folder / "简报.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def brought(source: Path, into: Path, **more: object) -> list[str]:
    outcomes = list(import_sources([(source, source.name)], into, **more))  # type: ignore[arg-type]
    return [outcome.state for outcome in outcomes]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("processes", [2, 3])
def test_many_processes_write_what_one_writes(tmp_path: Path, processes: int) -> None:
    source = table(tmp_path)
    assert brought(source, tmp_path / "one", processes=1) == ["new"]
    assert brought(source, tmp_path / "many", processes=processes) == ["new"]
    assert files(tmp_path / "many") == files(tmp_path / "one")
    assert len(files(tmp_path / "one")) == ROWS + 2  # ledger and lock
    assert brought(source, tmp_path / "many", processes=processes) == ["unchanged"]
    assert [verdict.state for verdict in verify_all(tmp_path / "many")] == ["rebuilt"]


def test_many_processes_change_what_one_changes(tmp_path: Path) -> None:
    for processes in (1, 2):
        into = tmp_path / str(processes)
        brought(table(tmp_path), into, processes=processes)
        edited = sorted(into.glob("*.md"))[7]
        edited.write_text(edited.read_text("utf-8") + "\n记者甲添上一段。\n", "utf-8")
        assert brought(table(tmp_path, rows=ROWS + 3, odd="又添一句。"), into, processes=processes) == [
            "updated"
        ]
        assert "添上一段" in edited.read_text("utf-8")
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_a_fault_in_one_article_of_many_leaves_nothing_of_the_source(tmp_path: Path) -> None:
    source = table(tmp_path, odd="\n a" + "\u0301" * 40)
    assert brought(source, tmp_path / "out", processes=2) == ["failed"]
    assert list(files(tmp_path / "out")) == ["ledger/.lock"]


def test_progress_counts_every_article(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    brought(table(tmp_path), tmp_path / "out", processes=2, progress=lambda *told: seen.append(told))
    assert seen == [(number + 1, ROWS) for number in range(ROWS)]


def test_a_killed_worker_fails_the_source_and_the_next_import_mends_it(tmp_path: Path) -> None:
    def deadly(draft: object) -> dict[str, list[dict[str, str]]]:
        if f"第{ROWS // 2}号" in str(draft):
            os.kill(os.getpid(), signal.SIGKILL)
        return {}

    source = table(tmp_path)
    [outcome] = import_sources([(source, source.name)], tmp_path / "out", processes=2, proposer=deadly)
    assert outcome.state == "failed"
    assert "was killed (out of memory?)" in outcome.message
    assert list(files(tmp_path / "out")) == ["ledger/.lock"]
    assert brought(source, tmp_path / "out", processes=2) == ["new"]


@pytest.mark.parametrize("number", [0, 1, BATCH - 1, BATCH, 5 * BATCH + 3])
def test_results_come_in_order_whatever_does_the_work(number: int) -> None:
    expected = [at * at for at in range(number)]
    for processes in (1, 2, 5):
        assert list(in_order(lambda at: at * at, number, processes=processes)) == expected


def test_a_fault_of_the_work_comes_back_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda at: 1 // (at - 100), 3 * BATCH, processes=2))


def stopped(folder: Path, number: signal.Signals) -> tuple[int, str, list[int]]:
    """Send a signal to an import whose workers have begun; return status, errors and the workers."""
    code = (
        "import os, signal, sys; from pathlib import Path; from index.intake import importing as own\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a shell's background ignores
        "from functools import partial; import web.cli.importing as shell, time\n"
        "def slow(draft):\n"
        "    Path(sys.argv[0], str(os.getpid())).touch(); time.sleep(0.05); return {}\n"
        "shell.import_sources = partial(own.import_sources, proposer=slow, processes=2)\n"
        "from web.cli.entry import main\n"
        "folder, *rest = sys.argv[1:]; sys.argv[:] = [folder, *rest]; main()"
    )
    (folder / "workers").mkdir()
    command = ["import", str(table(folder)), "--into", str(folder / "out")]
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(folder / "workers"), *command],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    while len(found := [int(path.name) for path in (folder / "workers").iterdir()]) < 2:
        assert run.poll() is None
        time.sleep(0.02)
    if number is signal.SIGINT:
        os.killpg(run.pid, number)  # as a terminal does
    else:
        run.send_signal(number)
    _, errors = run.communicate(timeout=60)
    return run.returncode, errors, found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("number", "status", "errors"), [(signal.SIGINT, 130, "jiansuo: stopped\n"), (signal.SIGKILL, -9, "")]
)
def test_a_stopped_import_leaves_no_process_and_no_half_of_a_source(
    tmp_path: Path, number: signal.Signals, status: int, errors: str
) -> None:
    assert stopped(tmp_path, number)[:2] == (status, errors)
    workers = [int(path.name) for path in (tmp_path / "workers").iterdir()]
    for _ in range(500):
        if not any(map(alive, workers)):
            break
        time.sleep(0.02)
    assert not any(map(alive, workers))
    assert not list((tmp_path / "out").glob("*.md"))
    assert brought(tmp_path / "简报.jsonl", tmp_path / "out", processes=1) == ["new"]
    assert not list((tmp_path / "out").rglob(".*.new"))
