// Runs before the page is painted, so that a dark page does not flash up white first. The keys and the words are those
// of theme/theme-choice.ts and language/language-choice.ts.
(function () {
  var kept = function (key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  var root = document.documentElement;
  var theme = kept('portreeve-theme');
  var isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  var language = kept('portreeve-language') || navigator.language || '';
  root.lang = /^zh\b/i.test(language) ? 'zh-CN' : 'en';
})();
