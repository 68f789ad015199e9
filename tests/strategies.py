"""What do the property tests draw from? Hypothesis strategies, one section for each subject."""

from hypothesis import strategies as st

from index.corpus.articles import Article, Block, Source
from search.query.fields import FACET_NAMES
from search.query.request import FILTERS, MODES, PAGE_SIZE, SORTS, WINDOW, Filter, Query

# ---------------------------------------------------------------- queries

HAN = "党建引领产业链委员会红色引擎为发展注入动力"

SYNTAX = (
    *(
        " ",
        "  ",
        "\u3000",
        "(",
        ")",
        "（",
        "）",
        '"',
        "＂",
        "“",
        "”",
        "\\",
        "?",
        "*",
        "-",
        "--",
        "|",
        ":",
        "：",
    ),
    *(" AND ", " OR ", " | ", " NOT ", " NEAR ", " NEAR/5 ", " BEFORE/0 ", " NEAR/201 ", "NEAR/", "OR", "or"),
    *(
        "title:",
        "region：",
        "kind:",
        "year:",
        "month:",
        "2024-03",
        "2022",
        "..",
        "2025",
        "none",
        "党",
        "产业链",
        "AI",
        "“红色引擎”",
    ),
    *("\u200b", "\x00", "\ud800", "\U0001f600"),
)


def hostile_text(max_size: int = 60) -> st.SearchStrategy[str]:
    """Any text at all: NUL, lone surrogates, bidi and zero-width characters among it."""
    return st.text(st.characters(exclude_categories=()), max_size=max_size)


def query_soup(max_size: int = 25) -> st.SearchStrategy[str]:
    """Pieces of the query language in any order, most of it nonsense."""
    return st.lists(st.sampled_from(SYNTAX) | hostile_text(3), max_size=max_size).map("".join)


def words() -> st.SearchStrategy[str]:
    """Short runs of Chinese text."""
    return st.text(HAN, min_size=1, max_size=6)


def _phrase() -> st.SearchStrategy[str]:
    return st.lists(words() | st.sampled_from(["OR", "-", "*", "（", "title:"]), min_size=1, max_size=3).map(
        " ".join
    )


def _fields() -> st.SearchStrategy[str]:
    years = st.integers(1900, 2100)
    spans = st.builds(lambda low, more: f"year:{low}..{low + more}", years, st.integers(0, 30))
    open_ended = st.sampled_from(["year:{}", "year:{}..", "year:..{}"]).flatmap(
        lambda form: years.map(form.format)
    )
    months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
    monthly = st.lists(months, min_size=2, max_size=2, unique=True).map(
        lambda ends: f"month:{min(ends)}..{max(ends)}"
    ) | st.sampled_from(["month:{}", "month:{}..", "month:..{}"]).flatmap(
        lambda form: months.map(form.format)
    )
    named = st.builds(
        lambda name, value: f"{name}:{value}",
        st.sampled_from(["region", "type", "author", "publication", "title", "kind", "heading", "caption"]),
        words() | _phrase().map('"{}"'.format),
    )
    return named | spans | open_ended | monthly


def runs() -> st.SearchStrategy[str]:
    """Runs that may stand beside NEAR: text, quoted text, escapes, wildcards."""
    quoted = _phrase().map('"{}"'.format) | _phrase().map("“{}”".format)
    escaped = st.builds(
        lambda left, sign, right: f"{left}\\{sign}{right}", words(), st.sampled_from('?*"() -:\\“'), words()
    )
    wildcard = st.lists(words(), min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from(["?", "*", "??", "*?"]).map(lambda gap: gap.join(parts))
    )
    return words() | quoted | escaped | wildcard | st.builds("{}{}".format, words(), quoted)


