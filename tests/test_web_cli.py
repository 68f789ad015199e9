"""Do the commands do what they say, with the exit status they promise and never a traceback?"""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import hostile_text, query_soup

from index.corpus.articles import Article, Block, write_article
from web import create_app
from web.cli.commands import main
from web.cli.terminal import visible
from web.params import SINGLE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
START = "import sys; sys.argv[0] = 'jiansuo'; from web.cli.commands import main; main()"


def run(*arguments, folder=None, **options):
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(one) for one in arguments], **options)


def started(*arguments, cwd, **environment):
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", START, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        check=False,
    )


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, text in enumerate(("党建引领发展。", "营商环境更好。"), 1):
        write(folder, f"yi-{number}", text)
    return folder


def write(folder, name, *texts, **fields):
    blocks = tuple(Block("paragraph", text) for text in texts)
    write_article(Article(name, f"题目{name}", blocks=blocks, **fields), folder / f"{name}.md")


# ---------------------------------------------------------------- index


def test_index_builds_updates_and_says_when_nothing_changed(articles, tmp_path):
    arguments = ("index", "--articles", articles, "--index", tmp_path / "ix")
    first = run(*arguments)
    assert (first.exit_code, first.stdout.split(" in ")[0]) == (0, "Indexed 2 articles, 4 passages")
    assert "index: 2 of 2" in first.stderr
    assert run(*arguments).stdout == "Nothing changed: 2 articles, 4 passages\n"
    write(articles, "yi-3", "第三篇。")
    write(articles, "yi-1", "改过了。")
    (articles / "yi-2.md").unlink()
    assert "1 added, 1 changed, 1 removed" in run(*arguments).stdout
    assert "2 added" in run(*arguments, "--rebuild").stdout


def test_a_broken_article_is_named_with_its_line_and_the_others_are_indexed(articles, tmp_path):
    (articles / "huai.md").write_text("---\nid: huai\ntitle: 坏\nfarbe: 红\n---\n", "utf-8")
    done = run("index", "--articles", articles, "--index", tmp_path / "ix")
    assert done.exit_code == 1
    assert f"{articles / 'huai.md'}:4:" in done.stderr
    assert "Indexed 2 articles" in done.stdout
    assert "1 faults" in done.stdout


def test_several_folders_make_one_index(articles, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    write(other, "er", "另一个文件夹。")
    done = run("index", "--articles", articles, "--articles", other, "--index", tmp_path / "ix")
    assert "Indexed 3 articles" in done.stdout


def test_nothing_to_index_leaves_the_index_as_it_is(articles, tmp_path):
    index = tmp_path / "ix"
    run("index", "--articles", articles, "--index", index)
    for path in articles.glob("*.md"):
        path.unlink()
    done = run("index", "--articles", articles, "--index", index)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert run("search", "党建", "--index", index).exit_code == 0


def test_an_index_of_broken_articles_only_is_nothing_done(tmp_path):
    (tmp_path / "huai.md").write_text("没有前言", "utf-8")
    assert run("index", "--articles", tmp_path, "--index", tmp_path / "ix").exit_code == 2


# ---------------------------------------------------------------- a cluster


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--to", "http://127.0.0.1:1"], "no node of the cluster answers: Connection refused"),
        (["--to", "https://jia:geheim@127.0.0.1:1"], "holds no user and no password"),
        (["--to", "ftp://127.0.0.1"], "write it like opensearch+https://host:9200"),
        (["--to", "http://127.0.0.1/党建"], "the name of a corpus"),
        (["--shards", "3"], "name it with --to URL"),
        (["--replicas", "0"], "name it with --to URL"),
    ],
)
def test_what_cannot_be_published_is_one_line_before_anything_is_built(articles, tmp_path, options, reason):
    done = run("index", "--articles", articles, "--index", tmp_path / "index", *options)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.output
    assert not (tmp_path / "index").exists()


def test_credentials_that_others_may_read_are_refused(articles, tmp_path):
    keys = tmp_path / "keys.yaml"
    keys.write_text('user: "jia"\npassword: "geheim"\n', "utf-8")
    keys.chmod(0o644)
    environment = {"JIANSUO_ENGINE_CREDENTIALS": str(keys)}
    options = ("--articles", articles, "--index", tmp_path / "index", "--to", "http://127.0.0.1:1")
    done = run("index", *options, env=environment)
    assert (done.exit_code, done.stderr) == (
        2, f"jiansuo: {keys}: others may read these credentials; mend it with: chmod 600 {keys}\n",
    )  # fmt: skip


