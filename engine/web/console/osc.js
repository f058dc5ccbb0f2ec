// OSC messages as bytes, and a WebSocket that comes back.
'use strict';

const osc = {
  // arguments_: numbers (sent as floats), texts and booleans
  encode(address, arguments_) {
    const bytes = [];
    const text = (value) => {
      bytes.push(...new TextEncoder().encode(value), 0);
      while (bytes.length % 4) bytes.push(0);
    };
    const tag = (value) => ({string: 's', boolean: value ? 'T' : 'F'})[typeof value] ?? 'f';
    text(address);
    text(',' + arguments_.map(tag).join(''));
    for (const value of arguments_) {
      if (typeof value === 'string') text(value);
      if (typeof value !== 'number') continue;
      const number = new DataView(new ArrayBuffer(4));
      number.setFloat32(0, value);
      for (let i = 0; i < 4; ++i) bytes.push(number.getUint8(i));
    }
    return new Uint8Array(bytes);
  },

  decode(buffer) {
    const view = new DataView(buffer);
    let at = 0;
    const text = () => {
      let end = at;
      while (end < view.byteLength && view.getUint8(end)) ++end;
      const value = new TextDecoder().decode(new Uint8Array(buffer, at, end - at));
      at = (end + 4) & ~3;
      return value;
    };
    const address = text();
    const tags = text().slice(1);
    const values = [];
    if (/^f+$/.test(tags)) {  // latents, thirty times a second
      for (let i = 0; i < tags.length; ++i) values.push(view.getFloat32(at + 4 * i));
      return {address, values};
    }
    for (const tag of tags) {
      if (tag === 's') { values.push(text()); continue; }
      if (tag === 'T' || tag === 'F') { values.push(tag === 'T'); continue; }
      values.push(tag === 'i' ? view.getInt32(at) : view.getFloat32(at));
      at += 4;
    }
    return {address, values};
  },
};

class WorkerConnection {
  constructor({opened, closed, heard}) {
    Object.assign(this, {opened, closed, heard});
    this.token = new URLSearchParams(location.hash.slice(1)).get('token')
      ?? new URLSearchParams(location.search).get('token');
    this.open();
  }
  open() {
    const query = this.token ? '/?token=' + encodeURIComponent(this.token) : '/';
    this.socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + query);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.opened();
    this.socket.onmessage = (event) => this.heard(osc.decode(event.data));
    this.socket.onclose = () => {
      this.closed();
      setTimeout(() => this.open(), 500);
    };
  }
  send(address, ...values) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(osc.encode(address, values));
  }
  listen(path) { this.socket.send(JSON.stringify({COMMAND: 'LISTEN', DATA: path})); }
}
