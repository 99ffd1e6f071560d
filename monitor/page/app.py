"""The routes: an empty page, its script and style, and what they ask for."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from inspect import isawaitable
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from monitor.errors import MonitorError
from monitor.page.guard import OPEN, SESSION, Guard, Pass

if TYPE_CHECKING:
    from monitor.page.views import PageViews

TICK_S: Final = 1.0
"""How often the live view is told how things are."""

LOOKS: Final = 4
"""So many times in that time it is looked whether something holds an exercise back: an open guide ends at once then."""


def build_app(views: "PageViews", permit: Pass, ending: asyncio.Event, known: Callable[[object], None]) -> Guard:
    """The page with its guard before it; `ending` is set when live views should end, `known` as `Guard` has it."""

    async def session(request: Request) -> Response:
        return permit.session((await _body(request)).get("token"))

    async def say(request: Request) -> object:
        body = await _body(request)
        return await views.say(str(body.get("action")), str(body.get("detail", "")))

    async def fill(request: Request) -> object:
        return await views.steps.fill(await _body(request))

    heard: dict[str, Callable[[Request], object]] = {
        SESSION: session,
        "/say": say,
        "/drive-over": lambda _: views.end_drive(),
        "/form": fill,
        "/set-up/pose": lambda _: StreamingResponse(_lines(views.steps.pose()), media_type="application/x-ndjson"),
        "/set-up/wearable": lambda _: views.steps.look_around(),
        "/set-up/test": lambda _: views.steps.notify(),
        "/set-up/service": lambda _: views.steps.install(),
    }
    told: dict[str, Callable[[Request], object]] = {
        **{path: _file(path, kind) for path, kind in OPEN.items()},
        "/form": lambda _: views.steps.form(),
        "/live": lambda _: StreamingResponse(_live(views, ending), media_type="application/x-ndjson"),
        "/texts": lambda _: views.texts(),
        "/now": lambda _: views.now(),
        "/day/{date}": lambda request: asyncio.to_thread(views.day, request.path_params["date"]),
        "/week": lambda _: asyncio.to_thread(views.week),
        "/chapter": lambda _: views.chapter(),
        "/exercises": lambda _: views.exercises(),
        "/exercise/{name}/{side}": lambda request: views.exercise(**request.path_params),
    }
    routes = [Route(path, _answered(made), methods=["POST"]) for path, made in heard.items()]
    routes += [Route(path, _answered(made)) for path, made in told.items()]
    wrong = dict.fromkeys((ValueError, OverflowError, MonitorError), _wrong)
    return Guard(Starlette(routes=routes, exception_handlers=wrong), permit, known)


def _answered(made: Callable[[Request], object]) -> Callable[[Request], Awaitable[Response]]:
    """What is made of a request as its answer: as JSON, unless it is one already."""

    async def answer(request: Request) -> Response:
        said = made(request)
        if isawaitable(said):
            said = await said
        return said if isinstance(said, Response) else JSONResponse(said)

    return answer


async def _live(views: "PageViews", ending: asyncio.Event) -> AsyncIterator[str]:
    """How things are, each second and as soon as a bar comes or goes; a slow reader misses some and delays nobody."""
    while not ending.is_set():
        bars, looks = views.bars(), 0
        yield json.dumps(views.now(), ensure_ascii=False) + "\n"
        while looks < LOOKS and not ending.is_set() and bars == views.bars():
            looks += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), TICK_S / LOOKS)


async def _lines(records: AsyncIterator[dict[str, object]]) -> AsyncIterator[str]:
    """One JSON object a line; what goes wrong is the last of them."""
    try:
        async for record in records:
            yield json.dumps(record, ensure_ascii=False) + "\n"
    except ValueError as error:
        yield json.dumps({"error": str(error)}, ensure_ascii=False) + "\n"


def _file(path: str, kind: str) -> Callable[[Request], Response]:
    content = files("monitor.page").joinpath("static", path[1:] or "index.html").read_bytes()
    return lambda _: Response(content, media_type=kind)


async def _body(request: Request) -> dict[str, object]:
    """The JSON object that was sent.

    Raises:
        ValueError: it is none.
    """
    try:
        body = json.loads(await request.body())
        json.dumps(body, ensure_ascii=False).encode()  # half a sign can be written in JSON, and nowhere else
    except RecursionError:
        raise ValueError("not JSON that a person would say") from None
    if not isinstance(body, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  one kind of error for one kind of fault
    return body


async def _wrong(_: Request, error: Exception) -> Response:
    if isinstance(error, OverflowError):
        return JSONResponse({"error": "no calendar has that day"}, 400)
    return JSONResponse({"error": str(error)}, 400 if isinstance(error, ValueError) else 503)
