"""The pages of the view, one module each; what they show is computed elsewhere."""
