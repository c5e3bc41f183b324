"""``python -m gtfs_data.build``: compile every feed, into ``feeds/`` or into ``--out DIR``."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Final

from gtfs_data.build.tables import FEEDS, write_feed

NAMES: Final = ("bus", "express", "line22", "rail", "subway")


def main() -> None:
    """Compile the feeds named on the command line, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m gtfs_data.build", description=__doc__)
    parser.add_argument("feed", nargs="*", choices=[*NAMES, []], help="default: all")
    parser.add_argument("--out", type=Path, default=FEEDS)
    options = parser.parse_args()
    for name in options.feed or NAMES:
        feed = import_module(f"gtfs_data.build.{name}").build()
        write_feed(feed, options.out / name)
        counts = ", ".join(
            f"{len(feed[t])} {t}"
            for t in ("routes", "stops", "trips", "stop_times", "frequencies")
            if t in feed
        )
        print(f"{name}: {counts}")


if __name__ == "__main__":
    main()
