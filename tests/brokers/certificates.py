# SPDX-License-Identifier: GPL-3.0-or-later
"""A private certification authority, made anew for every run, and the good and bad certificates of the listeners.

The folder then holds, each `NAME.pem` with `NAME.key` (PKCS#8, no passphrase) and `NAME-keystore.pem` (key, then chain, as
Kafka's PEM key store wants it): ca, unknown-ca, server, wronghost, expired, client.
"""
from pathlib import Path

from common import must_run, need_program

SERVER = 'DNS:localhost,IP:127.0.0.1,IP:::1'

CONFIG = '''[ca]
default_ca = own
[own]
dir = {dir}
database = {dir}/index.txt
rand_serial = yes
new_certs_dir = {dir}
certificate = {dir}/ca.pem
private_key = {dir}/ca.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
'''


class Certificates:
    def __init__(self, folder):
        self.dir = Path(folder)
        self.dir.mkdir(mode=0o700)
        self.openssl = need_program('openssl', 'openssl')
        self.config = self.dir / 'openssl.cnf'
        self.config.write_text(CONFIG.format(dir=self.dir))
        (self.dir / 'index.txt').touch()
        for name, who in (('ca', 'Flowbench test authority'), ('unknown-ca', 'An authority that nobody knows')):
            self._authority(name, who)
        self._certificate('server', 'localhost', SERVER, 'serverAuth')
        self._certificate('wronghost', 'elsewhere.example', 'DNS:elsewhere.example', 'serverAuth')
        self._certificate('expired', 'localhost', SERVER, 'serverAuth', '20200101000000Z', '20210101000000Z')
        self._certificate('client', 'flowbench-client', 'DNS:flowbench-client', 'clientAuth')

    def path(self, name):
        return self.dir / name

    def _key(self, name):
        must_run('Making a key with openssl', [self.openssl, 'genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048',
                                               '-out', self.dir / f'{name}.key'])

    def _authority(self, name, who):
        self._key(name)
        must_run('Making a certification authority with openssl',
                 [self.openssl, 'req', '-x509', '-new', '-config', self.config, '-key', self.dir / f'{name}.key', '-sha256', '-days', '30',
                  '-subj', f'/CN={who}', '-addext', 'basicConstraints=critical,CA:TRUE',
                  '-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-out', self.dir / f'{name}.pem'])

    def _certificate(self, name, who, names, usage, start=None, end=None):
        self._key(name)
        request = self.dir / f'{name}.csr'
        must_run('Asking for a certificate with openssl',
                 [self.openssl, 'req', '-new', '-config', self.config, '-key', self.dir / f'{name}.key', '-subj', f'/CN={who}',
                  '-addext', f'subjectAltName={names}', '-addext', f'extendedKeyUsage={usage}', '-out', request])
        times = ['-startdate', start, '-enddate', end] if start else ['-days', '30']
        cert = self.dir / f'{name}.pem'
        must_run('Signing a certificate with openssl', [self.openssl, 'ca', '-batch', '-notext', '-config', self.config, *times,
                                                        '-in', request, '-out', cert])
        parts = [(self.dir / f).read_text() for f in (f'{name}.key', f'{name}.pem', 'ca.pem')]
        (self.dir / f'{name}-keystore.pem').write_text(''.join(parts))
