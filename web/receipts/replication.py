"""What do the pages of a bundle tell whoever opens it: how to run it again, and what was done?"""

from collections.abc import Iterator, Sequence

from search.receipts.receipt import Receipt
from web.exports.download import Download

__all__ = ["log", "readme"]

COMMAND = "jiansuo replay BUNDLE.zip --index INDEX"
CONTENTS = (
    ("data/", "全部命中段落与各表（CSV、JSON Lines）", "all passages found, and the tables"),
    ("receipts/", "每份数据的凭据", "a receipt of each of them"),
    ("concepts/", "所用的概念表、检索式表（如有）", "lists of concepts and queries that were used, if any"),
    ("codebook.csv", "每一列的含义与单位", "what each column means, and its unit"),
    (
        "log.txt",
        "怎么得出的：检索、筛选、参数、计数、方法",
        "how it came about: search, filters, counts, method",
    ),
    ("environment.txt", "软件、规则、文库的版本", "versions of software, rules and corpus"),
    ("requirements.txt", "Python 软件包的版本", "versions of Python packages"),
    ("sums.txt", "各文件的 SHA-256", "SHA-256 of each file"),
)


def readme(receipts: Sequence[Receipt]) -> Iterator[bytes]:
    """Yield how a bundle is run again, and what is in it, in both languages."""
    first = receipts[0]
    numbers = f"{first.passages:,} / {first.articles:,}"
    yield "# 复现材料 Replication bundle\n\n".encode()
    yield f"出具 Issued: {first.day}；命中段落 / 文章 passages / articles: {numbers}\n\n".encode()
    yield f"    {COMMAND}\n\n".encode()
    yield (
        "这个命令在另一台机器的索引上按原样重查，与凭据逐段、逐行比较：0 相同，1 不同，2 读不了。\n"
        "索引由同一文库建立：jiansuo index --articles DIR --index INDEX。\n\n"
        "The command asks everything again of an index elsewhere and compares passages and rows with the\n"
        "receipts: status 0 for the same, 1 for others, 2 if the bundle cannot be read. An index of the\n"
        "same corpus is built by: jiansuo index --articles DIR --index INDEX.\n\n"
    ).encode()
    for name, zh, en in CONTENTS:
        yield f"- {name} {zh} · {en}\n".encode()


def log(tables: Sequence[tuple[str, Download, Receipt]]) -> Iterator[bytes]:
    """Yield how each table came about."""
    for name, told, receipt in tables:
        yield f"{name}\n".encode()
        for label, text in told.particulars:
            yield f"  {label}: {' '.join(text.split())}\n".encode()
        for field in ("canonical", "rows", "digest"):
            yield f"  {field}: {getattr(receipt, field)}\n".encode()
        yield b"\n"
