"""Peers that npm installs, each a process of its own that answers lines of JSON."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

from benchmarks.feeds import CACHE, DATE, HERE, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.feeds import Feed, Query

FOLDER = HERE / "node"
RANGE_S = 2 * 3600
_ENVIRONMENT = os.environ | {"TZ": "UTC", "NODE_OPTIONS": "--max-old-space-size=12000"}


def install() -> bool:
    """Install what ``package-lock.json`` pins, unless it is there; False, and said so, where there is no npm."""
    if (FOLDER / "node_modules" / ".package-lock.json").exists():
        return True
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: minotor and raptor-journey-planner are left out.")
        return False
    print(
        "installing minotor and raptor-journey-planner from the npm registry ...", file=sys.stderr
    )
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=FOLDER, check=False)
    if done.returncode:
        print("npm could not install: minotor and raptor-journey-planner are left out.")
    return not done.returncode


class NodePeer:
    """Contender in a process of its own; it takes the time of each query itself."""

    def __init__(self, name: str, kinds: tuple[str, ...], *command: str) -> None:
        """Start it, and wait until it has read its feed."""
        self.name = name
        self.kinds = kinds
        self._process = subprocess.Popen(
            ["node", *command],
            cwd=FOLDER, env=_ENVIRONMENT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.load_s = float(self._read()["seconds"])

    def answer(self, kind: str, queries: Sequence[Query]) -> tuple[list[int], list[int | None]]:
        """Answer queries one by one."""
        rows = [[q.origin, q.target, q.departs, q.departs + RANGE_S] for q in queries]
        pipe = self._process.stdin
        assert pipe is not None
        pipe.write(json.dumps({"kind": kind, "rows": rows}) + "\n")
        pipe.flush()
        told = self._read()
        return told["ns"], told["answers"]

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()

    def _read(self) -> dict[str, Any]:
        pipe = self._process.stdout
        assert pipe is not None
        line = pipe.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended with code {self._process.wait()}")
        return cast("dict[str, Any]", json.loads(line))


def minotor(feed: Feed) -> NodePeer:
    """Start minotor; the timetable it builds from a feed is kept, for that takes long."""
    out = CACHE / f"{feed.name}.minotor"
    if not out.with_name(out.name + ".json").exists():
        CACHE.mkdir(exist_ok=True)
        print(f"minotor builds its timetable of {feed.name} ...", file=sys.stderr)
        build = ["node", "minotor.mjs", "build", str(feed.path), DATE, str(out)]
        subprocess.run(build, cwd=FOLDER, env=_ENVIRONMENT, check=True)
    return NodePeer("minotor", ("earliest", "one_to_all"), "minotor.mjs", "serve", str(out))


def raptor(feed: Feed, *, ranges: bool) -> NodePeer:
    """Start raptor-journey-planner; a range takes it minutes on a large feed, so there it is not asked for one."""
    kinds = ("earliest", "one_to_all") + ("range",) * ranges
    return NodePeer("raptor-journey-planner", kinds, "raptor.cjs", str(unpacked(feed)), DATE)
