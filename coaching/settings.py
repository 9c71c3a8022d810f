"""The settings of the app, read from environment variables; ``docs/settings.md`` lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AliasChoices,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "SALES_COACH_"

Hours = Annotated[PositiveFloat, Field(allow_inf_nan=False)]
_OPEN = AliasChoices(f"{PREFIX}OPEN", "is_open")
_DATABASE_URL = AliasChoices("DATABASE_URL", "database_url")


class BadSettings(ValueError):
    """Environment variables have invalid values.

    Attributes
    ----------
    wrong : tuple of (str, str, str)
        For each variable its name, the expected kind of value (``whole``, ``positive``, ``number``, ``yes_no``,
        ``required``), and its value.
    """

    def __init__(self, wrong: tuple[tuple[str, str, str], ...]) -> None:
        self.wrong = wrong
        super().__init__("; ".join(f"{name} must be {_EXPECTED[kind]}, not {text!r}" for name, kind, text in wrong))


_EXPECTED = {
    "whole": "a whole number",
    "positive": "a whole number above 0",
    "number": "a number above 0",
    "yes_no": "yes or no",
    "required": "the word required, or not set",
}


class Settings(BaseSettings):
    """The settings of the app, of its server and of the command line.

    The variable of a field is ``SALES_COACH_`` followed by its name in capitals, except for ``DATABASE_URL`` and
    ``SALES_COACH_OPEN`` (``is_open``). An empty variable counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, populate_by_name=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path | None = Field(None, description="The data folder: SQLite file, marker, automatic backups.")
    database_url: str = Field(
        "", validation_alias=_DATABASE_URL, repr=False, description="A PostgreSQL database in place of the SQLite file."
    )
    expect_data: bool = Field(False, description="A missing or empty database is an error and not a first start.")

    sign_in: Literal["", "required"] = Field(
        "", description="`required`: nothing is shown unless sign-in is set up, even where its settings file is lost."
    )
    admin: str = Field("", description="The e-mail of the first admin.")
    groups: str = Field("", description="Groups of the identity provider and the roles they give.")
    groups_claim: str = Field("groups", description="The claim of the ID token that holds the groups.")
    session_hours: Hours = Field(12, description="Hours after which people sign in again.")
    idle_minutes: Hours = Field(60, description="Minutes without use after which people sign in again.")

    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Names under which the server may be reached, besides those of this machine.",
    )
    is_open: bool = Field(
        False,
        validation_alias=_OPEN,
        description="Everybody who reaches the server counts as its owner, and nobody signs in.",
    )
    security_log: str = Field(
        "", description="A file, `stderr` or `off`; not set, it is `stderr` where people sign in, else `off`."
    )
    metrics_token: str = Field("", repr=False, description="The token that opens `/metrics` to another machine.")
    upload_files: NonNegativeInt = Field(20, description="Files that one browser tab may have in the server's memory.")
    upload_mb: NonNegativeInt = Field(400, description="Megabytes of files that one browser tab may have there.")
    upload_all_mb: NonNegativeInt = Field(2000, description="Megabytes of files for all tabs together.")
    cache_mb: NonNegativeInt = Field(1024, description="Megabytes of data and results that are kept for all visitors.")

    warm_up: bool = Field(True, description="The sample is worked out once before the server answers anybody.")

    limit_file_mb: PositiveInt = Field(200, description="Megabytes of a file as it is uploaded.")
    limit_unpacked_mb: PositiveInt = Field(1024, description="Megabytes that a workbook, zip or gzip unpacks to.")
    limit_entries: PositiveInt = Field(2_000, description="Files in a workbook or zip.")
    limit_ratio: PositiveInt = Field(60, description="How many times its size a file may unpack to, beyond 300 MB.")
    limit_rows: PositiveInt = Field(1_048_576, description="Rows of a sheet.")
    limit_columns: PositiveInt = Field(512, description="Columns of a sheet.")
    limit_cell_characters: PositiveInt = Field(32_767, description="Characters of a cell; longer ones are pointed out.")
    limit_memory_mb: PositiveInt = Field(4096, description="Memory of the process that reads a file, in megabytes.")
    limit_processor_seconds: PositiveInt = Field(120, description="Processor time of that process.")
    limit_seconds: PositiveInt = Field(180, description="Time by the clock of that process.")

    @property
    def store_cache_bytes(self) -> int:
        """The part of ``cache_mb`` for the merged imports of the store: a quarter."""
        return self.cache_mb * 2**20 // 4

    @property
    def pages_cache_bytes(self) -> int:
        """The part of ``cache_mb`` for the results of the pages: the rest."""
        return self.cache_mb * 2**20 - self.store_cache_bytes

    @field_validator("hosts", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(host for part in value.split(",") if (host := part.strip().lower()))

    @field_validator("sign_in", mode="before")
    @classmethod
    def _in_lower_case(cls, value: object) -> object:
        return value.casefold() if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Use only the arguments as source, because ``read_settings`` reads the given environment itself."""
        return (init_settings,)


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings in an environment; raises ``BadSettings`` if a variable has an invalid value."""
    names = map(variable, Settings.model_fields)
    return _parsed(tuple((name, text) for name in names if (text := env.get(name, "").strip())))


@lru_cache(maxsize=8)
def _parsed(given: tuple[tuple[str, str], ...]) -> Settings:
    """Return the settings of variables and their texts; cached, because a page needs them many times."""
    source = EnvSettingsSource(Settings)
    texts: dict[str, str | None] = {name.lower(): text for name, text in given}
    source.env_vars = texts
    try:
        return Settings(**source())
    except ValidationError as error:
        places = {str(one["loc"][0]).lower() for one in error.errors()}
    wrong = [name for name in Settings.model_fields if {name, variable(name).lower()} & places]
    raise BadSettings(tuple((variable(name), _kind(name), texts[variable(name).lower()] or "") for name in wrong))


def variable(field: str) -> str:
    """Return the environment variable of a field of ``Settings``."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()


def table() -> str:
    """Return the table of ``docs/settings.md``: every variable with its description and its default."""
    rows = ["| variable | what it does | default |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        written = {"False": "no", "True": "yes", "None": "–", "": "–", "()": "–"}
        default = written.get(str(field.default), f"`{field.default}`")
        rows.append(f"| `{variable(name)}` | {field.description} | {default} |")
    return "\n".join(rows) + "\n"


def _kind(field: str) -> str:
    default = Settings.model_fields[field].default
    if field == "sign_in":
        return "required"
    if isinstance(default, bool):
        return "yes_no"
    if field in ("session_hours", "idle_minutes"):
        return "number"
    if isinstance(default, int):
        return "positive" if field.startswith("limit_") else "whole"
    raise AssertionError(f"every text is a {field}")


if __name__ == "__main__":
    print(table(), end="")
