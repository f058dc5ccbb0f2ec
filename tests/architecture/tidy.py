"""clang-tidy on the sources of some folders, each once: tidy.py BUILD [FOLDER...]. What it finds, fails."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

ROOT = os.environ.get("HEMIOLA_ROOT", os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))
ALL = ["engine", "plugins"]


def includes_libtorch(path, known):
    """Whether a source includes LibTorch, itself or by our headers. clang 22 can't read LibTorch 1.13."""
    if path not in known:
        known[path] = False
        with open(path, encoding="utf-8") as file:
            text = file.read()
        headers = [os.path.join(ROOT, "engine", name) for name in re.findall(r'^#include "(.*)"', text, re.M)]
        known[path] = "#include <torch/" in text or any(
            includes_libtorch(header, known) for header in headers if os.path.exists(header))
    return known[path]


def sources(build, folders):
    """The files below the folders that the build compiles, without those that include LibTorch."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        compiled = {os.path.realpath(entry["file"]) for entry in json.load(file)}
    wanted = [os.path.realpath(os.path.join(ROOT, folder)) + os.sep for folder in folders]
    known = {}
    return sorted(path for path in compiled
                  if path.startswith(tuple(wanted)) and not includes_libtorch(path, known))


def one_command_each(build, folder):
    """Writes a database with one command for each file: clang-tidy runs once for each command."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        entries = {os.path.realpath(entry["file"]): entry for entry in json.load(file)}
    for entry in entries.values():
        entry["command"] = entry["command"].replace(" -fno-lifetime-dse", "")  # clang neither has nor needs it
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(list(entries.values()), file)
    return folder


def findings(database, path):
    """The warnings for one file, or what clang-tidy says if it fails."""
    run = subprocess.run(["clang-tidy-22", "--quiet", "--use-color=false", "-p", database, path],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    found = re.findall(r"^\S+: (?:warning|error): .*$", run.stdout, re.M)
    return found or ([path + ": " + run.stdout] if run.returncode else [])


def main(build, folders):
    paths = sources(build, folders or ALL)
    if not paths:
        sys.exit("the build compiles nothing in " + " ".join(folders))
    database = one_command_each(build, os.path.join(build, "tidy"))
    found = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, complaints in enumerate(pool.map(lambda path: findings(database, path), paths), 1):
            found.update(complaints)
            if done % 10 == 0 or done == len(paths):
                print("clang-tidy: %d of %d files, %d findings" % (done, len(paths), len(found)), flush=True)
    if found:
        sys.exit("\n".join(sorted(found)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
