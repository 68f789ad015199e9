"""Do the rules find what they say, where they say, and does the taxonomy refuse what it cannot use?"""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strategies import hostile_text

from index.errors import TaxonomyError
from index.labels.initiatives import evidence, tag
from index.labels.rules import Rule, RuleBook, readable
from index.labels.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()
ANY_PIECE = st.sampled_from(
    [phrase for each in TAXONOMY.types for rule in each.rules for group in rule.groups for phrase in group]
)


def types_of(title="", *paragraphs):
    return {label.id for label in tag(TAXONOMY, title, [("paragraph", text) for text in paragraphs])}


# ---------------------------------------------------------------- one rule in one sentence


def held(rule, sentence):
    """Return what a rule matches of a readable sentence, None where it does not hold."""
    book = RuleBook([[rule]])
    found = [span for _, _, span in book.holding(book.find(sentence))]
    return sentence[slice(*found[0])] if found else None


def a_rule(*groups, excluded=(), within=1000):
    return Rule("x.y", groups, 1.0, excluded, within)


@pytest.mark.parametrize(
    ("rule", "sentence", "matched"),
    [
        (a_rule(("链长制",)), "甲县推行链长制。", "链长制"),
        (a_rule(("链长", "链长制")), "甲县推行链长制，链长到位。", "链长制"),
        (a_rule(("链长制",)), "甲县另有安排。", None),
        (a_rule(("审批",), ("时限", "环节")), "审批少了两个环节。", "审批少了两个环节"),
        (a_rule(("审批",), ("时限",)), "时限短了，审批快了。", "时限短了，审批"),
        (a_rule(("审批",), ("时限",)), "审批快了。", None),
        (a_rule(("党员",), ("带头",), within=6), "党员在车间处处带头。", None),
        (a_rule(("党员",), ("带头",), within=9), "党员在车间处处带头。", "党员在车间处处带头"),
        (a_rule(("党员",), ("带头",)), "党员很多，每个党员带头，带头有方。", "党员带头"),
        (a_rule(("人才",), excluded=("人才市场",)), "人才市场开门。", None),
        (a_rule(("人才",), excluded=("人才市场",)), "人才住进公寓。", "人才"),
    ],
)
def test_a_rule_matches_the_narrowest_place_its_words_allow(rule, sentence, matched):
    assert held(rule, sentence) == matched


def test_quotation_marks_width_and_spaces_do_not_hide_a_phrase():
    text, offsets = readable("“两 新”组织 ＡＩ")
    assert text == "两新组织ai"
    assert len(offsets) == len(text)
    assert [("“两 新”组织 ＡＩ")[offset] for offset in offsets[:4]] == ["两", "新", "组", "织"]


# ---------------------------------------------------------------- the bundled rules


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("甲园区成立新材料产业链党委。", "chain-party-committee"),
        ("甲县向两百家民营企业派去党建指导员。", "party-instructors"),
        ("车间设有党员先锋岗。", "party-vanguard"),
        ("全县非公企业建立党组织九十个。", "new-organisation-coverage"),
        ("园区打造十个党建品牌。", "party-brand"),
        ("红色管家替企业跑手续。", "chain-steward"),
        ("甲市推行链长制。", "chain-steward"),
        ("企业可在大厅一次办成。", "approval-reform"),
        ("银行发放贷款三亿元，另授信5亿元。", "finance-support"),
        ("甲区推进数据共享。", "digital-government"),
        ("窗口协助企业信用修复。", "credit-building"),
        ("甲县抓好乡村振兴。", "specialty-agriculture"),
        ("古镇推动文旅融合。", "culture-tourism"),
        ("学校与工厂产教融合。", "industry-education"),
        ("街道创新基层治理。", "grassroots-governance"),
        ("热线交给专班接诉即办。", "complaint-response"),
        ("干部年终述职。", "cadre-supervision"),
        ("甲县办好十件民生实事。", "livelihood"),
        ("园区建成零碳园区。", "green-development"),
    ],
)
def test_a_sentence_that_names_an_initiative_is_enough(sentence, expected):
    assert expected in types_of("", sentence)


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("人才市场周末照常营业。", "talent"),
        ("博物馆周一闭馆。", "culture-tourism"),
        ("厂里有一名流动党员。", "party-education"),
        ("甲县离省城六十公里。", "grassroots-governance"),
        ("老王是一家企业的会计。", "enterprise-services"),
    ],
)
def test_a_passing_mention_is_not_enough(sentence, absent):
    assert absent not in types_of("", sentence)


