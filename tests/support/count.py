# SPDX-License-Identifier: GPL-3.0-or-later
"""count.py JUNIT CODE: the last line of `./dev test` from CTest's report, and what failed; exit 1 if anything did.

A test that was not run (a fixture failed, a program is missing) is a failed one: nothing passes by not happening.
"""
import sys
import xml.etree.ElementTree as tree


def main():
    try:
        cases = list(tree.parse(sys.argv[1]).getroot().iter('testcase'))
    except (OSError, tree.ParseError):
        cases = []
    failed = [c.get('name') for c in cases if c.get('status') != 'run']
    passed = len(cases) - len(failed)
    if not cases or (not failed and sys.argv[2] != '0'):
        failed.append('the test run itself')
    for name in failed:
        print(f'FAILED: {name}')
    print(f'{passed} passed, {len(failed)} failed')
    sys.exit(1 if failed else 0)


main()
