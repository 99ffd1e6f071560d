"""The one hand that writes files: whole or not at all, its owner's only, whatever fails on the way."""

import errno
import os
import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.edges.files import make_folder, replacing, write_file

STEPS = ((tempfile, "mkstemp"), (os, "chmod"), (os, "fsync"), (os, "replace"), (os, "open"), (os, "close"))
"""The calls by which a file is written; each may fail."""


@contextmanager
def failing_at(step: int) -> Iterator[list[str]]:
    """Let the call of this number fail, of all those that are made from now on; gives the names of those made."""
    made: list[str] = []

    def failing(call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def _call(*args: Any, **words: Any) -> Any:
            made.append(name)
            if len(made) == step:
                raise OSError(errno.ENOSPC, "No space left on device")
            return call(*args, **words)

        return _call

    with pytest.MonkeyPatch.context() as patch:
        for module, name in STEPS:
            patch.setattr(module, name, failing(getattr(module, name), name))
        yield made


@given(
    step=st.integers(1, 8),
    before=st.none() | st.binary(max_size=50),
    after=st.binary(max_size=50),
    is_linked=st.booleans(),
)
def test_whatever_fails_the_old_or_the_new_content_is_there(
    tmp_path_factory: pytest.TempPathFactory, step: int, before: bytes | None, after: bytes, is_linked: bool
) -> None:
    """At each of its steps: never another content, never a draft left, and a link stays a link."""
    folder = tmp_path_factory.mktemp("w")
    path, real = folder / "file", folder / ("real" if is_linked else "file")
    if is_linked:
        path.symlink_to(real)
    if before is not None:
        real.write_bytes(before)
    with failing_at(step) as made:
        try:
            write_file(path, after)
        except OSError:
            found = real.read_bytes() if real.exists() else None
            assert found in ((before, after) if "replace" in made[: step - 1] else (before,))
        else:
            assert after == real.read_bytes()
            assert len(made) < step
    assert is_linked == path.is_symlink()
    assert {"file", real.name} >= {one.name for one in folder.iterdir()}


def test_each_step_of_a_write_is_among_those_that_fail_above(tmp_path: Path) -> None:
    """Draft, mode, both times to the disk, and the new name."""
    with failing_at(0) as made:
        write_file(tmp_path / "file", b"x")

    assert {"mkstemp", "chmod", "fsync", "replace"} <= set(made)
    assert 2 == made.count("fsync")
    assert len(made) <= 8
    assert made.index("fsync") < made.index("replace")


KILLED = """
import os, sys
from pathlib import Path
from monitor.edges.files import write_file
step, made = int(sys.argv[2]), 0
def dying(call):
    def _call(*args, **words):
        global made
        made += 1
        if made == step:
            os.kill(os.getpid(), 9)
        return call(*args, **words)
    return _call
for name in ("chmod", "fsync", "replace"):
    setattr(os, name, dying(getattr(os, name)))
write_file(Path(sys.argv[1]), b"new" * 100_000)
"""


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_killed_writer_leaves_the_old_or_the_new(tmp_path: Path, step: int) -> None:
    """SIGKILL before the mode, before the disk, before the name, before the folder."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", KILLED, path, str(step)], check=False)

    assert -9 == run.returncode
    assert (b"old" if step < 4 else b"new" * 100_000) == path.read_bytes()


def test_a_disk_that_takes_half_of_it_leaves_the_old(tmp_path: Path) -> None:
    """The kernel itself refuses the second half."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_file(path, b"n" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_a_block_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Whoever writes piece by piece and gives up has written nothing."""

    def write() -> None:
        with replacing(tmp_path / "file") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert [] == list(tmp_path.iterdir())


def mode_of(path: Path) -> int:
    """The mode of what is there."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("before", "after"), [(None, 0o600), (0o644, 0o600), (0o666, 0o600), (0o600, 0o600), (0o400, 0o400)]
)
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_file_is_its_owners_only_and_as_strict_as_before(
    tmp_path: Path, before: int | None, after: int, umask: int
) -> None:
    """Whatever the umask says."""
    path = tmp_path / "file"
    if before is not None:
        path.touch()
        path.chmod(before)
    old = os.umask(umask)
    try:
        write_file(path, "ß")
    finally:
        os.umask(old)

    assert (after, "ß".encode()) == (mode_of(path), path.read_bytes())


def test_folders_that_are_made_are_their_owners_only(tmp_path: Path) -> None:
    """All that were missing; those that were there keep their mode."""
    tmp_path.chmod(0o755)
    make_folder(tmp_path / "a" / "b")

    assert [0o755, 0o700, 0o700] == [mode_of(one) for one in (tmp_path, tmp_path / "a", tmp_path / "a" / "b")]


def test_a_link_to_nothing_yet_is_followed(tmp_path: Path) -> None:
    """The file that it names is made."""
    path = tmp_path / "file"
    path.symlink_to(tmp_path / "real")
    write_file(path, b"x")

    assert (True, b"x") == (path.is_symlink(), (tmp_path / "real").read_bytes())


def test_what_is_no_file_is_written_into(tmp_path: Path) -> None:
    """A pipe stays a pipe, and gets the content."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_file(path, b"x")

    assert (True, b"x") == (path.is_fifo(), os.read(reader, 10))
    os.close(reader)


def test_a_folder_where_a_file_stands_is_an_error(tmp_path: Path) -> None:
    """Nothing is replaced by a folder, and no folder by a file."""
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file" / "below")
    with pytest.raises(IsADirectoryError):
        write_file(tmp_path, b"x")
