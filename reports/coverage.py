# SPDX-License-Identifier: MIT
"""Which operation met the drive in which state, and what came of it."""

from dataclasses import dataclass

import numpy as np

from reports.codes import DONE, REFUSED, VERBS
from reports.history import Column, Operations
from reports.ownership import STATES
from reports.text import op_title


@dataclass
class Cell:
    """Operations of one kind in one state of the drive."""

    total: int
    done: int
    refused: int

    @property
    def unanswered(self) -> int:
        """Neither done nor refused."""
        return self.total - self.done - self.refused


def table(operations: Operations,
          states: Column) -> list[tuple[str, list[Cell]]]:
    """A row for each kind of operation seen, a cell for each of STATES."""
    rows = []
    for verb in np.unique(operations.what):
        cells = []
        for state in range(len(STATES)):
            outcome = operations.outcome[(operations.what == verb) &
                                         (states == state)]
            cells.append(Cell(len(outcome), int((outcome == DONE).sum()),
                              int((outcome == REFUSED).sum())))
        rows.append((op_title(VERBS[int(verb)]), cells))
    return rows
