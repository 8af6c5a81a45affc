"""What an operator reads when the environment holds a setting that cannot be used."""

from pydantic import ValidationError


def settings_error_text(error: ValidationError, *, prefix: str = "") -> str:
    """Return one line that names the settings that cannot be used, without their values.

    ``prefix`` is that of the environment variables of settings without an alias.
    """
    problems = error.errors(include_input=False)
    names = sorted({_variable(str(problem["loc"][0]), prefix) for problem in problems if problem["loc"]})
    reasons = [problem["msg"].removeprefix("Value error, ") for problem in problems if not problem["loc"]]
    return "; ".join([f"a setting cannot be used: {', '.join(names)}"] * bool(names) + reasons)


def _variable(name: str, prefix: str) -> str:
    return name if name.isupper() else f"{prefix}{name.upper()}"
