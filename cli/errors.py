"""The error that a command reports in one line on the terminal."""


class UsageError(Exception):
    """Wrong usage, unusable input, or something missing that the command needs: exit status 2."""
