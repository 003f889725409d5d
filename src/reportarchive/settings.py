"""The settings: environment variables `REPORTARCHIVE_*`, then `reportarchive.toml` in the working folder.

Read once at the edge (commands and flows) and handed down; no other room looks at the environment.
"""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from typing import Self

FILE = "reportarchive.toml"
LogLines = Literal["off", "text", "json"]
_PASSWORD = re.compile(r"://[^@]*:[^@]*@")


class Settings(BaseSettings):
    """Everything a person may set; each field is `REPORTARCHIVE_<NAME>` or a key of `reportarchive.toml`."""

    model_config = SettingsConfigDict(
        env_prefix="REPORTARCHIVE_", toml_file=FILE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(Path("data"), description="Folder of the archive: database, raw bytes, flow state.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means archive.db in the home folder.")
    raw_url: str = Field(
        "", description="Folder or s3://BUCKET/PREFIX of the raw bytes; empty means raw/ in the home folder."
    )
    sources: Path | None = Field(None, description="File or folder of source TOML, added to the bundled ones.")
    sources_only: bool = Field(default=False, description="Replace the bundled sources instead of adding.")
    contact: str = Field("", description="E-mail or URL in the user agent; needed before any request leaves.")
    pause_seconds: float = Field(2.0, ge=0, description="Pause between two requests to one host, in seconds.")
    timeout_seconds: float = Field(30.0, gt=0, description="Time limit of one request, in seconds.")
    max_bytes: int = Field(50_000_000, gt=0, description="Size limit of one answer after decompression.")
    lease_seconds: float = Field(
        60.0, ge=1, le=3600, description="Until a silent worker's source is taken over by another one, in seconds."
    )
    hosts_at_once: int = Field(16, gt=0, description="Hosts asked side by side; one request each at a time.")
    max_pages: int = Field(50, gt=0, description="Listing pages read per listing at most.")
    allow_loopback: bool = Field(default=False, description="Allow 127.0.0.0/8 and ::1, and nothing else.")
    proxy_url: str = Field("", description="HTTP proxy for all requests; proxy variables are ignored.")
    alarm_urls: SecretStr | None = Field(
        None,
        description="Who is told of alarms: addresses of Apprise, such as `jsons://HOST/PATH`, blanks between; secret.",
    )
    alarm_remind_hours: float = Field(24.0, ge=1, description="Hours after which open alarms are told of again.")
    log_lines: LogLines = Field("off", description="A line per report on standard error: off, text or json.")

    @classmethod
    def settings_customise_sources(  # noqa: PLR0917 - the shape pydantic calls
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take arguments before environment before `reportarchive.toml`; no dotenv, no secrets folder."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **given: object) -> Self:
        """Return the settings in force, arguments first.

        Raises:
            UsageError: a variable or the settings file holds something that cannot be.
        """
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{FILE} cannot be read: {error}") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{FILE} is not UTF-8; save it in UTF-8 and try again") from error
        except OSError as error:
            raise UsageError(f"{FILE} cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise UsageError(cls._wrong(error)) from error

    @classmethod
    def _wrong(cls, error: ValidationError) -> str:
        """Return one line on the first setting that is wrong; what may hold a password is named, never shown."""
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).lower()
        field = str(first["loc"][0]) if first["loc"] else ""
        if field not in cls.model_fields:
            return f"setting {name}: there is no such setting; the names are {', '.join(cls.model_fields)}"
        got = "" if field.endswith(("_url", "_urls")) else f" (got {first['input']!r})"
        return f"setting {name}: {first['msg'].lower()}{got}"

    @field_validator("raw_url")
    @classmethod
    def _holds_no_password(cls, value: str) -> str:
        if _PASSWORD.search(value):
            raise ValueError("no key and password in it; for S3 set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        return value

    @field_validator("alarm_urls")
    @classmethod
    def _are_addresses(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all("://" in one for one in value.get_secret_value().split()):
            raise ValueError("addresses such as jsons://HOST/PATH or mailtos://USER:PASSWORD@HOST, with blanks between")
        return value

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()) or "(" in value or ")" in value:
            raise ValueError("an e-mail address or URL in ASCII, without brackets and line breaks")
        return value

    @property
    def archive_url(self) -> str:
        """The database URL in force."""
        if self.database_url:
            return self.database_url
        path = str(self.home / "archive.db")
        # A database URL ends its path at the first question mark, so such a path goes into the query, quoted.
        return f"sqlite:///?file={quote(path)}" if "?" in path else f"sqlite:///{path}"

    @property
    def raw_location(self) -> str:
        """The place of the raw bytes in force: a folder or the URL of an object store."""
        return self.raw_url or str(self.home / "raw")

    @property
    def alarm_addresses(self) -> list[str]:
        """The addresses to tell of alarms, with the passwords in them; never to be shown."""
        return self.alarm_urls.get_secret_value().split() if self.alarm_urls else []

    @property
    def user_agent(self) -> str:
        """The one honest user agent, with the contact when there is one."""
        # By name: the package re-exports from rooms above this one, which an import statement would draw in.
        name = f"reportarchive/{import_module('reportarchive').__version__}"
        return f"{name} (+{self.contact})" if self.contact else name
