"""Types of values without a distinctive shape, one file each: cue words, patterns, and the standard behind them."""
