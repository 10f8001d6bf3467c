"""Run `python -m corpus`."""

from corpus.cli.start import start


def main() -> int:
    """Run the command line and return its exit code."""
    return start("corpus.cli.commands")


if __name__ == "__main__":
    raise SystemExit(main())
