// Keeps the end in view until somebody scrolls back, and tells the page when that changes.
export function follow(scroller, page) {
  const near = 24;
  let following = true;
  let last = 0;

  const toEnd = () => {
    if (!following) return;
    scroller.scrollTop = scroller.scrollHeight;
    last = scroller.scrollTop;
  };
  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;
  const change = now => {
    if (following === now) return;
    following = now;
    page.invokeMethodAsync('FollowEnd', now);
  };
  const onScroll = () => {
    const back = scroller.scrollTop < last - 1;
    last = scroller.scrollTop;
    if (isAtEnd()) change(true);
    else if (back) change(false);
  };

  // What is inside moves with every line that comes; only a person moves it back.
  const observer = new MutationObserver(toEnd);
  observer.observe(scroller, { childList: true, subtree: true, attributes: true, attributeFilter: ['style', 'hidden'] });
  scroller.addEventListener('scroll', onScroll, { passive: true });
  toEnd();

  return {
    set(now) { following = now; toEnd(); },
    dispose() { observer.disconnect(); scroller.removeEventListener('scroll', onScroll); },
  };
}
