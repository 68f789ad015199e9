"""Which corpus do the tests search? Articles invented from a seed: the same seed gives the same files.

A small vocabulary makes strings repeat and meet; gaps, folding pairs, hostile characters and every kind of
passage and label are among them.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.corpus.articles import Article, Block, write_article

PHRASES = (
    *(
        "党建引领",
        "产业链党委",
        "红色引擎",
        "链长+专班",
        "1+X+N",
        "营商环境",
        "接诉即办",
        "基层治理",
        "两新组织",
    ),
    *(
        "青石市",
        "市中区",
        "高新区",
        "四川省",
        "内江市",
        "南通",
        "政商沙龙",
        "2024年",
        "12个",
        "３０项",
        "20%",
        "AI技术",
    ),
    *(
        "的",
        "了",
        "和",
        "为",
        "发展",
        "服务企业",
        "發展產業",
        "黨員先鋒崗",
        "一网一号",
        "报表只报一次",
        "New York",
    ),
    *(
        "的的的的",
        "党党建建",
        "“红色管家”",
        "（一）",
        "A or B",
        "é",
        "İ",
        "\U00020000",
        "<b>",
        "&amp;",
        "=1+1",
    ),
)
MARKS = ("，", "、", "；", "。", "！", "？", "……", "：", " ", "\u3000", "\n", "\u200b", "\u00ad", "", "")
REGIONS = ("511002", "511000", "510500", "510000", "210711", "320600", "110101", "810000", "659002")
ZONES = ("Z-luzhou-hightech", "Z-neijiang-etdz", "Z-alaer-etdz")
TYPES = ("party-building", "chain-party-committee", "party-brand", "business", "enterprise-services")
AUTHORS = ("记者甲", "记者乙", "记者丙", "记者丁")
PAPERS = ("青石日报", "东岭晚报", "ＡＢ周刊")
DATES = ("", "", "2021", "2022-06", "2023-02-28", "2024", "2024-01", "2024-01-01", "2024-12-31")


def sentence(pick: random.Random, longest: int = 12) -> str:
    """Return a line of phrases and marks, trimmed, never empty."""
    pieces = [pick.choice(PHRASES) + pick.choice(MARKS) for _ in range(pick.randint(1, longest))]
    return "".join(pieces).strip() or "党"


def _line(pick: random.Random) -> str:
    return sentence(pick, 4).replace("\n", "")


def _some(pick: random.Random, values: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(pick.sample(values, pick.randint(0, most)))


def invent(seed: int, name: str = "a", *, blocks: int = 9) -> Article:
    """Return the article of a seed."""
    pick = random.Random(f"{name} {seed}")
    kinds = ["heading", "caption", "unplaced", *["paragraph"] * 5]
    made: list[Block] = []
    for _ in range(pick.randint(0, blocks)):
        kind = pick.choice(kinds)
        text = _line(pick) if kind == "heading" else sentence(pick, pick.choice([3, 12, 60]))
        made.append(Block(kind, text))
        if pick.random() < 0.1:
            made.append(made[pick.randrange(len(made))])
    return Article(
        id=f"{name}-{seed}",
        title=_line(pick),
        subtitle=_line(pick) if pick.random() < 0.3 else "",
        publication=pick.choice(["", *PAPERS]),
        published=pick.choice(DATES),
        authors=_some(pick, AUTHORS, 2),
        regions=_some(pick, REGIONS, 2),
        zone=pick.choice(["", "", *ZONES]),
        initiatives=_some(pick, TYPES, 2),
        blocks=tuple(made),
    )


def write_invented(folder: Path, seeds: Sequence[int], name: str = "a") -> list[Path]:
    """Write articles into a folder, each to a file named after its id."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for seed in seeds:
        article = invent(seed, name)
        paths.append(folder / f"{article.id}.md")
        write_article(article, paths[-1])
    return paths


def written_in_steps(folder: Path) -> Iterator[None]:
    """Write 110 articles; at each step, to be built, some have been added, changed, renamed and removed."""
    paths = write_invented(folder, range(40))
    yield
    for step in range(4):
        paths += write_invented(folder, range(40 + 20 * step, 60 + 20 * step))
        for path in paths[step:20:7]:
            path.write_text(path.read_text("utf-8") + f"\n第{step}次增补：产业链党委。\n", "utf-8")
        paths.pop(30).unlink()
        paths.append(paths[5].rename(paths[5].with_stem(f"renamed-{step}")))
        del paths[5]
        yield
    for path in paths[-6:]:
        path.unlink()
    yield
