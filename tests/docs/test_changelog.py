"""The changelog keeps its form: an Unreleased section, then the version of the package, and no entry twice."""

import re
import tomllib

from tests.docs.documents import ROOT

TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_newest_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    unreleased, version, *_ = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)

    assert unreleased == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(project['version'])}\] - \d{{4}}-\d{{2}}-\d{{2}}", version)


def test_sections_have_the_standard_names_and_none_is_repeated_in_a_version() -> None:
    for version in TEXT.split("\n## ")[1:]:
        sections = re.findall(r"^### (.+)$", version, re.MULTILINE)
        assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        assert len(set(sections)) == len(sections)


def test_no_entry_is_there_twice() -> None:
    entries = [line for line in TEXT.splitlines() if line.startswith("- ")]

    assert sorted(set(entries)) == sorted(entries)
