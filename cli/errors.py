"""What a command refuses, in one line for the person at the terminal."""


class UsageError(Exception):
    """The command's words or its input make no sense, or something it needs is not there: exit status 2."""
