"""The mapping as a setting: the path of its file, read when the settings are."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, InstanceOf
from pydantic_settings import NoDecode

from rewards.mapping.mapping_file import load_mapping
from rewards.mapping.rewards_mapping import DEFAULT_MAPPING as DEFAULT_MAPPING
from rewards.mapping.rewards_mapping import RewardsMapping


def _load(given: object) -> object:
    return load_mapping(Path(given)) if isinstance(given, str | Path) else given


# The field of a settings model. Its default is ``DEFAULT_MAPPING``: the tables that this service creates.
MappingSetting = Annotated[InstanceOf[RewardsMapping], BeforeValidator(_load), NoDecode, Field(alias="REWARDS_MAPPING")]
