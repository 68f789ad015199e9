"""The commands `jiansuo import` and `jiansuo ledger`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli.importing import import_command, ledger_group

TEXT = (
    "江边县： 组织先行 难题共解\n\n■记者 赵明\n\n近日，江边县把支部 建到车间，办好难事9件，职工们很满意。\n"
)


def run(command: object, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    return folder


def test_import_tells_what_it_did_and_which_command_comes_next(source: Path, tmp_path: Path) -> None:
    result = run(import_command, source, "--into", tmp_path / "out")
    assert result.exit_code == 0
    assert "1 new" in result.stdout
    assert f"Next: jiansuo index --articles {tmp_path / 'out'}" in result.stdout
    assert "1 unchanged" in run(import_command, source, "--into", tmp_path / "out").stdout


def test_a_dry_run_writes_nothing(source: Path, tmp_path: Path) -> None:
    result = run(import_command, source, "--into", tmp_path / "out", "--dry-run")
    assert result.exit_code == 0
    assert "Nothing was written" in result.stdout
    assert not (tmp_path / "out").exists()


def test_import_prints_json(source: Path, tmp_path: Path) -> None:
    told = json.loads(run(import_command, source, "--into", tmp_path / "out", "--json").stdout)
    assert [(row["file"], row["state"], row["repairs"]) for row in told["outcomes"]] == [
        ("a.txt", "new", {"spaces removed": 1})
    ]


def test_the_exit_status_says_whether_all_some_or_nothing_was_done(source: Path, tmp_path: Path) -> None:
    (source / "b.txt").write_text("")
    result = run(import_command, source, "--into", tmp_path / "out")
    assert result.exit_code == 1
    assert "b.txt: is empty" in result.stderr
    assert run(import_command, source / "b.txt", "--into", tmp_path / "out").exit_code == 2
    assert (
        run(
            import_command, source, "--into", tmp_path / "out", "--overrides", tmp_path / "none.yaml"
        ).exit_code
        == 2
    )
    assert run(import_command, source, "--into", tmp_path / "out", "--columns", "title").exit_code == 2


def test_verify_names_what_does_not_rebuild(source: Path, tmp_path: Path) -> None:
    run(import_command, source, "--into", tmp_path / "out")
    assert "byte for byte" in run(ledger_group, "verify", tmp_path / "out").stdout
    path = next((tmp_path / "out" / "ledger").glob("*.json"))
    path.write_text(path.read_text().replace('" "', '"\u3000"'))
    result = run(ledger_group, "verify", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["verdicts"][0]["state"] == "failed"
    assert run(ledger_group, "verify", source).exit_code == 2


def test_show_prints_source_and_article_side_by_side(source: Path, tmp_path: Path) -> None:
    run(import_command, source, "--into", tmp_path / "out")
    path = next((tmp_path / "out").glob("*.md"))
    shown = run(ledger_group, "show", path)
    assert shown.exit_code == 0
    assert "byline" in shown.stdout
    assert "支部 建到" in shown.stdout
    told = json.loads(run(ledger_group, "show", path.stem, "--into", tmp_path / "out", "--json").stdout)
    assert "".join(segment["source"] for segment in told["segments"]) == TEXT.rstrip("\n")
    assert run(ledger_group, "show", "nobody", "--into", tmp_path / "out").exit_code == 2
    assert run(ledger_group, "show", "nobody", "--into", source).exit_code == 2
