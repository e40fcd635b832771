"""The API in OpenAPI's terms."""

from importlib.metadata import version
from typing import Any

from framing.documents import UNITS
from framing.model import FrameModel
from framing.voice_model import VOICES

__all__ = ["describe_api"]

Schema = dict[str, Any]
ERRORS = {
    "400": "The body isn't JSON.",
    "403": "A page of another origin asks.",
    "408": "The body came too slowly.",
    "413": "The body is too large; `limits` in /api/model says what is allowed.",
    "415": "The body is of another type.",
    "421": "The server doesn't answer to this host.",
    "422": "A field is missing, unknown or wrong.",
    "503": "Busy; the header Retry-After says when to try again.",
    "504": "The work takes too long.",
}
STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}


def describe_api(model: FrameModel) -> Schema:
    """Return the OpenAPI description of the API, for one model.

    Parameters
    ----------
    model : FrameModel
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "framing",
            "version": version("framing"),
            "description": "Finds discourse and propaganda frames in text. Offsets count Unicode "
            "code points. Errors are JSON with `status` and `error`.",
        },
        "paths": {
            "/api/classify": {"post": _classify(model)},
            "/api/explain": {"post": _explain(model)},
            "/api/score": {"post": _score(model)},
            "/api/codebook": {"get": _get("codebook", "Frames and voices with definitions.")},
            "/api/model": {"get": _get("model", "What is in the model, and the server's limits.")},
        },
        "components": {"schemas": _schemas(model), "responses": _problems()},
    }


def _decision(model: FrameModel) -> Schema:
    return {
        "operating_point": {
            **STRING,
            "enum": list(model.operating_points),
            "description": "Named thresholds; without it the model's own.",
        },
        "threshold": {
            **NUMBER,
            "minimum": 0,
            "maximum": 1,
            "description": "One probability threshold for all frames, instead.",
        },
    }


def _unit() -> Schema:
    said = "Read the text passage by passage, with voice and speaker of each."
    return {**STRING, "enum": list(UNITS), "description": said}


def _classify(model: FrameModel) -> Schema:
    fields = {
        "text": {**STRING, "description": "The text."},
        "unit": _unit(),
        **_decision(model),
        "only_present": {**FLAG, "default": False, "description": "Leave other frames out."},
        "format": {
            **STRING,
            "enum": ["json", "csv"],
            "default": "json",
            "description": "CSV has a row for each passage, or sentence without `unit`.",
        },
    }
    answer = {"oneOf": [_ref("Classification"), _ref("Document")]}
    content = {
        "application/json": {"schema": answer},
        "text/csv": {"schema": STRING},
    }
    return _post("classify", "Which frames a text carries, and why.", _body(fields), content)


def _explain(model: FrameModel) -> Schema:
    ids = {**STRING, "enum": list(model.frame_ids)}
    fields = {
        "text": {**STRING, "description": "The text."},
        "unit": _unit(),
        "frames": {
            **_list(ids),
            "description": "Frames to explain; without it those present, or the most probable.",
        },
        "without": {
            **_list(STRING),
            "description": "Words and phrases; the scores are worked out again without them.",
        },
        **_decision(model),
        "format": {**STRING, "enum": ["json", "html"], "default": "json"},
    }
    answer = {"oneOf": [_ref("Explanation"), _ref("Explanations")]}
    content = {"application/json": {"schema": answer}, "text/html": {"schema": STRING}}
    return _post("explain", "What each word and phrase added.", _body(fields), content)


def _score(model: FrameModel) -> Schema:
    lines = {"application/x-ndjson": {"schema": STRING}}
    found = _post(
        "score",
        "Rows of JSON in, the same rows with scores out, while they come. A row that can't be "
        "scored has an `error`; a last line with `status` and `error` alone says that the answer "
        "was cut off.",
        {"required": True, "content": lines},
        lines,
    )
    options = {
        "text_column": {**STRING, "default": "text"},
        "prefix": {**STRING, "default": "", "description": "Before the names of new fields."},
        **_decision(model),
    }
    found["parameters"] = [
        {"name": name, "in": "query", "schema": schema} for name, schema in options.items()
    ]
    return found


def _post(name: str, summary: str, body: Schema, content: Schema) -> Schema:
    responses: Schema = {"200": {"description": "The answer.", "content": content}}
    responses |= {code: {"$ref": f"#/components/responses/{code}"} for code in ERRORS}
    return {"operationId": name, "summary": summary, "requestBody": body, "responses": responses}


def _get(name: str, summary: str) -> Schema:
    content = {"application/json": {"schema": {"type": "object"}}}
    responses = {"200": {"description": "The answer.", "content": content}}
    return {"operationId": name, "summary": summary, "responses": responses}


def _body(fields: Schema) -> Schema:
    schema = {
        "type": "object",
        "properties": fields,
        "required": ["text"],
        "additionalProperties": False,
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _problems() -> Schema:
    content = {"application/json": {"schema": _ref("Problem")}}
    return {code: {"description": said, "content": content} for code, said in ERRORS.items()}


def _schemas(model: FrameModel) -> Schema:
    frame = {**STRING, "enum": list(model.frame_ids)}
    frames = _list(frame)
    words = _object(text=STRING, start=INTEGER, end=INTEGER, weight=NUMBER)
    score = _object(
        frame=frame,
        name=STRING,
        probability=NUMBER,
        threshold=NUMBER,
        margin=NUMBER,
        present=FLAG,
        words=_list(words),
    )
    known = {"undecided": FLAG, "known_words": NUMBER}
    passage = _object(
        text=STRING,
        start=INTEGER,
        end=INTEGER,
        paragraph=INTEGER,
        found=_ref("Classification"),
        voice={**STRING, "enum": list(VOICES)},
        confidence=NUMBER,
        speaker={"type": ["object", "null"]},
        own=frames,
        quoted=frames,
    )
    total = _object(frame=frame, own=INTEGER, others=INTEGER, most_telling=_list(INTEGER))
    shade = _object(start=INTEGER, end=INTEGER, weight=NUMBER, level=INTEGER)
    evidence = _object(
        frame=frame,
        name=STRING,
        **dict.fromkeys(("probability", "threshold", "margin", "intercept"), NUMBER),
        **dict.fromkeys(("sum_of_contributions", "difference"), NUMBER),
        present=FLAG,
        contributions=_list(words),
        shades=_list(shade),
    )
    without = {"type": ["object", "null"]}
    explanation = _object(
        text=STRING,
        start=INTEGER,
        end=INTEGER,
        frames=frames,
        **known,
        evidence=_list(evidence),
        without=without,
    )
    return {
        "Problem": _object(status=INTEGER, error=STRING),
        "Classification": _object(text=STRING, frames=frames, **known, scores=_list(score)),
        "Document": _object(
            text=STRING,
            unit={**STRING, "enum": list(UNITS)},
            whole=_ref("Classification"),
            passages=_list(passage),
            totals=_list(total),
        ),
        "Explanation": explanation,
        "Explanations": _object(
            text=STRING, unit={**STRING, "enum": list(UNITS)}, passages=_list(_ref("Explanation"))
        ),
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
