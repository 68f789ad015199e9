"""Does an import keep every article, name every damaged file, and stop when it is told to?"""

import io
import json
import os
import pwd
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import chown, copytree, rmtree

import pytest
from click.testing import CliRunner, Result

from index.corpus.articles import read_article
from index.corpus.passages import digest
from index.intake.importing import Outcome, find_sources, import_sources
from index.intake.ledger.files import read_ledger
from index.intake.ledger.verify import Verdict, ledgers, verify_all
from index.intake.overrides import Choice
from index.intake.review import choose
from web.cli.importing import import_command, ledger_group

ROOT = Path(__file__).parents[1]
HEADING = "江边县： 组织先行 难题共解"
FIRST = f"{HEADING}\n\n■记者 记者甲\n\n近日，江边县把支部建到车间，办好难事9件，职工们说这样办事心里踏实。\n"
SECOND = (
    f"{HEADING}\n\n■记者 记者乙\n\n今年以来，山前区晾出三张清单，群众看得见变化，七条街巷换了新的路灯。\n"
)
THIRD = (
    "山前区： 清单晾晒 限时办结\n\n■记者 记者丙\n\n入冬以后，岭上乡给独居老人送去柴火，又教他们用新的电表。\n"
)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def bring(into: Path, *given: Path, **more: object) -> list[Outcome]:
    found = find_sources(given, apart=into)
    return list(import_sources(found, into, proposer=lambda draft: {}, **more))  # type: ignore[arg-type]


