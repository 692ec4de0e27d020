#!/usr/bin/env python3
"""Kills the served program (SIGKILL) N times under mixed work, and checks what is left.

  mixed.py --bin DIR --data DIR --kills N [--url URL --schema SCHEMA]   (DIR: a tiny demo district)

At work: clerks who register people (each with an idempotency key, tried again after a kill), the command post that hands
orders over again and again, an administrator who imports sheets, a desk that prints papers, and backups. Every eighth
kill hits the program while it starts. Checked: every acknowledged person is there exactly once, every row of every
started import is there exactly once, every order has the worker last acknowledged and exactly as many hand-overs in
its history as were acknowledged, the audit chain is whole, and after each tenth kill the newest backup restores to a
place of its own and holds everyone acknowledged before it began.
One JSON line; exit 1 on a breach.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

PASSWORD = "Xiuhua-demo-2020"
TOTP_SECRET = "PBUXK2DVMEWWIZLNN4WXGZLDOJSXILJSGAZDA"
ROWS = 60  # Of one sheet.
ROUND_SECONDS_MAX = 5
START_KILLED_EVERY = 8
RESTORED_EVERY = 10


def totp():
    key = base64.b32decode(TOTP_SECRET + "=" * (-len(TOTP_SECRET) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000)


def identity_number(serial):
    """Of the area 999999, which no real division has."""
    text = "999999%04d%02d%02d%03d" % (1950 + serial // 336_000 % 60, 1 + serial // 28_000 % 12,
                                       1 + serial // 1000 % 28, serial % 1000)
    total = sum(int(c) * w for c, w in zip(text, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return text + "10X98765432"[total % 11]


class Gone(Exception):
    """The program did not answer: nobody knows whether it was done."""


class Client:
    def __init__(self, office, login, with_code=False):
        self.office, self.login, self.with_code = office, login, with_code
        self.cookie = self.csrf = ""

    def ask(self, method, path, body=None, key="", kind="application/json"):
        headers = {"Content-Type": kind, "Cookie": self.cookie, "X-CSRF": self.csrf}
        if key:
            headers["Idempotency-Key"] = key
        if isinstance(body, dict):
            body = json.dumps(body)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.office.port, timeout=20)
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException) as problem:
            raise Gone from problem
        if answer.status == 503:
            raise Gone
        if path.endswith("/login") and answer.status == 200:
            self.cookie = "; ".join(c.split(";")[0] for c in answer.msg.get_all("Set-Cookie") or [])
            self.csrf = json.loads(content)["csrf"]
        return answer.status, content

    def log_in(self):
        if self.cookie:
            return
        body = {"login": self.login, "password": PASSWORD}
        if self.with_code:
            body["totp"] = totp()
        status, content = self.ask("POST", "/api/access/login", body)
        if status != 200:
            raise SystemExit(f"log-in of {self.login}: {status} {content.decode()}")


class Office:
    def __init__(self, arguments):
        self.arguments = arguments
        self.xiuhua = os.path.join(arguments.bin, "xiuhua")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = dict(os.environ)
        if arguments.url:
            self.environment |= {"XIUHUA_DATABASE_URL": arguments.url, "XIUHUA_DATABASE_SCHEMA": arguments.schema}
        self.process = None
        self.copies = os.path.join(arguments.data, "copies")
        self.secret = os.path.join(arguments.data, "backup.secret")
        self.public = self.run("backup-key", self.secret).strip()
        self.lock = threading.Lock()
        self.serial = 0
        self.acknowledged = []   # Serial numbers, in the order of their answers.
        self.uncertain = []      # Tried, not answered.
        self.imports = []        # Ranges of serials whose import was acknowledged as started.
        self.papers = self.backups = self.starts_killed = 0
        self.workers = {}        # Order → who may be made responsible.
        self.assigned = {}       # Order → who was acknowledged last.
        self.hand_overs = {}     # Order → how many were acknowledged.
        self.unsure = []         # Hand-overs tried, not answered; tried again with their key.
        self.backup_counts = {}  # File → how many were acknowledged when it began.
        self.problems = []

    def run(self, *words, environment=None, check=True):
        done = subprocess.run([self.xiuhua, *words], capture_output=True, text=True,
                              env=environment or self.environment, check=False)
        if check and done.returncode != 0:
            raise SystemExit(f"xiuhua {words[0]}: {done.stderr}")
        return done.stdout if check else done

    def begin(self):
        with open(os.path.join(self.arguments.data, "log"), "ab") as log:
            self.process = subprocess.Popen([self.xiuhua, "serve", "--data", self.arguments.data, "--port", str(self.port)],
                                            stdout=subprocess.DEVNULL, stderr=log, env=self.environment)

    def start(self):
        self.begin()
        for _ in range(6000):
            try:
                if Client(self, "").ask("GET", "/readyz")[0] == 200:
                    return
            except Gone:
                pass
            if self.process.poll() is not None:
                raise SystemExit(f"the program ended by itself: {self.process.returncode}")
            time.sleep(0.01)
        raise SystemExit("the program does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def next_serials(self, count):
        with self.lock:
            first = self.serial
            self.serial += count
        return first

    def problem(self, text):
        with self.lock:
            self.problems.append(text)


class Round:
    """The hands that work until the program is gone."""

    def __init__(self, office, people, household, community, documents):
        self.office = office
        self.worker, self.admin, self.command = people
        self.household, self.community, self.documents = household, community, documents
        self.over = threading.Event()

    def register(self, serial):
        status, content = self.worker.ask("POST", "/api/registry/people", {
            "name": f"测试{serial}", "household": self.household, "identity_kind": "resident_identity_card",
            "identity_number": identity_number(serial)}, key=f"person-{serial}")
        if status != 200:
            self.office.problem(f"person {serial}: {status} {content.decode()[:200]}")
            return
        with self.office.lock:
            self.office.acknowledged.append(serial)

    def clerk(self):
        while not self.over.is_set():
            with self.office.lock:
                again = self.office.uncertain.pop() if self.office.uncertain else None
            serial = self.office.next_serials(1) if again is None else again
            try:
                self.register(serial)
            except Gone:
                with self.office.lock:
                    self.office.uncertain.append(serial)
                return

    def hand_over(self, task):
        """One attempt; the key decides whether it is done again."""
        office, order = self.office, task["order"]
        status, content = self.command.ask("POST", f"/api/isolation/orders/{order}/assignment", task["form"], key=task["key"])
        if status == 200:
            with office.lock:
                office.assigned[order] = task["form"]["worker"]
                office.hand_overs[order] = office.hand_overs.get(order, 0) + 1
        elif status != 409:  # Somebody else changed the order in between.
            office.problem(f"hand-over: {status} {content.decode()[:200]}")

    def commander(self):
        office = self.office
        while not self.over.is_set():
            with office.lock:
                task = office.unsure.pop() if office.unsure else None
            try:
                if task is None:
                    order = random.choice(list(office.workers))
                    status, content = self.command.ask("GET", f"/api/isolation/orders/{order}")
                    if status != 200:
                        return office.problem(f"order: {status}")
                    task = {"order": order, "key": f"hand-over-{office.next_serials(1)}", "form": {
                        "worker": random.choice(office.workers[order]), "medic": None,
                        "version": json.loads(content)["version"]}}
                try:
                    self.hand_over(task)
                except Gone:
                    with office.lock:
                        office.unsure.append(task)
                    return
            except Gone:
                return

    def importer(self):
        while not self.over.is_set():
            first = self.office.next_serials(ROWS)
            rows = "".join(f"导入{n},{identity_number(n)},姚桥,{n % 9 + 1}号楼,1单元,{n % 20 + 101}\n"
                           for n in range(first, first + ROWS))
            sheet = ("姓名,证件号码,小区,楼栋,单元,房号\n" + rows).encode()
            try:
                status, content = self.admin.ask("POST", f"/api/registry/imports?filename=s{first}.csv&area={self.community}", sheet,
                                                 kind="text/csv")
                view = json.loads(content)
                if status != 200:
                    return self.office.problem(f"upload: {status} {content.decode()[:200]}")
                path = f"/api/registry/imports/{view['id']}"
                status, content = self.admin.ask("POST", path + "/mapping", {
                    "header_row": view["header_row"], "columns": view["mapping"], "area_code": self.community})
                if status != 200:
                    return self.office.problem(f"mapping: {status} {content.decode()[:200]}")
                status, content = self.admin.ask("POST", path + "/start", {"area_code": self.community}, key=f"start-{first}")
                if status != 200:
                    return self.office.problem(f"start: {status} {content.decode()[:200]}")
                with self.office.lock:
                    self.office.imports.append((first, view["id"]))
                while not self.over.is_set():
                    status, content = self.admin.ask("GET", path)
                    if status != 200 or json.loads(content)["state"] != "running":
                        break
                    time.sleep(0.1)
            except Gone:
                return

    def printer(self):
        while not self.over.is_set() and self.documents:
            try:
                status, content = self.worker.ask("GET", f"/api/documents/{random.choice(self.documents)}/paper.pdf")
                if status != 200 or not content.startswith(b"%PDF"):
                    self.office.problem(f"paper: {status}")
                with self.office.lock:
                    self.office.papers += 1
            except Gone:
                return

    def backup(self):
        office = self.office
        while not self.over.is_set():
            with office.lock:
                before = len(office.acknowledged)
            done = office.run("backup", "--data", office.arguments.data, "--to", office.copies,
                              "--public-key", office.public, check=False)
            if done.returncode == 0:
                said = json.loads(done.stdout)
                with office.lock:
                    office.backups += 1
                    office.backup_counts[said["file"]] = before
            elif not self.over.is_set():
                office.problem(f"backup: {done.stderr}")
            self.over.wait(1)

    def run(self):
        """Until some more are acknowledged, and then to any moment: a slow machine has its share of work too."""
        hands = [threading.Thread(target=self.clerk) for _ in range(4)]
        hands += [threading.Thread(target=hand) for hand in (self.commander, self.importer, self.printer, self.backup)]
        for hand in hands:
            hand.start()
        wanted = len(self.office.acknowledged) + random.randint(0, 20)
        until = time.monotonic() + ROUND_SECONDS_MAX
        while len(self.office.acknowledged) < wanted and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.5))
        self.office.kill()
        self.over.set()
        for hand in hands:
            hand.join()


class Ledger:
    """What stands in a database, past the program."""

    def __init__(self, arguments):
        self.arguments = arguments

    def rows(self, sql, place=None):
        if not self.arguments.url:
            words = ["sqlite3", place or os.path.join(self.arguments.data, "xiuhua.db"), sql]
        else:
            words = [self.arguments.psql, "-Atqc", f"SET search_path TO {self.arguments.schema}; {sql}",
                     place or self.arguments.url]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()

    def names(self, place=None):
        return self.rows("SELECT name FROM registry_person WHERE name LIKE '测试%' OR name LIKE '导入%'", place)

    def hand_overs(self):
        rows = self.rows("SELECT order_id, COUNT(*) FROM isolation_history WHERE action = 'reassigned' GROUP BY order_id")
        return {order: int(count) for order, count in (row.split("|") for row in rows)}

    def workers(self):
        return dict(row.split("|") for row in self.rows("SELECT id, worker FROM isolation_order"))


def check_newest_backup(office, ledger):
    """Restores it elsewhere; everyone acknowledged before it began is in it, once."""
    if not office.backup_counts:
        return "no backup was finished"
    newest = max(office.backup_counts)
    place = os.path.join(office.arguments.data, "restored")
    shutil.rmtree(place, ignore_errors=True)
    environment = dict(office.environment)
    target = None
    if office.arguments.url:
        target = office.arguments.url.replace("/postgres?", "/faults_restored?")
        for sql in ("DROP DATABASE IF EXISTS faults_restored", "CREATE DATABASE faults_restored TEMPLATE template0"):
            subprocess.run([office.arguments.psql, "-qc", sql, office.arguments.url], check=True, capture_output=True)
        environment["XIUHUA_DATABASE_URL"] = target
    done = office.run("restore", newest, "--secret", office.secret, "--data", place, environment=environment, check=False)
    if done.returncode != 0:
        return f"restore of {os.path.basename(newest)}: {done.stderr}"
    names = ledger.names(target or os.path.join(place, "xiuhua.db"))
    there = set(names)
    if len(names) != len(there):
        return "somebody is twice in the backup"
    missing = [n for n in office.acknowledged[:office.backup_counts[newest]] if f"测试{n}" not in there]
    verified = office.run("verify", "--data", place, environment=environment, check=False)
    shutil.rmtree(place, ignore_errors=True)
    if missing:
        return f"{len(missing)} acknowledged people are not in the backup"
    return "" if verified.returncode == 0 else f"verify: {verified.stdout}"


def wait_for_imports(office, admin):
    for _, one in office.imports:
        for _ in range(600):
            status, content = admin.ask("GET", f"/api/registry/imports/{one}")
            if status == 200 and json.loads(content).get("finished_at"):
                break
            time.sleep(0.1)
        else:
            office.problem(f"import {one} does not come to its end")


class Killing:
    """The whole trial on one database."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.office, self.ledger = Office(arguments), Ledger(arguments)
        self.people = [Client(self.office, "worker1.1"), Client(self.office, "admin", with_code=True),
                       Client(self.office, "command")]
        self.restores = 0

    def look_around(self):
        office = self.office
        office.start()
        for one in self.people:
            one.log_in()
        worker, _, command = self.people
        read = lambda who, path: json.loads(who.ask("GET", path)[1])
        person = read(worker, "/api/registry/people?limit=1")["items"][0]
        household = read(worker, f"/api/registry/people/{person['id']}")["household"]
        documents = [d["id"] for d in read(worker, "/api/documents?limit=20")["items"]]
        for order in read(command, "/api/isolation/orders?state=active&limit=20")["items"]:
            may = read(command, f"/api/isolation/workers?area={order['area_code']}")["items"]
            office.workers[order["id"]] = [user["id"] for user in may]
        if not office.workers:
            raise SystemExit("the command post has no orders to hand over")
        office.kill()
        # 姚桥社区, which every demo district has.
        self.at_work = (office, self.people, household, "410105014001", documents)

    def kill_again(self, number):
        office = self.office
        if number % START_KILLED_EVERY == 0:
            office.begin()
            time.sleep(random.uniform(0, 0.3))
            office.kill()
            office.starts_killed += 1
        else:
            office.start()
            Round(*self.at_work).run()
        if number % RESTORED_EVERY == 0 or number == self.arguments.kills:
            wrong = check_newest_backup(office, self.ledger)
            self.restores += not wrong
            if wrong:
                office.problem(wrong)
            self.keep_few_backups()

    def keep_few_backups(self):
        for file in sorted(self.office.backup_counts)[:-3]:
            del self.office.backup_counts[file]
            os.remove(file)

    def finish_what_was_tried(self):
        office = self.office
        office.start()
        wait_for_imports(office, self.people[1])
        last = Round(*self.at_work)
        for serial in list(office.uncertain):
            last.register(serial)  # The key decides whether it is done again.
        for task in list(office.unsure):
            last.hand_over(task)
        time.sleep(2)

    def findings(self):
        office, ledger = self.office, self.ledger
        names = ledger.names()
        there = set(names)
        counted, workers = ledger.hand_overs(), ledger.workers()
        verified = json.loads(office.run("verify", "--data", self.arguments.data))
        return {
            "acknowledged": len(office.acknowledged),
            "lost": sum(f"测试{n}" not in there for n in office.acknowledged), "twice": len(names) - len(there),
            "imports": len(office.imports),
            "import_rows_lost": sum(f"导入{n}" not in there for first, _ in office.imports for n in range(first, first + ROWS)),
            "hand_overs": sum(office.hand_overs.values()),
            "hand_overs_lost_or_twice": sum(abs(counted.get(order, 0) - office.hand_overs.get(order, 0))
                                            for order in office.workers),
            "orders_with_wrong_worker": sum(workers[order] != worker for order, worker in office.assigned.items()),
            "papers": office.papers, "backups": office.backups, "restores_proven": self.restores,
            "chain_entries": verified["entries"],
            "chain_whole": verified["broken_at"] == 0 and verified["unsealed"] == 0}

    def run(self):
        office = self.office
        begun = time.monotonic()
        self.look_around()
        for number in range(1, self.arguments.kills + 1):
            self.kill_again(number)
            if number % 25 == 0:
                print(f"{number} kills, {len(office.acknowledged)} acknowledged, {round(time.monotonic() - begun)} s",
                      file=sys.stderr, flush=True)
            if office.problems:
                break
        self.finish_what_was_tried()
        found = self.findings()
        office.process.send_signal(signal.SIGTERM)
        office.process.wait()
        well = (not office.problems and found["acknowledged"] > 0 and found["hand_overs"] > 0 and found["chain_whole"]
                and not any(found[key] for key in ("lost", "twice", "import_rows_lost", "hand_overs_lost_or_twice",
                                                   "orders_with_wrong_worker")))
        print(json.dumps({
            "faults": "kill -9 under mixed work", "engine": "postgresql" if self.arguments.url else "sqlite",
            "kills": self.arguments.kills, "while_starting": office.starts_killed, **found,
            "seconds": round(time.monotonic() - begun), "problems": office.problems[:5],
            "result": "well" if well else "wrong"}, ensure_ascii=False))
        return well


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--url", default="")
    parser.add_argument("--schema", default="xiuhua")
    parser.add_argument("--psql", default="psql")
    killing = Killing(parser.parse_args())
    try:
        sys.exit(0 if killing.run() else 1)
    finally:  # However this ends, the program does not outlive it.
        if killing.office.process is not None and killing.office.process.poll() is None:
            killing.office.kill()


main()
