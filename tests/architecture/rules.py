"""Architecture rules: each checks a source tree and returns its complaints as sentences."""
import os
import re
import subprocess

SOURCES = (".h", ".hpp", ".cpp")
KEPT_OUT = {".git", "build", "demo", "runs", "__pycache__"}
LONGEST_FILE = 400

# External libraries by their headers. Headers without a dot that match none of these are C++
# standard library; POSIX headers are listed below.
LIBRARIES = [
    ("boost", r"boost/"), ("fftw3", r"fftw3\.h"), ("sndfile", r"sndfile\.h"),
    ("rubberband", r"rubberband/"), ("torch", r"(torch|ATen|c10)/"), ("nlohmann", r"nlohmann/"),
    ("avahi", r"avahi-"), ("dnnl", r"oneapi/dnnl/"), ("oscpack", r"oscpack/osc/"),
    ("fluidsynth", r"fluidsynth(/|\.h)"), ("cairo", r"cairo"), ("CLI", r"CLI/"),
    ("spdlog", r"spdlog/"), ("zip", r"zip\.h"), ("ebur128", r"ebur128\.h"),
    ("supercollider", r"(SC_|FFT_UGens|scsynthsend)"),
]
POSIX = re.compile(r"(sys|arpa|netinet)/\w+\.h|"
                   r"(dlfcn|errno|fcntl|float|ifaddrs|malloc|math|poll|pthread|sched|signal|spawn|stdlib|string|"
                   r"time|unistd|immintrin)\.h")


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def files_below(root, folders=("",), endings=("",)):
    for folder in folders:
        for where, names, files in os.walk(os.path.join(root, folder)):
            names[:] = sorted(n for n in names if n not in KEPT_OUT)
            for name in sorted(files):
                if name.endswith(tuple(endings)):
                    yield os.path.join(where, name)


class Room:
    def __init__(self, rooms, libraries):
        self.rooms, self.libraries = rooms, libraries


def read_arrows(page):
    """The table between the arrow marks of docs/design.md: {room: Room}."""
    table = page.split("<!-- arrows: begin -->")[1].split("<!-- arrows: end -->")[0]
    words = lambda cell: {word.strip() for word in cell.split(",") if word.strip()}
    rooms = {}
    for line in table.strip().splitlines()[2:]:
        name, _, allowed, libraries = [cell.strip() for cell in line.strip().strip("|").split("|")]
        rooms[name] = Room(words(allowed), words(libraries))
    return rooms


def judge_include(room, header, folder, arrows):
    """What is wrong with this #include in this room, or None."""
    first = header.split("/")[0]
    if os.path.exists(os.path.join(folder, header)):
        return None
    if "/" in header and first in arrows:
        return None if first == room or first in arrows[room].rooms else "the room " + first
    for library, pattern in LIBRARIES:
        if re.match(pattern, header):
            return None if library in arrows[room].libraries else "the library " + library
    if re.fullmatch(r"\w+", header) or POSIX.fullmatch(header):
        return None
    return "something that no rule knows"


def wrong_arrows(root):
    arrows = read_arrows(read(os.path.join(root, "docs/design.md")))
    complaints = []
    for path in files_below(root, ("engine", "plugins"), SOURCES):
        parts = os.path.relpath(path, root).split(os.sep)
        room = parts[1] if parts[0] == "engine" else "plugins"
        if room not in arrows:
            complaints.append("%s lies in a room that docs/design.md does not list" % path)
            continue
        for header in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', read(path), re.M):
            wrong = judge_include(room, header, os.path.dirname(path), arrows)
            if wrong:
                complaints.append("%s includes %s: %s may not include %s"
                                  % (os.path.relpath(path, root), header, room, wrong))
    return complaints


def unused_arrows(root):
    """Permissions of the table that no #include uses."""
    arrows = read_arrows(read(os.path.join(root, "docs/design.md")))
    used = {room: Room(set(), set()) for room in arrows}
    for path in files_below(root, ("engine", "plugins"), SOURCES):
        parts = os.path.relpath(path, root).split(os.sep)
        room = parts[1] if parts[0] == "engine" else "plugins"
        for header in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', read(path), re.M):
            used[room].rooms.add(header.split("/")[0])
            used[room].libraries.update(name for name, pattern in LIBRARIES if re.match(pattern, header))
    return ["%s may include %s, and does not" % (room, name) for room in arrows
            for name in sorted((arrows[room].rooms - used[room].rooms)
                               | (arrows[room].libraries - used[room].libraries))]


