"""A site for tests: articles written and indexed, their pages read, or served by a thread of the test."""

import threading
from contextlib import contextmanager

from lxml.html import fromstring
from werkzeug.serving import make_server

from index.build.build import build
from index.corpus.articles import Article, Block, write_article
from search import open_engine
from web import create_app

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def write(folder, name, title, *blocks, **facts):
    """Write an article of paragraphs, or of (kind, text) pairs."""
    folder.mkdir(exist_ok=True)
    made = tuple(Block(*one) if isinstance(one, tuple) else Block("paragraph", one) for one in blocks)
    write_article(Article(id=name, title=title, blocks=made, **facts), folder / f"{name}.md")


def indexed(folder):
    """Build the articles of a folder, beside it, and open them."""
    build([folder], folder.parent / "index")
    return open_engine(folder.parent / "index")


def read(client, path, status=200):
    """Return a page as a tree."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return fromstring(answer.get_data(as_text=True))


def reading_room(folder):
    """Index articles of several years, places, types, newspapers and authors, one of them without a date."""
    papers, regions = ("连城日报", "青石晚报"), ("320500", "510000", "511002")
    for number in range(24):
        write(
            folder,
            f"yang-{number:02}",
            f"第{number}篇样文：党员服务队",
            ("heading", f"党员进企业之{number}"),
            f"党员服务队第{number}次下到企业，党员们接诉即办。" * 3,
            "产业链党委每季度碰头一次。",
            ("caption", "服务队的合影"),
            publication=papers[number % 2],
            published=f"{2003 + number % 21}-03-{number + 1:02}" if number else "",
            authors=(f"记者{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",),
            regions=(regions[number % 3],),
            initiatives=("party-building",) if number % 2 else ("economy",),
        )
    return indexed(folder)


def follow(link):
    """Click a link or button, and wait until its page is whole: a click waits for the first part only."""
    with link.page.expect_navigation():
        link.click()


@contextmanager
def served(engine, desk=None):
    """Serve the pages of an engine, of a review too where there is a desk; the address of the site."""
    server = make_server("127.0.0.1", 0, create_app(engine, desk=desk), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
