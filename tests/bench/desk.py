# SPDX-License-Identifier: GPL-3.0-or-later
"""The window from outside: when it is painted on a virtual screen, and what it uses while nothing happens."""
import mmap
import os
import signal
import struct
import subprocess
import tempfile
import time

from machine import Failed

WIDTH, HEIGHT = 1280, 800
PAINTED_WITHIN = 20  # s
# Places all over the window; each must have a colour. The screen itself is black.
PLACES = [(x, y) for x in (60, 400, 700, 1000, 1240) for y in (60, 300, 500, 740)]


class Screen:
    """An Xvfb whose picture lies in a file, so that a painted window is seen without asking the program."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='flowbench-screen-')
        reading, writing = os.pipe()
        self.server = subprocess.Popen(['Xvfb', '-displayfd', str(writing), '-screen', '0', f'{WIDTH}x{HEIGHT}x24', '-fbdir', self.folder.name, '-br',
                                        '-nolisten', 'tcp'], pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as f:
            number = f.readline().strip()
        if not number:
            raise Failed('Xvfb did not start')
        self.display = f':{number}'
        with open(os.path.join(self.folder.name, 'Xvfb_screen0'), 'rb') as f:
            self.picture = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
        # An XWD file: header size, ..., bytes a line (field 12), ..., number of colours (field 19), each of 12 bytes.
        header = struct.unpack('>25I', self.picture[:100])
        self.line = header[12]
        self.start_of_pixels = header[0] + header[19] * 12
        return self

    def __exit__(self, *_):
        self.picture.close()
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()

    def coloured(self, place):
        at = self.start_of_pixels + place[1] * self.line + place[0] * 4
        return self.picture[at:at + 3] != b'\0\0\0'

    def start(self, command, env):
        """Seconds from exec until the window covers the screen."""
        begin = time.perf_counter()
        with subprocess.Popen(command, env=os.environ | env | {'DISPLAY': self.display, 'QT_QPA_PLATFORM': 'xcb'}, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            try:
                while not all(self.coloured(p) for p in PLACES):
                    if process.poll() is not None or time.perf_counter() - begin > PAINTED_WITHIN:
                        raise Failed(f'{os.path.basename(command[0])} showed no window within {PAINTED_WITHIN} s')
                    time.sleep(.0005)
                seconds = time.perf_counter() - begin
            finally:
                end(process)
        while any(self.coloured(p) for p in PLACES):
            time.sleep(.01)
        time.sleep(.2)
        return seconds


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def save_connections(cli, env, count):
    """A workspace as somebody has it after a while."""
    for i in range(count):
        r = subprocess.run([cli, 'connections', 'add', f'shop {i:02}', f'kafka://broker-{i}.example:9092'], env=os.environ | env, capture_output=True, text=True)
        if r.returncode:
            raise Failed(f'a connection could not be saved: {r.stderr.strip()[-300:]}')


def _cpu(pid):
    with open(f'/proc/{pid}/stat') as f:
        fields = f.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def _resident(pid):
    with open(f'/proc/{pid}/statm') as f:
        return int(f.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def used(command, env, settle, seconds):
    """What of a core a program uses, once it has settled, and its memory."""
    with subprocess.Popen(command, env=os.environ | env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(settle)
            begin, cpu = time.perf_counter(), _cpu(process.pid)
            time.sleep(seconds)
            if process.poll() is not None:
                raise Failed(f'{os.path.basename(command[0])} ended by itself with {process.returncode}')
            return {'core': (_cpu(process.pid) - cpu) / (time.perf_counter() - begin), 'rss_bytes': _resident(process.pid)}
        finally:
            if process.poll() is None:
                end(process)
