"""The bed, as far as it can be tried without booting it: what is missing is said in one line."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.simulation.script import duration_s, parse_script
from tests.bluez import bed
from tests.bluez import pace as pace_module
from tests.bluez.bed import MODULES, PACKAGES, BedError, Kernel, boot, build_initramfs, fetch_kernel, require_parts
from tests.bluez.catalogue import CATALOGUE, OTHER_SCRIPT, SCRIPT
from tests.bluez.guest import SETTLE_S
from tests.bluez.motions import lay_out_motions, read_motions
from tests.bluez.pace import Pace


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root, on a machine of the right kind."""
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(bed.platform, "machine", lambda: "x86_64")


def _without(*parts: str) -> Callable[[str], str | None]:
    """A machine that lacks some parts."""
    return lambda part: None if part in parts else f"/usr/bin/{part}"


@pytest.mark.usefixtures("as_root")
def test_missing_parts_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line tells what to install, each package once."""
    monkeypatch.setattr(shutil, "which", _without("qemu-system-x86_64", "modprobe", "depmod"))

    with pytest.raises(BedError) as caught:
        require_parts()

    assert (
        "kmod qemu-system-x86 missing: `apt-get install --no-install-recommends kmod qemu-system-x86`, then try again"
    ) == str(caught.value)


@pytest.mark.usefixtures("as_root")
def test_with_all_parts_there_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the bed can be made."""
    monkeypatch.setattr(shutil, "which", _without())

    require_parts()


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize(("uid", "machine", "words"), [(1000, "x86_64", "as root"), (0, "aarch64", "aarch64")])
def test_the_wrong_user_or_machine_is_named(
    monkeypatch: pytest.MonkeyPatch, uid: int, machine: str, words: str
) -> None:
    """It is no use to install anything then."""
    monkeypatch.setattr(os, "getuid", lambda: uid)
    monkeypatch.setattr(bed.platform, "machine", lambda: machine)

    with pytest.raises(BedError, match=words):
        require_parts()


def test_a_command_without_its_parts_ends_with_two_and_one_line(tmp_path: Path) -> None:
    """`make bluez` on a machine without QEMU fails, and says what to install."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bluez"],
        cwd=bed.ROOT,
        env={"PATH": str(tmp_path), "PYTHONPATH": str(bed.ROOT)},
        capture_output=True,
        text=True,
    )

    assert 2 == run.returncode
    assert 1 == len(run.stdout.splitlines())
    assert run.stdout.startswith("make bluez: ")
    assert "" == run.stderr


def _fake(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def test_a_kernel_that_cannot_be_had_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, or on another distribution: what failed, why, and what to try."""
    _fake(tmp_path, "apt-cache", "echo '  Depends: linux-image-6.1.0-1-amd64'")
    _fake(tmp_path, "apt-get", "echo noise >&2; echo 'E: no such host' >&2; exit 100")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(BedError) as caught:
        fetch_kernel(tmp_path / "bed")

    assert (
        "`apt-get download linux-image-6.1.0-1-amd64` failed (E: no such host): check the network, try `apt-get update`"
    ) == str(caught.value)
    assert [] == list((tmp_path / "bed").iterdir())


