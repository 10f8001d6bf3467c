"""Run `python -m search_api`."""

from search_api.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
