"""Run `python -m indexer`."""

from corpus.cli.start import start


def main() -> int:
    """Run the command line and return its exit code."""
    return start("indexer.commands")


if __name__ == "__main__":
    raise SystemExit(main())
