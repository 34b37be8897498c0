"""The web view: a planner explores, compares and takes a report away. State and charts know nothing of the browser."""
