"""The link's way through its life, as a state machine: told how the last act ended, it says what to do next.

    state          act              ends with                                   next
    scanning       FIND             found                                       CONNECT
                                    not found                                   REST, still scanning
                                    the adapter refuses                         REST
    connecting     CONNECT          connected                                   BEGIN
                                    failed, gone                                PART
    subscribing    BEGIN            streaming                                   ATTEND
                                    failed, gone, refused                       PART
    streaming      ATTEND           silent                                      PROBE (PART if nothing ever came)
                                    gone, failed, refused, asleep               PART
    stalled        PROBE            it speaks again                             ATTEND
                                    it answers, and says nothing                BEGIN_AGAIN
                                    no answer, gone                             PART
    stalled        BEGIN_AGAIN      streaming                                   ATTEND, on trial
                                    failed, gone, refused                       PART
    lost           PART             parted, or the time for it is over          REST
    lost           REST             over, or a bond was made                    FIND
    no-adapter     REST             over, or the radio is back                  FIND

Any act may end with the adapter gone; after parting from whatever there was, that is waited out in `no-adapter`.
One act at a time, so scanning never overlaps connecting; no way leads from a connection to the next but
through PART.  No clock, no radio, no task in here: time comes in, and chance is given.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from random import Random
from typing import Final

FIND_S: Final = 15.0
"""One slice of scanning, with a new scanner each: a scan can die silently (bluez #1554)."""

CONNECT_S: Final = 20.0
"""For a connection and the discovery of its services (bleak-retry-connector's default)."""

BEGIN_S: Final = 15.0
"""For all that is said until the stream runs: five answers at 3 s."""

PROBE_S: Final = 2.0
"""For one read of a wearable that is silent (product default): six of the longest usual connection intervals."""

BEGIN_AGAIN_S: Final = 3.0
"""For starting a stream anew on a link that lives; to part and to come back takes as long."""

PART_S: Final = 4.0
"""For parting: BlueZ takes 2.0 to 2.7 s for a link that lives; with a dead bluetoothd it would block for 10 s."""

BACK_OFF_S: Final = (0.5, 30.0)
"""Shortest and longest rest after a failure (product default); it doubles from one to the other."""

AGAIN_S: Final = 0.5
"""Rest between two slices of a scan that found nothing: that is no failure, the wearable may be back any moment."""

ABSENT_S: Final = 600.0
"""A wearable that was not there for so long is scanned for more rarely (product default): the radio has other work."""

ADAPTER_S: Final = 2.5
"""How often a missing adapter is looked for in the end (product default), where nothing tells that it is back."""

BOND_S: Final = 30.0
"""Rest after a wearable wanted a bond: the user is to pair in peace; BlueZ tells when that is done."""

GOOD_STREAM_S: Final = 5.0
"""A stream that lasted so long makes the next rest short again (product default): ten packets; to rest longer after
it would only lose more."""


class LinkState(StrEnum):
    """Where the link is."""

    IDLE = "idle"
    NO_ADAPTER = "no-adapter"
    SCANNING = "scanning"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"
    STREAMING = "streaming"
    STALLED = "stalled"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """How the link is.

    Attributes:
        state: now.
        since_s: for how long it has been so.
        reason: why it was last lost, in one line; empty if it never was.
        kind: of wearable, as people say it; empty before it was connected once.
        address: whom it is bound to; None if to nobody yet.
        silent_s: since a packet came, or since the beginning; time that the computer slept through left out.
        reconnects: how often it streamed again after a loss.
        dropped: arrivals thrown away because nobody took them in time.
        flooded: arrivals thrown away because they came faster than any wearable sends.
    """

    state: LinkState
    since_s: float
    reason: str
    kind: str
    address: str | None
    silent_s: float
    reconnects: int
    dropped: int
    flooded: int


class Act(Enum):
    """What is to be done."""

    FIND = auto()
    CONNECT = auto()
    BEGIN = auto()
    ATTEND = auto()
    PROBE = auto()
    BEGIN_AGAIN = auto()
    PART = auto()
    REST = auto()


class End(Enum):
    """How an act ended."""

    DONE = auto()
    FAILED = auto()
    """Not found, no answer, out of time."""
    GONE = auto()
    """The link was lost."""
    REFUSED = auto()
    """The wearable will not, or is not what was asked for."""
    SILENT = auto()
    """Nothing came for longer than the wearable may be silent."""
    NO_ADAPTER = auto()
    """There is no usable adapter any more."""
    UNBONDED = auto()
    """It talks to bonded computers only, and there is no bond, or it does not know of it."""
    ASLEEP = auto()
    """The computer slept meanwhile: whatever link there was is not to be trusted."""
    WOKEN = auto()
    """A rest was cut short: the radio says that it is back."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What to do now, what the link is meanwhile, and how long it may take; ATTEND looks after itself."""

    act: Act
    state: LinkState
    limit_s: float


_LIMITS: Final = {
    Act.CONNECT: (LinkState.CONNECTING, CONNECT_S),
    Act.BEGIN: (LinkState.SUBSCRIBING, BEGIN_S),
    Act.ATTEND: (LinkState.STREAMING, float("inf")),
    Act.PROBE: (LinkState.STALLED, PROBE_S),
    Act.BEGIN_AGAIN: (LinkState.STALLED, BEGIN_AGAIN_S),
    Act.PART: (LinkState.LOST, PART_S),
}

_NEXT: Final = {
    (Act.FIND, End.DONE): Act.CONNECT,
    (Act.CONNECT, End.DONE): Act.BEGIN,
    (Act.BEGIN, End.DONE): Act.ATTEND,
    (Act.ATTEND, End.SILENT): Act.PROBE,
    (Act.PROBE, End.DONE): Act.ATTEND,
    (Act.PROBE, End.SILENT): Act.BEGIN_AGAIN,
    (Act.BEGIN_AGAIN, End.DONE): Act.ATTEND,
}
"""The way that goes well; from every other end of a connection the way is PART, from a scan REST."""


class LinkMachine:
    """Told how each act ended, it says what to do next.

    Args:
        chance: jitters the rests, so that two programs that wait for the same wearable do not stay in step.
        find_s: longest slice of one scan.
    """

    def __init__(self, chance: Random, find_s: float = FIND_S) -> None:
        self._chance = chance
        self._find_s = find_s
        self._failures = 0
        self._adapter_failures = 0
        self._missing_since_s: float | None = None
        self._stream_since_s = 0.0
        self._on_trial = False
        self._no_adapter = False
        self._unbonded = False

    def begin(self) -> Duty:
        """The first thing to do, and what to do again after each rest."""
        return Duty(Act.FIND, LinkState.SCANNING, self._find_s)

    def next(self, duty: Duty, end: End, now_s: float) -> Duty:
        """What to do after `duty` ended so, at `now_s` of any clock that goes on."""
        self._no_adapter = end is End.NO_ADAPTER or (self._no_adapter and duty.act is Act.PART)
        self._unbonded = end is End.UNBONDED or (self._unbonded and duty.act is Act.PART)
        if duty.act is Act.REST:
            if end is End.WOKEN:
                self._adapter_failures = 0
            return self.begin()
        if duty.act is Act.PART:
            return self._rest(BOND_S if self._unbonded else self._back_off_s())
        if duty.act is Act.FIND and end is not End.DONE:
            return self._search_on(end, now_s)
        if duty.act is Act.ATTEND and now_s - self._stream_since_s >= GOOD_STREAM_S:
            self._failures = 0
        act = _NEXT.get((duty.act, end), Act.PART)
        if act is Act.PROBE and self._on_trial:
            act = Act.PART  # it was begun again, and nothing came
        if act is Act.CONNECT:
            self._missing_since_s = None
            self._adapter_failures = 0
        if act is Act.ATTEND and duty.act is not Act.PROBE:
            self._on_trial = True
            self._stream_since_s = now_s
        self._failures += act is Act.PART
        return Duty(act, *_LIMITS[act])

    def heard(self) -> None:
        """The stream brought something: it is not on trial any more."""
        self._on_trial = False

    def _search_on(self, end: End, now_s: float) -> Duty:
        """Nothing found: look again, at once or, after a long while, more rarely."""
        if end is End.NO_ADAPTER:
            self._adapter_failures += 1
            return self._rest(self._jittered_s(min(_doubled_s(self._adapter_failures), ADAPTER_S)))
        if end is End.REFUSED:
            self._failures += 1
            return self._rest(self._back_off_s())
        if self._missing_since_s is None or end is End.ASLEEP:
            self._missing_since_s = now_s
        is_absent = now_s - self._missing_since_s >= ABSENT_S
        return Duty(Act.REST, LinkState.SCANNING, self._jittered_s(BACK_OFF_S[1]) if is_absent else AGAIN_S)

    def _rest(self, seconds: float) -> Duty:
        """Do nothing for a while, as what the link is meanwhile."""
        state = LinkState.NO_ADAPTER if self._no_adapter else LinkState.LOST
        return Duty(Act.REST, state, seconds)

    def _back_off_s(self) -> float:
        """Longer with each failure in a row."""
        return self._jittered_s(min(_doubled_s(self._failures), BACK_OFF_S[1]))

    def _jittered_s(self, seconds: float) -> float:
        """Between half of it and all of it, but never less than the shortest rest."""
        return max(BACK_OFF_S[0], seconds * self._chance.uniform(0.5, 1.0))


def _doubled_s(failures: int) -> float:
    """The shortest rest after one failure, doubled for each further one."""
    return BACK_OFF_S[0] * 2.0 ** min(max(failures - 1, 0), 16)
