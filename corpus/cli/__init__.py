"""Define the commands of `python -m corpus`, and what the commands of all packages share: terminal and progress."""
