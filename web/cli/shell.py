"""How does a command end, and how are its arguments read?

An expected error is one line on standard error and an exit status, whichever command raised it: 0 done,
1 done in part or nothing found, 2 bad input or nothing done, 130 stopped by Ctrl-C.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    pass

__all__ = [
    "DONE",
    "INDEX",
    "NOTHING",
    "PARTLY",
    "STOPPED",
    "Commands",
    "SearchCommand",
    "complain",
    "engine_option",
    "fail",
    "index_option",
    "written_arguments",
]

DONE, PARTLY, NOTHING, STOPPED = 0, 1, 2, 130
INDEX = "var/index"

index_option = click.option(
    "--index", default=INDEX, show_default=True, metavar="DIR", help="Folder of the index."
)

engine_option = click.option(
    "--engine",
    default="",
    envvar="JIANSUO_ENGINE",
    metavar="URL",
    help="Cluster that answers instead of the index: opensearch+https://host:9200/name.",
)


class Commands(click.Group):
    """The commands of this module and, loaded when asked for, those of others.

    `elsewhere` has for each of those its module, its name there, and its line of help. An expected error of
    any command is said in one line.
    """

    def __init__(
        self, *args: Any, elsewhere: Mapping[str, tuple[str, str, str]] | None = None, **extra: Any
    ) -> None:
        self.elsewhere = dict(elsewhere or {})
        super().__init__(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self.elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading its module."""
        if cmd_name in self.elsewhere:
            module, name, _ = self.elsewhere[cmd_name]
            command: click.Command = getattr(import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        rows = [
            (
                name,
                self.elsewhere[name][2]
                if name in self.elsewhere
                else self.commands[name].get_short_help_str(80),
            )
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run with standard streams that are safe to write to; refuse where there is no standard output."""
        from web.cli.streams import open_streams, unwritten

        if not open_streams():
            fail("standard output is closed; send it to a file or to /dev/null")
        try:
            return super().main(*args, **extra)
        finally:
            if fault := unwritten():
                fail(f"standard output: {fault}")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected error is one line and an exit status."""
        from index.errors import IndexingError
        from search.errors import SearchError

        status = NOTHING
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "jiansuo"
            complain(f"{error.format_message().rstrip('.')} (see {path} --help)")
        except (IndexingError, SearchError) as error:
            complain(str(error))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            complain(f"{error.filename or 'system'}: {error.strerror or error}")
        except KeyboardInterrupt:
            complain("stopped")
            status = STOPPED
        return ctx.exit(status)


class SearchCommand(click.Command):
    """A command whose argument may begin with a minus: only a mistyped `--option` is refused.

    Each facet is an option, after the one for the mode.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, those of the facets among them."""
        params = super().get_params(ctx)
        at = 1 + [param.name for param in params].index("mode")
        return [*params[:at], *self._facets, *params[at:]]

    @cached_property
    def _facets(self) -> list[click.Parameter]:
        from index.facets.rows import FACETS

        return [
            click.Option([f"--{facet.name}"], multiple=True, metavar=facet.metavar, help=facet.hint)
            for facet in FACETS
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises UsageError for a mistyped option."""
        known = {name for param in self.get_params(ctx) for name in param.opts}
        before = args[: args.index("--")] if "--" in args else args
        for word in before:
            name = word.partition("=")[0]
            if name[:2] == "--" and name[2:3].isascii() and name[2:3].isalpha() and name not in known:
                hint = f"No such option: {name}. To search for it, write it after a --"
                raise click.UsageError(hint, ctx)
        return super().parse_args(ctx, args)


def written_arguments(text: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a request as the arguments of an address."""
    yield "q", text
    for name, given in options.items():
        if isinstance(given, tuple):
            yield from ((name, value) for value in given)
        elif given is True:
            yield name, "1"
        elif given:
            yield name, given


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    from web.cli.terminal import say

    say(f"jiansuo: {message}", err=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong and end with status 2."""
    complain(message)
    sys.exit(NOTHING)
