# SPDX-License-Identifier: GPL-3.0-or-later
"""What every broker of the tests needs: a free port, a child that cannot outlive us, a sentence for what is missing."""
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import time

HOST = '127.0.0.1'
_LIBC = ctypes.CDLL('libc.so.6', use_errno=True)
_PR_SET_PDEATHSIG = 1


class Trouble(Exception):
    """A sentence for a person: what could not be had, and what to install or try."""


def need_program(name, package, places=()):
    """The full path of a program, or Trouble that names the Debian package."""
    for place in places:
        if os.access(place, os.X_OK):
            return place
    found = shutil.which(name)
    if not found:
        raise Trouble(f'{name} is not here: install it with `apt-get install {package}` (`./dev test` does so).')
    return found


class Ports:
    """Free ports on 127.0.0.1, below the range that the kernel hands out by itself, none of them twice."""

    def __init__(self):
        self.taken = set()

    def free(self):
        for _ in range(500):
            port = random.randrange(20000, 32000)
            if port in self.taken:
                continue
            with socket.socket() as s:
                try:
                    s.bind((HOST, port))
                except OSError:
                    continue
            self.taken.add(port)
            return port
        raise Trouble(f'No free port was found on {HOST} between 20000 and 32000.')


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(command, log, env=None):
    """Starts a child in a session (and process group) of its own; it is killed when the calling process ends."""
    with open(log, 'ab') as out:
        return subprocess.Popen([str(c) for c in command], env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                start_new_session=True, preexec_fn=_die_with_parent)


def run(command, env=None, timeout=120):
    """Runs a command to its end: (exit code, both outputs as text)."""
    r = subprocess.run([str(c) for c in command], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=timeout)
    return r.returncode, r.stdout.decode(errors='replace')


def must_run(what, command, env=None, timeout=120):
    code, text = run(command, env, timeout)
    if code:
        raise Trouble(f'{what} did not work (exit {code}): {text.strip()[-600:]}')
    return text


def kill_group(pgid, sig=signal.SIGKILL):
    try:
        os.killpg(pgid, sig)
    except ProcessLookupError:
        pass


def listening(port):
    try:
        with socket.create_connection((HOST, port), timeout=2):
            return True
    except OSError:
        return False


def until(check, process, what, log, seconds=180):
    """Waits for check(); Trouble with the log's last lines when the process ends or time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return
        if process.poll() is not None:
            raise Trouble(f'{what} ended at once (exit {process.returncode}):\n{tail(log)}')
        time.sleep(.1)
    raise Trouble(f'{what} was not ready after {seconds} s:\n{tail(log)}')


def tail(log, lines=12):
    try:
        with open(log, errors='replace') as f:
            return ''.join(f.readlines()[-lines:]).strip()
    except OSError:
        return ''


def process_start(pid):
    """When a process started, in clock ticks since boot, so that a pid used again is not mistaken; None if it is gone."""
    try:
        with open(f'/proc/{pid}/stat') as f:
            rest = f.read().rsplit(')', 1)[1].split()
    except OSError:
        return None
    return None if rest[0] in 'ZX' else int(rest[19])


def ancestor(name):
    """The pid of the nearest ancestor process called name, or 0."""
    pid = os.getppid()
    while pid > 1:
        try:
            with open(f'/proc/{pid}/stat') as f:
                text = f.read()
        except OSError:
            return 0
        if text[text.index('(') + 1:text.rindex(')')] == name:
            return pid
        pid = int(text.rsplit(')', 1)[1].split()[1])
    return 0
