"""The answers of the API: one function for each address."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from framing.documents import Document, read_document
from framing.errors import FramingError
from framing.evidence import Classification, classify
from framing.explanation import explain, explain_passages
from framing.inspection import describe
from framing.model import FrameModel
from framing.rendering.document_csv import document_to_csv
from framing.rendering.explanation_html import explanations_to_html
from framing.rendering.plain import classification_to_dict, document_to_dict, explanation_to_dict
from framing.web.codes import letter_codes
from framing.web.limits import Problem, Workers, check_length, read_body
from framing.web.openapi import describe_api
from framing.web.requests import (
    Question,
    check_fields,
    check_media_type,
    find_thresholds,
    parse,
)
from framing.web.rows import RowAnswer, RowScorer

__all__ = ["Answers"]

JSON = ("application/json",)
ROWS = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
DECISION = ("operating_point", "threshold")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers requests about one model.

    Attributes
    ----------
    model : FrameModel
    name : str
        Of the model, as people call it.
    workers : Workers
    """

    model: FrameModel
    name: str
    workers: Workers

    async def classify(self, request: Request) -> Response:
        """Classify a text, as a whole or passage by passage."""
        fields = ("text", "unit", *DECISION, "only_present", "format")
        return await self._answer(request, fields, self._classified)

    async def explain(self, request: Request) -> Response:
        """Tell what each word and phrase of a text added."""
        fields = ("text", "unit", "frames", "without", *DECISION, "format")
        return await self._answer(request, fields, self._explained)

    async def score(self, request: Request) -> RowAnswer:
        """Score rows of JSON while they come."""
        check_media_type(request.headers, ROWS)
        check_length(request.headers.get("content-length"), self.workers.limits.rows_bytes)
        query = dict(request.query_params)
        check_fields(query, ("text_column", "prefix", *DECISION))
        try:
            threshold = float(query["threshold"]) if "threshold" in query else None
        except ValueError:
            raise Problem(422, "threshold must be a number from 0 to 1") from None
        thresholds = find_thresholds(self.model, threshold, query.get("operating_point"))
        column, prefix = query.get("text_column", "text"), query.get("prefix", "")
        return RowAnswer(self.workers, RowScorer(self.model, column, prefix, thresholds))

    async def codebook(self, request: Request) -> Response:  # noqa: ARG002
        """Tell which frames and voices there are."""
        book = self.model.codebook.to_dict()
        codes = letter_codes(frame["name"] for frame in book["frames"])
        for frame, code in zip(book["frames"], codes, strict=True):
            frame["code"] = code
        return JSONResponse(book)

    async def describe(self, request: Request) -> Response:  # noqa: ARG002
        """Tell what is in the model, and the limits of the server."""
        found = describe(self.model, Path(self.name))
        found["operating_points"] = list(self.model.operating_points)
        limits = self.workers.limits
        return JSONResponse(
            {
                "version": version("framing"),
                "model": found.pop("path"),
                **found,
                "limits": {
                    "text_bytes": limits.text_bytes,
                    "rows_bytes": limits.rows_bytes,
                    "seconds": limits.seconds,
                },
            }
        )

    async def api(self, request: Request) -> Response:  # noqa: ARG002
        """Describe the API itself, in OpenAPI's terms."""
        return JSONResponse(describe_api(self.model))

    async def _answer(
        self, request: Request, fields: tuple[str, ...], function: Callable[[Question], Response]
    ) -> Response:
        check_media_type(request.headers, JSON)
        with self.workers.place():
            announced = request.headers.get("content-length")
            body = await read_body(request.stream(), announced, self.workers.limits)
            return await self.workers.run(lambda: function(parse(body, fields, self.model)))

    def _classified(self, question: Question) -> Response:
        text, thresholds = question.text, question.thresholds
        unit, only_present = question.unit(), question.flag("only_present")
        if question.choice("format", ("json", "csv"), "json") == "csv":
            document = read_document(self.model, text, unit or "sentence", thresholds=thresholds)
            return _download(document_to_csv(document), "csv")
        if unit is None:
            found = classify(self.model, text, thresholds=thresholds)
            return _json(classification_to_dict(_present(found) if only_present else found))
        document = read_document(self.model, text, unit, thresholds=thresholds)
        return _json(document_to_dict(_only_present(document) if only_present else document))

    def _explained(self, question: Question) -> Response:
        as_page = question.choice("format", ("json", "html"), "json") == "html"
        unit, options = question.unit(), question.explaining()
        try:
            if unit is None:
                found = [explain(self.model, question.text, **options)]
            else:
                found = explain_passages(self.model, question.text, unit, **options)
        except FramingError as error:
            raise Problem(422, str(error)) from None
        if as_page:
            return _download(explanations_to_html(found), "html")
        passages = [explanation_to_dict(why) for why in found]
        if unit is None:
            return _json(passages[0])
        return _json({"text": question.text, "unit": unit, "passages": passages})


def _present(found: Classification) -> Classification:
    """Leave out the scores of frames that aren't present."""
    return replace(found, scores=tuple(score for score in found.scores if score.present))


def _only_present(document: Document) -> Document:
    # Before it is made plain: that takes as long as reading where all scores are kept.
    passages = tuple(replace(one, found=_present(one.found)) for one in document.passages)
    return replace(document, whole=_present(document.whole), passages=passages)


def _download(content: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="framing.{kind}"'}
    encoded = content.encode("utf-8", "replace")
    return Response(encoded, headers=headers, media_type=f"text/{kind}; charset=utf-8")


def _json(data: Mapping[str, Any]) -> Response:
    try:
        body = orjson.dumps(data)
    except TypeError:  # a lone surrogate, which JSON can write as an escape alone
        body = json.dumps(data).encode("ascii")
    return Response(body, media_type="application/json")
