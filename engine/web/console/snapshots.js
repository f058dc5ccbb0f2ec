// Snapshots: their list, and the map on which a point is a blend of them.

class Snapshots {
  constructor() {
    this.places = new Map();  // name: [x, y], both 0 to 1
    this.point = null;
    this.canvas = find('#map');
    find('#save').onsubmit = (event) => {
      event.preventDefault();
      worker.send('/hemiola/snapshot/save', find('#snapshot-name').value);
      find('#snapshot-name').select();
    };
    this.canvas.onpointerdown = (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      this.moved = event.shiftKey ? this.nearest(this.placeOf(event)) : null;
      this.drag(event);
    };
    this.canvas.onpointermove = (event) => { if (event.buttons) this.drag(event); };
    this.canvas.onkeydown = (event) => {
      const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
      if (!step) return;
      event.preventDefault();
      const [x, y] = this.point ?? [0.5, 0.5];
      this.go(x + 0.02 * step[0], y + 0.02 * step[1]);
    };
    this.draw();
  }
  ask() { worker.send('/hemiola/snapshots'); }
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }
  nearest([x, y]) {
    const far = ([, [a, b]]) => Math.hypot(a - x, b - y);
    return [...this.places].sort((a, b) => far(a) - far(b))[0]?.[0];
  }
  drag(event) {
    const [x, y] = this.placeOf(event);
    if (this.moved) return worker.send('/hemiola/snapshot/place', this.moved, x, y);
    this.go(x, y);
  }
  go(x, y) {
    const [a, b] = [x, y].map((value) => Math.max(0, Math.min(1, value)));
    worker.send('/hemiola/map', a, b);
    this.showPoint([a, b]);
  }
  showPoint(point) {
    this.point = point;
    this.draw();
  }
  // values: their number, then name, x and y of each snapshot
  show(values) {
    this.places.clear();
    for (let i = 1; i + 2 < values.length; i += 3) this.places.set(values[i], [values[i + 1], values[i + 2]]);
    find('#snapshot-list').replaceChildren(...[...this.places.keys()].map((name) => {
      const item = make('li'), recall = make('button', name, {'data-name': name}), remove = make('button', '×', {'aria-label': 'Delete ' + name});
      recall.onclick = () => worker.send('/hemiola/snapshot/recall', name, Number(find('#recall-seconds').value) || 0);
      remove.onclick = () => worker.send('/hemiola/snapshot/delete', name);
      item.append(recall, remove);
      return item;
    }));
    this.draw();
  }
  draw() {
    const context = this.canvas.getContext('2d'), {width, height} = this.canvas;
    const dot = ([x, y], size, colour) => {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x * width, (1 - y) * height, size, 0, 2 * Math.PI);
      context.fill();
    };
    context.clearRect(0, 0, width, height);
    context.font = '14px system-ui, sans-serif';
    for (const [name, place] of this.places) {
      dot(place, 5, '#ffb454');
      context.textAlign = place[0] > 0.6 ? 'right' : 'left';
      context.fillText(name, place[0] * width + (place[0] > 0.6 ? -9 : 9), (1 - place[1]) * height + 5);
    }
    if (this.point) dot(this.point, 8, '#6cc4ff');
  }
}
const snapshots = new Snapshots();
