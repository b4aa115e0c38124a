"""Files that somebody might send to do harm, built by code: none lies in the repository.

Each names what may become of it: the codes of a refusal, or ``read`` where the file is odd but
holds a table that can be looked at without danger.
"""

from tests.security.hostile import archives, contents, texts
from tests.security.hostile.made import Hostile

KINDS = (
    archives.bombs,
    archives.nested,
    archives.polyglots,
    archives.paths,
    archives.locked,
    archives.broken,
    contents.entities,
    contents.active,
    contents.sheets,
    texts.texts,
    texts.disguised,
)


def corpus() -> list[Hostile]:
    return [one for kind in KINDS for one in kind()]
