// Blazor reconnects by itself after a lost connection, but not to a console that was restarted: then the page has to be loaded again.
const interval = 2000;

async function reloadWhenReachable() {
  try {
    if ((await fetch('alive', { cache: 'no-store' })).ok) return location.reload();
  } catch { /* The console is still away. */ }
  setTimeout(reloadWhenReachable, interval);
}

document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', ({ detail }) => {
  if (detail.state === 'rejected' || detail.state === 'failed') reloadWhenReachable();
});
