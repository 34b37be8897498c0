"""Everything that runs the model more than once: plans, executors, the folder of a study, comparisons."""