# ---------------------------------------------------------------- search


SEARCHES = [
    ["产业链党委"],
    ["党建", "--region", "四川省", "--region", "-511000", "--size", "2", "--page", "2"],
    ["党建", "--mode", "any", "--sort", "title", "--kind", "paragraph", "--mentioned"],
    ["党建", "--author", "记者甲", "--year", "none", "--publication", "none", "--type", "business"],
    ["产业练党委", "--lang", "en"],
    ["党建*", "引领", "--lang", "zh"],
    ["--region", "510000"],
    ["((", "--lang", "en"],
    ["党建", "--size", "0"],
    ["党建", "--region", "市中区"],
]


@pytest.mark.parametrize("arguments", SEARCHES, ids=" ".join)
def test_json_is_byte_for_byte_what_the_api_answers(bundled, bundled_index, arguments):
    client = create_app(bundled).test_client()
    pairs = [("q", " ".join(one for one in arguments[: first_option(arguments)]))]
    rest = arguments[first_option(arguments) :]
    while rest:
        name = rest[0].removeprefix("--")
        flag = name == "mentioned"
        pairs.append((name, "1" if flag else rest[1]))
        rest = rest[1:] if flag else rest[2:]
    answer = client.get("/api/v1/search", query_string=pairs)
    done = run("search", *arguments, "--json", "--index", bundled_index)
    assert done.stdout_bytes == answer.data
    assert done.exit_code == (2 if answer.status_code == 400 else 0 if answer.json["hits"] else 1)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_bytes_of_json_do_not_depend_on_the_locale(bundled, bundled_index, tmp_path, locale):
    answer = create_app(bundled).test_client().get("/api/v1/search", query_string={"q": "产业链党委"})
    done = started("search", "产业链党委", "--json", "--index", bundled_index, cwd=tmp_path, LC_ALL=locale)
    assert (done.returncode, done.stdout) == (0, answer.data)


def first_option(arguments):
    return next((i for i, one in enumerate(arguments) if one.startswith("--")), len(arguments))


def test_every_parameter_of_the_api_is_an_option():
    command = main.commands["search"]
    options = {name for param in command.get_params(click.Context(command)) for name in param.opts}
    from search.query.fields import FACET_NAMES

    assert {f"--{name}" for name in (*SINGLE[1:], *FACET_NAMES, "lang")} <= options


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["-营商 党建"], "-营商 党建"),
        (["-营商", "党建"], "-营商 党建"),
        (["--", "-B"], "-B"),
        (["-B"], "-B"),
        (["党建", "OR", "营商"], "党建 OR 营商"),
        (["-(营商 OR 党建)"], "-(营商 OR 党建)"),
        ([], ""),
    ],
)
def test_a_query_may_begin_with_a_minus(bundled_index, arguments, query):
    done = run("search", "--json", "--index", bundled_index, *arguments)
    answer = json.loads(done.stdout)
    assert answer["query"] == query


@pytest.mark.parametrize("arguments", [["--", "--json"], ["-ABC --json"]])
def test_what_looks_like_an_option_is_text_where_it_cannot_be_one(bundled_index, arguments):
    done = run("search", "--json", "--index", bundled_index, *arguments)
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["position"]) == ("operator-doubled", arguments[-1].index("--") + 1)


def test_a_mistyped_option_is_refused_in_one_line(bundled_index):
    for arguments in (["--regoin", "四川"], ["党建", "--regoin=四川"]):
        done = run("search", *arguments, "--index", bundled_index)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "--regoin" in done.stderr


def test_no_hits_are_status_1_with_what_else_would_find_something(bundled_index):
    done = run("search", "产业练党委", "--index", bundled_index)
    assert done.exit_code == 1
    assert "--mode any finds" in done.stdout
    assert "产业链党委 (spelling)" in done.stdout


def test_a_pipe_gets_plain_lines_and_a_terminal_colours_and_tables(bundled_index):
    plain = run("search", "产业链党委", "--index", bundled_index)
    assert plain.exit_code == 0
    assert "\x1b" not in plain.stdout
    assert plain.stdout.startswith("4 articles, 9 passages\n")
    assert "[nantong-gaoxinqu]" in plain.stdout
    assert "region" not in plain.stdout
    coloured = run("search", "产业链党委", "--index", bundled_index, env={"FORCE_COLOR": "1"})
    assert re.search(r"\x1b\[[0-9;]+m产业链党委\x1b\[0m", coloured.stdout)
    assert "四川省" in coloured.stdout


