"""How long does a process take, and how much memory? Run by path, to start it from a parent that is small itself.

Linux counts the memory of the parent that started a process into the peak of that process, so a benchmark that holds
whole timetables cannot ask.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time


def main(command: list[str]) -> None:
    """Run a process to its end; print JSON."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as said:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said.seek(0)
        told = {
            "code": process.returncode,
            "wall_s": wall_s,
            "peak_mb": usage.ru_maxrss / 1e3,
            "out": out.read(),
            "said": said.read(),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
