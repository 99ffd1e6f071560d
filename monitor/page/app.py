"""The routes: an empty page, its script and style, and what they ask for."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from monitor.errors import MonitorError
from monitor.page.asked import Views
from monitor.page.guard import SESSION, Guard, Pass

TICK_S: Final = 1.0
"""How often the live view is told how things are."""

KINDS: Final = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/setup.js": ("setup.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
"""Every file that is served.  Paths are looked up here and never put together, so that none can lead outside."""


def build_app(views: Views, permit: Pass, ending: asyncio.Event) -> Guard:
    """The page with its guard before it.

    Args:
        views: what is shown.
        permit: who may see it.
        ending: set when live views should end.
    """
    served = [Route(path, _file(name, kind)) for path, (name, kind) in KINDS.items()]
    routes = [*served, *_heard(views, permit), *_told(views, ending)]
    return Guard(Starlette(routes=routes, exception_handlers={ValueError: _wrong, MonitorError: _wrong}), permit)


def _heard(views: Views, permit: Pass) -> list[Route]:
    """What is said to it."""

    async def session(request: Request) -> Response:
        body = await _body(request)
        return permit.session(body.get("token"))

    async def say(request: Request) -> Response:
        body = await _body(request)
        return JSONResponse(await views.say(str(body.get("action")), str(body.get("detail", ""))))

    async def fill(request: Request) -> Response:
        return JSONResponse({"replies": list(await views.fill(await _body(request)))})

    async def pose(_: Request) -> Response:
        return StreamingResponse(_lines(views.steps.pose()), media_type="application/x-ndjson")

    async def look_around(_: Request) -> Response:
        return JSONResponse(await views.steps.look_around())

    async def notify(_: Request) -> Response:
        return JSONResponse({"text": await views.steps.notify()})

    async def install(_: Request) -> Response:
        return JSONResponse({"text": await views.steps.install()})

    steps = {"/set-up/pose": pose, "/set-up/wearable": look_around, "/set-up/test": notify, "/set-up/service": install}
    return [
        *(Route(path, step, methods=["POST"]) for path, step in steps.items()),
        Route(SESSION, session, methods=["POST"]),
        Route("/say", say, methods=["POST"]),
        Route("/form", fill, methods=["POST"]),
    ]


def _told(views: Views, ending: asyncio.Event) -> list[Route]:
    """What is asked of it."""

    async def texts(_: Request) -> Response:
        return JSONResponse(views.texts())

    async def now(_: Request) -> Response:
        return JSONResponse(views.now())

    async def day(request: Request) -> Response:
        return JSONResponse(await views.day(request.path_params["date"]))

    async def week(_: Request) -> Response:
        return JSONResponse(await views.week())

    async def exercise(request: Request) -> Response:
        return JSONResponse(views.exercise(request.path_params["name"], request.path_params["side"]))

    async def live(_: Request) -> Response:
        return StreamingResponse(_live(views, ending), media_type="text/event-stream")

    async def form(_: Request) -> Response:
        return JSONResponse({**await views.form(), "service": await views.steps.service()})

    return [
        Route("/form", form),
        Route("/live", live),
        Route("/texts", texts),
        Route("/now", now),
        Route("/day/{date}", day),
        Route("/week", week),
        Route("/exercise/{name}/{side}", exercise),
    ]


async def _live(views: Views, ending: asyncio.Event) -> AsyncIterator[str]:
    """How things are, each second; a slow reader misses some of it and delays nobody."""
    while not ending.is_set():
        yield f"data: {json.dumps(views.now(), ensure_ascii=False)}\n\n"
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), TICK_S)


async def _lines(records: AsyncIterator[dict[str, object]]) -> AsyncIterator[str]:
    """One JSON object a line; what goes wrong is the last of them."""
    try:
        async for record in records:
            yield json.dumps(record, ensure_ascii=False) + "\n"
    except ValueError as error:
        yield json.dumps({"error": str(error)}, ensure_ascii=False) + "\n"


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    content = files("monitor.page").joinpath("static", name).read_bytes()

    async def serve(_: Request) -> Response:
        return Response(content, media_type=kind)

    return serve


async def _body(request: Request) -> dict[str, object]:
    """The JSON object that was sent.

    Raises:
        ValueError: it is none.
    """
    body = json.loads(await request.body())
    if not isinstance(body, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  one kind of error for one kind of fault
    return body


async def _wrong(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400 if isinstance(error, ValueError) else 503)
