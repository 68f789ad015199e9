"""What is known of an article or passage that is cited?

Facts of the original (authors, title, publication, date, page, its own address) and the permanent link here,
of a passage its number too, as its page counts. What the source does not state is left out, never guessed.

Decision: an article is from a newspaper if it names a publication, from a magazine if it names a volume or an
issue too, else from the web; `medium` in its front matter says otherwise.
"""

from dataclasses import dataclass
from datetime import date

from index.labels.record import ArticleRecord
from search.results import ArticleView
from web.citations.names import Cut, Person, each_apart, persons
from web.render import plain

__all__ = ["Citation", "nested", "standing"]


@dataclass(frozen=True, slots=True)
class Citation:
    """What is known of the original, the permanent link ("" for none), and the day it was read.

    Texts are one line each; `number` is 0 for a whole article or where it is not known, `cut` is how words
    are told apart where they are written in Latin letters.
    """

    id: str
    title: str
    authors: tuple[Person, ...]
    medium: str
    publication: str
    published: str
    language: str
    link: str
    read: date
    edition: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    address: str = ""
    file: str = ""
    rights: str = ""
    passage: str = ""
    number: int = 0
    cut: Cut = each_apart

    @classmethod
    def of(
        cls,
        article: ArticleRecord,
        link: str,
        *,
        read: date,
        passage: str = "",
        number: int = 0,
        cut: Cut = each_apart,
    ) -> "Citation":
        """Return the citation of an article's record, or of a passage by id and number (0: not known)."""
        chinese = article.language.startswith("zh")
        title = ("：" if chinese else ": ").join(filter(None, map(plain, (article.title, article.subtitle))))
        publication, source = plain(article.publication), article.source
        more = {name: plain("".join(article.more.get(name, ()))) for name in PLACES}
        return cls(
            id=article.id,
            title=title or article.id,
            authors=persons(filter(None, map(plain, article.authors))),
            medium="".join(article.more.get("medium", ())) or _medium(publication, more),
            publication=publication,
            published=article.published,
            language=article.language,
            link=link,
            read=read,
            **more,
            address=plain(source.url),
            file=plain(source.file),
            rights=plain(source.rights),
            passage=passage,
            number=number,
            cut=cut,
        )

    @classmethod
    def at(cls, view: ArticleView, passage: str, *, site: str, cut: Cut) -> "Citation":
        """Return the citation of an article, or of a passage it has or had; without a site it has no link."""
        number, _, _ = standing(view, passage)
        link = f"{site}/articles/{view.article.id}{'#' if passage else ''}{passage}" if site else ""
        today = date.today()  # noqa: DTZ011 the day at the server
        return cls.of(view.article, link, read=today, passage=passage, number=number, cut=cut)

    @property
    def day(self) -> tuple[str, ...]:
        """Return year, month and day, as many as are known."""
        return tuple(self.published.split("-")) if self.published else ()

    @property
    def chinese(self) -> bool:
        """Tell whether the original is Chinese."""
        return self.language.startswith("zh")

    @property
    def tag(self) -> str:
        """Return the language of the original as programs know it."""
        return "zh-CN" if self.language == "zh" else self.language

    @property
    def key(self) -> str:
        """Return a key that no other article or passage has."""
        return f"{self.id}-{self.passage}" if self.passage else self.id

    @property
    def where(self) -> str:
        """Return the address to be printed: the permanent link, without one that of the original."""
        return self.link or self.address

    @property
    def page(self) -> str:
        """Return the page in the publication: the edition of a newspaper, else pages."""
        return self.edition or self.pages

    def place(self, *, paragraph: str = "par. {}") -> str:
        """Return page and passage, as far as there are."""
        return ", ".join(filter(None, (self.page, paragraph.format(self.number) if self.number else "")))


PLACES = ("edition", "volume", "issue", "pages")  # in a publication


def _medium(publication: str, more: dict[str, str]) -> str:
    if not publication:
        return "web"
    return "magazine" if more["volume"] or more["issue"] else "newspaper"


def standing(view: ArticleView, passage: str) -> tuple[int, str, str]:
    """Return number, kind and text of a passage; of a former one the number is 0, of none all are empty."""
    for number, held in enumerate(view.passages, 1):
        if held.id == passage:
            return number, held.kind, held.text
    former = next((one for one in view.former if one.id == passage), None)
    return (0, former.kind, former.text) if former else (0, "", "")


def nested(text: str) -> str:
    """Return a text as it stands inside quotation marks: “ ” become ‘ ’, and ‘ ’ in pairs “ ”."""
    signs: list[str] = []
    opened = 0
    for sign in text:
        if sign == "‘" or (sign == "’" and opened):
            opened += 1 if sign == "‘" else -1
            signs.append("“" if sign == "‘" else "”")
        else:
            signs.append({"“": "‘", "”": "’"}.get(sign, sign))
    return "".join(signs)
