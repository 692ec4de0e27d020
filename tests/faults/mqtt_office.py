#!/usr/bin/env python3
"""A worker of the office, for mqtt.sh.

  mqtt_office.py issue --port PORT
      waits for the program, issues a credential for an active order; prints order, device, first fix time in ms
  mqtt_office.py check --port PORT --order ORDER --first MS --confirmed FILE
      opens the track and compares: each confirmed number must be in it, none twice. One JSON line; exit 1 when not.
"""
import argparse
import datetime
import http.client
import json
import sys
import time

PASSWORD = "Xiuhua-demo-2020"
STEP_MS = 100
OFFSET_MS = 37  # No position of the seed was fixed at such a moment.
WORKERS = [f"worker{community}.{grid}" for community in range(1, 13) for grid in range(1, 4)]


class Gone(Exception):
    """The program did not answer."""


class Client:
    """Somebody of the demo district, logged in."""

    def __init__(self, port, login):
        self.port, self.login = port, login
        self.cookie = self.csrf = ""

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json", "Cookie": self.cookie, "X-CSRF": self.csrf}
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException) as problem:
            raise Gone from problem
        return answer, content

    def log_in(self):
        answer, content = self.ask("POST", "/api/access/login", {"login": self.login, "password": PASSWORD})
        if answer.status == 200:
            self.cookie = "; ".join(c.split(";")[0] for c in answer.msg.get_all("Set-Cookie") or [])
            self.csrf = json.loads(content)["csrf"]
        return answer.status == 200


def ms_of(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def text_of(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def wait(port):
    for _ in range(600):
        try:
            if Client(port, "").ask("GET", "/readyz")[0].status == 200:
                return
        except Gone:
            pass
        time.sleep(0.1)
    raise SystemExit("the program does not answer")


def ask(client, method, path, body=None):
    answer, content = client.ask(method, path, body)
    return answer.status, json.loads(content)


def issue(port):
    for login in WORKERS:
        client = Client(port, login)
        if not client.log_in():
            continue
        status, page = ask(client, "GET", "/api/isolation/orders?state=active")
        for row in page.get("items", []) if status == 200 else []:
            status, issued = ask(client, "POST", f"/api/tracking/orders/{row['id']}/credential", {})
            if status != 200:
                continue
            _, order = ask(client, "GET", f"/api/isolation/orders/{row['id']}")
            begun = ms_of(order["confirmed_at"]) if order.get("confirmed_at") else 0
            now = round(time.time() * 1000)
            first = max(begun + 60_000, now - 23 * 3600 * 1000)
            first = first // 1000 * 1000 + OFFSET_MS
            # So many positions can be numbered before the phone would speak of the future.
            if now - first < 20_000 * STEP_MS:
                continue
            print(row["id"], issued["device"], first)
            return
    raise SystemExit("no active order at home")


def stored_numbers(port, order, first):
    for login in WORKERS:
        client = Client(port, login)
        if not client.log_in():
            continue
        status, track = ask(client, "POST", f"/api/tracking/orders/{order}/track",
                            {"reason": "kill test", "from": text_of(first)})
        if status == 200:
            times = [ms_of(point["fix_time"]) for point in track["points"] + track["apart"]]
            return [(at - first) // STEP_MS for at in times if (at - first) % STEP_MS == 0]
    raise SystemExit("nobody may open the track")


def check(port, order, first, confirmed_file):
    with open(confirmed_file, encoding="ascii") as lines:
        confirmed = [int(line) for line in lines]
    before, stored = -1, []
    while len(stored) != before:  # What the broker still holds is on its way.
        before = len(stored)
        time.sleep(2)
        stored = stored_numbers(port, order, first)
    lost = len(set(confirmed) - set(stored))
    twice = len(stored) - len(set(stored))
    print(json.dumps({"confirmed": len(confirmed), "lost": lost, "stored": len(stored), "twice": twice}))
    return 0 if confirmed and lost == 0 and twice == 0 else 1


def main():
    words = argparse.ArgumentParser()
    words.add_argument("command", choices=["issue", "check"])
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--order")
    words.add_argument("--first", type=int)
    words.add_argument("--confirmed")
    given = words.parse_args()
    wait(given.port)
    if given.command == "issue":
        return issue(given.port)
    return check(given.port, given.order, given.first, given.confirmed)


if __name__ == "__main__":
    sys.exit(main())
