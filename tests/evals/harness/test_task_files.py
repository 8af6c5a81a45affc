"""Task files are read strictly: a mistake is refused before anything runs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.harness.errors import NothingToRun, TaskInvalid
from evals.harness.task_files import TASKS, load_task, load_tasks, select, suite_tasks
from evals.harness.world import WORLDS

GOOD = """\
id: good
why: the mistake that this task guards against
tags: [story, staff]
world: story
now: "2026-11-23T10:00:00+05:30"
principal: {role: support_agent, subject: ravi, case: CASE-1, customer: CUST-1}
faults: [{source: concessions, kind: error}, {route: "/promotion-executions/*", kind: status, status: 503}]
turns:
  - ask: What is left?
    expect:
      outcome: answered
      amounts:
        - {label: remaining, amount: "64.00", currency: INR, because: "promised 10000 - issued 3600"}
      says: [remains, {regex: "₹\\\\d+"}]
"""


def write(folder: Path, text: str, name: str = "good") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_task_is_read_completely(tmp_path: Path) -> None:
    task = load_task(write(tmp_path, GOOD))

    [turn] = task.turns
    [amount] = turn.expect.amounts or ()
    assert (task.id, task.tags, task.stream) == ("good", ("story", "staff"), True)
    assert task.now.isoformat() == "2026-11-23T10:00:00+05:30"
    assert (amount.label, amount.minor, amount.currency) == ("remaining", 6400, "INR")
    assert [fault.kind for fault in task.faults] == ["error", "status"]


@pytest.mark.parametrize(
    ("found", "put", "says"),
    [
        ("tags:", "tagz:", "tagz: Extra inputs are not permitted"),
        ("outcome: answered", "outcome: fine", "turns.0.expect.outcome"),
        ("outcome: answered", "outcome: answered\n      amont: []", "turns.0.expect.amont: Extra inputs"),
        ('amount: "64.00"', "amount: 64.00", "amounts.0.amount: Input should be a valid string"),
        ('amount: "64.00"', 'amount: "64"', "an amount in INR has 2 decimal digits"),
        ('amount: "64.00"', 'amount: "-64.00"', "amounts.0.amount: String should match pattern"),
        ("label: remaining", "label: issuedOn", "issuedOn is not the label of an amount"),
        (', because: "promised 10000 - issued 3600"', "", "amounts.0.because: Field required"),
        ('because: "promised 10000 - issued 3600"', 'because: "see code"', "amounts.0.because"),
        ('regex: "₹\\\\d+"', 'regex: "₹(\\\\d+"', "not a regular expression"),
        ('now: "2026-11-23T10:00:00+05:30"', 'now: "2026-11-23T10:00:00"', "now: Input should have timezone info"),
        ("now:", "zone: Asia/Atlantis\nnow:", "zone: Value error, no such time zone"),
        ("[story, staff]", "[story, story]", "a tag is given twice"),
        ("[story, staff]", "[]", "tags: Tuple should have at least 1 item"),
        (", customer: CUST-1}", "}", "something that a support_agent needs is missing"),
        ("kind: status, status: 503", "kind: status", "a fault of kind 'status' has a status"),
        ("kind: status, status: 503", "kind: timeout, status: 503", "a fault of kind 'status' has a status"),
        ("{source: concessions", "{source: redis", "faults.0.source.source"),
        ("world: story", "world: story\nworld: story", "a key is given twice"),
        ("outcome: answered", "outcome: answered\n      same_as: 1", "same_as must name an earlier turn"),
        ("id: good", "id: other", "the file is named 'good' and the task 'other'"),
        ("id: good", "id: Good One", "id: String should match pattern"),
        (
            "why: the mistake that this task guards against",
            "why: bug",
            "why: String should have at least 20 characters",
        ),
        ("turns:", "turns: [", "good.yaml: while parsing"),
    ],
)
def test_a_mistake_is_refused_and_located(tmp_path: Path, found: str, put: str, says: str) -> None:
    text = GOOD.replace(found, put, 1)
    assert text != GOOD

    with pytest.raises(TaskInvalid, match=re.escape(says)):
        load_task(write(tmp_path, text))


def test_a_document_that_is_not_a_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskInvalid, match=r"good\.yaml: task: Input should be an object"):
        load_task(write(tmp_path, "- a list"))


def test_a_turn_that_nearly_every_answer_would_pass_is_refused(tmp_path: Path) -> None:
    ungated = GOOD[: GOOD.index("      amounts:")] + "      budgets: {tool_calls: 3}\n      degraded: false\n"

    with pytest.raises(TaskInvalid, match=r"turns\.0\.expect: Value error, no gating check"):
        load_task(write(tmp_path, ungated))


def test_expecting_that_there_is_nothing_is_a_check(tmp_path: Path) -> None:
    nothing = GOOD[: GOOD.index("      amounts:")] + "      amounts: []\n"

    assert load_task(write(tmp_path, nothing)).turns[0].expect.amounts == ()


def test_a_day_and_a_word_like_yes_stay_text(tmp_path: Path) -> None:
    text = GOOD.replace("says: [remains,", "says: [2026-11-12, yes,")

    assert load_task(write(tmp_path, text)).turns[0].expect.says[:2] == ("2026-11-12", "yes")


def test_every_bad_file_of_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("outcome: answered", "outcome: fine"))
    write(tmp_path, GOOD, "second")

    with pytest.raises(TaskInvalid) as refused:
        load_tasks(tmp_path)

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["good.yaml", "second.yaml"]


def test_one_id_in_two_folders_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        write(folder, GOOD)

    with pytest.raises(TaskInvalid, match="good: more than one file has this id"):
        load_tasks(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(TaskInvalid, match=r"good\.yaml"):
        load_task(path)


def test_an_empty_folder_does_not_look_like_a_passed_run(tmp_path: Path) -> None:
    with pytest.raises(NothingToRun):
        load_tasks(tmp_path)


class TestSelect:
    @pytest.fixture
    def tasks(self, tmp_path: Path) -> Iterator[Path]:
        write(tmp_path, GOOD)
        write(tmp_path, GOOD.replace("id: good", "id: other").replace("[story, staff]", "[window]"), "other")
        return iter([tmp_path])

    @pytest.mark.parametrize(
        ("ids", "tags", "chosen"),
        [
            ((), (), ["good", "other"]),
            (("other",), (), ["other"]),
            ((), ("window",), ["other"]),
            ((), ("window", "staff"), ["good", "other"]),
            (("good",), ("staff",), ["good"]),
        ],
    )
    def test_by_id_and_by_tag(
        self, tasks: Iterator[Path], ids: tuple[str, ...], tags: tuple[str, ...], chosen: list[str]
    ) -> None:
        assert [task.id for task in select(load_tasks(next(tasks)), ids=ids, tags=tags)] == chosen

    @pytest.mark.parametrize(
        ("ids", "tags", "says"),
        [
            (("nosuch",), (), "no such task: nosuch"),
            ((), ("nosuch",), "no task has the tag nosuch"),
            (("good",), ("window",), "no task has the tag window"),
        ],
    )
    def test_an_empty_selection_does_not_look_like_a_passed_run(
        self, tasks: Iterator[Path], ids: tuple[str, ...], tags: tuple[str, ...], says: str
    ) -> None:
        with pytest.raises(NothingToRun, match=says):
            select(load_tasks(next(tasks)), ids=ids, tags=tags)


class TestTheSuiteItself:
    def test_it_is_as_wide_as_it_has_to_be(self) -> None:
        tasks = suite_tasks()

        assert len(tasks) >= 12
        assert len({task.world for task in tasks}) >= 4

    def test_every_record_that_a_derivation_names_is_in_the_world(self) -> None:
        named = re.compile(r"\b(?:EV|LI)-\d+\b|\bBEN-[A-Z0-9-]+\b")
        for task in suite_tasks():
            rows = (WORLDS / f"{task.world}.jsonl").read_text(encoding="utf-8")
            for turn in task.turns:
                derivations = [amount.because for amount in turn.expect.amounts or ()]
                derivations += [day.because for day in turn.expect.dates or ()]
                records = {record for because in derivations for record in named.findall(because)}
                missing = {record for record in records if f'"{record}"' not in rows}
                assert not missing, f"{task.id}: {missing}"

    def test_no_file_of_the_folder_is_skipped(self) -> None:
        assert {path.suffix for path in TASKS.rglob("*") if path.is_file()} == {".yaml"}
