import { getJson } from '../_content/WebTheme/js/api.js';
import { Chart } from './chart.js';
import { Connection } from './connection.js';
import { EventsTable } from './events-table.js';
import { Poller } from './poller.js';
import { Selection } from './selection.js';
import { byPage, TotalsTable } from './totals-table.js';

const EventsShown = 50;
const EventsInterval = 3000;
const TotalsInterval = { minute: 5000, hour: 15_000, day: 30_000 };

const connection = new Connection();
const chart = new Chart();
const totalsTable = new TotalsTable();
const eventsTable = new EventsTable();
const selection = new Selection(() => refresh());
let eventsOf; // the page whose events are shown

const totals = new Poller({
  async load(signal) {
    const now = Date.now();
    const first = selection.from(now);
    const { page, bucket } = selection;
    // Days are enough for the totals of the whole time, and are few. So all pages can be listed where the chart can't show all of them.
    const [shown, all] = await Promise.all([
      orProblem(getTotals({ bucket, page, from: first }, signal)),
      bucket === 'day' && !page ? undefined : orProblem(getTotals({ bucket: 'day', from: first }, signal)),
    ]);
    return { shown, all: all ?? shown, bucket, first, now, rangeText: selection.rangeText };
  },
  show({ shown, all, ...chosen }) {
    chart.show({ ...chosen, totals: shown.totals ?? [], problem: shown.problem });
    const pages = byPage(all.totals ?? []);
    totalsTable.show(pages, chosen.rangeText, all.problem);
    selection.offer(pages.map(({ page }) => page));
  },
  interval: () => TotalsInterval[selection.bucket],
  onState: problem => connection.report('totals', problem),
});

const events = new Poller({
  async load(signal) {
    const { page } = selection;
    return { page, ...await getJson(address('events', { page, limit: EventsShown }), { signal }) };
  },
  show(response) {
    eventsTable.show(response.events, response.page, response.page !== eventsOf);
    eventsOf = response.page;
  },
  interval: () => EventsInterval,
  onState: problem => connection.report('events', problem),
});

connection.onRetry = refresh;
addEventListener('online', refresh);
refresh();

function refresh() {
  totals.refresh();
  events.refresh();
}

const getTotals = (parameters, signal) => getJson(address('totals', parameters), { signal });

/** The answer, or the problem with the question: to ask again would not help. */
async function orProblem(answer) {
  try {
    return await answer;
  } catch (problem) {
    if (problem.status === 400) return { problem };
    throw problem;
  }
}

function address(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return `${path}?${new URLSearchParams(given)}`;
}
