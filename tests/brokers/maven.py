# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes from Maven Central: fetched once into the person's cache, by one process at a time, whole or not at all."""
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from common import Trouble, need_program, run


def cache_folder():
    own = os.environ.get('FLOWBENCH_CACHE')
    if own:
        return Path(own)
    base = os.environ.get('XDG_CACHE_HOME')
    return (Path(base) if base else Path.home() / '.cache') / 'flowbench'


def cached(name, what, fetch):
    """The folder `name` of the cache. fetch(maven, folder) fills it on first use and returns '' or what went wrong."""
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = open(folder.parent / 'lock', 'w')
    except OSError as e:
        raise Trouble(f'The cache folder {folder.parent} cannot be written ({e.strerror}): set FLOWBENCH_CACHE to one that can.')
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder
        maven = need_program('mvn', 'maven')
        fetched = Path(tempfile.mkdtemp(prefix=f'{name}-', dir=folder.parent))
        problem = fetch(maven, fetched)
        if problem:
            shutil.rmtree(fetched, ignore_errors=True)
            raise Trouble(f'{what} could not be fetched from Maven Central, which the tests need once: check the network (and the '
                          f'proxy or mirror in ~/.m2/settings.xml), then try again. Maven said: {problem.strip()[-500:]}')
        fetched.chmod(0o755)
        fetched.rename(folder)
    return folder


def maven_run(command, found):
    """Runs Maven; '' when found() says that it fetched what was wanted, else its words."""
    code, text = run(command, timeout=900)
    return '' if code == 0 and found() else text or 'nothing'
