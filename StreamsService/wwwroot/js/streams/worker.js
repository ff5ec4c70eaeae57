import { StreamHub } from './stream-hub.js';

// A shared worker: all windows of a browser that show this page use one instance of it.
const hub = new StreamHub();
globalThis.onconnect = ({ ports: [port] }) => hub.add(port);
