"""Small stand-ins for ``analyse`` that workers can import: what a file's first word says is what happens."""

import hashlib
import os
import re
import signal
import time

from nlp.reading.errors import Unreadable
from nlp.report import (
    Cell,
    Claim,
    Count,
    Fee,
    Finding,
    Format,
    Link,
    Organ,
    Platform,
    Region,
    RegionCandidate,
    Report,
    ReportWarning,
    Section,
    Source,
    Theme,
    Unit,
    Versions,
)


def versions() -> Versions:
    return Versions("0.0", os.environ.get("FAKE_FORMS", "1"), "1")


def analyse(data: bytes, name: str) -> Report:
    """A report with something in every table, made from the words and numbers of the file."""
    text = data.decode()
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    if word == "unreadable":
        raise Unreadable("no_report", "this is no report")
    if word == "error":
        raise KeyError("a slip of the programmer")
    if word == "slow":
        time.sleep(0.05)
    if word == "hang":
        time.sleep(600)
    if word == "stuck":
        re.match("(a+)+$", "a" * 60 + "b")  # inside C, where no signal and no other thread gets a turn
    if word == "greedy":
        bytes(5 * 1024**3)
    if word == "deep":
        return analyse(data, name)
    if word == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "leave":
        os._exit(3)
    if word == "noisy":
        print("a library that prints")
    if log := os.environ.get("FAKE_LOG"):
        with open(log, "a") as stream:
            stream.write(name + "\n")
    return make(data, name, text)


def make(data: bytes, name: str, text: str) -> Report:
    sha256 = hashlib.sha256(data).hexdigest()
    numbers = [int(n) for n in re.findall(r"\d+", text)[:4]]
    received = numbers[0] if numbers else None
    cells = [
        Cell("t3.new_received.total", received, str(received), "value" if received else "zero", 0, 1)
        if numbers
        else Cell("t3.new_received.total", None, "", "blank", 0, 0),
        Cell("t3.denied_security_stability.natural_person", 0, "0", "zero", 1, 2),
        Cell("t2.admin_fee.fee_amount", 1.5, "1.5", "value", 2, 3, unit="万元"),
        Cell("t2.rules.issued", None, "/", "slash", 3, 4),
        Cell("s14.req_received", None, None, "table_missing"),
    ]
    theme = Theme("staffing_shortage", 0.9, "cues:1", ((0, 2), (3, 4)))
    return Report(
        source=Source(name, sha256, "text/plain", len(data), None, "utf-8"),
        text=text,
        organ=Organ("青溪县司法局", "county", "justice",
                    Region("990101", "云岭省", "青溪市", "青溪县", "ambiguous",
                           (RegionCandidate("990101", "云岭省", "青溪市", "青溪县"),), ((0, 3),)), 0, 6),
        year=2022,
        format=Format(None, "F2021", "F2021", None),
        sections=(Section("s1", "一、总体情况", 0, 6, len(text)), Section("s5", None, 0, 0, 0, "absent", "none")),
        cells=tuple(cells),
        findings=(
            Finding("T3.BALANCE", "official", "error", "fail" if received == 13 else "pass",
                    ("t3.new_received.total", "t3.carried_in.total"), 12, received, "12 is expected"),
            Finding("T2.LE", "plausibility", "note", "fail", (), None, None, "=odd, to be looked at"),
        ),
        units=(
            Unit("u1", "problem", f"人手不足{received}", 0, 4, 1, "一是", (theme,), True, 1, "s5"),
            Unit("u2", "measure", "-配齐人员", 4, 8, 2),
        ),
        links=(Link("u1", "u2", "structural", 0.98),),
        platforms=(Platform("青溪司法", "wechat", 0, 4, (Count(200, True, "条", "published", 0, 3),)),),
        claims=(Claim("requests_received", received or 0, "own", "收到申请", 0, 4, ("t3.new_received.total",),
                      "agrees"),),
        fee=Fee("none_stated"),
        warnings=(ReportWarning("section_number_repeated", "一、 stands twice", ()),),
        versions=versions(),
    )  # fmt: skip
