"""The voice model in a model's folder: one JSON file, checked before anything is built of it."""

import hashlib
import json
from pathlib import Path

from framing.errors import ModelError
from framing.voice_model import VoiceModel

__all__ = ["MAX_VOICE_BYTES", "VOICE", "decode_voice", "encode_voice", "voice_digest"]

#: Name of the file.
VOICE = "voice.json"
MAX_VOICE_BYTES = 32 << 20


def encode_voice(voice: VoiceModel) -> bytes:
    """Return a voice model as the bytes of its file; the same model gives the same bytes."""
    text = json.dumps(voice.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8") + b"\n"


def decode_voice(place: Path, data: bytes) -> VoiceModel:
    """Build a voice model from the bytes of its file.

    Parameters
    ----------
    place : Path
        The file, for messages.
    data : bytes

    Raises
    ------
    ModelError
        The file is damaged or foreign, or has numbers that aren't finite.
    """
    try:
        return VoiceModel.from_dict(json.loads(data.decode("utf-8")))
    except ModelError as error:
        raise ModelError(f"{place}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{place}: not a voice model: {error}") from error


def voice_digest(voice: VoiceModel | None) -> str:
    """Return the SHA-256 of all that decides on voices, or ``rules`` where no model does."""
    return "rules" if voice is None else hashlib.sha256(encode_voice(voice)).hexdigest()