def states(outcomes: list[Outcome]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def bodies(folder: Path) -> set[str]:
    return {read_article(path).blocks[-1].text[:5] for path in folder.glob("*.md")}


def verdicts(folder: Path) -> list[str]:
    return [verdict.state for verdict in verify_all(folder)]


def run(command: object, *arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    write(tmp_path / "a" / "x.txt", FIRST)
    write(tmp_path / "b" / "x.txt", SECOND)
    return tmp_path / "a", tmp_path / "b"


# ---------------------------------------------------------------- two files of one name


def test_two_articles_that_share_a_file_name_and_a_heading_are_both_kept(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = run(import_command, *two, "--into", out)
    assert (first.exit_code, "2 new" in first.stdout) == (0, True)
    assert bodies(out) == {"近日，江边", "今年以来，"}
    assert "2 unchanged" in run(import_command, *two, "--into", out).stdout
    assert bodies(out) == {"近日，江边", "今年以来，"}
    assert verdicts(out) == ["rebuilt", "rebuilt"]


def test_the_order_in_which_folders_are_given_changes_nothing(two: tuple[Path, Path], tmp_path: Path) -> None:
    names = {(one.file, one.articles) for one in bring(tmp_path / "out", *two)}
    assert {file for file, _ in names} == {"a/x.txt", "b/x.txt"}
    assert {(one.file, one.articles) for one in bring(tmp_path / "other", *reversed(two))} == names
    assert states(bring(tmp_path / "out", *reversed(two))) == ["unchanged", "unchanged"]


@pytest.mark.parametrize("given", ["a", "a/x.txt", "."])
def test_a_source_is_known_again_however_it_is_given(
    two: tuple[Path, Path], tmp_path: Path, given: str
) -> None:
    first = {one.file: one.articles for one in bring(tmp_path / "out", *two)}
    assert set(states(bring(tmp_path / "out", tmp_path / given))) == {"unchanged"}
    write(tmp_path / "a" / "x.txt", FIRST.replace("9件", "12件"))
    again = next(one for one in bring(tmp_path / "out", tmp_path / given) if one.file == "a/x.txt")
    assert (again.state, again.articles) == ("updated", first["a/x.txt"])
    assert "12件" in read_article(tmp_path / "out" / f"{again.articles[0]}.md").blocks[-1].text
    assert verdicts(tmp_path / "out") == ["rebuilt", "rebuilt"]


def test_a_file_of_another_folder_replaces_nothing_though_it_is_imported_later(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    assert [one.file for one in bring(tmp_path / "out", two[0])] == ["x.txt"]
    write(two[1] / "x.txt", FIRST.replace("9件", "12件"))  # nearly the same text
    assert [(one.file, one.state) for one in bring(tmp_path / "out", two[1])] == [("b/x.txt", "new")]
    assert [one.file for one in bring(tmp_path / "out", *two)] == ["x.txt", "b/x.txt"]
    assert verdicts(tmp_path / "out") == ["rebuilt", "rebuilt"]


def test_another_text_at_the_path_of_a_source_is_kept_beside_it_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "x.txt", FIRST)
    first = bring(tmp_path / "out", path)[0]
    write(path, SECOND)
    second = bring(tmp_path / "out", path)[0]
    assert (second.state, second.file.startswith("x.txt#")) == ("new", True)
    assert any(first.articles[0] in notice for notice in second.notices)
    assert bodies(tmp_path / "out") == {"近日，江边", "今年以来，"}
    assert states(bring(tmp_path / "out", path)) == ["unchanged"]


@pytest.mark.parametrize("order", [1, -1])
def test_folders_of_one_name_and_depth_stay_apart(tmp_path: Path, order: int) -> None:
    given = [tmp_path / year / "05" for year in ("2023", "2024")][::order]
    write(tmp_path / "2023" / "05" / "x.txt", FIRST)
    write(tmp_path / "2024" / "05" / "x.txt", SECOND)
    assert [one.file for one in bring(tmp_path / "out", *given)] == ["2023/05/x.txt", "2024/05/x.txt"]
    assert states(bring(tmp_path / "out", given[0])) == ["unchanged"]
    assert states(bring(tmp_path / "out", *given)) == ["unchanged"] * 2


def test_a_name_that_reads_like_another_ones_path_shares_no_id_and_no_ledger(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a-x.txt", FIRST)
    write(tmp_path / "in" / "a" / "x.txt", SECOND)
    write(tmp_path / "in" / "a" / "x.md", THIRD)
    outcomes = bring(tmp_path / "out", tmp_path / "in")
    assert len({name for one in outcomes for name in one.articles}) == 3
    assert len(list(ledgers(tmp_path / "out"))) == 3
    assert verdicts(tmp_path / "out") == ["rebuilt"] * 3


def test_a_dry_run_gives_no_id_twice(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a-x.txt", FIRST)
    write(tmp_path / "in" / "a" / "x.txt", SECOND)
    outcomes = bring(tmp_path / "out", tmp_path / "in", dry_run=True)
    assert len({name for one in outcomes for name in one.articles}) == 2


def test_a_file_given_twice_is_imported_once(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "sub" / "x.txt", FIRST)
    for given in ((tmp_path / "in", path), (path, path.parent, tmp_path / "in")):
        assert [one.name for one in find_sources(given)] == ["sub/x.txt"]


def test_braces_in_a_file_name_make_no_second_ledger(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "x{1}.txt", FIRST)
    assert states(bring(tmp_path / "out", path)) == ["new"]
    assert states(bring(tmp_path / "out", path)) == ["unchanged"]
    assert verdicts(tmp_path / "out") == ["rebuilt"]


def test_the_text_a_changed_source_had_is_imported_where_it_lies_now(tmp_path: Path) -> None:
    write(tmp_path / "in" / "b.txt", FIRST)
    bring(tmp_path / "out", tmp_path / "in")
    write(tmp_path / "in" / "a.txt", FIRST)  # comes before b.txt
    write(tmp_path / "in" / "b.txt", FIRST.replace("9件", "12件"))
    assert {one.file: one.state for one in bring(tmp_path / "out", tmp_path / "in")} == {
        "a.txt": "new",
        "b.txt": "updated",
    }
    assert states(bring(tmp_path / "out", tmp_path / "in")) == ["unchanged"] * 2


def test_a_mended_sentence_keeps_the_id_and_an_excerpt_leaves_its_source(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "x.txt", FIRST + "\n" + THIRD)
    both = bring(tmp_path / "out", path)[0].articles
    write(path, THIRD.replace("柴火", "木柴"))
    assert bring(tmp_path / "out", path)[0].articles == both[1:]
    assert [one.stem for one in (tmp_path / "out").glob("*.md")] == list(both[1:])


# ---------------------------------------------------------------- corpora of old


def older(folder: Path) -> None:
    """Make ledgers what they were before they knew the path of a source."""
    for path in ledgers(folder):
        told = json.loads(path.read_text())
        del told["source"]["trail"]
        path.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def test_an_old_ledger_is_known_by_name_and_bytes_and_an_article_it_lost_comes_back(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    first = bring(tmp_path / "out", two[1])[0]
    older(tmp_path / "out")
    again = bring(tmp_path / "out", *two)
    assert {one.file: one.state for one in again} == {"a/x.txt": "new", "x.txt": "unchanged"}
    assert next(one for one in again if one.file == "x.txt").articles == first.articles
    assert bodies(tmp_path / "out") == {"近日，江边", "今年以来，"}


def test_an_old_ledger_follows_the_edits_of_its_source(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "sub" / "x.txt", FIRST)
    first = bring(tmp_path / "out", tmp_path / "in")[0]
    older(tmp_path / "out")
    write(path, FIRST.replace("9件", "12件"))
    again = bring(tmp_path / "out", tmp_path / "in")[0]
    assert (again.file, again.state, again.articles) == ("sub/x.txt", "updated", first.articles)
    assert read_ledger(next(ledgers(tmp_path / "out"))).source.trail == "in/sub/x.txt"


@pytest.mark.parametrize("indent", [None, 1])
def test_a_ledger_in_another_layout_is_read(tmp_path: Path, indent: int | None) -> None:
    path = write(tmp_path / "in" / "x.txt", FIRST)
    bring(tmp_path / "out", path)
    ledger = next(ledgers(tmp_path / "out"))
    ledger.write_text(json.dumps(json.loads(ledger.read_text()), indent=indent))
    assert states(bring(tmp_path / "out", path)) == ["unchanged"]


def test_a_choice_holds_for_its_source_alone(two: tuple[Path, Path], tmp_path: Path) -> None:
    bring(tmp_path / "out", *two)
    block = "近日，江边县把支部建到车间，办好难事9件，职工们说这样办事心里踏实。"
    choice = Choice("a/x.txt", digest(block), "relabel", role="caption", text=block[:9])
    outcome = choose(tmp_path / "out", choice, proposer=lambda draft: {})
    assert (outcome.file, outcome.state) == ("a/x.txt", "updated")
    assert read_article(tmp_path / "out" / f"{outcome.articles[0]}.md").blocks[-1].kind == "caption"
    assert states(bring(tmp_path / "out", *two)) == ["unchanged"] * 2
    assert states(bring(tmp_path / "out", two[0])) == ["unchanged"]


# ---------------------------------------------------------------- what verify notices


def test_verify_notices_an_imported_article_that_no_ledger_claims(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    name = bring(tmp_path / "out", *two)[0].articles[0]
    next((tmp_path / "out" / "ledger").glob("a-x-*.json")).unlink()
    found = [verdict for verdict in verify_all(tmp_path / "out") if verdict.state == "unclaimed"]
    assert [verdict.file for verdict in found] == [f"{name}.md"]
    assert "a/x.txt" in found[0].message
    told = run(ledger_group, "verify", tmp_path / "out")
    assert told.exit_code == 1
    assert "1 sources: 1 rebuilt, 0 edited, 0 failed; 1 articles without a ledger" in told.stdout
    assert sorted(states(bring(tmp_path / "out", *two))) == ["new", "unchanged"]
    assert verdicts(tmp_path / "out") == ["rebuilt", "rebuilt"]


def test_verify_notices_an_article_that_two_ledgers_claim(tmp_path: Path) -> None:
    name = bring(tmp_path / "out", write(tmp_path / "in" / "x.txt", FIRST))[0].articles[0]
    path = next(ledgers(tmp_path / "out"))
    path.with_name("z.json").write_bytes(path.read_bytes())
    failed: Verdict = next(verdict for verdict in verify_all(tmp_path / "out") if verdict.state == "failed")
    assert name in failed.message
    assert "z.json" in failed.message
    assert run(ledger_group, "verify", tmp_path / "out").exit_code == 1


def test_verify_leaves_alone_what_a_person_wrote(tmp_path: Path) -> None:
    copytree(ROOT / "articles", tmp_path / "out")
    bring(tmp_path / "out", write(tmp_path / "in" / "x.txt", FIRST))
    assert verdicts(tmp_path / "out") == ["rebuilt"]


def test_an_article_two_ledgers_claim_outlives_its_removal_from_one_source(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "x.txt", FIRST + "\n" + THIRD)
    both = bring(tmp_path / "out", path)[0].articles
    ledger = next(ledgers(tmp_path / "out"))
    ledger.with_name("z.json").write_text(ledger.read_text().replace('"trail":"in/', '"trail":"other/'))
    write(path, FIRST)
    bring(tmp_path / "out", path)
    assert {one.stem for one in (tmp_path / "out").glob("*.md")} == set(both)


# ---------------------------------------------------------------- damaged files


def word_file(compression: int, *, damage: str = "") -> bytes:
    out = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = "".join(chr(0x4E00 + number * 7 % 9000) for number in range(3000))
    body = (
        f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    )
    with zipfile.ZipFile(out, "w", compression) as package:
        package.writestr("word/document.xml", body)
        package.writestr("word/名.xml", "<x/>")
    raw = bytearray(out.getvalue())
    if damage == "cut":
        del raw[-1]
    elif damage == "part":
        raw[200:260] = b"\xff" * 60
    elif damage == "name":
        raw = bytearray(bytes(raw).replace("名".encode(), b"\xff\xfe\xfd"))
    return bytes(raw)


def nested(depth: int, opening: str, closing: str) -> bytes:
    return ('{"title": "题", "body": ' + opening * depth + '"字"' + closing * depth + "}\n").encode()


DAMAGED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "cut": ("a.docx", lambda: word_file(zipfile.ZIP_DEFLATED, damage="cut")),
    "deflate": ("a.docx", lambda: word_file(zipfile.ZIP_DEFLATED, damage="part")),
    "lzma": ("a.docx", lambda: word_file(zipfile.ZIP_LZMA, damage="part")),
    "bz2": ("a.docx", lambda: word_file(zipfile.ZIP_BZIP2, damage="part")),
    "name": ("a.docx", lambda: word_file(zipfile.ZIP_DEFLATED, damage="name")),
    "lists": ("a.jsonl", lambda: nested(900, "[", "]")),
    "objects": ("a.jsonl", lambda: nested(3000, '{"a":', "}")),
    "key": ("a.jsonl", lambda: b'{"\\ud800": "a"}\n'),
    "nul": ("a.csv", lambda: b"title,body\n\x00,\x00\n"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_is_one_line_with_its_name_and_the_others_go_on(tmp_path: Path, case: str) -> None:
    name, make = DAMAGED[case]
    bad = write(tmp_path / "in" / name, make())
    write(tmp_path / "in" / "0.txt", FIRST)
    write(tmp_path / "in" / "z.txt", THIRD)
    result = run(import_command, tmp_path / "in", "--into", tmp_path / "out")
    assert result.exit_code == 1, result.exception
    assert [line.startswith(f"{bad}:") for line in result.stderr.splitlines()] == [True]
    assert len(list((tmp_path / "out").glob("*.md"))) == 2
    assert verdicts(tmp_path / "out") == ["rebuilt", "rebuilt"]
    told = json.loads(run(import_command, tmp_path / "in", "--into", tmp_path / "out", "--json").stdout)
    assert {row["file"]: row["state"] for row in told["outcomes"]} == {
        "0.txt": "unchanged",
        name: "failed",
        "z.txt": "unchanged",
    }


@pytest.mark.parametrize("change", ["a byte is missing", "a byte is another", "the end is missing"])
def test_a_word_file_damaged_anywhere_stops_no_import(tmp_path: Path, change: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<w/>")
    raw = out.getvalue()
    for at in range(len(raw)):
        kept = {
            "a byte is missing": raw[at + 1 :],
            "a byte is another": bytes([raw[at] ^ 0x80]) + raw[at + 1 :],
        }
        write(tmp_path / "in" / f"{at:03}.docx", raw[:at] + kept.get(change, b""))
    outcomes = bring(tmp_path / "out", tmp_path / "in")
    assert set(states(outcomes)) == {"failed"}
    assert all(one.message.startswith(f"{tmp_path / 'in' / one.file}: ") for one in outcomes)


@pytest.mark.parametrize("damage", ["", "cut"])
def test_a_word_file_is_read_where_it_is_whole(tmp_path: Path, damage: str) -> None:
    path = write(tmp_path / "a.docx", word_file(zipfile.ZIP_LZMA, damage=damage))
    assert states(bring(tmp_path / "out", path)) == ["failed" if damage else "new"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "split it"),
        (RecursionError("x"), "nested"),
        (KeyError("一\n二"), "save it anew"),
        (OSError(5, "Input/output error"), "save it anew"),
    ],
)
def test_whatever_is_raised_over_a_file_becomes_one_line(
    tmp_path: Path, error: Exception, words: str
) -> None:
    def proposer(draft: object) -> dict[str, list[dict[str, str]]]:
        if "柴火" in str(draft):
            raise error
        return {}

    write(tmp_path / "in" / "a.txt", THIRD)
    write(tmp_path / "in" / "b.txt", FIRST)
    outcomes = list(import_sources(find_sources([tmp_path / "in"]), tmp_path / "out", proposer=proposer))
    assert states(outcomes) == ["failed", "new"]
    assert outcomes[0].message.startswith(f"{tmp_path / 'in' / 'a.txt'}: ")
    assert words in outcomes[0].message
    assert "\n" not in outcomes[0].message


def test_a_table_names_the_line_that_is_nested_too_deeply(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'{"title": "\xe9\xa2\x98", "body": "x"}\n' + nested(900, "[", "]"))
    assert bring(tmp_path / "out", path)[0].message.startswith(f"{path}:2: ")


@pytest.mark.parametrize("raw", ["", '{"ledger":1,"version":"1","overrides":"","source":{"file":"x.t', "[]"])
def test_a_ledger_without_its_beginning_is_named_and_hides_no_other(tmp_path: Path, raw: str) -> None:
    write(tmp_path / "in" / "x.txt", FIRST)
    bring(tmp_path / "out", tmp_path / "in")
    ledger = next(ledgers(tmp_path / "out"))
    ledger.write_text(raw)
    write(tmp_path / "in" / "y.txt", THIRD)
    first, second = sorted(bring(tmp_path / "out", tmp_path / "in"), key=lambda one: one.file)
    assert (first.state, ledger.name in first.message, second.state) == ("failed", True, "new")
    ledger.unlink()
    assert sorted(states(bring(tmp_path / "out", tmp_path / "in"))) == ["new", "unchanged"]
    assert verdicts(tmp_path / "out") == ["rebuilt", "rebuilt"]


# ---------------------------------------------------------------- what cannot be read


def test_links_that_lead_nowhere_or_to_folders_are_told(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", FIRST)
    write(tmp_path / "elsewhere" / "b.txt", THIRD)
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "in" / "loop.txt").symlink_to(tmp_path / "in" / "loop.txt")
    (tmp_path / "in" / "more").symlink_to(tmp_path / "elsewhere")
    result = run(import_command, tmp_path / "in", "--into", tmp_path / "out")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [Path(line.split(":")[0]).name for line in lines] == ["gone.txt", "loop.txt", "more"]
    assert "leads nowhere" in lines[0]
    assert "link to a folder" in lines[2]
    assert bodies(tmp_path / "out") == {"近日，江边"}


def test_a_path_that_is_not_there_or_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    outcomes = bring(tmp_path / "out", tmp_path / "nosuch", tmp_path / "pipe.txt")
    assert ["does not exist" in outcomes[0].message, "not a regular file" in outcomes[1].message] == [
        True
    ] * 2
    assert states(bring(tmp_path / "out", tmp_path / "nosuch")) == ["failed"]


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """A folder, and a user for whom permissions count: root reads everything."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    other = pwd.getpwnam("nobody").pw_uid if user == 0 else user
    bring(folder / "warm", write(folder / "warm.txt", SECOND))  # loads what that user may not be able to load
    rmtree(folder / "warm")
    if other != user:
        chown(folder, other)
    os.seteuid(other)
    yield folder
    os.seteuid(user)
    for path in folder.rglob("*"):
        path.chmod(0o700)
    rmtree(folder)


@pytest.mark.parametrize("mode", [0o000, 0o644, 0o311])
def test_a_subfolder_that_cannot_be_read_is_told_and_the_others_go_on(nobodys: Path, mode: int) -> None:
    write(nobodys / "in" / "a.txt", FIRST)
    write(nobodys / "in" / "closed" / "b.txt", THIRD)
    write(nobodys / "in" / "secret.txt", THIRD).chmod(0)
    (nobodys / "in" / "closed").chmod(mode)
    outcomes = bring(nobodys / "out", nobodys / "in")
    assert states(outcomes) == ["new", "failed", "failed"]
    assert "closed" in outcomes[1].message
    assert all("Permission denied" in one.message for one in outcomes[1:])
    (nobodys / "in" / "closed").chmod(0o700)
    assert states(bring(nobodys / "out", nobodys / "in"))[:2] == ["unchanged", "new"]


def test_a_corpus_inside_the_folder_that_is_imported_is_no_source(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", FIRST)
    for told in ("1 new", "1 unchanged"):
        result = run(import_command, tmp_path / "in", "--into", tmp_path / "in" / "out")
        assert f"1 ({told})" in result.stdout


# ---------------------------------------------------------------- names and texts that are no UTF-8


def test_json_is_valid_whatever_a_file_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in ((b"g\xff.txt", FIRST), (b"\xe9.txt", ""), (b"k\x1b[31m\n.txt", "")):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(text)
    write(folder / "s.jsonl", b'{"\\ud800": "a"}\n')
    command = [sys.executable, "-c", "from web.cli.commands import main; main()", "import", str(folder)]
    for encoding in ("utf-8", "ascii", "gbk"):
        done = subprocess.run(
            [*command, "--into", str(tmp_path / "out"), "--json"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode == 1
        told = json.loads(done.stdout.decode("utf-8"))
        assert done.stdout.count(b"\n") == 1
        json.dumps(told, ensure_ascii=False).encode("utf-8")
        assert {row["state"] for row in told["outcomes"] if row["file"] == "g\\xff.txt"} <= {
            "new",
            "unchanged",
        }
    assert verdicts(tmp_path / "out") == ["rebuilt"]


def test_a_failed_import_says_its_line_whatever_a_file_is_called(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/k\xff\x1b[31m\n.txt"
    Path(os.fsdecode(path)).write_text("")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from web.cli.commands import main; main()",
            "import",
            path,
            "--into",
            tmp_path / "out",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n"), done.stderr.count(b"\x1b")) == (2, 1, 0)
    assert b"k\\xff" in done.stderr


# ---------------------------------------------------------------- what stands on disk


def test_articles_and_ledger_are_synced_before_they_take_their_names_and_so_are_the_folders(
    tmp_path: Path, synced: list[Path]
) -> None:
    write(tmp_path / "in" / "a.txt", FIRST + "\n" + THIRD)
    outcome = bring(tmp_path / "out", tmp_path / "in")[0]
    out, ledger = tmp_path / "out", next(ledgers(tmp_path / "out"))
    files = [out / f".{name}.md.new" for name in outcome.articles]
    named = ledger.with_name(f".{ledger.name}.new")
    assert synced[:-5] == [out, tmp_path]  # the folders that were made
    assert synced[-5:-2] == [*files, named]
    assert set(synced[-2:]) == {out, ledger.parent}
    synced.clear()
    write(tmp_path / "in" / "a.txt", FIRST.replace("9件", "12件") + "\n" + THIRD)
    assert states(bring(tmp_path / "out", tmp_path / "in")) == ["updated"]
    assert synced[:4] == [*files, out, named]
    synced.clear()
    assert states(bring(tmp_path / "out", tmp_path / "in")) == ["unchanged"]
    assert synced == []


@pytest.mark.parametrize("left", [b"", b"\x00" * 300, b" \n"])
def test_an_emptied_article_is_written_again_under_its_id(tmp_path: Path, left: bytes) -> None:
    path = write(tmp_path / "in" / "a.txt", FIRST)
    bring(tmp_path / "out", path)
    write(path, FIRST.replace("难题共解", "难题共商"))  # the id stays that of the first title
    name = bring(tmp_path / "out", path)[0].articles[0]
    article = tmp_path / "out" / f"{name}.md"
    whole = article.read_bytes()
    article.write_bytes(left)
    assert verdicts(tmp_path / "out") == ["failed"]
    write(path, FIRST.replace("难题共解", "难题共商") + ("" if not left else "\n"))
    again = bring(tmp_path / "out", path)[0]
    assert (again.state, again.articles) == ("updated", (name,))
    assert verdicts(tmp_path / "out") == ["rebuilt"]
    if not left:
        assert article.read_bytes() == whole


def test_an_article_a_person_broke_is_left_as_it_is_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt", FIRST)
    name = bring(tmp_path / "out", path)[0].articles[0]
    article = tmp_path / "out" / f"{name}.md"
    broken = article.read_text().replace("title:", "titel:").replace("踏实", "很踏实")
    article.write_text(broken)
    write(path, FIRST.replace("9件", "12件"))
    outcome = bring(tmp_path / "out", path)[0]
    assert article.read_text() == broken
    assert any(name in notice for notice in outcome.notices)


def test_what_an_interrupted_import_left_is_cleared_and_its_article_taken_over(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt", FIRST)
    first = bring(tmp_path / "out", path)[0]
    ledger = next(ledgers(tmp_path / "out"))
    before = ledger.read_bytes()
    write(path, FIRST + "\n" + THIRD)
    both = bring(tmp_path / "out", path)[0]
    ledger.write_bytes(before)  # as if it had been killed between article and ledger
    write(tmp_path / "out" / ".half.md.new", "half")
    again = bring(tmp_path / "out", path)[0]
    assert (again.articles, again.articles[:1]) == (both.articles, first.articles)
    assert not list((tmp_path / "out").glob(".*.new"))
    assert verdicts(tmp_path / "out") == ["rebuilt"]


# ---------------------------------------------------------------- Ctrl-C

# Sends Ctrl-C to itself, once or more, when a module is first asked for.
INTERRUPT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
name, times, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
class Finder:
    def find_spec(self, asked, path=None, target=None):
        if asked == name and self in sys.meta_path:
            sys.meta_path.remove(self)
            if how == "finaliser":
                class Last:
                    def __del__(self):
                        os.kill(os.getpid(), signal.SIGINT)
                        sum(range(1000))
                Last()
                return None
            for _ in range(times):
                try:
                    os.kill(os.getpid(), signal.SIGINT)
                    sum(range(1000))
                except SystemExit:
                    if times == 1:
                        raise
        return None
sys.meta_path.insert(0, Finder())
sys.argv[:] = ["jiansuo", *sys.argv[4:]]
from web.cli.entry import main
main()
"""


def interrupted(
    name: str, *arguments: str, times: int = 1, how: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", INTERRUPT, name, str(times), how, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("web.cli.commands", ["--help"]),
        ("click", ["--version"]),
        ("web.cli.shell", ["--help"]),
        ("search.errors", ["check", "articles"]),
        ("web.cli.importing", ["import", "--help"]),
        ("index.build.checking", ["check", "articles"]),
        ("numpy", ["search", "党建"]),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_while_modules_are_imported_is_one_line_and_status_130(
    name: str, arguments: list[str], times: int
) -> None:
    done = interrupted(name, *arguments, times=times)
    assert (done.returncode, done.stderr, done.stdout) == (130, "jiansuo: stopped\n", "")


def test_ctrl_c_in_code_that_may_raise_nothing_ends_the_command_all_the_same() -> None:
    done = interrupted("index.build.checking", "check", "articles", how="finaliser")
    assert (done.returncode, done.stderr) == (130, "jiansuo: stopped\n")


def test_ctrl_c_after_the_command_is_done_is_no_traceback() -> None:
    code = (
        "import atexit, os, signal, sys; sys.argv[:] = ['jiansuo', '--version']\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "atexit.register(lambda: (os.kill(os.getpid(), signal.SIGINT), sum(range(1000))))\n"
        "from web.cli.entry import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "jiansuo: stopped\n")


def test_a_command_in_the_background_does_not_take_ctrl_c() -> None:
    code = (
        "import os, signal, sys; sys.argv[:] = ['jiansuo', '--version']\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "import atexit; atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "from web.cli.entry import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_in_an_import_leaves_a_corpus_that_the_next_one_finishes(tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path / "in" / f"{number}.txt", FIRST.replace("9件", f"{number + 2}件"))
    command = ["import", str(tmp_path / "in"), "--into", str(tmp_path / "out")]
    code = (
        "import os, signal, sys; sys.argv[:] = ['jiansuo', *sys.argv[1:]]\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from index.intake import corpus; real, calls = corpus.write_ledger, []\n"
        "def write(ledger, path):\n"
        "    calls.append(path)\n"
        "    if len(calls) == 7: os.kill(os.getpid(), signal.SIGINT)\n"
        "    real(ledger, path)\n"
        "corpus.write_ledger = write\n"
        "from web.cli.entry import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr, done.stdout) == (130, "jiansuo: stopped\n", "")
    assert len(list(ledgers(tmp_path / "out"))) == 6
    assert len(bring(tmp_path / "out", tmp_path / "in")) == 40
    assert verdicts(tmp_path / "out") == ["rebuilt"] * 40


def test_the_command_that_is_installed_begins_with_the_handler() -> None:
    import tomllib

    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert told["project"]["scripts"] == {"jiansuo": "web.cli.entry:main"}
