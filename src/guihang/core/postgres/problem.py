"""What went wrong with the database server, in words that say what to do."""

from guihang.engines.words import Words


class ServerProblem(Exception):
    """The server could not do what was asked; ``words`` is fit to show to the operator."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(f"{words.zh}\n{words.en}")
