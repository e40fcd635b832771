"""Three machine instructions that Numba has no name for."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["eight_bytes", "prefetch", "trailing_zeros"]

_BYTE, _INT, _LONG = ir.IntType(8), ir.IntType(32), ir.IntType(64)
#: A line that is read, not written, and kept in all levels of the cache.
_READ, _KEEP, _DATA = 0, 3, 1


def _address(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.ptrtoint(data, _LONG)


@intrinsic
def eight_bytes(_: Any, data: Any, _at: Any) -> Any:
    """Return the eight bytes from a place of an array of bytes, the first one lowest.

    Nothing is checked: the array must go on for so long.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start = _address(context, builder, signature.args[0], arguments[0])
        place = builder.inttoptr(builder.add(start, arguments[1]), _LONG.as_pointer())
        return builder.load(place, align=1)

    return types.uint64(data, types.int64), generate


@intrinsic
def prefetch(_: Any, array: Any, _at: Any) -> Any:
    """Ask for a place of an array, or the beginning of a row, before it is needed."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = builder.extract_value(made.strides, 0)
        start = builder.ptrtoint(made.data, _LONG)
        place = builder.add(start, builder.mul(arguments[1], stride))
        pointer = builder.inttoptr(place, _BYTE.as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [pointer.type, _INT, _INT, _INT])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(function, [pointer, *(ir.Constant(_INT, n) for n in (_READ, _KEEP, _DATA))])
        return context.get_dummy_value()

    return types.none(array, types.int64), generate


@intrinsic
def trailing_zeros(_: Any, _bits: Any) -> Any:
    """Return how many of the lowest bits of a 64-bit number are zero, 64 for zero."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate
