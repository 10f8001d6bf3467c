"""The commands of `python -m corpus`, and what all commands share: the terminal and progress."""
