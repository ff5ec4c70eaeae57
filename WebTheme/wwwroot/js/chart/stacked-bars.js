import { byId, setText } from '../dom.js';
import { resolve } from '../colours.js';

/** The canvas of a chart of stacked bars, in the colours and the font of the theme. What it shows is set with show. */
export class StackedBars {
  #element = byId('chart');
  #chart;
  #palette = new Map();
  #options;

  /**
   * options: label, the axisLabel options of the x axis, if any; right, the free space at the right in pixels; tooltip, a function from the
   * index of a bar to HTML; render, which calls show; resized, called instead of render after a change of the size, if given; missing, the
   * text that is shown if the chart library could not be loaded.
   */
  constructor(options) {
    this.#options = options;
    addEventListener('themechange', () => { this.#palette.clear(); this.#applyTheme(); options.render(); });
  }

  get width() {
    return this.#element.clientWidth;
  }

  /** The data attributes that browser tests read. */
  get dataset() {
    return this.#element.dataset;
  }

  /** Starts to draw when the chart library is loaded. */
  load() {
    const script = byId('chart-library');
    if (globalThis.echarts) this.#start();
    else {
      script.addEventListener('load', () => this.#start());
      script.addEventListener('error', () => setText(byId('chart-note'), this.#options.missing));
    }
  }

  /** The colour of a token of the theme. */
  colour(token) {
    if (!this.#palette.has(token)) this.#palette.set(token, resolve(token));
    return this.#palette.get(token);
  }

  /** Replaces the bars. */
  show(xAxis, series) {
    this.#chart?.setOption({ xAxis, series }, { replaceMerge: ['series'] });
  }

  #start() {
    const { render, resized = render } = this.#options;
    this.#chart = globalThis.echarts.init(this.#element, null, { renderer: 'canvas' });
    new ResizeObserver(() => { this.#chart.resize(); this.#applyTheme(); resized(); }).observe(this.#element);
    this.#applyTheme();
    render();
  }

  #applyTheme() {
    const { label, right, tooltip } = this.#options;
    const fontSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;
    this.#chart?.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: {
        type: 'category',
        axisTick: { show: false },
        axisLine: { lineStyle: { color: this.colour('--line') } },
        axisLabel: { color: this.colour('--text-muted'), fontSize, hideOverlap: true, ...label },
      },
      yAxis: {
        type: 'value', minInterval: 1, splitNumber: 4,
        axisLabel: { color: this.colour('--text-muted'), fontSize },
        splitLine: { lineStyle: { color: this.colour('--line') } },
      },
      tooltip: {
        trigger: 'axis', confine: true, appendTo: this.#element, transitionDuration: 0,
        axisPointer: { type: 'shadow', shadowStyle: { color: this.colour('--text-muted'), opacity: 0.12 } },
        backgroundColor: this.colour('--surface-raised'), borderColor: this.colour('--line'),
        padding: 12,
        formatter: params => tooltip(params[0]?.dataIndex),
      },
    });
  }
}
