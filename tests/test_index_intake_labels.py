"""What a line is taken for, alone and among its neighbours, and what is proposed about an article."""

from pathlib import Path

import pytest

from index.errors import LedgerError, SourceError
from index.intake.drafts.propose import propose
from index.intake.importing import import_sources
from index.intake.layout.blocks import Chunk, ends_sentence, is_headline, unbalanced
from index.intake.layout.repair import doubtful, joins, mend_heading, mend_running, strays
from index.intake.layout.shape import shape_of
from index.intake.layout.signs import is_name, names_in
from index.intake.ledger.files import read_ledger
from index.intake.ledger.verify import verify_all
from index.intake.reading import read_document
from index.intake.sources import pdf
from index.intake.sources.document import Document

BODY = "近日，江边县把支部建到车间，职工们有事就在班前会上提，提了就有人接着办，一年办好难事九件。"
MORE = "党员干部上门走访，记下意见三百条，逐条写上办结的日子，贴在厂门口的墙上，谁都能看见。"


def drafts(*blocks: str, glue: str = "\n\n") -> list:
    text = glue.join(blocks)
    return read_document(Document("a.txt", Path("a.txt"), "text", "", 0, text, "utf-8")).drafts


def shape(text: str) -> str:
    return shape_of(Chunk(0, len(text), text, 1)).name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("■记者 赵明 钱静", "byline"),
        ("▶ 本报记者 赵明", "byline"),
        ("□本报记者 赵 明 本报通讯员 钱静", "byline"),
        ("本报全媒体记者 赵明 摄影报道", "byline"),
        ("文/图 本报记者 赵明", "byline"),
        ("作者：赵明", "byline"),
        ("By Zhao Ming", "byline"),
        ("（记者 赵明、钱静综合报道）", "byline"),
        ("(本报记者 赵明)", "byline"),
        ("本报讯", "dateline"),
        ("新华社江边3月5日电", "dateline"),
        ("——来自石桥镇的调查", "subtitle"),
        ("# 江边县见闻", "markdown"),
        ("第 3 版", "furniture"),
        ("- 12 -", "furniture"),
        ("03版：要闻", "furniture"),
        ("岭上日报 2031年3月5日 星期三", "furniture"),
        ("字体：大 中 小", "furniture"),
        ("上一篇 下一篇", "furniture"),
        ("下载PDF", "furniture"),
        ("（下转第4版）", "furniture"),
        ("责任编辑：赵明", "furniture"),
        ("版权所有 未经授权不得转载", "furniture"),
        ("http://paper.example.cn/1.html", "furniture"),
        ("图为党员在车间走访。", "caption"),
        ("▲工作人员正在登记。", "caption"),
        ("党员在车间走访。 赵明 摄", "caption"),
        ("赵明 摄", "caption"),
        ("相关链接", "heading"),
        ("力", "scrap"),
        ("江 助阴 高 新", "scrap"),
        ("97.7%", "scrap"),
        ("赵明", "pair"),
        ("支部建在车间里", "headline"),
        ("把支部建到车间，", "running"),
        ("问：有哪些打算？", "running"),
        (BODY, "running"),
    ],
)
def test_a_line_is_known_by_its_look(line: str, expected: str) -> None:
    assert shape(line) == expected


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("■记者 赵明 钱静", ("赵明", "钱静")),
        ("▶ 本报记者 赵 明 钱  静", ("赵明", "钱静")),
        ("（记者 赵明、钱静、欧阳文综合报道）", ("赵明", "钱静", "欧阳文")),
        ("本报记者 赵明 通讯员 钱静 赵明", ("赵明", "钱静")),
        ("■记者 记者甲 记者乙", ("记者甲", "记者乙")),
        ("作者：阿依古丽·买买提", ("阿依古丽·买买提",)),
        ("（作者单位：江边县委组织部）", ()),
    ],
)
def test_names_are_read_from_bylines(byline: str, names: tuple[str, ...]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [("赵明", True), ("欧阳文静", True), ("红旗飘", False), ("加速度", False), ("阿依·买买提", True)],
)
def test_a_name_is_known_by_its_surname(text: str, expected: bool) -> None:
    assert is_name(text) is expected


