"""sclang without a screen, on a JACK server without hardware."""
import os
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugins"))
import servers  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
HERE = os.path.dirname(os.path.abspath(__file__))


def run(script, *arguments, environment=None, seconds=1500, classes=(),
        extensions=os.path.join(ROOT, "sclang")):
    """Returns (exit status, what was printed). Uncaught errors would hang it: hence a time limit.

    extensions: the folder of our own classes, others beside it in classes."""
    with tempfile.TemporaryDirectory(prefix="hemiola-sclang-") as home:
        os.chmod(home, 0o700)
        settings = os.path.join(home, "settings.yaml")
        with open(settings, "w") as file:
            file.write("includePaths:\n")
            for folder in [extensions, *classes]:
                file.write('    - "%s"\n' % folder)
        result = subprocess.run(
            ["timeout", str(seconds), "stdbuf", "-oL", "sclang", "-D",
             "-u", str(random.randrange(20000, 50000)), "-l", settings, os.path.join(HERE, script),
             *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace",
            env={**os.environ, "HOME": home, "XDG_RUNTIME_DIR": home,
                 "QTWEBENGINE_DISABLE_SANDBOX": "1", "QT_QPA_PLATFORM": "offscreen",
                 **(environment or {})})
        return result.returncode, result.stdout


class Jack:
    """A JACK server of the test's own."""

    def __enter__(self):
        self.name = "hemiola%d_%d" % (os.getpid(), random.randrange(10**6))
        self.process = subprocess.Popen(
            ["jackd", "-R", "-p", "64", "-n", self.name, "-d", "dummy", "-r", "48000", "-p", "64"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 600
        while not os.path.exists("/dev/shm/jack_%s_0_0" % self.name):
            assert time.monotonic() < end and self.process.poll() is None, "jackd did not come up"
            time.sleep(0.02)
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1"}

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def blocks(path):
    """The ```supercollider blocks of a Markdown page."""
    with open(path) as file:
        return re.findall(r"^```supercollider\n(.*?)^```", file.read(), re.M | re.S)


def chunks(text):
    """What a user would run at once: a region between lone parentheses, or lines up to one; booting
    on its own, as one waits for it."""
    found, lines, inside = [], [], False

    def flush():
        if any(line.strip() and not line.strip().startswith("//") for line in lines):
            found.append("\n".join(lines) + "\n")
        lines.clear()
    for line in text.splitlines():
        if line.strip() == "(" and not inside:
            flush()
            inside = True
        lines.append(line)
        closes = inside and re.match(r"^\)\s*;?\s*(//.*)?$", line)
        if closes or (not inside and re.match(r"\s*s\.(boot|reboot|waitForBoot)\b", line)):
            flush()
            inside = False
    flush()
    return found


def run_chunks(texts, listen=True, environment=None, classes=(), plugins=None, missing=("n_free",), **options):
    """Runs chunks in order on one server. Raises AssertionError with the output where one fails.
    missing: commands that may miss their node. On a busy machine JITLib frees a proxy's synth that has
    ended by itself."""
    with tempfile.TemporaryDirectory(prefix="hemiola-chunks-") as folder, Jack() as jack:
        paths = []
        for index, text in enumerate(texts):
            paths.append(os.path.join(folder, "%03d.scd" % index))
            with open(paths[-1], "w") as file:
                file.write(text)
        status, printed = run("run_chunks.scd", plugins or servers.plugin_path(),
                              random.randrange(20000, 50000), "listen" if listen else "quiet",
                              *paths, environment={**jack, **(environment or {})}, classes=classes,
                              **options)
    judged = re.sub(r"FAILURE IN SERVER /(%s) Node \d+ not found" % "|".join(missing), "", printed)
    for bad in ("ERROR:", "FAILURE IN SERVER", "*** ERROR", "FAILED:"):
        assert bad not in judged, judged[max(0, judged.index(bad) - 3000):judged.index(bad) + 1500]
    assert status == 0 and "ALL CHUNKS RAN" in printed, "sclang ended with %d:\n%s" % (
        status, printed[-6000:])
    return printed


def render(script, *arguments, seconds=1500, environment=None):
    """Has a script write a score to the path in its first argument, and scsynth -N play it, in this
    environment beside our own.

    Returns (channels of sound, what the server printed)."""
    with tempfile.TemporaryDirectory(prefix="hemiola-score-") as folder:
        score, wav = os.path.join(folder, "score.osc"), os.path.join(folder, "out.wav")
        status, printed = run(script, score, *arguments)
        assert status == 0 and "ERROR" not in printed, printed[-4000:]
        result = subprocess.run(
            ["timeout", str(seconds), "scsynth", "-U", servers.plugin_path(), "-D", "0", "-i", "0",
             "-o", "2", "-N", score, "_", wav, "48000", "WAV", "float"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env={**os.environ, **(environment or {})})
        for bad in ("exception in GraphDef_Recv", "FAILURE IN SERVER", "*** ERROR", "no worker"):
            assert bad not in result.stdout, result.stdout[-4000:]
        assert result.returncode == 0, result.stdout[-4000:]
        return servers.read_wav(wav), result.stdout
