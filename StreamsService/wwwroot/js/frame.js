/** Returns a function that calls `render` in an animation frame, at most once per `interval` milliseconds. */
export function throttled(render, interval) {
  let last = -Infinity;
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    setTimeout(() => requestAnimationFrame(() => {
      asked = false;
      last = performance.now();
      render();
    }), Math.max(0, last + interval - performance.now()));
  };
}
