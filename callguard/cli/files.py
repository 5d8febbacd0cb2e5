"""Writing files that take long: complete or not at all, with a bar that shows how far it is."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import click
from rich.console import Console
from rich.progress import Progress

from callguard.cli.language import _

T = TypeVar("T")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the old one's place only when it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as failed:
        raise click.ClickException(_("写不了 %(file)s：%(why)s", file=path, why=failed.strerror)) from None
    finally:
        part.unlink(missing_ok=True)


def watched(things: Iterable[T], total: int, doing: str) -> Iterator[T]:
    """The things one by one, with a bar on standard error."""
    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        yield from progress.track(things, total=total, description=doing)
