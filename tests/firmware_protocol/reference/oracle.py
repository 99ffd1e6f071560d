"""The C header as an oracle: `oracle.c` compiled with sanitizers, asked one line at a time."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent
REFERENCE = HERE.parents[2] / "firmware_protocol" / "reference"
STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wconversion")
SANITIZED = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
REFUSED = "-"


def compiled(folder: Path) -> Path:
    """Compile the oracle strictly, as C99.

    Raises:
        subprocess.CalledProcessError: the compiler complains.
    """
    program = folder / "oracle"
    command = ["gcc", "-std=c99", *STRICT, *SANITIZED, f"-I{REFERENCE}", str(HERE / "oracle.c"), "-o", str(program)]
    subprocess.run(command, check=True, timeout=120)
    return program


class Oracle:
    """One running oracle; any error of a sanitizer ends it, and with it the test that asked.

    Args:
        program: as `compiled` gave it.
    """

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *question: object) -> str:
        """Ask one thing; bytes are written as hex."""
        words = [(word.hex() or ".") if isinstance(word, bytes) else str(word) for word in question]
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the oracle has no pipes")
        stdin.write(" ".join(words) + "\n")
        answer = stdout.readline()
        if not answer:
            raise RuntimeError(f"the oracle died of: {' '.join(words)}")
        return answer.strip()

    def close(self) -> int:
        """Let it end, leak check included, and give its exit status."""
        self._process.communicate(timeout=60)
        return self._process.returncode
