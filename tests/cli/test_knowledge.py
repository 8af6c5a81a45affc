"""``rewards-agent knowledge check``, as the editor of approved texts runs it."""

from pathlib import Path

import pytest

from cli.main import main
from statements.approved_texts import load_knowledge

pytestmark = pytest.mark.slow

DEMO = Path(__file__).resolve().parents[2] / "knowledge"
TEXT = "{en: Hello., hi: नमस्ते।, hi-Latn: Namaste.}"


def test_each_text_is_a_line_and_the_digest_is_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(
        f"- {{id: ab, text: {TEXT}}}\n"
        "- {id: cd, audience: staff, answers: [why, expiry], reasons: [EXPIRED, CANCELLED], "
        f"benefit_types: [POINTS], text: {TEXT}}}",
        encoding="utf-8",
    )

    status = main(["knowledge", "check", str(tmp_path)])

    assert (status, capsys.readouterr()) == (
        0,
        (
            "ab (all); answers nothing; en, hi, hi-Latn\n"
            "cd (staff); answers why, expiry; where EXPIRED, CANCELLED; of POINTS; en, hi, hi-Latn\n"
            f"2 texts, digest {load_knowledge(tmp_path).digest}\n",
            "",
        ),
    )


def test_the_texts_of_the_demo_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "check", str(DEMO)]) == 0

    *lines, last = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == [text.id for text in load_knowledge(DEMO).texts]
    assert last.startswith(f"{len(lines)} texts, digest ")


def test_a_folder_without_texts_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "check", str(tmp_path)]) == 0

    assert capsys.readouterr().out == "0 texts, digest none\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- {a: [}", "a.yaml:1: not YAML"),
        (f"- {{id: Ab, text: {TEXT}}}", "a.yaml: text 1: id: String should match pattern '^[a-z][a-z0-9-]{1,59}$'"),
        ("- {id: ab, text: {en: a, hi-Latn: b}}", "a.yaml: text 'ab': no text in hi"),
    ],
)
def test_an_invalid_text_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, line: str
) -> None:
    (tmp_path / "a.yaml").write_text(content, encoding="utf-8")

    status = main(["knowledge", "check", str(tmp_path)])

    assert (status, capsys.readouterr()) == (1, ("", f"rewards-agent: {line}\n"))


def test_a_missing_folder_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = tmp_path / "gone"

    assert main(["knowledge", "check", str(gone)]) == 1
    assert capsys.readouterr() == ("", f"rewards-agent: {gone}: no such folder of approved texts\n")


@pytest.mark.parametrize("argv", [["knowledge"], ["knowledge", "check"], ["knowledge", "list", "x"]])
def test_wrong_usage_is_status_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv)

    assert stopped.value.code == 2
    assert capsys.readouterr().out == ""
