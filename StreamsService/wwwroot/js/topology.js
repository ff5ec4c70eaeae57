import * as activity from '../_content/WebTheme/js/activity.js';
import { byId, el, setChildren, setText } from '../_content/WebTheme/js/dom.js';
import { ColourSlots } from '../_content/WebTheme/js/colours.js';
import { getJson, textOf } from '../_content/WebTheme/js/api.js';
import { number, plural, seconds, time } from '../_content/WebTheme/js/format.js';
import { SeriesColours, setSwatch } from '../_content/WebTheme/js/series-colours.js';

const RefreshInterval = 3000;

/** Shows which instance has which partition. The topology is requested every few seconds. */
export class Topology {
  #onTopology;
  #colours = new ColourSlots(SeriesColours);
  #request;
  #timer;
  #chips = new Map();
  #nodes;

  constructor(onTopology) {
    this.#onTopology = onTopology;
    activity.onChange(() => this.refresh());
    this.refresh();
  }

  async refresh() {
    this.#request?.abort();
    clearTimeout(this.#timer);
    if (!activity.isActive()) return;
    const request = this.#request = new AbortController();
    try {
      const topology = await getJson('topology', { signal: request.signal });
      this.#show(topology);
      this.#showProblem(undefined);
      this.#onTopology(topology);
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.#showProblem(textOf(error));
    }
    if (request === this.#request && activity.isActive()) this.#timer = setTimeout(() => this.refresh(), RefreshInterval);
  }

  #showProblem(problem) {
    byId('topology-note').hidden = problem === undefined;
    setText(byId('topology-note'), problem ?? '');
  }

  #show(topology) {
    const names = topology.instances.map(({ instance }) => instance).sort();
    this.#colours.assign(names);
    byId('instances').replaceChildren(...topology.instances.map(({ instance, started, partitions }) => {
      const title = `since ${time(Date.parse(started))}, ${plural(partitions.length, 'partition')}`;
      const entry = el('li', { title }, el('span', { class: 'swatch' }), instance);
      setSwatch(entry.firstChild, this.#colours.token(instance));
      return entry;
    }));

    this.#nodes ??= this.#createNodes(topology);
    setChildren(this.#nodes.chips, topology.partitions.map(partition => this.#chip(partition)));
    const { records, caughtUp, behind } = topology.view;
    setText(this.#nodes.view, `${plural(records, 'record')}, ${caughtUp ? 'caught up' : `${number(behind)} behind`}`);
  }

  #createNodes(topology) {
    const chips = el('ul', { class: 'chips', 'aria-label': 'Partitions' });
    const view = el('span', { class: 'node-detail' });
    byId('topology').replaceChildren(
      node('source', topology.sources),
      arrow(),
      node('processor', topology.processors, chips),
      arrow(),
      el('div', { class: 'node-stack' }, node('store', topology.stores, view), node('sink', topology.sinks)));
    return { chips, view };
  }

  #chip({ partition, instance, state, lag, lagSeconds, late }) {
    let chip = this.#chips.get(partition);
    if (!chip) {
      chip = el('li', { class: 'chip', 'data-testid': 'topology-partition', 'data-partition': partition },
        el('span', { class: 'chip-name' }, `p${partition}`),
        el('span', { class: 'chip-state' }),
        el('span', { class: 'chip-owner visually-hidden' }));
      this.#chips.set(partition, chip);
    }
    const owner = instance ?? 'nobody';
    const shownState = instance ? state : 'unassigned';
    chip.dataset.instance = instance ?? '';
    chip.dataset.state = shownState;
    chip.style.setProperty('--owner', `var(${this.#colours.token(owner)})`);
    const behind = lag > 0 ? `lag ${number(lag)}${lagSeconds >= 1 ? `, ${seconds(lagSeconds)}` : ''}` : 'no lag';
    setText(chip.children[1], shownState === 'running' ? behind : shownState);
    setText(chip.children[2], `, owned by ${owner}`);
    chip.title = `Partition ${partition}: ${owner}, ${shownState}, ${behind}, ${number(late ?? 0)} late`;
    return chip;
  }
}

function node(kind, names, ...rest) {
  return el('div', { class: `node node-${kind}` },
    el('div', {}, el('span', { class: 'node-kind' }, kind), el('strong', {}, names.join(', '))), ...rest);
}

const arrow = () => el('span', { class: 'arrow', 'aria-hidden': 'true' });
