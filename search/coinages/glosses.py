"""Does a sentence say what a name means, or give the name to something?

Decision: a gloss is what its words say (“X”，就是…; “X”：…; 概括为“X”), looked for right beside the name. A
sentence that explains a name without such words is not told.
"""

import re

from search.coinages.names import KINDS

__all__ = ["GLOSSES", "gloss_of"]

GLOSSES = ("defines", "names", "")
"""From the best to none."""

_KIND = "|".join(KINDS)
_DEFINES = re.compile(
    rf"^(?:的?(?:{_KIND}))?(?:(?:,|--?)?(?:就?是指|即是?(?![时日刻将便])|就是|指的是|意为|意思是|也就是|其中|一是|是通过|是以|是把|是将|是在)"
    rf"|的(?:含义|意思|内涵|做法|内容|核心)(?:是|为|,|:)|:|--|\()"
)
_SUBJECT = re.compile(rf"^(?:的?(?:{_KIND}))?,?(?:是|已?成为)(?!由|什么|否|如何|怎样|其中|指)[^,。]{{2,}}")
_CALLED = re.compile(r"(?:^|,|。|;)(?:所谓|何为|什么是|何谓)$")
_NAMED = re.compile(
    r"(?:叫做?|叫作|称为|称作|称之为|简称为?|取名为?|名为|定名为|命名为|概括为|总结为|提炼为|归纳为|总结出|提炼出|唤作|起名叫?)(?:了|一套|一个|其)?$"
)


def gloss_of(before: str, behind: str) -> str:
    """Return which gloss what stands around a name is, both folded."""
    if _DEFINES.match(behind) or _CALLED.search(before) or _SUBJECT.match(behind):
        return "defines"
    return "names" if _NAMED.search(before) else ""
