"""Would the measure of growth notice work that grows too fast?"""

import re
from itertools import product

import pytest
from growth import assert_growth


@pytest.mark.parametrize("work", [sorted, list, lambda text: [text[i : i + 9] for i in range(len(text))]])
def test_linear_work_passes(work):
    assert_growth(work, lambda size: "党建" * (size // 2), 40_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "work",
    [lambda text: sum(one == other for one, other in product(text, text)), re.compile("党+建").search],
    ids=["a loop in a loop", "an expression that starts anew at every place"],
)
def test_quadratic_work_is_told_and_passes_where_it_is_allowed(work):
    def text(size):
        return "党" * size

    with pytest.raises(AssertionError, match="4 times the input costs"):
        assert_growth(work, text, 1_200)
    assert_growth(work, text, 1_200, power=2)
