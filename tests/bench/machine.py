# SPDX-License-Identifier: GPL-3.0-or-later
"""Running and timing programs, and the state of the machine while one does."""
import glob
import json
import os
import statistics
import subprocess
import sys
import time

OFFSCREEN = {'QT_QPA_PLATFORM': 'offscreen'}
QUIET = .12  # of all cores may be busy


class Failed(Exception):
    """A sentence for the person who runs the bench."""


def median(values):
    return statistics.median(values)


def private(folder):
    """An environment whose settings, workspace and state are the bench's own; no session bus, no keychain."""
    folders = {name: str(folder / name.lower()) for name in ('XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR')}
    for path in folders.values():
        os.makedirs(path, mode=0o700, exist_ok=True)
    return folders | {'DBUS_SESSION_BUS_ADDRESS': 'unix:path=/nonexistent', 'HOME': str(folder)}


def busy(seconds=1.0):
    def read():
        with open('/proc/stat') as f:
            n = [int(x) for x in f.readline().split()[1:9]]
        return sum(n), n[3] + n[4]
    all1, idle1 = read()
    time.sleep(seconds)
    all2, idle2 = read()
    return 1 - (idle2 - idle1) / max(all2 - all1, 1)


def wait_until_quiet(most):
    """Figures of a busy machine say nothing: waits until it is idle, at most so many seconds, and says when it was not."""
    end = time.monotonic() + most
    while most:
        b = busy()
        if b <= QUIET:
            return
        if time.monotonic() > end:
            print(f'# the machine is {b:.0%} busy with other work: take the ratios with care', file=sys.stderr, flush=True)
            return


def _run(command, env, timeout):
    try:
        r = subprocess.run(command, env=os.environ | (env or {}), capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise Failed(f'{os.path.basename(command[0])} did not end within {timeout} s')
    if r.returncode:
        raise Failed(f'{os.path.basename(command[0])} ended with {r.returncode}: {r.stderr.strip()[-400:]}')
    return r.stdout


def run_json(command, env=None, timeout=600):
    return json.loads(_run(command, env, timeout).strip().splitlines()[-1])


def timed(command, env=None, timeout=600):
    """Seconds of the whole process, and what it printed."""
    begin = time.perf_counter()
    out = _run(command, env, timeout)
    return time.perf_counter() - begin, out


def quietly(command):
    r = subprocess.run(command, capture_output=True, text=True)
    if r.returncode:
        raise Failed((r.stderr or r.stdout).strip()[-600:])


def forget_files(program):
    """Drops a program's files from the page cache, those that nobody else has mapped: as near to a first start as it
    gets without root and without taking everybody's cache away."""
    ldd = subprocess.run(['ldd', program], capture_output=True, text=True).stdout
    files = {program} | {w for line in ldd.splitlines() for w in line.split() if w.startswith('/')}
    for pattern in ('/usr/lib/*/qt6/plugins/*/*.so', '/usr/share/fonts/**/*.[ot]tf', '/var/cache/fontconfig/*', '/usr/share/X11/xkb/**'):
        files |= {f for f in glob.glob(pattern, recursive=True) if os.path.isfile(f)}
    for path in files:
        try:
            fd = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(fd)
