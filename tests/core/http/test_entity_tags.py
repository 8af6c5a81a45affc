"""Entity tags and their comparison with what a caller holds (RFC 9110, sections 8.8.3 and 13.1.2)."""

import pytest

from core.http.entity_tags import is_match, weak_tag

TAG = weak_tag("version", "form")


def test_a_tag_depends_on_every_part_and_on_where_it_ends() -> None:
    tags = {weak_tag(*parts) for parts in [("a", "b"), ("b", "a"), ("ab", ""), ("", "ab"), ("a",), ("a", "b", "")]}
    assert len(tags) == 6
    assert weak_tag("a", "b") == weak_tag("a", "b")
    assert TAG.startswith('W/"')
    assert TAG.endswith('"')


@pytest.mark.parametrize(
    "held",
    [TAG, TAG.removeprefix("W/"), f'"other", {TAG}', f'{TAG},"other"', f' "a,b" ,\t{TAG} ', "*", f'W/"x", , {TAG}'],
)
def test_a_tag_that_the_caller_holds_matches(held: str) -> None:
    assert is_match(TAG, [held])
    assert is_match(TAG, ['"another"', held])


@pytest.mark.parametrize(
    "held",
    ["", '"', "W/", '"other"', TAG[3:-1], TAG.upper(), f'"{TAG}"', f'{TAG[:-1]}, "', f'"x{TAG[3:]}'],
)
def test_another_tag_or_none_does_not(held: str) -> None:
    assert not is_match(TAG, [held])


def test_no_header_does_not() -> None:
    assert not is_match(TAG, [])
