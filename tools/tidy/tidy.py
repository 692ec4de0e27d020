#!/usr/bin/env python3
"""Rules of the repository that a compiler does not check (STYLE R15, DESIGN 4).

Prints one line a breach, "path:line: rule: what to do", and exits 1 if there is any.
Exceptions stand in tools/tidy/exceptions.txt, one "rule path" a line with a reason behind '#'; the list may only
shrink, so an exception that is no longer needed is a breach too.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600
CODE = {".cpp", ".hpp", ".h"}
WEB = {".ts", ".vue", ".mjs"}
ROOM_FILES = {"public", "permissions", "model", "rules", "store", "actions", "views", "routes", "room"}
# What each part of a room may include of its own room (STYLE 2): part → parts.
WITHIN_ROOM = {
    "public": set(),
    "permissions": set(),
    "model": {"public"},
    "rules": {"public", "model"},
    "store": {"public", "model", "rules"},
    "views": {"public", "model", "rules", "store", "permissions"},
    "actions": {"public", "model", "rules", "store", "views", "permissions"},
    "routes": {"public", "model", "rules", "store", "actions", "views", "permissions"},
    "room": {"public", "model", "rules", "store", "actions", "views", "routes", "permissions"},
}
SQL = re.compile(r'"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b', re.S)
INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


class Tidy:
    def __init__(self, root):
        self.root = Path(root)
        self.breaches = []
        listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                check=True, capture_output=True)
        names = [n for n in listed.stdout.decode().split("\0") if n]
        self.files = sorted(n for n in set(names) if (self.root / n).is_file())
        self.text = {}
        for name in self.files:
            if Path(name).suffix in CODE | WEB | {".py", ".sh", ".sql", ".md", ".cmake", ".json", ".yaml"}:
                self.text[name] = (self.root / name).read_text(encoding="utf-8", errors="replace")
        self.rooms = self.declared_rooms()

    def breach(self, path, line, rule, advice):
        self.breaches.append((path, line, rule, advice))

    def declared_rooms(self):
        declared = {}
        for name in ("server/rooms/rooms.cmake",):
            for line in self.text.get(name, "").splitlines():
                found = re.match(r"\s*xiuhua_room\((\w+)(?:\s+USES\s+([\w\s]+))?\)", line)
                if found:
                    declared[found[1]] = set((found[2] or "").split())
        return declared

    # ---- directions

    def check_includes(self):
        for name, text in self.text.items():
            if not name.startswith(("server/", "adapters/")) or Path(name).suffix not in CODE:
                continue
            is_test = name.endswith("_test.cpp")
            for found in INCLUDE.finditer(text):
                self.check_include(name, text.count("\n", 0, found.start()) + 1, found[1], is_test)

    def check_include(self, name, line, target, is_test):
        part = name.split("/")
        layer = part[1] if part[0] == "server" else "adapters"
        to = target.split("/")[0]
        order = {"kernel": 0, "adapters": 1, "platform": 1, "rooms": 2, "app": 3, "testkit": 4, "main.cpp": 4}
        if to not in order or is_test and to == "testkit":
            return
        if layer == "adapters" and to not in ("kernel", "adapters"):
            self.breach(name, line, "direction", "adapters know only the kernel")
        elif layer in order and order[to] > order[layer] and not is_test:
            self.breach(name, line, "direction", f"{layer} must not include {to}: kernel ← platform ← rooms ← app")
        elif layer == "kernel" and to not in ("kernel",):
            self.breach(name, line, "direction", "the kernel includes only itself")
        if layer == "rooms" and to == "rooms":
            self.check_room_include(name, line, target, is_test)
        if layer == "rooms" and Path(name).stem == "rules" and (
                re.match(r"platform/(db|http|clock|log|live|jobs|outbox|audit|host)/", target)):
            self.breach(name, line, "pure-rules", "rules see no db, http, clock or log: give them facts and now")

    def check_room_include(self, name, line, target, is_test):
        room, other = name.split("/")[2], target.split("/")[1]
        if room != other:
            if not target.endswith(f"{other}/public.hpp"):
                self.breach(name, line, "room-border", f"include rooms/{other}/public.hpp, nothing else of it")
            if other not in self.rooms.get(room, set()) and not is_test:
                self.breach(name, line, "room-uses", f"declare it: xiuhua_room({room} USES {other})")
            return
        part = self.room_part(Path(name).stem)
        wanted = self.room_part(Path(target).stem)
        if is_test or part is None or wanted is None or part == wanted:
            return
        if wanted not in WITHIN_ROOM[part]:
            self.breach(name, line, "room-direction", f"{part} must not include {wanted}")

    @staticmethod
    def room_part(stem):
        # "store_people" belongs to "store": a part may be split by subject.
        head = stem.split("_")[0]
        return head if head in ROOM_FILES else None

    def check_cycles(self):
        for room in self.rooms:
            seen, waiting = set(), list(self.rooms[room])
            while waiting:
                other = waiting.pop()
                if other == room:
                    self.breach("server/rooms/rooms.cmake", 1, "room-cycle", f"{room} uses itself through others")
                    break
                if other not in seen:
                    seen.add(other)
                    waiting += self.rooms.get(other, set())

    # ---- contents

    def check_clock(self):
        for name, text in self.text.items():
            if Path(name).suffix in CODE and not name.startswith("server/platform/clock/"):
                for number, line in enumerate(text.splitlines(), 1):
                    if re.search(r"\bsystem_clock::now|\btime\(nullptr\)|\bgettimeofday\b", line):
                        self.breach(name, number, "clock", "take `now` from the context; only platform/clock reads the clock")

    def check_sql(self):
        for name, text in self.text.items():
            if not name.startswith("server/") or Path(name).suffix not in CODE or name.endswith("_test.cpp"):
                continue
            stem = Path(name).stem
            allowed = name.startswith(("server/platform/", "server/testkit/")) or "store" in (
                stem.split("_")[0], stem.split("_")[-1])
            if not allowed:
                for found in SQL.finditer(text):
                    self.breach(name, text.count("\n", 0, found.start()) + 1, "sql", "SQL lives in the room's store")

    def check_leftovers(self):
        words = "|".join(["FIX" + "ME", "TO" + "DO", "XX" + "X", "HA" + "CK"])
        for name, text in self.text.items():
            if Path(name).suffix not in CODE | WEB | {".py", ".sh", ".sql", ".cmake"}:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                if re.search(rf"\b({words})\b", line):
                    self.breach(name, number, "leftover", "finish it, or file it as an issue")

    def check_sizes(self):
        for name, text in self.text.items():
            suffix = Path(name).suffix
            if suffix not in CODE | {".ts", ".vue"} or name.endswith(".d.ts"):
                continue
            lines = text.splitlines()
            if len(lines) > FILE_LINES_MAX:
                self.breach(name, 1, "file-length", f"{len(lines)} lines: split it by subject (≤ {FILE_LINES_MAX})")
            if suffix in CODE:
                for number, line in enumerate(lines, 1):
                    if self.width(line) > COLUMNS_MAX and not self.may_be_wide(line):
                        self.breach(name, number, "columns", f"more than {COLUMNS_MAX} columns")
                self.check_functions(name, lines)

    @staticmethod
    def width(line):
        return len(line)

    @staticmethod
    def may_be_wide(line):
        # A long path in an include, and text for people (comments, strings) laid out by hand.
        return line.startswith("#include") or "http://" in line or "https://" in line or bool(
            re.search(r'//|"[^"]{40,}|^\s*\*|R"', line))

    def check_functions(self, name, lines):
        start, depth_names = None, None
        for number, line in enumerate(lines, 1):
            # A definition opens at column 0 or at a class member's indent and closes with the same indent.
            opened = re.match(r"^(\s{0,4})[\w:<>~*&\s,\[\]]+\(.*\)?[^;]*\{\s*$", line)
            # `f([&](T& t) {` calls f with a lambda: what is in it belongs to the function around it.
            if start is None and opened and "([" not in line and not re.match(
                    r"^\s*(namespace|class|struct|enum|if|for|while|switch|else|do|return|TEST_CASE|constexpr\s+\w+\s+\w+\[)", line):
                start, depth_names = number, opened[1]
            elif start is not None and line.rstrip() in (depth_names + "}", depth_names + "};"):
                if number - start + 1 > FUNCTION_LINES_MAX:
                    self.breach(name, start, "function-length",
                                f"{number - start + 1} lines: one function does one thing (≤ {FUNCTION_LINES_MAX})")
                start = None

    # ---- rooms are whole

    def check_rooms(self):
        folders = {n.split("/")[2] for n in self.files if n.startswith("server/rooms/") and n.count("/") > 2}
        for room in sorted(folders):
            base = f"server/rooms/{room}/"
            if room not in self.rooms:
                self.breach(base, 1, "room-declared", "add xiuhua_room(…) to server/rooms/rooms.cmake")
            if base + "README.md" not in self.files:
                self.breach(base, 1, "room-readme", "a room says what it is: README.md")
            if not any(n.startswith(base) and n.endswith("_test.cpp") for n in self.files):
                self.breach(base, 1, "room-test", "a room has tests beside it")
        for room in self.rooms:
            if room not in folders:
                self.breach("server/rooms/rooms.cmake", 1, "room-declared", f"room {room} has no folder")

    def check_contract(self):
        contract = self.text.get("contract/openapi.yaml")
        for name, text in self.text.items():
            if not re.match(r"server/rooms/.*\.cpp$", name) or name.endswith("_test.cpp"):
                continue
            for found in re.finditer(r'"(GET|POST|PUT|PATCH|DELETE) (/[^"\s]*)"', text):
                if contract is None or not re.search(rf'^  "?{re.escape(found[2])}"?:', contract, re.M):
                    self.breach(name, text.count("\n", 0, found.start()) + 1, "route-contract",
                                f"{found[1]} {found[2]} is not in contract/openapi.yaml: ./dev contract")

    def check_texts(self):
        # Every error key that a room or the platform can answer, and every audited action and subject, has a
        # Chinese and an English text; the template of ./dev new-room too.
        sides = r"(server/(rooms|platform)|tools/new_room/template/server)/"
        known = {}
        for name, text in self.text.items():
            if re.match(sides, name) and name.endswith("texts.json"):
                for key, words in json.loads(text).items():
                    known[key] = words
                    if not words.get("zh") or not words.get("en"):
                        self.breach(name, 1, "texts", f"{key} needs both zh and en")
        for name, text in self.text.items():
            if not re.match(sides + r".*\.cpp$", name) or name.endswith("_test.cpp"):
                continue
            keys = [(found.start(), found[1]) for found in
                    re.finditer(r'fail\(\s*ErrorCode::\w+,\s*"([a-z_]+\.[a-z0-9_.]+)"', text)]
            keys += [(found.start(), f"{found[1].removesuffix('_kind')}.{found[2]}") for found in
                     re.finditer(r'\.(action|subject_kind) = "([a-z_.]+)"', text)]
            for start, key in keys:
                if key not in known:
                    self.breach(name, text.count("\n", 0, start) + 1, "texts",
                                f"{key} has no text in a texts.json")

    def check_machine(self):
        for name, text in self.text.items():
            for number, line in enumerate(text.splitlines(), 1):
                if re.search(r"(^|[^\w./-])/(wor" + r"k|far" + r"m)/", line):
                    self.breach(name, number, "machine-path", "no path of one machine in the tree")
        for name in self.files:
            if (self.root / name).stat().st_size > 1_500_000:
                self.breach(name, 1, "large-file", "made by a tool, not committed")

    def run(self):
        for check in (self.check_includes, self.check_cycles, self.check_clock, self.check_sql,
                      self.check_leftovers, self.check_sizes, self.check_rooms, self.check_contract,
                      self.check_texts, self.check_machine):
            check()
        return self.apply_exceptions()

    def apply_exceptions(self):
        source = "tools/tidy/exceptions.txt"
        excepted, used = {}, set()
        path = self.root / source
        for number, line in enumerate(path.read_text().splitlines() if path.exists() else [], 1):
            entry = line.split("#")[0].split()
            if len(entry) == 2:
                excepted[tuple(entry)] = number
                if "#" not in line:
                    self.breach(source, number, "exception", "give the reason behind '#'")
        left = []
        for breach in self.breaches:
            if (breach[2], breach[0]) in excepted:
                used.add((breach[2], breach[0]))
            else:
                left.append(breach)
        for entry, number in excepted.items():
            if entry not in used:
                left.append((source, number, "exception", f"{' '.join(entry)} is no longer needed: remove it"))
        return left


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else subprocess.run(
        ["git", "rev-parse", "--show-toplevel"], check=True, capture_output=True).stdout.decode().strip()
    tidy = Tidy(root)
    breaches = tidy.run()
    for path, line, rule, advice in breaches:
        print(f"{path}:{line}: {rule}: {advice}")
    print(f"tidy: {len(tidy.files)} files, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
