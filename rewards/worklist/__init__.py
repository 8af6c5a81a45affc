"""The worklist: which orders need attention, in an index that follows the fold."""
