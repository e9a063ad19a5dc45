"""Does a run's memory grow with the number of reports?

    python benchmarks/memory.py 20000 --workers 2

Writes N small reports, all different, reads them into a dataset, and prints the memory (RSS, Linux) of the run
and of its workers as it goes. The last line compares the end with the moment when a tenth had been read.
"""

from __future__ import annotations

import argparse
import importlib
import tempfile
import threading
import time
from pathlib import Path

from nlp.dataset.cell_ids import cell_ids
from nlp.engine import run

PLACES = ["青溪县", "云岭市", "白鹭区", "石桥县", "望江市", "松涛区", "柳泉县", "金沙区"]
BUREAUS = ["司法局", "财政局", "教育局", "水利局", "审计局", "统计局", "民政局", "商务局"]
OPENING = "本报告按照《中华人民共和国政府信息公开条例》的要求编制，所列数据的统计期限为{year}年1月1日至12月31日。"
OVERALL = """{year}年，{organ}围绕群众关心的事项做好公开。
（一）主动公开。全年在门户网站发布信息{items}条，在微信公众号“{place}发布”推送{posts}条。
（二）依申请公开。全年收到政府信息公开申请{requests}件，均在期限内答复。
（三）政府信息管理。信息上网前逐条审核，旧目录按季清理。
（四）平台建设。专栏设在门户网站，由办公室专人维护。
（五）监督保障。举办业务培训{trainings}次，公开情况列入年度考核。"""
PROBLEMS = """一是办公室只有{staff}人兼管公开，人手偏紧。二是政策解读多为文字，图解较少。三是部分栏目更新不够及时。
下一步，一是增配专职人员。二是丰富解读形式，多用图表和短视频。三是按月检查栏目，及时更新。"""
TITLES = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int, nargs="?", default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--analyse", help="module:function in place of nlp.analyse:analyse")
    options = parser.parse_args()
    module, _, function = (options.analyse or "").partition(":")
    analyse = getattr(importlib.import_module(module), function) if module else None
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        write_reports(base / "reports", options.reports)
        watch = Watch(base / "out" / "journal" / "journal.jsonl", options.reports)
        watch.start()
        summary = run(base / "reports", base / "out", workers=options.workers, progress=False, analyse=analyse)
        watch.done()
    print(summary)
    print(f"{summary.reports / summary.seconds:.0f} reports/s")
    first, last = watch.samples[0.1], watch.samples[1.0]
    print(f"run at the end / at 10 %: {last[0] / first[0]:.2f}; peak / at 10 %: {watch.peak / first[0]:.2f}")
    print(f"largest worker at the end / at 10 %: {last[1] / first[1]:.2f}")


def write_reports(folder: Path, count: int) -> None:
    """``count`` reports, no two alike, a hundred in each folder."""
    for number in range(count):
        path = folder / f"{number // 100:04}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report(number), "utf-8")


def report(number: int) -> str:
    """One report of the form F2021, about 6,000 characters, with tables in Markdown."""
    place, bureau = PLACES[number % 8], BUREAUS[number // 8 % 8]
    year, requests = 2021 + number % 4, number % 40
    words = {"place": place, "organ": place + bureau, "year": year, "requests": requests, "items": 100 + number}
    words |= {"posts": 10 + number % 700, "trainings": 1 + number % 5, "staff": 1 + number % 3}
    bodies = [OVERALL, *(table(name, requests) for name in ("t2", "t3", "t4")), PROBLEMS]
    bodies.append("本年度没有收取信息处理费，没有其他需要报告的事项。")
    parts = [f"{place}{bureau}{year}年政府信息公开工作年度报告", OPENING]
    parts += [text for pair in zip(TITLES, bodies, strict=True) for text in pair]
    return "\n\n".join(part.format(**words) for part in parts) + "\n"


def table(name: str, requests: int) -> str:
    """A table of the form, every cell 0 but the requests received, granted and processed."""
    rows: dict[str, dict[str, str]] = {}
    for cell in cell_ids().values():
        if cell.id.startswith(name) and "F2021" in cell.forms:
            row, column = cell.zh.rsplit(" / ", 1)
            full = cell.id.split(".")[1] in ("new_received", "granted", "processed_total")
            number = requests if full and cell.id.endswith((".natural_person", ".total")) else 0
            rows.setdefault(row, {})[column] = str(number)
    lines = []
    head: list[str] = []
    for label, cells in rows.items():
        if list(cells) != head:
            head = list(cells)
            lines += ["", "| 信息内容 | " + " | ".join(head) + " |", "|" + "---|" * (len(head) + 1)]
        lines.append(f"| {label} | " + " | ".join(cells.values()) + " |")
    return "\n".join(lines).strip()


class Watch:
    """Looks at the memory of this process and its children while the journal grows."""

    def __init__(self, journal: Path, total: int) -> None:
        self._journal, self._total = journal, total
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.samples: dict[float, tuple[int, int]] = {}
        self.peak = 0

    def start(self) -> None:
        self._thread.start()

    def done(self) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        marks = [tenth / 10 for tenth in range(1, 11)]
        read = at = 0
        workers = [0]
        while not self._stop.wait(0.1):
            if self._journal.exists():
                with self._journal.open() as stream:
                    stream.seek(at)
                    new = stream.read()
                    at += len(new)
                read += new.count('.md"')
            mine, workers = rss("self"), children() or workers
            self.peak = max(self.peak, mine)
            while marks and read >= marks[0] * self._total:
                self._tell(f"{marks[0]:4.0%}", marks.pop(0), mine, workers)
        self._tell(" end", 1.0, rss("self"), workers)

    def _tell(self, when: str, mark: float, mine: int, workers: list[int]) -> None:
        self.samples[mark] = mine, max(workers)
        each = ", ".join(f"{worker / 1024:.0f}" for worker in workers)
        print(f"{time.strftime('%X')} {when}: run {mine / 1024:.0f} MB, workers {each} MB", flush=True)


def rss(process: str) -> int:
    """Resident memory in kB; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    found = [child for task in tasks for child in task.read_text().split()]
    return [size for size in map(rss, found) if size]


if __name__ == "__main__":
    main()
