"""What the visitor chose before: undo, redo, and questions kept under a name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cse_sim.web.choices import Choices

MOST = 100


@dataclass(frozen=True)
class Past:
    """The choices of now, those before and those undone; ``named`` are kept for good, the last first."""

    now: Choices
    before: tuple[Choices, ...] = ()
    undone: tuple[Choices, ...] = ()
    named: tuple[tuple[str, Choices], ...] = ()

    def chosen(self, choices: Choices) -> Past:
        """Another choice; what was undone is gone. The same choice again changes nothing."""
        if choices == self.now:
            return self
        return replace(self, now=choices, before=(*self.before, self.now)[-MOST:], undone=())

    def undo(self) -> Past:
        """The choices before these."""
        if not self.before:
            return self
        *before, now = self.before
        return replace(self, now=now, before=tuple(before), undone=(self.now, *self.undone))

    def redo(self) -> Past:
        """The choices that were undone last."""
        if not self.undone:
            return self
        now, *undone = self.undone
        return replace(self, now=now, before=(*self.before, self.now), undone=tuple(undone))

    def kept(self, name: str) -> Past:
        """The choices of now under a name; an older one of that name is replaced."""
        name = name.strip()[:80]
        if not name:
            return self
        others = tuple(pair for pair in self.named if pair[0] != name)
        return replace(self, named=((name, self.now), *others)[:MOST])

    def recalled(self, name: str) -> Past:
        """Back to choices that were kept; this can be undone like any other choice."""
        found = dict(self.named).get(name)
        return self if found is None else self.chosen(found)
