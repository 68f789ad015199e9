"""What do we say when a query cannot be answered as typed, in Chinese and in English?

One row per code, both languages side by side: a message that exists in one language only cannot be written.
Braces name the values an error carries (`error.values`); ``ERRORS`` and ``NOTICES`` are the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["ERRORS", "NOTICES", "Language", "Message", "Notice", "say"]

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """What is said for one code, with `{name}` where a value stands."""

    code: str
    zh: str
    en: str


ERRORS: tuple[Message, ...] = (
    # ---- QuerySyntaxError
    Message(
        "operator-start",
        "“{operator}”前面没有检索内容：请在前面补上，或给它加引号，把它当作文字检索。",
        'Nothing stands before {operator}: add what it joins, or quote it to search for "{operator}".',
    ),
    Message(
        "operator-end",
        "“{operator}”后面没有检索内容：请在后面补上，或给它加引号，把它当作文字检索。",
        'Nothing stands after {operator}: add what it joins, or quote it to search for "{operator}".',
    ),
    Message(
        "operator-doubled",
        "“{operator}”紧跟在另一个运算符之后：请删去一个，或给它加引号。",
        "{operator} follows another operator: remove one of the two, or put it in quotes.",
    ),
    Message(
        "parenthesis-unclosed",
        "这个括号没有关闭：请补上“)”，或写成“\\(”，把它当作文字检索。",
        "This parenthesis is never closed: add ), or write \\( to search for the character.",
    ),
    Message(
        "parenthesis-unopened",
        "这个括号没有对应的“(”：请补上，或写成“\\)”，把它当作文字检索。",
        "This parenthesis was never opened: add (, or write \\) to search for the character.",
    ),
    Message(
        "parentheses-empty",
        "括号里没有检索内容：请填写，或删去括号。",
        "These parentheses hold nothing: fill them or remove them.",
    ),
    Message(
        "quote-unpaired",
        "这个引号没有配对：请补上另一半，或在前面加“\\”，把它当作文字检索。",
        "This quote has no partner: add it, or write \\ before the quote to search for the character.",
    ),
    Message(
        "escape-end",
        "末尾的“\\”后面没有字符：请删去，或写成“\\\\”检索反斜杠本身。",
        "Nothing follows the \\ at the end: remove it, or write \\\\ to search for a backslash.",
    ),
    Message(
        "text-empty",
        "这里没有可检索的字符：请在引号中填写内容，或删去引号。",
        "There is no character to search for here: fill the quotes or remove them.",
    ),
    Message(
        "field-empty",
        "“{field}:”后面没有值：冒号后直接写值，中间不留空格；或给它加引号，把它当作文字检索。",
        'No value follows {field}: write it without a space, or quote "{field}:" to search for the text.',
    ),
    Message(
        "field-group",
        "“{field}:”后面只能写一个值：多个值请写成 {field}:甲 OR {field}:乙；值里有括号时请加引号。",
        "{field}: takes one value: write {field}:A OR {field}:B, or quote a value that has parentheses.",
    ),
    Message(
        "period-order",
        "先后颠倒：{low} 晚于 {high}，请交换。",
        "The range is in the wrong order: {low} is later than {high}; swap them.",
    ),
    Message(
        "near-operand",
        "{operator} 只能连接文字、通配词、它们的 OR 组合或另一个距离检索。",
        "{operator} joins text, wildcards, an OR of these, or another NEAR or BEFORE; nothing else.",
    ),
    Message(
        "near-form",
        "“{operator}”的距离应写成数字，如 NEAR/10；若要检索这串文字，请加引号。",
        'The distance in "{operator}" must be a number, as in NEAR/10; quote it to search for the text.',
    ),
    # ---- QueryLimitError
    Message(
        "query-length",
        "检索式超过 {limit} 个字符，请缩短。",
        "The query is longer than {limit} characters; shorten it.",
    ),
    Message(
        "query-clauses",
        "检索式超过 {limit} 个检索项，请减少。",
        "The query has more than {limit} clauses; use fewer.",
    ),
    Message(
        "query-depth",
        "括号嵌套超过 {limit} 层，请简化。",
        "Parentheses are nested deeper than {limit}; simplify the query.",
    ),
    Message(
        "wildcard-fixed",
        "带通配符的检索词至少要有 {limit} 个确定的字符；若要检索“?”或“*”本身，请在前面加“\\”。",
        "A run with ? or * needs {limit} or more fixed characters; write \\? or \\* for the sign itself.",
    ),
    Message(
        "wildcard-width",
        "相连的通配符最多跨 {limit} 个字符，请减少。",
        "Wildcards in a row may span at most {limit} characters; use fewer.",
    ),
    Message(
        "near-distance",
        "{operator} 的距离最大为 {limit} 个字符。",
        "The distance of {operator} is at most {limit} characters.",
    ),
    Message(
        "too-many-pairs",
        "距离检索的组合超过 {limit} 对：请换用更长的词，或缩小距离。",
        "NEAR or BEFORE would compare more than {limit} pairs: use longer words or a smaller distance.",
    ),
    Message("page", "页码从 1 开始。", "Pages are counted from 1."),
    Message("size", "每页篇数应在 1 到 {limit} 之间。", "A page shows between 1 and {limit} articles."),
    Message(
        "window",
        "最多翻到第 {limit} 篇（页码 × 每页篇数）：请缩小检索范围。",
        "Paging ends at article {limit} (page x size): narrow the search.",
    ),
    Message(
        "filters", "筛选条件最多 {limit} 个，请减少。", "At most {limit} filters can be set; remove some."
    ),
    # ---- ChoiceError, FilterError
    Message(
        "mode-unknown",
        "没有检索方式“{value}”：可选 {choices}。",
        'There is no mode "{value}": choose from {choices}.',
    ),
    Message(
        "sort-unknown",
        "没有排序方式“{value}”：可选 {choices}。",
        'There is no sort order "{value}": choose from {choices}.',
    ),
    Message(
        "facet-unknown",
        "没有筛选项“{value}”：可选 {choices}。",
        'There is no facet "{value}": choose from {choices}.',
    ),
    Message("filter-empty", "筛选项 {facet} 的值为空。", "The filter {facet} has no value."),
    Message(
        "value-unknown",
        "筛选项 {facet} 没有值“{value}”。",
        'The facet {facet} has no value "{value}".',
    ),
    Message(
        "period-form",
        "“{value}”不能作 {facet} 的值：写法如 {choices}。",
        '"{value}" is no value of {facet}: write it as in {choices}.',
    ),
    Message(
        "value-ambiguous",
        "“{value}”可指多个值，请改用其中之一：{choices}。",
        '"{value}" can mean several values of {facet}; use one of them: {choices}.',
    ),
)

NOTICES: tuple[Message, ...] = (
    Message(
        "star-dropped",
        "检索词首尾的“*”不起作用，已忽略。",
        "A * at the start or end of a run changes nothing and was left out.",
    ),
    Message(
        "bar-in-run",
        "“|”前后没有空格，按文字检索；作“或”用时请在两边加空格。",
        "A | without spaces around it is searched as a character; add spaces to make it OR.",
    ),
    Message(
        "operator-lower-case",
        "小写的运算符按文字检索；作运算符用时请大写。",
        "An operator in lower case is searched as text; write it in capitals to make it an operator.",
    ),
    Message(
        "wildcard-in-field",
        "字段的值里“?”和“*”按文字理解。",
        "? and * are plain characters inside the value of a field.",
    ),
    Message(
        "quotes-kept",
        "与文字相连的“ ”按文字检索，引号本身也要匹配。",
        "Quotes “ ” that touch other text are searched as characters.",
    ),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell how a part of the query was read; `code` names a row of ``NOTICES``, `span` is in the query."""

    code: str
    span: tuple[int, int]

    def text(self, language: Language) -> str:
        """Return the notice in Chinese (``zh``) or English (``en``)."""
        return say(NOTICES, self.code, language=language, values={})


def say(table: tuple[Message, ...], code: str, *, language: Language, values: Mapping[str, object]) -> str:
    """Return the text of `code` in `language`, values filled in; an unknown code is a KeyError."""
    row = {message.code: message for message in table}[code]
    return (row.zh if language == "zh" else row.en).format_map(values)
