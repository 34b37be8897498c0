"""Charts as pure functions: numbers in, an ECharts option out; nothing here has seen a browser."""
