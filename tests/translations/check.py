#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for holes in the translations.

Complete languages have every sentence; what is translated (in any language) keeps the placeholders, options, lines and
outer spaces of its source; and every sentence that `lupdate` finds in the sources is known to the .ts files.
With --self-check the same is asked of spoiled copies, where each fault must be found.
"""

import argparse
import collections
import copy
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

PLURAL_FORMS = {"de": 2, "en": 2, "ja": 1}
COMPLETE = {"de", "en"}  # Japanese may have holes: they show the English sentence.
PLURALS_ONLY = {"en"}
KEPT = re.compile(r"%(?:L?\d+|L?n)|--[a-z][a-z-]*|FLOWBENCH_[A-Z]+|(?:flowbench|flowbench-cli)\b")

Message = collections.namedtuple("Message", "key numerus state texts")


def messages(root):
    for context in root.iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name", ""), message.findtext("source", ""), message.findtext("comment", ""))
            translation = message.find("translation")
            numerus = message.get("numerus") == "yes"
            forms = translation.findall("numerusform") if numerus else [translation]
            yield Message(key, numerus, translation.get("type"), [form.text or "" for form in forms])


def shape(text):
    """What a translation may not change: what is filled in, options and names, lines, spaces at the ends."""
    start, end = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return sorted(set(KEPT.findall(text))), text.count("\n"), start, end, text.endswith("…")


def faults_of(message, language):
    if message.state == "unfinished" or not any(message.texts):
        return ["is not translated"] if language in COMPLETE else []
    faults = []
    if not all(message.texts):
        faults.append("has an empty form")
    if message.numerus and len(message.texts) != PLURAL_FORMS[language]:
        faults.append(f"has {len(message.texts)} plural forms, not {PLURAL_FORMS[language]}")
    source = message.key[1]
    if any(text and shape(text) != shape(source) for text in message.texts):
        faults.append("changes a placeholder, an option, a line break or a space at an end: " + " / ".join(message.texts))
    return faults


def faults_in(root, found=None):
    """`found`: the keys of all messages in the sources, and those among them that have plurals; None: not asked."""
    language = root.get("language")
    known = list(messages(root))
    faults = [(m.key, fault) for m in known for fault in faults_of(m, language)]
    if found is not None:
        wanted = {key for key, numerus in found.items() if numerus or language not in PLURALS_ONLY}
        faults += [(key, "is not in the file: run update_translations") for key in sorted(wanted - {m.key for m in known})]
    return faults


def keys_in_sources(lupdate, flags, sources):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "all_de.ts"
        command = [lupdate, "-silent", *flags, f"@{sources}", "-ts", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=100)
        return {m.key: m.numerus for m in messages(ElementTree.parse(file).getroot())}


def files(folder):
    found = sorted(pathlib.Path(folder).glob("*.ts"))
    if {file.stem.removeprefix("flowbench_") for file in found} != set(PLURAL_FORMS):
        sys.exit(f"{folder} should hold one file for each of {sorted(PLURAL_FORMS)}, and holds {[f.name for f in found]}")
    return found


def check(args):
    found = keys_in_sources(args.lupdate, args.flags.split(";"), args.sources)
    if len(found) < 500:
        sys.exit(f"lupdate finds only {len(found)} sentences: the list of sources is wrong")
    count = 0
    for file in files(args.folder):
        for (context, source, _), fault in faults_in(ElementTree.parse(file).getroot(), found):
            print(f"{file.name}: {context}: “{source}” {fault}")
            count += 1
    print(f"{len(found)} sentences in the sources, {count} faults")
    return 1 if count else 0


def spoiled(root, numerus, spoil):
    """A copy where `spoil` was done to the first fitting message, and the key of that message."""
    root = copy.deepcopy(root)
    for context in root.iter("context"):
        for message in context.iter("message"):
            source = message.findtext("source")
            if (message.get("numerus") == "yes") == numerus and "%1" in source:
                key = (context.findtext("name"), source, message.findtext("comment", ""))
                spoil(context, message, message.find("translation"))
                return root, key
    sys.exit("no message to spoil")


def set_text(element, text):
    element.text = text


SPOILERS = {
    "unfinished": (False, lambda c, m, t: t.set("type", "unfinished")),
    "empty": (False, lambda c, m, t: set_text(t, "")),
    "placeholder lost": (False, lambda c, m, t: set_text(t, t.text.replace("%1", ""))),
    "placeholder changed": (False, lambda c, m, t: set_text(t, t.text.replace("%1", "%9"))),
    "space at the end": (False, lambda c, m, t: set_text(t, t.text + " ")),
    "line break": (False, lambda c, m, t: set_text(t, t.text + "\nmore")),
    "one plural form": (True, lambda c, m, t: t.remove(t[1])),
    "empty plural form": (True, lambda c, m, t: set_text(t[0], "")),
    "count lost": (True, lambda c, m, t: set_text(t[1], t[1].text.replace("%Ln", ""))),
    "unknown": (False, lambda c, m, t: c.remove(m)),
    "unknown plural": (True, lambda c, m, t: c.remove(m)),
}


def self_check(args):
    missed = 0
    for file in files(args.folder):
        root = ElementTree.parse(file).getroot()
        if root.get("language") not in COMPLETE:
            continue
        found = {m.key: m.numerus for m in messages(root)}
        for name, (numerus, spoil) in SPOILERS.items():
            if not numerus and root.get("language") in PLURALS_ONLY:
                continue
            bad, key = spoiled(root, numerus, spoil)
            if key not in {k for k, _ in faults_in(bad, found)}:
                print(f"{file.name}: “{name}” was not noticed")
                missed += 1
    print(f"{len(SPOILERS)} ways to spoil a file, {missed} not noticed")
    return 1 if missed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--lupdate")
    parser.add_argument("--sources")
    parser.add_argument("--flags", default="")
    parser.add_argument("--self-check", action="store_true")
    args = parser.parse_args()
    return self_check(args) if args.self_check else check(args)


if __name__ == "__main__":
    sys.exit(main())
