"""The error of everything that a person can mend."""


class RostrumError(ValueError):
    """Something is wrong with a file that was given; the message says what, where and what to do."""
