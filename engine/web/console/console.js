// The page: shows what the worker tells, and tells it what is touched.

const find = (selector, root = document) => root.querySelector(selector);
const make = (name, text = '', attributes = {}) => {
  const element = Object.assign(document.createElement(name), {textContent: text});
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const kRoots = ['C', 'C#', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'];
const kKinds = {major: '', minor: 'm', seventh: '7', 'major seventh': 'maj7', 'minor seventh': 'm7',
  suspended: 'sus4', diminished: 'dim'};
const kHits = ['kick', 'snare', 'hat', 'tom', 'cymbal', 'perc'];
const kFramesPerSecond = 30;
const noteName = (midi) => kRoots[Math.round(midi) % 12] + (Math.floor(Math.round(midi) / 12) - 1);

// Colours from black over the part's own to white.
function coloursOf([r, g, b]) {
  return Array.from({length: 256}, (_, i) => {
    const t = i / 255, dark = Math.min(1, 2 * t), light = Math.max(0, 2 * t - 1);
    return [r, g, b].map((c) => Math.round(c * dark + (255 - c) * light));
  });
}
const kColours = {harmony: coloursOf([255, 150, 40]), rhythm: coloursOf([40, 150, 255])};

// A picture that scrolls by a column for each frame of latents; the lowest channel is at the bottom.
// All pictures are drawn together, at most so many times a second: that halves what a browser does.
class Scroll {
  static waiting = new Set();
  static drawn = 0;

  constructor(canvas, part) {
    this.context = canvas.getContext('2d', {alpha: false});
    this.colours = kColours[part];
    this.frames = [];
  }
  add(values) {
    this.frames.push(values);
    if (Scroll.waiting.size === 0)
      setTimeout(Scroll.drawAll, Math.max(0, Scroll.drawn + 1000 / kFramesPerSecond - performance.now()));
    Scroll.waiting.add(this);
  }
  static drawAll() {
    Scroll.drawn = performance.now();
    for (const each of Scroll.waiting) each.draw();
    Scroll.waiting.clear();
  }
  draw() {
    const {canvas} = this.context, height = this.frames[0].length;
    if (canvas.height !== height) canvas.height = height;
    const frames = this.frames.splice(0).filter((values) => values.length === height).slice(-canvas.width);
    const columns = this.context.createImageData(frames.length, height);
    frames.forEach((values, x) => values.forEach((value, i) => {
      const at = 4 * ((height - 1 - i) * frames.length + x);
      columns.data.set(this.colours[Math.max(0, Math.min(255, Math.round(85 * (value + 1))))], at);
      columns.data[at + 3] = 255;
    }));
    this.context.drawImage(canvas, -frames.length, 0);
    this.context.putImageData(columns, canvas.width - frames.length, 0);
  }
}

// While a hand moves a control, it shows what the hand does; what the worker tells comes after.
class Hand {
  static kWaits = 400;  // milliseconds
  touch() { this.until = performance.now() + Hand.kWaits; }
  show(apply) {
    clearTimeout(this.timer);
    const wait = (this.until ?? 0) - performance.now();
    if (wait <= 0) return apply();
    this.timer = setTimeout(apply, wait);
  }
}

class Voice {
  constructor(number) {
    this.number = number;
    this.rotating = new Hand();
    this.card = find('#voice').content.firstElementChild.cloneNode(true);
    const at = (selector) => find(selector, this.card);
    at('h2').textContent = 'Voice ' + number;
    this.card.setAttribute('aria-label', 'Voice ' + number);
    this.pictures = {harmony: new Scroll(at('canvas.harmony'), 'harmony'), rhythm: new Scroll(at('canvas.rhythm'), 'rhythm')};
    this.meter = at('[role=meter]');
    this.lastHeard = performance.now();
    this.bindRotate(at('.rotate-slider'), at('.rotate'));
    for (const button of this.card.querySelectorAll('.freeze'))
      button.onclick = () => this.send(button.dataset.part + '/freeze', button.getAttribute('aria-pressed') !== 'true');
    for (const input of this.card.querySelectorAll('.glide'))
      input.onchange = () => this.send(input.dataset.part + '/glide', Number(input.value));
    at('.reset').onclick = () => this.send('reset');
    at('.name').setAttribute('aria-label', 'Name of voice ' + number);
    at('.name').onchange = ({target}) => {
      this.send('name', target.value.trim() || '-');
      target.blur();
      worker.send('/hemiola/names');  // the name of before comes back if this one is refused
    };
    this.addChords(at('.chords'), at('.kind'));
    for (const hit of [...kHits, '-']) {
      const button = make('button', hit === '-' ? 'own rhythm' : hit);
      button.onpointerdown = button.onclick = (event) => {
        if (event.type === 'click' && event.detail) return;  // the finger was there before
        this.send('rhythm/hit', hit);
      };
      at('.hits').append(button);
    }
  }
  send(what, ...values) { worker.send(`/hemiola/${this.number}/${what}`, ...values); }

  bindRotate(slider, number) {
    const rotate = (value) => {
      const semitones = Math.max(-48, Math.min(48, value));
      this.rotating.touch();
      this.showRotation(semitones);
      this.send('harmony/rotate', semitones);
    };
    slider.oninput = () => rotate(Number(slider.value));
    // What is being typed is not written over.
    number.onfocus = () => this.rotating.touch();
    number.oninput = () => { this.typing = true; };
    number.onchange = () => {
      this.typing = false;
      rotate(Number(number.value) || 0);
    };
    number.onblur = () => {
      this.typing = false;
      this.showRotation(this.semitones ?? 0);
    };
    for (const input of [slider, number])
      input.addEventListener('wheel', (event) => {
        event.preventDefault();
        rotate(Number(number.value) + (event.shiftKey ? 0.1 : 1) * (event.deltaY < 0 || event.deltaX < 0 ? 1 : -1));
      }, {passive: false});
  }

  addChords(set, kind) {
    for (const name of Object.keys(kKinds)) kind.append(make('option', name, {value: kKinds[name]}));
    for (const root of [...kRoots, '-']) {
      const button = make('button', root === '-' ? 'own harmony' : root);
      button.onclick = () => this.send('harmony/chord', root === '-' ? '-' : root + kind.value);
      set.append(button);
    }
  }

  showName() {
    const input = find('.name', this.card), name = nameOf(this.number, '');
    if (document.activeElement !== input) input.value = name;
    this.card.setAttribute('aria-label', nameOf(this.number));
  }

  // What the worker says of this voice.
  hear(path, values) {
    const at = (selector) => find(selector, this.card);
    const [part, what] = path.split('/');
    if (path === 'harmony' || path === 'rhythm') return this.hearLatents(path, values);
    if (path === 'chord') return void (at('.chord').textContent = values[0]);
    if (path === 'harmony/rotate') this.rotating.show(() => this.showRotation(values[0]));
    if (what === 'freeze') find(`.freeze[data-part=${part}]`, this.card).setAttribute('aria-pressed', values[0]);
    if (what === 'glide') find(`.glide[data-part=${part}]`, this.card).value = Math.round(values[0] * 1000) / 1000;
    if (what === 'from') routes[part].show(this.number, values);
    if (path === 'harmony/notes' || path === 'harmony/scale') {
      this[what] = values.map(what === 'notes' ? noteName : (tone) => kRoots[Math.round(tone) % 12]);
      at('.held').textContent = [this.notes?.length ? 'plays ' + this.notes.join(' ') : '',
        this.scale?.length ? 'in the scale ' + this.scale.join(' ') : ''].filter(Boolean).join(', ');
    }
  }
  showRotation(semitones) {
    this.semitones = semitones;
    find('.rotate-slider', this.card).value = semitones;
    if (!this.typing) find('.rotate', this.card).value = Math.round(semitones * 1000) / 1000;
  }
  hearLatents(part, values) {
    this.lastHeard = performance.now();
    this.pictures[part].add(values);
    if (part !== 'rhythm') return;
    // Loudness is the last channel of rhythm; a sound is some 25 dB above the level of its bands.
    const decibels = values.at(-1) * 17.4 - 105 + 25;
    const shown = Math.round(Math.max(-60, Math.min(0, decibels)));
    if (shown === this.level) return;
    this.level = shown;
    this.meter.style.transform = `scaleX(${(shown + 60) / 60})`;
    this.meter.setAttribute('aria-valuenow', shown);
  }
}

// Which voice takes a part from which other, and how much of it.
class Routes {
  constructor(part) {
    this.part = part;
    this.table = find(`#${part}-routes`);
    this.state = new Map();
  }
  build(voices) {
    this.table.replaceChildren(make('caption', this.part + ' from'));
    const head = make('tr');
    head.append(make('th'), ...voices.map((voice) => make('th', nameOf(voice, voice), {scope: 'col'})), make('th', 'share'));
    this.table.append(head);
    this.rows = new Map(voices.map((voice) => {
      const row = make('tr');
      row.append(make('th', nameOf(voice), {scope: 'row'}));
      const buttons = new Map(voices.map((from) => {
        const button = make('button', from, {'aria-label': `${nameOf(voice)} takes the ${this.part} of ${nameOf(from)}`});
        button.onclick = () => this.send(voice, from === voice ? -1 : from, Number(share.value));
        const cell = make('td');
        cell.append(button);
        row.append(cell);
        return [from, button];
      }));
      const share = make('input', '', {type: 'range', min: 0, max: 1, step: 0.01, 'aria-label': `Share of the ${this.part} of ${nameOf(voice)} that comes from there`});
      const hand = new Hand();
      share.oninput = () => {
        hand.touch();
        this.send(voice, this.state.get(voice)?.[0] ?? -1, Number(share.value));
      };
      const cell = make('td');
      cell.append(share);
      row.append(cell);
      this.table.append(row);
      return [voice, {buttons, share, hand}];
    }));
    for (const [voice, values] of this.state) this.show(voice, values);
  }
  send(voice, from, share) { worker.send(`/hemiola/${voice}/${this.part}/from`, from, share); }
  show(voice, [from, share]) {
    this.state.set(voice, [from, share]);
    const row = this.rows?.get(voice);
    if (!row) return;
    for (const [each, button] of row.buttons)
      button.setAttribute('aria-pressed', each === (from < 0 ? voice : from));
    row.hand.show(() => { row.share.value = share; });
  }
}

const voices = new Map();
let names = [];
function nameOf(number, otherwise = 'Voice ' + number) { return names[number] || otherwise; }
const routes = {harmony: new Routes('harmony'), rhythm: new Routes('rhythm')};

function voiceOf(number) {
  if (!voices.has(number)) {
    voices.set(number, new Voice(number));
    const sorted = [...voices.keys()].sort((a, b) => a - b);
    const next = sorted[sorted.indexOf(number) + 1];
    find('#voices').insertBefore(voices.get(number).card, next === undefined ? null : voices.get(next).card);
    voices.get(number).showName();
    for (const part of Object.values(routes)) part.build(sorted);
    worker.listen('/hemiola/' + number);
  }
  return voices.get(number);
}

function showNames([, ...told]) {
  names = told;
  for (const voice of voices.values()) voice.showName();
  const sorted = [...voices.keys()].sort((a, b) => a - b);
  for (const part of Object.values(routes)) part.build(sorted);
}

function showStatus(values) {
  const status = {};
  for (let i = 0; i < values.length; i += 2) status[values[i]] = values[i + 1];
  const hop = status.hop_samples / status.sample_rate_hz, frame = status.mean_frame_us * 1e-6;
  const facts = {
    latency: status.sample_rate_hz ? Math.round(1000 * status.latency_samples / status.sample_rate_hz) + ' ms' : '-',
    load: hop > 0 ? Math.round(100 * frame / hop) + ' %' : '-',
    'late frames': status.late_encoder_frames + status.late_decoder_frames,
    dropped: status.dropped_frames,
    restarts: status.restarts,
  };
  find('#facts').replaceChildren(...Object.entries(facts).map(([name, value]) => {
    const pair = make('div');
    pair.append(make('dt', name), make('dd', value));
    return pair;
  }));
  const state = find('#state');
  state.classList.toggle('broken', !status.ready);
  setText(state, status.ready ? 'playing' : 'the worker has no model yet');
}
// A status that is read aloud must not repeat itself.
function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

function showModels([playing, ...names]) {
  const select = find('#model');
  select.replaceChildren(...[...new Set([playing, ...names])].filter(Boolean).map((name) => make('option', name)));
  select.value = playing;
}

function say(text) {
  const message = find('#message');
  message.textContent = text;
  message.hidden = !text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { message.hidden = true; }, 8000);
}

function subscribe() {
  worker.send('/hemiola/all/subscribe/latents', kFramesPerSecond);
  worker.send('/hemiola/all/subscribe/chord');
  worker.send('/hemiola/subscribe/status', 2);
}

const worker = new WorkerConnection({
  opened() {
    subscribe();
    for (const number of voices.keys()) worker.listen('/hemiola/' + number);
    worker.send('/hemiola/models');
    worker.send('/hemiola/names');
    snapshots.ask();
  },
  closed() {
    find('#state').classList.add('broken');
    setText(find('#state'), 'no worker answers; trying again …');
  },
  heard({address, values}) {
    const [, , first, ...rest] = address.split('/');
    if (/^\d+$/.test(first)) return voiceOf(Number(first)).hear(rest.join('/'), values);
    if (address === '/hemiola/status') return showStatus(values);
    if (address === '/hemiola/models') return showModels(values);
    if (address === '/hemiola/names') return showNames(values);
    if (address === '/hemiola/snapshots') return snapshots.show(values);
    if (address === '/hemiola/map') return snapshots.showPoint(values);
    if (address === '/hemiola/loaded') {
      if (!values[0]) say(values[5]);
      return worker.send('/hemiola/models');
    }
    if (address === '/fail') say(values[1]);
  },
});
find('#ask-doctor').onclick = async () => {
  const list = find('#findings');
  list.replaceChildren(make('dt', 'looking …'));
  find('#doctor').showModal();
  const query = '/?DOCTOR' + (worker.token ? '&token=' + encodeURIComponent(worker.token) : '');
  const answer = await fetch(query).catch(() => null);
  if (!answer?.ok)
    return list.replaceChildren(make('dt', answer ? await answer.text() : 'The worker does not answer.'));
  const {findings} = await answer.json();
  list.replaceChildren(...findings.flatMap(({check, health, says, remedy}) => {
    const name = make('dt', check + ': ' + health);
    name.className = health;
    return [name, make('dd', says + (remedy ? ' ' + remedy : ''))];
  }));
};
find('#model').onchange = (event) => worker.send('/hemiola/model', event.target.value);
setInterval(subscribe, 15000);  // a subscription lasts 30 s
setInterval(() => {
  const now = performance.now();
  for (const voice of voices.values()) voice.card.hidden = now - voice.lastHeard > 3000;
  find('#nobody').hidden = [...voices.values()].some((voice) => !voice.card.hidden);
}, 500);
