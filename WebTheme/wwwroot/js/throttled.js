/** Returns a function that calls `render` in an animation frame, at most once per `interval` milliseconds. */
export function throttled(render, interval) {
  let lastRender = -Infinity;
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => requestAnimationFrame(() => {
      isScheduled = false;
      lastRender = performance.now();
      render();
    }), Math.max(0, lastRender + interval - performance.now()));
  };
}
