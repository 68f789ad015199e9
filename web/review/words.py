"""What is doubtful about a block, and which rule decided: in words?"""

from web.language import gettext as _

__all__ = ["reason_in_words", "rule_in_words"]


def reason_in_words(reason: str) -> str:
    """Return why a block is doubtful, in the language of the page."""
    words: dict[str, str] = {
        "torn-characters": _("拆散的字"),
        "heading": _("像小标题，不能确定"),
        "title": _("像标题，不能确定"),
        "subtitle": _("像副标题，不能确定"),
        "caption": _("像图注，不能确定"),
        "unplaced": _("放不进原位，不能确定"),
        "fragment": _("句子不完整"),
        "interrupted": _("文章中断后似又接上"),
        "sentence-broken-off": _("句子断了，没有下文"),
        "characters-between-lines": _("行间夹着别的字"),
        "title-missing": _("没有标题"),
        "stray-letters": _("词中夹着别种文字的字母"),
        "one-for-dash": _("“一”或为破折号"),
        "half-width-punctuation": _("中文里的半角标点"),
    }
    return words.get(reason, reason)


def rule_in_words(rule: str) -> str:
    """Return what a rule of the import goes by, "" for one that has no words."""
    words: dict[str, str] = {
        "running-text": _("成句的文字，当作正文"),
        "part-of-a-sentence": _("半句话，当作正文"),
        "end-of-a-sentence": _("接住前一句的末尾，当作正文"),
        "heading-signs": _("综合各种迹象，当作小标题"),
        "short-heading": _("两个字独占一行，当作小标题"),
        "title-signs": _("综合各种迹象，当作标题"),
        "second-title-line": _("紧跟标题的一行，当作副标题"),
        "headline-without-text": _("像标题而没有下文"),
        "caption-signs": _("综合各种迹象，当作图注"),
        "photo-gap": _("说到照片，前后空行，当作图注"),
        "photo-words": _("说到照片，当作图注"),
        "single-character": _("一个字独占一行"),
        "two-characters": _("两个字独占一行"),
        "torn-characters": _("字与字被拆开"),
        "number-alone": _("数字独占一行"),
        "between-the-lines": _("夹在两行正文之间"),
        "interrupted-article-goes-on": _("接着前面中断的文章"),
        "dateline": _("电头之后即是正文"),
        "row": _("表格或 JSONL 的一行"),
        "override": _("校订者的决定"),
        "byline-line": _("独占一行的署名"),
        "byline-brackets": _("括号里的署名"),
        "name-alone": _("人名独占一行"),
        "masthead": _("报头"),
        "sidebar": _("文中的小栏目"),
    }
    return words.get(rule, "")
