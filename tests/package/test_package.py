"""The packages of this build: what they hold, and installed, played and removed in a bare system."""
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

import osc
import servers
import synthdef
from synthdef import SynthDef

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PACKAGES = os.path.join(ROOT, "build", "packages")
RATE, SECONDS = 48000, 2.0
HARMONY = 108  # channels of the default model


def in_shell(words, *arguments):
    """Runs a line of bash with the functions of scripts/chroot.sh; returns what it printed."""
    result = subprocess.run(["bash", "-c", "source %s/scripts/chroot.sh; %s" % (ROOT, words), "bash", *arguments],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1500,
                            stdin=subprocess.DEVNULL)
    assert result.returncode == 0, "%s ended with %d:\n%s" % (words, result.returncode, result.stdout[-4000:])
    return result.stdout


def why_not():
    """Why no bare system can be entered here; empty if one can."""
    if os.geteuid() != 0:
        return "only root may enter another system"
    if not shutil.which("debootstrap"):
        return "debootstrap is missing"
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        return "this machine lets nothing be mounted"
    try:
        socket.create_connection(("deb.debian.org", 80), 30).close()
    except OSError:
        return "deb.debian.org can't be reached"
    return ""


def package(pattern):
    found = [name for name in os.listdir(PACKAGES) if re.fullmatch(pattern, name)]
    assert len(found) == 1, os.listdir(PACKAGES)
    return os.path.join(PACKAGES, found[0])


def contents(path):
    lines = subprocess.run(["dpkg-deb", "-c", path], check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split(None, 5)[5].lstrip(".") for line in lines.splitlines()]


