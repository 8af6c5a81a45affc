"""The demo as a user runs it: one process, three ways to ask, a clean shutdown."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.model_server import model_server

pytestmark = pytest.mark.slow

COMMAND = str(Path(sys.executable).with_name("rewards-agent"))
NOW = "2026-11-23T10:00:00+05:30"
ORDER = "404-1029384-5566778"
QUESTION = f"Customer says order {ORDER} was promised 100 rupees cashback but only got 36, what happened?"
# Personal data and full gift card numbers of the demo data.
PRIVATE = ("98450", "asha.verma", "Asha", "Verma", "GC-7F3K")


def environment(**extra: str) -> dict[str, str]:
    """Return this process's environment without a configured provider or secret."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "REWARDS_"))}
    return clean | extra


def command(*argv: str, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *argv], cwd=cwd, env=environment(**extra), capture_output=True, text=True, timeout=60, check=False
    )


@dataclass
class Demo:
    process: subprocess.Popen[str]
    http: httpx.Client
    data: Path

    def token(self, *argv: str) -> str:
        done = command("token", *argv, "--data", str(self.data), "--now", NOW, cwd=self.data)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def agent_headers(
        self, customer: str = "CUST-1001", case: str = "CASE-9001", *, audience: str = "rewards-agent"
    ) -> dict[str, str]:
        who = (
            "--role",
            "support_agent",
            "--subject",
            "ravi",
            "--case",
            case,
            "--customer",
            customer,
            "--audience",
            audience,
        )
        return {"Authorization": f"Bearer {self.token(*who)}"}


@contextmanager
def running(data: Path, *argv: str, **extra: str) -> Iterator[Demo]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [COMMAND, "demo", "--port", str(port), "--data", str(data), "--now", NOW, *argv],
        cwd=data,
        env=environment(PYTHONUNBUFFERED="1", **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            _wait(process, http)
            yield Demo(process, http, data)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[str], http: httpx.Client) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[0]
        try:
            if http.get("/health/live").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the demo did not start")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo")) as started:
        yield started


def assert_story(text: str) -> None:
    for words in ("₹100.00", "promised", "₹36.00", "granted", "2 installments", "₹64.00 remains"):
        assert words in text
    for private in PRIVATE:
        assert private not in text


def test_the_demo_question_as_json(demo: Demo) -> None:
    response = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=demo.agent_headers())

    assert response.status_code == 200
    assert_story(response.json()["text"])
    assert "8 Nov 2026" in response.json()["text"]
    assert "12 Nov 2026" in response.json()["text"]
    for private in PRIVATE:
        assert private not in response.text


def test_the_demo_question_as_a_stream(demo: Demo) -> None:
    headers = demo.agent_headers() | {"Accept": "text/event-stream"}
    with demo.http.stream("POST", "/v1/chat", json={"message": QUESTION}, headers=headers) as response:
        lines = [line for line in response.iter_lines() if line]

    names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert names.index("facts") < names.index("answer.delta")
    assert names[-1] == "answer.completed"
    assert_story(json.loads(lines[-1].removeprefix("data: "))["answer"]["text"])


def test_the_demo_question_in_the_terminal_remote_and_in_process(demo: Demo, tmp_path: Path) -> None:
    token = demo.agent_headers()["Authorization"].removeprefix("Bearer ")
    url = str(demo.http.base_url)
    remote = command("ask", QUESTION, "--url", url, "--token", token, cwd=tmp_path)
    local = command("ask", QUESTION, "--data", str(tmp_path / "d"), "--now", NOW, cwd=tmp_path)

    for done in (remote, local):
        assert (done.returncode, done.stderr) == (0, "")
        assert_story(done.stdout)
        assert "promised" in done.stdout.splitlines()[1]


def test_the_typed_answer_in_the_terminal(tmp_path: Path) -> None:
    done = command("ask", QUESTION, "--json", "--data", str(tmp_path / "d"), "--now", NOW, cwd=tmp_path)

    answer = json.loads(done.stdout)
    assert answer["outcome"] == "answered"
    assert answer["cashback"][0]["remaining"] == {"amountMinor": 6400, "currency": "INR"}


def test_the_second_demo_question_finds_the_order_by_its_day(demo: Demo) -> None:
    question = {"message": "What cashback did the customer get for the transaction on 26 September?"}
    answer = demo.http.post("/v1/chat", json=question, headers=demo.agent_headers()).json()

    assert answer["outcome"] == "answered"
    assert sorted(card["benefitType"] for card in answer["cashback"]) == [
        "INSTANT_CASHBACK",
        "SCRATCH_CARD",
        "SCRATCH_CARD",
    ]
    assert "26 Sep 2026" in answer["text"]


def test_the_rewards_api_is_under_rewards(demo: Demo) -> None:
    path = f"/rewards/promotion-executions/{ORDER}"
    headers = demo.agent_headers(audience="rewards-api")
    v2 = demo.http.get(path, params={"version": 2}, headers=headers).json()
    v1 = demo.http.get(path, headers=headers).json()

    assert v2["promotions"][0]["benefits"][0]["cashback"]["remaining"] == {"amountMinor": 6400, "currency": "INR"}
    assert set(v1) == {"businessReferenceId", "customerId", "promotions"}


