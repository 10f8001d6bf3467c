"""Run `python -m search_api`."""

from corpus.cli.start import end_on_interrupt


def main() -> int:
    """Serve until a signal says to stop, and return the exit code."""
    end_on_interrupt()  # until the service handles it
    from search_api.commands import main as serve

    return serve()


if __name__ == "__main__":
    raise SystemExit(main())
