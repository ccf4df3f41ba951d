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
    counts = np.zeros((len(VERBS), len(STATES), 4), dtype=np.int64)
    first = 0
    for block in operations.blocks():
        met = states[first:first + len(block)]
        first += len(block)
        place = (block.what.astype(np.int64) * len(STATES) + met) * 4 + \
            block.outcome
        counts += np.bincount(place, minlength=counts.size) \
            .reshape(counts.shape)
    return [(op_title(VERBS[verb]),
             [Cell(int(cell.sum()), int(cell[DONE]), int(cell[REFUSED]))
              for cell in counts[verb]])
            for verb in np.flatnonzero(counts.any(axis=(1, 2))).tolist()]
