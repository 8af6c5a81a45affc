"""Which runs are tried over a mutant, and in which order."""

from evals.strength.cold_choice import literal_texts, missing_word, tasks_for
from evals.strength.mutant import Mutant, mutant_of
from evals.strength.recording import RecordedRun, Recording
from evals.strength.source_file import Edit
from evals.strength.task_order import FEWEST, Killers, TaskOrder, affordable
from evals.strength.unit_test_choice import nearest_first, unit_tests_of_file

_MUTANT = mutant_of(b"x\n", Edit(0, 0, "y"), path="core/money.py", operator="bound", function="f", owner="f")


def a_recording(**executed: dict[str, int]) -> Recording:
    recording = Recording()
    for name, blocks in executed.items():
        recording.add(RecordedRun(name, 1.0, is_green=True), blocks)
    return recording


def ordered(recording: Recording, killers: Killers) -> list[str]:
    return [run.name for run in TaskOrder(recording, killers).ordered(_MUTANT, recording.runs)]


def test_each_next_task_adds_most_to_those_before_it() -> None:
    recording = a_recording(
        same={"core/money.py:f": 0b1111},
        again={"core/money.py:f": 0b1111},
        part={"core/money.py:f": 0b0111},
        other={"core/money.py:f": 0b10001},
    )
    assert ordered(recording, Killers()) == ["same", "other", "again", "part"]


def test_a_short_task_comes_before_a_long_one_that_adds_a_little_more() -> None:
    recording = Recording()
    for name, cpu_s, blocks in (("long", 3.0, 0b11111), ("short", 0.1, 0b1111)):
        recording.add(RecordedRun(name, cpu_s, is_green=True), {"core/money.py:f": blocks})
    assert ordered(recording, Killers()) == ["short", "long"]


def test_blocks_of_the_file_and_of_the_whole_product_count_by_turns() -> None:
    recording = a_recording(
        large={"core/money.py:f": 1, "api/app.py:g": 0xFFFF},
        near={"core/money.py:f": 0b11},
        medium={"core/money.py:f": 1, "api/app.py:g": 0xFF},
    )
    assert ordered(recording, Killers()) == ["near", "large", "medium"]


def test_what_noticed_a_neighbour_comes_first() -> None:
    recording = a_recording(a={"core/money.py:f": 7}, b={"core/money.py:f": 3}, c={"core/money.py:f": 1})
    killers = Killers()
    killers.add("core/money.py", "other", "b")
    killers.add("core/money.py", "other", "b")
    killers.add("core/money.py", "f", "c")
    killers.add("core/clock.py", "f", "a")
    killers.add("core/money.py", "f", "a task that is gone")
    assert ordered(recording, killers) == ["c", "b", "a"]


def test_the_time_over_a_mutant_is_limited() -> None:
    runs = [RecordedRun(str(number), 1.0, is_green=True) for number in range(100)]
    assert affordable(runs, cpu_s=40.0) == runs[:40]
    assert affordable(runs, cpu_s=1.0) == runs[:FEWEST]
    assert affordable(runs[:3], cpu_s=1.0) == runs[:3]


def a_data_mutant(content: bytes, removed: bytes, path: str, operator: str) -> Mutant:
    edit = Edit(content.index(removed), content.index(removed) + len(removed), "")
    return mutant_of(content, edit, path=path, operator=operator)


def test_a_missing_word_is_tried_with_the_questions_that_have_it() -> None:
    mutant = a_data_mutant(b"  order: order, ord, txn\n", b", ord", "language/en/lexicon.yaml", "lexicon")
    recording = a_recording(a={}, b={}, c={})
    questions = {"a": ["where is ORD-1?"], "b": ["accordingly"], "c": []}
    chosen = tasks_for(mutant, recording, TaskOrder(recording, Killers()), lambda name: questions[name])
    assert (missing_word(mutant), chosen) == ("ord", ("a",))


def test_a_text_is_tried_with_the_tasks_that_were_answered_with_it() -> None:
    content = b"  reason.A: waits until {when}\n  reason.B: it is [late|early]\n"
    mutant = a_data_mutant(content, content[2:-1], "language/en/messages.yaml", "catalogue")
    recording = a_recording(a={}, b={}, c={})
    recording.said |= {"a": "Your order waits until noon.", "b": "It is early.", "c": "Nothing of it."}
    chosen = tasks_for(mutant, recording, TaskOrder(recording, Killers()), lambda _: [])
    assert literal_texts(mutant) == ["waits until", "late|early"]
    assert chosen == ("a",)


def test_what_reads_the_data_files_as_a_whole_comes_first() -> None:
    mutant = a_data_mutant(b"  order: order, ord, txn\n", b", ord", "language/en/lexicon.yaml", "lexicon")
    recording = Recording()
    for name in ("a@offline", "questionReadings@b"):
        recording.add(RecordedRun(name, 1.0, is_green=True), {"core/money.py:f": 0b11 if name == "a@offline" else 0})
    chosen = tasks_for(mutant, recording, TaskOrder(recording, Killers()), lambda _: ["my ord"])
    assert chosen == ("questionReadings@b", "a@offline")
    assert tasks_for(mutant, recording, TaskOrder(recording, Killers()), lambda _: []) == ("questionReadings@b",)


def test_what_takes_effect_at_import_is_tried_with_the_tasks_of_its_file_or_else_with_a_sample() -> None:
    recording = a_recording(a={"core/money.py:g": 1}, b={"core/clock.py:g": 1})
    order = TaskOrder(recording, Killers())
    assert tasks_for(_MUTANT, recording, order, lambda _: []) == ("a",)
    elsewhere = mutant_of(b"x\n", Edit(0, 0, "y"), path="core/hashing.py", operator="bound")
    assert set(tasks_for(elsewhere, recording, order, lambda _: [])) == {"a", "b"}


def test_the_nearest_unit_tests_come_first() -> None:
    names = [
        "tests/rewards/test_a.py::t",
        "tests/core/http/test_money.py::t",
        "tests/core/test_clock.py::t",
        "tests/core/test_money.py::t",
    ]
    runs = [RecordedRun(name, 1.0, is_green=True) for name in names]
    assert [run.name for run in nearest_first(_MUTANT, runs)] == names[::-1]
    fast = RecordedRun("tests/core/test_money.py::fast", 0.1, is_green=True)
    assert nearest_first(_MUTANT, [*runs, fast])[0] is fast


def test_tests_of_a_data_file_are_those_of_its_readers_and_of_a_file_those_that_run_it() -> None:
    recording = Recording()
    recording.add(RecordedRun("tests/language/a.py::b", 2.0, is_green=True), {"core/money.py:f": 1})
    recording.add(RecordedRun("tests/core/test_a.py::b", 1.0, is_green=True), {"core/money.py:g": 1})
    recording.add(RecordedRun("tests/core/test_c.py::d", 1.0, is_green=True), {"core/clock.py:f": 1})
    of_data = mutant_of(b"x\n", Edit(0, 0, "y"), path="language/en/messages.yaml", operator="catalogue")
    assert unit_tests_of_file(_MUTANT, recording) == ("tests/core/test_a.py::b", "tests/language/a.py::b")
    assert unit_tests_of_file(of_data, recording) == ("tests/language/a.py::b",)
