"""Run `python -m corpus`."""

from corpus.cli.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
