"""Counting pairs in two orders at once, without looking at every pair."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def below_and_before(
    first: NDArray[Any], second: NDArray[Any], counted: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each i how many counted j have first_j < first_i and second_j < second_i.

    All columns (n,). O(n log n): positions in the first order are split bit by bit, each time
    keeping the second order within the halves, as a merge sort does backwards.
    """
    size = first.size
    # Ties never count: among equals of one order, the other order is reversed.
    by_first = np.lexsort((-second, first))
    position = np.empty(size, np.int64)
    position[by_first] = np.arange(size)
    row = np.lexsort((-position, second))
    current = position[row]
    is_counted = np.empty(size, np.bool_)
    is_counted[position] = counted
    found, index = np.zeros(size, np.int64), np.arange(size)
    for bit in range(max(size - 1, 0).bit_length() - 1, -1, -1):
        start = (current >> (bit + 1)) << (bit + 1)
        right = ((current >> bit) & 1).astype(np.bool_)
        left_counted = _running(~right & is_counted[current])
        found[current] += np.where(right, left_counted[index] - left_counted[start], 0)
        lefts = _running(~right)
        passed = lefts[index] - lefts[start]
        moved = np.where(right, start + (1 << bit) + (index - start - passed), start + passed)
        following = np.empty_like(current)
        following[moved] = current
        current = following
    return found[position]


def _running(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(flags)])
