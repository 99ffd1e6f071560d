"""The last minute as it was: what a stretch is judged against when it is prompted, and each second from then on.

While nobody is prompted this costs a reference to each block and nothing else.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.motion.closeup import CloseUp
from monitor.motion.epochs import EpochBlock
from monitor.motion.features import Floats
from monitor.motion.samples import SampleBlock
from monitor.posture.classifier import POSTURES, PostureBlock
from monitor.posture.labels import Posture

LOOKBACK_S = 60.0
"""How far back is remembered (product default): time enough to know how somebody sits."""


@dataclass(frozen=True, slots=True)
class Second:
    """One second `[start_s, start_s + 1)`, seen closely.

    Attributes:
        start_s: whole second, UTC in POSIX seconds.
        posture: what the body did.
        mean_g: mean vector, shape (3,).
        sd_g: standard deviation of the vector.
        parts_g: mean vector of each eighth of the second, shape (8, 3); None where it was not looked at closely.
    """

    start_s: float
    posture: Posture
    mean_g: Floats
    sd_g: float
    parts_g: Floats | None = None

    @property
    def end_s(self) -> float:
        """End of the second."""
        return self.start_s + 1.0


@dataclass(slots=True)
class Recent:
    """Remembers the last minute; feed samples before the epochs that are made of them, both in order of time."""

    _close_up: CloseUp = field(default_factory=CloseUp)
    _blocks: deque[tuple[EpochBlock, PostureBlock]] = field(default_factory=deque)

    def feed_samples(self, block: SampleBlock) -> None:
        """Remember samples."""
        self._close_up.feed(block)

    def feed_epochs(self, block: EpochBlock, postures: PostureBlock) -> None:
        """Remember epochs with their postures, and forget what is older than the lookback."""
        while self._blocks and self._blocks[0][0].end_s < block.start_s - LOOKBACK_S:
            self._blocks.popleft()
        self._blocks.append((block, postures))

    def second(self, offset: int) -> Second:
        """The second at this place of the newest block of epochs, seen closely."""
        block, postures = self._blocks[-1]
        return _second(block, postures, offset, self._close_up.parts_g(block.start_s + offset))

    def before(self, time_s: float) -> Iterator[Second]:
        """The seconds of the lookback that were over at `time_s`, oldest first, not seen closely."""
        for block, postures in self._blocks:
            first = max(0, int(time_s - LOOKBACK_S - block.start_s))
            for offset in range(first, min(len(block), int(time_s - block.start_s))):
                yield _second(block, postures, offset, None)


def _second(block: EpochBlock, postures: PostureBlock, offset: int, parts_g: Floats | None) -> Second:
    return Second(
        start_s=block.start_s + offset,
        posture=POSTURES[postures.codes[offset]],
        mean_g=block.features.mean_g[offset],
        sd_g=float(block.features.sd_g[offset]),
        parts_g=parts_g,
    )
