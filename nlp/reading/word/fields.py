"""Fields of a word processor: instructions that nobody sees, and the results that stand on the page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Fields:
    """Follows the marks at which fields begin, turn to their result and end.

    >>> fields = Fields()
    >>> fields.begin()
    >>> fields.shown
    False
    >>> fields.separate()
    >>> fields.shown
    True
    """

    _results: list[bool] = field(default_factory=list)
    _instructions: int = 0

    @property
    def shown(self) -> bool:
        """Whether text that stands here is seen."""
        return self._instructions == 0

    def begin(self) -> None:
        self._results.append(False)
        self._instructions += 1

    def separate(self) -> None:
        if self._results and not self._results[-1]:
            self._results[-1] = True
            self._instructions -= 1

    def end(self) -> None:
        if self._results and not self._results.pop():
            self._instructions -= 1
