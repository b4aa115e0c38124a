"""Merkle trees: the vectors of Certificate Transparency, and laws.

Source of the vectors: transparency-dev/merkle at 141d627, ``testonly/constants.go`` (inputs and
roots) and ``testonly/reference_test.go`` (TestRefInclusionProof); Apache-2.0. Only values are taken.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines import merkle

INPUTS = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
LEAVES = [merkle.leaf(data) for data in INPUTS]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 1): [],
    (0, 2): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"],
    (1, 2): ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}

trees = st.lists(st.binary(max_size=4), min_size=1, max_size=70).map(
    lambda found: [merkle.leaf(data) for data in found]
)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_the_paths_are_the_published_ones(index, size):
    assert [one.hex() for one in merkle.path(index, LEAVES[:size])] == PATHS[index, size]


def split(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word: the largest power of two to the left."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    power = 1 << (len(leaves) - 1).bit_length() - 1
    return merkle.node(split(leaves[:power]), split(leaves[power:]))


@given(trees)
def test_the_root_is_that_of_the_definition(leaves):
    assert merkle.root(leaves) == split(leaves)


@given(trees, st.data())
def test_every_leaf_is_proven_by_its_path(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))

    found = merkle.path(index, leaves)

    assert merkle.holds(leaves[index], index, len(leaves), found, merkle.root(leaves))
    assert len(found) <= (len(leaves) - 1).bit_length()


@given(trees, st.data())
def test_a_path_proves_nothing_else(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    found, root, size = merkle.path(index, leaves), merkle.root(leaves), len(leaves)
    other = merkle.leaf(b"another leaf")
    elsewhere = data.draw(st.integers(-1, size + 1).filter(lambda place: place != index))

    assert not merkle.holds(other, index, size, found, root)
    assert not merkle.holds(leaves[index], index, size, [*found, other], root)
    assert not merkle.holds(leaves[index], index, size, found, other)
    if found:
        assert not merkle.holds(leaves[index], index, size, found[:-1], root)
        changed = [*found]
        changed[data.draw(st.integers(0, len(found) - 1))] = other
        assert not merkle.holds(leaves[index], index, size, changed, root)
    if not 0 <= elsewhere < size or leaves[elsewhere] != leaves[index]:
        assert not merkle.holds(leaves[index], elsewhere, size, found, root)


@given(trees, st.data())
def test_changing_adding_dropping_or_swapping_a_leaf_changes_the_root(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    other, root = merkle.leaf(b"another leaf"), merkle.root(leaves)
    swapped = [*leaves]
    swapped[0], swapped[index] = swapped[index], swapped[0]

    assert merkle.root([*leaves[:index], other, *leaves[index + 1 :]]) != root
    assert merkle.root([*leaves[:index], other, *leaves[index:]]) != root
    assert merkle.root([*leaves[:index], *leaves[index + 1 :]]) != root
    assert (merkle.root(swapped) == root) == (swapped == leaves)


def test_a_leaf_is_never_a_node():
    """Without the domains a node could be passed off as a leaf (second preimage)."""
    left, right = LEAVES[:2]

    assert merkle.leaf(left + right) != merkle.node(left, right)
    assert merkle.root([left, right]) != merkle.root([merkle.leaf(left + right)])


def test_no_path_is_given_for_a_leaf_that_is_not_there():
    for index in (-1, 8):
        with pytest.raises(IndexError):
            merkle.path(index, LEAVES)
