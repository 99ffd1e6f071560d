"""What the local page shows: the running daemon for this second, the journal for all that was before."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.coaching.durations import local_midnight_s
from monitor.coaching.exercises import ExerciseId, SideRule
from monitor.coaching.inputs import Action, Context
from monitor.coaching.intake import parse_answer
from monitor.coaching.profile import Side
from monitor.coaching.safety import Bar
from monitor.drawing import draw_cause, draw_steps
from monitor.edges.journal import Journal
from monitor.edges.link.supervisor import WearableLink
from monitor.edges.settings import Settings
from monitor.overview import look, pillar_record
from monitor.page.steps import PageSteps
from monitor.page.texts import PAGE_TEXTS
from monitor.posture.labels import POSTURE_WORDS, Posture
from monitor.records import KINDS, Record, event_of
from monitor.running.answers import LONGEST_DETAIL, bars_now, offered_now, practice_of_now, status_of, words_of
from monitor.running.daemon import Daemon
from monitor.running.telling import write_side
from monitor.texts import Text
from monitor.wording import Words
from monitor.wording.causes import CHAPTER, TIPS, TIPS_HEADING
from monitor.wording.events import answers_to, say_event
from monitor.wording.exercises import SIDE_NAMES, render
from monitor.wording.nudges import say_bar
from monitor.wording.pain import say_appraisal
from monitor.wording.plan import PILLAR_NAMES, STATE_WORDS
from monitor.wording.practice import FELT_ANSWERS
from monitor.wording.recommendations import say_title, say_why
from monitor.wording.safety import CLEARED_TEXT, URGENT_BODY, URGENT_CALL, URGENT_TEXT, URGENT_TITLE

SHOWN: Final = tuple(kind.name for kind in KINDS.values() if kind.shown)
"""The kinds of events that a day shows."""

NOT_KEPT_YET: Final = Text("Heard, and NOT kept yet; that is tried again: {reason}")

SAYABLE: Final = frozenset(
    {
        Action.START,
        Action.DONE,
        Action.DID,
        Action.SNOOZE,
        Action.SKIP,
        Action.PAUSE,
        Action.RESUME,
        Action.STRETCH,
        Action.FEEDBACK,
        Action.PAIN,
        Action.RED_FLAG,
        Action.CLEAR_RED_FLAG,
        Action.INTAKE,
    }
)
"""What may be said by the page; it asks twice before it raises a red flag, and before it clears one."""

RELEASED: Final = (Bar.INJURY, Bar.WEAKNESS, Bar.CONDITION, Bar.REFERRED)
"""The bars that the page's own questions release, by `acknowledged`."""

ASKED_HERE: Final = Text("Or say so here: under Set-up, in the questions before the first exercise.")

DAYS: Final = 7


