"""Files of the log: what a row of one says, and how CSV and YAML are read as streams in bounded memory."""
