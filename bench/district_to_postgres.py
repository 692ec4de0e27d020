#!/usr/bin/env python3
"""Copies a seeded district from SQLite into a PostgreSQL schema that the program has migrated.

  district_to_postgres.py FILE URL SCHEMA PSQL

A bench on both databases needs the same rows; seeding PostgreSQL would cost a round trip a statement.
"""
import sqlite3
import subprocess
import sys

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def cell(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, str):
        return value.translate(ESCAPES)
    return repr(value)


def main():
    file, url, schema, psql = sys.argv[1:]
    lite = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    words = [psql, "-qX", "-v", "ON_ERROR_STOP=1", url]

    def ask(sql):
        return subprocess.run([*words, "-At", "-c", sql], capture_output=True, text=True, check=True).stdout.split("\n")[:-1]

    columns = {}
    for row in ask("SELECT table_name, column_name FROM information_schema.columns "
                   f"WHERE table_schema = '{schema}' ORDER BY table_name, ordinal_position"):
        table, column = row.split("|")
        columns.setdefault(table, []).append(column)
    target = subprocess.Popen(words, stdin=subprocess.PIPE, text=True)
    out = target.stdin
    # Keys between tables hold in the source; in this order of tables they need not at once.
    out.write(f"SET search_path TO {schema}; SET session_replication_role = replica; SET synchronous_commit = off;\n")
    out.write(f"TRUNCATE {', '.join(columns)};\n")
    total = 0
    for table, names in columns.items():
        listed = ", ".join(f'"{name}"' for name in names)
        out.write(f'COPY "{table}" ({listed}) FROM STDIN;\n')
        for row in lite.execute(f'SELECT {listed} FROM "{table}"'):
            out.write("\t".join(map(cell, row)) + "\n")
            total += 1
        out.write("\\.\n")
    out.write("ANALYZE;\n")
    out.close()
    if target.wait() != 0:
        raise SystemExit("psql did not take it")
    print(f"{total} rows in {len(columns)} tables", file=sys.stderr)


main()