def test_the_title_weighs_more_than_the_heading_and_the_heading_more_than_the_text():
    def confidence(title, kind):
        labels = tag(TAXONOMY, title, [("paragraph", "甲县简况。"), (kind, "甲县推行链长制")])
        return {label.id: label.confidence for label in labels}["chain-steward"]

    in_text, in_heading = confidence("甲县", "paragraph"), confidence("甲县", "heading")
    in_title = {label.id: label.confidence for label in tag(TAXONOMY, "甲县推行链长制", [])}["chain-steward"]
    assert in_text < in_heading < in_title < 1


def test_a_rule_repeated_all_over_an_article_counts_twice_at_most():
    lead = ("paragraph", "甲县简况。")
    twice, often = (tag(TAXONOMY, "", [lead, *[("paragraph", "甲县推行链长制。")] * n]) for n in (2, 40))
    assert [label.confidence for label in twice] == [label.confidence for label in often]


def test_text_on_the_unplaced_shelf_proves_nothing():
    assert tag(TAXONOMY, "", [("unplaced", "甲园区成立新材料产业链党委。")]) == ()


def test_labels_name_rule_sentence_and_span_exactly():
    first, second = "甲县  推进改革。", "乙县推行“链　长制”，很快。丙县观望。"
    (label,) = tag(TAXONOMY, "简讯", [("paragraph", first), ("paragraph", second)])
    assert (label.id, label.rule, label.passage) == ("chain-steward", "chain-steward.chain-leader", 1)
    assert second[slice(*label.sentence)] == "乙县推行“链　长制”，很快。"
    assert second[label.start : label.end] == "链　长制"
    assert label.confidence == 0.5


def test_the_title_is_passage_minus_one():
    (label,) = tag(TAXONOMY, "甲县推行链长制", [])
    assert (label.passage, label.sentence, label.start, label.end) == (-1, (0, 7), 4, 7)


def test_the_surest_label_comes_first():
    labels = tag(TAXONOMY, "甲县推行链长制", [("paragraph", "甲县抓好乡村振兴。")])
    assert [label.id for label in labels] == ["chain-steward", "specialty-agriculture"]


def test_evidence_shows_also_what_was_too_little_to_propose():
    passages = [("paragraph", "甲县简况。"), ("paragraph", "博物馆免费开放。")]
    assert tag(TAXONOMY, "", passages) == ()
    (seen,) = evidence(TAXONOMY, "", passages)
    assert (seen.id, passages[seen.passage][1][seen.start : seen.end]) == ("culture-tourism", "博物馆")


def test_traditional_forms_match_too():
    assert "business-environment" in types_of("甲縣優化營商環境")


@given(
    hostile_text(),
    st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "caption", "?"]), hostile_text())),
)
def test_any_text_gives_labels_and_never_an_error(title, passages):
    tag(TAXONOMY, title, passages)


@given(
    st.lists(st.one_of(ANY_PIECE, st.sampled_from(["。", "，", " ", "“", "\u3000", "5亿元"])), max_size=30)
)
def test_every_span_lies_in_its_sentence_and_its_rule_holds_there(pieces):
    text = "".join(pieces)
    rules = {rule.id: rule for each in TAXONOMY.types for rule in each.rules}
    for label in evidence(TAXONOMY, "", [("paragraph", text)]):
        start, end = label.sentence
        assert start <= label.start < label.end <= end
        assert held(rules[label.rule], readable(text[label.start : label.end])[0])
        assert 0 < label.confidence < 1


# ---------------------------------------------------------------- the taxonomy


def test_the_taxonomy_has_two_levels_and_both_languages():
    assert [group.id for group in TAXONOMY.roots] == [
        "party-building",
        "business",
        "digital",
        "economy",
        "talent-education",
        "governance",
    ]
    assert 20 <= len(TAXONOMY.types) <= 26
    for each in TAXONOMY:
        assert all((each.zh, each.en, each.definition, each.meaning))
        assert bool(each.rules) == bool(each.parent)
        assert TAXONOMY.path(each.id)[-1] == each
        assert TAXONOMY.path(each.id)[0] in TAXONOMY.roots


