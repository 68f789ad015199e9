"""Do answers travel in the encoding asked for, and static files under names that last?"""

import gzip

import brotli
import pytest
import zstandard
from lxml import html as lxml_html

from web import create_app
from web.delivery.assets import Assets, assets
from web.delivery.encoding import LEAST

DECODED = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data),
}
ANSWERS = ["/search?q=党建", "/articles/meishan", "/api/v1/search?q=党建", "/help", "/nowhere-" + "长" * 9]
WIRE = 12_000  # bytes of a page of results


@pytest.fixture(scope="module")
def client(bundled):
    return create_app(bundled).test_client()


def ask(client, address, encodings="", **headers):
    more = {"Accept-Encoding": encodings} if encodings else {}
    return client.get(address, headers={**more, **headers})


@pytest.mark.parametrize("encoding", DECODED)
@pytest.mark.parametrize("address", ANSWERS)
def test_an_encoded_answer_says_what_the_plain_one_says(client, address, encoding):
    plain, encoded = ask(client, address), ask(client, address, encoding)
    assert "Content-Encoding" not in plain.headers
    assert encoded.headers["Content-Encoding"] == encoding
    assert DECODED[encoding](encoded.data) == plain.data
    assert len(encoded.data) < len(plain.data) * 0.6
    for answer in (plain, encoded):
        assert "Accept-Encoding" in answer.vary
        assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("zstd;q=0, *", "br"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("deflate", None),
        ("gzip;q=nonsense", None),
        (";,=", None),
    ],
)
def test_the_encoding_is_the_one_the_reader_likes_best(client, header, expected):
    assert ask(client, "/help", header).headers.get("Content-Encoding") == expected


@pytest.mark.parametrize("address", ANSWERS[:4])
def test_a_tag_is_that_of_one_encoding(client, address):
    tags = {name: ask(client, address, name).headers["ETag"] for name in ("identity", *DECODED)}
    assert len({*tags.values()}) == len(tags)
    for name, tag in tags.items():
        for other, expected in tags.items():
            answer = ask(client, address, other, **{"If-None-Match": tag})
            assert answer.status_code == (304 if other == name else 200)
            assert "Accept-Encoding" in answer.vary
            assert answer.headers["ETag"] == expected


@pytest.mark.parametrize("address", [*ANSWERS, "/static/jiansuo.css"])
def test_head_says_what_get_would_send(client, address):
    for encoding in ("identity", *DECODED):
        headers = {"Accept-Encoding": encoding}
        head, get = client.head(address, headers=headers), client.get(address, headers=headers)
        assert (head.status_code, head.data) == (get.status_code, b"")
        assert dict(head.headers) == dict(get.headers)


def test_a_small_answer_travels_as_it_is(client):
    answer = ask(client, "/robots.txt", "gzip")
    assert len(answer.data) < LEAST
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("encoding", DECODED)
def test_a_page_of_results_is_light(client, encoding):
    assert len(ask(client, "/search?q=企业", encoding).data) < WIRE


def loaded(client):
    tree = lxml_html.document_fromstring(client.get("/").data)
    return [*tree.xpath("//head/link[@rel='stylesheet' or @rel='icon']/@href"), *tree.xpath("//script/@src")]


def test_what_a_page_loads_is_kept_for_ever_under_the_hash_in_its_name(client):
    addresses = loaded(client)
    assert len(addresses) == 3
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        stem, digest, ending = address.rsplit(".", 2)
        other = client.get(f"{stem}.{digest[::-1]}.{ending}")
        assert (other.status_code, other.headers["Cache-Control"]) == (404, "no-store")
        plain = client.get(f"{stem}.{ending}")
        assert plain.data == answer.data
        assert "immutable" not in plain.headers["Cache-Control"]


@pytest.mark.parametrize("encoding", DECODED)
def test_a_static_file_is_encoded_too(client, encoding):
    for address in loaded(client):
        plain, encoded = ask(client, address), ask(client, address, encoding)
        assert DECODED[encoding](encoded.data) == plain.data
        assert encoded.headers["ETag"] != plain.headers["ETag"]
        again = ask(client, address, encoding, **{"If-None-Match": encoded.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_name_changes_with_the_bytes_of_its_file_alone(tmp_path):
    for name, text in (("one.css", "p { color: red; }"), ("two.js", "1;")):
        (tmp_path / name).write_text(text, "utf-8")
    before = Assets.of(tmp_path)
    (tmp_path / "one.css").write_text("p { color: blue; }", "utf-8")
    after = Assets.of(tmp_path)
    assert before.addresses["one.css"] != after.addresses["one.css"]
    assert before.addresses["two.js"] == after.addresses["two.js"]
    assert before.digest != after.digest
    assert assets() is assets()
