"""The one place that opens the compiler: every kernel is a plain Python function on arrays and integers.

``NUMBA_DISABLE_JIT=1`` in the environment runs them as they are written.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LINEAR_ALGEBRA: Final = "scipy.linalg"


def kernel(function: Callable[..., Any]) -> Any:  # noqa: ANN401
    """Compile a function when it is first called, keep it beside the source, let threads run it at once."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # Nowhere to keep it: neither beside the source nor in the user's folder may one write.
        return njit(nogil=True)(function)


@contextmanager
def without_linear_algebra() -> Iterator[None]:
    """Let numba believe that scipy is not installed, whose linear algebra it opens as it loads its first kernel.

    No kernel here uses it, and it takes longer to open than a search. Only for a process that runs no compiled code
    but ours: numba remembers.
    """
    if _LINEAR_ALGEBRA in sys.modules:
        yield
        return
    sys.modules[_LINEAR_ALGEBRA] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_LINEAR_ALGEBRA]


def was_compiled(compiled: Any) -> bool:  # noqa: ANN401
    """Tell whether a kernel was compiled before on this machine, so that its next call does not take seconds."""
    stats = getattr(compiled, "stats", None)
    if stats is None:
        return True
    function = compiled.py_func
    name = f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    kept = f"{name}-{function.__code__.co_firstlineno}.{version}*.nbi"
    return stats.cache_path is not None and any(Path(stats.cache_path).glob(kept))
