"""Frames of a turn whose answer a test has changed."""

import json
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


def with_answer(frames: list[str], change: Callable[[Answer], Answer]) -> list[str]:
    """Return the frames with another answer in the last one."""
    head, _, data = frames[-1].partition("data: ")
    event = json.loads(data)
    event["answer"] = change(event["answer"])
    return [*frames[:-1], f"{head}data: {json.dumps(event)}\n\n"]


def answer_of(frames: list[str]) -> Answer:
    """Return the answer of a completed turn."""
    answer: Answer = json.loads(frames[-1].partition("data: ")[2])["answer"]
    return answer


def three_cards(answer: Answer) -> Answer:
    """Return the answer with two more benefits like its first one."""
    copies = [{**answer["cashback"][0], "benefitId": f"copy-{number}"} for number in (1, 2)]
    return {**answer, "cashback": [*answer["cashback"], *copies]}
