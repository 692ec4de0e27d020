#!/usr/bin/env python3
"""Each rule of tidy.py can fail: a small whole tree passes, and one change each makes exactly that rule speak."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tidy import Tidy  # noqa: E402

WHOLE = {
    "server/kernel/word.hpp": "#pragma once\n",
    "server/platform/db/db.hpp": '#pragma once\n#include "kernel/word.hpp"\n',
    "server/rooms/rooms.cmake": "xiuhua_room(alpha)\nxiuhua_room(beta USES alpha)\n",
    "server/rooms/alpha/README.md": "# alpha\n",
    "server/rooms/alpha/public.hpp": "#pragma once\n",
    "server/rooms/alpha/alpha_test.cpp": '#include "rooms/alpha/public.hpp"\n',
    "server/rooms/beta/README.md": "# beta\n",
    "server/rooms/beta/model.hpp": '#pragma once\n#include "rooms/alpha/public.hpp"\n',
    "server/rooms/beta/rules.cpp": '#include "rooms/beta/model.hpp"\n',
    "server/rooms/beta/store.cpp": 'auto q = "SELECT id FROM beta";\n',
    "server/rooms/beta/routes.cpp": 'route("GET /api/beta");\nreturn fail(ErrorCode::conflict, "beta.too_early");\n',
    "server/rooms/beta/texts.json": '{"beta.too_early": {"zh": "太早", "en": "Too early"}}\n',
    "server/rooms/beta/beta_test.cpp": '#include "testkit/test_app.hpp"\n',
    "contract/openapi.yaml": "paths:\n  /api/beta:\n",
}


def rules_broken(changes):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name, text in {**WHOLE, **changes}.items():
            if text is not None:
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return {rule for _, _, rule, _ in Tidy(folder).run()}


class EachRuleCanFail(unittest.TestCase):
    def test_the_whole_tree_passes(self):
        self.assertEqual(rules_broken({}), set())

    def check(self, rule, changes):
        self.assertEqual(rules_broken(changes), {rule})

    def test_direction(self):
        self.check("direction", {"server/platform/db/db.hpp": '#include "rooms/alpha/public.hpp"\n'})
        self.check("direction", {"server/kernel/word.hpp": '#include "platform/db/db.hpp"\n'})
        self.check("direction", {"adapters/csv/csv.cpp": '#include "platform/db/db.hpp"\n'})

    def test_room_border(self):
        self.check("room-border", {"server/rooms/beta/store.cpp": '#include "rooms/alpha/store.hpp"\n'})

    def test_room_uses(self):
        self.check("room-uses", {"server/rooms/alpha/store.cpp": '#include "rooms/beta/public.hpp"\n'})

    def test_room_direction(self):
        self.check("room-direction", {"server/rooms/beta/store.cpp": '#include "rooms/beta/routes.hpp"\n'})

    def test_room_cycle(self):
        self.check("room-cycle",
                   {"server/rooms/rooms.cmake": "xiuhua_room(alpha USES beta)\nxiuhua_room(beta USES alpha)\n"})

    def test_pure_rules(self):
        self.check("pure-rules", {"server/rooms/beta/rules.cpp": '#include "platform/db/db.hpp"\n'})

    def test_clock(self):
        self.check("clock", {"server/rooms/beta/actions.cpp": "auto now = std::chrono::system_clock::now();\n"})

    def test_sql(self):
        self.check("sql", {"server/rooms/beta/actions.cpp": 'auto q = "DELETE FROM beta";\n'})

    def test_leftover(self):
        self.check("leftover", {"server/rooms/beta/actions.cpp": "// FIX" + "ME later\n"})

    def test_sizes(self):
        self.check("file-length", {"server/rooms/beta/actions.cpp": "int a;\n" * 601})
        self.check("columns", {"server/rooms/beta/actions.cpp": "int a = " + "1 + " * 30 + "1;\n"})
        self.check("function-length",
                   {"server/rooms/beta/actions.cpp": "int long_one(int a) {\n" + "    a++;\n" * 70 + "}\n"})

    def test_rooms_are_whole(self):
        self.check("room-readme", {"server/rooms/beta/README.md": None})
        self.check("room-test", {"server/rooms/beta/beta_test.cpp": None})
        self.check("room-declared", {"server/rooms/gamma/README.md": "# gamma\n",
                                     "server/rooms/gamma/gamma_test.cpp": "int a;\n"})

    def test_route_contract(self):
        self.check("route-contract", {"contract/openapi.yaml": "paths:\n"})

    def test_texts(self):
        self.check("texts", {"server/rooms/beta/texts.json": "{}"})
        self.check("texts", {"server/rooms/beta/texts.json": '{"beta.too_early": {"zh": "太早", "en": ""}}'})

        self.check("texts", {"server/rooms/beta/actions.cpp": 'audited.action = "beta.begin";\n'})
        self.check("texts", {"tools/new_room/template/server/actions.cpp": 'audited.subject_kind = "example";\n'})

    def test_machine(self):
        self.check("machine-path", {"docs/a.md": "see /wor" + "k/here\n"})
        self.check("large-file", {"docs/a.bin": "x" * 1_500_001})

    def test_exceptions_only_shrink(self):
        self.check("exception", {"tools/tidy/exceptions.txt": "sql server/rooms/beta/actions.cpp # why\n"})
        self.assertEqual(rules_broken({"tools/tidy/exceptions.txt": "sql server/rooms/beta/actions.cpp # why\n",
                                       "server/rooms/beta/actions.cpp": 'auto q = "DELETE FROM beta";\n'}), set())


if __name__ == "__main__":
    unittest.main(verbosity=1)
