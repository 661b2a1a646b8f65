"""Single-precision arithmetic that the compiler can vectorise: logarithm, sine, random numbers without calls or branches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from unstipple.optics.lanes.fields import LANES

f4, i4, u4 = np.float32, np.int32, np.uint32


def stage(**options: Any) -> Any:
    """Compile one stage of a round into the walk itself.

    It makes no arrays, so it goes without reference counts, which cost more than the rare events do. It is always inlined: as a function
    of its own it would be compiled twice, alone and with the walk, not to the same last bit, and a process that compiles would run
    the one and a process that finds the walk in Numba's cache the other.
    """
    without_counts: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "forceinline": True, **options}
    return njit(**without_counts)


_typed_by_numba: Any = intrinsic


@_typed_by_numba  # type: ignore[untyped-decorator]
def bits_of(context: Any, number: Any) -> Any:
    """The 32 bits of a float32, as int32."""

    def generate(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], _context.get_value_type(types.int32))

    return types.int32(types.float32), generate


@_typed_by_numba  # type: ignore[untyped-decorator]
def float_of(context: Any, bits: Any) -> Any:
    """The float32 whose bits an int32 holds."""

    def generate(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], _context.get_value_type(types.float32))

    return types.float32(types.int32), generate


@njit(inline="always", fastmath=True, error_model="numpy")
def log(u):  # type: ignore[no-untyped-def]
    """Natural logarithm of a normal float32 above 0: the exponent's bits and the atanh series of the rest; error below 1e-7."""
    bits = bits_of(u)
    exponent = i4(i4(bits - i4(0x3F3504F3)) >> i4(23))
    m = float_of(i4(bits - i4(exponent << i4(23)))) - f4(1)
    s = m / (f4(2) + m)
    z = s * s
    series = f4(2) * s * (f4(1) + z * (f4(0.33333333) + z * (f4(0.2) + z * (f4(0.14285714) + z * f4(0.11430)))))
    return series + f4(exponent) * f4(0.69314718)


@njit(inline="always", fastmath=True, error_model="numpy")
def sine_pi(t):  # type: ignore[no-untyped-def]
    """sin(pi t) for t in [-1/2, 1/2]; error below 3e-7."""
    q = t * t
    return t * (f4(3.14159258) + q * (f4(-5.16770687) + q * (f4(2.55003119) + q * (f4(-0.59804419) + q * f4(0.07721839)))))


@njit(inline="always", fastmath=True, error_model="numpy")
def cosine_pi(t):  # type: ignore[no-untyped-def]
    """cos(pi t) for t in [-1/2, 1/2]; error below 1e-6."""
    q = t * t
    return f4(1) + q * (f4(-4.93480220) + q * (f4(4.05871213) + q * (f4(-1.33526277) + q * (f4(0.23533063) + q * f4(-0.02580689)))))


@njit(inline="always")
def unit(bits):  # type: ignore[no-untyped-def]
    """A float32 in [0, 1), 23 bits fine, from the upper bits of a uint32."""
    return float_of(i4(u4(u4(bits >> u4(9)) | u4(0x3F800000)))) - f4(1)


@njit(inline="always")
def advance(a, b, c, d):  # type: ignore[no-untyped-def]
    """One step of xoshiro128+ (Blackman and Vigna 2021): 32 random bits and the new state; all stays 32 bits wide."""
    bits = u4(a + d)
    t = u4(b << u4(9))
    c = u4(c ^ a)
    d = u4(d ^ b)
    b = u4(b ^ c)
    a = u4(a ^ d)
    c = u4(c ^ t)
    d = u4(u4(d << u4(11)) | u4(d >> u4(21)))
    return bits, a, b, c, d


@njit(inline="always")
def draw(V, i):  # type: ignore[no-untyped-def]
    """A float32 in [0, 1) from lane ``i``'s own stream, for the rare events."""
    bits, V[i], V[i + LANES], V[i + 2 * LANES], V[i + 3 * LANES] = advance(V[i], V[i + LANES], V[i + 2 * LANES], V[i + 3 * LANES])
    return unit(bits)