def test_a_file_of_several_features_is_split_at_their_titles() -> None:
    found = drafts(
        "江边县： 组织先行 难题共解", "■记者 赵明", BODY, "山前区： 清单晾晒 限时办结", "■记者 钱静", MORE
    )
    assert [draft.title for draft in found] == ["江边县： 组织先行 难题共解", "山前区： 清单晾晒 限时办结"]


def test_briefs_behind_a_feature_are_articles_titled_from_their_place_and_marked() -> None:
    found = drafts(
        "江边县见闻",
        BODY,
        "本报讯 近日，山前区晾出三张清单，群众看得见变化。 钱静",
        "本报讯（记者 孙博文） " + MORE,
    )
    assert [(draft.title, draft.made_title) for draft in found] == [
        ("江边县见闻", False),
        ("山前区（原题缺失）", True),
        ("党员干部上门走访，记下意见三百条，逐条写……（原题缺失）", True),
    ]
    assert found[1].texts == ["近日，山前区晾出三张清单，群众看得见变化。"]
    assert found[2].texts == [MORE]


def test_a_byline_without_a_title_begins_an_article() -> None:
    assert [draft.made_title for draft in drafts("江边县见闻", "■记者 赵明", BODY, "■记者 钱静", MORE)] == [
        False,
        True,
    ]


def test_two_title_lines_are_title_and_subtitle() -> None:
    draft = drafts("从单打独斗到抱团取暖", "石桥镇让小微企业有了娘家人", "■记者 赵明", BODY)[0]
    assert (draft.title, draft.subtitle) == ("从单打独斗到抱团取暖", "石桥镇让小微企业有了娘家人")


def test_a_brief_inside_a_sentence_of_a_feature_does_not_end_the_feature() -> None:
    found = drafts(
        "江边县见闻", BODY + MORE[:20], "本报讯 近日，山前区晾出三张清单，群众看得见变化。 钱静", MORE[20:]
    )
    assert found[0].texts == [BODY + MORE]
    assert len(found) == 2


def test_a_torn_headline_is_gathered_on_the_shelf_and_never_joins_running_text() -> None:
    draft = drafts("江边县见闻", BODY[:30], "提", "速", "增", BODY[30:])[0]
    assert list(zip(draft.kinds, draft.texts, strict=True)) == [("paragraph", BODY), ("unplaced", "提速增")]


def test_markdown_headings_of_one_level_are_titles_only_with_other_signs() -> None:
    draft = drafts("# 江边县见闻", BODY, "# 难题共解", MORE, "# 人才下沉", MORE)[0]
    assert draft.kinds == ["paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_a_lone_name_closes_a_brief() -> None:
    for name in ("钱静", "钱 静", "钱静文"):
        draft = drafts("本报讯 " + BODY, MORE, name)[0]
        assert [block.chunk.text for block in draft.told if block.role == "byline"] == [name]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("推动园区产 业发\n 展", "推动园区产业发展"),
        ("办好 12 件", "办好12件"),
        ("推进 AI\nGPT 应用", "推进AI GPT应用"),
        ("共1\n200家", "共1200家"),
        ("“周到有解 高新快办”品牌", "“周到有解 高新快办”品牌"),
        ("- 第一课 讲安全", "- 第一课讲安全"),
    ],
)
def test_running_text_is_mended(raw: str, expected: str) -> None:
    assert mend_running(raw, spaced=False)[0] == expected


def test_spaces_beside_latin_letters_stay_where_the_document_sets_them() -> None:
    assert mend_running("办好 12 件难 事", spaced=True)[0] == "办好 12 件难事"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("固本强基筑堡垒 织密组织网", "固本强基筑堡垒 织密组织网"),
        ("固本强基筑堡垒\n织密组织网", "固本强基筑堡垒 织密组织网"),
        ("优 化 服 务 助 企", "优化服务助企"),
        ("江边县： 组织先行", "江边县： 组织先行"),
        ("支部建在车 间里", "支部建在车间里"),
    ],
)
def test_headings_keep_the_space_between_their_halves(raw: str, expected: str) -> None:
    assert mend_heading(raw)[0] == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("把优势转化为", "企业的优势。", True),
        ("办好了。", "他说。", False),
        ("办好了", "，大家满意。", True),
        ("能否落到实", "会议要求，提高站位。", False),
        ("一是提高站位；", "二是狠抓落实；", False),
        ("会议强调：", "一是提高站位；", False),
        ("实施“高效", "办成一件事”行动", True),
        ("请看", "- 第一条", False),
    ],
)
def test_two_stretches_are_one_sentence_or_not(before: str, after: str, expected: bool) -> None:
    assert joins(before, after)[0] is expected


