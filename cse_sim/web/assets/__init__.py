"""The look of the page and its few lines of JavaScript; served by Solara under these names."""
