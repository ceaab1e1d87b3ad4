"""A Python process that is measured: `peer.py EXIT0 SAY SLEEPER MIB`, speaking the protocol of processes.mjs."""

import json
import os
import subprocess
import sys
import threading
import time

EXIT0, SAY, SLEEPER, MIB = sys.argv[1:]
NULL = subprocess.DEVNULL
MEMORY = bytearray(b"\1") * (int(MIB) << 20)
HELD = {"fds": [], "children": []}


def quiet(program):
    return subprocess.Popen([program], stdin=NULL, stdout=NULL, stderr=NULL)


def collect():
    done = subprocess.run([SAY], stdin=NULL, capture_output=True, check=True)
    if done.stdout != b"hello\n":
        raise RuntimeError("the output is not what was written")
    return None


WAYS = {"popen": lambda: quiet(EXIT0), "run": collect}


def measure(way, flying, ms):
    latency, blocked = [], []
    start = time.perf_counter()
    until = start + ms / 1000

    def lane():
        n = 0
        while time.perf_counter() < until or n < (3 if flying == 1 else 1):
            begun = time.perf_counter()
            child = WAYS[way]()
            blocked.append((time.perf_counter() - begun) * 1e6)
            if child is not None and child.wait() != 0:
                raise RuntimeError("the program did not end well")
            latency.append((time.perf_counter() - begun) * 1e6)
            n += 1

    if flying == 1:
        lane()
    else:
        threads = [threading.Thread(target=lane) for _ in range(flying)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    elapsed = (time.perf_counter() - start) * 1e6
    return {"elapsedUs": elapsed, "latencyUs": latency, "blockedUs": blocked}


def hold(what, count):
    make = {"fds": lambda: os.open("/dev/null", os.O_RDONLY), "children": lambda: quiet(SLEEPER)}[what]
    while len(HELD[what]) < count:
        HELD[what].append(make())
    return {}


def answer(words):
    if words[0] == "measure":
        return measure(words[1], int(words[2]), int(words[3]))
    return hold(words[0], int(words[1]))


print("{}", flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(answer(line.split())), flush=True)
    except Exception as error:  # it is told, and the next request may work
        print(json.dumps({"error": repr(error)}), flush=True)
# Sleepers that still run are not waited for: they end with this process.
sys.stdout.flush()
os._exit(0)
