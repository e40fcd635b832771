"""``framing serve``: the page and its REST API."""

import os
import sys
from pathlib import Path

import click

from framing.cli.options import load, model_option
from framing.errors import InputError

__all__ = ["serve"]

OPEN = """
This listens at more than this machine. Whoever can reach the address can use it: there is no
password and no encryption, and texts travel readable. They are not stored or logged. Put a proxy
with TLS and a log-in before it where others than you are in the network."""


@click.command(short_help="Show frames in a text on a page; with a REST API.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="0 for any that is free.",
)
@click.option(
    "--allow-host",
    "hosts",
    metavar="NAME",
    multiple=True,
    help="Another name by which it may be asked for, as of a proxy; may be repeated.",
)
@model_option
def serve(host: str, port: int, hosts: tuple[str, ...], model_path: Path | None) -> None:
    """Serve a page that shows frames, voices and reasons in a text, as you type.

    The page is for this machine alone unless --host says otherwise. The REST API beside it is
    described at /docs. Texts are not stored, logged or sent anywhere. Ctrl-C ends it.
    """
    try:
        from framing.web.app import make_app
        from framing.web.guard import is_loopback
        from framing.web.server import address_of, bind, run
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("starlette", "uvicorn"):
            raise InputError(
                f"the page needs {missing}, which isn't installed: pip install 'framing[serve]'"
            ) from None
        raise
    from framing.model import default_model_path

    model = load(model_path)
    listening = bind(host, port)
    name = (model_path or default_model_path()).name
    app = make_app(model, name=name, bound=host, hosts=hosts)

    def announce() -> None:
        click.echo(f"framing: {address_of(listening)} (Ctrl-C ends it)")
        if not is_loopback(host):
            click.echo(OPEN.strip(), err=True)

    run(app, listening, announce)
    click.echo("framing: ended", err=True)
    if not app.state.workers.idle:
        # Python would wait for threads whose answers nobody waits for any more.
        sys.stdout.flush()
        os._exit(0)
