import * as clock from './clock.js';
import { byId, setText } from './dom.js';
import { Chart } from './chart.js';
import { Connection } from './connection.js';
import { LiveStream } from './streams.js';
import { Publish } from './publish.js';
import { Records } from './records.js';
import { StatisticsTable } from './statistics-table.js';
import { Tiles } from './tiles.js';
import { timeSpan } from './format.js';
import { Topology } from './topology.js';
import { WindowStore } from './store.js';

const Silence = 15_000;

let complete = false;

const store = new WindowStore();
const connection = new Connection();
const chart = new Chart(store);
const tiles = new Tiles();
const table = new StatisticsTable();
const records = new Records();
const publish = new Publish(receipt => records.mark(receipt));
const topology = new Topology(show);

const live = new LiveStream({
  url: 'statistics/stream',
  silence: Silence,
  handlers: {
    windows({ windows }, id) {
      connection.heard();
      store.apply(windows);
      // A large update is split into several events. Only the last one has an id.
      complete ||= id !== undefined;
      chart.loaded();
      table.changed();
    },
    summary(summary) {
      connection.heard();
      clock.synchronise(summary.time);
      if (complete) tiles.remember(() => store.rates());
      tiles.show(summary);
      chart.refresh();
    },
  },
  onState(state) {
    connection.state = state;
    if (state.name !== 'live') return;
    table.retry();
    records.retry();
  },
});

connection.onRetry = retry;
addEventListener('online', retry);

function retry() {
  live.retry();
  records.retry();
  topology.refresh();
}

function show(answer) {
  setText(byId('application'), answer.application);
  store.windowMs = table.windowMs = answer.windowSeconds * 1000;
  table.retention = timeSpan(answer.retention) ?? Infinity;
  chart.grace = timeSpan(answer.grace) ?? 0;
  tiles.showTopology(answer);
  records.showTopology(answer);
  publish.showTopology(answer);
  publish.suggest(chart.pages);
}
