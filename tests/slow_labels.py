"""What would a plain reader find? Each phrase is tried in each sentence, each name at each position.

This is the oracle for labelling, which finds all of them in one pass of an automaton. Nothing is shared with
it but the tables, what folding is, and what may stand around a name.
"""

import re

from index.labels import mentions
from index.text.folding import fold_map, sentences

QUOTES = "\"'“”‘’「」『』《》〈〉"
FACTORS = {"title": 3.0, "heading": 2.0, "lead": 1.5, "paragraph": 1.0, "caption": 1.0}


def slow_matches(taxonomy, title, passages):
    """Return (rule, passage, sentence, span, points) of the heaviest rule of each type in each sentence."""
    found = []
    lead = next((number for number, (kind, _) in enumerate(passages) if kind == "paragraph"), None)
    texts = [(-1, "title", title)] + [
        (number, "lead" if number == lead else kind, text) for number, (kind, text) in enumerate(passages)
    ]
    for number, kind, text in texts:
        for sentence in sentences(text) if kind in FACTORS else ():
            plain, offsets = _readable(text[slice(*sentence)])
            for each in taxonomy.types:
                holding = [(rule, span) for rule in each.rules if (span := _span(rule, plain))]
                if holding:
                    rule, (start, end) = max(holding, key=lambda pair: pair[0].weight)
                    span = (sentence[0] + offsets[start], sentence[0] + offsets[end - 1] + 1)
                    found.append((rule.id, number, sentence, span, rule.weight * FACTORS[kind]))
    return found


def _readable(text):
    folded, offsets = fold_map(text)
    kept = [(char, at) for char, at in zip(folded, offsets, strict=True) if char not in QUOTES]
    return "".join(char for char, _ in kept), [at for _, at in kept]


def _span(rule, sentence):
    """Return the narrowest span with one phrase of each group, the earliest of equals."""
    if any(phrase in sentence for phrase in rule.excluded):
        return None
    groups = [_leftmost(group, sentence) for group in rule.groups]
    if not all(groups):
        return None
    if len(groups) == 1:
        return groups[0][0]
    spans = []
    for start, end in sorted(span for group in groups for span in group):
        ends = [min((e for s, e in group if s >= start), default=None) for group in groups]
        if None not in ends:
            spans.append((start, max(end, *ends)))
    narrow = [span for span in spans if span[1] - span[0] <= rule.within]
    return min(narrow, key=lambda span: (span[1] - span[0], span[0]), default=None)


def _leftmost(group, sentence):
    pattern = "|".join(re.escape(phrase) for phrase in sorted(group, key=len, reverse=True))
    return [found.span() for found in re.finditer(pattern, sentence)]


def slow_mentions(gazetteer, text):
    """Return (start, end, name, senses, tail) of each place a text names."""
    folded, offsets = fold_map(text)
    longest = max(map(len, gazetteer.senses))
    found, at, after = [], 0, -1
    while at < len(folded):
        stop, senses = _name_at(gazetteer, folded, at, longest)
        if senses:
            tail, end, senses = mentions._tail(folded, stop, senses)
            if at == after or any(sense.needs != "attached" for sense in senses):
                span = offsets[at], offsets[end - 1] + 1
                codes = sorted(sense.code for sense in senses)
                found.append((*span, folded[at:stop], codes, tail))
                stop = after = end
            else:
                stop = at
        at = max(stop, at + 1)
    return found


def _name_at(gazetteer, folded, at, longest):
    """Return the end and the senses of the longest name that can stand at a position."""
    traps = mentions._traps()
    for stop in range(min(at + longest, len(folded)), at + 1, -1):
        name = folded[at:stop]
        if name in traps:
            return stop, ()
        senses = gazetteer.senses.get(name)
        if senses and (fitting := mentions._fitting(folded, at, stop, senses)):
            return stop, fitting
    return at, ()
