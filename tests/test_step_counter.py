"""The step counter against ``re`` itself: it walks a parse tree that the standard library promises to nobody."""

import re
from importlib import import_module
from typing import Any

import pytest

from tests.step_counter import StepCounter

_parser: Any = import_module("re._parser")
_TEXT = "Call 98450-12345 or  (080) 123; अशा\nx@y.zz, XAB abab aab\taaaa b 7_7"
_EXPRESSIONS = {
    "literals and classes": r"[^\d_ ]+|[0-9a-c\s]+|[^x]b",
    "greedy and lazy repeats": r"a{1,3}b?|\d+?5",
    "possessive repeats and atomic groups": r"\d++-|(?>ab|a)b",
    "branches": r"(?:ab|abab|aab)\b",
    "looks ahead and behind": r"(?<=\()\d+(?=\))|(?<!\w)x(?!y)|a(?!a)",
    "anchors": r"^Call|7$|\Ax|_7\Z",
    "case": r"(?i:xab)|(?i:CALL)",
    "any character": r"x.y|;.",
}
_EXPLANATION = (
    "the tree of re._parser has changed with this Python: teach tests/step_counter.py the new nodes before the bounds"
    " in tests/guardrails/pii/test_bounds.py are believed"
)


@pytest.mark.parametrize("name", _EXPRESSIONS)
def test_the_counter_finds_what_python_finds(name: str) -> None:
    pattern = re.compile(_EXPRESSIONS[name])
    expected = [match.span() for match in pattern.finditer(_TEXT) if match.group()]

    assert expected
    assert StepCounter(pattern, _TEXT).find_all() == expected, _EXPLANATION


def test_the_parse_tree_has_the_form_that_the_counter_reads() -> None:
    tree = [(str(kind), value) for kind, value in _parser.parse(r"a[b-c]\d{2,}", 0)]

    assert [kind for kind, _ in tree] == ["LITERAL", "IN", "MAX_REPEAT"], _EXPLANATION
    assert tree[0][1] == ord("a"), _EXPLANATION
    assert tree[2][1][0] == 2, _EXPLANATION


def test_a_node_that_the_counter_does_not_know_is_an_error_and_no_guess() -> None:
    with pytest.raises(NotImplementedError):
        StepCounter(re.compile(r"(a)\1"), "aa").find_all()
