"""How is a query written? The rows of the help page, each with an example that can be clicked."""
# ruff: noqa: E501 a sentence of the table stays on its line

from dataclasses import dataclass

from index.facets.rows import FACETS
from search.messages import Language
from search.query.nodes import NEAR_DISTANCE
from search.query.parser import CHARACTERS, CLAUSES, DEPTH, DISTANCE
from search.query.request import FILTERS, PAGE_SIZE, WINDOW

__all__ = ["EXAMPLES", "LIMITS", "SECTIONS", "Form", "Section"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the language, an example and its mode, and what the form means in both languages."""

    form: str
    example: str
    zh: str
    en: str
    mode: str = "exact"

    def text(self, language: Language) -> str:
        """Return what the form means."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together, under a title in both languages and an anchor."""

    id: str
    zh: str
    en: str
    rows: tuple[Form, ...]

    def title(self, language: Language) -> str:
        """Return the title."""
        return self.en if language == "en" else self.zh


SECTIONS = (
    Section(
        "text",
        "文字",
        "Text",
        (
            Form(
                "产业链党委",
                "产业链党委",
                "不加空格的一串字按原样查找：命中的正是含有这串字的段落，不多也不少，单个字也可以。简繁、全角半角、大小写（µ 与 μ 也是）视为相同，字间的空白和换行不计；"
                "但两个拉丁字母或数字之间的空白算一个空格，2024 与 2 024 是两串字，查不到时会提示空格不同的写法。",
                "A run without spaces is found as it stands: the hits are exactly the passages that hold it, one character "
                "included. Simplified and Traditional, width and case (µ and μ too) count as equal; white space between characters is ignored, "
                "but between two Latin letters or digits it counts as one space: 2024 and 2 024 are two strings, and where one is not "
                "found the other is offered.",
            ),
            Form(
                "AI",
                "AI",
                "字母和数字同样按字面查找：AI 也会命中 PAID，2个 也会命中 12个。",
                "Letters and digits are literal too: AI also matches PAID, 2个 also matches 12个.",
            ),
            Form(
                '"…"',
                '"A OR B"',
                "引号把几个词连成一串，引号里的运算符按文字理解。紧贴引号的文字属于同一串。",
                "Quotes join words into one run, and operators inside them are text. What touches a quote belongs to the same run.",
            ),
            Form(
                "?",
                "党?指导员",
                "恰好一个字。全角“？”按文字理解。",
                "Exactly one character. The full-width ？ is text.",
            ),
            Form(
                "*",
                "党*工作",
                "零到二十个字，不跨段落。带通配符的一串至少要有两个确定的字；首尾的 * 不起作用。",
                "None to twenty characters inside a passage. A run with wildcards keeps at least two fixed characters; a * at "
                "either end does nothing.",
            ),
            Form(
                "\\",
                "1\\*1",
                "反斜杠让后面的一个符号按文字理解。",
                "A backslash makes the sign after it plain text.",
            ),
        ),
    ),
    Section(
        "operators",
        "运算符",
        "Operators",
        (
            Form("A B", "党建 营商环境", "空格：同一段里都要有。", "A space: both stand in one passage."),
            Form("A AND B", "党建 AND 营商环境", "与空格相同。", "The same as a space."),
            Form(
                "A OR B",
                "营商环境 OR 接诉即办",
                "至少有其一，也可写成 A | B。",
                "At least one of them; A | B means the same.",
            ),
            Form("NOT A", "党建 NOT 企业", "段落里没有 A。", "The passage lacks A."),
            Form(
                "-A",
                "党建 -企业",
                "与 NOT 相同，紧贴在词前。",
                "The same as NOT, written right before the word.",
            ),
            Form(
                "A NEAR/n B",
                "党建 NEAR/10 服务",
                f"A 与 B 相距不超过 n 个字，先后不限；不写 /n 时为 {NEAR_DISTANCE}，最大 {DISTANCE}。",
                f"At most n characters lie between A and B, in any order; without /n it is {NEAR_DISTANCE}, at most {DISTANCE}.",
            ),
            Form(
                "A BEFORE/n B",
                "党建 BEFORE/10 服务",
                "同上，但 A 在 B 之前。",
                "The same, with A before B.",
            ),
            Form(
                "( )",
                "(链长 OR 链主) 企业",
                "括号改变先后。先后依次为 NOT、NEAR 与 BEFORE、AND、OR。运算符须大写，两边留空格；小写按文字理解。",
                "Parentheses change precedence, which is NOT, NEAR and BEFORE, AND, OR. Operators are upper case with spaces "
                "around them; in lower case they are text.",
            ),
        ),
    ),
    Section(
        "fields",
        "字段",
        "Fields",
        (
            Form("title:", "title:党委", "在标题和副标题里查找。", "Look in titles and subtitles."),
            Form(
                "heading:",
                "heading:服务",
                "所在小标题含有这串字的段落。",
                "Passages under a heading that holds the text.",
            ),
            Form("caption:", "caption:党员", "在图注里查找。", "Look in captions."),
            *(
                Form(
                    f"{facet.name}:",
                    f"{facet.name}:{facet.example}",
                    facet.explain("zh"),
                    facet.explain("en"),
                )
                for facet in FACETS
            ),
            Form(
                '字段:"…"',
                'title:"党委 企业"',
                "值里有空格或括号时加引号。只有已知的字段名后面的冒号才算字段，其他冒号按文字理解。",
                "Quote a value with spaces or parentheses. A colon makes a field only after a known name; elsewhere it is text.",
            ),
        ),
    ),
    Section(
        "modes",
        "检索方式",
        "Modes",
        (
            Form(
                "精确 exact",
                "产业链党委",
                "默认方式：每串字原样出现。",
                "The default: each run stands as typed.",
            ),
            Form(
                "全部词 all",
                "产业链上的党委",
                "每串字切成词，同一段里这些词都要有。",
                "Each run is cut into words, and all of them stand in one passage.",
                "all",
            ),
            Form(
                "任一词 any",
                "高新区的营商环境怎么样",
                "切成词后至少有一个，按相关度排列；适合整句提问。",
                "At least one of the words, ranked by relevance; good for a question in a sentence.",
                "any",
            ),
        ),
    ),
)

LIMITS = (
    ("检索式的字符", "Characters of a query", CHARACTERS),
    ("检索项", "Clauses", CLAUSES),
    ("括号层数", "Depth of parentheses", DEPTH),
    ("NEAR、BEFORE 的距离", "Distance of NEAR and BEFORE", DISTANCE),
    ("筛选条件", "Filters", FILTERS),
    ("每页篇数", "Articles on a page", PAGE_SIZE),
    ("翻页可及的篇数（页码 × 每页篇数）", "Articles within reach of paging (page x size)", WINDOW),
)

EXAMPLES = ("产业链党委", "营商环境 OR 接诉即办", "党建 NEAR/10 服务", "党?指导员", "title:高新区")
