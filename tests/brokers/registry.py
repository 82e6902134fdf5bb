# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Apicurio registry, which speaks Confluent's API under /apis/ccompat/v7; its schemas are in memory.

142 MB from Maven Central, so it is started only for the tests that need it: they have a fixture of their own.
"""
import os
import tarfile
import urllib.request
from pathlib import Path

from common import HOST, need_program, spawn, until
from maven import cached, maven_run

VERSION = '2.6.13.Final'
PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1'


def _fetch(maven, folder):
    artifact = f'io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all'
    problem = maven_run([maven, '-q', '-B', f'{PLUGIN}:copy', f'-Dartifact={artifact}', f'-DoutputDirectory={folder}'],
                        lambda: any(folder.glob('*.tar.gz')))
    if problem:
        return problem
    archive = next(folder.glob('*.tar.gz'))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter='data') if hasattr(tarfile, 'data_filter') else tar.extractall(folder)
    archive.unlink()
    return '' if _program(folder) else 'the archive has no runner'


def _program(folder):
    return next(Path(folder).rglob('apicurio-registry-app-*-runner.jar'), None)


class Registry:
    def __init__(self, folder, ports, certificates):
        self.dir = Path(folder)
        self.dir.mkdir(mode=0o700)
        self.log = self.dir / 'registry.log'
        self.process = None
        self.java = need_program('java', 'default-jre-headless')
        self.program = _program(cached(f'apicurio-{VERSION}', f'The Apicurio registry {VERSION}', _fetch))
        self.port = ports.free()

    def launch(self):
        # Its own folder: it writes where it stands.
        env = dict(os.environ, HOME=str(self.dir), TMPDIR=str(self.dir))
        self.process = spawn([self.java, '-Xmx384m', f'-Djava.io.tmpdir={self.dir}', f'-Duser.home={self.dir}',
                              f'-Dquarkus.http.host={HOST}', f'-Dquarkus.http.port={self.port}',
                              '-Dquarkus.log.level=WARN', '-jar', self.program], self.log, env)

    def wait(self):
        until(self._answers, self.process, 'The Apicurio registry', self.log)

    def _answers(self):
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f'{self._url()}/subjects', timeout=3) as r:
                return r.status == 200
        except OSError:
            return False

    def _url(self):
        return f'http://{HOST}:{self.port}/apis/ccompat/v7'

    def variables(self):
        return {'FLOWBENCH_REGISTRY': self._url()}
