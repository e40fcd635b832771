"""The application: which address is answered by what."""

from collections.abc import Iterable
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from framing.model import FrameModel
from framing.web.answers import Answers
from framing.web.guard import Guard, Hosts, problem_response
from framing.web.limits import Limits, Problem, Workers

__all__ = ["make_app"]

STATIC = Path(str(files("framing.web").joinpath("static")))
MEANINGS = {
    HTTPStatus.NOT_FOUND: "nothing is here; the page is at /, the API is described at /docs",
    HTTPStatus.METHOD_NOT_ALLOWED: "this method isn't allowed here; the header Allow names which",
}


def make_app(
    model: FrameModel,
    *,
    name: str = "",
    bound: str = "127.0.0.1",
    hosts: Iterable[str] = (),
    limits: Limits | None = None,
) -> Starlette:
    """Return the page and its API as an ASGI application.

    Parameters
    ----------
    model : FrameModel
    name : str
        Of the model, as people call it.
    bound : str
        The address that the server listens at.
    hosts : iterable of str
        More names under which it may be asked for.
    limits : Limits, optional

    Returns
    -------
    Starlette
        Its ``state.workers`` must be closed at the end.
    """
    workers = Workers(limits or Limits())
    answers = Answers(model, name, workers)
    app = Starlette(
        routes=[
            Route("/", _file("index.html")),
            Route("/docs", _file("docs.html")),
            Route("/openapi.json", answers.api),
            Route("/api/codebook", answers.codebook),
            Route("/api/model", answers.describe),
            Route("/api/classify", answers.classify, methods=["POST"]),
            Route("/api/explain", answers.explain, methods=["POST"]),
            Route("/api/score", answers.score, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, hosts=Hosts(bound, hosts))],
        exception_handlers={HTTPException: _refuse, Problem: _refuse},
    )
    app.state.workers = workers
    return app


def _file(name: str):  # type: ignore[no-untyped-def]
    async def show(request: Request) -> Response:  # noqa: ARG001
        return FileResponse(STATIC / name, headers={"Cache-Control": "no-cache"})

    return show


async def _refuse(request: Request, error: Exception) -> Response:  # noqa: ARG001
    if isinstance(error, HTTPException):
        message = MEANINGS.get(HTTPStatus(error.status_code), error.detail)
        error = Problem(error.status_code, message, error.headers)
    if not isinstance(error, Problem):
        raise error
    return problem_response(error)
