"""The types that have no shape of their own, one file each: patterns, cue words and the standard they come from."""