def test_control_characters_of_an_article_do_not_reach_the_terminal(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder, "e", "党建\x1b[31m红\u202e倒\x07。[bold]粗[/bold]")
    run("index", "--articles", folder, "--index", tmp_path / "ix")
    for environment in ({}, {"FORCE_COLOR": "1"}):
        done = run("search", "粗", "--index", tmp_path / "ix", env=environment)
        assert "\x1b[31m" not in done.stdout
        assert "\u202e" not in done.stdout
        assert "\x07" not in done.stdout
        assert "[bold]" in done.stdout


@given(hostile_text(40))
def test_visible_text_is_one_line_of_the_same_length(text):
    shown = visible(text)
    assert len(shown) == len(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", shown)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(query_soup(4) | hostile_text(10), max_size=3))
def test_no_query_ends_in_a_traceback(bundled_index, words):
    for more in ((), ("--json",)):
        done = run("search", "--index", bundled_index, *more, "--", *words)
        assert done.exit_code in (0, 1, 2)
        assert done.exception is None or isinstance(done.exception, SystemExit)


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("command", [["search", "党建"], ["serve"], ["selfcheck"], ["check"]])
def test_a_missing_index_is_one_line_that_says_how_to_build_one(tmp_path, command):
    done = run(*command, "--index", tmp_path / "nix")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "jiansuo index" in done.stderr


@pytest.fixture
def damaged(articles, tmp_path):
    """Build an index and flip one bit in the middle of an array file; return index and file."""
    run("index", "--articles", articles, "--index", tmp_path / "ix")
    path = next((tmp_path / "ix").glob("g*/MAIN*"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 4
    path.write_bytes(raw)
    return tmp_path / "ix", path


@pytest.mark.parametrize("command", [["search", "党建"], ["selfcheck"]])
def test_a_damaged_file_is_named_before_anything_is_answered(damaged, command):
    index, path = damaged
    done = run(*command, "--index", index)
    assert (done.exit_code, done.stderr.count("\n"), done.stdout) == (2, 1, "")
    assert path.name in done.stderr


def test_an_index_too_large_to_read_first_still_names_the_damaged_file(damaged, monkeypatch):
    index, path = damaged
    monkeypatch.setattr("search.whoosh.backend.WHOLE", 0)
    for command in (["search", "党建"], ["selfcheck"]):
        done = run(*command, "--index", index)
        assert (done.exit_code, done.stderr.count("\n"), done.stdout) == (2, 1, "")
        assert path.name in done.stderr


def test_check_reads_an_index_in_full_and_names_the_damaged_file(damaged, articles, tmp_path):
    index, path = damaged
    done = run("check", "--index", index)
    assert done.exit_code == 1
    assert path.name in done.stdout
    run("index", "--articles", articles, "--index", tmp_path / "whole")
    sound = run("check", "--index", tmp_path / "whole")
    assert sound.exit_code == 0
    assert "files are whole, 2 articles, 4 passages" in sound.stdout
    (tmp_path / "whole" / "current").write_text("nothing")
    assert run("check", "--index", tmp_path / "whole").exit_code == 1


def test_check_names_every_fault_of_the_articles_with_its_line(tmp_path):
    write(tmp_path, "hao", "好的。", regions=("510000",), initiatives=("party-brand",))
    assert run("check", tmp_path).stdout == "1 article files, no faults\n"
    write(tmp_path, "a", "甲。", regions=("510000", "999999"), zone="Z-nix", initiatives=("nix",))
    (tmp_path / "b.md").write_text((tmp_path / "hao.md").read_text("utf-8"), "utf-8")
    (tmp_path / "c.md").write_text("---\nid: c\ntitle: 丙\npublished: 2024-13\n---\n", "utf-8")
    (tmp_path / "register.jsonl").write_text("?\n", "utf-8")
    done = run("check", tmp_path)
    assert done.exit_code == 1
    lines = (tmp_path / "a.md").read_text("utf-8").splitlines()
    for value in ("999999", "Z-nix", "nix"):
        line = next(n for n, text in enumerate(lines, 1) if re.fullmatch(rf"(- |zone: )\W?{value}\W?", text))
        assert re.search(rf"a\.md:{line}: \w+: '{value}'", done.stdout)
    assert "hao.md" in done.stdout
    assert "already used" in done.stdout
    assert "c.md:4:" in done.stdout
    assert "register.jsonl:1:" in done.stdout
    assert "6 faults" in done.stdout


def test_check_of_no_folder_or_no_files_is_status_2(tmp_path):
    assert run("check", tmp_path / "nix").exit_code == 2
    (tmp_path / "leer").mkdir()
    assert run("check", tmp_path / "leer").exit_code == 2


def test_a_selfcheck_is_kept_and_the_page_of_methods_shows_the_last(bundled, bundled_index, tmp_path):
    from index.corpus.validations import FILE, Findings, read_findings
    from web import create_app

    nothing = create_app(bundled).test_client().get("/about").text
    assert "jiansuo selfcheck --into" in nothing
    for seed in (3, 4):  # of the same corpus, so that the last takes the place of the one before
        done = run("selfcheck", "--index", bundled_index, "--samples", 9, "--seed", seed, "--into", tmp_path)
        assert done.exit_code == 0, done.output
    findings = read_findings(tmp_path / FILE)
    (kept,) = findings.comparisons
    about = bundled.about()
    assert (kept.seed, kept.recall, kept.precision, kept.differences) == (4, 1, 1, 0)
    assert (kept.corpus, kept.rules, kept.passages) == (about.corpus, about.dictionary, about.passages)
    page = create_app(bundled, findings=findings).test_client().get("/about").text
    assert page.count("100.0000%") == 2
    assert "现行的" in page
    assert kept.day in page
    worse = replace(kept, both=999_999, scanned=1_000_000, corpus="x", day="2024-01-01")
    old = Findings(comparisons=(worse,))
    page = create_app(bundled, findings=old).test_client().get("/about?lang=en").text
    assert "99.9999%" in page
    assert "an earlier one" in page
    assert (
        run("selfcheck", "--index", bundled_index, "--samples", 1, "--into", tmp_path / "nix").exit_code == 2
    )


def test_selfcheck_prints_recall_and_precision(bundled_index, monkeypatch):
    sound = run("selfcheck", "--index", bundled_index, "--samples", "30", "--seed", "3")
    assert sound.exit_code == 0
    assert "recall 1.000000  precision 1.000000" in sound.stdout
    assert "seed 3" in sound.stdout
    import search.whoosh.evaluate

    real = search.whoosh.evaluate.exact_docs
    monkeypatch.setattr(
        search.whoosh.evaluate, "exact_docs", lambda segment, folded: real(segment, folded)[1:]
    )
    broken = run("selfcheck", "--index", bundled_index, "--samples", "30", "--seed", "3")
    assert broken.exit_code == 1
    assert "DIFFERS" in broken.stdout


def test_an_unreadable_folder_is_one_line(tmp_path):
    (tmp_path / "ix").write_text("a file")
    done = run("search", "党建", "--index", tmp_path / "ix")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


# ---------------------------------------------------------------- the program as a whole


@pytest.mark.parametrize("arguments", [["nix"], ["search", "--page"], ["index", "nix"], ["check", "--nix"]])
def test_wrong_usage_is_one_line_and_status_2(arguments):
    done = run(*arguments)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "--help" in done.stderr


def test_help_and_version_load_nothing_heavy():
    code = START.replace("main()", "main(standalone_mode=False)") + "; print(*sys.modules)"
    for option in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", code, option], cwd=ROOT, capture_output=True, text=True, check=True
        )
        heavy = {"flask", "numpy", "rich", "yaml", "jieba", "rjieba", "whoosh", "gunicorn"}
        assert heavy.isdisjoint(done.stdout.split())


def test_version_is_said():
    assert re.fullmatch(r"jiansuo \S+\n", run("--version").stdout)


def test_commands_of_other_modules_are_listed_and_loaded():
    assert {"import", "ledger"} <= set(main.list_commands(None))
    for name in ("import", "ledger"):
        assert run(name, "--help").exit_code == 0


def test_a_closed_pipe_is_no_traceback(bundled_index):
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -c {shlex.quote(START)} search 党 --json "
        f"--size 100 --index {shlex.quote(str(bundled_index))} | head -c 1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("step", [1, 10, 20])
def test_ctrl_c_is_one_line(articles, tmp_path, step):
    index = str(tmp_path / "ix")
    stop = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # unset in the background
        f"from stops import stop_before; stop_before({step}, {index!r}, signal.SIGINT)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", stop + START, "index", "--articles", str(articles), "--index", index],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "jiansuo: stopped")
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- the documentation


