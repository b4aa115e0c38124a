"""What stops the sealing or the checking of the log, in words for whoever runs it."""

from guihang.engines.words import Words


class LogProblem(Exception):
    """Shown as it is; the command ends with exit code 1."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words
