"""How long does a fresh process take from a feed to its first answer? Run as a process of its own; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time


def main(path: str, service_date: str, origin: str, target: str, at: str) -> None:
    """Load, compile, ask once, ask again."""
    start = time.perf_counter()
    from transit.net import load

    begin = time.perf_counter()
    net = load(None if path == "corridor" else path)
    loaded = time.perf_counter()

    def ask() -> int:
        return len(net.route(origin, target, depart_at=at, date=service_date))

    journeys = ask()
    first = time.perf_counter()
    ask()
    again = time.perf_counter()
    print(
        json.dumps(
            {
                "import_s": begin - start,
                "load_s": loaded - begin,
                "first_s": first - loaded,
                "again_s": again - first,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
                "journeys": journeys,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
