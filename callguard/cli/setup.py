"""What a command needs before it starts, and how it fails."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from callguard import settings
from callguard.cli.language import _, gettext
from callguard.domain.errors import DomainError, InvalidFields
from callguard.http.texts import CODES
from callguard.services.runtime import Runtime
from callguard.settings import Settings

WRONG_CALL = 2


class WrongCall(click.ClickException):
    """The command was called wrongly, or the installation is set up so."""

    exit_code = WRONG_CALL


def read_settings() -> Settings:
    """The installation's settings; WrongCall naming each variable at fault, never its value."""
    try:
        return settings.read_settings()
    except ValidationError as wrong:
        faults = [f"  {_variable(error['loc'])} {error['msg']}" for error in wrong.errors(include_input=False)]
        raise WrongCall("\n".join([_("设置有误："), *faults])) from None
    except FileNotFoundError as missing:
        raise WrongCall(str(missing)) from None


@contextmanager
def opened() -> Iterator[Runtime]:
    """The installation's runtime; what the rules refuse becomes an error message and exit status 1."""
    runtime = Runtime.open(read_settings())
    try:
        yield runtime
    except InvalidFields as refused:
        faults = [f"{error.field}: {_message(error.code, error.params)}" for error in refused.errors]
        raise click.ClickException("\n".join(faults)) from None
    except DomainError as refused:
        raise click.ClickException(_message(refused.code, refused.params)) from None
    except (OperationalError, ProgrammingError):
        raise click.ClickException(_("数据库打不开或结构不是最新。请先运行 callguard db upgrade。")) from None
    finally:
        runtime.database.close()


def _message(code: str, params: Mapping[str, object]) -> str:
    # Outside a request a lazy text is its Chinese original; here the terminal's language counts.
    return gettext(str(CODES[code])) % params


def _variable(location: tuple[int | str, ...]) -> str:
    return "CALLGUARD_" + str(location[0]).upper() if location else ""
