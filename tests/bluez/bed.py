"""The bed: a stock Debian kernel in QEMU that boots, from memory, into this machine's own files.

Nothing is installed and nothing of the machine is changed: the kernel's package is fetched and unpacked under `.bed/`,
the root file system is shared with the guest read-only (9p) under an overlay of the guest's own memory, and what the
guest leaves comes out through one shared folder.  The processor is emulated (TCG), so no `/dev/kvm` is needed.
"""

import compileall
import gzip
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bluez.motions import lay_out_motions

ROOT: Final = Path(__file__).parents[2]
BED: Final = ROOT / ".bed"

PACKAGES: Final = {
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "modprobe": "kmod",
    "depmod": "kmod",
    "cpio": "cpio",
    "apt-get": "apt",
    "dpkg-deb": "dpkg",
    "dbus-daemon": "dbus",
    "bluetoothctl": "bluez",
    "/usr/libexec/bluetooth/bluetoothd": "bluez",
}
"""What the bed runs, and the Debian package that it comes with; guest and host have the same files."""

MODULES: Final = (
    # The shared folders, and the overlay that makes a read-only root writable.
    "virtio_pci", "9pnet_virtio", "9p", "overlay",
    # The random generator comes before ecdh, whose self-test needs it: without it pairing is dead.
    "sha512_generic", "hmac", "ctr", "drbg", "cmac", "ecb", "aes_generic", "ccm", "ecdh_generic",
    "algif_hash", "algif_skcipher", "bluetooth", "hci_vhci", "uhid",
)  # fmt: skip
"""Kernel modules, in the order in which they are loaded, each after those that it needs."""

MEMORY_MB: Final = 1500

SILENCE_S: Final = 240.0
"""A guest that says nothing for so long hangs: it writes a line after each fault and each check.  The longest took
45 s on a quiet machine, 100 s beside two busy loops."""

TRIES: Final = 2
"""How often the bed is booted, each time anew, until all holds; a second try is always told."""


class BedError(Exception):
    """The bed cannot be made; the line says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """An unpacked kernel package.

    Attributes:
        folder: holds `boot` and `lib/modules`.
        release: such as `6.1.0-56-amd64`.
    """

    folder: Path
    release: str

    @property
    def image(self) -> Path:
        """What QEMU boots."""
        return self.folder / "boot" / f"vmlinuz-{self.release}"


def require_parts() -> None:
    """See that everything is there that the bed runs.

    Raises:
        BedError: something is missing; names the packages to install.
    """
    if platform.machine() != "x86_64":
        raise BedError(f"the bed needs an x86_64 machine, this one is {platform.machine()}")
    if os.getuid() != 0:
        raise BedError("the bed must run as root: only root may read all the files that the guest boots into")
    if missing := sorted({package for part, package in PACKAGES.items() if shutil.which(part) is None}):
        packages = " ".join(missing)
        raise BedError(f"{packages} missing: `apt-get install --no-install-recommends {packages}`, then try again")


def fetch_kernel(bed: Path = BED) -> Kernel:
    """Give the distribution's present kernel, fetched and unpacked once.

    Raises:
        BedError: it cannot be had.
    """
    folder = bed / "kernel"
    if not list(folder.glob("boot/vmlinuz-*")):
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=_made(bed)) as draft:
            _call("apt-get", "download", _kernel_package(), cwd=Path(draft))
            (package,) = Path(draft).glob("*.deb")
            _call("dpkg-deb", "-x", package.name, "x", cwd=Path(draft))
            (Path(draft) / "x").replace(folder)
    (image,) = folder.glob("boot/vmlinuz-*")
    return Kernel(folder, image.name.removeprefix("vmlinuz-"))


def build_initramfs(kernel: Kernel, bed: Path = BED) -> Path:
    """Pack busybox, the modules and `initramfs.sh` into what the kernel boots from; gives the file."""
    if not (kernel.folder / "lib/modules" / kernel.release / "modules.dep").exists():
        _call("depmod", "-b", str(kernel.folder), kernel.release)
    with tempfile.TemporaryDirectory(dir=_made(bed)) as draft:
        tree = Path(draft)
        for name in ("bin", "mod", "proc", "sys", "dev", "new", "lower", "rw"):
            (tree / name).mkdir()
        shutil.copy(shutil.which("busybox") or "busybox", tree / "bin/busybox")
        (tree / "bin/sh").symlink_to("busybox")
        shutil.copy(Path(__file__).with_name("initramfs.sh"), tree / "init")
        (tree / "init").chmod(0o755)
        modules = _module_files(kernel)
        for module in modules:
            shutil.copy(module, tree / "mod")
        (tree / "mod/order").write_text("".join(f"{module.name}\n" for module in modules))
        names = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
        archive = subprocess.run(
            ["cpio", "-o", "-H", "newc", "--quiet"], cwd=tree, input=names.encode(), capture_output=True, check=True
        )
    packed = bed / "initramfs.gz"
    packed.write_bytes(gzip.compress(archive.stdout, 1))
    return packed


def lay_out(out: Path, run: str, scripts: Iterable[str]) -> None:
    """Put into the shared folder what the guest begins with, and nothing else.

    Args:
        out: the folder.
        run: what Python is to run in the guest.
        scripts: what the people do who wear the wearables.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("init.sh"), out)
    lay_out_motions(out, scripts)
    told = {"PYTHON": sys.executable, "CHECKOUT": str(ROOT), "RUN": run}
    (out / "bed.env").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in told.items()))
    for folder in ("monitor", "firmware_protocol", "tests/bluez"):
        compileall.compile_dir(ROOT / folder, quiet=1)  # here it takes a second, in the guest ten


