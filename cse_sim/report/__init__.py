"""From the folder of a study to pages that people read: one self-contained HTML file that opens offline and prints."""