def queries() -> st.SearchStrategy[str]:
    """Queries without a fault, within the limits."""

    def near(side: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        operator = st.sampled_from(["NEAR", "BEFORE", "NEAR/3", "BEFORE/200"])
        return st.builds(lambda left, name, right: f"({left} {name} {right})", side, operator, side)

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        some = st.lists(inner, min_size=2, max_size=3)
        return (
            some.map(" ".join)
            | some.map(lambda parts: "(" + " OR ".join(parts) + ")")
            | inner.map("-({})".format)
            | inner.map("NOT ({})".format)
        )

    leaf = (
        runs() | _fields() | near(runs()) | near(near(runs()) | st.builds("({} | {})".format, runs(), runs()))
    )
    return st.recursive(leaf, larger, max_leaves=5)


# ---------------------------------------------------------------- requests


@st.composite
def requests(draw: st.DrawFn) -> Query:
    """Any request within the limits, values that look like exclusions or escapes among the filters."""
    value = hostile_text(8).filter(bool) | st.sampled_from(
        ["-", "\\", "--", "\\-四川", "-四川", "511000", "Z-经开区"]
    )
    size = draw(st.integers(1, PAGE_SIZE))
    return Query(
        text=draw(query_soup(8)),
        mode=draw(st.sampled_from(MODES)),
        filters=tuple(
            draw(
                st.lists(
                    st.builds(Filter, st.sampled_from(FACET_NAMES), value, st.booleans()), max_size=FILTERS
                )
            )
        ),
        sort=draw(st.sampled_from(SORTS)),
        page=draw(st.integers(1, WINDOW // size)),
        size=size,
        mentioned=draw(st.booleans()),
    )


# ---------------------------------------------------------------- text

GAPS = " \t\u3000\u00a0\u2009\x85\n\u200b\u200d\u202e\u2066\ufeff\u00ad\ufe0f\x00\x1f"
FOLDING = "ＡａB１２é臺灣學习，,。．·“”「」－—İßﬁ"
COMMON = "党建引领区市产业链的一二"


def text_with_gaps(max_size: int = 40) -> st.SearchStrategy[str]:
    """Text in which gaps, folding and plain Chinese meet often."""
    return st.text(st.sampled_from(GAPS + FOLDING + COMMON + "ab 12"), max_size=max_size)


def any_text(max_size: int = 40) -> st.SearchStrategy[str]:
    """Either of the two: all of Unicode, or what gaps and folding are made of."""
    return hostile_text(max_size) | text_with_gaps(max_size)


# ---------------------------------------------------------------- articles


def _file_text(max_size: int = 20) -> st.SearchStrategy[str]:
    """Text that a UTF-8 file can hold."""
    return st.text(st.characters(codec="utf-8"), max_size=max_size) | st.sampled_from(
        [
            "2024_01",
            "~",
            "null",
            "no",
            "12:30",
            "1e3",
            "---",
            "- a",
            "# b",
            "a: b",
            "&a",
            "*a",
            "!!x y",
            "'",
            "\\",
        ]
    )


def _line() -> st.SearchStrategy[str]:
    """Trimmed text that is not empty."""
    return _file_text().map(str.strip).filter(bool)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A block of any kind; its text may look like a marker."""
    kind = draw(st.sampled_from(["heading", "paragraph", "caption", "unplaced"]))
    lines = draw(st.lists(_line(), min_size=1, max_size=1 if kind == "heading" else 3))
    mark = draw(st.sampled_from(["", "", "## ", "# ", "####### ", "图：", "未归位：", "\\", "\\\\"]))
    text = "\n".join(piece for line in lines for piece in line.replace("\r", "").split("\n") if piece.strip())
    text = (mark + text).strip().replace("\n" if kind == "heading" else "\r", "")
    return Block(kind, text or "党")


def _proposals() -> st.SearchStrategy[dict[str, list[dict[str, str]]]]:
    row = st.dictionaries(
        st.sampled_from(["value", "evidence", "rule", "confidence"]), _file_text(), max_size=4
    )
    return st.dictionaries(
        st.sampled_from(["regions", "published", "authors"]), st.lists(row, min_size=1, max_size=2)
    )


def articles() -> st.SearchStrategy[Article]:
    """Any article a file can hold."""
    several = st.lists(_line(), max_size=3).map(tuple)
    return st.builds(
        Article,
        id=st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True),
        title=_line(),
        subtitle=_line() | st.just(""),
        publication=_line() | st.just(""),
        published=st.sampled_from(["", "1999", "2024-02", "2024-02-29"]),
        authors=several,
        regions=st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), max_size=2).map(tuple),
        zone=st.sampled_from(["", "Z-a-1"]),
        initiatives=st.lists(st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True), max_size=2).map(tuple),
        source=st.builds(Source, _file_text(), _file_text(), _file_text(), _file_text()),
        blocks=st.lists(blocks(), max_size=4).map(tuple),
        proposed=_proposals(),
    )


# ---------------------------------------------------------------- places

PLACE_PARTS = (
    *(
        "四川省",
        "内江市",
        "市中区",
        "内江",
        "江阴",
        "高新区",
        "经开区",
        "国家级",
        "高新技术产业开发区",
        "鼓楼区",
    ),
    *(
        "朝阳",
        "吉林",
        "海南",
        "郊区",
        "新县",
        "北京",
        "宣武区",
        "产业",
        "有限公司",
        "路",
        "、",
        "和",
        "：",
        "。",
        "！",
    ),
    *(" ", "\n", "\u3000", "\u200b", "\ud800", "臺灣", "南", "市", "县", "A", "1", "的"),
)


def place_texts() -> st.SearchStrategy[str]:
    """Texts dense with names of places, gaps inside them and words around them, and any text at all."""
    return st.lists(st.sampled_from(PLACE_PARTS), max_size=14).map("".join) | st.text(max_size=30)