def shown_commands():
    """Return every command line of the README, options in brackets or variants left out."""
    lines = re.findall(r"^    (jiansuo .*?)(?:  +#.*)?$", README, re.MULTILINE)
    return sorted(set(lines))


def test_the_readme_shows_commands():
    named = {line.split()[1] for line in shown_commands()}
    assert {"index", "search", "serve", "check", "selfcheck", "import", "ledger"} <= named


@pytest.mark.parametrize("line", shown_commands())
def test_a_command_in_the_readme_exists_with_its_options(line):
    words = shlex.split(line)[1:]
    command = main.get_command(None, words[0])
    rest = words[1:]
    if hasattr(command, "commands"):
        command, rest = command.commands[words[1]], words[2:]
    known = {name for param in command.get_params(click.Context(command)) for name in param.opts} | {"--help"}
    before = rest[: rest.index("--")] if "--" in rest else rest
    assert {one.partition("=")[0] for one in before if one.startswith("--")} <= known


@pytest.mark.parametrize("name", ["", "search"])
def test_the_help_in_the_readme_is_the_help(name):
    words = [name, "--help"] if name else ["--help"]
    text = run(*words, terminal_width=80, prog_name="jiansuo").stdout
    shown = "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())
    assert shown in README


def test_the_limits_in_the_readme_are_those_that_hold():
    from index.corpus.articles import ARTICLE_BYTES
    from search.instruments.lists.batch import QUERIES
    from search.instruments.lists.concepts import PHRASES
    from search.instruments.lists.panel import WIDE
    from search.instruments.lists.rows import BATCH, PANEL
    from search.instruments.parameters import LONG
    from search.marks.fragments import MARKS
    from search.marks.scan import LOOKED
    from search.query import parser
    from search.query.request import FILTERS, PAGE_SIZE, WINDOW
    from web.api import serialise
    from web.api.views import COMPLETIONS, VALUES
    from web.limits import BODY_BYTES, HEAD_BYTES, HEADER_LINES, REQUEST_LINE
    from web.server.worker import ROOM, STALLED, WHOLE

    headers = f"{HEADER_LINES} of {REQUEST_LINE:,} bytes, {HEAD_BYTES // 1024} KB together"
    waits = f"{WHOLE:.0f} s until a request is whole, {STALLED:.0f} s without reading an answer"
    assert QUERIES == PHRASES
    for row in (PANEL, BATCH):
        assert f"{PHRASES:,} items and {LONG:,} characters" in row.computed("en")
        assert f"{PHRASES:,} 条、{LONG:,} 个字符" in row.computed("zh")
    listed = f"{LONG:,} characters; {PHRASES:,} terms or queries; {WIDE} concepts in the wide shape"
    query = f"{parser.CHARACTERS} characters, {parser.CLAUSES} clauses, parentheses {parser.DEPTH} deep"
    for row in (
        f"| query | {query}, distance {parser.DISTANCE} |",
        f"| list of concepts or queries | {listed} |",
        f"| filters | {FILTERS} |",
        f"| size, page x size | {PAGE_SIZE}, {WINDOW:,} articles |",
        f"| marks in a passage | {MARKS}, within its first {LOOKED:,} occurrences |",
        f"| address of a request | {REQUEST_LINE:,} bytes |",
        f"| headers, body of a request | {headers}; {BODY_BYTES // 1024} KB |",
        f"| connections | {ROOM} a worker; {waits} |",
        f"| article file | {ARTICLE_BYTES // 1_000_000} MB |",
        f"(100, at most {VALUES.most})",
        f"(10, at most {COMPLETIONS.most})",
        f"first {serialise.VALUES} values",
    ):
        assert row in README


def test_the_article_in_the_readme_is_one():
    from index.corpus.articles import parse_article

    text = re.search(r"    ---\n.*?题注自成一段。\n", README, re.DOTALL)[0]
    article = parse_article("\n".join(line[4:] for line in text.splitlines()))
    assert (article.id, article.published, article.regions) == ("qingshi-2024", "2024-05", ("511000",))
    assert [block.kind for block in article.blocks] == ["heading", "paragraph", "caption"]


def test_every_query_in_the_readme_parses():
    from search.query.parser import parse

    rows = re.search(r"\| query \| finds \|\n(.*?)\n\n", README, re.DOTALL)[1].splitlines()[1:]
    for row in rows:
        for query in re.findall("`(.*?)`", row.rpartition(" | ")[0]):
            parse(query.replace("\\|", "|"))
