"""Run a command line with sentences in place of tracebacks, and distinct exit codes."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from corpus import sentences
from corpus.settings import SettingError

# Exit codes.
DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def run(
    command: click.Command,
    name: str,
    *,
    args: Sequence[str] | None = None,
    errors: tuple[type[Exception], ...] = (),
    interrupted: str = sentences.STOPPED,
) -> int:
    """Run a command and return its exit code; `errors` are exceptions whose text is a sentence for people.

    `interrupted` is the sentence to print after Ctrl+C. A closed pipe (`| head`) ends the command silently.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese letters shows the others
    # Without a handler Python would print what they log about a connection that was cut: a traceback.
    for library in ("sqlalchemy", "psycopg"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    try:
        # `click.Command.main` would report these exceptions in English, and exit with 1 for a closed pipe.
        with command.make_context(name, list(sys.argv[1:] if args is None else args)) as context:
            code = command.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        _explain(error, name)
        return MISUSED
    except SettingError as error:
        click.echo(sentences.ERROR.format(message=error), err=True)
        return MISUSED
    except (KeyboardInterrupt, click.Abort):
        click.echo(interrupted, err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes stdout once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except errors as error:
        click.echo(sentences.ERROR.format(message=error), err=True)
        return FAILED


def _explain(error: click.UsageError, name: str) -> None:
    """Print what is wrong with a command line, in Vietnamese."""
    option, command = getattr(error, "option_name", None), getattr(error, "command_name", None)
    if isinstance(error, click.NoSuchOption):
        message = sentences.NO_SUCH_OPTION.format(option=option)
    elif isinstance(error, click.BadOptionUsage):
        message = sentences.OPTION_VALUE.format(option=option)
    elif isinstance(error, click.MissingParameter) and error.param:
        parameter = error.param.make_metavar(error.ctx) if error.ctx else error.param.name
        message = sentences.MISSING_PARAMETER.format(parameter=parameter)
    elif isinstance(error, click.BadParameter) and error.param and (expected := _expected(error.param)):
        message = expected
    elif command:
        message = sentences.NO_SUCH_COMMAND.format(command=command)
    elif error.ctx and error.message == error.ctx.get_help():  # the command line is empty
        click.echo(error.message, err=True)
        return
    else:
        message = error.format_message()
    path = error.ctx.command_path if error.ctx else name
    click.echo(sentences.USAGE_ERROR.format(message=message, path=path), err=True)


def _expected(parameter: click.Parameter) -> str | None:
    """Return what values a parameter takes, in Vietnamese; None for a type that no command of ours restricts."""
    option = parameter.opts[0]
    match parameter.type:
        case click.Path():
            return sentences.OPTION_NOT_A_FILE.format(option=option)
        case click.File():
            return sentences.OPTION_NOT_WRITABLE.format(option=option)
        case click.Choice(choices=choices):
            return sentences.OPTION_NOT_A_CHOICE.format(option=option, choices=", ".join(map(str, choices)))
        case click.IntRange(min=int(minimum), max=None):
            return sentences.OPTION_NOT_IN_RANGE.format(option=option, minimum=minimum)
        case click.IntRange(min=minimum, max=maximum):
            return sentences.OPTION_NOT_BETWEEN.format(option=option, minimum=minimum, maximum=maximum)
    return None
