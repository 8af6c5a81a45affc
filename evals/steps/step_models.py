"""The scripted models behind the chat service of a task of steps, found by its settings as in production."""

from typing import Literal

from evals.harness.service_under_test import ModelServer
from evals.harness.task import Task
from evals.tiers.scripted.scripted_server import NAME, ScriptedProvider

_SECOND = "REWARDS_AGENT_SECOND_MODEL"


class StepModels:
    """The model of the run's tier, and a second one if the task's settings name it."""

    def __init__(self, task: Task, first: ModelServer | None) -> None:
        self.first = first
        self._scripted: dict[str, ScriptedProvider] = {}
        if isinstance(first, ScriptedProvider):
            self._scripted["first"] = first
            if _SECOND in task.settings:
                second = self._scripted["second"] = ScriptedProvider()
                second.requests = first.requests  # whatever is sent to either is searched for secrets
                second.usage = first.usage

    async def start(self) -> dict[str, str]:
        """Start the models and return the settings that name them."""
        settings: dict[str, str] = {}
        if "first" in self._scripted:
            url = await self._scripted["first"].start()
            settings |= {"OPENAI_API_KEY": "of-no-use", "OPENAI_BASE_URL": url, "REWARDS_AGENT_MODEL": NAME}
        if "second" in self._scripted:
            settings["REWARDS_AGENT_SECOND_BASE_URL"] = await self._scripted["second"].start()
        return settings

    def switch(self, model: str, failure: int | Literal["never"] | None) -> None:
        """Let a model fail in one way from now on, or answer well. On a tier without it nothing changes."""
        if model in self._scripted:
            self._scripted[model].failure = failure

    async def aclose(self) -> None:
        for server in self._scripted.values():
            await server.aclose()