def field(path, name):
    return subprocess.run(["dpkg-deb", "-f", path, name], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def write_score(path):
    """Noise through the default model, encoder and decoder."""
    definition = SynthDef("noise")
    noise = synthdef.white_noise(definition)
    latents = synthdef.encoder(definition, noise, harmony=HARMONY)
    definition.out(0, [synthdef.decoder(definition, latents, harmony=HARMONY)])
    first = [osc.encode("/cmd", "/hemiola/start"), osc.encode("/d_recv", definition.bytes()),
             osc.encode("/s_new", "noise", 1000, 0, 0)]
    with open(path, "wb") as file:
        for when, messages in [(0, first), (SECONDS, [osc.encode("/g_freeAll", 0)])]:
            packet = osc.bundle(when, messages)
            file.write(struct.pack(">i", len(packet)) + packet)


class Contents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([os.path.join(ROOT, "scripts", "package"), "--built"], check=True, stdin=subprocess.DEVNULL)

    def test_the_player_needs_no_libtorch_and_the_studio_needs_the_player(self):
        player, studio = package(r"hemiola_.*\.deb"), package(r"hemiola-studio_.*\.deb")
        self.assertNotIn("torch", field(player, "Depends"))
        self.assertIn("libdnnl", field(player, "Depends"))
        self.assertIn("supercollider-server", field(player, "Recommends"))
        self.assertIn("libtorch", field(studio, "Depends"))
        self.assertIn("hemiola (= ", field(studio, "Depends"))
        files = contents(player)
        for wanted in ("/usr/bin/hemiola", "/usr/share/hemiola/models/default.safetensors",
                       "/usr/lib/SuperCollider/plugins/Hemiola/Hemiola.so",
                       "/usr/lib/SuperCollider/plugins/Hemiola/Hemiola_supernova.so",
                       "/usr/share/SuperCollider/Extensions/Hemiola/Classes/Hemiola.sc",
                       "/usr/share/SuperCollider/Extensions/Hemiola/HelpSource/Guides/Hemiola-Five-Minutes.schelp",
                       "/usr/share/doc/hemiola/copyright"):
            self.assertIn(wanted, files)
        self.assertEqual([name for name in contents(studio) if not name.endswith("/")],
                         ["/usr/bin/hemiola-studio"])
        self.assertFalse([name for name in files if "test" in name.lower()])

    def test_below_the_tarballs_extension_the_server_finds_its_plugin_alone(self):
        lines = subprocess.run(["tar", "tzf", package(r"hemiola-.*\.tar\.gz")], check=True,
                               stdout=subprocess.PIPE, text=True).stdout.split()
        self.assertEqual(sorted(name for name in lines if name.endswith(".so")),
                         ["Hemiola/plugins/Hemiola.so", "Hemiola/plugins/Hemiola_supernova.so"])
        for wanted in ("Hemiola/bin/hemiola", "Hemiola/share/hemiola/models/default.safetensors",
                       "Hemiola/Classes/Hemiola.sc"):
            self.assertIn(wanted, lines)

    def test_every_link_in_the_installed_readme_leads_somewhere(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["dpkg", "-x", package(r"hemiola_.*\.deb"), folder], check=True)
            subprocess.run(["tar", "xzf", package(r"hemiola-.*\.tar\.gz"), "-C", folder], check=True)
            for page in ("usr/share/doc/hemiola/README.md", "Hemiola/README.md"):
                path = os.path.join(folder, page)
                with open(path) as file:
                    links = re.findall(r"\]\(([^)#]+)[^)]*\)", file.read())
                here = [link for link in links if "://" not in link]
                self.assertGreater(len(here), 10)
                for link in here:
                    self.assertTrue(os.path.exists(os.path.join(os.path.dirname(path), link)), (page, link))


class InABareSystem(unittest.TestCase):
    """One system for all steps, in their order."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hemiola-bare-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        with open("/etc/os-release") as file:
            suite = re.search(r"^VERSION_CODENAME=(\S+)", file.read(), re.M).group(1)
        # Debian unstable has the name of the release to come there.
        if "n=sid" in subprocess.run(["apt-cache", "policy"], stdout=subprocess.PIPE, text=True).stdout:
            suite = "sid"
        in_shell('make_bare "$1" "$2"', suite, cls.folder)

    def inside(self, *command):
        return in_shell('enter "$@"', self.folder, *command)

    def render(self, *plugins):
        """Plays the score in there; returns the sound."""
        write_score(os.path.join(self.folder, "score.osc"))
        paths = ":".join(plugins + ("/usr/lib/SuperCollider/plugins",))
        text = self.inside("scsynth", "-U", paths, "-D", "0", "-o", "1", "-i", "0", "-N", "/score.osc", "_",
                           "/out.wav", str(RATE), "WAV", "float")
        self.assertNotIn("*** ERROR", text)
        return servers.read_wav(os.path.join(self.folder, "out.wav"))[0]

    def check_sound(self, sound):
        self.assertGreater(len(sound), (SECONDS - 0.1) * RATE)
        power = sum(x * x for x in sound[RATE:]) / (len(sound) - RATE)
        self.assertGreater(power, 1e-4, "no sound came through the model")

    def test_it_is_installed_played_and_removed_and_the_tarball_plays_too(self):
        name = os.path.basename(package(r"hemiola_.*\.deb"))
        shutil.copy(package(r"hemiola_.*\.deb"), self.folder)
        before = set(os.listdir(os.path.join(self.folder, "usr", "share")))
        self.inside("apt-get", "update")
        text = self.inside("apt-get", "install", "-y", "--no-install-recommends", "supercollider-server", "/" + name)
        print("apt: " + "; ".join(re.findall(r"(?:Need to get|After this operation).*", text)), file=sys.stderr)
        self.assertIn("preset pitch", self.inside("hemiola", "info"))
        self.assertIn("train", self.inside("hemiola", "--help"))
        first = self.render()
        self.check_sound(first)
        self.assertEqual(servers.first_difference(self.render(), first), None, "not the same bits twice")

        self.inside("apt-get", "remove", "-y", "hemiola")
        self.assertFalse(os.path.exists(os.path.join(self.folder, "usr/bin/hemiola")))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "usr/lib/SuperCollider/plugins/Hemiola")))
        self.assertNotIn("hemiola", set(os.listdir(os.path.join(self.folder, "usr", "share"))) - before)

        extensions = "root/.local/share/SuperCollider/Extensions"
        os.makedirs(os.path.join(self.folder, extensions))
        subprocess.run(["tar", "-C", os.path.join(self.folder, extensions), "-xzf", package(r"hemiola-.*\.tar\.gz")],
                       check=True)
        self.assertEqual(servers.first_difference(self.render("/" + extensions), first), None,
                         "the tarball does not sound as the package")


if __name__ == "__main__":
    if "InABareSystem" in sys.argv and why_not():
        print("Skipped here: the bare system, as %s." % why_not())
        sys.exit(77)
    unittest.main()
