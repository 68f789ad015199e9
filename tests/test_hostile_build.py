"""Does a build lose nothing, whatever dies, hides or breaks meanwhile?"""

from pathlib import Path

import pytest

from index.articles import Article, Block, write_article
from index.build import build
from search import open_engine

LONG = "凡在本市办理登记的企业均可向窗口提出申请并当场取得回执。"
SHORT = "本报青石市今日电"


def write(folder: Path, name: str, *texts: str | Block, file: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    blocks = tuple(Block("paragraph", one) if isinstance(one, str) else one for one in texts)
    path = folder / (file or f"{name}.md")
    write_article(Article(name, f"题目{name}", blocks=blocks), path)
    return path


def heading(text: str) -> Block:
    return Block("heading", text)


# ---------------------------------------------------------------- links to repeated text


def former(index: Path, article: str) -> dict[str, tuple[str, str, str]]:
    """Return what each former passage of an article means now: state, article and passage."""
    view = open_engine(index).article(article)
    assert view
    return {one.id: (one.state, one.article, one.passage) for one in view.former}


@pytest.fixture
def corpus(tmp_path):
    return tmp_path / "articles", tmp_path / "index"


def test_a_repeated_passage_that_loses_one_copy_stays_in_its_own_article(corpus):
    folder, index = corpus
    write(folder, "aaa", LONG)
    write(folder, "mmm", LONG, "中间的一段。", LONG)
    build([folder], index)
    view = open_engine(index).article("mmm")
    first, second = (one.id for one in view.passages if one.text == LONG)
    assert second == f"{first}-2"
    write(folder, "mmm", LONG, "中间的一段。")
    build([folder], index)
    assert former(index, "mmm") == {second: ("moved", "mmm", first)}


@pytest.mark.parametrize(
    "text", [heading("会议要求各单位认真贯彻落实有关部署并抓好后续各项工作"), heading("背景"), SHORT]
)
def test_headings_and_short_passages_never_move_to_another_article(corpus, text):
    folder, index = corpus
    write(folder, "aaa", text, "甲篇的正文。")
    write(folder, "mmm", text, "乙篇写的是别的事。")
    build([folder], index)
    write(folder, "mmm", "乙篇写的是别的事。")
    build([folder], index)
    assert [state for state, *_ in former(index, "mmm").values()] == ["gone"]


def test_a_short_passage_may_move_within_its_own_article(corpus):
    folder, index = corpus
    write(folder, "aaa", SHORT)
    write(folder, "mmm", SHORT, "中间的一段。", SHORT)
    build([folder], index)
    write(folder, "mmm", SHORT, "中间的一段。")
    build([folder], index)
    assert [(state, where) for state, where, _ in former(index, "mmm").values()] == [("moved", "mmm")]


def test_white_space_makes_no_passage_long(corpus):
    folder, index = corpus
    spread = "  ".join(SHORT)
    assert len(spread) > 20
    write(folder, "aaa", spread)
    write(folder, "mmm", spread, "留下的一段。")
    build([folder], index)
    write(folder, "mmm", "留下的一段。")
    build([folder], index)
    assert [state for state, *_ in former(index, "mmm").values()] == ["gone"]


@pytest.mark.parametrize("last", ["bbb", "ddd"])
def test_a_passage_moves_to_the_first_id_however_the_index_was_built(corpus, tmp_path, last):
    folder, index = corpus
    write(folder, "mmm", LONG)
    build([folder], index)
    write(folder, "mmm", "改成了别的内容。")
    for name in ("ddd", "ccc", "bbb"):
        if name != last:
            write(folder, name, "开头的一段。", LONG, LONG)
            build([folder], index)
    write(folder, last, "开头的一段。", LONG, LONG)
    build([folder], index)
    assert len(open_engine(index).snapshot.segments) > 2
    build([folder], tmp_path / "rebuilt", rebuild=True)
    assert len(open_engine(tmp_path / "rebuilt").snapshot.segments) == 1
    stepped = former(index, "mmm")
    assert stepped == former(tmp_path / "rebuilt", "mmm")
    ((state, where, passage),) = stepped.values()
    assert (state, where) == ("moved", "bbb")
    assert "-" not in passage