def test_characters_of_a_side_headline_are_found_between_lines() -> None:
    raw = "加 江边县充分发挥先锋作 速 用，推行一名领导牵头 道 专班逐日督办的办法"
    assert [raw[start:end] for start, end in strays(raw)] == ["加", "速", "道"]
    assert strays("党 建 引 领 产 业") == []


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("重点企 ルラー。", ["stray-letters"]),
        ("区党工委一区两新党委", ["one-for-dash"]),
        ("建立联系点2一3个", ["one-for-dash"]),
        ("推行一企一策,成效好", ["half-width-punctuation"]),
        ("党委一个接着一个", []),
    ],
)
def test_what_looks_misread_is_reported_and_left(text: str, reasons: list[str]) -> None:
    assert [reason for reason, *_ in doubtful(text)] == reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办好了。”", True),
        ("办好了", False),
        ("3.", False),
        ("好.", True),
        ("（图）", False),
        ("；", True),
        ("”", True),
    ],
)
def test_the_end_of_a_sentence_is_known(text: str, expected: bool) -> None:
    assert ends_sentence(text) is expected


def test_quotes_that_are_not_closed_are_counted() -> None:
    assert unbalanced("实施“高效") == (0, 1)
    assert unbalanced("办成一件事”的") == (1, 0)
    assert not is_headline("实施“高效")


def test_proposals_carry_evidence_rule_and_confidence() -> None:
    found = drafts(
        "岭上日报 2031年3月5日 星期三",
        "成都市锦江区： 清单晾晒 限时办结",
        "■记者 赵明",
        BODY,
        "本报讯 近日，山前区晾出三张清单。 钱静",
    )
    told = [propose(draft) for draft in found]
    assert [(row["value"], row["evidence"], row["rule"]) for row in told[0]["authors"]] == [
        ("赵明", "■记者 赵明", "byline-line")
    ]
    assert told[0]["publication"][0]["value"] == told[1]["publication"][0]["value"] == "岭上日报"
    assert told[0]["published"][0]["value"] == "2031-03-05"
    assert told[0]["regions"][0]["value"] == "510104"
    assert told[1]["title"][0]["rule"] == "title-from-place"
    assert all(
        0 < float(row["confidence"]) <= 1 for fields in told for rows in fields.values() for row in rows
    )


def test_names_in_a_traditional_byline_keep_their_characters() -> None:
    draft = drafts("江邊縣見聞", "■記者 陳國華", "近日，江邊縣把支部建到車間，一年辦好難事九件。")[0]
    assert [row["value"] for row in propose(draft)["authors"]] == ["陳國華"]


def test_front_matter_of_a_source_gives_title_and_author(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 江边县见闻\nauthor: 赵明\n---\n\n" + BODY)
    outcome = next(import_sources([(path, "a.md")], tmp_path / "out"))
    text = (tmp_path / "out" / f"{outcome.articles[0]}.md").read_text()
    assert "title: 江边县见闻" in text
    assert "rule: front-matter" in text
    assert next(verify_all(tmp_path / "out")).state == "rebuilt"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (('"ledger":1', '"ledger":9'), "import again"),
        (('"spans"', '"spun"'), "is not a ledger"),
        (("[5,", "[55,"), "is not a ledger"),
    ],
)
def test_a_broken_ledger_is_named(tmp_path: Path, edit: tuple[str, str], message: str) -> None:
    (tmp_path / "a.txt").write_text("江边县见闻\n\n" + BODY)
    next(import_sources([(tmp_path / "a.txt", "a.txt")], tmp_path / "out", proposer=lambda draft: {}))
    path = next((tmp_path / "out" / "ledger").glob("*.json"))
    path.write_text(path.read_text().replace(*edit))
    with pytest.raises(LedgerError, match=message):
        read_ledger(path)
    assert next(verify_all(tmp_path / "out")).state == "failed"


def test_a_damaged_pdf_is_named_in_its_own_process_too(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(SourceError, match="is not a PDF"):
        pdf._extract(str(tmp_path / "a.pdf"))
