import * as clock from './shared/clock.js';
import { byId, setText } from '../_content/WebTheme/js/dom.js';
import { Chart } from './chart/chart.js';
import { Connection } from './connection.js';
import { LiveStream } from './shared/live-stream.js';
import { Publish } from './publish.js';
import { Records } from './records/records.js';
import { StatisticsTable } from './statistics/statistics-table.js';
import { Tiles } from './tiles.js';
import { timeSpan } from '../_content/WebTheme/js/format.js';
import { Topology } from './topology.js';
import { WindowStore } from './chart/window-store.js';

let isSnapshotComplete = false;

const store = new WindowStore();
const connection = new Connection();
const chart = new Chart(store);
const tiles = new Tiles();
const table = new StatisticsTable();
const records = new Records();
const publish = new Publish(receipt => records.mark(receipt));
const topology = new Topology(showTopology);

const live = new LiveStream({
  kind: 'statistics',
  url: 'statistics/stream',
  handlers: {
    windows({ windows }, { isComplete, receivedAt }) {
      connection.dataReceived(receivedAt);
      store.apply(windows);
      // A large update is split into several events.
      isSnapshotComplete ||= isComplete;
      chart.showData();
      table.markChanged();
    },
    summary(summary, { receivedAt }) {
      connection.dataReceived(receivedAt);
      clock.synchronise(summary.time);
      if (isSnapshotComplete) tiles.addHistory(() => store.rates());
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

function showTopology(current) {
  setText(byId('application'), current.application);
  store.windowMs = table.windowMs = current.windowSeconds * 1000;
  table.retention = timeSpan(current.retention) ?? Infinity;
  chart.grace = timeSpan(current.grace) ?? 0;
  tiles.showTopology(current);
  records.showTopology(current);
  publish.showTopology(current);
  publish.suggest(chart.pages);
}