def boot(kernel: Kernel, initramfs: Path, shared: Path, on_line: Callable[[str], None]) -> None:
    """Boot the guest and wait until it has switched itself off; it runs `init.sh` of the shared folder as process 1.

    Args:
        kernel: to boot.
        initramfs: to boot from.
        shared: the one folder that the guest may write to; it sees it as `/mnt`.
        on_line: is given each line that the guest writes to its console.

    Raises:
        BedError: the guest said nothing for `SILENCE_S`, and was ended.
    """
    share = "local,security_model=none,multidevs=remap"
    command = [
        "qemu-system-x86_64", "-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MB),
        "-nodefaults", "-no-reboot", "-display", "none", "-serial", "stdio",
        "-kernel", str(kernel.image), "-initrd", str(initramfs), "-append", "console=ttyS0 quiet panic=-1",
        "-fsdev", f"{share},id=root,path=/,readonly=on",
        "-device", "virtio-9p-pci,fsdev=root,mount_tag=root",
        "-fsdev", f"{share},id=shared,path={str(shared).replace(',', ',,')}",
        "-device", "virtio-9p-pci,fsdev=shared,mount_tag=shared",
    ]  # fmt: skip
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as machine,
        _ended_when_silent(machine) as heard,
    ):
        for line in machine.stdout or ():
            heard()
            on_line(line.rstrip())
    if machine.returncode < 0:
        raise BedError(f"the guest said nothing for {SILENCE_S:g} s and was ended: see {shared}")


@contextmanager
def _ended_when_silent(machine: subprocess.Popen[str]) -> Iterator[Callable[[], None]]:
    """Kill a machine that says nothing for `SILENCE_S`; gives what is to be called whenever it said something."""
    timers: list[threading.Timer] = []

    def heard() -> None:
        for timer in timers:
            timer.cancel()
        timers[:] = [threading.Timer(SILENCE_S, machine.kill)]
        timers[0].start()

    heard()
    try:
        yield heard
    finally:
        timers[0].cancel()


def _kernel_package() -> str:
    """The name of the package that the present kernel is in."""
    said = _call("apt-cache", "depends", "linux-image-amd64")
    for line in said.splitlines():
        if "Depends: linux-image-" in line:
            return line.split()[-1]
    raise BedError("no package linux-image-amd64 is known here: the bed needs Debian; try `apt-get update` first")


def _module_files(kernel: Kernel) -> list[Path]:
    """The modules and what they need, each once, in order."""
    files: dict[Path, None] = {}
    for module in MODULES:
        said = _call("modprobe", "-d", str(kernel.folder), "-S", kernel.release, "--show-depends", module)
        loads = (line.removeprefix("insmod ") for line in said.splitlines() if line.startswith("insmod "))
        files |= {Path(load[: load.rindex(".ko") + 3]): None for load in loads}  # parameters may follow
    return list(files)


def _made(folder: Path) -> Path:
    """The folder, which is there from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _call(*command: str, cwd: Path | None = None) -> str:
    """Run a command and give what it says.

    Raises:
        BedError: it failed; names the command and its last line.
    """
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if run.returncode:
        said = (run.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BedError(f"`{' '.join(command)}` failed ({said}): check the network, try `apt-get update`")
    return run.stdout