def listed_circles(root):
    """Cyclic dependencies in the table."""
    arrows = read_arrows(read(os.path.join(root, "docs/design.md")))
    complaints = []
    for start in arrows:
        reached, waiting = set(), [start]
        while waiting:
            for room in arrows[waiting.pop()].rooms:
                if room not in arrows:
                    complaints.append("the table lists no room %s" % room)
                elif room not in reached:
                    reached.add(room)
                    waiting.append(room)
        if start in reached:
            complaints.append("the arrows from %s lead back to it" % start)
    return complaints


def long_files(root):
    complaints = []
    for path in files_below(root, ("engine", "plugins", "sclang", "tests", "scripts", "examples"),
                            SOURCES + (".py", ".sh", ".sc", ".scd", ".txt")):
        lines = read(path).count("\n")
        if lines > LONGEST_FILE:
            complaints.append("%s has %d lines; split it" % (os.path.relpath(path, root), lines))
    return complaints


def silent_openings(root):
    """Files whose first line (after a #!) is not a sentence about the file."""
    complaints = []
    for path in files_below(root, ("engine", "plugins", "sclang", "tests", "scripts", "examples"),
                            SOURCES + (".py", ".sh", ".sc", ".scd")):
        lines = read(path).splitlines() or [""]
        first = lines[1] if lines[0].startswith("#!") and len(lines) > 1 else lines[0]
        if not re.match(r'(//|#|"""|/\*) ?\S+( \S+){2,}', first):
            complaints.append("%s does not open with a sentence" % os.path.relpath(path, root))
    return complaints


def machine_paths(root):
    """Paths of the author's machine. (Composed from parts, so that this file contains none.)"""
    own = re.compile("/" + "(work|root)/|/" + r"home/\w|/" + r"tmp/\w*jobs")
    complaints = []
    for path in files_below(root):
        if path.endswith((".png", ".wav", ".flac", ".npz", ".safetensors", ".sf2")):
            continue
        found = own.search(read(path))
        if found:
            complaints.append("%s names the path %s" % (os.path.relpath(path, root), found.group()))
    return complaints


def linux_alone(root):
    """Linux-only functions outside the room for them."""
    words = re.compile(r"__linux__|sys/(eventfd|epoll|signalfd|prctl|inotify|syscall|timerfd)\.h|<malloc\.h|"
                       r"\b(eventfd|epoll_\w+|signalfd|prctl|mallopt|memfd_create|pipe2|accept4|sigtimedwait|"
                       r"posix_fallocate|sched_setscheduler|sched_setaffinity|IP_RECVERR|SOCK_CLOEXEC|"
                       r"MSG_NOSIGNAL)\b|\"/proc/self|_addclosefrom_np")
    complaints = []
    for path in files_below(root, ("engine", "plugins"), SOURCES):
        found = words.search(read(path))
        if found and os.path.join("engine", "platform") not in path:
            complaints.append("%s uses %s, which Linux alone has: put it into platform/platform.h"
                              % (os.path.relpath(path, root), found.group().strip('"')))
    return complaints


def missing_files(root):
    """Files that the documents name, and that do not exist; "engine/osc/schema" stands for its .h and .cpp."""
    complaints = []
    for path in files_below(root, endings=(".md",)):
        text, folder = read(path), os.path.dirname(path)
        named = [os.path.join(root, name.rstrip(".")) for name in
                 re.findall(r"`((?:engine|plugins|sclang|tests|scripts|examples|models|docs)/[\w./-]+)", text)]
        named += [os.path.join(folder, name) for name in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)]
        complaints += ["%s names %s, which does not exist" % (os.path.relpath(path, root), os.path.relpath(name, root))
                       for name in named if not os.path.exists(name) and not os.path.exists(name + ".h")]
    return complaints


def linked_torch(player):
    """Libraries of the model that a plugin or the worker would load, directly or indirectly."""
    loaded = subprocess.run(["ldd", player], stdout=subprocess.PIPE, text=True, check=True).stdout
    return ["%s loads %s" % (player, name)
            for name in re.findall(r"^\s*(\S*(?:torch|c10|python|protobuf)\S*)", loaded, re.M)]