def test_a_machine_that_knows_no_kernel_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package lists may never have been fetched."""
    _fake(tmp_path, "apt-cache", "true")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    with pytest.raises(BedError, match="apt-get update"):
        fetch_kernel(tmp_path)


def test_a_kernel_is_fetched_once(tmp_path: Path) -> None:
    """What lies there is taken as it is."""
    image = tmp_path / "kernel/boot/vmlinuz-6.1.0-9-amd64"
    image.parent.mkdir(parents=True)
    image.touch()

    kernel = fetch_kernel(tmp_path)

    assert ("6.1.0-9-amd64", image) == (kernel.release, kernel.image)


@pytest.mark.system("cpio, busybox")
def test_the_initramfs_loads_each_module_after_those_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is that of the list, and what two modules need is packed once."""
    if shutil.which("cpio") is None or shutil.which("busybox") is None:
        pytest.skip("cpio or busybox is not installed")
    tmp_path = tmp_path / "a folder"
    tmp_path.mkdir()
    kernel = Kernel(tmp_path / "kernel", "6.1")
    (kernel.folder / "lib/modules/6.1").mkdir(parents=True)
    (kernel.folder / "lib/modules/6.1/modules.dep").touch()
    for module in ("common", *MODULES):
        (tmp_path / f"{module}.ko").write_text(module)
    said = "; ".join(f'echo "insmod {tmp_path}/{module}.ko x=1 "' for module in ("common", "$last"))
    _fake(tmp_path, "modprobe", f"for last; do :; done; {said}")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    packed = build_initramfs(kernel, tmp_path)

    subprocess.run(f"gzip -dc {shlex.quote(str(packed))} | cpio -id --quiet", shell=True, cwd=tmp_path, check=True)
    assert [f"{module}.ko" for module in ("common", *MODULES)] == (tmp_path / "mod/order").read_text().split()
    assert os.access(tmp_path / "init", os.X_OK)
    assert "drbg" == (tmp_path / "mod/drbg.ko").read_text()


def test_every_part_has_a_package() -> None:
    """What the bed runs is what it asks to be installed."""
    assert {"qemu-system-x86", "bluez", "dbus", "busybox-static", "kmod", "cpio"} <= set(PACKAGES.values())


def test_the_catalogue_holds_what_was_promised() -> None:
    """Five drops, and one of each other fault; no two lines alike."""
    names = [fault.name for fault in CATALOGUE]

    assert len(names) == len(set(names))
    assert 5 == sum("link drop" in name for name in names)
    for word in ("stall", "reboots", "adapter off", "unplugged", "bluetoothd killed", "disconnect", "same name"):
        assert any(word in name for name in names), word
    for word in ("MTU 23", "MTU 517", "agent", "daemon killed"):
        assert any(word in name for name in names), word


def test_the_person_outlasts_the_catalogue() -> None:
    """The script is longer than all faults together may take, so that samples never run out."""
    assert duration_s(parse_script(SCRIPT)) > len(CATALOGUE) * (SETTLE_S + 20.0)


def test_a_guest_that_falls_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line gives it new time; then one line says that it hung, and where to look."""
    _fake(tmp_path, "qemu-system-x86_64", "echo one; sleep 0.3; echo two; exec sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(bed, "SILENCE_S", 0.5)
    lines: list[str] = []

    with pytest.raises(BedError, match=r"said nothing for 0\.5 s and was ended: see "):
        boot(Kernel(tmp_path, "6.1"), tmp_path / "initramfs.gz", tmp_path, lines.append)

    assert ["one", "two"] == lines


def test_the_motions_of_the_guest_are_those_of_its_scripts(tmp_path: Path) -> None:
    """What the guest reads lasts as long as what the person does."""
    lay_out_motions(tmp_path, (SCRIPT, OTHER_SCRIPT))

    motions = read_motions(tmp_path)

    assert {script: duration_s(parse_script(script)) for script in (SCRIPT, OTHER_SCRIPT)} == {
        script: motion.duration_s for script, motion in motions.items()
    }


def test_a_fast_machine_gets_no_less_time() -> None:
    """The pace is that of a quiet guest, or slower; here, outside of any guest, it is fast."""
    pace = Pace()
    pace.begin()

    assert (1.0, 1.0) == (pace.second_s, pace.worst_s)


def test_the_worst_pace_of_a_fault_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy only while the fault is mended has as much more time; the next fault begins anew."""
    pace = Pace()
    monkeypatch.setattr(pace_module, "REFERENCE_S", 1e-9)
    pace.begin()
    monkeypatch.setattr(pace_module, "REFERENCE_S", 1e9)
    for _ in range(pace_module.WITHIN):
        pace._count()

    assert pace.worst_s > 1.0 == pace.second_s
    pace.forget()
    assert 1.0 == pace.worst_s
