"""Is doubtful text decided by those who may, and does an article stand beside its source?"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from click.testing import CliRunner
from lxml import html as lxml_html

from index.build.build import build
from index.corpus.articles import Article, Block, Source, write_article
from index.intake.corpus import Corpus as IntakeCorpus
from index.intake.importing import import_sources
from index.intake.review import doubts
from search import open_engine
from web import create_app
from web.cli.commands import main
from web.review.desk import Desk
from web.security import HEADERS

RAW = (
    "青石县： 组织先行 难题共解\r\n\r\n■记者 记者甲\r\n\r\n"
    "近日，青石县把支部 建到车间，职工们有事就在班前会上提，提了\r\n\r\n\r\n\r\n"
    "志愿者在服务点登记。\r\n\r\n就有人接着办，一年办好难事9件。\r\n\r\n"
    "职工乙说，这里的会客厅天天开门。\r\n\r\n力\r\n\r\n重\r\n\r\n项\r\n\r\n"
    "本报讯 近日，山前区晾出三张清单，群众看得见变化。 记者乙\r\n"
)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
TOKEN = "一个够长的令牌，只有校订的人知道"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


class Corpus:
    """An imported corpus, its index, and the site over it."""

    def __init__(self, folder, raw=RAW):
        self.raw = folder / "raw.txt"
        self.raw.write_bytes(raw.encode())
        self.folder, self.index = folder / "articles", folder / "index"
        self.outcome = self.again()
        build([self.folder], self.index)
        self.engine = open_engine(self.index)

    def again(self):
        return next(import_sources([(self.raw, "raw.txt")], self.folder))

    def client(self, token="", *, desk=True):
        made = Desk(self.folder, token=token) if desk else None
        return create_app(self.engine, desk=made).test_client()


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """Import and index once, for tests that change nothing."""
    return Corpus(tmp_path_factory.mktemp("standing"))


@pytest.fixture
def corpus(tmp_path):
    return Corpus(tmp_path)


def tree_of(response):
    return lxml_html.document_fromstring(response.get_data())


def form_of(tree, action, *, number=0):
    """Return the fields that a button of this name sends, as a browser would."""
    button = tree.xpath(f"//form/button[normalize-space()='{action}']")[number]
    sent = {button.get("name"): button.get("value")} if button.get("name") else {}
    return dict(button.getparent().form_values()) | sent


def overrides(corpus):
    path = corpus.folder / "overrides.yaml"
    return yaml.safe_load(path.read_text("utf-8"))["choices"] if path.exists() else []


# ---------------------------------------------------------------- who may


def test_there_is_no_review_unless_it_is_asked_for(standing):
    client = standing.client(desk=False)
    assert client.get("/review").status_code == 404
    assert client.post("/review").status_code == 404


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_review(standing, address):
    response = standing.client().get("/review", environ_overrides={"REMOTE_ADDR": address})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "::2", "", "localhost"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_no_other_machine_may_without_the_token(standing, address, token):
    client = standing.client(token)
    for given in ("", "?token=", "?token=wrong", "?token=%ff"):
        for method in (client.get, client.post):
            there = method(f"/review{given}", environ_overrides={"REMOTE_ADDR": address})
            assert there.status_code == 403
    assert not overrides(standing)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_a_proxy_passes_on_is_not_of_this_machine(standing, header):
    assert standing.client().get("/review", headers={header: "203.0.113.9"}).status_code == 403


def test_the_token_opens_the_review_and_goes_along(corpus):
    client = corpus.client(TOKEN)
    tree = tree_of(client.get("/review", query_string={"token": TOKEN}, environ_overrides=ELSEWHERE))
    form = form_of(tree, "无误")
    assert form["token"] == TOKEN
    response = client.post("/review", data=form, environ_overrides=ELSEWHERE)
    assert response.status_code == 303
    assert dict(parse_qsl(urlsplit(response.location).query))["token"] == TOKEN
    assert len(overrides(corpus)) == 1


# ---------------------------------------------------------------- the list


def test_doubts_are_listed_worst_first_with_what_stands_around_them(standing):
    items = doubts(standing.folder)
    tree = tree_of(standing.client().get("/review"))
    shown = tree.xpath("//section[@class='doubt']")
    assert len(shown) == len(items) > 1
    for section, item in zip(shown, items, strict=True):
        around = section.xpath("p[@class='around']")[0].text_content()
        assert around.split() == (item.before + item.source + item.after).split()
        assert section.xpath("p/mark")[0].text_content().split() == item.source.split()
        assert "\n\n" not in section.xpath("p[@class='around']")[0].text_content()
        assert f"{round(item.doubt.confidence * 100)}%" in section.xpath("h2")[0].text_content()


def test_no_reason_is_shown_as_a_bare_identifier(standing):
    headings = tree_of(standing.client().get("/review")).xpath("//section[@class='doubt']/h2/text()")
    assert headings
    for heading in headings:
        assert not re.search("[a-z]", heading)


def test_an_item_leads_to_where_it_stands_and_has_one_form(standing):
    client = standing.client()
    sections = tree_of(client.get("/review")).xpath("//section[@class='doubt']")
    landed = 0
    for section, item in zip(sections, doubts(standing.folder), strict=True):
        assert len(section.xpath(".//form")) == 1
        address = urlsplit(section.xpath("p[@class='about']/a/@href")[0])
        assert address.path == f"/articles/{item.doubt.article}"
        there = tree_of(client.get(address.path))
        if address.fragment:
            landed += 1
            words = "".join(item.doubt.text.split())
            assert words in "".join(there.get_element_by_id(address.fragment).text_content().split())
        rule = section.xpath("details[@class='rule']")[0]
        assert rule.xpath(".//code")[0].text == item.doubt.rule
        assert re.search("[\u4e00-\u9fff]{4}", rule.xpath("p")[0].text)
        rule.drop_tree()
        assert item.doubt.rule not in section.text_content()
    assert landed


def test_no_search_box_stands_before_the_review(standing):
    assert not tree_of(standing.client().get("/review")).xpath("//input[@id='q']")


def test_a_long_list_is_cut_into_pages(tmp_path):
    raw = "".join(
        f"青石县： 第{n}件事 有了着落\n\n近日，职工们提的第{n}件事абв办好了，提了\n\n" for n in range(45)
    )
    client = Corpus(tmp_path, raw).client()
    seen, address = 0, "/review"
    while address:
        tree = tree_of(client.get(address))
        rows = tree.xpath("//section[@class='doubt']")
        assert 0 < len(rows) <= 20
        seen += len(rows)
        address = next(iter(tree.xpath("//nav[@class='pages']/a[text()='下一页']/@href")), "")
    assert seen == len(doubts(tmp_path / "articles")) > 20
    assert client.get("/review?page=99999").status_code == 200


def test_the_page_speaks_english(standing):
    tree = tree_of(standing.client().get("/review?lang=en"))
    for element in tree.xpath("//*[@lang='zh'] | //code | //bdi | //*[@hreflang]"):
        element.drop_tree()
    assert not re.search("[\u4e00-\u9fff]", tree.xpath("//main")[0].text_content())
    assert tree.xpath("//form[@method='post']/@action")[0] == "/review?lang=en"
    assert "1 item" not in tree.xpath("//h1")[0].text_content()


# ---------------------------------------------------------------- choices


def choices_of(corpus, button, **details):
    client = corpus.client()
    response = client.post("/review", data=form_of(tree_of(client.get("/review")), button) | details)
    return client, response


@pytest.mark.parametrize(
    ("button", "details", "written"),
    [
        ("无误", {}, {"do": "accept"}),
        ("照办", {"choice": "relabel:furniture"}, {"do": "relabel", "role": "furniture"}),
        ("照办", {"choice": "split:block", "at": "0"}, {"do": "split", "what": "block", "at": "0"}),
        ("照办", {"choice": "split:article", "at": "7"}, {"do": "split", "what": "article"}),
        ("照办", {"choice": "join:block"}, {"do": "join", "what": "block"}),
        ("照办", {"choice": "move:{other}"}, {"do": "move"}),
    ],
)
def test_a_choice_is_written_and_survives_a_new_import(corpus, button, details, written):
    worst = doubts(corpus.folder)[0]
    other = next(name for name in corpus.outcome.articles if name != worst.doubt.article)
    given = {name: value.format(other=other) for name, value in details.items()}
    client, response = choices_of(corpus, button, **given)
    assert response.status_code == 303
    (choice,) = overrides(corpus)
    assert (choice["source"], choice["block"]) == ("raw.txt", worst.doubt.block)
    assert choice.items() >= written.items()
    assert ("at" in choice) == ("at" in written)
    assert all(item.doubt.block != worst.doubt.block for item in doubts(corpus.folder))
    assert corpus.again().state == "unchanged"
    assert overrides(corpus) == [choice]
    told = tree_of(client.get(response.location)).xpath("//p[@class='notice']")[0]
    assert told.xpath("code")[0].text == f"jiansuo index --articles {corpus.folder}"


def test_a_choice_about_an_edited_article_is_kept_for_later(corpus):
    path = corpus.folder / f"{corpus.outcome.articles[0]}.md"
    path.write_text(path.read_text("utf-8").replace("9件", "十件"), "utf-8")
    client, response = choices_of(corpus, "无误")
    assert "下次导入" in tree_of(client.get(response.location)).xpath("//p[@class='notice']")[0].text
    assert len(overrides(corpus)) == 1


def test_a_choice_waits_for_no_import_and_is_kept(corpus):
    with IntakeCorpus(corpus.folder).locked():
        _, response = choices_of(corpus, "无误")
    assert response.status_code == 409
    assert "另有导入" in tree_of(response).xpath("//p[@class='notice']")[0].text
    assert len(overrides(corpus)) == 1


def test_choices_sent_at_once_are_all_written(corpus):
    desk = Desk(corpus.folder)
    app = create_app(corpus.engine, desk=desk)
    forms = [form_of(tree_of(app.test_client().get("/review")), "无误", number=n) for n in (0, 1)]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda form: app.test_client().post("/review", data=form), forms))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(overrides(corpus)) == 2


@pytest.mark.parametrize(
    ("button", "details"),
    [
        ("无误", {"form": ""}),
        ("无误", {"form": "x.y.z"}),
        ("照办", {}),
        ("照办", {"choice": "relabel:blank"}),
        ("照办", {"choice": f"relabel:{HOSTILE}"}),
        ("照办", {"choice": "move:../../etc/passwd"}),
        ("照办", {"choice": "split:block", "at": "-1"}),
        ("照办", {"choice": "join:"}),
        ("照办", {"choice": "burn:block"}),
    ],
)
def test_a_form_that_is_not_ours_or_not_whole_changes_nothing(standing, button, details):
    _, response = choices_of(standing, button, **details)
    assert response.status_code == 400
    assert tree_of(response).xpath("//p[@class='message']")
    assert not overrides(standing)


def test_a_form_needs_its_signature(standing):
    client = standing.client()
    assert client.post("/review", data={"do": "accept"}).status_code == 400
    other = form_of(tree_of(standing.client().get("/review")), "无误")
    assert client.post("/review", data=other).status_code == 400, "signed with the secret of another server"


def test_workers_know_the_forms_of_each_other(corpus):
    desk = Desk(corpus.folder)
    one, two = (create_app(corpus.engine, desk=desk).test_client() for _ in range(2))
    form = form_of(tree_of(one.get("/review")), "无误")
    assert two.post("/review", data=form).status_code == 303


def test_only_the_review_takes_a_form(standing):
    client = standing.client()
    for address in ("/", "/search", f"/articles/{standing.outcome.articles[0]}", "/api/v1/search"):
        assert client.post(address).status_code == 405
    assert client.put("/review").status_code == 405


def test_hostile_text_is_inert(tmp_path):
    raw = RAW.replace("力\r\n\r\n重\r\n\r\n项", f"提了{HOSTILE}абв").replace("难题共解", f"难题共解{HOSTILE}")
    corpus = Corpus(tmp_path, raw)
    client = corpus.client(TOKEN)
    addresses = ["/review", f"/review?token={HOSTILE}&done={HOSTILE}&page={HOSTILE}"]
    addresses += [f"/articles/{name}?view=source&q=近日" for name in corpus.outcome.articles]
    for address in addresses:
        tree = tree_of(client.get(address))
        assert not tree.xpath(
            "//img | //script[normalize-space()][not(@type='application/ld+json')] | //@onerror | //@style"
        )
    assert "alert(1)" in tree_of(client.get("/review")).text_content()


# ---------------------------------------------------------------- as in the source


def test_the_source_stands_beside_the_article_with_hits_marked_in_both(standing):
    name = standing.outcome.articles[0]
    client = standing.client(desk=False)
    plain = tree_of(client.get(f"/articles/{name}?q=支部建到"))
    assert not plain.xpath("//div[@class='source']")
    (link,) = plain.xpath("//a[text()='对照原文']/@href")
    tree = tree_of(client.get(link))
    passage = tree.xpath("//div[@class='pair']/p[.//mark]")[0]
    assert [mark.text_content() for mark in passage.xpath(".//mark")] == ["支部建到"]
    assert [mark.text_content() for mark in passage.getnext().xpath(".//mark")] == ["支部 建到"]
    shown = "".join(tree.xpath("//div[@class='source']")[0].text_content().split())
    assert "组织先行难题共解" in shown
    assert "署名■记者记者甲" in shown


def test_what_a_repair_took_out_is_marked_in_the_source(standing):
    name = standing.outcome.articles[0]
    tree = tree_of(standing.client(desk=False).get(f"/articles/{name}?view=source"))
    removed = tree.xpath("//div[@class='pair']//del")
    assert [(one.get("class"), one.text_content()) for one in removed] == [("space", " ")]
    assert removed[0].xpath("preceding-sibling::text()")[-1].endswith("把支部")


def test_all_of_an_article_s_source_is_shown(standing):
    name = standing.outcome.articles[0]
    tree = tree_of(standing.client(desk=False).get(f"/articles/{name}?view=source"))
    shown = "".join(part.text_content() for part in tree.xpath("//span[@class='raw']"))
    expected = RAW.partition("本报讯")[0]
    assert sorted("".join(shown.split())) == sorted("".join(expected.split()))


def test_a_hit_across_a_caption_is_marked_on_both_sides_of_it(standing):
    name = standing.outcome.articles[0]
    tree = tree_of(standing.client(desk=False).get(f"/articles/{name}?view=source&q=提了就有"))
    marks = [mark.text_content() for mark in tree.xpath("//div[@class='source']//mark")]
    assert marks == ["提了", "就有"]


def test_an_edited_article_says_that_it_cannot_be_compared(corpus):
    name = corpus.outcome.articles[0]
    path = corpus.folder / f"{name}.md"
    path.write_text(path.read_text("utf-8").replace("9件", "十件"), "utf-8")
    tree = tree_of(corpus.client(desk=False).get(f"/articles/{name}?view=source"))
    assert not tree.xpath("//div[@class='source']")
    assert "改动过" in tree.xpath("//p[@class='notice'][not(@hidden)]")[0].text


def test_an_article_without_a_ledger_has_no_source_view(bundled):
    client = create_app(bundled).test_client()
    plain, viewed = (tree_of(client.get(f"/articles/meishan{more}")) for more in ("", "?view=source"))
    for tree in (plain, viewed):
        assert not tree.xpath("//a[text()='对照原文'] | //div[@class='source']")


def test_a_written_article_beside_imported_ones_has_no_source_view(corpus):
    source = Source(file="raw.txt", sha256="0" * 64)
    article = Article(id="own", title="自己写的文章", source=source, blocks=(Block("paragraph", "近日。"),))
    write_article(article, corpus.folder / "own.md")
    build([corpus.folder], corpus.index)
    client = create_app(open_engine(corpus.index)).test_client()
    assert not tree_of(client.get("/articles/own?view=source")).xpath(
        "//a[text()='对照原文' or text()='只看正文']"
    )
    assert tree_of(client.get(f"/articles/{corpus.outcome.articles[0]}")).xpath("//a[text()='对照原文']")


def test_the_source_view_is_not_kept_while_its_ledger_may_change(standing):
    response = standing.client(desk=False).get(f"/articles/{standing.outcome.articles[0]}?view=source")
    assert "ETag" not in response.headers


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--review"], "--articles DIR"),
        (["--review", "--articles", "."], "has no ledger"),
        (["--articles", "."], "give both"),
        (["--review", "--articles", "{}", "--review-token", "short"], "16 characters"),
    ],
)
def test_serve_says_what_the_review_needs(standing, arguments, message):
    given = [one.format(standing.folder) for one in arguments]
    result = CliRunner().invoke(main, ["serve", *given], catch_exceptions=False)
    assert result.exit_code == 2
    assert message in result.output


def test_a_desk_shows_neither_token_nor_secret():
    desk = Desk(Path("articles"), token=TOKEN)
    assert TOKEN not in repr(desk)
    assert desk.secret not in repr(desk)
