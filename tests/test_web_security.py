"""Does nothing that anybody sends or writes run, break a page or show what it should not?"""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from strategies import hostile_text, query_soup

from index.build.build import build
from index.corpus.articles import Article, Block, Source, write_article
from index.errors import IndexDamaged
from search import Engine, open_engine
from search.query.fields import FACET_NAMES
from web import create_app
from web.security import HEADERS

ADDRESSES = [
    "/",
    "/search?q=党建",
    "/search?q=(党",
    "/search/region?q=党",
    "/articles/meishan?q=企业",
    "/articles/meishan.ris",
    "/articles/nowhere",
    "/browse/types",
    "/help",
    "/about",
    "/api",
    "/robots.txt",
    "/feed.atom?q=党建",
    "/sitemap.xml",
    "/opensearch.xml",
    "/suggest?q=党",
    "/unapi?id=meishan&format=ris",
    "/static/jiansuo.css",
    "/static/jiansuo.js",
    "/nowhere",
    "/api/v1/search?q=党建",
    "/api/nowhere",
]
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt;&#x3c;i&#x3e;",
    "\u202e反写\u202c\u2066隔\u2069",
    "甲\u200b乙\ufeff",
]
TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "footer", "nav", "main", "aside"),
    *("section", "article", "h1", "h2", "h3", "h4", "p", "div", "span", "ul", "ol", "li", "dl", "dt", "dd"),
    *("form", "label", "input", "button", "fieldset", "legend", "details", "summary", "a", "mark", "b", "i"),
    *("br", "bdi", "code", "kbd", "del", "ins", "sub", "table", "thead", "tbody", "tr", "th", "td", "abbr"),
}


@pytest.fixture(scope="module")
def app(bundled):
    return create_app(bundled)


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Serve articles that carry hostile text wherever text can stand."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "articles").mkdir()
    for number, text in enumerate(PAYLOADS):
        article = Article(
            id=f"bad-{number}",
            title=f"样文{text}",
            subtitle=text,
            publication=text,
            authors=(text,),
            source=Source(file=text, url=text, rights=text),
            blocks=(Block("heading", text), Block("paragraph", f"样文一段 {text}"), Block("caption", text)),
        )
        write_article(article, folder / "articles" / f"bad-{number}.md")
    build([folder / "articles"], folder / "index")
    return create_app(open_engine(folder / "index")).test_client()


def assert_inert(raw):
    tree = lxml_html.document_fromstring(raw.decode())
    for element in tree.iter(lxml_html.etree.Element):
        assert element.tag in TAGS, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in ("href", "src", "action"):
                assert re.match(r"(/|#|https?://)", value), value
        if element.get("type") == "application/ld+json":  # data, which no policy lets run
            assert isinstance(json.loads(element.text), dict)
            assert not re.search("[<>&]", element.text)
            continue
        assert element.tag != "script" or not (element.text or "").strip()
    return tree


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client, address):
    with client.get(address) as response:
        headers = response.headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in headers


def test_the_policy_allows_nothing_inline_and_no_other_host():
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(policy.values()) == {"'none'", "'self'"}


def test_secure_transport_is_asked_for_where_it_is_used(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers


@pytest.mark.parametrize("address", [address for address in ADDRESSES if not address.startswith("/api")])
def test_pages_have_no_inline_script_or_style(client, address):
    with client.get(address) as response:
        if response.mimetype == "text/html":
            assert_inert(response.get_data())


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "where", ["q={}", "q=党&region={}", "q=党&author={}", "q=党&sort={}", "q=党&lang={}", "q=党&{}=1"]
)
def test_hostile_arguments_are_inert(client, payload, where):
    for path in ("/search", "/articles/meishan", "/search/author"):
        response = client.get(f"{path}?{where.format(quote(payload))}")
        assert response.status_code in (200, 400)
        assert_inert(response.get_data())


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_hostile_articles_are_inert(hostile, number):
    for path in (
        f"/articles/bad-{number}?q=样文",
        "/search?q=样文",
        "/search?author=none",
        "/",
        "/search/author?q=样文",
    ):
        response = hostile.get(path)
        assert response.status_code == 200
        tree = assert_inert(response.get_data())
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", tree.findtext(".//title"))
    page = lxml_html.document_fromstring(hostile.get(f"/articles/bad-{number}").get_data())
    assert PAYLOADS[number] in page.xpath("//main")[0].text_content()


