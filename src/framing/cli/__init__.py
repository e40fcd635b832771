"""The command line: thin commands, loaded when they are used."""

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from framing.errors import FramingError

__all__ = ["COMMANDS", "cli", "run"]

#: Where each command lives, and its line in the help. The modules are not imported for the help.
COMMANDS: dict[str, tuple[str, str]] = {
    "classify": ("framing.cli.classify:classify", "Tell which frames a text carries, and why."),
    "explain": (
        "framing.cli.explain:explain",
        "Show what each word added to a frame's score.",
    ),
    "score": ("framing.cli.score:score", "Score files of texts by frame."),
    "report": ("framing.cli.report:report", "Report on scored files: a page with diagrams."),
    "serve": (
        "framing.cli.serve:serve",
        "Show frames in a text on a page; with a REST API.",
    ),
    "train": ("framing.cli.train:train", "Train a model on a corpus or a table of coded texts."),
    "info": ("framing.cli.info:info", "Show what is in a model."),
    "evaluate": ("framing.cli.evaluate:evaluate", "Judge a model on labelled data."),
    "cross-validate": (
        "framing.cli.cross_validate:cross_validate",
        "Judge the recipe by nested cross-validation.",
    ),
    "corpus": ("framing.cli.corpus:corpus", "Check and describe a corpus of statements."),
    "lexicon": ("framing.cli.lexicon:lexicon", "Check a lexicon, and count where its cues fire."),
    "vectors": ("framing.cli.vectors:vectors", "Learn word vectors from unlabelled text."),
    "agreement": (
        "framing.cli.agreement:agreement",
        "Tell how far coders agree: alpha, kappa, with intervals.",
    ),
    "import": (
        "framing.cli.import_:import_",
        "Read a shared task's or a tool's format as JSON Lines.",
    ),
    "export": (
        "framing.cli.import_:export",
        "Write texts in a shared task's or a tool's format.",
    ),
}
DONE, WRONG_USE, INTERRUPTED = 0, 2, 130


class LazyGroup(click.Group):
    """A group that imports a command only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the commands there are where the wanted one is unknown."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from framing.errors import suggest

            ctx.fail(f"no command {args[0]!r}; {suggest(args[0], list(COMMANDS))}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="framing")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    r"""Find discourse and propaganda frames in text.

    \b
    framing classify "The fallen heroes of our army stopped the terrorist gangs."
    framing score articles.csv -o scored.parquet
    """


def run(args: list[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    args : list of str, optional
        Instead of those of the process.

    Returns
    -------
    int
        0 done, 1 done with rows that failed, 2 wrong use or input, 130 interrupted.
    """
    arguments = sys.argv[1:] if args is None else args
    debug = "--debug" in arguments
    if isinstance(sys.stdout, TextIOWrapper):
        # A letter that the output's encoding lacks is no reason to show nothing.
        sys.stdout.reconfigure(errors="replace")
    try:
        result = _invoke(list(arguments))
        sys.stdout.flush()
    except FramingError as error:
        return _fail(str(error), debug)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _interrupted()
    except click.ClickException as error:
        return _wrong_use(error)
    except BrokenPipeError:
        # The reader has what it wanted (`| head`); Python would complain at exit again.
        _close_stdout()
        return DONE
    except OSError as error:
        _close_stdout()
        return _fail(f"standard output: can't be written: {error.strerror or error}", debug)
    except Exception as error:  # the last resort: no traceback reaches a user who didn't ask
        return _fail(f"unexpected {type(error).__name__}: {error} (--debug shows where)", debug)
    return result if isinstance(result, int) else DONE


def _invoke(arguments: list[str]) -> object:
    """Run the command. click's own `main` would turn a closed pipe into a failure."""
    try:
        with cli.make_context("framing", arguments) as context:
            return cli.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code


def _close_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _wrong_use(error: click.ClickException) -> int:
    from framing.text import clean_terminal

    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
    click.echo(f"framing: {clean_terminal(error.format_message())}", err=True)
    return WRONG_USE


def _fail(message: str, debug: bool) -> int:
    from framing.text import clean_terminal

    if debug:
        import traceback

        traceback.print_exc()
    click.echo(f"framing: {clean_terminal(message)}", err=True)
    return WRONG_USE


def _interrupted() -> int:
    click.echo("framing: interrupted; nothing half-written was left behind", err=True)
    return INTERRUPTED
