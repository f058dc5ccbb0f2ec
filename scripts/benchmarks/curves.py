"""Costs by number of voices as a picture: three panels of curves, written as SVG."""
import math

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 220, 70, 40, 80
COLOURS = ("#1b6ca8", "#d1495b", "#2e933c", "#8d6a9f", "#edae49")


def ticks(low, high):
    step = 10 ** math.floor(math.log10(max(high - low, 1e-9)))
    for part in (0.2, 0.5, 1, 2):
        if (high - low) / (step * part) <= 6:
            step *= part
            break
    first = math.ceil(low / step)
    return [round(step * i, 10) for i in range(first, int(high / step + 1e-9) + 1)]


def panel(x0, title, curves, powers, top=None):
    """curves: (name, {voices: value}); the x axis is logarithmic, one step per power of two."""
    values = [value for _, points in curves for value in points.values()]
    high = top or max(values + [1e-9]) * 1.1
    x = lambda voices: x0 + WIDTH * powers.index(voices) / max(len(powers) - 1, 1)
    y = lambda value: TOP + HEIGHT * (1 - value / high)
    svg = ['<text x="%d" y="%d" font-weight="bold">%s</text>' % (x0, TOP - 16, title)]
    for value in ticks(0, high):
        svg.append('<path d="M%d %.1fh%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g'
                   '</text>' % (x0, y(value), WIDTH, x0 - 6, y(value) + 4, value))
    for voices in powers:
        svg.append('<text x="%.1f" y="%d" text-anchor="middle">%d</text>'
                   % (x(voices), TOP + HEIGHT + 18, voices))
    svg.append('<text x="%d" y="%d" text-anchor="middle">voices</text>'
               % (x0 + WIDTH // 2, TOP + HEIGHT + 36))
    for i, (name, points) in enumerate(curves):
        path = " ".join("%.1f,%.1f" % (x(voices), y(min(value, high)))
                        for voices, value in sorted(points.items()))
        svg.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>'
                   % (path, COLOURS[i]))
        svg.append('<text x="%d" y="%d" fill="%s">%s</text>'
                   % (x0 + 8, TOP + 14 + 15 * i, COLOURS[i], name))
    return svg


def draw(results, path):
    timed = results.facts.get("parts", {}).get("rows", [])
    live = results.facts.get("growth", [])
    powers = sorted({row["voices"] for row in timed + live})
    of = lambda rows, value: {row["voices"]: value(row) for row in rows}
    parts = [(name, of(timed, lambda row, key=key: row[key] / row["voices"]))
             for name, key in (("analysis", "analysis_ms"), ("encoder", "encode_ms"),
                               ("decoder", "decode_ms"), ("synthesis", "synthesis_ms"))]
    svg = panel(LEFT, "ms a frame and voice, part by part", parts, powers)
    svg += panel(LEFT + WIDTH + GAP, "CPU of the worker a voice, s/s",
                 [("live", of(live, lambda row: row["cpu"] / row["voices"]))], powers)
    svg += panel(LEFT + 2 * (WIDTH + GAP), "latency, ms",
                 [("declared by the server", of(live, lambda row: row["latency"] / 48))], powers, 100)
    whole = ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" '
             'font-size="12"><rect width="100%%" height="100%%" fill="white"/>\n%s\n</svg>\n')
    with open(path, "w") as file:
        file.write(whole % (LEFT + 3 * (WIDTH + GAP), TOP + HEIGHT + 50, "\n".join(svg)))