class PageViews:
    """Answers the page.

    Args:
        daemon, link: of this run.
        settings: of the person.
        journal: its file; read anew for each look, in a thread, so that the watching never waits for it.
        config: the file of the settings, which the page may write into.
    """

    def __init__(self, daemon: Daemon, link: WearableLink, settings: Settings, journal: Path, config: Path) -> None:
        self._daemon = daemon
        self._link = link
        self._settings = settings
        self._tr = settings.tr
        self._journal = journal
        self._config = config
        self.steps = PageSteps(daemon, link, settings, config)

    @property
    def _words(self) -> Words:
        return words_of(self._daemon)

    def texts(self) -> dict[str, str]:
        """What the page itself says."""
        side = self._daemon.pipeline.coach.affected_side
        usual = ExerciseId.SUPINE_FIGURE_4 if self._settings.person.unstable_chair else ExerciseId.SEATED_FIGURE_4
        return {
            "language": self._tr.code,
            "usual": usual,
            "side": str(side if side in (Side.LEFT, Side.RIGHT) else Side.LEFT),
            **{name: self._tr.translate(text) for name, text in PAGE_TEXTS.items()},
            **{f"posture_{posture}": self._tr(text) for posture, text in POSTURE_WORDS.items()},
        }

    def now(self) -> Record:
        """This second."""
        status = status_of(self._daemon, self._link)
        progress = self._daemon.pipeline.bouts.progress()
        if progress is not None:
            status["posture_text"] = self._tr(POSTURE_WORDS[progress.bout.posture])
        status["trace"] = [
            [str(second.posture), round(second.sd_g, 4)] for second in self._daemon.pipeline.last_minute()
        ]
        said = offered_now(self._daemon)
        status["practice"] = practice_of_now(self._daemon)
        bars = bars_now(self._daemon)
        status["barred"] = {name: self._say_bar(bar) for name, bar in bars.items()}
        status["driving"] = Bar.DRIVING in bars.values()
        status["recommended"] = said and {
            "time": self._words.clock(said.time_s),
            "exercise": said.exercise,
            "side": said.side,
            "title": say_title(said, self._words),
            "why": say_why(said, self._words),
        }
        return status

    def bars(self) -> dict[str, Bar]:
        """Which exercises may not be done now, and why: what ends an open guide as soon as it changes."""
        return bars_now(self._daemon)

    def _say_bar(self, bar: Bar) -> str:
        """Why, who may release it and how; where the page itself asks for that, that it does."""
        said = say_bar(bar, self._tr)
        return f"{said} {self._tr(ASKED_HERE)}" if bar in RELEASED else said

    def day(self, date_text: str) -> Record:
        """One local day; reads the journal, and so belongs into a thread."""
        try:
            day = date.fromisoformat(date_text)
        except ValueError:
            raise ValueError("a day is written like 2026-03-02") from None
        zone = self._settings.zone
        start_s, end_s = (local_midnight_s(day + timedelta(days=ahead), zone) for ahead in (0, 1))
        with Journal(self._journal, read_only=True) as journal:
            rows = [row for row in journal.known(journal.events(since_s=start_s, until_s=end_s)) if row.kind in SHOWN]
        events: list[Record] = []
        for row in rows:
            text = say_event(event_of(row.kind, row.time_s, row.body), self._words)
            events.append({**row.body, "kind": row.kind, "time_s": row.time_s - start_s, "text": text})
        return {"date": day.isoformat(), "events": events, "open": self._open(start_s, end_s)}

    def _open(self, start_s: float, end_s: float) -> Record | None:
        """The bout that goes on, if it does on this day."""
        progress = self._daemon.pipeline.bouts.progress()
        if progress is None or not start_s <= progress.bout.start_s < end_s:
            return None
        bout = progress.bout
        posture, until_s = str(bout.posture), bout.end_s - start_s
        return {"kind": "bout", "posture": posture, "time_s": until_s, "duration_s": bout.duration_s, "text": ""}

    def week(self) -> Record:
        """The last seven days, hour by hour, and the plan; reads the journal, and so belongs into a thread."""
        zone, now_s = self._settings.zone, self._daemon.clock.now_s()
        today = datetime.fromtimestamp(now_s, zone).date()
        days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
        sitting = {day: [0] * 24 for day in days}
        seen = {day: [0] * 24 for day in days}
        with Journal(self._journal, read_only=True) as journal:
            for minute in journal.minutes(local_midnight_s(days[0], zone)):
                local = datetime.fromtimestamp(minute.minute_s, zone)
                if local.date() in sitting:
                    sitting[local.date()][local.hour] += minute.seconds.get(Posture.SITTING, 0)
                    known = (count for posture, count in minute.seconds.items() if posture is not Posture.UNKNOWN)
                    seen[local.date()][local.hour] += sum(known)
            overview = look(journal, self._settings, now_s)
        return {
            "days": [{"date": day.isoformat(), "sitting_s": sitting[day], "seen_s": seen[day]} for day in days],
            "pillars": [
                {
                    "name": self._tr(PILLAR_NAMES[one.pillar]),
                    "state_text": self._tr(STATE_WORDS[one.state]),
                    **pillar_record(one, self._tr),
                }
                for one in overview.pillars
            ],
            "pain": say_appraisal(overview.pain, self._tr),
        }

    def chapter(self) -> list[Record]:
        """Why it hurts, section by section, with its drawings; then habits of ours, as a list."""
        sections: list[Record] = [
            {
                "heading": self._tr(one.heading),
                "sentences": list(map(self._tr, one.sentences)),
                "drawing": one.picture and draw_cause(one.name, self._tr(one.heading), self._tr(one.picture)),
                "is_list": False,
            }
            for one in CHAPTER
        ]
        tips = list(map(self._tr, TIPS))
        return [*sections, {"heading": self._tr(TIPS_HEADING), "sentences": tips, "drawing": None, "is_list": True}]

    async def end_drive(self) -> Record:
        """Take that the drive is over."""
        await self._daemon.change(Context.DRIVING, active=False)
        return {}

    def exercises(self) -> list[Record]:
        """What may be chosen: each exercise, for each side that it can be for; no step and no dose."""
        coach, now_s = self._daemon.pipeline.coach, self._daemon.clock.now_s()
        every = [one for one in coach.exercises.values() if coach.bars(one, now_s) is not Bar.CONSENT]
        return [
            {"exercise": one.id, "side": str(side), "text": self._named(self._tr(one.name), side)}
            for one in every
            for side in ((Side.BOTH,) if one.side_rule is SideRule.BOTH_LEGS else (Side.LEFT, Side.RIGHT))
            if one.only_side in (None, side)
        ]

    def _named(self, name: str, side: Side) -> str:
        return name if side is Side.BOTH else f"{name}, {self._tr(SIDE_NAMES[side])}"

    def exercise(self, name: str, side: str) -> Record:
        """One exercise for one side; of one that may not be done now no step, but why: `refused`.

        Raises:
            ValueError: there is none.
        """
        every = self._daemon.pipeline.coach.exercises
        if name not in every:
            raise ValueError(f"there is no exercise {name!r}")
        if (bar := self.bars().get(name)) is not None:
            return {"refused": self._say_bar(bar)}
        exercise = self._daemon.pipeline.coach.dose(every[name], self._daemon.clock.now_s())
        worked = Side.BOTH if exercise.side_rule is SideRule.BOTH_LEGS else Side(side)
        words = render(exercise, worked, self._tr)
        return {
            "name": self._tr(exercise.name),
            "exercise": name,
            "side": str(worked),
            "side_text": "" if worked is Side.BOTH else self._tr(SIDE_NAMES[worked]),
            "steps": list(words.steps),
            "cues": [cue for cue in words.cues if cue not in words.steps],
            "donts": list(words.donts),
            "hold_s": exercise.hold_s,
            "drawings": draw_steps(name, worked, self._tr(exercise.name), words.steps),
        }

    async def say(self, action: str, detail: str) -> Record:
        """Take what the person says."""
        if action not in {str(one) for one in SAYABLE}:
            raise ValueError(f"{action!r} cannot be said here")
        if action == Action.INTAKE:
            parse_answer(detail)
        heeded = await self._daemon.say(Action(action), detail[:LONGEST_DETAIL])
        replies = self._of_flags(action, kept=not heeded.not_kept) or answers_to(heeded.events, self._words)
        if action == Action.INTAKE:
            await asyncio.to_thread(write_side, self._config, detail)
        if action == Action.FEEDBACK and (heard := FELT_ANSWERS.get(detail.partition(" ")[0])) is not None:
            replies = [self._tr(heard), *replies]
        not_kept = self._tr(NOT_KEPT_YET, reason=heeded.not_kept) if heeded.not_kept else ""
        return {"replies": replies, "not_kept": not_kept}

    def _of_flags(self, action: str, *, kept: bool) -> list[str]:
        """What to do about a red flag, also if it was raised before; and that one is cleared, once that is kept."""
        if action == Action.RED_FLAG and not kept:  # no word of what stays off: that is not known
            return [f"{self._tr(URGENT_TITLE)}. {self._tr(URGENT_BODY)} {self._tr(URGENT_CALL)}"]
        if action == Action.RED_FLAG:
            return [self._tr(URGENT_TEXT)]
        return [self._tr(CLEARED_TEXT)] if action == Action.CLEAR_RED_FLAG and kept else []