def test_foreign_and_missing_orders_look_alike(demo: Demo) -> None:
    stranger = demo.agent_headers("CUST-2002", "CASE-9002")
    foreign = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=stranger).json()
    missing = demo.http.post("/v1/chat", json={"message": QUESTION.replace("404-", "499-")}, headers=stranger).json()

    assert foreign["outcome"] == missing["outcome"] == "needsInput"
    assert foreign["text"] == missing["text"]
    path = "/rewards/promotion-executions/"
    reading = demo.agent_headers("CUST-2002", "CASE-9002", audience="rewards-api")
    answers = [demo.http.get(path + order, headers=reading) for order in (ORDER, "499-1029384-5566778")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.json()["code"] for answer in answers}) == 1


def test_an_expired_token_is_refused(demo: Demo) -> None:
    who = ("--role", "support_agent", "--subject", "r", "--case", "C", "--customer", "CUST-1001", "--ttl", "60")
    done = command("token", *who, "--data", str(demo.data), "--now", "2026-11-22T10:00:00+05:30", cwd=demo.data)
    headers = {"Authorization": f"Bearer {done.stdout.strip()}"}

    response = demo.http.post("/v1/chat", json={"message": "hi"}, headers=headers)

    assert (response.status_code, response.json()["code"]) == (401, "tokenExpired")


def test_the_page_gets_its_token_from_the_demo(demo: Demo) -> None:
    identities = demo.http.get("/demo/identities").json()
    case = identities["cases"][0]["caseId"]
    question = identities["cases"][0]["questions"][0]
    token = demo.http.post("/demo/token", json={"role": "support_agent", "caseId": case}).json()["token"]
    answer = demo.http.post("/v1/chat", json={"message": question}, headers={"Authorization": f"Bearer {token}"})

    assert_story(answer.json()["text"])
    assert demo.http.get("/").status_code == 200
    raw = demo.http.get(f"/rewards/promotion-executions/{ORDER}", headers={"Authorization": f"Bearer {token}"})
    assert (raw.status_code, raw.json()["code"]) == (401, "tokenInvalid")
    asked = {"role": "support_lead", "caseId": case, "reason": "r", "audience": "rewards-api"}
    lead = {"Authorization": f"Bearer {demo.http.post('/demo/token', json=asked).json()['token']}"}
    assert demo.http.get(f"/rewards/promotion-executions/{ORDER}", headers=lead).status_code == 401
    assert demo.http.get(f"/v1/orders/{ORDER}", headers=lead).json()["customerId"] == "CUST-1001"
    assert demo.http.post("/demo/token", json={"role": "support_lead", "caseId": case}).status_code == 422
    assert demo.http.post("/demo/token", json={"role": "customer", "caseId": "CASE-0"}).status_code == 404


def test_with_concessions_down_no_remaining_amount_is_stated(tmp_path: Path) -> None:
    with running(tmp_path, "--fail", "concessions") as demo:
        answer = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=demo.agent_headers()).json()

    assert answer["outcome"] == "partial"
    assert "64" not in answer["text"]
    assert "not known" in answer["text"]
    assert "Concessions database did not answer" in answer["text"]
    assert answer["cashback"][0]["remaining"] is None


def test_a_model_server_receives_nothing_private_and_its_selection_is_used(tmp_path: Path) -> None:
    with (
        model_server() as model,
        running(
            tmp_path, OPENAI_API_KEY="test", OPENAI_BASE_URL=model.base_url, REWARDS_AGENT_MODEL="played-1"
        ) as demo,
    ):
        typed = f"{QUESTION} She is Asha Verma, 98450 12345, asha.verma@example.in, card GC-7F3K-9Q2M-1111"
        answer = demo.http.post("/v1/chat", json={"message": typed}, headers=demo.agent_headers()).json()

        assert [span["kind"] for span in answer["statements"]][:2] == ["promised.sum", "remaining.sum"]
        assert "The model says" not in json.dumps(answer)
        assert (answer["model"], answer["degraded"]) == ("played-1", False)
        sent = "\n".join(model.bodies)
        assert len(model.bodies) == 1  # the facts are looked up before the model is asked
        for private in ("98450", "asha.verma", "GC-7F3K", "9Q2M"):
            assert private not in sent

        model.is_down = True
        fallback = demo.http.post("/v1/chat", json={"message": QUESTION}, headers=demo.agent_headers()).json()
        assert_story(fallback["text"])
        assert (fallback["model"], fallback["degraded"]) == ("offline", True)


def test_ctrl_c_shuts_down_cleanly(tmp_path: Path) -> None:
    with running(tmp_path) as demo:
        demo.process.send_signal(signal.SIGINT)
        output = demo.process.communicate(timeout=20)[0]

        assert demo.process.returncode == 0
    assert "Three questions to try" in output
    assert "Traceback" not in output
