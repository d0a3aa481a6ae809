"""How long a map takes to become a road network, and how much memory: Clearway beside osmnx and pyrosm.

    make bench-import          # Porto metro, or: MAP=city.osm.pbf make bench-import

Each tool runs in a process of its own, one after the other, for so many rounds; measured is the whole
process, interpreter and imports included: the shortest wall clock of the rounds (what a neighbour on the
machine adds is nobody's merit), and the largest resident set that the kernel saw. All three end with a
directed network for cars in its largest strongly connected part. The rivals live in `.venv-bench/`,
pinned by `benchmarks/import.lock`.

Two favours to the rivals, so that nobody need argue: osmnx cannot read PBF, and gets an XML file with
nothing but the drivable ways in it, made beforehand off the clock; pyrosm is also shown with the tables
alone that it reads, before any graph is made of them.

Prints a table, and as its last line one JSON object.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEFAULT_MAP = ROOT.parent / "shared" / "data" / "networks" / "porto_portugal.osm.pbf"
OURS, RIVALS = ROOT / ".venv" / "bin" / "python", ROOT / ".venv-bench" / "bin" / "python"
AIM_S, AIM_MB, AIM_FASTER, AIM_SMALLER = 4.0, 300.0, 5.0, 3.0

CLEARWAY = """
from pathlib import Path
from clearway.intake.osm import read_osm
network = read_osm(Path(MAP)).network
report(network.n_nodes, network.n_links, network.length_m.sum() / 1000)
"""
OSMNX = """
import osmnx
graph = osmnx.graph_from_xml(MAP, simplify=True, retain_all=True)
graph = osmnx.truncate.largest_component(graph, strongly=True)
report(len(graph), graph.number_of_edges(), sum(d for *_, d in graph.edges(data="length")) / 1000)
"""
PYROSM = """
import networkx, pyrosm
osm = pyrosm.OSM(MAP)
nodes, edges = osm.get_network(network_type="driving", nodes=True)
graph = osm.to_graph(nodes, edges, graph_type="networkx")
graph = graph.subgraph(max(networkx.strongly_connected_components(graph), key=len))
report(len(graph), graph.number_of_edges(), sum(d for *_, d in graph.edges(data="length")) / 1000)
"""
PYROSM_TABLES = """
import pyrosm
nodes, edges = pyrosm.OSM(MAP).get_network(network_type="driving", nodes=True)
report(len(nodes), len(edges), edges["length"].sum() / 1000)
"""
PREAMBLE = """
import json, sys, warnings
warnings.simplefilter("ignore")
MAP = sys.argv[1]
def report(nodes, links, km):
    print(json.dumps({"nodes": int(nodes), "links": int(links), "km": round(float(km))}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("map", nargs="?", type=Path, default=Path(os.environ.get("MAP") or DEFAULT_MAP))
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    path = given.map
    if not path.is_file():
        sys.exit(f"{path} is not there: name an OpenStreetMap file, MAP=city.osm.pbf make bench-import")
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "drivable.osm"
        write_drivable(path, xml)
        tools = {
            "clearway": (OURS, CLEARWAY, path),
            "pyrosm": (RIVALS, PYROSM, path),
            "pyrosm, tables only": (RIVALS, PYROSM_TABLES, path),
            "osmnx": (RIVALS, OSMNX, xml),
        }
        rounds = [{name: measure(*tool) for name, tool in tools.items()} for _ in range(given.rounds)]
    results = {name: best([run[name] for run in rounds]) for name in tools}
    print_table(path, results)
    print(json.dumps(summary(path, results)))


def measure(python: Path, code: str, path: Path) -> dict[str, float]:
    """Run code in a process of its own; return its wall seconds, peak MB and what it reports."""
    read, write = os.pipe()
    started = time.perf_counter()
    process = subprocess.Popen(
        [python, "-c", PREAMBLE + code, str(path)], stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    with os.fdopen(read) as stdout:
        said = stdout.read().strip().splitlines()
    errors = process.stderr.read().decode() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    if status:
        sys.exit(f"{python} failed:\n{errors}")
    return {"wall_s": round(wall_s, 2), "peak_mb": round(usage.ru_maxrss / 1000, 1), **json.loads(said[-1])}


def best(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the shortest wall clock and the largest peak of a tool's runs."""
    quickest = min(runs, key=lambda run: run["wall_s"])
    return {**quickest, "peak_mb": max(run["peak_mb"] for run in runs)}


def write_drivable(path: Path, xml: Path) -> None:
    """Write the drivable ways of a map and their nodes as XML, for a tool that reads nothing else."""
    code = """
import sys, osmium
from clearway.intake.osm_tags import DRIVABLE
source, target = sys.argv[1:]
drivable = osmium.filter.TagFilter(*(("highway", kind) for kind in DRIVABLE))
with osmium.BackReferenceWriter(target, ref_src=source, overwrite=True) as writer:
    for way in osmium.FileProcessor(source, osmium.osm.WAY).with_filter(drivable):
        writer.add(way)
"""
    subprocess.run([OURS, "-c", code, path, xml], check=True)


def summary(path: Path, results: dict[str, dict[str, float]]) -> dict[str, object]:
    ours = results["clearway"]
    rivals = {name: results[name] for name in ("pyrosm", "osmnx")}
    faster = {name: round(row["wall_s"] / ours["wall_s"], 1) for name, row in rivals.items()}
    smaller = {name: round(row["peak_mb"] / ours["peak_mb"], 1) for name, row in rivals.items()}
    return {
        "benchmark": "import",
        "map": path.name,
        "results": results,
        "times_faster_than": faster,
        "times_smaller_than": smaller,
        "aims_met": {
            f"at most {AIM_S:g} s": ours["wall_s"] <= AIM_S,
            f"at most {AIM_MB:g} MB": ours["peak_mb"] <= AIM_MB,
            f"at least {AIM_FASTER:g} times faster": min(faster.values()) >= AIM_FASTER,
            f"at least {AIM_SMALLER:g} times smaller": min(smaller.values()) >= AIM_SMALLER,
        },
    }


def print_table(path: Path, results: dict[str, dict[str, float]]) -> None:
    ours = results["clearway"]
    print(f"{path.name}: into a directed network for cars, whole process")
    print(f"{'':22}{'wall s':>9}{'times':>8}{'peak MB':>10}{'times':>8}{'nodes':>10}{'links':>10}{'km':>9}")
    for name, row in results.items():
        slower, larger = row["wall_s"] / ours["wall_s"], row["peak_mb"] / ours["peak_mb"]
        print(
            f"{name:22}{row['wall_s']:9.2f}{slower:8.1f}{row['peak_mb']:10.1f}{larger:8.1f}"
            f"{row['nodes']:10,.0f}{row['links']:10,.0f}{row['km']:9,.0f}"
        )


if __name__ == "__main__":
    main()