def test_direction_marks_are_confined_to_their_own_element(hostile):
    tree = lxml_html.document_fromstring(hostile.get("/search?q=反写").get_data())
    for element in tree.iter(lxml_html.etree.Element):
        if "\u202e" in (element.text or "") + (element.tail or ""):
            holder = element.getparent() if "\u202e" in (element.tail or "") else element
            around = [holder, *holder.iterancestors()]
            assert any(one.tag == "bdi" or one.get("dir") == "auto" or one.tag == "td" for one in around)


def addresses():
    text = query_soup(8) | hostile_text(20)
    names = st.sampled_from(
        ["q", "mode", "sort", "page", "size", "lang", "passage", "style", "id", "format", *FACET_NAMES]
    )
    pairs = st.lists(st.tuples(names, text | st.sampled_from(["党", "510000", "exact", "2"])), max_size=4)
    paths = st.sampled_from(
        [
            "/",
            "/search",
            "/search/region",
            "/articles/meishan",
            "/articles/meishan.bib",
            "/browse/types",
            "/help",
            "/feed.atom",
            "/suggest",
            "/unapi",
        ]
    ) | text.map(lambda name: f"/articles/{quote(name, safe='', errors='surrogatepass')}")
    return st.tuples(paths, pairs)


@pytest.mark.slow
@settings(max_examples=300)
@given(addresses())
def test_no_address_is_answered_with_a_server_error(client, address):
    path, pairs = address
    query = "&".join(f"{name}={quote(value, safe='', errors='surrogatepass')}" for name, value in pairs)
    response = client.get(f"{path}?{query}")
    assert response.status_code < 500
    if response.mimetype == "text/html":
        assert_inert(response.get_data())
        assert b"\0" not in response.get_data()


@settings(max_examples=100)
@given(hostile_text(60))
def test_no_path_is_answered_with_a_server_error(client, path):
    raw = f"/{path}".encode("utf-8", "surrogatepass").decode("latin-1")
    response = client.open("/", environ_overrides={"PATH_INFO": raw})
    assert response.status_code < 500
    assert re.match(r"/(?![/\\])|http://localhost/", response.headers.get("Location", "/"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_can_be_written(client, method):
    response = client.open("/search?q=党", method=method, data=b"x" * 20_000)
    assert response.status_code in (405, 413)


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/%2f%2fevil.example/"])
def test_no_link_leads_to_a_host_that_the_address_names(client, path):
    response = client.open("/", environ_overrides={"PATH_INFO": path.replace("%2f", "/")})
    assert "Location" not in response.headers
    tree = lxml_html.document_fromstring(response.get_data())
    assert [href for href in tree.xpath("//@href") if href.startswith(("//", "/\\", "http"))] == []


def test_only_trusted_hosts_are_answered(bundled):
    client = create_app(bundled, trusted_hosts=["jiansuo.example"]).test_client()
    assert client.get("/", base_url="http://jiansuo.example").status_code == 200
    for path in ("/", "/articles/meishan", "/api/v1/search?q=党"):
        refused = client.get(path, base_url="http://evil.example")
        assert refused.status_code == 400
        assert "evil.example" not in refused.text


def test_the_host_of_a_permanent_link_is_the_site(bundled):
    client = create_app(bundled, site="https://jiansuo.example").test_client()
    page = client.get("/articles/meishan", base_url="http://evil.example").text
    assert "evil.example" not in page
    assert "https://jiansuo.example/articles/meishan" in page


class Broken:
    """A backend whose index cannot be used."""

    location, verified, fault = "/secret/place", "", None

    def __init__(self, error):
        self.error = error

    def view(self):
        raise self.error


@pytest.mark.parametrize("path", ["/", "/search?q=党", "/articles/meishan", "/about"])
def test_an_index_that_cannot_be_used_is_503_without_paths(path, caplog):
    client = create_app(Engine(Broken(IndexDamaged("/secret/place/catalog.cols is damaged")))).test_client()
    response = client.get(path)
    assert response.status_code == 503
    assert "secret" not in response.text
    assert "/secret/place/catalog.cols" in caplog.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_fault_of_the_server_shows_no_trace(bundled, monkeypatch):
    app = create_app(bundled)
    monkeypatch.setitem(app.view_functions, "pages.guide", lambda: 1 / 0)
    response = app.test_client().get("/help")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.text
    assert "Traceback" not in response.text


def test_text_no_page_can_carry_is_replaced(app):
    from web.render import page

    with app.test_request_context("/"):
        response = page("error.html", 404, message="甲\ud800乙\0丙", position=None)
    assert "甲\ufffd乙\ufffd丙" in response.get_data(as_text=True)