def test_labels_and_definitions_come_in_the_language_asked_for():
    each = TAXONOMY.get("chain-party-committee")
    assert (TAXONOMY.label(each.id), TAXONOMY.label(each.id, "en")) == (each.zh, each.en)
    assert (each.explain(), each.explain("en")) == (each.definition, each.meaning)
    assert TAXONOMY.label("unknown-id") == "unknown-id"


def test_children_and_paths_of_unknown_ids_are_empty():
    assert TAXONOMY.children("") == TAXONOMY.children("unknown-id") == TAXONOMY.path("unknown-id") == ()
    assert TAXONOMY.get("unknown-id") is None
    assert {each.parent for each in TAXONOMY.children("digital")} == {"digital"}


GOOD = """\
groups:
  - id: a
    zh: 甲
    en: A
    definition: {zh: 甲, en: A}
    types:
      - id: b
        zh: 乙
        en: B
        definition: {zh: 乙, en: B}
        rules:
          - id: name
            any: [链长]
            weight: 3
"""


def test_a_taxonomy_of_ones_own_can_be_loaded(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(GOOD, "utf-8")
    taxonomy = load_taxonomy(path)
    assert [each.id for each in taxonomy] == ["a", "b"]
    assert [label.rule for label in tag(taxonomy, "甲市的链长", [])] == ["b.name"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("any: [链长]", "any: [链长", 14, "not valid YAML"),
        ("any: [链长]", "any: []", 13, "any: must be a list of phrases"),
        ("any: [链长]", "any: ['“”']", 13, "any: holds an empty phrase"),
        ("any: [链长]", "any: [链长|]", 13, "any: holds an empty phrase"),
        ("any: [链长]", "some: [链长]", 13, "some: is not one of"),
        ("any: [链长]", "near: [链长]", 13, "near: needs at least two items"),
        ("any: [链长]", "any: [链长]\n            within: 5", 12, "exactly one of any, all and near"),
        ("any: [链长]", "any: [链长]\n            all: [链长, 专班]", 12, "exactly one of any, all and near"),
        ("any: [链长]", "near: [链长, 专班]\n            within: 很近", 14, "within: must be a number"),
        ("any: [链长]", "any: [链长]\n            any: [专班]", 14, "any: is given twice"),
        ("weight: 3", "weight: 4", 14, "weight: must be a number"),
        ("weight: 3", "weight: 0", 14, "weight: must be a number"),
        ("            weight: 3\n", "", 12, "weight: must be a text"),
        ("id: b", "id: a", 7, "id: 'a' must be new"),
        ("id: b", "id: none", 7, "not 'none'"),
        ("id: b", "id: 乙", 7, "id: '乙' must be new"),
        ("id: name", "id: Name", 12, "id: 'Name'"),
        ("        en: B\n", "", 7, "en: must be a text"),
        ("definition: {zh: 乙, en: B}", "definition: 乙", 10, "must be a mapping of en, zh"),
        ("        definition: {zh: 乙, en: B}\n", "", 7, "definition: must be there"),
        ("    types:", "    kinds:", 6, "kinds: is not one of"),
        ("groups:\n", "", 1, "must be a mapping of groups"),
    ],
)
def test_a_fault_in_the_taxonomy_names_file_and_line(tmp_path, old, new, line, message):
    path = tmp_path / "own.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(TaxonomyError, match=r"own\.yaml") as caught:
        load_taxonomy(path)
    assert message in caught.value.message
    assert caught.value.line == line


def test_two_rules_of_one_name_are_refused(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(GOOD + GOOD[GOOD.index("          - id: name") :], "utf-8")
    with pytest.raises(TaxonomyError, match=r"own\.yaml:15: id: 'b.name' is given twice"):
        load_taxonomy(path)


def test_a_missing_taxonomy_is_one_clear_error(tmp_path):
    with pytest.raises(TaxonomyError, match=r"nowhere\.yaml: cannot be read"):
        load_taxonomy(tmp_path / "nowhere.yaml")


# ---------------------------------------------------------------- the synonyms


def test_synonym_groups_are_lists_of_two_or_more_terms_and_no_term_stands_twice():
    from importlib.resources import files

    groups = yaml.safe_load(files("index").joinpath("data/synonyms.yaml").read_text("utf-8"))
    terms = [term for group in groups for term in group]
    assert all(len(group) > 1 for group in groups)
    assert all(isinstance(term, str) and readable(term)[0] for term in terms)
    assert len({readable(term)[0] for term in terms}) == len(terms)
