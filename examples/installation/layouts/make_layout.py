#!/usr/bin/env python3
"""Writes the Open Stage Control session for so many voices: make_layout.py [VOICES] > hemiola.json."""
import json
import sys

TARGET = "127.0.0.1:57140"  # the worker; another machine's address needs --osc-bind there


def widget(kind, name, address, left, top, width, height, **more):
    return {"type": kind, "id": name, "left": left, "top": top, "width": width, "height": height,
            "address": address, "target": TARGET, **more}


def words(name, text, left, top, width):
    return {"type": "text", "id": name, "left": left, "top": top, "width": width, "height": 30,
            "default": text, "bypass": True}


def toggle(name, label, address, left, top):
    return widget("button", name, address, left, top, 120, 60, label=label, mode="toggle", on=1,
                  off=0, typeTags="i")


def source(name, address, voices, left, top):
    """Whose harmony or rhythm: a switch for the voice; the fader beside it says how much of it."""
    values = {"own": -1, **{str(voice): voice for voice in range(voices)}}
    return widget("switch", name, address, left, top, 120, 260, values=values, typeTags="i",
                  default=-1)


def share(name, switch, address, left, top):
    # The switch's value goes in front of the fader's own: from SOURCE SHARE.
    return widget("fader", name, address, left, top, 60, 260, range={"min": 0, "max": 1},
                  preArgs="@{%s}" % switch, typeTags="if", default=1, doubleTap=True)


def voice_tab(voice, voices):
    base = "/hemiola/%s" % voice
    name = lambda what: "%s_%s" % (voice, what)
    widgets = [
        words(name("turn_words"), "turn, semitones", 20, 10, 140),
        widget("fader", name("turn"), base + "/harmony/rotate", 50, 50, 80, 400,
               range={"min": -12, "max": 12}, origin=0, default=0, doubleTap=True, typeTags="f"),
        toggle(name("hold_harmony"), "hold harmony", base + "/harmony/freeze", 200, 50),
        toggle(name("hold_rhythm"), "hold rhythm", base + "/rhythm/freeze", 200, 130),
        words(name("glide_words"), "glide, seconds", 20, 460, 160),
        widget("fader", name("glide_harmony"), base + "/harmony/glide", 20, 500, 300, 50,
               horizontal=True, range={"min": 0, "max": 20}, default=0, doubleTap=True,
               typeTags="f"),
        widget("fader", name("glide_rhythm"), base + "/rhythm/glide", 360, 500, 300, 50,
               horizontal=True, range={"min": 0, "max": 20}, default=0, doubleTap=True,
               typeTags="f"),
        widget("button", name("reset"), base + "/reset", 200, 390, 120, 60, label="reset",
               mode="push", on=1, off=0, typeTags="i"),
    ]
    for part, left in (("harmony", 360), ("rhythm", 600)):
        address = "%s/%s/from" % (base, part)
        widgets += [words(name(part + "_words"), part + " of", left, 10, 200),
                    source(name(part + "_from"), address, voices, left, 50),
                    share(name(part + "_share"), name(part + "_from"), address, left + 140, 50)]
    return {"type": "tab", "id": "tab_%s" % voice,
            "label": "all voices" if voice == "all" else "voice %s" % voice, "widgets": widgets}


def session(voices):
    return {"createdWith": "Open Stage Control", "version": "1.25.0", "type": "session",
            "content": {"type": "root", "id": "root",
                        "tabs": [voice_tab(v, voices) for v in [*range(voices), "all"]]}}


if __name__ == "__main__":
    print(json.dumps(session(int(sys.argv[1]) if len(sys.argv) > 1 else 4), indent=1))
