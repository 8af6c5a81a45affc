"""``rewards-agent explain``: the reading, the lookups, the menu and the selection of a question."""

from pathlib import Path

import pytest

from cli.main import main

pytestmark = pytest.mark.slow

ORDER = "404-1029384-5566778"


def _explained(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    assert main(["explain", *arguments, "--data", str(folder)]) == 0
    return capsys.readouterr().out


def test_each_step_from_the_question_to_the_answer_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = _explained(capsys, tmp_path, f"what is left on {ORDER}?")

    headings = ["QUESTION", "READ AS", "LOOKED UP", "MENU", "SELECTED", "ANSWER", "SUGGESTED", "REPLY DRAFT"]
    places = [out.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "remaining" in out.partition("READ AS")[2].partition("LOOKED UP")[0]
    assert f"ok ({ORDER})" in out
    assert "position.whole: the position comes first" in out
    assert "₹64.00 remains." in out.partition("ANSWER")[2]


def test_every_sentence_of_the_menu_shows_its_figures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = _explained(capsys, tmp_path, "which one?", "--order", ORDER)

    menu = out.partition("MENU")[2].partition("SELECTED")[0]
    assert "There are 2 gift cards" in menu
    assert "[[" not in menu


def test_the_question_implied_by_the_order_option_is_not_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = _explained(capsys, tmp_path, "which gift cards?", "--order", ORDER)

    assert out.count("QUESTION") == 1
    assert "is_follow_up          True" in out


def test_an_empty_question_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", " "]) == 2
    assert capsys.readouterr().err == "rewards-agent: a question must have 1 to 4000 characters\n"
