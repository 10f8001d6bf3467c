"""Run `python -m corpus`."""

from corpus.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
