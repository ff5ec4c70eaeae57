// A classic script in the head: it must run before the first paint, or a dark page would flash white.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const systemTheme = () => (system.matches ? 'dark' : 'light');

  const remembered = () => {
    try { return localStorage.getItem('theme'); } catch { return null; }
  };
  const remember = theme => {
    try {
      if (theme) localStorage.setItem('theme', theme); else localStorage.removeItem('theme');
    } catch { /* Storage may be forbidden; the choice then lasts as long as the page. */ }
  };

  function apply(theme) {
    root.dataset.theme = theme;
    document.getElementById('theme')?.setAttribute('aria-pressed', String(theme === 'dark'));
    dispatchEvent(new CustomEvent('themechange'));
  }

  function toggle() {
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    // Choosing what the system has means following it again.
    remember(theme === systemTheme() ? null : theme);
    apply(theme);
  }

  apply(remembered() ?? systemTheme());
  system.addEventListener('change', () => { if (!remembered()) apply(systemTheme()); });
  addEventListener('storage', event => { if (event.key === 'theme') apply(remembered() ?? systemTheme()); });
  addEventListener('DOMContentLoaded', () => {
    apply(root.dataset.theme);
    document.getElementById('theme').addEventListener('click', toggle);
  });
})();
