"""Are the bundled articles what the README promises: readable, labelled, short enough to read through?"""

import re
from pathlib import Path

import pytest

from index.corpus.articles import format_article, parse_article, read_article
from index.corpus.passages import join, split
from index.labels.gazetteer import load_gazetteer
from index.labels.initiatives import tag
from index.labels.taxonomy import load_taxonomy

FOLDER = Path(__file__).parent.parent / "articles"
FILES = sorted(FOLDER.glob("*.md"))
RECALL, PRECISION = 0.95, 0.9

every_article = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


def proposals(taxonomy, article):
    passages = [(passage.kind, passage.text) for passage in split(article) if passage.kind != "title"]
    return {label.id for label in tag(taxonomy, article.title, passages)}


def test_nine_articles_are_bundled():
    assert [path.stem for path in FILES] == [
        "jiagedaqi",
        "jiangyin-gaoxinqu",
        "jinzhou-taihequ",
        "leshan-gaoxinqu",
        "luzhou-gaoxinqu",
        "meishan",
        "nantong-gaoxinqu",
        "neijiang-jingkaiqu",
        "neijiang-shizhongqu",
    ]


@every_article
def test_an_article_is_named_after_its_id_and_has_6_to_14_passages_under_headings(path):
    article = read_article(path)
    passages = split(article)
    assert article.id == path.stem
    assert 6 <= len(passages) <= 14
    assert sum(passage.kind == "heading" for passage in passages) >= 2
    assert {passage.kind for passage in passages} <= {"title", "heading", "paragraph", "caption"}


@every_article
def test_an_article_survives_being_split_and_written_again(path):
    article = read_article(path)
    titles, blocks = join(split(article))
    assert (titles, blocks) == ((article.title,), article.blocks)
    assert parse_article(format_article(article)) == article


@every_article
def test_regions_and_zone_stand_in_the_gazetteer_and_belong_together(path, gazetteer):
    article = read_article(path)
    assert article.regions
    assert all(gazetteer.get(code) for code in article.regions)
    if article.zone:
        zone = gazetteer.get(article.zone)
        assert zone.level == "zone"
        assert zone.parent in article.regions


@every_article
def test_the_title_names_the_place(path, gazetteer):
    article = read_article(path)
    names = {gazetteer.get(code).name for code in article.regions}
    assert any(name.rstrip("市区县") in article.title for name in names)


@every_article
def test_initiatives_are_types_of_the_taxonomy(path, taxonomy):
    article = read_article(path)
    assert article.initiatives
    assert set(article.initiatives) <= {each.id for each in taxonomy.types}


@every_article
def test_the_source_says_whose_words_these_are(path):
    source = read_article(path).source
    assert source.rights == "digest in our own words; facts only"
    assert bool(source.file) == bool(re.fullmatch(r"[0-9a-f]{64}", source.sha256))


def test_the_rules_find_nearly_all_that_the_front_matter_states_and_little_else(taxonomy):
    articles = [read_article(path) for path in FILES]
    stated = {(article.id, name) for article in articles for name in article.initiatives}
    found = {(article.id, name) for article in articles for name in proposals(taxonomy, article)}
    assert len(stated & found) >= RECALL * len(stated), sorted(stated - found)
    assert len(stated & found) >= PRECISION * len(found), sorted(found - stated)


def test_every_place_and_figure_of_the_digests_is_found_where_it_was_promised():
    promised = {
        "meishan": ["2411家", "1142个", "650名", "“三有”", "红色代办员", "一网一号一群一厅一体", "咖啡时间"],
        "jiagedaqi": ["4054项", "99.07%", "83.22%", "2407张", "无感续证", "报表只报一次", "5752份", "546次"],
        "luzhou-gaoxinqu": ["1+X+N", "2022年6月", "232家", "162个", "815名", "323人", "红色管家"],
        "neijiang-shizhongqu": ["1.38亿元", "890.84万人次", "88.2%", "“玉龙1号”", "大小管家"],
        "jinzhou-taihequ": ["148名", "4458", "44%", "287.5亿元", "小汤服务"],
        "neijiang-jingkaiqu": ["230家", "4371名", "1357工作法", "五心五链"],
        "nantong-gaoxinqu": ["426份", "红链帮帮团", "周到有解 高新快办"],
        "leshan-gaoxinqu": ["1033件", "97.7%", "每月一题"],
        "jiangyin-gaoxinqu": ["47个", "210%", "一项目一专班"],
    }
    assert set(promised) == {path.stem for path in FILES}
    for name, facts in promised.items():
        text = "\n".join(passage.text for passage in split(read_article(FOLDER / f"{name}.md")))
        assert [fact for fact in facts if fact not in text] == []
