// The framework forbids zooming and leaves the language open; both are put right before the page is drawn.
document.documentElement.lang = 'en';
const zoomable = document.querySelector('meta[name=viewport]');
if (zoomable) zoomable.setAttribute('content', 'width=device-width, initial-scale=1');
