// The framework forbids zooming and leaves the language open; both are put right before the page is drawn.
document.documentElement.lang = 'en';
const zoomable = document.querySelector('meta[name=viewport]');
if (zoomable) zoomable.setAttribute('content', 'width=device-width, initial-scale=1');

// Mesa's view leaves icons and pictures without names.
const NAMES = {
  '.v-app-bar__nav-icon': ['aria-label', 'Show or hide the controls'],
  '.v-app-bar .v-btn--icon:not(.v-app-bar__nav-icon)': ['aria-label', 'Light or dark'],
  '[role=progressbar]:not([aria-label])': ['aria-label', 'Computing'],
  'img.widget-image:not([alt])': ['alt', 'Measures of this world over the weeks, as lines'],
};
function name() {
  if (!location.pathname.endsWith('/model')) return;
  for (const [where, [attribute, words]] of Object.entries(NAMES)) {
    document.querySelectorAll(where).forEach((each) => { if (each.getAttribute(attribute) !== words) each.setAttribute(attribute, words); });
  }
}
new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
